import Collection

/// Why a file of a bundle is not what it should be.
package struct EvidenceFlaw: Error, Hashable, Sendable {
  package let message: String

  package init(_ message: String) { self.message = message }
}

extension Manifest {
  private static let schema = "isola.evidence/1"

  /// One text for one manifest.
  package var text: [UInt8] { Array((json.text(indent: 0) + "\n").utf8) }

  private var json: JSONTree {
    .object([
      "schema": .string(Self.schema), "created": .string(created),
      "tool": .object(["name": .string("isola"), "version": .string(isola)]),
      "solver": .object([
        "name": .string("Z3"), "version": .string(z3), "seed": .whole(seed),
        "resourceLimit": .whole(resourceLimit),
      ]),
      "network": .object([
        "path": .string(network), "layout": .string(layout), "strict": .boolean(isStrict),
        "redacted": .boolean(isRedacted), "snapshot": .string(snapshot), "policies": .string(policySet),
      ]),
      "inputs": .array(inputs.map(\.json)), "policies": .array(policies.map(\.json)),
      "assumptions": .array(
        assumptions.map { .object(["name": .string($0.name), "text": .string($0.text)]) }),
      "unknowns": .strings(unknowns), "claims": .array(claims.map(\.json)),
      "files": .array(files.map(\.json)),
    ])
  }

  /// Reads what `text` gives, and nothing else: whatever is written in another way is refused.
  package init(_ bytes: [UInt8]) throws(EvidenceFlaw) {
    let tree: JSONTree
    do throws(JSONFlaw) {
      tree = try JSONTree(parsing: bytes)
    } catch {
      throw EvidenceFlaw("the manifest is no JSON (byte \(error.offset))")
    }
    guard tree["schema"]?.string == Self.schema else {
      throw EvidenceFlaw("expected a manifest of schema \(Self.schema)")
    }
    let (tool, solver, network) = (tree["tool"], tree["solver"], tree["network"])
    self.init(
      created: try tree.text("created"), isola: try tool.text("version"),
      z3: try solver.text("version"), seed: try solver.number("seed"),
      resourceLimit: try solver.number("resourceLimit"), network: try network.text("path"),
      layout: try network.text("layout"), isStrict: try network.flag("strict"),
      isRedacted: try network.flag("redacted"), snapshot: try network.text("snapshot"),
      policySet: try network.text("policies"), inputs: try Self.files(tree["inputs"]),
      policies: try Self.files(tree["policies"]), assumptions: [],
      unknowns: try tree["unknowns"].strings(), claims: [], files: try Self.files(tree["files"]))
    for element in try tree["assumptions"].list() {
      assumptions.append(Assumption(name: try element.text("name"), text: try element.text("text")))
    }
    for element in try tree["claims"].list() { claims.append(try Claim(element)) }
    guard text == bytes else {
      throw EvidenceFlaw("the manifest is not written as isola writes manifests")
    }
  }

  private static func files(_ tree: JSONTree?) throws(EvidenceFlaw) -> [File] {
    var files: [File] = []
    for element in try tree.list() {
      let path = try element.text("path")
      guard BundlePath.isSafe(path) else {
        throw EvidenceFlaw("`\(path)` is no name for a file of a bundle")
      }
      files.append(
        File(
          path: path, sha256: try element.text("sha256"), bytes: try element.number("bytes")))
    }
    guard zip(files, files.dropFirst()).allSatisfy({ $0.path < $1.path }) else {
      throw EvidenceFlaw("the manifest does not list its files in order, each once")
    }
    return files
  }
}

extension Manifest.File {
  fileprivate var json: JSONTree {
    .object(["path": .string(path), "sha256": .string(sha256), "bytes": .whole(bytes)])
  }
}

extension Manifest.Claim {
  fileprivate var json: JSONTree {
    let fields: KeyValuePairs<String, JSONTree> = [
      "policy": .string(policy), "claim": .whole(number), "text": .string(text),
      "verdict": .string(verdict.rawValue),
      "exceptions": .array(
        exceptions.map { .object(["flows": .string($0.text), "reason": .string($0.reason)]) }),
      "examined": examined.map { .strings($0) } ?? .null, "unknowns": .strings(unknowns),
      "because": because.map { .string($0) } ?? .null, "certificates": .strings(certificates),
      "obligations": .strings(obligations),
      "counterexample": counterexample.map { .string($0) } ?? .null,
    ]
    let members = fields.map { JSONTree.Member($0.key, $0.value) }
    return .object(objects.isEmpty ? members : members + [.init("objects", .strings(objects))])
  }

  fileprivate init(_ tree: JSONTree) throws(EvidenceFlaw) {
    guard let verdict = Manifest.Verdict(rawValue: try tree.text("verdict")) else {
      throw EvidenceFlaw("expected a verdict")
    }
    self.init(
      policy: try tree.text("policy"), number: try tree.number("claim"), text: try tree.text("text"),
      verdict: verdict)
    for element in try tree["exceptions"].list() {
      exceptions.append(
        .init(text: try element.text("flows"), reason: try element.text("reason")))
    }
    if let list = tree["examined"], list != .null { examined = try Optional(list).strings() }
    unknowns = try tree["unknowns"].strings()
    because = tree["because"]?.string
    certificates = try tree["certificates"].strings()
    obligations = try tree["obligations"].strings()
    counterexample = tree["counterexample"]?.string
    if let list = tree["objects"] { objects = try Optional(list).strings() }
  }
}

extension JSONTree {
  static func whole(_ number: some BinaryInteger) -> JSONTree { .number(String(number)) }
  static func strings(_ texts: [String]) -> JSONTree { .array(texts.map { .string($0) }) }

  func text(_ key: String) throws(EvidenceFlaw) -> String { try Optional(self).text(key) }
  func number(_ key: String) throws(EvidenceFlaw) -> Int { try Optional(self).number(key) }
}

extension JSONTree? {
  func text(_ key: String) throws(EvidenceFlaw) -> String {
    guard let text = self?[key]?.string else { throw EvidenceFlaw("expected a text `\(key)`") }
    return text
  }

  func number(_ key: String) throws(EvidenceFlaw) -> Int {
    guard case .number(let text)? = self?[key], let number = Int(text), number >= 0 else {
      throw EvidenceFlaw("expected a whole number `\(key)`")
    }
    return number
  }

  func flag(_ key: String) throws(EvidenceFlaw) -> Bool {
    guard let flag = self?[key]?.bool else { throw EvidenceFlaw("expected true or false for `\(key)`") }
    return flag
  }

  func list() throws(EvidenceFlaw) -> [JSONTree] {
    guard case .array(let elements)? = self else { throw EvidenceFlaw("expected a list") }
    return elements
  }

  func strings() throws(EvidenceFlaw) -> [String] {
    var texts: [String] = []
    for element in try list() {
      guard let text = element.string else { throw EvidenceFlaw("expected a list of texts") }
      texts.append(text)
    }
    return texts
  }
}

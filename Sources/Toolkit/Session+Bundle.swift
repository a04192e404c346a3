package import Checker
import Evidence
import Importers
import NetworkModel
import PolicyTypes
package import Reports
import SolverZ3
import SourceText

/// What goes into a bundle beside the results.
package struct BundleRequest {
  /// The policy files and those of exceptions, as they were named.
  package var policyFiles: [String]
  /// Certificates by policy and claim, both from 0.
  package var certificates: [[Int: [ProvedPart]]]
  /// Reports by their name in the bundle.
  package var reports: [String: [UInt8]]
  /// When the report was made, in UTC; its day decides which exceptions count.
  package var created: String
  package var version: String
  package var isStrict: Bool
  /// Inputs stay out; their hashes go in.
  package var isRedacted: Bool

  package init(
    policyFiles: [String], certificates: [[Int: [ProvedPart]]], reports: [String: [UInt8]],
    created: String, version: String, isStrict: Bool, isRedacted: Bool
  ) {
    self.created = created
    self.policyFiles = policyFiles
    self.certificates = certificates
    self.reports = reports
    self.version = version
    self.isStrict = isStrict
    self.isRedacted = isRedacted
  }
}

/// Input files by their names in a bundle.
struct BundledInputs {
  var network: String
  var networkFiles: [String: [UInt8]]
  var policyFiles: [(path: String, contents: [UInt8])]

  static let folder = "inputs/network"
}

extension Session {
  /// The inputs of this session. With `escapes`, names become such as a bundle may hold.
  func bundledInputs(_ policyFiles: [String], escapes: Bool) -> BundledInputs {
    var root = path
    while root.count > 1, root.hasSuffix("/") { root.removeLast() }
    let read = imported.files.ids.map {
      (path: imported.files.path(of: $0), contents: imported.files.contents(of: $0))
    }
    let isFolder = read.contains { $0.path.hasPrefix(root + "/") }
    let base = isFolder ? root + "/" : String(root[..<(root.lastIndex(of: "/").map { root.index(after: $0) } ?? root.startIndex)])
    func name(_ path: String) -> String { escapes ? BundlePath.safe(path) : path }
    var inputs = BundledInputs(network: BundledInputs.folder, networkFiles: [:], policyFiles: [])
    for (index, file) in read.enumerated() {
      let below: String
      if path == "-" {
        let first = file.contents.first { $0 > 0x20 }
        let isJSON = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        below = isJSON ? "standard-input.json" : "standard-input.yaml"
      } else if file.path.hasPrefix(base), !file.path.dropFirst(base.count).hasPrefix("../") {
        below = name(String(file.path.dropFirst(base.count)))
      } else {
        below = "elsewhere-\(index + 1)"
      }
      inputs.networkFiles[BundledInputs.folder + "/" + below] = file.contents
      if !isFolder, index == 0 { inputs.network = BundledInputs.folder + "/" + below }
    }
    for (index, file) in policyFiles.enumerated() {
      let last = file.split(separator: "/").last.map(String.init) ?? "policies.isola"
      let contents = files.file(at: file).map(files.contents(of:)) ?? []
      let bundled = escapes ? "inputs/policies/\(index + 1)-\(name(last))" : file
      inputs.policyFiles.append((bundled, contents))
    }
    return inputs
  }

  /// The files of a bundle about these results, without a signature.
  ///
  /// Everything that the bundle claims to be certified or replayed was judged on the way, by the same rungs that `recheck`
  /// climbs: a disagreement is thrown and no bundle made.
  package func bundle(
    _ results: [PolicyResult], _ request: BundleRequest
  ) throws(CheckError) -> [String: [UInt8]] {
    let inputs = bundledInputs(request.policyFiles, escapes: true)
    let limits = SolverConfiguration()
    var manifest = Manifest(
      created: request.created, isola: request.version, z3: SolverContext.version,
      seed: Int(limits.seed), resourceLimit: Int(limits.resourceLimit), network: inputs.network,
      layout: imported.layout, isStrict: request.isStrict, isRedacted: request.isRedacted,
      inputs: inputs.networkFiles.sorted { $0.key < $1.key }.map {
        Manifest.File(path: $0.key, contents: $0.value)
      },
      policies: inputs.policyFiles.map { Manifest.File(path: $0.path, contents: $0.contents) })
    manifest.assumptions = network.assumptions.map { .init(name: $0.name, text: $0.text) }
    manifest.unknowns = network.unknowns.map(Ladder.text)

    var files: [String: [UInt8]] = [
      BundleRecipe.script: Array(BundleRecipe.scriptText.utf8),
      BundleRecipe.text: Array(BundleRecipe.recipeText.utf8),
    ]
    for (name, contents) in request.reports { files["reports/" + name] = contents }
    if !request.isRedacted {
      files.merge(inputs.networkFiles) { $1 }
      for file in inputs.policyFiles { files[file.path] = file.contents }
    }
    for (number, result) in results.enumerated() {
      for (index, claim) in result.claims.enumerated() {
        let parts =
          request.certificates.indices.contains(number)
          ? request.certificates[number][index] ?? [] : []
        manifest.claims.append(
          stated(claim, parts, of: result.policy, (number, index), manifest, into: &files))
      }
      for (index, objects) in result.objects.enumerated() {
        manifest.claims.append(Self.stated(objects, result.policy, number: result.claims.count + index + 1))
      }
    }
    try complete(&manifest, results, inputs, into: &files)
    manifest.files = files.sorted { $0.key < $1.key }.map {
      Manifest.File(path: $0.key, contents: $0.value)
    }
    files[Manifest.fileName] = manifest.text
    return files
  }

  /// What a manifest says of a claim before its obligations are derived.
  private func stated(
    _ result: ClaimResult, _ parts: [ProvedPart], of policy: CheckedPolicy,
    _ position: (policy: Int, claim: Int), _ manifest: Manifest, into files: inout [String: [UInt8]]
  ) -> Manifest.Claim {
    var claim = Self.stated(result, policy, number: position.claim + 1)
    if result.verdict == .proved {
      let evidence = Session.evidence(
        parts, policy: policy, number: position.policy + 1, claim: claim.number,
        network: manifest.network, isStrict: manifest.isStrict,
        policyFiles: manifest.policies.map(\.path),
        bound: [("snapshot", manifest.snapshot), ("policies", manifest.policySet)])
      // One that is too large for the format leaves the claim without any.
      if evidence.allSatisfy({ $0.text != nil }) {
        for file in evidence {
          files["certificates/" + file.name] = file.text.map { Array($0.utf8) }
          claim.certificates.append("certificates/" + file.name)
        }
        claim.certificates.sort()
      }
    }
    if let witness = result.witness, result.verdict == .violated, result.claim.isShownByOnePacket {
      let subject = CounterexampleSubject(
        policy: policy.name, claim: claim.number, snapshot: manifest.snapshot,
        policySet: manifest.policySet)
      let example = Counterexample(
        emitter: witness.emitter, packet: witness.packet, choices: witness.choices,
        replyChoices: witness.replyChoices,
        relays: witness.relays.map { .init(node: $0.node, step: $0.step) })
      let name = Session.fileName(position.policy + 1, policy.name, claim.number)
      let path = "counterexamples/\(name).json"
      files[path] = example.text(subject, network)
      claim.counterexample = path
    }
    return claim
  }

  /// A claim's verdict as a manifest states it, without evidence.
  static func stated(
    _ result: ClaimResult, _ policy: CheckedPolicy, number: Int
  ) -> Manifest.Claim {
    var claim = Manifest.Claim(
      policy: policy.name, number: number, text: ClaimText.of(result.claim), verdict: result.verdict.stated)
    claim.exceptions = result.claim.exceptions.map(Ladder.exception)
    claim.unknowns = result.unknowns.map(Ladder.text)
    claim.because = result.emptiness
    return claim
  }

  /// The same of a claim about objects: its evidence is the input.
  static func stated(
    _ result: ObjectResult, _ policy: CheckedPolicy, number: Int
  ) -> Manifest.Claim {
    var claim = Manifest.Claim(
      policy: policy.name, number: number, text: result.claim.text, verdict: result.verdict.stated)
    claim.unknowns = result.unknowns.map(Ladder.text)
    claim.objects = result.findings.map { "\($0.object): \($0.reason)" }
    claim.because = result.emptiness
    return claim
  }

  /// Class maps and obligations, as a re-check of the certificates gives them.
  private func complete(
    _ manifest: inout Manifest, _ results: [PolicyResult], _ inputs: BundledInputs,
    into files: inout [String: [UInt8]]
  ) throws(CheckError) {
    do {
      let forms = try Ladder.complete(
        &manifest, files: files, network: network, policies: results.map(\.policy))
      for (key, form) in forms {
        files[ObligationText.path(key)] = Array(ObligationText.smtLIB(form).utf8)
      }
    } catch let failure as SolverError {
      throw .solver(failure.description)
    } catch {
      throw .disagreement("a bundle is not accepted: \((error as? EvidenceFlaw)?.message ?? "\(error)")")
    }
  }
}

extension Verdict {
  fileprivate var stated: Manifest.Verdict {
    switch self {
    case .proved: .proved
    case .violated: .violated
    case .unknown: .unknown
    case .vacuous: .vacuous
    }
  }
}

extension Session {
  /// The hashes under which a bundle would name this network and these policy files.
  package func hashes(of policyFiles: [String]) -> (snapshot: String, policies: String) {
    let inputs = bundledInputs(policyFiles, escapes: true)
    return (
      Manifest.hash(of: inputs.networkFiles.map { .init(path: $0.key, contents: $0.value) }),
      Manifest.hash(of: inputs.policyFiles.map { .init(path: $0.path, contents: $0.contents) })
    )
  }

  package var solver: String { "Z3 \(SolverContext.version)" }
}

extension Session {
  /// When the network was collected, where a collection says so of itself.
  package var collected: Dossier.Collected? {
    for file in imported.files.ids {
      let path = imported.files.path(of: file)
      guard path.hasSuffix("collection.json"),
        let root = try? JSONDocument(parsing: imported.files.contents(of: file), file: file).root,
        root.peek("schema")?.string == "isola.collection/1",
        let started = root.peek("started")?.string
      else { continue }
      return Dossier.Collected(started: started, ended: root.peek("ended")?.string)
    }
    return nil
  }
}

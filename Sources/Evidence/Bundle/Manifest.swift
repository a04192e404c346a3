/// What a bundle says of itself: `manifest.json`. Everything else in it is named here with its hash.
package struct Manifest: Hashable, Sendable {
  package struct File: Hashable, Sendable {
    /// Below the bundle.
    package var path: String
    package var sha256: String
    package var bytes: Int

    package init(path: String, sha256: String, bytes: Int) {
      self.path = path
      self.sha256 = sha256
      self.bytes = bytes
    }

    package init(path: String, contents: [UInt8]) {
      self.init(path: path, sha256: SHA256Text.of(contents), bytes: contents.count)
    }
  }

  package struct Assumption: Hashable, Sendable {
    package var name: String
    package var text: String

    package init(name: String, text: String) {
      self.name = name
      self.text = text
    }
  }

  package struct Exception: Hashable, Sendable {
    package var text: String
    package var reason: String

    package init(text: String, reason: String) {
      self.text = text
      self.reason = reason
    }
  }

  package enum Verdict: String, Hashable, Sendable { case proved, violated, unknown, vacuous }

  package struct Claim: Hashable, Sendable {
    package var policy: String
    /// From 1.
    package var number: Int
    package var text: String
    package var verdict: Verdict
    package var exceptions: [Exception] = []
    /// The VPCs that it was examined over, where others like them were left out; nil: all of them.
    package var examined: [String]?
    /// Objects and reasons, for an unknown verdict.
    package var unknowns: [String] = []
    /// Objects that a claim about objects does not want, each with the reason, where it is violated.
    package var objects: [String] = []
    /// What was empty, for a vacuous one.
    package var because: String?
    package var certificates: [String] = []
    /// Keys of the distinct obligations of its certificates, sorted.
    package var obligations: [String] = []
    package var counterexample: String?

    package init(policy: String, number: Int, text: String, verdict: Verdict) {
      self.policy = policy
      self.number = number
      self.text = text
      self.verdict = verdict
    }
  }

  /// When the bundle was made, in UTC.
  package var created: String
  package var isola: String
  package var z3: String
  package var seed: Int
  package var resourceLimit: Int
  /// The network below the bundle, and how it was read.
  package var network: String
  package var layout: String
  package var isStrict: Bool
  /// The inputs are left out, only their hashes are here.
  package var isRedacted: Bool
  package var snapshot: String
  package var policySet: String
  package var inputs: [File]
  package var policies: [File]
  package var assumptions: [Assumption]
  package var unknowns: [String]
  package var claims: [Claim]
  /// Everything but the manifest and what stands in `signatures`, sorted by name.
  package var files: [File]

  package static let fileName = "manifest.json"
  package static let signatures = "signatures/"

  /// One hash for many files: of their list as `sha256sum` prints it.
  package static func hash(of files: [File]) -> String {
    let lines = files.sorted { $0.path < $1.path }.map { "\($0.sha256)  \($0.path)\n" }
    return SHA256Text.of(Array(lines.joined().utf8))
  }
}

extension Manifest {
  package init(
    created: String, isola: String, z3: String, seed: Int, resourceLimit: Int, network: String,
    layout: String, isStrict: Bool, isRedacted: Bool, inputs: [File], policies: [File]
  ) {
    self.init(
      created: created, isola: isola, z3: z3, seed: seed, resourceLimit: resourceLimit,
      network: network, layout: layout, isStrict: isStrict, isRedacted: isRedacted,
      snapshot: Self.hash(of: inputs), policySet: Self.hash(of: policies), inputs: inputs,
      policies: policies, assumptions: [], unknowns: [], claims: [], files: [])
  }
}

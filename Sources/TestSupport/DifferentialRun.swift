package import NetworkModel

/// A checker against the simulator on many random networks.
package struct DifferentialRun: Sendable {
  package var size: RandomNetwork.Size
  /// Claims and questions for each network.
  package var subjects: Int
  /// Packets for each emitter of a subject.
  package var budget: Int
  /// How often each kind of verdict was given; a run in which one never occurs proves little.
  package private(set) var counts: [CheckedVerdict.Kind: Int] = [:]
  /// Verdicts that are wrong, with everything needed to see why.
  package private(set) var contradictions: [String] = []
  /// `unknown` where the sample itself gives a definite answer: legal, but worth a look.
  package private(set) var doubts: [String] = []

  package init(size: RandomNetwork.Size = .small, subjects: Int = 6, budget: Int = 400) {
    self.size = size
    self.subjects = subjects
    self.budget = budget
  }

  /// Asks `check` about the network and the subjects of one seed.
  package mutating func run(
    seed: UInt64, check: (NetworkModel, Subject) throws -> CheckedVerdict
  ) rethrows {
    let network = RandomNetwork.make(seed: seed, size: size)
    let harness = Harness(network)
    for subject in RandomClaims.subjects(network, count: subjects, seed: seed) {
      let verdict = try check(network, subject)
      counts[verdict.kind, default: 0] += 1
      let seen = harness.observations(of: subject, budget: budget, seed: seed)
      contradictions += harness.contradictions(verdict, on: subject, observations: seen, seed: seed)
      guard verdict.kind == .unknown else { continue }
      let shown = harness.enumeratedVerdict(on: subject, observations: seen)
      guard shown.kind != .unknown, shown.kind != .vacuous else { continue }
      let reasons = verdict.unknowns.map(\.object).joined(separator: ", ")
      doubts.append(
        "unknown (\(reasons)), but the sample shows \(shown.kind.rawValue):"
          + " \(describe(subject, in: network)), seed \(seed)")
    }
  }
}

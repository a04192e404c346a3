import Checker
import FoundationEssentials
import NetworkModel
import PolicyTypes
import TestSupport
import Testing

/// The real checker, with Z3 and replay, on random networks: no enumerated packet contradicts a verdict, and no replay
/// fails. `ISOLA_VERDICT_NETWORKS` and `ISOLA_FIRST_SEED` widen or move the campaign.
@Suite("Verdicts and simulator agree")
struct VerdictTests {
  private static let environment = ProcessInfo.processInfo.environment
  static let count = environment["ISOLA_VERDICT_NETWORKS"].flatMap(Int.init) ?? 2000
  static let firstSeed = environment["ISOLA_FIRST_SEED"].flatMap(UInt64.init) ?? 1

  @Test("claims and questions on random networks")
  func agree() throws {
    var run = DifferentialRun(size: .small, subjects: 4, budget: 150)
    for offset in 0..<Self.count where run.contradictions.isEmpty {
      let seed = Self.firstSeed &+ UInt64(offset)
      run.size = .mixed(seed)
      try run.run(seed: seed) { network, subject in
        do {
          var checker = try Checker(network)
          return try verdict(&checker, subject)
        } catch let error {
          Issue.record("seed \(seed): \(error)\n\(describe(subject, in: network))\n\(describe(network))")
          throw error
        }
      }
    }
    print("verdicts on \(Self.count) networks from seed \(Self.firstSeed):")
    for (kind, times) in run.counts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      print("  \(times)  \(kind.rawValue)")
    }
    print("  \(run.doubts.count)  unknown where the sample is definite")
    for doubt in run.doubts.prefix(5) { print("    \(doubt)") }
    #expect(run.contradictions.isEmpty, "\(run.contradictions.first ?? "")")
  }

  private func verdict(_ checker: inout Checker, _ subject: Subject) throws(CheckError) -> CheckedVerdict {
    switch subject {
    case .claim(let claim):
      let result = try checker.check(claim)
      return CheckedVerdict(
        kind: kind(result.verdict), witness: witness(result.witness), unknowns: result.unknowns)
    case .reach(let source, let destination, let traffic):
      return verdict(try checker.answer(.reach(source, destination, traffic)))
    case .deliver(let source, let destination, let traffic):
      return verdict(try checker.answer(.deliver(source, destination, traffic)))
    }
  }

  private func verdict(_ result: QuestionResult) -> CheckedVerdict {
    let kind: CheckedVerdict.Kind =
      switch result.answer {
      case .reachable: .reachable
      case .unreachable: .unreachable
      case .unknown: .unknown
      }
    return CheckedVerdict(kind: kind, witness: witness(result.witness), unknowns: result.unknowns)
  }

  private func kind(_ verdict: Verdict) -> CheckedVerdict.Kind {
    switch verdict {
    case .proved: .proved
    case .violated: .violated
    case .unknown: .unknown
    case .vacuous: .vacuous
    }
  }

  private func witness(_ witness: Witness?) -> CheckedVerdict.Witness? {
    witness.map {
      .init(
        emitter: $0.emitter, packet: $0.packet, choices: $0.choices, returnChoices: $0.replyChoices,
        relays: $0.relays.map(\.step))
    }
  }
}

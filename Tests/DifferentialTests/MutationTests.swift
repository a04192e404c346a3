import NetworkModel
import Simulator
import TestSupport
import Testing

/// The harness is worth something only if it notices a checker that gets one rule wrong.
@Suite("A checker with one wrong rule")
struct MutationTests {
  @Test("is contradicted on some random network", arguments: Mutation.allCases)
  func isNoticed(mutation: Mutation) {
    #expect(seeds(400).contains { contradicts(mutation, seed: $0) }, "\(mutation) is never noticed")
  }

  @Test("without a wrong rule is never contradicted")
  func correctIsAccepted() {
    var run = DifferentialRun(size: .tiny, subjects: 6, budget: 120)
    for seed in seeds(40) {
      run.run(seed: seed) { network, subject in
        let harness = Harness(network)
        let seen = harness.observations(of: subject, budget: 120, seed: seed)
        return harness.enumeratedVerdict(on: subject, observations: seen)
      }
    }
    #expect(run.contradictions.isEmpty, "\(run.contradictions.first ?? "")")
    for kind in [CheckedVerdict.Kind.proved, .violated, .reachable, .unreachable] {
      #expect(run.counts[kind, default: 0] > 5, "\(run.counts)")
    }
  }

  /// Whether the answers that the wrong rule leads to are seen to be wrong for this seed.
  private func contradicts(_ mutation: Mutation, seed: UInt64) -> Bool {
    var run = DifferentialRun(size: .small, subjects: 5, budget: 100)
    run.run(seed: seed) { network, subject in
      let wrong = Harness(network, mutation: mutation)
      let seen = wrong.observations(of: subject, budget: 100, seed: seed)
      return wrong.enumeratedVerdict(on: subject, observations: seen)
    }
    return !run.contradictions.isEmpty
  }
}

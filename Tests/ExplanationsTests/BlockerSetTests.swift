import Checker
import Explanations
import FoundationEssentials
import NetworkModel
import PolicyTypes
import Simulator
import TestSupport
import Testing

/// WHY-1, judged by the simulator alone: with all removals of a set the packet arrives; with those of any proper subset no
/// enumerated packet does. `ISOLA_WHY_NETWORKS` widens the campaign.
@Suite struct BlockerSetTests {
  private static let count =
    ProcessInfo.processInfo.environment["ISOLA_WHY_NETWORKS"].flatMap(UInt64.init) ?? 120

  @Test func removalsOfASetAreEnoughAndNeeded() throws {
    var examined = 0
    var sets = 0
    var withSeveral = 0
    for seed in 1...Self.count {
      var size = RandomNetwork.Size.mixed(seed)
      size.unknowns = 0
      let network = RandomNetwork.make(seed: seed, size: size)
      for subject in RandomClaims.subjects(network, count: 4, seed: seed) {
        guard let question = RandomClaims.question(subject), let pair = PairQuestion(question) else {
          continue
        }
        var search = BlockerSearch(network, pair, limits: limits)
        let result = try search.run()
        examined += 1
        for set in result.sets where !set.blockers.isEmpty {
          sets += 1
          if set.blockers.count > 1 { withSeveral += 1 }
          let removals = set.blockers.map(\.removal)
          #expect(arrives(set.witness, in: network, after: removals, pair), "seed \(seed)")
          for subset in properSubsets(removals) {
            let copy = changed(network, subset)
            let harness = Harness(copy)
            let seen = harness.observations(of: subject, budget: 150, seed: seed)
            let verdict = harness.enumeratedVerdict(on: subject, observations: seen)
            #expect(verdict.kind != .reachable, "seed \(seed): \(subset) of \(removals)")
          }
        }
      }
    }
    print("\(examined) questions, \(sets) sets of blockers, \(withSeveral) of them with several")
    #expect(sets > Int(Self.count) / 2)
    #expect(withSeveral > 5)
  }

  private var limits: BlockerSearch.Limits {
    var limits = BlockerSearch.Limits()
    limits.copies = 60
    limits.sets = 6
    return limits
  }

  private func arrives(
    _ witness: Witness, in network: NetworkModel, after removals: [Removal], _ pair: PairQuestion
  ) -> Bool {
    let simulator = Simulator(
      changed(network, removals), options: SimulatorOptions(uncollectedFilters: .unknown))
    let exchange = simulator.exchange(
      witness.packet, from: witness.emitter, choices: witness.choices,
      returnChoices: witness.replyChoices)
    if pair.isTwoWay { return exchange.outcome == .complete }
    if case .delivered = exchange.forward.disposition { return true }
    return false
  }

  private func changed(_ network: NetworkModel, _ removals: [Removal]) -> NetworkModel {
    var copy = network
    for removal in removals { removal.apply(to: &copy) }
    return copy
  }

  private func properSubsets(_ removals: [Removal]) -> [[Removal]] {
    guard removals.count <= 4 else {
      return removals.indices.map { left in removals.indices.filter { $0 != left }.map { removals[$0] } }
    }
    return (0..<(1 << removals.count) - 1).map { bits in
      removals.indices.filter { bits & (1 << $0) != 0 }.map { removals[$0] }
    }
  }
}

import Foundation
import NetworkModel
import Simulator
import TestSupport
import Testing

/// Every packet, every resolution: the symbolic paths end as the simulator's do.
@Suite("Symbolic paths and simulator agree")
struct PathAgreementTests {
  /// `ISOLA_NETWORKS` and `ISOLA_SEED` widen or move the campaign.
  static let count = ProcessInfo.processInfo.environment["ISOLA_NETWORKS"].flatMap(Int.init) ?? 300
  static let firstSeed = ProcessInfo.processInfo.environment["ISOLA_SEED"].flatMap(UInt64.init) ?? 1

  @Test("packet by packet on random networks")
  func agree() {
    var comparisons = 0
    var endings: [String: Int] = [:]
    for offset in 0..<Self.count {
      let seed = Self.firstSeed &+ UInt64(offset)
      let network = RandomNetwork.make(seed: seed)
      let mode: SimulatorOptions.UncollectedFilters = seed % 2 == 0 ? .open : .unknown
      var agreement = PathAgreement(network, uncollected: mode)
      let enumerator = Enumerator(network)
      var emitters = network.interfaces.ids.map(Emitter.interface)
      emitters.append(.internet)
      for emitter in emitters {
        let packets = enumerator.packets(from: emitter, budget: 120, seed: seed)
        let found = agreement.contradictions(packets, from: emitter)
        if !found.isEmpty {
          Issue.record(
            "seed \(seed):\n\(found.joined(separator: "\n"))\n\(describe(network))")
          return
        }
      }
      comparisons += agreement.comparisons
      endings.merge(agreement.endings, uniquingKeysWith: +)
    }
    print("compared \(comparisons) packets on \(Self.count) networks from seed \(Self.firstSeed)")
    for (ending, times) in endings.sorted(by: { $0.key < $1.key }) { print("  \(times)  \(ending)") }
    #expect(comparisons > 0)
  }
}

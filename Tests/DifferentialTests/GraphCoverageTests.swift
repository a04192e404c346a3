import Certificates
import ForwardingGraph
import FoundationEssentials
import NetworkModel
import SolverZ3
import TestSupport
import Testing

/// What the simulator does, the forwarding graph admits; what the engine proposes, Z3 confirms; what is taken away, Z3
/// misses. `ISOLA_NETWORKS` and `ISOLA_FIRST_SEED` as in `PathAgreementTests`.
@Suite("Forwarding graph and simulator agree", .serialized)
struct GraphCoverageTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let count = (environment["ISOLA_NETWORKS"].flatMap(Int.init) ?? 2000) / 4
  private static let firstSeed = environment["ISOLA_FIRST_SEED"].flatMap(UInt64.init) ?? 1

  @Test("packet by packet on random networks", arguments: [1, 16])
  func covers(limit: Int) throws {
    var comparisons = 0
    var obligations = 0
    var solver = try SolverContext()
    var discharge = Discharge()
    for offset in 0..<Self.count {
      let seed = Self.firstSeed &+ UInt64(offset)
      let network = RandomNetwork.make(seed: seed, size: .mixed(seed))
      let harness = Harness(network)
      let enumerator = Enumerator(network)
      for emitter in network.interfaces.ids.map(Emitter.interface) + [.internet] {
        let packets = enumerator.packets(from: emitter, budget: 60, seed: seed)
        for family in IPFamily.allCases {
          var coverage = GraphCoverage(network, emitter, family, limit: limit)
          for packet in packets where packet.family == family && coverage.starts(packet) {
            for seen in harness.observe(packet, from: emitter, by: harness.open, exchanges: false) {
              comparisons += 1
              if coverage.admits(seen) { continue }
              Issue.record(
                "seed \(seed): \(describe(packet)) from \(emitter): \(seen.forward) is not admitted")
              return
            }
          }
          if seed % 8 == 0, let failed = try coverage.firstFailure(&discharge, &solver),
            !Self.leadsToUnknown(failed, coverage)
          {
            Issue.record("seed \(seed) from \(emitter): \(failed.reason) does not hold")
            return
          }
        }
      }
      obligations = discharge.obligations
    }
    print(
      "compared \(comparisons) packets; \(obligations) obligations, \(discharge.calls) solver calls")
  }

  /// Places of unknown behaviour must not be reached in a proof; here they may.
  private static func leadsToUnknown(_ failed: Obligation, _ coverage: GraphCoverage) -> Bool {
    guard case .edge(_, let to) = failed.reason, case .unknown = coverage.graph.nodes[to] else {
      return false
    }
    return true
  }

  @Test("an annotation with a gap is refused")
  func gapsAreFound() throws {
    var solver = try SolverContext()
    var discharge = Discharge()
    var gaps = 0
    for seed in UInt64(1)...40 {
      let network = RandomNetwork.make(seed: seed)
      for emitter in network.interfaces.ids.map(Emitter.interface) {
        let whole = GraphCoverage(network, emitter, .v4, limit: 16)
        for node in whole.graph.nodes.indices where !whole.annotation[node].isEmpty {
          if case .unknown = whole.graph.nodes[node] { continue }
          var coverage = whole
          coverage.annotation[node] = .empty
          gaps += 1
          let failed = try coverage.firstFailure(&discharge, &solver)
          #expect(failed != nil, "seed \(seed): nothing misses \(whole.graph.nodes[node])")
        }
      }
    }
    #expect(gaps > 500)
  }
}

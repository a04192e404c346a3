import Certificates
import ForwardingGraph
import FoundationEssentials
import NetworkModel
import Simulator
import SolverZ3
import TestSupport
import Testing

/// Where all ways of the graphs of what is certain are deliveries, the simulator delivers, under every resolution and on both
/// legs; graphs that are spoiled say things that it contradicts. `ISOLA_NETWORKS` and `ISOLA_FIRST_SEED` as in
/// `PathAgreementTests`.
@Suite("What is certain happens", .serialized)
struct GuaranteeCoverageTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let count = (environment["ISOLA_NETWORKS"].flatMap(Int.init) ?? 2000) / 4
  private static let firstSeed = environment["ISOLA_FIRST_SEED"].flatMap(UInt64.init) ?? 1

  /// What was compared.
  private struct Tally {
    var delivered = 0
    var certain = 0
    var exchanges = 0
    var complete = 0
    var answers = 0
    var places: [String: Int] = [:]
  }

  @Test("packet by packet on random networks")
  func happens() throws {
    var tally = Tally()
    for offset in 0..<Self.count {
      let seed = Self.firstSeed &+ UInt64(offset)
      let network = RandomNetwork.make(seed: seed, size: .mixed(seed))
      for family in IPFamily.allCases {
        let walks = CertainWalks(network, family)
        if let wrong = contradiction(walks, network, family, seed, &tally) {
          Issue.record("seed \(seed): \(wrong)")
          return
        }
      }
    }
    print("certain: \(tally)")
    #expect(tally.certain > 2 * Self.count)
    #expect(tally.answers > Self.count)
  }

  @Test("packet by packet on networks of modules")
  func happensOnSymmetricNetworks() throws {
    var tally = Tally()
    for offset in 0..<(Self.count / 4) {
      let seed = Self.firstSeed &+ UInt64(offset)
      let network = SymmetricNetwork(seed: seed, faults: Int(seed % 3)).network
      for family in IPFamily.allCases {
        let walks = CertainWalks(network, family)
        if let wrong = contradiction(walks, network, family, seed, &tally) {
          Issue.record("seed \(seed): \(wrong)")
          return
        }
      }
    }
    print("certain: \(tally)")
    #expect(tally.certain > Self.count)
  }

  @Test("filters that are left open show")
  func openFiltersShow() throws {
    var shown: [String: Int] = [:]
    for seed in UInt64(1)...60 {
      let network = RandomNetwork.make(seed: seed, size: .mixed(seed))
      for leg in [ExchangeLeg.request, .answer] {
        let walks = CertainWalks(network, .v4)
        var kinds: [String: [(Int, Int)]] = [:]
        for (node, edges) in (walks.edges[leg] ?? []).enumerated() {
          guard let place = walks.place(node, leg) else { continue }
          for index in edges.indices where edges[index].guards != walks.everything(leg) {
            kinds["\(leg) \(Self.kind(place))", default: []].append((node, index))
          }
        }
        for (kind, edges) in kinds where shown[kind, default: 0] < 2 {
          var spoiled = walks
          for (node, index) in edges {
            spoiled.edges[leg]?[node][index].guards = walks.everything(leg)
          }
          var tally = Tally()
          if contradiction(spoiled, network, .v4, seed, &tally) != nil { shown[kind, default: 0] += 1 }
        }
      }
    }
    print("spoiled: \(shown)")
    for kind in ["sent", "leaving", "routing", "entering", "inside", "outside"] {
      #expect(shown["request \(kind)", default: 0] > 0, "\(kind)")
    }
    for kind in ["leaving", "routing", "entering"] {
      #expect(shown["answer \(kind)", default: 0] > 0, "\(kind)")
    }
  }

  @Test("a proof with a gap is refused")
  func gapsAreFound() throws {
    var solver = try SolverContext()
    var discharge = Discharge()
    var proofs = 0
    var gaps = 0
    for seed in UInt64(1)...40 {
      let network = RandomNetwork.make(seed: seed, size: .mixed(seed))
      let walks = CertainWalks(network, .v4)
      for emitter in network.interfaces.ids.map(Emitter.interface) + [.internet] {
        let packets = Enumerator(network).packets(from: emitter, budget: 20, seed: seed)
        for packet in packets where packet.family == .v4 {
          guard let start = walks.start(packet, from: emitter),
            let whole = walks.guarantee(.request, from: start, packet)
          else { continue }
          proofs += 1
          #expect(try whole.firstFailure(&discharge, &solver) == nil, "seed \(seed)")
          for spoiled in whole.gaps {
            gaps += 1
            #expect(try spoiled.firstFailure(&discharge, &solver) != nil, "seed \(seed)")
          }
          break
        }
      }
    }
    print("\(gaps) gaps in \(proofs) proofs")
    #expect(gaps > 300)
  }

  private static func kind(_ place: GraphNode) -> String {
    "\(place)".split(separator: "(").first.map(String.init) ?? ""
  }

  /// What the graphs say and the simulator contradicts.
  private func contradiction(
    _ walks: CertainWalks, _ network: NetworkModel, _ family: IPFamily, _ seed: UInt64,
    _ tally: inout Tally
  ) -> String? {
    let harness = Harness(network)
    let enumerator = Enumerator(network)
    for emitter in network.interfaces.ids.map(Emitter.interface) + [.internet] {
      for packet in enumerator.packets(from: emitter, budget: 60, seed: seed)
      where packet.family == family {
        guard let start = walks.start(packet, from: emitter) else { continue }
        let arrivals = walks.arrivals(.request, from: start, packet)
        for seen in harness.observe(packet, from: emitter, by: harness.unknown, exchanges: true) {
          if case .delivered = seen.forward { tally.delivered += 1 }
          guard let arrivals else { continue }
          tally.certain += 1
          guard case .delivered(let receiver) = seen.forward,
            let arrival = arrivals.first(where: {
              $0.packet == seen.received && walks.isReceived($0, by: receiver)
            })
          else { return "\(describe(packet)) from \(emitter) certainly arrives, yet \(seen.forward)" }
          if let wrong = wrongAnswer(walks, seen, arrival, &tally) {
            return "the answer to \(describe(packet)) from \(emitter): \(wrong)"
          }
        }
      }
    }
    return nil
  }

  private func wrongAnswer(
    _ walks: CertainWalks, _ seen: Observation, _ arrival: CertainWalks.Arrival, _ tally: inout Tally
  ) -> String? {
    let packet = seen.packet
    let isEcho = IPProtocol.isICMP(packet.proto) && packet.reversed.icmpType != packet.icmpType
    tally.exchanges += 1
    if seen.exchanges.allSatisfy({ $0.outcome == .complete }) { tally.complete += 1 }
    guard IPProtocol.hasPorts(packet.proto) || isEcho, let place = walks.answering(arrival),
      let homes = walks.arrivals(.answer, from: place, seen.received.reversed)
    else { return nil }
    tally.answers += 1
    let sender: Receiver
    switch seen.emitter {
    case .interface(let id): sender = .interface(id)
    case .internet: sender = .internet
    case .onPremises: sender = .onPremises
    }
    let right = homes.filter {
      $0.packet == packet.reversed && walks.isReceived($0, by: sender)
    }
    for exchange in seen.exchanges {
      if right == homes, exchange.outcome != .complete {
        return "certainly comes home, yet \(exchange.outcome)"
      }
      if right.isEmpty, exchange.outcome == .complete { return "comes home, certainly not" }
    }
    return nil
  }
}

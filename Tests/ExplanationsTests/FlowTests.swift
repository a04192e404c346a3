import Checker
import Explanations
import ForwardingGraph
import FoundationEssentials
import NetworkModel
import PolicyTypes
import Simulator
import TestSupport
import Testing

/// FLO-1: a packet arrives iff it lies in a row. `ISOLA_FLOW_NETWORKS` widens the campaign.
@Suite struct FlowTests {
  private static let count =
    ProcessInfo.processInfo.environment["ISOLA_FLOW_NETWORKS"].flatMap(UInt64.init) ?? 200

  @Test func rowsHoldExactlyWhatArrives() throws {
    var arrived = 0
    var stopped = 0
    for seed in 1...Self.count {
      var size = RandomNetwork.Size.mixed(seed)
      size.unknowns = 0
      let network = RandomNetwork.make(seed: seed, size: size)
      let harness = Harness(network)
      for subject in RandomClaims.subjects(network, count: 4, seed: seed) {
        guard let question = RandomClaims.question(subject), let pair = PairQuestion(question) else {
          continue
        }
        var checker = try Checker(network)
        let flows = try checker.flows(
          pair.source, pair.destination, pair.traffic, twoWay: pair.isTwoWay, limit: 100_000)
        #expect(!flows.isCut)
        guard flows.unknowns.isEmpty else { continue }
        for seen in harness.observations(of: subject, budget: 120, seed: seed)
        where !seen.packet.isOddEcho && !isShared(seen.packet.destination, network) {
          let rows = flows.rows.filter { $0.holds(seen.packet, from: seen.emitter) }
          switch try single(seen, subject, network) {
          case true:
            arrived += 1
            #expect(
              !rows.isEmpty,
              "seed \(seed): \(seen.packet) arrives and is in no row: \(describe(subject, in: network))")
          case false:
            stopped += 1
            let isInside = rows.contains { $0.isWhole }
            #expect(!isInside, "seed \(seed): \(seen.packet) is in a row and does not arrive")
          case nil: continue
          }
        }
      }
    }
    print("\(arrived) packets that arrive, \(stopped) that do not")
    #expect(arrived > 200 && stopped > 200)
  }

  /// Where VPCs overlap, a packet that is meant for one owner may arrive at another: each pair has its own rows.
  private func isShared(_ address: IPAddress, _ network: NetworkModel) -> Bool {
    network.interfaces.elements.count { interface in
      interface.ownedRanges.contains { $0.contains(address) }
    } > 1
  }

  /// Whether the packet arrives under some resolution; nil where the question does not speak of it for certain.
  private func single(_ seen: Observation, _ subject: Subject, _ network: NetworkModel) throws -> Bool? {
    let harness = Harness(network)
    let all = harness.observe(
      seen.packet, from: seen.emitter, by: harness.unknown, exchanges: subject.isTwoWay)
    let verdict = harness.enumeratedVerdict(on: subject, observations: all)
    switch verdict.kind {
    case .reachable: return true
    case .unreachable: return false
    case .unknown, .vacuous, .proved, .violated: return nil
    }
  }
}

extension FlowRow {
  fileprivate func holds(_ packet: Packet, from emitter: Emitter) -> Bool {
    guard packet.family == family, emitter == self.emitter,
      protocols.contains(UInt128(packet.proto)), sources.contains(packet.source.value),
      destinations.contains(packet.destination.value)
    else { return false }
    if IPProtocol.hasPorts(packet.proto) {
      return (sourcePorts?.contains(UInt128(packet.sourcePort)) ?? true)
        && (destinationPorts?.contains(UInt128(packet.destinationPort)) ?? true)
    }
    guard IPProtocol.isICMP(packet.proto) else { return true }
    return (icmpTypes?.contains(UInt128(packet.icmpType)) ?? true)
      && (icmpCodes?.contains(UInt128(packet.icmpCode)) ?? true)
  }
}

extension Packet {
  /// An echo request of the other family, which no exchange begins with.
  fileprivate var isOddEcho: Bool {
    proto == IPProtocol.icmp && icmpType == 128 || proto == IPProtocol.icmp6 && icmpType == 8
  }
}

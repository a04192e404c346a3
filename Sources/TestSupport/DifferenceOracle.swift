package import Differences
import ForwardingGraph
package import NetworkModel
import Simulator

/// Judges a claimed difference of two networks by the simulator alone, packet by packet at the end points of both.
package struct DifferenceOracle: Sendable {
  package private(set) var judged = 0
  package private(set) var opened = 0
  package private(set) var closed = 0
  /// Packets whose fate somebody does not know.
  package private(set) var doubtful = 0
  /// What the claim says wrongly.
  package private(set) var contradictions: [String] = []

  package init() {}

  package mutating func judge(
    _ claimed: FlowDifference, from before: NetworkModel, to after: NetworkModel, budget: Int, seed: UInt64
  ) throws {
    let replay = Replay(before, after)
    for pair in claimed.opened { _ = try replay.opened(pair) }
    for pair in claimed.closed { _ = try replay.closed(pair) }
    let options = SimulatorOptions(uncollectedFilters: .unknown)
    let simulators = (Simulator(before, options: options), Simulator(after, options: options))
    let enumerators = [Enumerator(before), Enumerator(after)]
    for emitter in enumerators[0].emitters {
      let from = Self.party(emitter, before)
      let (opens, closes) = (claimed.opened.filter { $0.from == from }, claimed.closed.filter { $0.from == from })
      let isDoubtful = claimed.undecided.contains { $0.from.contains(from) }
      var packets = enumerators.flatMap { $0.packets(from: emitter, budget: budget, seed: seed) }
      // Inside and just outside of what is claimed, too.
      packets += (opens + closes).flatMap(\.boxes).prefix(40).flatMap(Self.corners)
      for packet in packets where Self.maySend(packet) {
        let was = Self.fates(packet, emitter, simulators.0, before, enumerators[0])
        let will = Self.fates(packet, emitter, simulators.1, after, enumerators[1])
        let claimedOpen = Set(opens.filter { $0.boxes.containsPacket(packet) }.map(\.to))
        let claimedClosed = Set(closes.filter { $0.boxes.containsPacket(packet) }.map(\.to))
        let (really, gone) = (will.receivers.subtracting(was.receivers), was.receivers.subtracting(will.receivers))
        judged += 1
        let agrees: Bool
        if was.isUnknown || will.isUnknown || isDoubtful {
          doubtful += 1
          // What is said is true; what is not said may be doubtful.
          agrees = claimedOpen.isSubset(of: really) && claimedClosed.isSubset(of: gone)
        } else {
          agrees = claimedOpen == really && claimedClosed == gone
          opened += really.count
          closed += gone.count
        }
        if !agrees {
          contradictions.append(
            "from \(from): \(packet): opens \(really), claimed \(claimedOpen); closes \(gone), claimed \(claimedClosed)")
        }
      }
    }
  }

  private static func party(_ emitter: Emitter, _ network: NetworkModel) -> Party {
    switch emitter {
    case .interface(let id): .interface(network.interfaces[id].name)
    case .internet: .internet
    case .onPremises: .onPremises
    }
  }

  private struct Fates {
    var receivers: Set<Party> = []
    var isUnknown = false
  }

  private static func fates(
    _ packet: Packet, _ emitter: Emitter, _ simulator: Simulator, _ network: NetworkModel, _ enumerator: Enumerator
  ) -> Fates {
    var result = Fates()
    let ports = enumerator.endPoints.ports.filter { $0 >= 1024 }
    for choices in simulator.resolutions(packet, from: emitter, extraPorts: ports) {
      switch simulator.disposition(of: packet, from: emitter, choices: choices) {
      case .dropped: break
      case .unknown: result.isUnknown = true
      case .delivered(let receiver):
        switch receiver {
        case .interface(let id): result.receivers.insert(.interface(network.interfaces[id].name))
        case .internet: result.receivers.insert(.internet)
        case .onPremises: result.receivers.insert(.onPremises)
        case .service(let name): result.receivers.insert(.service(name))
        }
      }
    }
    // A host and itself; the Internet and the sites are many hosts.
    if case .interface = emitter { result.receivers.remove(party(emitter, network)) }
    return result
  }

  /// ICMP is that of the family (PKT-2).
  private static func maySend(_ packet: Packet) -> Bool {
    let foreign = packet.family == .v4 ? IPProtocol.icmp6 : IPProtocol.icmp
    return packet.proto != foreign
  }

  private static func corners(_ box: FlowBox) -> [Packet] {
    [true, false].flatMap { low in
      box[.destinationPort].spans.prefix(3).flatMap { span -> [Packet] in
        let ends = low ? [span.lowerBound, span.upperBound] : [span.lowerBound &- 1, span.upperBound &+ 1]
        return ends.filter { $0 <= 65535 }.map { port in
          func first(_ set: [ClosedRange<UInt128>]) -> UInt128 { set.first?.lowerBound ?? 0 }
          let proto = UInt8(clamping: first(box[.proto].spans))
          return Packet(
            source: IPAddress(box.family, first(box[.source].spans)),
            destination: IPAddress(box.family, first(box[.destination].spans)), proto: proto,
            sourcePort: UInt16(clamping: first(box[.sourcePort].spans)),
            destinationPort: IPProtocol.hasPorts(proto) ? UInt16(clamping: port) : 0,
            icmpType: UInt8(clamping: first(box[.icmpType].spans)), icmpCode: UInt8(clamping: first(box[.icmpCode].spans)))
        }
      }
    }
  }
}

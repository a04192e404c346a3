import ForwardingGraph
package import NetworkModel
package import Simulator

/// One packet of a box, sent in both networks.
package struct ReplayedFlow: Hashable, Sendable {
  package var packet: Packet
  /// Nil where the network does not have the sender.
  package var before: Leg?
  package var after: Leg?
}

/// The simulator does not confirm a difference.
package struct ReplayFailure: Error {
  package let message: String
}

/// Sends packets of differences in both networks (DIF-3).
package struct Replay {
  private let before: (network: NetworkModel, simulator: Simulator)
  private let after: (network: NetworkModel, simulator: Simulator)

  package init(_ before: NetworkModel, _ after: NetworkModel) {
    let options = SimulatorOptions(uncollectedFilters: .unknown)
    self.before = (before, Simulator(before, options: options))
    self.after = (after, Simulator(after, options: options))
  }

  /// One packet of each box: it arrives in one network under some choice of the provider, and in the other under none.
  package func opened(_ pair: PairFlows) throws(ReplayFailure) -> [ReplayedFlow] {
    try pair.boxes.map { box throws(ReplayFailure) in try replay(box, pair, isOpened: true) }
  }

  package func closed(_ pair: PairFlows) throws(ReplayFailure) -> [ReplayedFlow] {
    try pair.boxes.map { box throws(ReplayFailure) in try replay(box, pair, isOpened: false) }
  }

  private func replay(_ box: FlowBox, _ pair: PairFlows, isOpened: Bool) throws(ReplayFailure) -> ReplayedFlow {
    let packet = Self.packet(of: box)
    let was = Self.legs(packet, pair.from, before.network, before.simulator)
    let will = Self.legs(packet, pair.from, after.network, after.simulator)
    let (arrives, stays) = isOpened ? (will, was) : (was, will)
    let (there, here) =
      isOpened ? (after.network, before.network) : (before.network, after.network)
    let delivered = arrives.first { Self.reaches($0, pair.to, there) }
    guard let delivered, !stays.contains(where: { Self.reaches($0, pair.to, here) }) else {
      throw ReplayFailure(
        message: "the simulator does not confirm that a packet is \(isOpened ? "opened" : "closed")\n"
          + "from: \(pair.from.text), to: \(pair.to.text)\npacket: \(packet)\n"
          + "before: \(was.map(\.disposition))\nafter: \(will.map(\.disposition))")
    }
    return ReplayedFlow(
      packet: packet, before: isOpened ? stays.first : delivered, after: isOpened ? delivered : stays.first)
  }

  /// A packet as people expect it: documentation addresses and well-known ports where the box has them.
  static func packet(of box: FlowBox) -> Packet {
    func value(_ field: HeaderField, _ preferred: [UInt128]) -> UInt128 {
      preferred.first { box[field].contains($0) } ?? box[field].spans.first?.lowerBound ?? 0
    }
    let hosts: [UInt128] =
      switch box.family {
      case .v4: [0xC633_6401, 0xCB00_7101, 0x0808_0808]
      case .v6: [0x2001_0db8 << 96 | 1]
      }
    return Packet(
      source: IPAddress(box.family, value(.source, hosts)),
      destination: IPAddress(box.family, value(.destination, hosts)),
      proto: UInt8(clamping: value(.proto, [6, 17, 1, 58])),
      sourcePort: UInt16(clamping: value(.sourcePort, [40000])),
      destinationPort: UInt16(clamping: value(.destinationPort, [443, 22, 80])),
      icmpType: UInt8(clamping: value(.icmpType, [8, 128])), icmpCode: UInt8(clamping: value(.icmpCode, [])))
  }

  /// What becomes of the packet, for each choice of the provider; empty where the network does not have the sender.
  private static func legs(
    _ packet: Packet, _ from: Party, _ network: NetworkModel, _ simulator: Simulator
  ) -> [Leg] {
    let emitter: Emitter
    switch from {
    case .internet: emitter = .internet
    case .onPremises: emitter = .onPremises
    case .service: return []
    case .interface(let name):
      guard let id = network.interfaces.id(named: name) else { return [] }
      emitter = .interface(id)
    }
    return simulator.resolutions(packet, from: emitter, extraPorts: [packet.sourcePort, packet.destinationPort])
      .map { simulator.forward(packet, from: emitter, choices: $0) }
  }

  private static func reaches(_ leg: Leg, _ party: Party, _ network: NetworkModel) -> Bool {
    guard case .delivered(let receiver) = leg.disposition else { return false }
    return FlowMap.party(receiver, network) == party
  }
}

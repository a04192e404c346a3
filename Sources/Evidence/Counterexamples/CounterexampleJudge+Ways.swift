import NetworkModel
import PolicyTypes
import Simulator

/// Claims about ways (POL-13 to POL-17): the packet is sent once more, and the places and hops that the simulator tells of
/// decide. What a claim's places are comes from the policy's sets, as in every other reading.
extension CounterexampleJudge {
  /// Nil when a way of the packet to the claim's destination, or of the reply to it, misses the condition.
  func objectionToWay(_ example: Counterexample) -> String? {
    guard let way = claim.way else { return "the claim says nothing about its ways" }
    let arrival: Arrival
    switch arrived(example) {
    case .failure(let objection): return objection.message
    case .success(let found): arrival = found
    }
    let sender = name(of: example.emitter)
    let receiver = name(of: arrival.receiver)
    if misses(way, arrival.hops, from: end(of: example.emitter), between: (sender, receiver), arrival.simulator) {
      return nil
    }
    if !way.isOneWay, example.relays.isEmpty, arrival.exchange.outcome == .complete,
      isAnswered(example.packet), let reply = arrival.exchange.reply,
      misses(way, reply.hops, from: arrival.receiver, between: (sender, receiver), arrival.simulator)
    {
      return nil
    }
    return "the way of the packet is as the claim demands"
  }

  /// REA-5: replies count to packets from client ports and to echo requests.
  private func isAnswered(_ packet: Packet) -> Bool {
    if IPProtocol.hasPorts(packet.proto) { return packet.sourcePort >= 1024 }
    guard IPProtocol.isICMP(packet.proto) else { return true }
    return (packet.icmpType == 8 || packet.icmpType == 128) && packet.icmpCode == 0
  }

  /// Only for certain: a place that may be in the set, or a mechanism that may be active, settles nothing.
  private func misses(
    _ way: WayCondition, _ hops: [Hop], from start: Receiver, between ends: (String?, String?),
    _ simulator: Simulator
  ) -> Bool {
    let passed = PlaceNames(network).between(hops.map(\.component), from: ends.0, to: ends.1)
    switch way.condition {
    case .passes(let places): return places.visit(passed) == .no
    case .avoids(let places): return places.visit(passed) == .yes
    case .encrypted(let mechanisms):
      let accepted = Set(mechanisms)
      return simulator.encryption(of: hops, startingAt: start)
        .contains { $0.active.union($0.open).isDisjoint(with: accepted) }
    // Such claims are asked for again as a whole (`isShownByOnePacket`).
    case .within, .hops, .mirrored: return false
    }
  }

  private func end(of emitter: Emitter) -> Receiver {
    switch emitter {
    case .interface(let id): .interface(id)
    case .internet: .internet
    case .onPremises: .onPremises
    }
  }

  private func name(of emitter: Emitter) -> String? {
    if case .interface(let id) = emitter { network.interfaces[id].name } else { nil }
  }

  private func name(of receiver: Receiver) -> String? {
    if case .interface(let id) = receiver { network.interfaces[id].name } else { nil }
  }
}

import Checker
package import NetworkModel
import PolicyTypes
import Simulator

/// Sends recorded packets again.
package final class Replay {
  private let network: NetworkModel
  /// By whether filters that were not collected count as open; made when first asked for.
  private var simulators: [Bool: Simulator] = [:]

  package init(_ network: NetworkModel) { self.network = network }

  /// The witness with its legs; throws when it does not break the claim. `failed`: what failed in the network that it is
  /// about.
  func witness(
    _ record: WitnessRecord, of claim: Claim, failed: String?
  ) throws(RecordError) -> Witness {
    let simulator: Simulator
    if claim.ignoresFilters || failed != nil {
      guard let changed = Checker.network(network, of: claim, failed: failed) else {
        throw .unreadable("the network has no `\(failed ?? "")` that may fail")
      }
      simulator = Simulator(
        changed, options: .init(uncollectedFilters: claim.kind.isForbidding ? .open : .unknown))
    } else {
      simulator = self.simulator(openFilters: claim.kind.isForbidding)
    }
    let packet = try packet(record.packet)
    let emitter = try emitter(record.emitter)
    let choices = try record.choices.choices(network)
    let replyChoices = try record.replyChoices.choices(network)
    let exchange = simulator.exchange(
      packet, from: emitter, choices: choices, returnChoices: replyChoices)
    var relays: [RelayedLeg] = []
    var before = exchange.forward
    for relay in record.relays {
      guard let node = network.interfaces.id(named: relay.node) else {
        throw .unreadable("the network has no `\(relay.node)`")
      }
      let step = RelayStep(
        relay: relay.relay, sourcePort: relay.sourcePort,
        choices: try relay.choices.choices(network))
      guard before.disposition == .delivered(.interface(node)),
        let leg = simulator.relayed(before.packet, at: node, step)
      else { throw .disagreement("the packet is not passed on at `\(relay.node)`") }
      relays.append(RelayedLeg(node: node, step: step, leg: leg))
      before = leg
    }
    let witness = Witness(
      packet: packet, emitter: emitter, choices: choices, replyChoices: replyChoices,
      exchange: exchange, relays: relays)
    guard breaks(witness, claim) else {
      throw .disagreement(
        "the packet does not break the claim: \(witness.lastLeg.disposition), \(exchange.outcome)")
    }
    return witness
  }

  /// Whether the replay shows what the verdict says, as far as senders, receivers and traffic go.
  private func breaks(_ witness: Witness, _ claim: Claim) -> Bool {
    // Through a load balancer either leg may be what the claim is about.
    let packets = witness.relays.isEmpty ? [witness.packet] : [witness.packet, witness.lastLeg.packet]
    guard isMeant(witness.emitter, by: claim.source), packets.contains(where: { isOf(claim.traffic, $0) }) else {
      return false
    }
    let receiver: Receiver? =
      if case .delivered(let receiver) = witness.lastLeg.disposition { receiver } else { nil }
    switch claim.kind {
    case .forbid, .forbidDirect, .everyPath: return receiver.map { isMeant($0, by: claim.destination) } ?? false
    case .forbidConnections:
      return witness.exchange.outcome == .complete
        && (receiver.map { isMeant($0, by: claim.destination) } ?? false)
    case .require: return witness.exchange.outcome != .complete || isElsewhere(receiver, claim)
    case .requireOneWay: return receiver == nil || isElsewhere(receiver, claim)
    }
  }

  private func isMeant(_ emitter: Emitter, by set: EndpointSet) -> Bool {
    switch emitter {
    case .interface(let id): set.members.contains { $0.interface == id }
    case .internet: set.outside != nil
    case .onPremises: set.onPremises != nil
    }
  }

  private func isOf(_ traffic: Traffic, _ packet: Packet) -> Bool {
    traffic.entries.contains { entry in
      guard let proto = entry.proto else { return true }
      guard proto == packet.proto else { return false }
      if IPProtocol.hasPorts(proto) { return entry.ports?.contains(packet.destinationPort) ?? true }
      guard IPProtocol.isICMP(proto) else { return true }
      return (entry.icmpType.map { $0 == packet.icmpType } ?? true)
        && (entry.icmpCode.map { $0 == packet.icmpCode } ?? true)
    }
  }

  private func isMeant(_ receiver: Receiver, by set: EndpointSet) -> Bool {
    switch receiver {
    case .interface(let id):
      set.written != nil || set.members.contains { $0.interface == id }
    case .internet: set.outside != nil
    case .onPremises: set.onPremises != nil || set.written != nil
    case .service: set.written != nil
    }
  }

  /// Delivered, but to somebody who may not be the one that was meant. An address that somebody else owns is such a case: where
  /// the destination has several members, any of them may have been.
  private func isElsewhere(_ receiver: Receiver?, _ claim: Claim) -> Bool {
    guard let receiver else { return true }
    return !isMeant(receiver, by: claim.destination) || claim.destination.members.count > 1
  }

  private func packet(_ record: WitnessRecord.PacketRecord) throws(RecordError) -> Packet {
    guard let source = IPAddress(record.source), let destination = IPAddress(record.destination),
      source.family == destination.family
    else { throw .unreadable("a packet without addresses") }
    return Packet(
      source: source, destination: destination, proto: record.proto, sourcePort: record.sourcePort,
      destinationPort: record.destinationPort, icmpType: record.icmpType, icmpCode: record.icmpCode)
  }

  private func emitter(_ name: String) throws(RecordError) -> Emitter {
    switch name {
    case WitnessRecord.internet: return .internet
    case WitnessRecord.onPremises: return .onPremises
    case let name:
      guard let id = network.interfaces.id(named: name) else {
        throw .unreadable("the network has no `\(name)`")
      }
      return .interface(id)
    }
  }

  private func simulator(openFilters: Bool) -> Simulator {
    if let known = simulators[openFilters] { return known }
    let made = Simulator(
      network, options: .init(uncollectedFilters: openFilters ? .open : .unknown))
    simulators[openFilters] = made
    return made
  }
}

extension Claim.Kind {
  fileprivate var isForbidding: Bool {
    switch self {
    case .forbid, .forbidDirect, .forbidConnections, .everyPath: true
    case .require, .requireOneWay: false
    }
  }
}

package import NetworkModel
package import PolicyTypes
import Simulator

/// Replays a counterexample with the simulator and says whether it breaks the claim. It shares nothing with the search that
/// found it.
///
/// Sound for `violated`: where a rule of the language leaves room (a set that is not known to the end, an exception that may
/// cover the packet), the answer is that it does not.
package struct CounterexampleJudge {
  let network: NetworkModel
  let claim: Claim

  package init(_ claim: Claim, in network: NetworkModel) {
    self.claim = claim
    self.network = network
  }

  /// Nil when the packet breaks the claim; else why it does not.
  package func objection(to example: Counterexample) -> String? {
    let packet = example.packet
    guard claim.addresses.families.contains(packet.family) else {
      return "the claim is not about packets of this family"
    }
    guard sends(claim.source, example) else { return "the sender is not in the claim's source" }
    switch claim.kind {
    case .forbid, .forbidDirect, .forbidConnections: return objectionToForbidden(example)
    case .require, .requireOneWay: return objectionToRequired(example)
    case .everyPath: return objectionToWay(example)
    }
  }

  // MARK: Forbidden

  /// A packet that came from the claim's source to its destination, as the simulator saw it.
  struct Arrival {
    var simulator: Simulator
    var exchange: Exchange
    var receiver: Receiver
    /// Of all legs, load balancers' included.
    var hops: [Hop]
  }

  struct Objection: Error {
    var message: String
    init(_ message: String) { self.message = message }
  }

  private func objectionToForbidden(_ example: Counterexample) -> String? {
    switch arrived(example) {
    case .failure(let objection): return objection.message
    case .success(let arrival):
      guard claim.kind == .forbidConnections else { return nil }
      return arrival.exchange.outcome == .complete ? nil : "no connection comes about"
    }
  }

  /// The packet is one that the claim speaks of, and arrives.
  func arrived(_ example: Counterexample) -> Result<Arrival, Objection> {
    let simulator = Simulator(network, options: .init(uncollectedFilters: .open))
    let exchange = simulator.exchange(
      example.packet, from: example.emitter, choices: example.choices,
      returnChoices: example.replyChoices)
    var leg = exchange.forward
    var hops = leg.hops
    for relayed in example.relays {
      guard claim.kind == .forbid || claim.kind == .everyPath else {
        return .failure(.init("the claim is not about what a proxy passes on"))
      }
      guard leg.disposition == .delivered(.interface(relayed.node)),
        let next = simulator.relayed(leg.packet, at: relayed.node, relayed.step)
      else { return .failure(.init("the proxy does not pass the packet on like this")) }
      leg = next
      hops += leg.hops
    }
    guard case .delivered(let receiver) = leg.disposition else {
      return .failure(.init("the packet is not delivered"))
    }
    let last = example.relays.isEmpty ? nil : lastSent(example, simulator, exchange.forward)
    guard reaches(claim.destination, receiver, example, arrived: leg.packet, relayed: last) else {
      return .failure(.init("the packet does not arrive in the claim's destination"))
    }
    let isMeant =
      covers(claim.traffic, example.packet)
      || !example.relays.isEmpty && covers(claim.traffic, leg.packet)
    guard isMeant else { return .failure(.init("the packet is not of the claim's traffic")) }
    for exception in claim.exceptions
    where sends(exception.source, example) && !exception.isCertainlyElsewhere(receiver, self, example, leg.packet, last) {
      let isExcepted =
        covers(exception.traffic, example.packet)
        && (example.relays.isEmpty || covers(exception.traffic, leg.packet))
      if isExcepted { return .failure(.init("an exception of the claim covers the packet")) }
    }
    return .success(
      Arrival(simulator: simulator, exchange: exchange, receiver: receiver, hops: hops))
  }

  /// The address to which the last proxy sent.
  private func lastSent(
    _ example: Counterexample, _ simulator: Simulator, _ first: Leg
  ) -> IPAddress? {
    var leg = first
    var address: IPAddress?
    for relayed in example.relays {
      let relays = simulator.relays(of: leg.packet, at: relayed.node)
      guard relays.indices.contains(relayed.step.relay),
        case .target(let target, _, _) = relays[relayed.step.relay],
        let next = simulator.relayed(leg.packet, at: relayed.node, relayed.step)
      else { return nil }
      address = target
      leg = next
    }
    return address
  }

  // MARK: Required

  private func objectionToRequired(_ example: Counterexample) -> String? {
    let packet = example.packet
    guard example.relays.isEmpty else { return "the claim is not about what a proxy passes on" }
    guard covers(claim.traffic, packet), isOrdinary(packet) else {
      return "the packet is not of the claim's traffic"
    }
    if case .interface(let id) = example.emitter, claim.addresses != .all,
      claim.source.members.first(where: { $0.interface == id })?.addresses == nil,
      network.interfaces[id].primaryAddress(packet.family) != packet.source
    {
      return "the claim is about the sender's primary address"
    }
    let goals = goals(of: example)
    guard !goals.isEmpty else { return "the packet is not sent to the claim's destination" }
    for exception in claim.exceptions
    where sends(exception.source, example) && covers(exception.traffic, packet)
      && mayMean(exception.destination, packet)
    {
      return "an exception of the claim covers the packet"
    }
    let simulator = Simulator(network, options: .init(uncollectedFilters: .unknown))
    let exchange = simulator.exchange(
      packet, from: example.emitter, choices: example.choices, returnChoices: example.replyChoices)
    switch exchange.forward.disposition {
    case .dropped: return nil
    case .unknown: return "what becomes of the packet is unknown"
    case .delivered(let receiver):
      if !goals.contains(receiver) { return goals.contains(.service("")) ? "the packet arrives" : nil }
      guard claim.kind == .require else { return "the packet arrives" }
      switch exchange.outcome {
      case .replyFailed: return nil
      case .complete: return "the packet arrives, and the reply comes back"
      case .forwardFailed, .unknown: return "what becomes of the reply is unknown"
      }
    }
  }

  /// LANG-11: an ordinary client port, and of ICMP an echo request.
  private func isOrdinary(_ packet: Packet) -> Bool {
    if IPProtocol.hasPorts(packet.proto) { return packet.sourcePort >= 1024 }
    return true
  }

  /// Who must receive the packet; a service without a name stands for anybody.
  private func goals(of example: Counterexample) -> Set<Receiver> {
    let destination = example.packet.destination
    var result: Set<Receiver> = []
    for member in claim.destination.members where example.emitter != .interface(member.interface) {
      let interface = network.interfaces[member.interface]
      let mapped = interface.privateAddresses.contains {
        $0.publicAddress == destination
          && (member.addresses?.contains($0.address) ?? true)
      }
      let owns = interface.ownedRanges.contains { $0.contains(destination) }
      if mapped || owns && member.addresses?.contains(destination) ?? true {
        result.insert(.interface(member.interface))
      }
    }
    if claim.destination.outside?.contains(destination) == true, example.emitter != .internet {
      result.insert(.internet)
    }
    if claim.destination.onPremises?.contains(destination) == true, example.emitter != .onPremises {
      result.insert(.onPremises)
    }
    if claim.destination.members.isEmpty, claim.destination.written?.contains(destination) == true {
      result.insert(.service(""))
    }
    return result
  }

  private func mayMean(_ set: EndpointSet, _ packet: Packet) -> Bool {
    let destination = packet.destination
    if !set.doubtful.isEmpty { return true }
    if [set.outside, set.onPremises, set.written].contains(where: { $0?.contains(destination) == true }) {
      return true
    }
    return set.members.contains { member in
      let interface = network.interfaces[member.interface]
      return interface.ownedRanges.contains { $0.contains(destination) }
        || interface.privateAddresses.contains { $0.publicAddress == destination }
    }
  }

  // MARK: Ends

  private func sends(_ set: EndpointSet, _ example: Counterexample) -> Bool {
    switch example.emitter {
    case .interface(let id):
      guard let member = set.members.first(where: { $0.interface == id }) else { return false }
      return member.addresses?.contains(example.packet.source) ?? true
    case .internet: return set.outside?.contains(example.packet.source) ?? false
    case .onPremises: return set.onPremises?.contains(example.packet.source) ?? false
    }
  }

  fileprivate func reaches(
    _ set: EndpointSet, _ receiver: Receiver, _ example: Counterexample, arrived: Packet,
    relayed: IPAddress?
  ) -> Bool {
    if example.emitter == .interface(receiver.interface) { return false }
    let isWritten =
      set.written?.contains(example.packet.destination) ?? false
      || relayed.map { set.written?.contains($0) ?? false } ?? false
    switch receiver {
    case .interface(let id):
      let member = set.members.first { $0.interface == id }
      return isWritten || member.map { $0.addresses?.contains(arrived.destination) ?? true } ?? false
    case .internet:
      return example.emitter != .internet && set.outside?.contains(arrived.destination) ?? false
    case .onPremises:
      guard example.emitter != .onPremises else { return false }
      return isWritten || set.onPremises?.contains(arrived.destination) ?? false
    case .service: return isWritten
    }
  }

  private func covers(_ traffic: Traffic, _ packet: Packet) -> Bool {
    traffic.entries.contains { entry in
      guard let proto = entry.proto else { return true }
      guard proto == packet.proto else { return false }
      if IPProtocol.hasPorts(proto) { return entry.ports?.contains(packet.destinationPort) ?? true }
      guard IPProtocol.isICMP(proto) else { return true }
      return (entry.icmpType.map { $0 == packet.icmpType } ?? true)
        && (entry.icmpCode.map { $0 == packet.icmpCode } ?? true)
    }
  }
}

extension Claim.Exception {
  fileprivate func isCertainlyElsewhere(
    _ receiver: Receiver, _ judge: CounterexampleJudge, _ example: Counterexample, _ arrived: Packet,
    _ relayed: IPAddress?
  ) -> Bool {
    guard source.doubtful.isEmpty, destination.doubtful.isEmpty else { return false }
    var members = destination
    // An address that was written releases the leg to it, not what goes on from there.
    if relayed != nil, destination.written?.contains(relayed ?? arrived.destination) != true {
      members.written = nil
    }
    return !judge.reaches(members, receiver, example, arrived: arrived, relayed: relayed)
  }
}

extension AddressSet {
  fileprivate func contains(_ address: IPAddress) -> Bool { ranges.contains { $0.contains(address) } }
}

extension Receiver {
  /// The interface; one that no network has for every other end.
  fileprivate var interface: ID<Interface> {
    if case .interface(let id) = self { id } else { ID(index: Int(UInt32.max)) }
  }
}

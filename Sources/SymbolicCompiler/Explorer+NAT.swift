import ForwardingGraph
import NetworkModel
import TermGraph

/// Zonal NAT gateways (NAT-1 to NAT-6) and return-to-sender over a peering (NAT-10).
extension Explorer {
  mutating func enterNATGateway(_ state: PathState, _ id: ID<NATGateway>, _ vpc: ID<VPC>) {
    let gateway = network.natGateways[id]
    if let unmodelled = gateway.unmodelled { return unknown(state, unmodelled) }
    guard gateway.vpc == vpc, gateway.isFunctional, !gateway.addresses.isEmpty else {
      return drop(state, .badState)
    }
    for var next in pass(
      state, networkACL(of: gateway.subnet, .ingress, state), orDrop: .networkACL)
    {
      next.trail.append(gateway.name)
      if next.phase == .established {
        drop(next, .noState)
      } else {
        translate(next, id)
      }
    }
  }

  private mutating func translate(_ state: PathState, _ id: ID<NATGateway>) {
    if state.header.family == .v6 {
      let mapped = SpecialRanges.nat64
      unknown(
        state.narrowedDestination(to: mapped), object: network.natGateways[id].name, kind: "natGateway",
        reason: "translation from IPv6 to IPv4 is not modelled yet", rule: "NAT-9")
      drop(
        state.narrowedDestination(to: state.destinations.subtracting(mapped)), .protocolRestriction)
      return
    }
    let carried = Intervals(union: [1...1, 6...6, 17...17])
    drop(state.narrowedProtocol(to: state.protocols.subtracting(carried)), .protocolRestriction)
    guard let state = state.narrowedProtocol(to: carried) else { return }
    if state.natsThisLeg.contains(id) { return drop(state, .loop) }
    if let icmp = state.narrowedProtocol(to: Intervals(1)) { emit(icmp, id, hasPorts: false) }
    if let ports = state.narrowedProtocol(to: Intervals(union: [6...6, 17...17])) {
      emit(ports, id, hasPorts: true)
    }
  }

  /// NAT-3: source address by choice, source port by choice of 1024…65535.
  private mutating func emit(_ state: PathState, _ id: ID<NATGateway>, hasPorts: Bool) {
    let gateway = network.natGateways[id]
    for (index, address) in gateway.addresses.enumerated() {
      var next = state
      next.natsThisLeg.append(id)
      next.transit.translateSource()
      next.choices.natAddress[id] = index
      let inside = next.header
      next.header.source = .constant(address.privateAddress.value)
      if hasPorts {
        let port = terms.graph.variable("natPort", width: 16)
        next.domains[port] = Intervals(1024, 65535)
        next.header.sourcePort = .variable(port)
        next.choices.natPort[id] = port
      }
      next.natRecords.append(
        NATRecord(gateway: id, interface: address.interface, inside: inside, outside: next.header))
      leave(next, from: address.interface)
    }
  }

  /// NAT-6: a packet addressed to the gateway. Replies of stored connections are translated back, the rest is dropped.
  mutating func arriveAtNATGateway(_ state: PathState, _ interface: ID<Interface>) {
    guard network.interfaces[interface].isFunctional else { return drop(state, .badState) }
    guard state.phase == .established else { return drop(state, .natUnsolicited) }
    var rest = state
    for (index, record) in state.natRecords.enumerated() where record.interface == interface {
      let matches = terms.same(rest.header, record.outside.reversed, in: rest)
      if matches != TermGraph.false {
        var next = rest
        if matches != TermGraph.true { next.filters.append(matches) }
        if next.translatedBack.insert(index).inserted {
          next.transit.rewriteHeader()
          next.header.destination = record.inside.source
          next.header.destinationPort = record.inside.sourcePort
          leave(next, from: interface)
        } else {
          drop(next, .loop)
        }
      }
      let other = terms.graph.not(matches)
      if other == TermGraph.false { return }
      if other != TermGraph.true { rest.filters.append(other) }
    }
    drop(rest, .noState)
  }

  /// PCX-1, PCX-2, PCX-4.
  mutating func crossPeering(_ state: PathState, _ id: ID<Peering>, from vpc: ID<VPC>) {
    let peering = network.peerings[id]
    guard peering.isActive, let remote = peering.remote(from: vpc) else {
      return drop(state, .badState)
    }
    let family = state.header.family
    var state = state
    state.trail.append(peering.name)
    // PCX-2a
    if state.transit.isForwarded { return drop(state, .peeringAddress) }
    var ranges = remote.ranges
    if ranges.isEmpty, let known = remote.vpc.id { ranges = network.vpcs[known].ranges }
    let reachable = Intervals(ranges, family: family)
    drop(
      state.narrowedDestination(to: state.destinations.subtracting(reachable)), .peeringAddress)
    guard let inRange = state.narrowedDestination(to: reachable) else { return }
    let owned = plan.owned(inVPC: vpc, family)
    drop(inRange.narrowedSource(to: inRange.sources.subtracting(owned)), .peeringAddress)
    guard var next = inRange.narrowedSource(to: owned) else { return }
    switch remote.vpc {
    case .missing(let unknownVPC): unknown(next, unknownVPC)
    case .resolved(let target):
      if peering.requester.region != peering.accepter.region { next.keepsGroups = false }
      if case .constant(let address) = next.header.source,
        let last = next.natRecords.last, last.outside.source == next.header.source,
        next.emitter == last.interface
      {
        next.natAcrossPeering = (address, id)
      }
      deliver(next, in: target, leaving: nil)
    }
  }

  /// NAT-10: the reply to a NAT gateway's address over a peering needs no route back. True if it was handled here.
  mutating func returnToSender(
    _ state: PathState, from interface: ID<Interface>?, decision: RouteDecision, route: Route?
  ) -> Bool {
    guard let goal = reply, let interface, state.phase == .established, goal.sender == .interface(interface),
      let (address, peering) = state.natAcrossPeering, state.header.destination == .constant(address)
    else { return false }
    if decision == .noRoute {
      crossPeering(state, peering, from: network.interfaces[interface].vpc)
      return true
    }
    if route?.target == .peering(.resolved(peering)), route?.state == .active { return false }
    unknown(
      state, object: network.peerings[peering].name, kind: "vpcPeeringConnection",
      reason: "a reply to a NAT gateway over this peering meets another route", rule: "NAT-10")
    return true
  }
}

import ForwardingGraph
import NetworkModel
import TermGraph

/// Arrival at the interface that owns the destination (RT-9, ENI-5 ingress order).
extension Explorer {
  /// Ownership delivery inside a VPC. `leaving` is the subnet that the packet was routed from, nil when it entered the VPC
  /// through a gateway (then every subnet boundary is crossed).
  mutating func deliver(_ state: PathState, in vpc: ID<VPC>, leaving: ID<Subnet>?) {
    let family = state.header.family
    let owned = plan.owned(inVPC: vpc, family)
    drop(
      state.narrowedDestination(to: state.destinations.subtracting(owned)), .noPossibleDestination)
    guard let inside = state.narrowedDestination(to: owned) else { return }
    for interface in plan.interfacesOfVPC[Int(vpc.index)] where matters(interface) {
      guard let hit = inside.narrowedDestination(to: plan.owned(interface, family)) else { continue }
      arrive(hit, at: interface, crossedBoundary: network.interfaces[interface].subnet != leaving)
    }
  }

  /// K9: network ACL if a boundary was crossed, then the interface.
  mutating func arrive(_ state: PathState, at interface: ID<Interface>, crossedBoundary: Bool) {
    let receiver = network.interfaces[interface]
    var arrivals = [state]
    if crossedBoundary {
      arrivals = pass(
        state, networkACL(of: receiver.subnet, .ingress, state), orDrop: .networkACL)
    }
    for var next in arrivals {
      next.trail.append(receiver.name)
      if case .natGateway = receiver.kind {
        arriveAtNATGateway(next, interface)
        continue
      }
      guard receiver.isFunctional else {
        drop(next, .badState)
        continue
      }
      switch receiver.kind {
      case .natGateway: break
      case .transparentService: drop(next, .noPossibleDestination)
      case .unmodelledService(let id):
        let filtered = !receiver.groups.isEmpty
        let passed = filtered ? passIngressGroups(next, interface) : [next]
        for var state in passed {
          state.atService = interface
          unknown(state, id)
        }
      case .loadBalancer(let id): enterLoadBalancer(next, id, at: interface)
      case .interfaceEndpoint(let id): enterInterfaceEndpoint(next, id, at: interface)
      case .ordinary:
        for state in passIngressGroups(next, interface) { accept(state, at: interface) }
      }
    }
  }

  mutating func passIngressGroups(_ state: PathState, _ interface: ID<Interface>) -> [PathState] {
    var outcome = groupsOrState(of: interface, .ingress, state, route: .other)
    outcome.site = .groups(interface, .ingress)
    return pass(state, outcome, orDrop: groupDropCode(interface, .ingress))
  }

  /// The host has the packet. A forward leg ends here; a reply must have come home unchanged (REA-3).
  mutating func accept(_ state: PathState, at interface: ID<Interface>) {
    complete(state, .interface(interface))
  }

  mutating func deliverToService(_ state: PathState, _ name: String) {
    var next = state
    next.trail.append(name)
    complete(next, .service(name))
  }

  mutating func complete(_ state: PathState, _ receiver: Receiver) {
    guard let goal = reply else { return finish(state, .delivered(receiver)) }
    guard receiver == goal.receiver else { return strayed(state) }
    let home = terms.same(state.header, goal.header, in: state)
    if home != TermGraph.false {
      var next = state
      if home != TermGraph.true { next.filters.append(home) }
      finish(next, .delivered(receiver))
    }
    let astray = terms.graph.not(home)
    if astray != TermGraph.false {
      var next = state
      if astray != TermGraph.true { next.filters.append(astray) }
      strayed(next)
    }
  }

  /// The reply arrived, but wrongly. Behind an unknown filter that stays unknown, as it does for the simulator.
  private mutating func strayed(_ state: PathState) {
    if let reason = state.noted.first { return finish(state, .unknown(reason)) }
    drop(state, .notTheReverse)
  }

  /// K10: an interface as route target. What it does with a foreign packet is unknown unless it checks destinations.
  mutating func enterRouteTarget(_ state: PathState, _ interface: ID<Interface>, _ vpc: ID<VPC>) {
    let target = network.interfaces[interface]
    guard target.vpc == vpc, target.kind == .ordinary else {
      return unknown(
        state, object: target.name, kind: "networkInterface",
        reason: "a route leads to an interface that is not a host of its VPC", rule: "RT-11")
    }
    guard target.isFunctional else { return drop(state, .badStateRoute) }
    for open in pass(
      state, networkACL(of: target.subnet, .ingress, state), orDrop: .networkACL)
    {
      for var next in passIngressGroups(open, interface) {
        next.trail.append(target.name)
        let owned = plan.owned(interface, state.header.family)
        if let own = next.narrowedDestination(to: owned) { accept(own, at: interface) }
        let foreign = next.narrowedDestination(to: next.destinations.subtracting(owned))
        if target.sourceDestinationCheck {
          drop(foreign, .sourceDestinationCheck)
        } else {
          unknown(
            foreign, object: target.name, kind: "networkInterface",
            reason: "it forwards packets of others and its behaviour is not declared", rule: "ENI-6")
        }
      }
    }
  }

  /// GWE-1.
  mutating func enterGatewayEndpoint(_ state: PathState, _ id: ID<VPCEndpoint>, _ vpc: ID<VPC>) {
    let endpoint = network.vpcEndpoints[id]
    guard endpoint.kind == .gateway else {
      return unknown(
        state, object: endpoint.name, kind: "vpcEndpoint",
        reason: "a route leads to an endpoint of a kind that is not modelled", rule: "RT-11")
    }
    guard endpoint.isFunctional, endpoint.vpc == vpc else { return drop(state, .badState) }
    if state.transit.isForwarded {
      return unknown(
        state, object: endpoint.name, kind: "vpcEndpoint",
        reason: "whether it serves packets from a transit gateway is not documented", rule: "GWE-1")
    }
    let family = state.header.family
    let echo = family == .v4 ? IPProtocol.icmp : IPProtocol.icmp6
    let allowed = Intervals(union: [UInt128(echo)...UInt128(echo), 6...6])
    drop(
      state.narrowedProtocol(to: state.protocols.subtracting(allowed)), .gatewayEndpointProtocol)
    if let tcp = state.narrowedProtocol(to: Intervals(6)) { deliverToService(tcp, endpoint.name) }
    guard let icmp = state.narrowedProtocol(to: Intervals(UInt128(echo))) else { return }
    let types = EchoSwap(family).moved
    if let echoes = icmp.narrowed(icmp.header.icmpType, to: types, width: 8) {
      deliverToService(echoes, endpoint.name)
    }
    let others = icmp.possible(icmp.header.icmpType, width: 8).subtracting(types)
    drop(
      icmp.narrowed(icmp.header.icmpType, to: others, width: 8), .gatewayEndpointProtocol)
  }
}

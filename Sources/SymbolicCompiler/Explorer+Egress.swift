import ForwardingGraph
package import NetworkModel
import TermGraph

/// From the sender to the first routing decision (ENI-5 egress order, RT-1 to RT-11).
extension Explorer {
  /// Explores a packet of phase `new` that `interface` sends; `state.domains` says which packets.
  package mutating func start(_ state: PathState, at interface: ID<Interface>) {
    guard let state = admitted(state) else { return }
    let sender = network.interfaces[interface]
    var next = state
    next.trail.append(sender.name)
    guard sender.isFunctional else { return drop(next, .badState) }
    switch sender.kind {
    case .unmodelledService(let id): return unknown(next, id)
    case .natGateway, .transparentService, .interfaceEndpoint: return drop(next, .badState)
    case .loadBalancer(let id): return finish(next, .unknown(ownTraffic(of: id)))
    case .ordinary: break
    }
    if sender.sourceDestinationCheck {
      let owned = plan.owned(interface, state.header.family)
      drop(
        next.narrowedSource(to: next.sources.subtracting(owned)), .sourceDestinationCheck)
      guard let checked = next.narrowedSource(to: owned) else { return }
      next = checked
    }
    next.connections.append(ConnectionRecord(interface: interface, header: next.header))
    leave(next, from: interface)
  }

  /// Explores a packet of phase `new` from a host outside (REA-6).
  package mutating func startOutside(_ state: PathState) {
    guard let state = admitted(state),
      var next = state.narrowedSource(to: plan.internet(state.header.family))
    else { return }
    next.trail.append("internet")
    atInternet(next)
  }

  /// Explores a packet of phase `new` from a host of a site (REA-6).
  package mutating func startOnPremises(_ state: PathState) {
    guard var next = admitted(state) else { return }
    next.trail.append("onprem")
    startAtSite(next)
  }

  /// PKT-2: malformed packets and multicast are out of scope.
  mutating func admitted(_ state: PathState) -> PathState? {
    let other: UInt8 = state.header.family == .v4 ? IPProtocol.icmp6 : IPProtocol.icmp
    let wrong = Intervals(UInt128(other))
    drop(state.narrowedProtocol(to: wrong), .protocolRestriction)
    guard let rest = state.narrowedProtocol(to: state.protocols.subtracting(wrong)) else { return nil }
    let multicast = SpecialRanges.multicast(rest.header.family)
    drop(rest.narrowedDestination(to: multicast), .protocolRestriction)
    return rest.narrowedDestination(to: rest.destinations.subtracting(multicast))
  }

  /// The packet leaves an interface: services, same subnet, then the subnet's table.
  mutating func leave(
    _ state: PathState, from interface: ID<Interface>, isRelay: Bool = false
  ) {
    var state = state
    state.emitter = interface
    let isGateway = network.interfaces[interface].kind == .natGateway
    state.keepsGroups = !isGateway
    let family = state.header.family
    let vpc = network.interfaces[interface].vpc
    if !isGateway, !isRelay {
      for service in SpecialRanges.services(family, of: network.vpcs[vpc]) {
        guard let hit = state.narrowedDestination(to: service.addresses) else { continue }
        deliverToService(hit, service.name)
        guard
          let rest = state.narrowedDestination(
            to: state.destinations.subtracting(service.addresses))
        else { return }
        state = rest
      }
    }
    let never = SpecialRanges.linkServices(family)
    drop(state.narrowedDestination(to: never), .noRoute)
    guard let routable = state.narrowedDestination(to: state.destinations.subtracting(never)) else {
      return
    }
    state = routable

    let subnet = network.interfaces[interface].subnet
    let neighbours = plan.owned(inSubnet: subnet, family)
    if state.narrowedDestination(to: neighbours) != nil {
      for neighbour in plan.interfacesOfSubnet[Int(subnet.index)] where matters(neighbour) {
        guard let hit = state.narrowedDestination(to: plan.owned(neighbour, family)) else { continue }
        for passed in passEgressGroups(hit, interface, route: .local) {
          arrive(passed, at: neighbour, crossedBoundary: false)
        }
      }
    }
    guard let away = state.narrowedDestination(to: state.destinations.subtracting(neighbours)) else {
      return
    }
    route(away, from: interface, subnet: subnet)
  }

  /// Security groups of the sender; connection state first (SG-2).
  private mutating func passEgressGroups(
    _ state: PathState, _ interface: ID<Interface>?, route: EgressRoute
  ) -> [PathState] {
    guard let interface, network.interfaces[interface].kind != .natGateway else { return [state] }
    // LB-3: the groups of a network load balancer do not judge what it passes on, and it may have none.
    if case .loadBalancer(let id) = network.interfaces[interface].kind,
      network.loadBalancers[id].kind == .network, state.phase == .new || isOpenNode(interface)
    {
      return [state]
    }
    var outcome = groupsOrState(of: interface, .egress, state, route: route)
    outcome.site = .groups(interface, .egress)
    return pass(state, outcome, orDrop: groupDropCode(interface, .egress))
  }

  /// SG-2: an established packet of a remembered connection passes, everything else by the rules.
  mutating func groupsOrState(
    of interface: ID<Interface>, _ direction: Direction, _ state: PathState, route: EgressRoute
  ) -> FilterOutcome {
    var known = TermGraph.false
    if state.phase == .established {
      for record in state.connections where record.interface == interface {
        known = terms.graph.or(known, terms.sameConnection(record.header, state.header, in: state))
      }
      if known == TermGraph.true { return .open }
    }
    var outcome = securityGroups(of: interface, direction, state, route: route)
    guard known != TermGraph.false else { return outcome }
    outcome.allow = terms.graph.or(outcome.allow, known)
    outcome.unknown = outcome.unknown.map { unknown in
      (terms.graph.and(unknown.condition, terms.graph.not(known)), unknown.reason)
    }
    return outcome
  }

  func groupDropCode(_ interface: ID<Interface>, _ direction: Direction) -> DropCode {
    let groups = network.interfaces[interface].groups
    let hasRules = groups.contains { reference in
      guard let id = reference.id else { return true }
      return network.securityGroups[id].rules.contains { $0.direction == direction }
    }
    return hasRules ? .securityGroupMismatch : .securityGroupEmpty
  }

  /// Network ACL of the sender's subnet, then its table (RT-1). `interface` is nil when a transit gateway sends (TGW-10).
  mutating func route(_ state: PathState, from interface: ID<Interface>?, subnet: ID<Subnet>) {
    let home = network.subnets[subnet]
    switch home.routeTable {
    case .missing(let id):
      for passed in passEgressGroups(state, interface, route: .unknown(network[id])) {
        for open in pass(passed, networkACL(of: subnet, .egress, passed), orDrop: .networkACL) {
          unknown(open, id)
        }
      }
    case .resolved(let table):
      guard let partition = exploration.partition(of: table, state.header.family) else {
        return unknown(
          state, object: network.routeTables[table].name, kind: "routeTable",
          reason: "it lies outside the VPCs that were prepared for this question", rule: "RT-1")
      }
      for part in partition.parts {
        guard let hit = state.narrowedDestination(to: part.destinations) else { continue }
        follow(part.decision, hit, from: interface, subnet: subnet, table: table)
      }
    }
  }

  private mutating func follow(
    _ decision: RouteDecision, _ state: PathState, from interface: ID<Interface>?, subnet: ID<Subnet>,
    table: ID<RouteTable>
  ) {
    let name = network.routeTables[table].name
    var kind = EgressRoute.other
    var chosen: [(index: Int?, route: Route?)] = []
    var tie: CIDR?
    switch decision {
    case .noRoute: chosen = [(nil, nil)]
    case .unknown(let id):
      chosen = [(nil, nil)]
      kind = .unknown(network[id])
    case .unrankedRoutes:
      chosen = [(nil, nil)]
      kind = .unknown(unranked(name))
    case .routes(let indices, let prefix):
      tie = prefix
      chosen = indices.map { ($0, network.routeTables[table].routes[$0]) }
    }
    for (position, choice) in chosen.enumerated() {
      // RT-5: the table keeps what it chose.
      if let tie, let kept = state.choices.routeTie[RouteTie(table: table, range: tie)],
        kept != position
      {
        continue
      }
      if let route = choice.route, let interface { kind = egressRoute(route, from: interface) }
      var state = state
      if let tie { state.choices.routeTie[RouteTie(table: table, range: tie)] = position }
      for passed in passEgressGroups(state, interface, route: kind) {
        for open in pass(passed, networkACL(of: subnet, .egress, passed), orDrop: .networkACL) {
          var next = open
          next.trail.append(name)
          if returnToSender(next, from: interface, decision: decision, route: choice.route) { continue }
          switch decision {
          case .noRoute: drop(next, .noRoute)
          case .unknown(let id): unknown(next, id)
          case .unrankedRoutes:
            finish(next, .unknown(unranked(name)))
          case .routes:
            if let route = choice.route { take(route, next, from: subnet) }
          }
        }
      }
    }
  }

  private func unranked(_ table: String) -> Unknown {
    Unknown(
      object: table, kind: "routeTable",
      reason: "advertised and propagated routes of equal length have no known order", rule: "RT-7")
  }

  /// By target alone: a route that drops or is not understood says so when it is taken.
  private func egressRoute(_ route: Route, from interface: ID<Interface>) -> EgressRoute {
    switch route.target {
    case .local: return .local
    case .peering(.missing(let id)): return .unknown(network[id])
    case .peering(.resolved(let id)):
      let peering = network.peerings[id]
      // SG-7, SG-8: whoever is beyond, only an active peering inside a Region preserves references.
      guard peering.isActive, peering.requester.region == peering.accepter.region else { return .other }
      if case .missing(let vpc) = peering.remote(from: network.interfaces[interface].vpc)?.vpc {
        return .unknown(network[vpc])
      }
      return .peering(id)
    case .internetGateway, .egressOnlyInternetGateway, .natGateway, .interface,
      .gatewayEndpoint, .inspection, .transitGateway, .vpnGateway, .unmodelled:
      return .other
    }
  }

  /// RT-11: the targets.
  private mutating func take(_ route: Route, _ state: PathState, from subnet: ID<Subnet>) {
    switch route.state {
    case .active: break
    case .blackhole: return drop(state, .badStateRoute)
    case .filtered: return drop(state, .noRoute)
    case .unknown(let id): return unknown(state, id)
    }
    let vpc = network.subnets[subnet].vpc
    if state.keepsClient, route.target != .local {
      return unknown(
        state, object: network.vpcs[vpc].name, kind: "vpc",
        reason: "a target that sees its client's address lies behind a route", rule: "LB-4")
    }
    switch route.target {
    case .local: deliver(state, in: vpc, leaving: subnet)
    case .internetGateway(.resolved(let id)): leaveThroughInternetGateway(state, id, vpc)
    case .egressOnlyInternetGateway(.resolved(let id)): leaveThroughEgressOnlyGateway(state, id, vpc)
    case .natGateway(.resolved(let id)): enterNATGateway(state, id, vpc)
    case .peering(.resolved(let id)): crossPeering(state, id, from: vpc)
    case .interface(.resolved(let id)): enterRouteTarget(state, id, vpc)
    case .gatewayEndpoint(.resolved(let id)): enterGatewayEndpoint(state, id, vpc)
    case .inspection(.resolved(let id)): enterInspection(state, id, vpc)
    case .transitGateway(.resolved(let id)): enterTransitGateway(state, id, from: subnet)
    case .vpnGateway(.resolved(let id)): leaveThroughVPNGateway(state, id, vpc)
    case .internetGateway(.missing(let id)), .egressOnlyInternetGateway(.missing(let id)),
      .natGateway(.missing(let id)), .peering(.missing(let id)), .interface(.missing(let id)),
      .gatewayEndpoint(.missing(let id)), .inspection(.missing(let id)), .transitGateway(.missing(let id)),
      .vpnGateway(.missing(let id)), .unmodelled(let id):
      unknown(state, id)
    }
  }
}

import NetworkModel

/// Hosts, subnets and route tables (ENI-5, RT-1 to RT-11).
extension GraphBuilder {
  /// Services, then the groups of the sender, then the subnet or its boundary (K3, SG-1).
  mutating func expandSent(_ from: Int, _ id: HostClassID, ownSource: Bool) {
    let host = graph.classes[id]
    guard host.isFunctional else { return }
    switch host.kind {
    case .natGateway, .transparentService, .interfaceEndpoint: return
    case .unmodelledService(let unknown): return self.unknown(from, unknown)
    case .loadBalancer(let id): return sendOfItself(from, id)
    case .ordinary: break
    }
    let vpc = network.subnets[host.subnet].vpc
    var free = everyAddress.subtracting(SpecialRanges.multicast(family))
    for service in SpecialRanges.services(family, of: network.vpcs[vpc]) {
      edge(from, .receivedByService(service.name), [(.destination, service.addresses)])
      free = free.subtracting(service.addresses)
    }
    free = free.subtracting(SpecialRanges.linkServices(family))
    let allowed = filters.groups(
      host.groups, .egress, egressScope(host.subnet, vpc), in: &graph.space)
    cross(from, host.subnet, ownSource ? .home : .none, free, allowed)
  }

  /// SG-7: where members of a group that an egress rule references may sit. Any destination, when a table or a peer on the
  /// way is not known.
  mutating func egressScope(_ subnet: ID<Subnet>, _ vpc: ID<VPC>) -> FilterSets.GroupScope {
    guard case .resolved(let table) = network.subnets[subnet].routeTable else {
      return .destinations(nil)
    }
    for part in partition(of: table).parts {
      switch part.decision {
      case .unknown, .unrankedRoutes: return .destinations(nil)
      case .noRoute: continue
      case .routes(let indices, _):
        for index in indices {
          if case .peering(.missing) = network.routeTables[table].routes[index].target {
            return .destinations(nil)
          }
        }
      }
    }
    var vpcs = [vpc]
    for id in lookups.peeringsOfVPC[vpc] ?? [] {
      let peering = network.peerings[id]
      guard peering.isActive, peering.requester.region == peering.accepter.region,
        let remote = peering.remote(from: vpc)
      else { continue }
      guard let other = remote.vpc.id else { return .destinations(nil) }
      vpcs.append(other)
    }
    return .destinations(vpcs)
  }

  /// To a neighbour without a boundary (ENI-5 (5)), else to the boundary.
  mutating func cross(
    _ from: Int, _ subnet: ID<Subnet>, _ tag: SenderTag, _ destinations: Intervals,
    _ allowed: HeaderSet, forwarded: Bool = false, change: HeaderChange = .none
  ) {
    let neighbours = plan.owned(inSubnet: subnet, family)
    for (part, target) in [
      (destinations.intersection(neighbours), GraphNode.inside(subnet, tag)),
      (destinations.subtracting(neighbours), .leaving(subnet, tag, forwarded: forwarded)),
    ] where !part.isEmpty {
      let box = HeaderSet([graph.space.box([(.destination, part)])])
      edge(from, target, graph.space.intersection(allowed, box), change: change)
    }
  }

  mutating func expandInside(_ from: Int, _ subnet: ID<Subnet>, _ tag: SenderTag) {
    let vpc = network.subnets[subnet].vpc
    var classes: [HostClassID] = []
    for interface in plan.interfacesOfSubnet[Int(subnet.index)] {
      let id = graph.classOfInterface[Int(interface.index)]
      if !classes.contains(id) { classes.append(id) }
    }
    for id in classes {
      let host = graph.classes[id]
      guard host.isFunctional else { continue }
      let owned = Intervals(
        union: graph.membersOfClass[id].flatMap { plan.owned($0, family).spans })
      let mine = HeaderSet([graph.space.box([(.destination, owned)])])
      switch host.kind {
      case .natGateway, .transparentService: continue
      case .unmodelledService(let unknown):
        let open =
          host.groups.isEmpty ? mine : graph.space.intersection(mine, ingress(host.groups, tag, vpc))
        edge(from, .unknown(network[unknown]), open)
      case .loadBalancer(let balancer): enterLoadBalancer(from, id, balancer, tag, mine)
      case .interfaceEndpoint(let endpoint): enterInterfaceEndpoint(from, id, endpoint, tag, mine)
      case .ordinary:
        edge(
          from, .received(id), graph.space.intersection(mine, ingress(host.groups, tag, vpc)))
      }
    }
  }

  /// SG-5, SG-8, SG-9: what the groups of a receiver let in from senders of this tag.
  mutating func ingress(
    _ groups: [Reference<SecurityGroup>], _ tag: SenderTag, _ vpc: ID<VPC>
  ) -> HeaderSet {
    if case .relayed(let id) = tag {
      return filters.groups(groups, .ingress, .carried(graph.classes[id].groups), in: &graph.space)
    }
    let vpcs: [ID<VPC>] =
      switch tag {
      case .none, .relayed: []
      case .home: [vpc]
      case .peer(let other): [other]
      case .transit(let gateway): lookups.vpcsOfTransit[gateway] ?? []
      }
    return filters.groups(groups, .ingress, .sources(vpcs), in: &graph.space)
  }

  mutating func expandDelivering(_ from: Int, _ vpc: ID<VPC>, _ tag: SenderTag) {
    for subnet in lookups.subnetsOfVPC[Int(vpc.index)] {
      edge(
        from, .entering(subnet, tag), [(.destination, plan.owned(inSubnet: subnet, family))])
    }
  }

  // MARK: Tables

  mutating func expandRouting(
    _ from: Int, _ subnet: ID<Subnet>, _ tag: SenderTag, forwarded: Bool
  ) {
    let table: ID<RouteTable>
    switch network.subnets[subnet].routeTable {
    case .missing(let id): return unknown(from, id)
    case .resolved(let id): table = id
    }
    for part in partition(of: table).parts {
      let to: [(HeaderField, Intervals)] = [(.destination, part.destinations)]
      switch part.decision {
      case .noRoute: continue
      case .unknown(let id): unknown(from, id, to)
      case .unrankedRoutes:
        unknown(
          from, network.routeTables[table].name, "routeTable",
          "advertised and propagated routes of equal length have no known order", "RT-7", to)
      case .routes(let indices, _):
        for index in indices {
          let route = network.routeTables[table].routes[index]
          switch route.state {
          case .active: take(from, route.target, subnet, tag, forwarded: forwarded, to)
          case .blackhole, .filtered: continue
          case .unknown(let id): unknown(from, id, to)
          }
        }
      }
    }
  }

  /// RT-11.
  private mutating func take(
    _ from: Int, _ target: RouteTarget, _ subnet: ID<Subnet>, _ tag: SenderTag, forwarded: Bool,
    _ to: [(HeaderField, Intervals)]
  ) {
    let vpc = network.subnets[subnet].vpc
    if case .relayed = tag, target != .local { return keepsClientBeyond(from, vpc, to) }
    switch target {
    case .local: edge(from, .delivering(vpc, tag), to)
    case .internetGateway(.resolved(let id)):
      guard network.internetGateways[id].vpc == vpc else { return }
      edge(from, .internetGateway(vpc, forwarded: forwarded), to)
    case .egressOnlyInternetGateway(.resolved(let id)):
      guard family == .v6, network.egressOnlyInternetGateways[id].vpc == vpc else { return }
      edge(from, .egressOnlyGateway(vpc, forwarded: forwarded), to)
    case .natGateway(.resolved(let id)): enterNAT(from, id, vpc, to)
    case .peering(.resolved(let id)):
      crossPeering(from, id, vpc, tag, forwarded: forwarded, to)
    case .interface(.resolved(let id)): enterRouteTarget(from, id, vpc, tag, to)
    case .gatewayEndpoint(.resolved(let id)):
      enterEndpoint(from, id, vpc, forwarded: forwarded, to)
    case .inspection(.resolved(let id)): enterInspection(from, id, vpc, forwarded: forwarded, to)
    case .transitGateway(.resolved(let id)): enterTransit(from, id, subnet, tag, forwarded, to)
    case .vpnGateway(.resolved(let id)):
      leaveThroughVPNGateway(from, id, vpc, forwarded: forwarded, to)
    case .internetGateway(.missing(let id)), .egressOnlyInternetGateway(.missing(let id)),
      .natGateway(.missing(let id)), .peering(.missing(let id)), .interface(.missing(let id)),
      .gatewayEndpoint(.missing(let id)), .inspection(.missing(let id)), .transitGateway(.missing(let id)),
      .vpnGateway(.missing(let id)), .unmodelled(let id):
      unknown(from, id, to)
    }
  }
}

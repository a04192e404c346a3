import NetworkModel

/// Hosts, subnets and route tables (ENI-5, RT-1 to RT-11).
extension CertainBuilder {
  mutating func expandSent(_ from: Int, _ id: HostClassID) {
    let host = graph.classes[id]
    let vpc = network.subnets[host.subnet].vpc
    // PKT-2, ENI-7, RT-8.
    var free = everyAddress.subtracting(SpecialRanges.multicast(family))
      .subtracting(SpecialRanges.linkServices(family))
    for service in SpecialRanges.services(family, of: network.vpcs[vpc]) {
      free = free.subtracting(service.addresses)
    }
    let other: UInt8 = family == .v4 ? IPProtocol.icmp6 : IPProtocol.icmp
    let protocols = Intervals(0, 255).subtracting(Intervals(UInt128(other)))
    let formed = HeaderSet([graph.space.box([(.destination, free), (.proto, protocols)])])
    let allowed: HeaderSet
    switch leg {
    case .answer: allowed = formed
    case .request:
      let groups = filters.groups(
        host.groups, .egress, egressReferences(host.subnet, vpc), &addresses, in: &graph.space)
      allowed = graph.space.intersection(groups, formed)
    }
    cross(from, host.subnet, .home, everyAddress, allowed, forwarded: false)
  }

  /// SG-7: destinations to which the chosen route keeps references, by the VPC where the members sit.
  private mutating func egressReferences(
    _ subnet: ID<Subnet>, _ vpc: ID<VPC>
  ) -> [CertainFilters.References] {
    let neighbours = plan.owned(inSubnet: subnet, family)
    var result = [CertainFilters.References(vpc: vpc, destinations: neighbours)]
    for (destinations, target) in routes(of: subnet) {
      let routed = destinations.subtracting(neighbours)
      switch target {
      case .local: result.append(.init(vpc: vpc, destinations: routed))
      case .peering(.resolved(let id)):
        let peering = network.peerings[id]
        guard peering.isActive, peering.requester.region == peering.accepter.region,
          let other = peering.remote(from: vpc)?.vpc.id
        else { continue }
        result.append(.init(vpc: other, destinations: routed))
      case .peering(.missing), .internetGateway, .egressOnlyInternetGateway, .natGateway, .interface,
        .gatewayEndpoint, .inspection, .transitGateway, .vpnGateway, .unmodelled:
        continue
      }
    }
    return result
  }

  /// To a neighbour without a boundary (ENI-5 (5)), else to the boundary.
  mutating func cross(
    _ from: Int, _ subnet: ID<Subnet>, _ tag: SenderTag, _ destinations: Intervals,
    _ allowed: HeaderSet, forwarded: Bool
  ) {
    let neighbours = plan.owned(inSubnet: subnet, family)
    for (part, target) in [
      (destinations.intersection(neighbours), GraphNode.inside(subnet, tag)),
      (destinations.subtracting(neighbours), .leaving(subnet, tag, forwarded: forwarded)),
    ] where !part.isEmpty {
      let box = HeaderSet([graph.space.box([(.destination, part)])])
      edge(from, target, graph.space.intersection(allowed, box))
    }
  }

  mutating func expandInside(_ from: Int, _ subnet: ID<Subnet>, _ tag: SenderTag) {
    let vpc = network.subnets[subnet].vpc
    var seen: Set<HostClassID> = []
    for interface in plan.interfacesOfSubnet[Int(subnet.index)] {
      let id = graph.classOfInterface[Int(interface.index)]
      guard seen.insert(id).inserted else { continue }
      let host = graph.classes[id]
      guard host.isFunctional, case .ordinary = host.kind else { continue }
      let owned = addresses.owned(by: graph.membersOfClass[id], in: vpc)
      let mine = HeaderSet([graph.space.box([(.destination, owned)])])
      switch leg {
      case .answer: edge(from, .received(id), mine)
      case .request:
        let groups = filters.groups(
          host.groups, .ingress, ingressReferences(tag, vpc), &addresses, in: &graph.space)
        edge(from, .received(id), graph.space.intersection(mine, groups))
      }
    }
  }

  /// SG-5, SG-8. References over transit gateways (SG-9) are not used: more than one VPC may send there.
  private func ingressReferences(_ tag: SenderTag, _ vpc: ID<VPC>) -> [CertainFilters.References] {
    switch tag {
    case .none, .transit, .relayed: []
    case .home: [.init(vpc: vpc, destinations: nil)]
    case .peer(let other): [.init(vpc: other, destinations: nil)]
    }
  }

  mutating func expandDelivering(_ from: Int, _ vpc: ID<VPC>, _ tag: SenderTag) {
    for subnet in subnets(of: vpc) {
      edge(
        from, .entering(subnet, tag), [(.destination, plan.owned(inSubnet: subnet, family))])
    }
  }

  // MARK: Tables

  mutating func expandRouting(
    _ from: Int, _ subnet: ID<Subnet>, _ tag: SenderTag, forwarded: Bool
  ) {
    let vpc = network.subnets[subnet].vpc
    for (destinations, target) in routes(of: subnet) {
      switch target {
      case .local: edge(from, .delivering(vpc, tag), [(.destination, destinations)])
      case .internetGateway(.resolved(let id)):
        // PCX-2a
        guard !forwarded, network.internetGateways[id].vpc == vpc else { continue }
        edge(from, .internetGateway(vpc, forwarded: false), [(.destination, destinations)])
      case .peering(.resolved(let id)):
        guard !forwarded else { continue }
        crossPeering(from, id, vpc, tag, destinations)
      case .transitGateway(.resolved(let id)):
        enterTransit(from, id, subnet, forwarded ? .none : tag, destinations)
      case .internetGateway(.missing), .peering(.missing), .transitGateway(.missing),
        .egressOnlyInternetGateway, .natGateway, .interface, .gatewayEndpoint, .inspection, .vpnGateway,
        .unmodelled:
        continue
      }
    }
  }
}

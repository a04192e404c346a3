import NetworkModel

/// Gateways of one VPC, peerings, endpoints, interfaces as route targets (IGW, EIG, NAT, PCX, GWE, ENI-6).
extension GraphBuilder {
  // MARK: NAT gateways

  mutating func enterNAT(
    _ from: Int, _ id: ID<NATGateway>, _ vpc: ID<VPC>, _ to: [(HeaderField, Intervals)]
  ) {
    let gateway = network.natGateways[id]
    if let unmodelled = gateway.unmodelled { return unknown(from, unmodelled, to) }
    guard gateway.vpc == vpc, gateway.isFunctional, !gateway.addresses.isEmpty else { return }
    edge(from, .natGateway(id), to)
  }

  /// NAT-1, NAT-3: the ACL of the gateway's subnet, then a new source for what it carries.
  mutating func expandNAT(_ from: Int, _ id: ID<NATGateway>) {
    let gateway = network.natGateways[id]
    let open = filters.networkACL(of: gateway.subnet, .ingress, in: &graph.space)
    guard family == .v4 else {
      let mapped = HeaderSet([graph.space.box([(.destination, SpecialRanges.nat64)])])
      let reason = Unknown(
        object: gateway.name, kind: "natGateway",
        reason: "translation from IPv6 to IPv4 is not modelled yet", rule: "NAT-9")
      return edge(from, .unknown(reason), graph.space.intersection(open, mapped))
    }
    let icmp = HeaderSet([graph.space.box([(.proto, Intervals(1))])])
    let ported = HeaderSet([graph.space.box([(.proto, Intervals(union: [6...6, 17...17]))])])
    for address in gateway.addresses {
      let source = graph.space.values.number(of: Intervals(address.privateAddress.value))
      for (carried, picksPort) in [(icmp, false), (ported, true)] {
        edge(
          from, .translated(id), graph.space.intersection(open, carried),
          change: .source(source, picksPort: picksPort))
      }
    }
  }

  mutating func expandTranslated(_ from: Int, _ id: ID<NATGateway>) {
    let free = everyAddress.subtracting(SpecialRanges.linkServices(family))
    cross(
      from, network.natGateways[id].subnet, .none, free, HeaderSet([graph.space.everything]))
  }

  // MARK: Internet

  /// IGW-2, IGW-4; PCX-2a for what was forwarded into the VPC.
  mutating func expandInternetGateway(_ from: Int, _ vpc: ID<VPC>, forwarded: Bool) {
    guard family == .v4 else {
      return leaveUnchanged(
        from, vpc, forwarded: forwarded,
        network.vpcs[vpc].internetGateway.map { network.internetGateways[$0].name },
        "internetGateway")
    }
    let destinations = everyAddress.subtracting(SpecialRanges.rfc1918)
      .subtracting(SpecialRanges.rfc6598)
    for mapping in plan.mappingsOfVPC[Int(vpc.index)]
    where network.interfaces[mapping.interface].isFunctional {
      let parts: [(HeaderField, Intervals)] = [
        (.source, Intervals(mapping.privateAddress)), (.destination, destinations),
      ]
      if forwarded {
        unknown(
          from, network.vpcs[vpc].name, "internetGateway",
          "a packet that came through a transit gateway has a source of this VPC", "PCX-2a",
          [(.source, Intervals(mapping.privateAddress))])
      } else {
        let source = graph.space.values.number(of: Intervals(mapping.publicAddress))
        edge(from, .outside, parts, change: .source(source, picksPort: false))
      }
    }
  }

  /// EIG-1.
  mutating func expandEgressOnly(_ from: Int, _ vpc: ID<VPC>, forwarded: Bool) {
    leaveUnchanged(from, vpc, forwarded: forwarded, nil, "egressOnlyInternetGateway")
  }

  private mutating func leaveUnchanged(
    _ from: Int, _ vpc: ID<VPC>, forwarded: Bool, _ name: String?, _ kind: String
  ) {
    let functional = plan.interfacesOfVPC[Int(vpc.index)].filter {
      network.interfaces[$0].isFunctional
    }
    let owned = Intervals(union: functional.flatMap { plan.owned($0, .v6).spans })
      .intersection(plan.publicV6OfVPC[Int(vpc.index)])
    if forwarded {
      unknown(
        from, name ?? network.vpcs[vpc].name, kind,
        "a packet that came through a transit gateway has a source of this VPC", "PCX-2a",
        [(.source, owned)])
    } else {
      edge(from, .outside, [(.source, owned)])
    }
  }

  /// IGW-3, IGW-4, REA-6.
  mutating func expandOutside(_ from: Int) {
    switch family {
    case .v4:
      let sources = everyAddress.subtracting(SpecialRanges.rfc1918)
        .subtracting(SpecialRanges.rfc6598)
      for mapping in plan.mappings {
        let interface = network.interfaces[mapping.interface]
        guard interface.isFunctional, scope.contains(interface.vpc),
          network.vpcs[interface.vpc].internetGateway != nil
        else { continue }
        let inside = graph.space.values.number(of: Intervals(mapping.privateAddress))
        enterFromOutside(
          from, interface.vpc,
          [(.source, sources), (.destination, Intervals(mapping.publicAddress))],
          change: .destination(inside))
      }
    case .v6:
      for vpc in scope.vpcs(of: network) where network.vpcs[vpc].internetGateway != nil {
        let open = plan.interfacesOfVPC[Int(vpc.index)].filter {
          network.interfaces[$0].isFunctional && !network.interfaces[$0].deniesInternetGatewayTraffic
        }
        let owned = Intervals(union: open.flatMap { plan.owned($0, .v6).spans })
          .intersection(plan.entryV6OfVPC[Int(vpc.index)])
        enterFromOutside(from, vpc, [(.destination, owned)], change: .none)
      }
    }
    let mine = plan.entryPoints(family)
    let hosts = plan.internet(family).subtracting(
      Intervals(network.closedProviderRanges, family: family))
    edge(from, .receivedOutside, [(.destination, hosts.subtracting(mine))])
  }

  private mutating func enterFromOutside(
    _ from: Int, _ vpc: ID<VPC>, _ parts: [(HeaderField, Intervals)], change: HeaderChange
  ) {
    if let gateway = network.vpcs[vpc].internetGateway,
      let id = network.internetGateways[gateway].edgeTable
    {
      return edge(from, .unknown(network[id]), parts, change: change)
    }
    edge(from, .delivering(vpc, .none), parts, change: change)
  }

  // MARK: Peerings, endpoints, interfaces

  /// PCX-1, PCX-2, PCX-4, SG-8.
  mutating func crossPeering(
    _ from: Int, _ id: ID<Peering>, _ vpc: ID<VPC>, _ tag: SenderTag, forwarded: Bool,
    _ to: [(HeaderField, Intervals)]
  ) {
    let peering = network.peerings[id]
    guard !forwarded, peering.isActive, let remote = peering.remote(from: vpc) else { return }
    var ranges = remote.ranges
    if ranges.isEmpty, let known = remote.vpc.id { ranges = network.vpcs[known].ranges }
    let parts = to + [
      (.destination, Intervals(ranges, family: family)),
      (.source, plan.owned(inVPC: vpc, family)),
    ]
    switch remote.vpc {
    case .missing(let missing): unknown(from, missing, parts)
    case .resolved(let other):
      guard scope.contains(other) else { return }
      let keeps = tag == .home && peering.requester.region == peering.accepter.region
      edge(from, .delivering(other, keeps ? .peer(vpc) : .none), parts)
    }
  }

  /// GWE-1.
  mutating func enterEndpoint(
    _ from: Int, _ id: ID<VPCEndpoint>, _ vpc: ID<VPC>, forwarded: Bool,
    _ to: [(HeaderField, Intervals)]
  ) {
    let endpoint = network.vpcEndpoints[id]
    guard endpoint.kind == .gateway else {
      return unknown(
        from, endpoint.name, "vpcEndpoint",
        "a route leads to an endpoint of a kind that is not modelled", "RT-11", to)
    }
    guard endpoint.isFunctional, endpoint.vpc == vpc else { return }
    if forwarded {
      return unknown(
        from, endpoint.name, "vpcEndpoint",
        "a gateway endpoint is not known to serve what came through a transit gateway", "GWE-1", to)
    }
    let echo = family == .v4 ? IPProtocol.icmp : IPProtocol.icmp6
    edge(
      from, .receivedByService(endpoint.name),
      to + [(.proto, Intervals(union: [UInt128(echo)...UInt128(echo), 6...6]))])
  }

  mutating func enterRouteTarget(
    _ from: Int, _ id: ID<Interface>, _ vpc: ID<VPC>, _ tag: SenderTag,
    _ to: [(HeaderField, Intervals)]
  ) {
    let target = network.interfaces[id]
    guard target.vpc == vpc, target.kind == .ordinary else {
      return unknown(
        from, target.name, "networkInterface",
        "a route leads to an interface that is not a host of its VPC", "RT-11", to)
    }
    guard target.isFunctional else { return }
    edge(from, .routeTarget(id, tag), to)
  }

  /// K10.
  mutating func expandRouteTarget(_ from: Int, _ id: ID<Interface>, _ tag: SenderTag) {
    let target = network.interfaces[id]
    let acl = filters.networkACL(of: target.subnet, .ingress, in: &graph.space)
    let groups = ingress(target.groups, tag, target.vpc)
    let open = graph.space.intersection(acl, groups)
    let owned = plan.owned(id, family)
    let own = HeaderSet([graph.space.box([(.destination, owned)])])
    edge(from, .receivedBy(id), graph.space.intersection(open, own))
    if target.sourceDestinationCheck { return }
    let foreign = HeaderSet([graph.space.box([(.destination, everyAddress.subtracting(owned))])])
    let reason = Unknown(
      object: target.name, kind: "networkInterface",
      reason: "it forwards packets of others and its behaviour is not declared", rule: "ENI-6")
    edge(from, .unknown(reason), graph.space.intersection(open, foreign))
  }
}

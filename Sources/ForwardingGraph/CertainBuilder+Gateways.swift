import NetworkModel

/// Peerings and internet gateways (PCX-1 to PCX-4, SG-8, IGW-2 to IGW-4, REA-6).
extension CertainBuilder {
  mutating func crossPeering(
    _ from: Int, _ id: ID<Peering>, _ vpc: ID<VPC>, _ tag: SenderTag, _ destinations: Intervals
  ) {
    let peering = network.peerings[id]
    guard peering.isActive, let remote = peering.remote(from: vpc), let other = remote.vpc.id,
      scope.contains(other)
    else { return }
    let ranges = remote.ranges.isEmpty ? network.vpcs[other].ranges : remote.ranges
    let keeps = tag == .home && peering.requester.region == peering.accepter.region
    edge(
      from, .delivering(other, keeps ? .peer(vpc) : .none),
      [
        (.destination, destinations), (.destination, Intervals(ranges, family: family)),
        (.source, plan.owned(inVPC: vpc, family)),
      ])
  }

  /// The gateway of a VPC if packets cross it as if it stood alone: no table of its own (RT-12, RT-13), no mode of Block
  /// Public Access (BPA-1).
  private func hasPlainGateway(_ vpc: ID<VPC>) -> Bool {
    guard let id = network.vpcs[vpc].internetGateway, network.internetGateways[id].edgeTable == nil,
      case .off = network.vpcs[vpc].blockPublicAccess
    else { return false }
    return true
  }

  mutating func expandInternetGateway(_ from: Int, _ vpc: ID<VPC>) {
    guard hasPlainGateway(vpc) else { return }
    switch family {
    case .v4:
      let destinations = publicV4
      for mapping in addresses.mappings(of: vpc) {
        let source = graph.space.values.number(of: Intervals(mapping.publicAddress))
        edge(
          from, .outside,
          [(.source, Intervals(mapping.privateAddress)), (.destination, destinations)],
          change: .source(source, picksPort: false))
      }
    case .v6: edge(from, .outside, [(.source, publicV6(vpc) { _ in true })])
    }
  }

  private var publicV4: Intervals {
    everyAddress.subtracting(SpecialRanges.rfc1918).subtracting(SpecialRanges.rfc6598)
  }

  /// IGW-4: globally routable addresses of functional interfaces.
  private mutating func publicV6(_ vpc: ID<VPC>, _ isOpen: (Interface) -> Bool) -> Intervals {
    let functional = plan.interfacesOfVPC[Int(vpc.index)].filter {
      network.interfaces[$0].isFunctional && isOpen(network.interfaces[$0])
    }
    return addresses.owned(by: functional, in: vpc)
      .intersection(plan.publicV6OfVPC[Int(vpc.index)])
  }

  /// IGW-3, IGW-4, ENI-8, REA-6.
  mutating func expandOutside(_ from: Int) {
    let protocols = Intervals(0, 255).subtracting(
      Intervals(UInt128(family == .v4 ? IPProtocol.icmp6 : IPProtocol.icmp)))
    for vpc in scope.vpcs(of: network) where hasPlainGateway(vpc) {
      switch family {
      case .v4:
        let sources = publicV4
        for mapping in addresses.mappings(of: vpc) {
          let inside = graph.space.values.number(of: Intervals(mapping.privateAddress))
          edge(
            from, .delivering(vpc, .none),
            [
              (.source, sources), (.destination, Intervals(mapping.publicAddress)),
              (.proto, protocols),
            ],
            change: .destination(inside))
        }
      case .v6:
        let owned = publicV6(vpc) { !$0.deniesInternetGatewayTraffic }
          .intersection(plan.entryV6OfVPC[Int(vpc.index)])
        edge(from, .delivering(vpc, .none), [(.destination, owned), (.proto, protocols)])
      }
    }
    let hosts = plan.internet(family)
      .subtracting(Intervals(network.closedProviderRanges, family: family))
      .subtracting(plan.entryPoints(family))
    edge(from, .receivedOutside, [(.destination, hosts), (.proto, protocols)])
  }
}

import NetworkModel

/// From a subnet's table to the target of the selected route (RT-6, RT-11).
extension Walk {
  /// A leg that looks up more routes than this has an unknown end (REA-2).
  private static let maximumLookups = 64

  mutating func route(from subnet: ID<Subnet>) -> Disposition {
    lookups += 1
    guard lookups <= Walk.maximumLookups else {
      return ends(
        unknown: Unknown(
          object: network.subnets[subnet].name, kind: "subnet", reason: "more than 64 routing hops",
          rule: "REA-2"))
    }
    let vpc = network.subnets[subnet].vpc
    switch selection(from: subnet) {
    case .none:
      return dropped(.noRoute, at: .subnetTable(subnet), "RT-6")
    case .unknown(let unknown):
      return ends(unknown: unknown)
    case .returnToSender(let peering):
      record("forward", at: .peering(peering), "NAT-10")
      return cross(peering, from: vpc)
    case .route(let table, let index, let range):
      let route = network.routeTables[table].routes[index]
      switch route.state {
      case .active:
        record("forward", at: .route(table, index, range), "RT-3")
        return follow(route.target, from: subnet, in: vpc, at: .route(table, index, range))
      case .blackhole, .filtered:
        return dropped(.badStateRoute, at: .route(table, index, range), "RT-6")
      case .unknown(let unknown):
        return ends(unknown: unknown)
      }
    }
  }

  private mutating func follow(
    _ target: RouteTarget, from subnet: ID<Subnet>, in vpc: ID<VPC>, at site: Site
  ) -> Disposition {
    if keepsClient, target != .local, !has(.balancerKeepsClientEverywhere) {
      return ends(unknown: clientAddressLeaves(vpc))
    }
    switch target {
    case .local:
      return deliverByOwnership(in: vpc, leaving: subnet, at: site, "RT-9")
    case .internetGateway(.resolved(let gateway)): return leave(through: gateway, from: vpc)
    case .egressOnlyInternetGateway(.resolved(let gateway)):
      return leave(through: gateway, from: vpc)
    case .natGateway(.resolved(let gateway)): return translate(at: gateway, from: vpc)
    case .peering(.resolved(let peering)): return cross(peering, from: vpc)
    case .interface(.resolved(let interface)): return pass(through: interface, in: vpc)
    case .gatewayEndpoint(.resolved(let endpoint)): return enter(endpoint, from: vpc)
    case .inspection(.resolved(let endpoint)): return pass(throughEndpoint: endpoint, in: vpc)
    case .transitGateway(.resolved(let gateway)): return enter(gateway, from: subnet)
    case .vpnGateway(.resolved(let gateway)): return leave(through: gateway, from: vpc)
    case .internetGateway(.missing(let unknown)), .egressOnlyInternetGateway(.missing(let unknown)),
      .natGateway(.missing(let unknown)), .peering(.missing(let unknown)),
      .interface(.missing(let unknown)), .gatewayEndpoint(.missing(let unknown)),
      .inspection(.missing(let unknown)), .transitGateway(.missing(let unknown)), .vpnGateway(.missing(let unknown)),
      .unmodelled(let unknown):
      return ends(unknown: unknown)
    }
  }
}

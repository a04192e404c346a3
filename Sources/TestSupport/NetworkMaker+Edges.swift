import NetworkModel

/// VPC Block Public Access and route tables of internet gateways.
extension NetworkMaker {
  /// A mode for some VPCs, with exclusions of the VPC and of its subnets.
  mutating func makePublicAccess(_ site: Int) {
    guard size.hasEdges, random.chance(35) else { return }
    let vpc = sites[site].vpc
    guard net.model.vpcs[vpc].blockPublicAccess == .off else { return }
    let mode: PublicAccessBlock.Mode = random.chance(50) ? .bidirectional : .ingress
    net.model.vpcs[vpc].blockPublicAccess = .on(
      PublicAccessBlock(mode, exclusion: exclusion(net.model.vpcs[vpc].name)))
    for subnet in sites[site].subnets where random.chance(45) {
      net.model.subnets[subnet].publicAccessExclusion = exclusion(net.model.subnets[subnet].name)
    }
  }

  private mutating func exclusion(_ name: String) -> PublicAccessExclusion {
    if unknownHere(15) {
      return .unknown(net.unknown(name, kind: "blockPublicAccessExclusion", rule: "BPA-1"))
    }
    return random.among(.none, .none, .allowEgress, .allowEgress, .allowBidirectional)
  }

  /// Some gateways send what enters to appliances: to single subnets of the VPC, or to all of it.
  mutating func makeEdgeTable(_ site: Int) {
    guard size.hasEdges, random.chance(22), let gateway = sites[site].internetGateway,
      net.model.internetGateways[gateway].edgeTable == nil
    else { return }
    let name = "rtb-edge-\(site)"
    let table = net.table(name, in: sites[site].vpc)
    var routes = RouteDraft(net.model.routeTables[table].routes)
    let open = sites[site].hosts.filter { !net.model.interfaces[$0].privateAddresses.isEmpty }
    for subnet in sites[site].subnets where random.chance(55) {
      guard let host = random.pick(open) else { break }
      for range in net.model.subnets[subnet].ranges where random.chance(80) {
        routes.add(
          range, edgeTarget(host, name), state: random.chance(6) ? .blackhole : .active)
      }
    }
    if let host = random.pick(open), random.chance(8) {
      routes.replaceLocal(with: .interface(.resolved(host)))
    }
    net.model.routeTables[table].routes = routes.routes
    if random.chance(4), !routes.routes.isEmpty { net.model.routeTables[table].routes.removeFirst() }
    net.model.internetGateways[gateway].edgeTable = .resolved(table)
  }

  private mutating func edgeTarget(_ host: ID<Interface>, _ name: String) -> RouteTarget {
    if unknownHere(12) {
      return .unmodelled(net.unknown(name, kind: "vpcEndpoint", reason: "a gateway load balancer endpoint"))
    }
    return .interface(.resolved(host))
  }
}

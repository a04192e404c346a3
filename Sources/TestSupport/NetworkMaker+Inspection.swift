import NetworkModel

/// Endpoints that inspect, and routes through them.
extension NetworkMaker {
  /// Drawn apart from everything else, so that the rest of the network is what it is without them.
  mutating func addInspection(seed: UInt64) {
    random = SplitMix64(seed: seed ^ 0x1257_ec70)
    for site in sites.indices {
      guard let home = random.pick(sites[site].subnets) else { continue }
      // The way out of a firewall is not the way to it.
      if random.chance(75), case .resolved(let shared) = net.model.subnets[home].routeTable {
        let own = net.table("rtb-firewall-\(site)", in: sites[site].vpc)
        net.model.routeTables[own].routes = net.model.routeTables[shared].routes
        net.model.subnets[home].routeTable = .resolved(own)
      }
      let filter = random.chance(70) ? InspectionFilter.rules(firewallRules(site)) : nil
      let id = net.inspectionEndpoint(
        "vpce-inspects-\(site)", in: home, filter: filter, functional: !random.chance(10))
      for (table, _) in sites[site].tables where random.chance(85) {
        // A table that leads back to the endpoint is a loop.
        if net.model.subnets[home].routeTable == .resolved(table), !random.chance(8) { continue }
        divert(table, through: id, site)
      }
      if let gateway = sites[site].internetGateway,
        case .resolved(let table)? = net.model.internetGateways[gateway].edgeTable, random.chance(60)
      {
        divert(table, through: id, site)
      }
    }
  }

  private mutating func firewallRules(_ site: Int) -> FirewallRules {
    var stateless: [FirewallRule] = []
    var stateful: [FirewallRule] = []
    for index in 0..<random.int(0...3) {
      let action: FirewallRule.Action = random.among(.pass, .drop, .forward)
      stateless.append(FirewallRule(match(site), doubted(action, index), text: "stateless \(index)"))
    }
    for index in 0..<random.int(0...4) {
      let action: FirewallRule.Action = random.among(.pass, .drop)
      stateful.append(FirewallRule(match(site), doubted(action, index), text: "stateful \(index)"))
    }
    stateless.append(
      FirewallRule(FirewallMatch(), random.among(.forward, .forward, .forward, .pass, .drop), text: "stateless default"))
    stateful.append(
      FirewallRule(FirewallMatch(), random.among(.pass, .pass, .drop), text: "stateful default"))
    return FirewallRules(
      stateless: stateless, stateful: stateful,
      replies: net.unknown("firewall of vpc-\(site)", kind: "vpcEndpoint", reason: "its state", rule: "FLW-5"))
  }

  private mutating func doubted(_ action: FirewallRule.Action, _ index: Int) -> FirewallRule.Action {
    guard unknownHere(15) else { return action }
    return .unknown(net.unknown("firewall rule \(index)", kind: "vpcEndpoint", rule: "NFW-14"))
  }

  private mutating func match(_ site: Int) -> FirewallMatch {
    var match = FirewallMatch()
    if random.chance(35) { match.sources = AddressRanges([randomRange(around: site)]) }
    if random.chance(35) {
      let range = AddressRanges([randomRange(around: site)])
      match.destinations = random.chance(25) ? range.complement : range
    }
    if random.chance(40) { match.protocols = [random.among(IPProtocol.tcp, IPProtocol.tcp, IPProtocol.udp, IPProtocol.icmp)] }
    if random.chance(40) { match.destinationPorts = [random.chance(60) ? port...port : 0...port] }
    if random.chance(8) { match.sourcePorts = [1024...65535] }
    return match
  }

  /// Maybe one of its routes, and a new one for a subnet of the VPC or for everything.
  private mutating func divert(_ table: ID<RouteTable>, through id: ID<VPCEndpoint>, _ site: Int) {
    var routes = net.model.routeTables[table].routes
    let others = routes.indices.filter { index in
      if case .range = routes[index].destination { return routes[index].target != .local }
      return false
    }
    if let index = random.pick(others), random.chance(60) { routes[index].target = .inspection(.resolved(id)) }
    var draft = RouteDraft(routes)
    let near = random.pick(sites[site].subnets.flatMap { net.model.subnets[$0].ranges })
    let range = random.chance(65) ? near : NetworkBuilder.cidr(random.chance(60) ? "0.0.0.0/0" : "::/0")
    if let range { draft.add(range, .inspection(.resolved(id))) }
    net.model.routeTables[table].routes = draft.routes
  }
}

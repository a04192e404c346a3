import NetworkModel

/// Virtual private gateways, VPN connections and Direct Connect, with sites behind them.
extension NetworkMaker {
  /// A site: what it has, wherever it is connected.
  private static let sitePrefixes = ["172.20.0.0/16", "172.20.5.0/24", "192.168.64.0/18", "172.21.0.0/17"]

  mutating func makeSites() {
    guard size.hasSites else { return }
    for site in sites.indices where random.chance(60) { makeVPNGateway(site) }
    for hub in hubs.indices where random.chance(70) { makeSiteAttachments(hub) }
  }

  private mutating func makeVPNGateway(_ site: Int) {
    let vpc = sites[site].vpc
    let name = "vgw-\(site)"
    let gateway = net.vpnGateway(name, vpc)
    sites[site].vpnGateway = gateway
    net.model.vpnGateways[gateway].isFunctional = !random.chance(5)
    if random.chance(3) { net.model.vpnGateways[gateway].vpc = nil }
    if unknownHere(10) {
      net.model.vpnGateways[gateway].unlistedConnections = net.unknown(
        "VpnConnections", kind: "class", reason: "was not collected")
    }
    let ranges = net.model.vpcs[vpc].ranges
    for number in 0..<(1 + random.weighted([55, 35, 10])) {
      let advertised = random.chance(85) ? ranges : Array(ranges.prefix(1))
      makeConnection("c-\(site)-\(number)", .vpnGateway(gateway), advertised)
    }
    if random.chance(20) { makeSiteEdgeTable(site, gateway) }
  }

  /// What enters from sites goes to an appliance for one of the subnets.
  private mutating func makeSiteEdgeTable(_ site: Int, _ gateway: ID<VPNGateway>) {
    let table = net.table("rtb-vgw-\(site)", in: sites[site].vpc)
    var routes = RouteDraft(net.model.routeTables[table].routes)
    if let subnet = random.pick(sites[site].subnets), let host = random.pick(sites[site].hosts) {
      for range in net.model.subnets[subnet].ranges { routes.add(range, .interface(.resolved(host))) }
    }
    net.model.routeTables[table].routes = routes.routes
    net.model.vpnGateways[gateway].edgeTable =
      unknownHere(10) ? missing("rtb-gone", "routeTable") : .resolved(table)
  }

  private mutating func makeSiteAttachments(_ hub: Int) {
    for number in 0..<(1 + random.weighted([60, 40])) {
      let name = "c-tgw-\(hub)-\(number)"
      let told = hubs[hub].spokes.flatMap(\.ranges).filter { _ in random.chance(85) }
      let connection = makeConnection(
        name, nil, random.chance(15) ? [NetworkBuilder.cidr("10.0.0.0/8")] : told)
      let id = net.transitAttachment(
        "tgw-attach-\(name)", hubs[hub].gateway,
        unknownHere(5) ? .connection(missing("vpn-gone", "vpnConnection")) : .connection(.resolved(connection)),
        functional: random.chance(96))
      if let table = random.pick(hubs[hub].tables), random.chance(60) {
        net.model.transitGatewayAttachments[id].association = .table(.resolved(table))
      }
      net.model.privateConnections[connection].end = .attachment(id)
      let object = net.model.privateConnections[connection]
      let isVPN = object.kind != .directConnect
      for table in hubs[hub].tables where random.chance(80) {
        for range in object.learned.ranges where random.chance(90) {
          net.model.transitGatewayRouteTables[table].routes.append(
            TransitGatewayRoute(
              destination: range, source: isVPN ? .vpn : .directConnect, attachments: [.resolved(id)]))
        }
        if random.chance(15) {
          let wide = NetworkBuilder.cidr(random.among("0.0.0.0/0", "172.16.0.0/12", "10.0.0.0/8"))
          net.model.transitGatewayRouteTables[table].routes.append(
            TransitGatewayRoute(destination: wide, attachments: [.resolved(id)]))
        }
      }
    }
  }

  @discardableResult
  private mutating func makeConnection(
    _ name: String, _ end: PrivateConnection.End?, _ advertised: [CIDR]
  ) -> ID<PrivateConnection> {
    let isVPN = random.chance(65)
    var learned = Self.sitePrefixes.filter { _ in random.chance(55) }
    if random.chance(12) { learned.append(random.among("0.0.0.0/0", "10.1.0.0/16", "203.0.113.0/26")) }
    var families: Set<IPFamily> = [.v4]
    if !isVPN, hasIPv6, random.chance(60) {
      families.insert(.v6)
      learned.append(random.among("fd20::/16", "fd20:5::/32"))
    }
    if random.chance(4) { families = [.v6] }
    let id = net.connection(
      name, end: end, learned: learned, advertised: [], selectors: isVPN ? selectors() : nil,
      functional: random.chance(90), families: families)
    net.model.privateConnections[id].advertised.ranges = advertised
    if unknownHere(12) {
      net.model.privateConnections[id].learned.others = net.unknown(
        name, kind: "vpnConnection", reason: "what it learned was not collected", rule: "VPN-3")
    }
    if unknownHere(12) {
      net.model.privateConnections[id].advertised.others = net.unknown(
        name, kind: "vpnConnection", reason: "what it advertises is not known", rule: "DX-4")
    }
    return id
  }

  private mutating func selectors() -> TrafficSelectors {
    guard random.chance(25) else { return .any }
    let site = random.among("172.20.0.0/16", "172.16.0.0/12", "172.20.5.0/24")
    let inside = random.among("10.0.0.0/16", "10.0.0.0/8", "10.1.0.0/16")
    return TrafficSelectors(
      site: [NetworkBuilder.cidr(site)], network: [NetworkBuilder.cidr(inside)])
  }

  /// Propagated prefixes and static ones toward the VPC's own gateway.
  mutating func addSites(_ routes: inout RouteDraft, _ site: Int) {
    if let gateway = sites[site].vpnGateway {
      let target = RouteTarget.vpnGateway(.resolved(gateway))
      for id in net.model.privateConnections.ids {
        let connection = net.model.privateConnections[id]
        guard connection.end == .vpnGateway(gateway) else { continue }
        for range in connection.learned.ranges where random.chance(85) {
          routes.add(range, target, source: random.chance(75) ? .propagated : .fixed)
        }
      }
      if random.chance(25) {
        routes.add(NetworkBuilder.cidr(random.among("172.16.0.0/12", "0.0.0.0/0", "fd00::/8")), target)
      }
    }
    for hub in hubs.indices where size.hasSites && random.chance(60) {
      for text in ["172.16.0.0/12", "192.168.64.0/18"] where random.chance(70) {
        routes.add(
          NetworkBuilder.cidr(text), .transitGateway(.resolved(hubs[hub].gateway)))
      }
    }
    let others = sites.indices.filter { $0 != site }.compactMap { sites[$0].vpnGateway }
    if let foreign = random.pick(others), random.chance(5) {
      routes.add(NetworkBuilder.cidr("172.21.0.0/16"), .vpnGateway(.resolved(foreign)))
    }
  }
}

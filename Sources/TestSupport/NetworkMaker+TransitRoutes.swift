import NetworkModel

/// Tables of transit gateways, and the routes that lead to gateways.
extension NetworkMaker {
  mutating func fillTransitTables(_ hub: Int) {
    for (index, table) in hubs[hub].tables.enumerated() {
      if index != 1 || !addInspection(table, hub) {
        addPropagated(table, hub)
        addPeered(table, hub)
        addTransitDefaults(table, hub)
      }
      for _ in 0..<random.weighted([40, 35, 25]) { addTransitOddity(table, hub) }
      if unknownHere(5) {
        net.model.transitGatewayRouteTables[table].unknownContents = net.unknown(
          net.model.transitGatewayRouteTables[table].name, kind: "transitGatewayRouteTable",
          reason: "more routes exist than were returned", rule: "TGW-16")
      }
    }
  }

  private mutating func add(
    _ table: ID<TransitGatewayRouteTable>, _ range: CIDR,
    _ attachments: [Reference<TransitGatewayAttachment>], source: TransitGatewayRoute.Source = .fixed,
    state: TransitGatewayRoute.State = .active
  ) {
    net.model.transitGatewayRouteTables[table].routes.append(
      TransitGatewayRoute(destination: range, state: state, source: source, attachments: attachments))
  }

  /// The earlier of two VPCs with one range propagates it (TGW-3), mostly.
  private mutating func addPropagated(_ table: ID<TransitGatewayRouteTable>, _ hub: Int) {
    var taken: [CIDR] = []
    for spoke in hubs[hub].spokes where random.chance(85) {
      for range in spoke.ranges {
        if taken.contains(where: range.overlaps), random.chance(85) { continue }
        taken.append(range)
        add(table, range, [.resolved(spoke.attachment)], source: .vpc)
      }
    }
  }

  /// Everything goes through the inspection VPC; false if the gateway has none.
  private mutating func addInspection(_ table: ID<TransitGatewayRouteTable>, _ hub: Int) -> Bool {
    guard let spoke = hubs[hub].spokes.first(where: { $0.site == hubs[hub].inspection }) else {
      return false
    }
    for text in ["0.0.0.0/0", "::/0"] {
      add(table, NetworkBuilder.cidr(text), [.resolved(spoke.attachment)])
    }
    return true
  }

  private mutating func addPeered(_ table: ID<TransitGatewayRouteTable>, _ hub: Int) {
    for (spoke, _) in hubs[hub].peers {
      for range in spoke.ranges where random.chance(80) {
        add(table, range, [.resolved(spoke.attachment)], source: random.chance(90) ? .fixed : .peering)
      }
    }
  }

  /// To a VPC with a way out; often the sender's own one comes up, which makes loops and forwarded sources.
  private mutating func addTransitDefaults(_ table: ID<TransitGatewayRouteTable>, _ hub: Int) {
    let exits = hubs[hub].spokes.filter { spoke in
      spoke.site.map { !sites[$0].gateways.isEmpty || random.chance(15) } ?? true
    }
    let all = exits + hubs[hub].peers.map(\.spoke)
    for text in ["0.0.0.0/0", "::/0"] {
      guard random.chance(50), let spoke = random.pick(all) else { continue }
      add(table, NetworkBuilder.cidr(text), [.resolved(spoke.attachment)])
    }
  }

  private mutating func addTransitOddity(_ table: ID<TransitGatewayRouteTable>, _ hub: Int) {
    let all = hubs[hub].spokes + hubs[hub].peers.map(\.spoke)
    guard let spoke = random.pick(all) else { return }
    let known = net.model.transitGatewayRouteTables[table].routes.map(\.destination)
    // Mostly a prefix that another route has too, or one inside it.
    var range = random.chance(70) ? random.pick(known) ?? randomRange(around: nil) : randomRange(around: nil)
    if random.chance(30), range.length < range.family.width {
      range = CIDR(range.family, base: range.base, length: range.length + 1)
    }
    let target: [Reference<TransitGatewayAttachment>] = [.resolved(spoke.attachment)]
    let source = random.pick(TransitGatewayRoute.Source.allCases) ?? .fixed
    switch random.weighted([22, 30, 14, 14, allowsUnknowns ? 20 : 0]) {
    case 0: add(table, range, target)
    case 1: add(table, range, target, source: source)
    case 2: add(table, range, target, source: .prefixList)
    case 3:
      let isWide = range.length < 8
      add(table, isWide ? randomRange(around: spoke.site) : range, [], source: random.chance(50) ? .fixed : source, state: .blackhole)
    case _:
      let unknown = net.unknown("tgw-rtb of tgw-\(hub)", kind: "transitGatewayRouteTable", rule: "IMP-5")
      switch random.int(0...3) {
      case 0: add(table, range, target, state: .unknown(unknown))
      case 1: add(table, range, [missing("tgw-attach-gone", "transitGatewayAttachment")])
      case 2:
        let other = hubs[(hub + 1) % hubs.count].spokes
        if let foreign = random.pick(other) { add(table, range, [.resolved(foreign.attachment)]) }
      case _: if let second = random.pick(all) { add(table, range, target + [.resolved(second.attachment)], source: .vpn) }
      }
    }
  }

  // MARK: Routes of VPCs

  /// The gateways that a VPC is attached to; now and then one that it is not attached to.
  private mutating func transitTargets(_ site: Int) -> [Int] {
    hubs.indices.filter { hub in
      hubs[hub].spokes.contains { $0.site == site } || random.chance(5)
    }
  }

  mutating func transitTarget(_ site: Int) -> RouteTarget? {
    guard !hubs.isEmpty else { return nil }
    return random.pick(transitTargets(site)).map { .transitGateway(.resolved(hubs[$0].gateway)) }
  }

  mutating func addTransit(_ routes: inout RouteDraft, _ site: Int, _ role: TableRole) {
    guard !hubs.isEmpty else { return }
    for hub in transitTargets(site) {
      let target = RouteTarget.transitGateway(.resolved(hubs[hub].gateway))
      let ranges = (hubs[hub].spokes.filter { $0.site != site } + hubs[hub].peers.map(\.spoke))
        .flatMap(\.ranges)
      for range in ranges where random.chance(78) {
        routes.add(range, target, state: random.chance(2) ? .blackhole : .active)
      }
      if random.chance(20) { routes.add(NetworkBuilder.cidr("10.0.0.0/8"), target) }
      if let inside = random.pick(net.model.vpcs[sites[site].vpc].ranges), random.chance(8) {
        // Part of the own range hairpins.
        routes.add(CIDR(inside.family, base: inside.base, length: inside.length + 3), target)
      }
      let percent =
        switch role {
        case .publicSide: 4
        case .privateSide: sites[site].gateways.isEmpty ? 60 : 25
        case .isolated: 85
        }
      if random.chance(percent) { routes.add(NetworkBuilder.cidr("0.0.0.0/0"), target) }
      if random.chance(percent) { routes.add(NetworkBuilder.cidr("::/0"), target) }
    }
    if unknownHere(6) {
      routes.add(NetworkBuilder.cidr("192.168.0.0/16"), .transitGateway(missing("tgw-gone", "transitGateway")))
    }
  }
}

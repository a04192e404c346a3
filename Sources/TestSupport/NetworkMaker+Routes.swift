import NetworkModel

/// Route tables and their routes.
extension NetworkMaker {
  mutating func makeTables(_ site: Int) {
    let canBePublic = sites[site].internetGateway != nil
    sites[site].tables = [(net.mainTable(sites[site].vpc), role(canBePublic))]
    for index in 0..<random.weighted([15, 50, 35]) {
      let id = net.table("rtb-\(site)-\(index)", in: sites[site].vpc)
      // A gateway wants both sides: hosts behind NAT, and the NAT in front.
      let hasPublic = sites[site].tables.contains { $0.role == .publicSide }
      let wanted: TableRole = canBePublic && !hasPublic ? .publicSide : .privateSide
      sites[site].tables.append((id, random.chance(60) ? wanted : role(canBePublic)))
    }
  }

  private mutating func role(_ canBePublic: Bool) -> TableRole {
    switch random.weighted([canBePublic ? 55 : 0, 30, 15]) {
    case 0: .publicSide
    case 1: .privateSide
    case _: .isolated
    }
  }

  mutating func fillTables(_ site: Int) {
    for (table, role) in sites[site].tables {
      var routes = RouteDraft(net.model.routeTables[table].routes)
      addTransit(&routes, site, role)
      addSites(&routes, site)
      addDefaults(&routes, site, role)
      addPeerings(&routes, site)
      addEndpoints(&routes, site)
      addListTie(&routes, site)
      for _ in 0..<random.weighted([50, 30, 20]) { addOddity(&routes, site) }
      net.model.routeTables[table].routes = routes.routes
    }
  }

  private func gateway(_ site: Int) -> RouteTarget? {
    sites[site].internetGateway.map { .internetGateway(.resolved($0)) }
  }

  private mutating func nat(_ site: Int) -> RouteTarget? {
    random.pick(sites[site].gateways).map { .natGateway(.resolved($0)) }
  }

  private mutating func addDefaults(_ routes: inout RouteDraft, _ site: Int, _ role: TableRole) {
    let (any4, any6) = (NetworkBuilder.cidr("0.0.0.0/0"), NetworkBuilder.cidr("::/0"))
    let egressOnly = sites[site].egressOnly.map { RouteTarget.egressOnlyInternetGateway(.resolved($0)) }
    switch role {
    case .publicSide:
      if let target = gateway(site) {
        if random.chance(10) {
          routes.add(NetworkBuilder.cidr("0.0.0.0/1"), target)
          routes.add(NetworkBuilder.cidr("128.0.0.0/1"), target)
        } else {
          routes.add(any4, target)
        }
        routes.add(any6, random.chance(25) ? egressOnly ?? target : target)
      }
    case .privateSide:
      if let target = nat(site) { routes.add(any4, target) }
      if let egressOnly, random.chance(80) {
        routes.add(any6, egressOnly)
      } else if let target = nat(site), random.chance(10) {
        routes.add(any6, target)
      }
    case .isolated:
      if unknownHere(40) {
        routes.add(
          any4,
          .unmodelled(
            net.unknown(
              "tgw-\(site)", kind: "transitGateway", reason: "transit gateways are not modelled",
              rule: "TGW-4")))
      }
    }
  }

  private mutating func addPeerings(_ routes: inout RouteDraft, _ site: Int) {
    for id in peerings {
      guard let far = net.model.peerings[id].remote(from: sites[site].vpc), random.chance(90) else {
        continue
      }
      let target =
        random.chance(14) ? nat(site) ?? .peering(.resolved(id)) : .peering(.resolved(id))
      let remote = far.vpc.id.map { net.model.vpcs[$0].ranges } ?? far.ranges
      for range in remote {
        let narrow = random.chance(15)
        routes.add(CIDR(range.family, base: range.base, length: range.length + (narrow ? 2 : 0)), target)
      }
    }
    // A connection between two other VPCs, or one through which nothing may transit.
    if let id = random.pick(peerings), random.chance(8) {
      routes.add(NetworkBuilder.cidr("10.0.0.0/8"), .peering(.resolved(id)))
    }
  }

  private mutating func addEndpoints(_ routes: inout RouteDraft, _ site: Int) {
    for id in sites[site].endpoints where random.chance(75) {
      if unknownHere(10) {
        routes.add(list: missing("pl-s3", "prefixList"), .gatewayEndpoint(.resolved(id)))
      } else if let list = random.pick(lists) {
        routes.add(list: .resolved(list), .gatewayEndpoint(.resolved(id)))
      }
    }
  }

  /// Two lists that share a prefix, with different targets (RT-5).
  private mutating func addListTie(_ routes: inout RouteDraft, _ site: Int) {
    guard random.chance(20) else { return }
    let targets = [gateway(site), nat(site), transitTarget(site)].compactMap(\.self)
    for list in lists.prefix(2) {
      guard let target = random.pick(targets) else { return }
      routes.add(
        list: .resolved(list), target, state: random.chance(10) ? .blackhole : .active)
    }
  }

  private mutating func addOddity(_ routes: inout RouteDraft, _ site: Int) {
    let range = oddRange(site)
    switch random.weighted([15, 12, 12, 16, 12, 8, 6, allowsUnknowns ? 25 : 0]) {
    case 0:
      routes.add(range, target(site), state: .blackhole)
    case 1:
      let inside = random.pick(sites[site].subnets.flatMap { net.model.subnets[$0].ranges })
      routes.add(random.chance(50) ? inside ?? range : range, target(site), source: .propagated)
    case 2:
      routes.add(range, interfaceTarget(site) ?? target(site), source: .advertised)
    case 3:
      if let target = interfaceTarget(site) { routes.add(range, target) }
    case 4:
      if let target = nat(site) { routes.add(range, target) }
    case 5:
      routes.add(range, target(site), state: .filtered)
    case 6:
      // The local route's target is replaced (RT-9).
      if let target = interfaceTarget(site) { routes.replaceLocal(with: target) }
    case _:
      addUnknown(&routes, site, range)
    }
  }

  private mutating func addUnknown(_ routes: inout RouteDraft, _ site: Int, _ range: CIDR) {
    let unknown = net.unknown("rtb of vpc-\(site)", kind: "routeTable", rule: "IMP-5")
    switch random.int(0...5) {
    case 0: routes.add(range, target(site), state: .unknown(unknown))
    case 1: routes.add(range, .natGateway(missing("nat-gone", "natGateway")))
    case 2: routes.add(range, .peering(missing("pcx-gone", "vpcPeeringConnection")))
    case 3: routes.add(range, .interface(missing("eni-gone", "networkInterface")))
    case 4: routes.add(list: missing("pl-gone", "prefixList"), target(site))
    case _: routes.add(range, .unmodelled(unknown))
    }
  }

  private mutating func oddRange(_ site: Int) -> CIDR {
    let range = randomRange(around: site)
    return range.length == 0 || random.chance(20)
      ? NetworkBuilder.cidr(
        random.among("192.168.0.0/16", "203.0.113.64/26", "203.0.113.0/24", "8.8.8.8/32"))
      : range
  }

  private mutating func target(_ site: Int) -> RouteTarget {
    let targets = [gateway(site), nat(site), interfaceTarget(site)].compactMap(\.self)
    return random.pick(targets) ?? .local
  }

  private mutating func interfaceTarget(_ site: Int) -> RouteTarget? {
    let open = sites[site].hosts.filter { !net.model.interfaces[$0].sourceDestinationCheck }
    let chosen = random.chance(70) ? random.pick(open) ?? random.pick(sites[site].hosts) : random.pick(sites[site].hosts)
    return chosen.map { .interface(.resolved($0)) }
  }
}

/// Routes of one table without two fixed ones for the same destination.
struct RouteDraft {
  private(set) var routes: [Route]

  init(_ routes: [Route]) { self.routes = routes }

  mutating func add(
    _ range: CIDR, _ target: RouteTarget, state: RouteState = .active, source: RouteSource = .fixed
  ) {
    let taken = routes.contains { $0.destination == .range(range) && $0.source == source }
    guard !taken, target != .local else { return }
    routes.append(Route(destination: .range(range), target: target, state: state, source: source))
  }

  mutating func add(
    list: Reference<PrefixList>, _ target: RouteTarget, state: RouteState = .active
  ) {
    guard !routes.contains(where: { $0.destination == .prefixList(list) }) else { return }
    routes.append(Route(destination: .prefixList(list), target: target, state: state))
  }

  mutating func replaceLocal(with target: RouteTarget) {
    guard let index = routes.firstIndex(where: { $0.target == .local }) else { return }
    routes[index].target = target
  }
}

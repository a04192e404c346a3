internal import NetworkModel
internal import SourceText

extension ImportState {
  /// VPCs that were only named take their ranges from the local routes of their tables.
  func completePlaceholders() {
    let inhabited = Set(model.interfaces.elements.map(\.vpc))
    let tables = Dictionary(grouping: model.routeTables.elements, by: \.vpc)
    for vpc in placeholderVPCs.sorted() {
      for table in tables[vpc] ?? [] {
        for route in table.routes where route.target == .local {
          guard case .range(let range) = route.destination else { continue }
          switch range.family {
          case .v4: if !model.vpcs[vpc].ipv4.contains(range) { model.vpcs[vpc].ipv4.append(range) }
          case .v6:
            if !model.vpcs[vpc].ipv6.contains(where: { $0.range == range }) {
              model.vpcs[vpc].ipv6.append(
                VPCv6Range(range: range, isPublic: range.base >> 125 == 1))
            }
          }
        }
      }
      guard model.vpcs[vpc].ranges.isEmpty, inhabited.contains(vpc) else { continue }
      unknownEverywhere(
        model.vpcs[vpc].name, "vpc", "the VPC was not collected, its ranges are unknown",
        rule: "IMP-3a",
        at: model.vpcs[vpc].origin)
    }
  }

  /// Layouts without route tables: routes as the layout's own tool assumes them, in tables that say so by name.
  func synthesiseRoutes() {
    guard !gathered.isPresentAnywhere(.routeTables) else { return }
    switch profile.routes {
    case .asCollected:
      return
    case .fromSubnets:
      assume(
        "routes-from-subnets",
        "route tables were not collected: everything inside a VPC is routed locally; a subnet that maps public "
          + "addresses on launch sends the rest to the internet gateway of its VPC")
      synthesise { model.subnets[$0].mapsPublicAddress }
    case .fromPublicAddresses:
      assume(
        "routes-from-public-addresses",
        "route tables were not collected: everything inside a VPC is routed locally, active peerings are routed, and "
          + "a subnet with an interface that has a public address sends the rest to an internet gateway"
      )
      let open = Set(
        model.interfaces.elements.filter {
          $0.privateAddresses.contains { $0.publicAddress != nil }
        }.map(\.subnet))
      for subnet in model.subnets.ids where open.contains(subnet) {
        attachAssumedGateway(model.subnets[subnet].vpc)
      }
      synthesise { open.contains($0) }
    }
  }

  private func attachAssumedGateway(_ vpc: ID<VPC>) {
    guard model.vpcs[vpc].internetGateway == nil else { return }
    let gateway = InternetGateway(name: "igw-assumed/\(model.vpcs[vpc].name)", vpc: vpc)
    model.vpcs[vpc].internetGateway = model.internetGateways.insert(gateway)
  }

  /// A main table for every VPC, before the subnets are read; `synthesiseRoutes` fills it.
  func prepareAssumedTables() {
    guard profile.routes != .asCollected, !gathered.isPresentAnywhere(.routeTables) else { return }
    for vpc in model.vpcs.ids { mainTable[vpc] = assumedMain(vpc) }
  }

  private func assumedMain(_ vpc: ID<VPC>) -> ID<RouteTable>? {
    let name = "rtb-assumed/\(model.vpcs[vpc].name)/private"
    return model.routeTables.id(named: name)
      ?? model.routeTables.insert(RouteTable(name: name, vpc: vpc, isMain: true))
  }

  private func synthesise(isPublic: (ID<Subnet>) -> Bool) {
    let subnets = Dictionary(grouping: model.subnets.ids) { model.subnets[$0].vpc }
    for vpc in model.vpcs.ids {
      let name = model.vpcs[vpc].name
      var routes = model.vpcs[vpc].ranges.map { Route(destination: .range($0), target: .local) }
      if profile.routes == .fromPublicAddresses { routes += peeringRoutes(vpc) }
      guard let mainID = assumedMain(vpc) else { continue }
      model.routeTables[mainID].routes = routes
      var publicID: ID<RouteTable>?
      if let gateway = model.vpcs[vpc].internetGateway {
        let all = CIDR(.v4, base: 0, length: 0)
        let open = Route(destination: .range(all), target: .internetGateway(.resolved(gateway)))
        publicID = model.routeTables.insert(
          RouteTable(name: "rtb-assumed/\(name)/public", vpc: vpc, routes: routes + [open]))
      }
      for subnet in subnets[vpc] ?? [] {
        let table = isPublic(subnet) ? publicID ?? mainID : mainID
        model.subnets[subnet].routeTable = .resolved(table)
      }
    }
  }

  private func peeringRoutes(_ vpc: ID<VPC>) -> [Route] {
    model.peerings.ids.flatMap { id -> [Route] in
      let peering = model.peerings[id]
      guard peering.isActive, let remote = peering.remote(from: vpc) else { return [] }
      let ranges =
        remote.ranges.isEmpty ? remote.vpc.id.map { model.vpcs[$0].ranges } ?? [] : remote.ranges
      return ranges.map { Route(destination: .range($0), target: .peering(.resolved(id))) }
    }
  }

  /// What the profile says about the world outside.
  func noteProfile() {
    guard profile.closedProviderRanges else { return }
    assume(
      "unowned-provider-addresses-closed",
      "addresses of the provider that nobody in the snapshot owns are unreachable")
    model.closedProviderRanges = ProviderRanges.all
  }
}

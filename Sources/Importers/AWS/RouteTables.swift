internal import NetworkModel
internal import SourceText

extension ImportState {
  /// First pass: the tables, their VPC and associations; routes follow when all their targets are known.
  func importRouteTables() {
    for element in gathered.of(.routeTables) {
      let record = Record(element.value, self)
      guard let name = record.id("RouteTableId"), isFirst(.routeTables, name, element) else {
        continue
      }
      record.ignore(["OwnerId"], type: "RouteTables")
      let vpc = record.string("VpcId").map {
        self.vpc(named: $0, for: element, at: record.range.shortened)
      }
      let table = RouteTable(name: name, vpc: vpc, tags: record.tags(), origin: record.range)
      guard let id = model.routeTables.insert(table) else { continue }
      describedTables.append((id, element))
      if !record.value.states("Associations") {
        tablesWithoutSubnets[vpc] = unknown(
          name, "routeTable", "it comes without its associations", rule: "IMP-3a",
          at: record.range.shortened)
      }
      for association in record.records("Associations") { associate(association, id, vpc, element) }
      for gateway in record.records("PropagatingVgws") { _ = gateway.string("GatewayId") }
    }
  }

  private func associate(
    _ record: Record, _ table: ID<RouteTable>, _ vpc: ID<VPC>?, _ element: Element
  ) {
    record.ignore(["RouteTableAssociationId", "RouteTableId"], type: "RouteTables.Associations")
    let state = record.record("AssociationState")
    state?.ignore(["StatusMessage"], type: "RouteTables.Associations")
    let isMain = record.bool("Main") ?? false
    let subnet = record.string("SubnetId")
    let gateway = record.string("GatewayId")
    if let text = state?.string("State"), text != "associated" {
      guard ["associating", "disassociating", "disassociated", "failed"].contains(text) else {
        return unknownEverywhere(
          model.routeTables[table].name, "routeTable",
          "an association is in the unknown state `\(text)`", rule: "IMP-5",
          at: record.range)
      }
      return
    }
    if isMain, let vpc {
      mainTable[vpc] = table
      model.routeTables[table].isMain = true
    }
    if let subnet {
      if let other = tableOfSubnet[subnet], other != table {
        error("IM009", "the subnet `\(subnet)` has two route tables", at: record.range)
      }
      tableOfSubnet[subnet] = table
    }
    if let gateway { edgeTables.append((gateway, table, record.range)) }
    if !isMain, subnet == nil, gateway == nil {
      error(
        "IM004", "expected an association with a `SubnetId` or `GatewayId`, found one without",
        at: record.range)
    }
  }

  /// Second pass: the routes.
  func importRoutes() {
    for (id, element) in describedTables {
      let record = Record(element.value, self)
      var routes: [Route] = []
      for entry in record.records("Routes") {
        if let route = route(entry, of: model.routeTables[id], element) { routes.append(route) }
      }
      checkPrefixes(&routes, of: model.routeTables[id].name)
      routes += unsaidLocalRoutes(model.routeTables[id], routes)
      if !element.value.states("Routes") { routes.append(unsaidRoute(model.routeTables[id])) }
      model.routeTables[id].routes = routes
    }
    for element in gathered.of(.routeTables) {
      ledger.add(type: ResourceClass.routeTables.rawValue, unread: element.value.unconsumed())
    }
    for (gateway, table, range) in edgeTables { attachEdge(gateway, table, range) }
  }

  /// Every table has a route to each range of its VPC (RT-2); one without is not described whole.
  private func unsaidLocalRoutes(_ table: RouteTable, _ routes: [Route]) -> [Route] {
    guard let vpc = table.vpc else { return [] }
    let said = Set(routes.map(\.destination))
    return model.vpcs[vpc].ranges.filter { !said.contains(.range($0)) }.map { range in
      let id = unknown(
        table.name, "routeTable", "it comes without a route to `\(range)`, a range of its VPC",
        rule: "RT-2", at: table.origin)
      return Route(destination: .range(range), target: .unmodelled(id), origin: table.origin)
    }
  }

  /// AWS writes the routes of every table: a list that is not there was taken out, with whatever was in it.
  private func unsaidRoute(_ table: RouteTable) -> Route {
    let id = unknown(table.name, "routeTable", "it comes without its routes", rule: "IMP-3a", at: table.origin)
    return Route(
      destination: .prefixList(.missing(id)), target: .unmodelled(id), state: .unknown(id), origin: table.origin)
  }

  /// RT-12: a table for what enters through a gateway. One with only local routes changes nothing.
  private func attachEdge(_ gateway: String, _ table: ID<RouteTable>, _ range: SourceRange) {
    guard model.routeTables[table].routes.contains(where: { $0.target != .local }) else { return }
    if let id = model.vpnGateways.id(named: gateway) {
      model.vpnGateways[id].edgeTable = .resolved(table)
      return
    }
    guard let id = model.internetGateways.id(named: gateway) else { return }
    if let other = model.internetGateways[id].edgeTable, other != .resolved(table) {
      error("IM009", "the gateway `\(DisplayText.escape(gateway))` has two route tables", at: range)
    }
    model.internetGateways[id].edgeTable = .resolved(table)
  }

  private func route(_ record: Record, of table: RouteTable, _ element: Element) -> Route? {
    guard let destination = routeDestination(record, element) else { return nil }
    let source = routeSource(record, table)
    var state = routeState(record, table)
    if case .unknown(let id) = source { state = .unknown(id) }
    let target = routeTarget(record, table, destination, element)
    if let unread = record.unread.first {
      let problem = DisplayText.escape(unread.path)
      warn("IM013", "the key `\(problem)` of a route is not understood", at: unread.range)
      state = .unknown(
        unknown(
          table.name, "routeTable", "the key `\(problem)` of a route is not understood",
          rule: "IMP-5", at: record.range))
    }
    let known: RouteSource
    switch source {
    case .known(let value): known = value
    case .unknown: known = .fixed
    }
    return Route(
      destination: destination, target: target, state: state, source: known, origin: record.range)
  }

  private func routeDestination(_ record: Record, _ element: Element) -> RouteDestination? {
    if let range = record.cidr("DestinationCidrBlock", .v4) { return .range(range) }
    if let range = record.cidr("DestinationIpv6CidrBlock", .v6) { return .range(range) }
    if let list = record.string("DestinationPrefixListId") {
      if isDescribed, model.prefixLists.id(named: list) == nil {
        return .prefixList(
          .missing(
            unknown(
              list, "prefixList", "its entries are known only after deployment", rule: "IAC-1", at: record.range)))
      }
      return .prefixList(
        reference(
          model.prefixLists, list, .prefixLists, term: "prefixList", group: element.group,
          at: record.range))
    }
    let named = ["DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"]
    if named.allSatisfy(record.isMissing) {
      error("IM004", "expected a route with a destination, found one without", at: record.range)
    }
    return nil
  }

  private enum ReadSource {
    case known(RouteSource)
    case unknown(UnknownID)
  }

  private func routeSource(_ record: Record, _ table: RouteTable) -> ReadSource {
    switch record.string("Origin") {
    case nil, "CreateRouteTable", "CreateRoute": return .known(.fixed)
    case "EnableVgwRoutePropagation": return .known(.propagated)
    case "Advertisement": return .known(.advertised)
    case let other?:
      warn(
        "IM013", "the route origin `\(DisplayText.escape(other))` is not known", at: record.range)
      return .unknown(
        unknown(
          table.name, "routeTable", "a route has the unknown origin `\(other)`", rule: "IMP-5",
          at: record.range))
    }
  }

  private func routeState(_ record: Record, _ table: RouteTable) -> RouteState {
    switch record.string("State") {
    case nil, "active": return .active
    case "blackhole": return .blackhole
    case "filtered": return .filtered
    case let other?:
      warn("IM013", "the route state `\(DisplayText.escape(other))` is not known", at: record.range)
      return .unknown(
        unknown(
          table.name, "routeTable", "a route is in the unknown state `\(other)`", rule: "IMP-5",
          at: record.range))
    }
  }

  /// Routes with one prefix and different fixed targets cannot exist together; equal ones are one.
  private func checkPrefixes(_ routes: inout [Route], of table: String) {
    var seen: [CIDR: Route] = [:]
    routes = routes.filter { route in
      guard route.source == .fixed, case .range(let range) = route.destination else { return true }
      guard let first = seen[range] else {
        seen[range] = route
        return true
      }
      if first.target == route.target && first.state == route.state { return false }
      diagnostics.append(
        Diagnostic(
          code: "IM009", message: "`\(table)` has two routes to `\(range)` with different targets",
          range: route.origin,
          labels: first.origin.map { [.init(range: $0, message: "first here")] } ?? []))
      return false
    }
  }
}

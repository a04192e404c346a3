internal import NetworkModel
internal import SourceText

extension ImportState {
  private static let transitTableStates: Set<String> = [
    "pending", "available", "deleting", "deleted",
  ]

  /// The tables without their routes, which need the attachments.
  func importTransitTables() {
    forEach(.transitGatewayRouteTables) { record, element in
      guard let name = record.id("TransitGatewayRouteTableId"),
        isFirst(.transitGatewayRouteTables, name, element)
      else { return }
      record.ignore(
        ["DefaultAssociationRouteTable", "DefaultPropagationRouteTable", "CreationTime"],
        type: "TransitGatewayRouteTables")
      guard let gateway = record.id("TransitGatewayId") else { return }
      let works = isFunctional(
        record, name, "transitGatewayRouteTable", known: Self.transitTableStates,
        working: ["available"])
      var table = TransitGatewayRouteTable(
        name: name,
        gateway: reference(
          model.transitGateways, gateway, .transitGateways, term: "transitGateway",
          group: element.group, at: record.range),
        tags: record.tags(), origin: record.range)
      if !works {
        table.unknownContents = unknown(
          name, "transitGatewayRouteTable", "the table is not available", rule: "CNV-4",
          at: record.range)
      }
      transit.gatewayOfTable[name] = gateway
      transit.groupsOfTable[name] = [element.group]
      model.transitGatewayRouteTables.insert(table)
    }
  }

  /// TGW-3: what a search shows is the truth. Where one shows only the static routes, the propagated ones are derived.
  func importTransitRoutes() {
    readWrappedStaticRoutes()
    let references = readTransitReferences()
    for name in transit.searches.keys.sorted()
    where model.transitGatewayRouteTables.id(named: name) == nil {
      for search in transit.searches[name] ?? [] {
        for value in search.values { value.markConsumed() }
        noteTable(name, search.origin)
      }
    }
    for id in model.transitGatewayRouteTables.ids {
      let name = model.transitGatewayRouteTables[id].name
      var contents = TransitTableContents(
        table: name, gateway: transit.gatewayOfTable[name] ?? "",
        group: transit.groupsOfTable[name]?.first ?? 0)
      read(transit.searches[name] ?? [], into: &contents)
      add(references[name] ?? [], to: &contents)
      if contents.covers != Set(TransitSearch.Part.allCases) {
        if contents.covers.isSuperset(of: TransitSearch.allStatic) {
          derivePropagatedRoutes(&contents)
        } else if transit.searches[name] == nil {
          contents.fail("its routes were not collected", "IMP-3a")
        } else {
          contents.fail("its routes were not collected to the end", "TGW-16")
        }
      }
      model.transitGatewayRouteTables[id].routes = contents.routes
      if let (reason, rule) = contents.failure {
        let why = unknown(
          name, "transitGatewayRouteTable", reason, rule: rule,
          at: model.transitGatewayRouteTables[id].origin)
        model.transitGatewayRouteTables[id].unknownContents =
          model.transitGatewayRouteTables[id].unknownContents ?? why
      }
    }
  }

  /// What is said about a table that nothing describes is of no use.
  func noteTable(_ name: String, _ range: SourceRange) {
    warn(
      "IM014", "the table `\(DisplayText.escape(name))` is named here but not in the input",
      at: range.shortened)
  }

  /// One search with `type=static` for each table, which the element names.
  private func readWrappedStaticRoutes() {
    forEachWrapper(.transitGatewayStaticRoutes, "Routes") { record, _, key in
      guard let table = record.id("TransitGatewayRouteTableId") else { return }
      let more = record.bool("AdditionalRoutesAvailable") ?? false
      let isTruncated = more || record.string("NextToken") != nil
      guard let list = record.value[key], list.kind == .array else {
        return error(
          "IM004", "expected a table with its `Routes`, found one without",
          at: record.range.shortened)
      }
      if isTruncated {
        warn(
          "IM011",
          "the answer stops before its end: the static routes of `\(DisplayText.escape(table))` "
            + "are incomplete", at: record.range.shortened)
      }
      transit.searches[table, default: []].append(
        TransitSearch(
          values: record.list("Routes"), covers: TransitSearch.allStatic,
          isTruncated: isTruncated, page: PageMark(), origin: list.range.shortened))
    }
  }

  private func read(_ searches: [TransitSearch], into contents: inout TransitTableContents) {
    var shown: [[TransitSearch.Part: Set<TransitGatewayRoute>]] = []
    let pages = searches.filter { !$0.page.isWhole }
    let isPaged =
      pages.contains { $0.page.isStart }
      && pages.count <= pages.count(where: \.page.isContinued) + pages.count(where: \.page.isStart)
    for search in searches {
      var covers = search.covers
      if search.isTruncated || !search.page.isWhole && !isPaged { covers = [] }
      if !search.page.isWhole {
        covers = pages.reduce(covers) { $0.intersection($1.covers) }
      }
      var routes: [TransitSearch.Part: Set<TransitGatewayRoute>] = [:]
      for part in covers { routes[part] = [] }
      for value in search.values {
        for (route, part) in transitRoutes(value, &contents) {
          contents.add(route)
          var bare = route
          bare.origin = nil
          if let part { routes[part]?.insert(bare) }
        }
      }
      contents.covers.formUnion(covers)
      if search.page.isWhole { shown.append(routes) }
    }
    for (index, first) in shown.enumerated() {
      for second in shown[(index + 1)...] {
        let differ = first.contains { part, routes in second[part].map { $0 != routes } ?? false }
        guard differ else { continue }
        warn(
          "IM009", "two answers about the routes of `\(DisplayText.escape(contents.table))` differ",
          at: searches.last?.origin, notes: ["the table is taken as not known"])
        contents.fail("two answers about its routes differ", "CNV-8")
      }
    }
  }

  /// One route of a search; a prefix list without a range stands for all its entries.
  private func transitRoutes(_ value: JSONValue, _ contents: inout TransitTableContents)
    -> [(TransitGatewayRoute, TransitSearch.Part?)]
  {
    guard value.kind == .object else {
      error("IM005", "expected an object in `Routes`, found \(value.kind.name)", at: value.range)
      return []
    }
    let record = Record(value, self)
    defer { ledger.add(type: "Routes", unread: value.unconsumed()) }
    let list = record.string("PrefixListId")
    if let list { contents.shownLists.insert(list) }
    let range = record.cidr("DestinationCidrBlock")
    let type = record.string("Type")
    let text = record.string("State")
    var kinds: [String] = []
    var attachments: [Reference<TransitGatewayAttachment>] = []
    for entry in record.records("TransitGatewayAttachments") {
      entry.ignore(["ResourceId"], type: "Routes.TransitGatewayAttachments")
      kinds.append(entry.string("ResourceType") ?? "")
      guard let id = entry.id("TransitGatewayAttachmentId") else { continue }
      let own = attachmentReference(id, of: contents.gateway, group: contents.group)
      if !attachments.contains(own) { attachments.append(own) }
    }
    if text == "deleted" { return [] }
    let unread = record.unread.first.map { "the key `\(DisplayText.escape($0.path))`" }
    let source = transitSource(type, kinds.first, isList: list != nil)
    let problem = unread ?? (source == nil ? "the type `\(DisplayText.escape(type ?? ""))`" : nil)
    let state = transitState(text, problem, contents.table, record.range)
    guard let ranges = range.map({ [$0] }) ?? list.flatMap({ transitEntries($0, &contents) }) else {
      if list == nil, record.isMissing("DestinationCidrBlock") {
        error("IM004", "expected a route with a destination, found one without", at: value.range)
      }
      return []
    }
    let part: TransitSearch.Part?
    switch (type, text) {
    case ("static", "active"): part = .staticActive
    case ("static", "blackhole"): part = .staticBlackhole
    case ("propagated", "active"): part = .propagatedActive
    case ("propagated", "blackhole"): part = .propagatedBlackhole
    case _: part = nil
    }
    return ranges.map { range in
      let route = TransitGatewayRoute(
        destination: range, state: state, source: source ?? .fixed, attachments: attachments,
        origin: record.range)
      return (route, part)
    }
  }

  private func transitState(
    _ text: String?, _ problem: String?, _ table: String, _ range: SourceRange
  ) -> TransitGatewayRoute.State {
    if problem == nil, text == "active" { return .active }
    if problem == nil, text == "blackhole" { return .blackhole }
    let what = problem ?? "the state `\(DisplayText.escape(text ?? ""))`"
    if problem != nil || text != "pending" && text != "deleting" {
      warn("IM013", "\(what) of a transit gateway route is not known", at: range)
    }
    return .unknown(
      unknown(
        table, "transitGatewayRouteTable", "\(what) of a route is not understood", rule: "IMP-5",
        at: range))
  }

  /// TGW-5, by the type of the route and of what it leads to.
  private func transitSource(_ type: String?, _ resource: String?, isList: Bool)
    -> TransitGatewayRoute.Source?
  {
    if type == "static" { return isList ? .prefixList : .fixed }
    guard type == "propagated" else { return nil }
    switch resource {
    case "vpc": return .vpc
    case "direct-connect-gateway": return .directConnect
    case "connect": return .connect
    case "vpn": return .vpn
    case "vpn-concentrator": return .vpnConcentrator
    case "client-vpn": return .clientVPN
    case "peering", "tgw-peering": return .peering
    case _: return nil
    }
  }
}

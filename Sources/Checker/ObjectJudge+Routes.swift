import NetworkModel
import PolicyTypes

/// OBJ-7 to OBJ-9, OBJ-13 and OBJ-14: routes of the tables of subnets.
extension ObjectJudge {
  private var tables: [ID<RouteTable>] {
    var known: Set<ID<RouteTable>> = []
    return subnets.compactMap { network.subnets[$0].routeTable.id }.filter { known.insert($0).inserted }
  }

  private mutating func noteMissingTables() {
    for subnet in subnets {
      if case .missing(let unknown) = network.subnets[subnet].routeTable { unknowns.insert(network[unknown]) }
    }
  }

  mutating func judgeBlackholes() {
    noteMissingTables()
    for id in tables {
      for route in network.routeTables[id].routes {
        seen += 1
        switch route.state {
        case .active, .filtered: continue
        case .blackhole: find(text(route, id), "route", "what it takes is dropped", route.origin)
        case .unknown(let unknown): unknowns.insert(network[unknown])
        }
      }
    }
  }

  mutating func judgeDefaults(_ places: PlaceSet) {
    noteMissingTables()
    for id in tables {
      for route in network.routeTables[id].routes where route.state != .filtered {
        guard isDefault(route) else { continue }
        seen += 1
        judge(route, id, places)
      }
    }
  }

  /// Also by a prefix list that holds everything. Those of the provider's own services, which lead to gateway endpoints, never do.
  private mutating func isDefault(_ route: Route) -> Bool {
    switch route.destination {
    case .range(let range): return range.length == 0
    case .prefixList(.resolved(let list)):
      switch network.prefixLists[list].entries {
      case .known(let entries): return entries.contains { $0.length == 0 }
      case .unknown(let unknown): noteUnknownList(unknown, route)
      }
    case .prefixList(.missing(let unknown)): noteUnknownList(unknown, route)
    }
    return false
  }

  private mutating func noteUnknownList(_ unknown: UnknownID, _ route: Route) {
    if case .gatewayEndpoint = route.target { return }
    unknowns.insert(network[unknown])
  }

  /// The longest prefix wins; between two bounds of the routes every address has the same routes (RT-2).
  mutating func judgeNextHop(_ prefix: CIDR, _ places: PlaceSet) {
    noteMissingTables()
    for id in tables {
      let candidates = routes(of: id).filter { $0.range.overlaps(prefix) }
      seen += 1
      let inner = candidates.map(\.range).filter { prefix.contains($0) && $0 != prefix }
      let starts = Set([prefix.first] + inner.map(\.first) + inner.filter { $0.last < prefix.last }.map { $0.last + 1 })
      var judged: Set<Route> = []
      for start in starts.sorted() {
        let address = IPAddress(prefix.family, start)
        let holding = Self.counting(candidates.filter { $0.range.contains(address) })
        guard let longest = holding.map(\.range.length).max() else {
          find(network.routeTables[id].name, "routeTable", "no route to \(address)", network.routeTables[id].origin)
          continue
        }
        let best = holding.filter { $0.range.length == longest }.map(\.route)
        if Set(best.map(\.target)).count > 1 || Set(best.map(\.state)).count > 1 {
          unknowns.insert(tie(id, address))
        } else if let route = best.first, judged.insert(route).inserted {
          judge(route, id, places)
        }
      }
    }
  }

  /// RT-3, RT-7: what is learned gives way to a local route, and what is advertised to one that is as long.
  private static func counting(_ holding: [(range: CIDR, route: Route)]) -> [(range: CIDR, route: Route)] {
    guard let local = holding.filter({ $0.route.target == .local }).map(\.range.length).max() else { return holding }
    return holding.filter {
      $0.route.source != .propagated && !($0.route.source == .advertised && $0.range.length <= local)
    }
  }

  private func tie(_ table: ID<RouteTable>, _ address: IPAddress) -> Unknown {
    Unknown(
      object: network.routeTables[table].name, kind: "routeTable",
      reason: "which of the routes to \(address) is taken depends on their sources", rule: "RT-3")
  }

  /// The ranges of a table's routes; what is not known of them goes to the unknowns.
  private mutating func routes(of id: ID<RouteTable>) -> [(range: CIDR, route: Route)] {
    var result: [(range: CIDR, route: Route)] = []
    for route in network.routeTables[id].routes where route.state != .filtered {
      switch route.destination {
      case .range(let range): result.append((range, route))
      case .prefixList(.resolved(let list)):
        switch network.prefixLists[list].entries {
        case .known(let entries): result += entries.map { ($0, route) }
        case .unknown(let unknown): unknowns.insert(network[unknown])
        }
      case .prefixList(.missing(let unknown)): unknowns.insert(network[unknown])
      }
    }
    return result
  }

  /// OBJ-13: `local` belongs to every table and is no route that anybody made.
  mutating func judgeRoutesTo(_ prefix: CIDR) {
    noteMissingTables()
    for id in tables {
      seen += 1
      var judged: Set<Route> = []
      for (range, route) in routes(of: id)
      where range.overlaps(prefix) && route.target != .local && judged.insert(route).inserted {
        find(text(route, id), "route", "it leads to addresses of \(prefix)", route.origin)
      }
    }
  }

  /// OBJ-14: between two bounds of the routes every address has the same routes (RT-2).
  mutating func judgeDetours(_ places: PlaceSet) {
    noteMissingTables()
    for id in tables {
      let all = routes(of: id)
      seen += 1
      var judged: Set<Route> = []
      for family in IPFamily.allCases {
        let own = all.filter { $0.range.family == family }
        let ends = own.map(\.range).filter { $0.last < family.maximum }.map { $0.last + 1 }
        for start in Set(own.map(\.range.first) + ends).sorted() {
          let address = IPAddress(family, start)
          let holding = Self.counting(own.filter { $0.range.contains(address) })
          guard let longest = holding.map(\.range.length).max() else { continue }
          let best = holding.filter { $0.range.length == longest }.map(\.route)
          let wide = holding.sorted { $0.range.length > $1.range.length }.map(\.route)
            .filter { leads($0, places) != .no }
          if wide.isEmpty { continue }
          if Set(best.map(\.target)).count > 1 || Set(best.map(\.state)).count > 1 {
            unknowns.insert(tie(id, address))
          } else if let route = best.first, judged.insert(route).inserted {
            judgeDetour(route, around: wide.filter { $0 != route }, id, places)
          }
        }
      }
    }
  }

  /// `wide` lead through the set, or may, and would be taken without the route.
  private mutating func judgeDetour(_ route: Route, around wide: [Route], _ table: ID<RouteTable>, _ places: PlaceSet) {
    if wide.isEmpty || route.target == .local { return }
    let way = leads(route, places)
    if way == .yes { return }
    switch route.state {
    case .blackhole, .filtered: return
    case .unknown(let unknown): return unknowns.insert(network[unknown])
    case .active: break
    }
    // SOUNDNESS: of a route that may lead elsewhere any other one may be what it takes packets from.
    if case .perhaps(let reasons) = way { return unknowns.insert(Array(reasons)) }
    if let first = wide.first(where: { leads($0, places) == .yes }) {
      return find(
        text(route, table), "route", "it takes part of what `\(text(first, table))` sends through `\(places.text)`",
        route.origin)
    }
    for other in wide {
      if case .perhaps(let reasons) = leads(other, places) { unknowns.insert(Array(reasons)) }
    }
  }

  private mutating func judge(_ route: Route, _ table: ID<RouteTable>, _ places: PlaceSet) {
    switch route.state {
    case .active, .filtered: break
    case .blackhole: return find(text(route, table), "route", "what it takes is dropped", route.origin)
    case .unknown(let unknown): return unknowns.insert(network[unknown])
    }
    switch leads(route, places) {
    case .yes: return
    case .perhaps(let reasons): unknowns.insert(Array(reasons))
    case .no: find(text(route, table), "route", "it does not lead through `\(places.text)`", route.origin)
    }
  }

  /// Whether the route leads to members of the set and to nothing else.
  private func leads(_ route: Route, _ places: PlaceSet) -> PlaceSet.Visit {
    let names: [String]
    switch route.target {
    case .local: names = []
    case .internetGateway(.resolved(let id)): names = [network.internetGateways[id].name]
    case .egressOnlyInternetGateway(.resolved(let id)): names = [network.egressOnlyInternetGateways[id].name]
    case .natGateway(.resolved(let id)): names = [network.natGateways[id].name]
    case .peering(.resolved(let id)): names = [network.peerings[id].name]
    case .interface(.resolved(let id)): names = [PlaceNames(network).canonical(network.interfaces[id].name)]
    case .gatewayEndpoint(.resolved(let id)), .inspection(.resolved(let id)): names = [network.vpcEndpoints[id].name]
    case .vpnGateway(.resolved(let id)): names = [network.vpnGateways[id].name]
    case .transitGateway(.resolved(let id)):
      let gateway = network.transitGateways[id]
      if places.names.contains(gateway.name) { return .yes }
      names = network.transitGatewayAttachments.elements.filter { $0.gateway == .resolved(id) }.map(\.name)
    case .internetGateway(.missing(let unknown)), .egressOnlyInternetGateway(.missing(let unknown)),
      .natGateway(.missing(let unknown)), .peering(.missing(let unknown)), .interface(.missing(let unknown)),
      .gatewayEndpoint(.missing(let unknown)), .inspection(.missing(let unknown)), .vpnGateway(.missing(let unknown)),
      .transitGateway(.missing(let unknown)), .unmodelled(let unknown):
      return .perhaps([network[unknown]])
    }
    let isInside = !names.isEmpty && names.allSatisfy(places.names.contains)
    // SOUNDNESS: of a transit gateway whose attachments are not all listed one may be elsewhere, or the only one inside.
    if isInside || names.isEmpty, case .transitGateway(.resolved(let id)) = route.target,
      let unlisted = network.transitGateways[id].unlistedAttachments
    {
      return .perhaps([network[unlisted]])
    }
    if isInside { return .yes }
    let certain = places.names
    let reasons = names.reduce(into: Set<Unknown>()) { $0.formUnion(certain.contains($1) ? [] : places.doubtful[$1] ?? []) }
    // One that is in the set neither for certain nor perhaps settles it.
    let isElsewhere = names.contains { !certain.contains($0) && places.doubtful[$0] == nil }
    return isElsewhere || reasons.isEmpty ? .no : .perhaps(reasons)
  }

  private func text(_ route: Route, _ table: ID<RouteTable>) -> String {
    let destination: String
    switch route.destination {
    case .range(let range): destination = range.description
    case .prefixList(.resolved(let list)): destination = network.prefixLists[list].name
    case .prefixList(.missing(let unknown)): destination = network[unknown].object
    }
    return "\(network.routeTables[table].name) \(destination)"
  }
}

import NetworkModel
import PolicyTypes

/// OBJ-7 to OBJ-9: routes of the tables of subnets.
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
      var candidates: [(range: CIDR, route: Route)] = []
      for route in network.routeTables[id].routes where route.state != .filtered {
        switch route.destination {
        case .range(let range): candidates.append((range, route))
        case .prefixList(.resolved(let list)):
          switch network.prefixLists[list].entries {
          case .known(let entries): candidates += entries.map { ($0, route) }
          case .unknown(let unknown): unknowns.insert(network[unknown])
          }
        case .prefixList(.missing(let unknown)): unknowns.insert(network[unknown])
        }
      }
      candidates.removeAll { !$0.range.overlaps(prefix) }
      seen += 1
      let inner = candidates.map(\.range).filter { prefix.contains($0) && $0 != prefix }
      let starts = Set([prefix.first] + inner.map(\.first) + inner.filter { $0.last < prefix.last }.map { $0.last + 1 })
      var judged: Set<Route> = []
      for start in starts.sorted() {
        let address = IPAddress(prefix.family, start)
        var holding = candidates.filter { $0.range.contains(address) }
        // RT-3, RT-7: what is learned gives way to a local route, and what is advertised to one that is as long.
        if let local = holding.filter({ $0.route.target == .local }).map(\.range.length).max() {
          holding.removeAll {
            $0.route.source == .propagated || $0.route.source == .advertised && $0.range.length <= local
          }
        }
        guard let longest = holding.map(\.range.length).max() else {
          find(network.routeTables[id].name, "routeTable", "no route to \(address)", network.routeTables[id].origin)
          continue
        }
        let best = holding.filter { $0.range.length == longest }.map(\.route)
        if Set(best.map(\.target)).count > 1 || Set(best.map(\.state)).count > 1 {
          unknowns.insert(
            Unknown(
              object: network.routeTables[id].name, kind: "routeTable",
              reason: "which of the routes to \(address) is taken depends on their sources", rule: "RT-3"))
        } else if let route = best.first, judged.insert(route).inserted {
          judge(route, id, places)
        }
      }
    }
  }

  private mutating func judge(_ route: Route, _ table: ID<RouteTable>, _ places: PlaceSet) {
    switch route.state {
    case .active, .filtered: break
    case .blackhole: return find(text(route, table), "route", "what it takes is dropped", route.origin)
    case .unknown(let unknown): return unknowns.insert(network[unknown])
    }
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
      names = network.transitGatewayAttachments.elements.filter { $0.gateway == .resolved(id) }.map(\.name)
    case .internetGateway(.missing(let unknown)), .egressOnlyInternetGateway(.missing(let unknown)),
      .natGateway(.missing(let unknown)), .peering(.missing(let unknown)), .interface(.missing(let unknown)),
      .gatewayEndpoint(.missing(let unknown)), .inspection(.missing(let unknown)), .vpnGateway(.missing(let unknown)),
      .transitGateway(.missing(let unknown)), .unmodelled(let unknown):
      unknowns.insert(network[unknown])
      return
    }
    if !names.isEmpty, names.allSatisfy(places.names.contains) { return }
    if case .perhaps(let reasons) = places.visit(names) {
      unknowns.insert(Array(reasons))
      return
    }
    find(text(route, table), "route", "it does not lead through `\(places.text)`", route.origin)
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

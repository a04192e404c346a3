import NetworkModel

/// What a look-up finds.
enum Selection {
  /// A route of a table, as an index into its routes, and the prefix under which it won.
  case route(ID<RouteTable>, Int, CIDR)
  /// No candidate (RT-6).
  case none
  /// The reply to a NAT gateway goes back over the peering without a route (NAT-10).
  case returnToSender(ID<Peering>)
  case unknown(Unknown)
}

/// Route selection in the table of a subnet (RT-1..RT-8, K6).
extension Walk {
  /// One installed route whose prefix covers the destination.
  private struct Candidate {
    var route: Int
    var range: CIDR
    var rank: Rank
  }

  /// The order among equal prefixes (RT-3, RT-4, RT-7).
  private enum Rank: Int {
    case plain, prefixList, learned
  }

  /// The selection for the packet's destination; the subnet's VPC is the VPC of the look-up (K22).
  mutating func selection(from subnet: ID<Subnet>) -> Selection {
    switch network.subnets[subnet].routeTable {
    case .missing(let unknown): return .unknown(network[unknown])
    case .resolved(let table):
      let found = select(in: table)
      guard phase == .established, let way = memory.returnToSender,
        way.address == packet.destination, way.vpc == network.subnets[subnet].vpc
      else { return found }
      return returnToSender(found, way)
    }
  }

  /// NAT-10, K18: no candidate → back over the peering; that peering → as usual; anything else is
  /// unknown.
  private func returnToSender(_ found: Selection, _ way: ConnectionState.ReturnToSender)
    -> Selection
  {
    switch found {
    case .none: return .returnToSender(way.peering)
    case .unknown, .returnToSender: return found
    case .route(let table, let index, _):
      let route = network.routeTables[table].routes[index]
      if route.target == .peering(.resolved(way.peering)), route.state == .active { return found }
      return .unknown(
        Unknown(
          object: network.routeTables[table].name, kind: "routeTable",
          reason: "a route other than the peering covers the nat gateway's address", rule: "NAT-10",
          origin: route.origin))
    }
  }

  /// The selection in one table, for the packet's destination.
  mutating func select(in table: ID<RouteTable>) -> Selection {
    let routes = network.routeTables[table].routes
    let local = longestLocal(routes)
    var best: Candidate?
    var rivals: [Int] = []
    var missing: Unknown?
    for index in routes.indices where isInstalled(routes[index]) {
      guard let found = candidate(routes, index, local, &missing) else { continue }
      guard let current = best else {
        best = found
        rivals = [index]
        continue
      }
      if isPreferred(found, over: current) {
        best = found
        rivals = [index]
      } else if found.range == current.range, found.rank == current.rank {
        rivals.append(index)
      }
    }
    if let missing, !isPlainHost(best) { return .unknown(missing) }
    guard let best else { return .none }
    return settle(best, rivals, table, routes)
  }

  /// RT-2. A mutant forgets blackholes.
  private func isInstalled(_ route: Route) -> Bool {
    switch route.state {
    case .active, .unknown: true
    case .blackhole: !has(.lpmBlackholeFallsBack)
    case .filtered: false
    }
  }

  /// The longest prefix of a local route that covers the destination.
  private func longestLocal(_ routes: [Route]) -> Int? {
    var longest: Int?
    for route in routes where route.target == .local && isInstalled(route) {
      guard case .range(let range) = route.destination, range.contains(packet.destination) else {
        continue
      }
      longest = max(longest ?? 0, range.length)
    }
    return longest
  }

  /// Route `index` as a candidate, with the longest of its prefixes that covers the destination;
  /// nil when none does or local dominance discards it (RT-2, RT-3 (0), RT-7). A list with unknown
  /// entries may hide one: `missing`.
  private func candidate(
    _ routes: [Route], _ index: Int, _ local: Int?, _ missing: inout Unknown?
  ) -> Candidate? {
    let route = routes[index]
    var rank: Rank
    var range: CIDR?
    switch route.destination {
    case .range(let prefix):
      rank = .plain
      range = prefix.contains(packet.destination) ? prefix : nil
    case .prefixList(let list):
      rank = .prefixList
      switch entries(of: list) {
      case .known(let prefixes):
        for prefix in prefixes where prefix.contains(packet.destination) {
          if range.map({ prefix.length > $0.length }) ?? true { range = prefix }
        }
      case .unknown(let unknown):
        if missing == nil, mayHide(route, local) { missing = network[unknown] }
        return nil
      }
    }
    guard let range else { return nil }
    switch route.source {
    case .fixed: break
    case .propagated:
      if local != nil, !has(.lpmPropagatedBeatsLocal) { return nil }
      rank = .learned
    case .advertised:
      if let local, range.length <= local { return nil }
      rank = .learned
    }
    return Candidate(route: index, range: range, rank: rank)
  }

  private func entries(of list: Reference<PrefixList>) -> PrefixListEntries {
    switch list {
    case .resolved(let id): network.prefixLists[id].entries
    case .missing(let unknown): .unknown(unknown)
    }
  }

  /// Whether a list with unknown entries can cover the destination: lists of gateway endpoints hold
  /// public addresses outside the VPC only (K6), and local dominance discards what is propagated (RT-3 (0)).
  private func mayHide(_ route: Route, _ local: Int?) -> Bool {
    if route.source == .propagated, local != nil, !has(.lpmPropagatedBeatsLocal) { return false }
    guard case .gatewayEndpoint = route.target else { return true }
    let destination = packet.destination
    return local == nil && !KnownRanges.isRFC1918(destination)
      && !KnownRanges.isRFC6598(destination)
      && !KnownRanges.uniqueLocal6.contains(destination)
  }

  /// A fixed route to exactly this address: nothing in an unknown list can win over it.
  private func isPlainHost(_ candidate: Candidate?) -> Bool {
    guard let candidate else { return false }
    return candidate.rank == .plain && candidate.range.length == candidate.range.family.width
  }

  /// Longest prefix, then rank (RT-3 (1)…(4)).
  private func isPreferred(_ a: Candidate, over b: Candidate) -> Bool {
    if a.range.length != b.range.length {
      return has(.lpmShortestWins)
        ? a.range.length < b.range.length : a.range.length > b.range.length
    }
    return a.rank.rawValue < b.rank.rawValue
  }

  /// Among routes of equal prefix and rank: plain ones do not differ, lists are a free choice
  /// (RT-5), learned ones with different targets are unknown.
  private mutating func settle(
    _ best: Candidate, _ rivals: [Int], _ table: ID<RouteTable>, _ routes: [Route]
  ) -> Selection {
    let first = routes[best.route]
    switch best.rank {
    case .plain: break
    case .prefixList:
      guard
        rivals.contains(where: {
          routes[$0].target != first.target || routes[$0].state != first.state
        })
      else { break }
      let chosen = chooseRoute(RouteTie(table: table, range: best.range), among: rivals.count)
      return .route(table, rivals[chosen], best.range)
    case .learned:
      guard rivals.contains(where: { routes[$0].target != first.target }) else { break }
      return .unknown(
        Unknown(
          object: network.routeTables[table].name, kind: "routeTable",
          reason: "learned routes to \(best.range) have different targets", rule: "RT-7",
          origin: first.origin))
    }
    return .route(table, best.route, best.range)
  }
}

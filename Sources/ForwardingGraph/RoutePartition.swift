package import NetworkModel

/// What one route table does with one part of the address space.
package enum RouteDecision: Hashable, Sendable {
  /// No candidate (RT-6).
  case noRoute
  /// Exactly one of these is chosen; more than one only by RT-5, then `tie` names the prefix that is tied.
  case routes([Int], tie: CIDR?)
  case unknown(UnknownID)
  /// Advertised and propagated routes of equal length with different targets (RT-7).
  case unrankedRoutes([Int])
}

/// A route table as a partition of the destinations of one family: disjoint parts whose union is everything.
/// Exact. Rules: RT-2 to RT-7.
package struct RoutePartition: Sendable {
  package struct Part: Sendable {
    package var destinations: Intervals
    package var decision: RouteDecision
  }

  package private(set) var parts: [Part]

  package init(table: RouteTable, network: NetworkModel, family: IPFamily) {
    let reader = CandidateReader(table: table, network: network, family: family)
    var byRange: [CIDR: [CandidateReader.Candidate]] = [:]
    for candidate in reader.candidates { byRange[candidate.range, default: []].append(candidate) }
    // Longest prefixes first: each takes what longer ones left over.
    var taken = Intervals.empty
    var parts: [Part] = []
    for range in byRange.keys.sorted(by: { ($1.length, $0.base) < ($0.length, $1.base) }) {
      var rest = Intervals(range.first, range.last).subtracting(taken)
      if rest.isEmpty { continue }
      let candidates = byRange[range] ?? []
      // RT-3 (0), RT-7: inside a local route fewer candidates count, so the prefix may fall into two parts.
      let inside = rest.intersection(reader.local)
      for (region, isLocal) in [(inside, true), (rest.subtracting(inside), false)] where !region.isEmpty {
        let counting = candidates.filter { $0.counts(insideLocal: isLocal, localRanges: reader.localRanges) }
        guard let decision = CandidateReader.select(counting, range: range) else {
          rest = rest.subtracting(region)
          continue
        }
        parts.append(Part(destinations: region, decision: decision))
      }
      taken = taken.union(rest)
    }
    let all = Intervals(0, family.maximum)
    let nothing = all.subtracting(taken)
    if !nothing.isEmpty { parts.append(Part(destinations: nothing, decision: .noRoute)) }
    self.parts = reader.overlayUnknownLists(on: parts)
  }
}

/// Reads the candidates of a table for one family and applies the priority order to those of equal length.
private struct CandidateReader {
  /// What a route does when chosen; two routes with one effect are no tie.
  struct Effect: Hashable {
    var target: RouteTarget
    var state: RouteState
  }

  struct Candidate {
    var index: Int
    var range: CIDR
    var route: Route
    var isFromList: Bool

    /// Whether the candidate survives local dominance for destinations inside (outside) a local route.
    func counts(insideLocal: Bool, localRanges: [CIDR]) -> Bool {
      guard insideLocal else { return true }
      switch route.source {
      case .fixed: return true
      case .propagated: return false
      case .advertised:
        // RT-7: discarded only if equal to or shorter than the local route that covers it.
        return !localRanges.contains { $0.overlaps(range) && range.length <= $0.length }
      }
    }

    var rank: Int {
      switch (route.source, isFromList) {
      case (.fixed, false): 0
      case (.fixed, true): 1
      case (.propagated, _), (.advertised, _): 2
      }
    }

    var effect: Effect { Effect(target: route.target, state: route.state) }
  }

  var candidates: [Candidate] = []
  var localRanges: [CIDR] = []
  var local: Intervals
  private var unknownLists: [(id: UnknownID, isGatewayEndpoint: Bool, isPropagated: Bool)] = []
  private let family: IPFamily
  private let table: RouteTable

  init(table: RouteTable, network: NetworkModel, family: IPFamily) {
    self.family = family
    self.table = table
    for (index, route) in table.routes.enumerated() where route.state != .filtered {
      switch route.destination {
      case .range(let range):
        guard range.family == family else { continue }
        candidates.append(Candidate(index: index, range: range, route: route, isFromList: false))
        // RT-3 (0): any installed local route, whatever its state.
        if route.target == .local { localRanges.append(range) }
      case .prefixList(.missing(let id)):
        unknownLists.append((id, CandidateReader.isGatewayEndpoint(route.target), route.source == .propagated))
      case .prefixList(.resolved(let list)):
        switch network.prefixLists[list].entries {
        case .unknown(let id):
          unknownLists.append((id, CandidateReader.isGatewayEndpoint(route.target), route.source == .propagated))
        case .known(let ranges):
          for range in Set(ranges).sorted() where range.family == family {
            candidates.append(Candidate(index: index, range: range, route: route, isFromList: true))
          }
        }
      }
    }
    local = Intervals(localRanges, family: family)
  }

  private static func isGatewayEndpoint(_ target: RouteTarget) -> Bool {
    if case .gatewayEndpoint = target { return true }
    return false
  }

  /// RT-3 (2)–(4), RT-4, RT-5, RT-7 among candidates of one prefix; nil if there is none.
  static func select(_ candidates: [Candidate], range: CIDR) -> RouteDecision? {
    guard let best = candidates.map(\.rank).min() else { return nil }
    let rivals = candidates.filter { $0.rank == best }
    let first = rivals[0]
    switch best {
    case 1 where Set(rivals.map(\.effect)).count > 1: return .routes(rivals.map(\.index), tie: range)
    case 2 where Set(rivals.map(\.route.target)).count > 1: return .unrankedRoutes(rivals.map(\.index))
    default: return .routes([first.index], tie: nil)
    }
  }

  /// A prefix list that is not known may hold any prefix: it overrides all but plain host routes and, for the
  /// provider's own lists (gateway endpoints), private destinations and local routes. One that is propagated leaves local
  /// routes alone.
  func overlayUnknownLists(on parts: [RoutePartition.Part]) -> [RoutePartition.Part] {
    var result = parts
    let all = Intervals(0, family.maximum)
    for list in unknownLists {
      var reach = all
      if list.isGatewayEndpoint {
        reach = all.subtracting(SpecialRanges.privateRanges(family)).subtracting(local)
      }
      // RT-3 (0).
      if list.isPropagated { reach = reach.subtracting(local) }
      let hosts = Intervals(
        candidates.lazy.filter { $0.rank == 0 && $0.range.length == family.width }.map(\.range),
        family: family)
      reach = reach.subtracting(hosts)
      var next: [RoutePartition.Part] = []
      for part in result {
        if case .unknown = part.decision {
          next.append(part)
          continue
        }
        let hit = part.destinations.intersection(reach)
        let rest = part.destinations.subtracting(reach)
        if !rest.isEmpty { next.append(.init(destinations: rest, decision: part.decision)) }
        if !hit.isEmpty { next.append(.init(destinations: hit, decision: .unknown(list.id))) }
      }
      result = next
    }
    return result
  }
}

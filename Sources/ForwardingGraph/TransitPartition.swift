import NetworkModel

/// What a transit gateway route table does with one part of the destinations (TGW-5 to TGW-7).
enum TransitDecision: Hashable {
  case noRoute
  case blackhole
  case unknown(UnknownID)
  /// Routes of equal rank that differ, or one with several equal-cost attachments.
  case undecided
  case attachment(Reference<TransitGatewayAttachment>)
}

/// A transit gateway route table as a partition of the destinations of one family: one part per decision. Exact.
/// Cost: O(n log n) in its routes.
struct TransitPartition {
  let parts: [(destinations: Intervals, decision: TransitDecision)]

  init(_ table: TransitGatewayRouteTable, family: IPFamily) {
    var routes: [CIDR: [TransitGatewayRoute]] = [:]
    for route in table.routes where route.destination.family == family {
      routes[route.destination, default: []].append(route)
    }
    var spans: [TransitDecision: [ClosedRange<UInt128>]] = [:]
    Self.sweep(routes.keys.sorted { ($0.first, $0.length) < ($1.first, $1.length) }, family) {
      span, prefix in
      spans[prefix.map { Self.decision(routes[$0] ?? []) } ?? .noRoute, default: []].append(span)
    }
    parts = spans.map { (Intervals(union: $0.value), $0.key) }
      .sorted { ($0.0.spans.first?.lowerBound ?? 0) < ($1.0.spans.first?.lowerBound ?? 0) }
  }

  /// TGW-5 among routes to one prefix.
  private static func decision(_ routes: [TransitGatewayRoute]) -> TransitDecision {
    guard let best = routes.map(\.source.rawValue).min() else { return .noRoute }
    let decisions = Set(
      routes.filter { $0.source.rawValue == best }.map { route -> TransitDecision in
        switch route.state {
        case .blackhole: return .blackhole
        case .unknown(let id): return .unknown(id)
        case .active:
          guard let only = route.attachments.first, route.attachments.count == 1 else {
            return .undecided
          }
          return .attachment(only)
        }
      })
    guard let only = decisions.first, decisions.count == 1 else { return .undecided }
    return only
  }

  /// Calls `emit` for pieces that cover the family in order, with the longest prefix over each; nil where none is.
  private static func sweep(
    _ sorted: [CIDR], _ family: IPFamily, emit: (ClosedRange<UInt128>, CIDR?) -> Void
  ) {
    var open: [CIDR] = []
    // The first address that is not emitted yet; nil after the last one of the family.
    var position: UInt128? = 0
    func advance(to end: UInt128) {
      guard let start = position, start <= end else { return }
      emit(start...end, open.last)
      position = end == family.maximum ? nil : end + 1
    }
    for prefix in sorted {
      while let last = open.last, last.last < prefix.first {
        advance(to: last.last)
        open.removeLast()
      }
      if prefix.first > 0 { advance(to: prefix.first - 1) }
      open.append(prefix)
    }
    while let last = open.last {
      advance(to: last.last)
      open.removeLast()
    }
    advance(to: family.maximum)
  }
}

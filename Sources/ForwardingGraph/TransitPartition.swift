package import NetworkModel

/// What a transit gateway's table does with one part of the address space.
package enum TransitDecision: Hashable, Sendable {
  /// No candidate (TGW-6).
  case noRoute
  case blackhole
  case unknown(UnknownID)
  /// Routes of one prefix and one source that differ (TGW-5).
  case unrankedRoutes
  /// More than one attachment, or none (TGW-7).
  case equalCost
  case attachment(Reference<TransitGatewayAttachment>)
}

/// A transit gateway's table as a partition of the destinations of one family: disjoint parts, one for each decision that
/// occurs, whose union is everything.
/// Exact. Rules: TGW-5 to TGW-7. Cost: O(n log n) in the number of routes.
package struct TransitPartition: Sendable {
  package struct Part: Sendable {
    package var destinations: Intervals
    package var decision: TransitDecision
  }

  package private(set) var parts: [Part] = []

  package init(table: TransitGatewayRouteTable, family: IPFamily) {
    let routes = table.routes.filter { $0.destination.family == family }
    let decisions = Dictionary(grouping: routes, by: \.destination).mapValues(Self.select)
    // Prefixes are nested or disjoint: outer ones wait on a stack while inner ones are swept.
    var sweep = Sweep()
    for range in decisions.keys.sorted() {
      sweep.open(range, decisions[range] ?? .noRoute)
    }
    sweep.close(at: family.maximum)
    parts = sweep.order.map { decision in
      Part(destinations: Intervals(union: sweep.spans[decision] ?? []), decision: decision)
    }
  }

  /// Leaves out the parts that lead to an attachment which is not admitted.
  mutating func keep(_ admits: (ID<TransitGatewayAttachment>) -> Bool) {
    parts.removeAll { part in
      guard case .attachment(.resolved(let exit)) = part.decision else { return false }
      return !admits(exit)
    }
  }

  /// TGW-5 among the routes of one prefix.
  private static func select(_ routes: [TransitGatewayRoute]) -> TransitDecision {
    guard let best = routes.map(\.source.rawValue).min(),
      let first = routes.first(where: { $0.source.rawValue == best })
    else { return .noRoute }
    let rivals = routes.filter { $0.source.rawValue == best }
    guard rivals.allSatisfy({ $0.state == first.state && $0.attachments == first.attachments }) else {
      return .unrankedRoutes
    }
    switch first.state {
    case .blackhole: return .blackhole
    case .unknown(let id): return .unknown(id)
    case .active:
      guard first.attachments.count == 1 else { return .equalCost }
      return .attachment(first.attachments[0])
    }
  }
}

/// The decisions of a family's addresses from 0 upwards; prefixes come in order, outer before inner.
private struct Sweep {
  var spans: [TransitDecision: [ClosedRange<UInt128>]] = [:]
  /// The decisions in order of first appearance.
  var order: [TransitDecision] = []
  private var waiting: [(last: UInt128, decision: TransitDecision)] = []
  /// The first address that is not decided; nil when none is left.
  private var next: UInt128? = 0

  mutating func open(_ range: CIDR, _ decision: TransitDecision) {
    while let inner = waiting.last, inner.last < range.first { finish(inner.decision, inner.last) }
    if range.first > 0 { add(waiting.last?.decision ?? .noRoute, upTo: range.first - 1) }
    waiting.append((range.last, decision))
  }

  mutating func close(at maximum: UInt128) {
    while let inner = waiting.last { finish(inner.decision, inner.last) }
    add(.noRoute, upTo: maximum)
  }

  private mutating func finish(_ decision: TransitDecision, _ last: UInt128) {
    add(decision, upTo: last)
    waiting.removeLast()
  }

  private mutating func add(_ decision: TransitDecision, upTo last: UInt128) {
    guard let first = next, first <= last else { return }
    if spans[decision] == nil { order.append(decision) }
    spans[decision, default: []].append(first...last)
    next = last == .max ? nil : last + 1
  }
}

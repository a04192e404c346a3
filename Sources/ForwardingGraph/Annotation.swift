/// Which headers may be at each place of a graph: a proposal until every obligation of it is proved.
package struct Annotation: Sendable {
  package var sets: ContiguousArray<HeaderSet>
  /// Whether it holds more than what arrives because a place had too many boxes.
  package var isWidened = false

  package init(_ graph: ForwardingGraph) {
    sets = .init(repeating: .empty, count: graph.nodes.count)
  }

  package subscript(node: Int) -> HeaderSet {
    get { sets[node] }
    set { sets[node] = newValue }
  }
}

/// A safety problem: headers that start somewhere must not come to bad ones anywhere, nor to a place whose behaviour is
/// unknown.
package struct SafetyProblem: Sendable {
  package var starts: [(node: Int, headers: HeaderSet)]
  package var bad: [(node: Int, headers: HeaderSet)]

  package init(starts: [(node: Int, headers: HeaderSet)], bad: [(node: Int, headers: HeaderSet)]) {
    self.starts = starts
    self.bad = bad
  }
}

/// A guarantee problem: headers that start somewhere must all be delivered at receivers. On a graph of what is certain.
package struct GuaranteeProblem: Sendable {
  package var starts: [(node: Int, headers: HeaderSet)]
  package var receivers: [(node: Int, headers: HeaderSet)]
  /// What arrives must be what was sent (REA-3).
  package var isExact: Bool

  package init(
    starts: [(node: Int, headers: HeaderSet)], receivers: [(node: Int, headers: HeaderSet)],
    isExact: Bool
  ) {
    self.starts = starts
    self.receivers = receivers
    self.isExact = isExact
  }
}

/// A number for each place that falls along every edge that an annotation's headers take: a proposal, like the annotation.
package struct Ranks: Sendable {
  package var numbers: ContiguousArray<Int>

  package init(_ graph: ForwardingGraph) { numbers = .init(repeating: 0, count: graph.nodes.count) }

  package subscript(node: Int) -> Int {
    get { numbers[node] }
    set { numbers[node] = newValue }
  }

  /// REA-1: a path over more than 64 hops has no known end, and a rank bounds the hops.
  package static let limit = 64
}

extension GraphNode {
  /// Whether a packet that comes to the place has been delivered.
  package var isDelivered: Bool {
    switch self {
    case .received, .receivedBy, .receivedOutside, .receivedOnPremises, .receivedByService: true
    case .sent, .inside, .leaving, .routing, .delivering, .entering, .natGateway, .translated,
      .relayed, .internetGateway, .egressOnlyGateway, .outside, .onPremises, .routeTarget, .edgeTable,
      .inspection, .transitEntry, .transitTable, .unknown:
      false
    }
  }

  package var isUnknown: Bool {
    if case .unknown = self { return true }
    return false
  }
}

extension ForwardingGraph {
  package var everyPort: Intervals { Intervals(1024, 65535) }

  /// Headers after an edge's change.
  package mutating func apply(_ change: HeaderChange, to box: HeaderBox) -> HeaderBox {
    var result = box
    switch change {
    case .none: break
    case .destination(let set): result[.destination] = set
    case .source(let set, let picksPort):
      result[.source] = set
      if picksPort { result[.sourcePort] = space.values.number(of: everyPort) }
    case .relay(let source, let destination, let port):
      result[.destination] = destination
      result[.destinationPort] = port
      if let source {
        result[.source] = source
        result[.sourcePort] = space.values.number(of: everyPort)
      }
    }
    return result
  }
}

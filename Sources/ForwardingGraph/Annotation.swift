/// Which headers may be at each place of a graph: a proposal until every obligation of it is proved.
package struct Annotation: Sendable {
  package var sets: ContiguousArray<HeaderSet>

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

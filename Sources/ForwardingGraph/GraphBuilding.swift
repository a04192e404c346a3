import NetworkModel

/// What both readings of a network as a graph share: places are expanded in the order in which they are met, each once.
/// The rules of the places are each builder's own.
protocol GraphBuilding {
  var graph: ForwardingGraph { get set }
  var family: IPFamily { get }

  /// Adds the edges of the place with this number; new places are met by naming them.
  mutating func expand(_ node: GraphNode, number: Int)
}

extension GraphBuilding {
  /// Expands every place that is met from those that the graph has.
  mutating func expandAll() {
    var next = 0
    while next < graph.nodes.count {
      expand(graph.nodes[next], number: next)
      graph.firstEdge.append(graph.edges.count)
      next += 1
    }
  }

  mutating func edge(
    _ from: Int, _ to: GraphNode, _ guards: HeaderSet, change: HeaderChange = .none
  ) {
    if guards.isEmpty { return }
    graph.edges.append(GraphEdge(from: from, to: graph.add(to), guards: guards, change: change))
  }

  mutating func edge(
    _ from: Int, _ to: GraphNode, _ parts: [(HeaderField, Intervals)], change: HeaderChange = .none
  ) {
    edge(from, to, HeaderSet([graph.space.box(parts)]), change: change)
  }

  var everyAddress: Intervals { Intervals(0, family.maximum) }
}

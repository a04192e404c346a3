package import ForwardingGraph

extension Ranks {
  /// For each place the longest way that the annotation's headers have from it; nil if some way leads back to a place, or is
  /// longer than the limit. It proposes; it is not believed.
  package static func longest(
    of annotation: Annotation, in graph: inout ForwardingGraph
  ) -> Ranks? {
    var carrying = ContiguousArray<[Int]>(repeating: [], count: graph.nodes.count)
    var waiting = ContiguousArray<Int>(repeating: 0, count: graph.nodes.count)
    for node in graph.nodes.indices where !annotation[node].isEmpty {
      for edge in graph.edges(of: node)
      where !graph.space.intersection(annotation[node], edge.guards).isEmpty {
        // From the end to the beginning: a place waits for those that it leads to.
        carrying[edge.to].append(node)
        waiting[node] += 1
      }
    }
    var ranks = Ranks(graph)
    var ready = graph.nodes.indices.filter { waiting[$0] == 0 }
    var done = 0
    while let node = ready.popLast() {
      done += 1
      if ranks[node] > limit { return nil }
      for earlier in carrying[node] {
        ranks[earlier] = max(ranks[earlier], ranks[node] + 1)
        waiting[earlier] -= 1
        if waiting[earlier] == 0 { ready.append(earlier) }
      }
    }
    return done == graph.nodes.count ? ranks : nil
  }
}

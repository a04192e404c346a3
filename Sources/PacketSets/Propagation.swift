package import ForwardingGraph

/// Carries the headers of some starts along every edge until nothing new arrives anywhere: the least annotation that
/// holds them, up to the merging of boxes. Places with more than `limit` boxes hold more than arrives there: a hub would
/// otherwise carry one box per sender past every route. It proposes; it is not believed.
package struct Propagation {
  private var annotation: Annotation
  private var arrived: ContiguousArray<[HeaderBox]>

  package static func annotation(
    from starts: [(node: Int, headers: HeaderSet)], in graph: inout ForwardingGraph, limit: Int
  ) -> Annotation {
    var run = Propagation(graph, limit: limit)
    for start in starts { run.arrived[start.node] += start.headers.boxes }
    let order = Components(graph, roots: starts.map(\.node))
    for component in order.components { run.settle(component, in: &graph) }
    return run.annotation
  }

  private let limit: Int

  private init(_ graph: ForwardingGraph, limit: Int) {
    self.limit = limit
    annotation = Annotation(graph)
    arrived = .init(repeating: [], count: graph.nodes.count)
  }

  /// One strongly connected component, after everything before it.
  private mutating func settle(_ component: ArraySlice<Int>, in graph: inout ForwardingGraph) {
    var work = Array(component)
    while !work.isEmpty {
      for node in work { step(node, in: &graph) }
      work = component.filter { !arrived[$0].isEmpty }
    }
  }

  private mutating func step(_ node: Int, in graph: inout ForwardingGraph) {
    let known = annotation[node]
    let incoming = arrived[node]
    arrived[node] = []
    var isNew = false
    for box in incoming where !known.boxes.contains(where: { graph.space.isSubset(box, of: $0) }) {
      isNew = true
      break
    }
    guard isNew else { return }
    annotation[node] = graph.space.merged(known.boxes + incoming)
    if annotation[node].boxes.count > limit {
      annotation[node] = graph.space.widened(annotation[node].boxes, limit: limit)
      annotation.isWidened = true
    }
    let news = annotation[node].boxes.filter { !known.boxes.contains($0) }
    for number in graph.firstEdge[node]..<graph.firstEdge[node + 1] {
      let edge = graph.edges[number]
      for box in news {
        for guardBox in edge.guards.boxes {
          guard let taken = graph.space.intersection(box, guardBox) else { continue }
          arrived[edge.to].append(graph.apply(edge.change, to: taken))
        }
      }
    }
  }
}

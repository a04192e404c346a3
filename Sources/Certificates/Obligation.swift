package import ForwardingGraph

/// One statement that a safety certificate needs: headers in `premises`, changed, lie in `conclusion` (or, for a bad state,
/// in nothing).
///
/// The headers before are in every one of `premises`; after the change, which only `change` makes, they must be in
/// `conclusion`.
package struct Obligation: Sendable {
  package enum Reason: Hashable, Sendable {
    /// The starts of the claim are inside the annotation.
    case start(node: Int)
    /// An edge keeps inside the annotation; `to` is a place of unknown behaviour or has no annotation when nothing may
    /// take the edge.
    case edge(from: Int, to: Int)
    /// The annotation avoids the bad headers of the claim.
    case bad(node: Int)
  }

  package var reason: Reason
  package var premises: [HeaderSet]
  package var change: HeaderChange
  package var conclusion: HeaderSet
}

/// The obligations of a safety certificate, derived from graph, problem and annotation alone (design: certificates).
package enum SafetyObligations {
  /// In a fixed order: starts, edges of annotated places, bad states. Places without headers have none.
  package static func all(
    _ problem: SafetyProblem, _ annotation: Annotation, in graph: ForwardingGraph
  ) -> [Obligation] {
    var result: [Obligation] = []
    for start in problem.starts where !start.headers.isEmpty {
      result.append(
        Obligation(
          reason: .start(node: start.node), premises: [start.headers], change: .none,
          conclusion: annotation[start.node]))
    }
    for node in graph.nodes.indices where !annotation[node].isEmpty {
      for edge in graph.edges(of: node) {
        var conclusion = annotation[edge.to]
        if case .unknown = graph.nodes[edge.to] { conclusion = .empty }
        result.append(
          Obligation(
            reason: .edge(from: node, to: edge.to), premises: [annotation[node], edge.guards],
            change: edge.change, conclusion: conclusion))
      }
    }
    for bad in problem.bad where !annotation[bad.node].isEmpty {
      result.append(
        Obligation(
          reason: .bad(node: bad.node), premises: [annotation[bad.node], bad.headers],
          change: .none, conclusion: .empty))
    }
    return result
  }
}

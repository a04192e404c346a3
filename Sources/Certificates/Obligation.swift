package import ForwardingGraph

/// One statement that a certificate needs: headers in `premises`, changed, lie in `conclusion` (or, for a bad state,
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
    /// What is delivered is delivered to a receiver of the guarantee.
    case receiver(node: Int)
    /// Every header at the place is taken by some edge.
    case progress(node: Int)
    /// The rank falls along the edge, or nothing takes it.
    case rank(from: Int, to: Int)
    /// No path is longer than the limit.
    case length(node: Int)
    /// What takes the edge is not changed.
    case exact(from: Int, to: Int)
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
    result += Obligation.closed(problem.starts, annotation, in: graph)
    for bad in problem.bad where !annotation[bad.node].isEmpty {
      result.append(
        Obligation(
          reason: .bad(node: bad.node), premises: [annotation[bad.node], bad.headers],
          change: .none, conclusion: .empty))
    }
    return result
  }
}

extension Obligation {
  /// The starts lie in the annotation, and no edge leads out of it.
  fileprivate static func closed(
    _ starts: [(node: Int, headers: HeaderSet)], _ annotation: Annotation, in graph: ForwardingGraph
  ) -> [Obligation] {
    var result: [Obligation] = []
    for start in starts where !start.headers.isEmpty {
      result.append(
        Obligation(
          reason: .start(node: start.node), premises: [start.headers], change: .none,
          conclusion: annotation[start.node]))
    }
    for node in graph.nodes.indices where !annotation[node].isEmpty {
      for edge in graph.edges(of: node) {
        result.append(
          Obligation(
            reason: .edge(from: node, to: edge.to), premises: [annotation[node], edge.guards],
            change: edge.change,
            conclusion: graph.nodes[edge.to].isUnknown ? .empty : annotation[edge.to]))
      }
    }
    return result
  }
}

/// The obligations of a guarantee certificate, derived from graph, problem, annotation and ranks alone
/// (Proofs: `Progress.GuaranteeCertificate`).
package enum GuaranteeObligations {
  /// In a fixed order: starts, edges, then for each place who receives or what goes on, then ranks.
  package static func all(
    _ problem: GuaranteeProblem, _ annotation: Annotation, _ ranks: Ranks,
    in graph: inout ForwardingGraph
  ) -> [Obligation] {
    var result = Obligation.closed(problem.starts, annotation, in: graph)
    var receivers: [Int: [HeaderBox]] = [:]
    for receiver in problem.receivers {
      receivers[receiver.node, default: []] += receiver.headers.boxes
    }
    func add(_ reason: Obligation.Reason, _ premises: [HeaderSet], _ conclusion: [HeaderBox]) {
      result.append(
        Obligation(
          reason: reason, premises: premises, change: .none, conclusion: HeaderSet(conclusion)))
    }
    for node in graph.nodes.indices where !annotation[node].isEmpty {
      let here = annotation[node]
      if ranks[node] > Ranks.limit { add(.length(node: node), [here], []) }
      if graph.nodes[node].isDelivered {
        add(.receiver(node: node), [here], receivers[node] ?? [])
        continue
      }
      let edges = graph.edges(of: node)
      // Ways that have nothing in common with what is here say nothing about it.
      let ways = graph.nodes[node].isUnknown ? [] : edges.flatMap(\.guards.boxes)
      let onward = ways.filter { way in
        here.boxes.contains { graph.space.intersection($0, way) != nil }
      }
      add(.progress(node: node), [here], onward)
      for edge in edges {
        if ranks[edge.to] >= ranks[node] {
          add(.rank(from: node, to: edge.to), [here, edge.guards], [])
        }
        if problem.isExact, edge.change != .none {
          add(.exact(from: node, to: edge.to), [here, edge.guards], [])
        }
      }
    }
    return result
  }
}

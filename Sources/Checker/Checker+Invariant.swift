import Certificates
import ForwardingGraph
import NetworkModel
import PacketSets
import PolicyTypes
import SolverZ3

/// The forwarding graphs of one network, built when first asked for, with the obligations that were proved on them.
struct InvariantEngine {
  private var graphs: [IPFamily: ForwardingGraph] = [:]
  var discharge = Discharge()

  mutating func graph(
    _ family: IPFamily, _ network: NetworkModel, _ plan: AddressPlan
  ) -> ForwardingGraph {
    if let known = graphs.removeValue(forKey: family) { return known }
    return ForwardingGraph(network, plan: plan, family: family)
  }

  mutating func keep(_ graph: ForwardingGraph) { graphs[graph.space.family] = graph }
}

extension Checker {
  /// Whether an inductive invariant proves a `forbid`: an annotation of the forwarding graph that holds the senders' packets,
  /// is closed under every edge and avoids the destination and everything unknown. False says nothing.
  mutating func provesByInvariant(
    _ claim: Claim, _ starts: [Start], _ families: [IPFamily]
  ) throws(CheckError) -> Bool {
    for family in families {
      var graph = engine.graph(family, network, ends.plan)
      defer { engine.keep(graph) }
      let problems = SafetyProblems(claim, starts, family, network, ends, in: &graph).problems
      for problem in problems {
        var isProved = false
        // Coarse first; exact sets where the graph is small enough to afford them.
        for limit in [16, 4096] where !isProved && (limit == 16 || graph.nodes.count < 5000) {
          let annotation = Propagation.annotation(of: problem, in: &graph, limit: limit)
          isProved = try holds(problem, annotation, in: &graph)
        }
        if !isProved { return false }
      }
    }
    return true
  }

  private mutating func holds(
    _ problem: SafetyProblem, _ annotation: Annotation, in graph: inout ForwardingGraph
  ) throws(CheckError) -> Bool {
    // What the propagation itself shows to fail needs no solver.
    for bad in problem.bad
    where !graph.space.intersection(annotation[bad.node], bad.headers).isEmpty { return false }
    for (node, set) in zip(graph.nodes, annotation.sets) where !set.isEmpty {
      if case .unknown = node { return false }
    }
    let before = engine.discharge.calls
    defer { obligations += engine.discharge.calls - before }
    do {
      return try engine.discharge.firstFailure(problem, annotation, in: &graph, with: &solver) == nil
    } catch {
      throw .solver(error.description)
    }
  }
}

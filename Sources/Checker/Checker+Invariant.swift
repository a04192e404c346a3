package import Certificates
import ForwardingGraph
import NetworkModel
import PacketSets
import PolicyTypes
import SolverZ3
import SymbolicCompiler

/// The forwarding graphs of one network, built when first asked for, with the obligations that were proved on them.
struct InvariantEngine {
  private struct Key: Hashable {
    var family: IPFamily
    var scope: VPCScope
    /// Nil: the graph of everything that may happen.
    var leg: ExchangeLeg?
  }

  private var graphs: [Key: ForwardingGraph] = [:]
  var discharge = Discharge()

  mutating func graph(
    _ family: IPFamily, _ plan: ExplorationPlan, _ scope: VPCScope, leg: ExchangeLeg? = nil
  ) -> ForwardingGraph {
    let key = Key(family: family, scope: scope, leg: leg)
    if let known = graphs.removeValue(forKey: key) { return known }
    guard let leg else {
      return ForwardingGraph(
        plan.network, plan: plan.addresses, transit: plan.transit, family: family, scope: scope)
    }
    return ForwardingGraph(
      certain: leg, plan.network, plan: plan.addresses, transit: plan.transit, family: family,
      scope: scope)
  }

  mutating func keep(_ graph: ForwardingGraph, _ scope: VPCScope, leg: ExchangeLeg? = nil) {
    graphs[Key(family: graph.space.family, scope: scope, leg: leg)] = graph
  }
}

/// One certificate of a claim: format 1 without what it is about.
package struct ProvedPart: Sendable {
  package let key: CertificateKey
  /// Nil when it would be too large for the format.
  package let text: String?
}

extension Checker {
  /// Whether an inductive invariant proves a `forbid`: an annotation of the forwarding graph that holds the senders' packets,
  /// is closed under every edge and avoids the destination and everything unknown. False says nothing.
  mutating func provesByInvariant(
    _ claim: Claim, _ starts: [Start], _ families: [IPFamily]
  ) throws(CheckError) -> Bool {
    proved = []
    for family in families {
      var graph = engine.graph(family, exploration, scope)
      defer { engine.keep(graph, scope) }
      let problems = SafetyProblems(claim, starts, family, network, ends, in: &graph).problems
      for (index, problem) in problems.enumerated() {
        var isProved = false
        // Coarse first; exact sets where the graph is small enough to afford them.
        for limit in [16, 4096] where !isProved && (limit == 16 || graph.nodes.count < 5000) {
          let annotation = Propagation.annotation(from: problem.starts, in: &graph, limit: limit)
          isProved = try holds(problem, annotation, in: &graph)
          if isProved, keepsCertificates {
            let text = CertificateText(graph, problem, annotation).text()
            proved.append(ProvedPart(key: .init(family: family, part: index + 1), text: text))
          }
        }
        if !isProved {
          proved = []
          return false
        }
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

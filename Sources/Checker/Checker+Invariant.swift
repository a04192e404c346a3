package import Certificates
import ForwardingGraph
import NetworkModel
import PacketSets
import PolicyTypes
import SolverZ3
import SymbolicCompiler

/// The forwarding graphs of one network, built when first asked for, with the obligations that were proved on them.
///
/// Every claim works on a graph as it was built: sets of values are numbered in the order in which they are met, and what one claim
/// met must show neither in the annotation nor in the certificate of the next.
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
    if let known = graphs[key] { return known }
    let made =
      if let leg {
        ForwardingGraph(
          certain: leg, plan.network, plan: plan.addresses, transit: plan.transit, family: family,
          scope: scope)
      } else {
        ForwardingGraph(
          plan.network, plan: plan.addresses, transit: plan.transit, family: family, scope: scope)
      }
    graphs[key] = made
    return made
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
      let problems = SafetyProblems(claim, starts, family, network, ends, in: &graph).problems
      for (index, problem) in problems.enumerated() {
        let key = proposals.map { Proposals.Key(claim: $0.claim, family: family, part: index + 1) }
        var isProved = try holdsAsProposed(problem, key, graph)
        // Coarse first; exact sets where the graph is small enough to afford them.
        for limit in [16, 4096] where !isProved && (limit == 16 || graph.nodes.count < 5000) {
          let annotation = Propagation.annotation(from: problem.starts, in: &graph, limit: limit)
          isProved = try holds(problem, annotation, in: &graph)
          if isProved, keepsCertificates || key != nil {
            let text = CertificateText(graph, problem, annotation).text()
            if let key { proposals?.proved[key] = text }
            guard keepsCertificates else { continue }
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

  /// Whether the annotation that an earlier run left proves the problem. It works on a graph of its own, and what it took in vain
  /// is not counted: a bad proposal leaves no trace.
  private mutating func holdsAsProposed(
    _ problem: SafetyProblem, _ key: Proposals.Key?, _ graph: ForwardingGraph
  ) throws(CheckError) -> Bool {
    guard let key, let text = proposals?.texts[key] else { return false }
    var own = graph
    let before = obligations
    if let annotation = try? CertificateFile(text).annotation(in: &own), try holds(problem, annotation, in: &own) {
      proposals?.hits += 1
      proposals?.proved[key] = text
      if keepsCertificates {
        proved.append(
          ProvedPart(
            key: .init(family: key.family, part: key.part), text: CertificateText(own, problem, annotation).text()))
      }
      return true
    }
    obligations = before
    proposals?.misses += 1
    return false
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
    // Not how many were new: a claim has the same number whichever claims come before it.
    let before = engine.discharge.obligations
    defer { obligations += engine.discharge.obligations - before }
    do {
      return try engine.discharge.firstFailure(problem, annotation, in: &graph, with: &solver) == nil
    } catch {
      throw .solver(error.description)
    }
  }
}

import Certificates
import ForwardingGraph
import NetworkModel
import PacketSets
import PolicyTypes
import SolverZ3

extension Checker {
  /// Whether inductive invariants prove a `require`: on the graphs of what is certain, every packet of the claim is
  /// delivered where it should be, and so is every answer (Specs/Design/Guarantees.md). False says nothing.
  mutating func provesByGuarantee(
    _ claim: Claim, _ starts: [Start], _ families: [IPFamily]
  ) throws(CheckError) -> Bool {
    proved = []
    guard usesGuarantees, network.globalUnknowns.isEmpty, claim.demandsSomething(of: starts, ends)
    else { return false }
    var found: [ProvedPart] = []
    var parts = 0
    for family in families {
      guard let problems = GuaranteeProblems(claim, starts, family, network, ends) else {
        return false
      }
      for (index, part) in problems.parts.enumerated() {
        var graph = engine.graph(family, exploration, scope, leg: part.leg)
        guard let problem = part.problem(in: &graph),
          let (annotation, ranks) = try proof(of: problem, in: &graph)
        else { return false }
        parts += 1
        if keepsCertificates {
          let text = CertificateText(graph, problem, annotation, ranks).text()
          found.append(ProvedPart(key: .init(family: family, part: index + 1), text: text))
        }
      }
    }
    proved = found
    return parts > 0
  }

  /// Coarse first; exact sets where the graph is small enough to afford them.
  private mutating func proof(
    of problem: GuaranteeProblem, in graph: inout ForwardingGraph
  ) throws(CheckError) -> (Annotation, Ranks)? {
    for limit in [16, 4096] where limit == 16 || graph.nodes.count < 5000 {
      let annotation = Propagation.annotation(from: problem.starts, in: &graph, limit: limit)
      if goesOn(annotation, problem, in: &graph),
        let ranks = Ranks.longest(of: annotation, in: &graph),
        try holds(problem, annotation, ranks, in: &graph)
      {
        return (annotation, ranks)
      }
      if !annotation.isWidened { return nil }
    }
    return nil
  }

  /// What the sets themselves show to fail needs no solver.
  private func goesOn(
    _ annotation: Annotation, _ problem: GuaranteeProblem, in graph: inout ForwardingGraph
  ) -> Bool {
    var receivers: [Int: [HeaderBox]] = [:]
    for receiver in problem.receivers {
      receivers[receiver.node, default: []] += receiver.headers.boxes
    }
    for node in graph.nodes.indices where !annotation[node].isEmpty {
      let ways =
        graph.nodes[node].isDelivered
        ? receivers[node] ?? [] : graph.edges(of: node).flatMap(\.guards.boxes)
      for box in annotation[node].boxes {
        let met = ways.filter { graph.space.intersection($0, box) != nil }
        if !graph.space.isSubset(HeaderSet([box]), of: HeaderSet(met)) { return false }
      }
    }
    return true
  }

  private mutating func holds(
    _ problem: GuaranteeProblem, _ annotation: Annotation, _ ranks: Ranks,
    in graph: inout ForwardingGraph
  ) throws(CheckError) -> Bool {
    let before = engine.discharge.obligations
    defer { obligations += engine.discharge.obligations - before }
    do {
      return try engine.discharge.firstFailure(problem, annotation, ranks, in: &graph, with: &solver)
        == nil
    } catch {
      throw .solver(error.description)
    }
  }
}

package import ForwardingGraph
package import SolverZ3
import TermGraph

/// Proves obligations with Z3, each canonical form once.
package struct Discharge {
  package private(set) var solved: [CanonicalObligation: Bool] = [:]
  /// Answers of Z3 to earlier questions of the same run, which are not asked again.
  private let known: [CanonicalObligation: Bool]
  /// Obligations seen and solver calls made.
  package private(set) var obligations = 0
  package var calls: Int { solved.count }

  package init(known: [CanonicalObligation: Bool] = [:]) { self.known = known }

  /// True iff Z3 says that no header breaks the obligation. A solver limit is no.
  package mutating func holds(
    _ obligation: Obligation, in graph: inout ForwardingGraph, with solver: inout SolverContext
  ) throws(SolverError) -> Bool {
    obligations += 1
    let form = CanonicalObligation(obligation, in: &graph)
    if let answer = solved[form] { return answer }
    if let answer = known[form] {
      solved[form] = answer
      return answer
    }
    var terms = TermGraph()
    let term = form.counterexample(in: &terms)
    var answer = term == TermGraph.false
    if !answer, case .unsatisfiable = try solver.check(term, in: terms) { answer = true }
    // What an interrupt left undecided is not kept.
    if solver.interrupter.isInterrupted { return false }
    solved[form] = answer
    return answer
  }

  /// The first obligation of a certificate that does not hold; nil when all do.
  package mutating func firstFailure(
    _ problem: SafetyProblem, _ annotation: Annotation, in graph: inout ForwardingGraph,
    with solver: inout SolverContext
  ) throws(SolverError) -> Obligation? {
    for obligation in SafetyObligations.all(problem, annotation, in: graph)
    where try !holds(obligation, in: &graph, with: &solver) { return obligation }
    return nil
  }

  /// The first obligation of a guarantee that does not hold; nil when all do.
  package mutating func firstFailure(
    _ problem: GuaranteeProblem, _ annotation: Annotation, _ ranks: Ranks,
    in graph: inout ForwardingGraph, with solver: inout SolverContext
  ) throws(SolverError) -> Obligation? {
    for obligation in GuaranteeObligations.all(problem, annotation, ranks, in: &graph)
    where try !holds(obligation, in: &graph, with: &solver) { return obligation }
    return nil
  }
}

import CZ3
package import TermGraph

/// Answers satisfiability questions about terms with Z3; one per worker thread.
///
/// Every check runs in a fresh solver with the same limits and seeds, in a Z3 context that is
/// replaced after a number of checks. The context is created inside the worker: it cannot be
/// copied or sent, only values go in and out.
@safe package struct SolverContext: ~Copyable {
  package let configuration: SolverConfiguration
  package let interrupter = Interrupter()
  /// How many Z3 checks ran so far, those inside minimization and retries included.
  package private(set) var checkCount = 0

  private var session: Z3Session
  private var encoder = Encoder()
  private var checksInSession = 0
  /// Whether a limit or an interruption stopped the last check.
  private var isWorn = false

  /// The version of the library, e.g. `4.8.12.0`.
  package static var version: String { unsafe String(cString: Z3_get_full_version()) }

  package init(configuration: SolverConfiguration = .init()) throws(SolverError) {
    self.configuration = configuration
    session = try Z3Session(configuration)
  }

  /// Whether some assignment makes `assertion` true.
  ///
  /// `unsatisfiable` and `satisfiable` are exact. A check that reaches a limit is repeated once in
  /// a new Z3 context before it is `unknown`. Which assignment is found may depend on earlier
  /// checks; `minimalAssignment` does not.
  package mutating func check(
    _ assertion: TermID, in graph: borrowing TermGraph
  ) throws(SolverError) -> SolverAnswer {
    if assertion == TermGraph.false { return .unsatisfiable }
    let first = try attempt(assertion, in: graph)
    guard case .unknown = first, !interrupter.isInterrupted else { return first }
    return try attempt(assertion, in: graph)
  }

  /// SMT-LIB 2 text of the question that `check` answers.
  package func smtLib(_ assertion: TermID, in graph: TermGraph, comment: String = "") -> String {
    SMTLibPrinter(graph).text(assertion, comment: comment)
  }

  private mutating func attempt(
    _ assertion: TermID, in graph: borrowing TermGraph
  ) throws(SolverError) -> SolverAnswer {
    try renewIfWorn()
    let search = try begin(assertion, in: graph)
    switch try decide(search) {
    case .unsatisfiable: return .unsatisfiable
    case .unknown(let reason): return .unknown(reason)
    case .satisfiable:
      return .satisfiable(try readModel(of: search, assertion, in: graph))
    }
  }
}

/// The steps that `check` and `minimalAssignment` share.
extension SolverContext {
  /// A solver that holds one assertion, and the variables whose values its models are read for.
  struct Search: ~Copyable {
    let solver: Z3Solver
    let variables: [VariableID]
  }

  /// Starts a new Z3 context when the old one has done its share or has been stopped by a limit.
  mutating func renewIfWorn() throws(SolverError) {
    guard isWorn || checksInSession >= configuration.checksPerContext
      || session.keptCount >= configuration.termsPerContext
    else { return }
    encoder = Encoder()
    session = try Z3Session(configuration)
    checksInSession = 0
    isWorn = false
  }

  mutating func begin(
    _ assertion: TermID, in graph: borrowing TermGraph
  ) throws(SolverError) -> Search {
    let handle = try unsafe encoder.encode(assertion, in: graph, &session)
    let solver = try session.solver()
    try unsafe solver.assert(handle)
    return Search(solver: solver, variables: graph.variables(of: assertion))
  }

  mutating func decide(_ search: borrowing Search) throws(SolverError) -> Z3Solver.Answer {
    checkCount += 1
    checksInSession += 1
    let answer = try search.solver.check(interrupter)
    // A stopped Z3 context may stay cancelled, so the next question gets a new one.
    if case .unknown = answer { isWorn = true }
    return answer
  }

  /// Asserts `low <= v <= high` on top of what `search` holds.
  mutating func restrict(
    _ search: borrowing Search, _ v: VariableID, _ low: UInt128, _ high: UInt128,
    in graph: borrowing TermGraph
  ) throws(SolverError) {
    let handle = try unsafe encoder.member(v, low, high, graph, &session)
    try unsafe search.solver.assert(handle)
  }

  /// The values of the last satisfiable check.
  ///
  /// SOUNDNESS: the model is evaluated by `TermGraph.evaluate` before anyone sees it, so an error in
  /// the encoding or in reading values cannot become a counterexample.
  mutating func readModel(
    of search: borrowing Search, _ assertion: TermID, in graph: borrowing TermGraph
  ) throws(SolverError) -> Assignment {
    var values = [UInt128](repeating: 0, count: graph.variables.count)
    let model = try search.solver.model()
    for id in search.variables {
      let constant = try unsafe encoder.constant(id, in: graph, &session)
      values[Int(id.index)] = try unsafe model.value(of: constant, graph.variable(id))
    }
    guard graph.evaluate(assertion, values) else {
      throw .inconsistentModel(smtLib: SMTLibPrinter(copy graph).text(assertion))
    }
    return Assignment(values: values)
  }
}

package import TermGraph

/// Limits and seeds of every check. Equal configuration, graph and question give equal answers.
package struct SolverConfiguration: Hashable, Sendable {
  package var seed: UInt32
  /// Z3 resource units for one check. There is no time limit beside it: answers must not depend on time, and the timer
  /// threads of Z3 4.8.12 can miss the call that begins a check and then hold it for ever.
  package var resourceLimit: UInt32
  /// The Z3 context is replaced after this many checks.
  package var checksPerContext: Int
  /// The Z3 context is replaced when it holds more terms than this.
  package var termsPerContext: Int

  package init(
    seed: UInt32 = 0, resourceLimit: UInt32 = 50_000_000, checksPerContext: Int = 4096,
    termsPerContext: Int = 1 << 20
  ) {
    self.seed = seed
    self.resourceLimit = resourceLimit
    self.checksPerContext = checksPerContext
    self.termsPerContext = termsPerContext
  }
}

/// One value for every variable of a graph; variables outside the question have the value zero.
package struct Assignment: Hashable, Sendable {
  /// Indexed by `VariableID.index`.
  package var values: [UInt128]

  package init(values: [UInt128]) { self.values = values }

  package subscript(_ variable: VariableID) -> UInt128 { values[Int(variable.index)] }
}

/// The answer to "is there an assignment that makes this term true?".
package enum SolverAnswer: Hashable, Sendable {
  case unsatisfiable
  /// The assignment was evaluated by `TermGraph.evaluate` and makes the term true.
  case satisfiable(Assignment)
  /// Neither, with the reason: a limit, an interruption, or what Z3 says.
  case unknown(String)
}

/// A failure of the tool, never a verdict.
package enum SolverError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Z3 gave no context: out of memory.
  case contextUnavailable
  /// Z3 refused a call.
  case z3(call: String, message: String)
  /// Z3's model has a value that is not a number of the variable's width.
  case unreadableModel(variable: String, text: String)
  /// Z3's model does not make the question true; the SMT-LIB text reproduces it.
  case inconsistentModel(smtLib: String)
  /// A minimal assignment needs a decided answer and there was none.
  case undecided(String)

  package var description: String {
    switch self {
    case .contextUnavailable: "Z3 gave no context"
    case .z3(let call, let message): "Z3 refused `\(call)`: \(message)"
    case .unreadableModel(let variable, let text):
      "the value `\(text)` of `\(variable)` in Z3's model cannot be read"
    case .inconsistentModel: "Z3's model does not satisfy its own question"
    case .undecided(let reason): "the solver gave no answer: \(reason)"
    }
  }
}

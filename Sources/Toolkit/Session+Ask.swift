package import Checker
import PolicySyntax
package import PolicyTypes
package import Reports
package import SolverZ3
import SourceText

extension Session {
  /// The question with its names resolved.
  package mutating func question(_ text: String) throws(InputFailure) -> CheckedQuestion {
    let parsed = Parser.parseQuestion(Array(text.utf8), file: add(text, named: "<question>"))
    guard !parsed.hasErrors, let statement = parsed.tree else { throw failure(parsed.diagnostics) }
    var types = TypeChecker(network: network, reachability: reachability)
    guard let checked = types.check(statement) else { throw failure(types.reported) }
    return checked
  }

  package func answer(
    _ question: CheckedQuestion, text: String, started: (Interrupter) -> Void
  ) throws(CheckError) -> QueryReport {
    var checker = try checker(started)
    return QueryReport(question: text, asked: question, result: try checker.answer(question))
  }
}

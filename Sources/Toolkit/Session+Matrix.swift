import Checker
package import IsolationMatrix
import PolicySyntax
package import PolicyTypes
package import Reports
package import SolverZ3
import SourceText

extension Session {
  /// Traffic as the policy language writes it, e.g. `tcp/443`.
  package mutating func traffic(_ text: String) throws(InputFailure) -> Traffic {
    let parsed = Parser.parseTraffic(Array(text.utf8), file: add(text, named: "--on"))
    guard !parsed.hasErrors, let tree = parsed.tree else { throw failure(parsed.diagnostics) }
    var types = TypeChecker(network: network)
    guard let traffic = types.check(traffic: tree) else { throw failure(types.reported) }
    return traffic
  }

  /// Nil when it was cancelled.
  package func matrix(
    by key: PartitionKey, on traffic: Traffic, started: (Interrupter) -> Void,
    isCancelled: () -> Bool, judged: (_ done: Int, _ total: Int) -> Void
  ) throws(MatrixError) -> MatrixReport? {
    let builder = MatrixBuilder(network, by: key, on: traffic)
    let matrix = try builder.build(started: started, isCancelled: isCancelled, judged: judged)
    return matrix.map { MatrixReport(matrix: $0) }
  }
}

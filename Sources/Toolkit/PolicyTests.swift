import Checker
import Packs
import PolicySyntax
import PolicyTypes
package import SolverZ3
package import SourceText

/// What one `test` of a policy file showed (TST-1).
package struct PolicyTestOutcome: Sendable {
  package let name: String
  package let network: String
  package let place: SourceRange
  /// What was expected and did not come; empty when the test passes.
  package var failures: [(place: SourceRange?, message: String)] = []
}

/// Runs the tests of policy files: each on its own network, with all policies of the files.
package struct PolicyTestRun {
  /// The files as they were named, for places.
  package private(set) var files = SourceFiles()
  private var tests: [(test: TestDeclaration, path: String)] = []
  private let paths: [String]
  /// Networks that were judged, by their paths.
  private var judged: [String: Judged] = [:]

  private struct Judged {
    var session: Session
    var trees: [PolicyFile]
    /// Verdicts by the names of policies.
    var verdicts: [String: [String]]
  }

  package init(
    _ paths: [String], read: (String) throws(InputProblem) -> [UInt8]
  ) throws(InputFailure) {
    self.paths = paths
    let documents = try PolicyDocuments.read(paths, read: read)
    files = documents.files
    tests = documents.tests
    let mistakes = documents.mistakes.filter { $0.severity == .error }
    guard mistakes.isEmpty else { throw InputFailure(diagnostics: mistakes, files: files) }
  }

  package var count: Int { tests.count }

  /// All outcomes in the order of the files. `started` gets what stops the solver.
  package mutating func run(
    read: (String) throws(InputProblem) -> [UInt8], started: (Interrupter) -> Void
  ) throws -> [PolicyTestOutcome] {
    var outcomes: [PolicyTestOutcome] = []
    for (test, path) in tests {
      guard let given = test.network else { continue }
      let network = ModuleLoader.path(given.text, from: path)
      var outcome = PolicyTestOutcome(name: test.name.text, network: network, place: test.range)
      do {
        let known = try judge(network, read: read, started: started)
        for step in test.steps {
          if let message = try failure(of: step, known, started: started) {
            outcome.failures.append((step.range, message))
          }
        }
      } catch let failure as InputFailure {
        let first = failure.diagnostics.first { $0.severity == .error }
        outcome.failures.append((given.range, first?.message ?? "the network cannot be judged"))
      }
      outcomes.append(outcome)
    }
    return outcomes
  }

  private mutating func judge(
    _ network: String, read: (String) throws(InputProblem) -> [UInt8], started: (Interrupter) -> Void
  ) throws -> Judged {
    if let known = judged[network] { return known }
    var session = try Session.open(network, isStrict: false)
    let (trees, _) = try session.modules(at: paths, followsImports: true, read: read)
    let checked = try session.policies(at: paths, read: read)
    let results = try session.check(checked, started: started, isCancelled: { false }) ?? []
    var verdicts: [String: [String]] = [:]
    for result in results { verdicts[result.policy.name, default: []].append(result.verdict.rawValue) }
    for policy in checked.notAssessed { verdicts[policy.name, default: []].append(ExpectedVerdict.notAssessed.rawValue) }
    let made = Judged(session: session, trees: trees, verdicts: verdicts)
    judged[network] = made
    return made
  }

  /// Nil where what was expected came.
  private func failure(
    of step: TestStep, _ known: Judged, started: (Interrupter) -> Void
  ) throws -> String? {
    switch step.content {
    case .network: return nil
    case .policy(let name?, let expected):
      let found = known.verdicts[name.text] ?? []
      guard found != [expected.rawValue] else { return nil }
      return "expected `\(name.text)` to be \(expected.rawValue), found \(found.first ?? "no such policy")"
    case .policy(nil, let expected):
      let others = known.verdicts.filter { $0.value != [expected.rawValue] }.sorted { $0.key < $1.key }
      guard let first = others.first else { return nil }
      let more = others.count > 1 ? " and \(others.count - 1) more" : ""
      return "expected every policy to be \(expected.rawValue), found `\(first.key)` \(first.value.first ?? "")\(more)"
    case .flow(let flow, let isReachable):
      var types = TypeChecker(network: known.session.network, files: Linker.link(known.trees).files, reachability: known.session.reachability)
      guard let question = types.check(.reach(flow)) else {
        return types.reported.first { $0.severity == .error }?.message ?? "the flow has a mistake"
      }
      var checker = try known.session.checker(started)
      let answer = try checker.answer(question).answer
      guard answer != (isReachable ? .reachable : .unreachable) else { return nil }
      return "expected \(isReachable ? "reachable" : "unreachable"), found \(answer.rawValue)"
    }
  }
}

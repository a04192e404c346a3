package import PolicyLint
import PolicySyntax
import PolicyTypes
package import SolverZ3
package import SourceText

/// Policy files without a network: what the formatter and the linter work on.
package struct PolicyDocuments: Sendable {
  package private(set) var files = SourceFiles()
  private var trees: [PolicyFile] = []
  /// What reading remarked that is no error.
  package private(set) var warnings: [Diagnostic] = []

  /// Reads files; any mistake in any of them ends the run.
  package static func read(
    _ paths: [String], read: (String) throws(InputProblem) -> [UInt8]
  ) throws(InputFailure) -> PolicyDocuments {
    var documents = PolicyDocuments()
    var diagnostics: [Diagnostic] = []
    for path in paths {
      let contents: [UInt8]
      do throws(InputProblem) {
        contents = try read(path)
      } catch {
        throw InputFailure(
          diagnostics: [Diagnostic(code: "CL002", message: error.message, range: nil)],
          files: documents.files)
      }
      let parsed = Parser.parseFile(
        contents, file: documents.files.add(path: path, contents: contents))
      documents.trees.append(parsed.tree)
      diagnostics += parsed.diagnostics
    }
    guard !diagnostics.contains(where: { $0.severity == .error }) else {
      throw InputFailure(diagnostics: diagnostics, files: documents.files)
    }
    documents.warnings = diagnostics
    return documents
  }

  /// Each file in the canonical form (Grammar.md), in the order of the paths.
  package var formatted: [(file: FileID, text: String, isChanged: Bool)] {
    zip(files.ids, trees).map { file, tree in
      let text = Printer.print(tree)
      return (file, text, Array(text.utf8) != files.contents(of: file))
    }
  }

  /// Policies against policies; mistakes that no network can mend end the run.
  package func lint(started: (Interrupter) -> Void) throws(InputFailure) -> LintResult {
    let mistakes = TypeChecker.mistakes(in: trees).filter { $0.severity == .error }
    guard mistakes.isEmpty else { throw InputFailure(diagnostics: mistakes, files: files) }
    do {
      return try Linter.lint(trees, started: started)
    } catch {
      throw InputFailure(
        diagnostics: [
          Diagnostic(code: "CL007", message: "the solver failed: \(error.description)", range: nil)
        ], files: files)
    }
  }

  package var counts: (policies: Int, claims: Int, sets: Int, traffics: Int) {
    var counts = (policies: 0, claims: 0, sets: 0, traffics: 0)
    for declaration in trees.flatMap(\.declarations) {
      switch declaration {
      case .set: counts.sets += 1
      case .traffic: counts.traffics += 1
      case .policy(let policy):
        counts.policies += 1
        counts.claims += policy.claims.count
      }
    }
    return counts
  }
}

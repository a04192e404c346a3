package import PolicyLint
import Packs
import PolicySyntax
import PolicyTypes
package import SolverZ3
package import SourceText

/// Policy files without a network: what the formatter and the linter work on.
package struct PolicyDocuments: Sendable {
  package private(set) var files = SourceFiles()
  private var modules: [ModuleLoader.Module] = []
  private var trees: [PolicyFile] { modules.map(\.tree) }
  /// What reading remarked that is no error.
  package private(set) var warnings: [Diagnostic] = []

  /// Reads files; any mistake in any of them ends the run.
  package static func read(
    _ paths: [String], followsImports: Bool = true, read: (String) throws(InputProblem) -> [UInt8]
  ) throws(InputFailure) -> PolicyDocuments {
    var loader = ModuleLoader(packs: Packs.texts)
    var files = SourceFiles()
    for path in paths {
      do throws(ModuleLoader.Failure) {
        try loader.load(
          path, followsImports: followsImports, add: { files.add(path: $0, contents: $1) },
          read: { path throws(ModuleLoader.Failure) in
            do throws(InputProblem) {
              return try read(path)
            } catch {
              throw ModuleLoader.Failure(error.message)
            }
          })
      } catch {
        throw InputFailure(
          diagnostics: [Diagnostic(code: "CL002", message: error.message, range: nil)], files: files)
      }
    }
    var documents = PolicyDocuments()
    documents.files = files
    documents.modules = loader.modules
    let diagnostics = loader.diagnostics
    guard !diagnostics.contains(where: { $0.severity == .error }) else {
      throw InputFailure(diagnostics: diagnostics, files: documents.files)
    }
    documents.warnings = diagnostics
    return documents
  }

  /// Each file that was named and not imported alone in the canonical form (Grammar.md), in the order of the paths.
  package func formatted(_ paths: [String]) -> [(path: String, text: String, isChanged: Bool)] {
    paths.compactMap { path in
      guard let module = modules.first(where: { $0.path == path }) else { return nil }
      let text = Printer.print(module.tree)
      return (path, text, Array(text.utf8) != files.contents(of: module.file))
    }
  }

  /// Every test with the path of its file.
  var tests: [(test: TestDeclaration, path: String)] {
    modules.flatMap { module in
      module.tree.declarations.compactMap { declaration in
        if case .test(let test) = declaration { (test, module.path) } else { nil }
      }
    }
  }

  /// What is wrong whatever the network.
  var mistakes: [Diagnostic] { TypeChecker.mistakes(in: trees) }

  /// Policies against policies; mistakes that no network can mend end the run.
  package func lint(started: (Interrupter) -> Void) throws(InputFailure) -> LintResult {
    let mistakes = mistakes.filter { $0.severity == .error }
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
      case .instance: counts.policies += 1
      case .importation, .assumption, .approval, .test: break
      }
    }
    return counts
  }
}

import Checker
package import Configuration
package import Importers
import InfrastructureImporters
package import NetworkModel
package import PolicyTypes
package import Reports
package import Simulator
import SolverZ3
package import SourceText

/// The input is wrong: what, where, and in which files.
package struct InputFailure: Error {
  package let diagnostics: [Diagnostic]
  package let files: SourceFiles

  package init(diagnostics: [Diagnostic], files: SourceFiles) {
    self.diagnostics = diagnostics
    self.files = files
  }

  /// For people, on standard error; warnings of the same input are left out.
  package func text(colour: Bool) -> String {
    let errors = diagnostics.filter { $0.severity == .error }
    return DiagnosticRenderer(files: files, colour: colour).render(errors)
  }
}

/// One network that was read, and the files of the run.
package struct Session: Sendable {
  package let imported: ImportResult
  package private(set) var files: SourceFiles
  /// The policy files that were read last, imported ones before those that import them.
  package internal(set) var policyFiles: [String] = []
  /// What they approve, in their order (POL-24).
  package internal(set) var declaredApprovals: [Approval] = []
  let path: String
  /// For tests of the replay: a rule that the simulator gets wrong. No input of a user reaches it.
  package var mutation: Mutation?

  /// The copy that a hypothetical is about (HYP-1); nil for the network as it was read.
  private var changed: NetworkModel?

  package var network: NetworkModel { changed ?? imported.network }

  /// The same files and another network.
  package func changed(_ network: NetworkModel) -> Session {
    var copy = self
    copy.changed = network
    return copy
  }

  init(_ imported: ImportResult, files: SourceFiles, path: String) {
    self.imported = imported
    self.files = files
    self.path = path
  }

  /// Reads the network at `path`; `-` is standard input.
  package static func open(_ path: String, isStrict: Bool) throws(InputFailure) -> Session {
    let imported = InfrastructureImporter.importNetwork(
      at: path, options: InfrastructureOptions(isStrict: isStrict))
    guard !imported.hasErrors else {
      throw InputFailure(diagnostics: imported.diagnostics, files: imported.files)
    }
    return Session(imported, files: imported.files, path: path)
  }

  package var context: ReportContext {
    ReportContext(network: network, files: files, networkPath: path, layout: imported.layout)
  }

  /// What was read.
  package var inspection: InspectReport { InspectReport(imported: imported) }

  /// Enters a text of the user (a question, an endpoint), so that diagnostics can show it.
  mutating func add(_ text: String, named name: String) -> FileID {
    files.add(path: name, text: text)
  }

  mutating func add(_ contents: [UInt8], named name: String) -> FileID {
    files.add(path: name, contents: contents)
  }

  func failure(_ diagnostics: [Diagnostic]) -> InputFailure {
    InputFailure(diagnostics: diagnostics, files: files)
  }

  func failure(
    _ code: String, _ message: String, at range: SourceRange? = nil, notes: [String] = []
  ) -> InputFailure {
    failure([Diagnostic(code: code, message: message, range: range, notes: notes)])
  }

  /// For sets by what they reach (LANG-6a); nothing is made before somebody asks.
  package var reachability: Reachability { .engine(network) }

  /// A checker of this network. `started` gets what stops a solver call from another thread.
  func checker(
    _ started: (Interrupter) -> Void, claims: [Claim] = []
  ) throws(CheckError) -> Checker {
    let checker = try Checker(network, claims: claims, mutation: mutation)
    started(checker.interrupter)
    return checker
  }
}

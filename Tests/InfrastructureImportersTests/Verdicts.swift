import Checker
import Importers
import InfrastructureImporters
import NetworkModel
import PolicySyntax
import PolicyTypes
import SourceText
import Testing

/// Reads a template, plan or state that must be without errors.
func network(
  _ text: String, name: String = "input", sources: [(path: String, text: String)] = [],
  state: PlanState = .after
) throws -> ImportResult {
  let result = InfrastructureImporter.importNetwork(
    text: text, name: name, sources: sources, options: .init(state: state))
  try #require(!result.hasErrors, "\(result.diagnostics.map(\.message))")
  return result
}

/// The verdict of `policy p { BODY }` on an input.
func verdict(_ body: String, on text: String, name: String = "input") throws -> Verdict {
  try verdict(body, on: network(text, name: name))
}

func verdict(_ body: String, on imported: ImportResult) throws -> Verdict {
  let parsed = Parser.parseFile(Array("policy p { \(body) }".utf8), file: FileID(index: 1000))
  try #require(parsed.diagnostics.isEmpty, "\(parsed.diagnostics.map(\.message))")
  let checked = TypeChecker.check([parsed.tree], against: imported.network)
  try #require(!checked.hasErrors, "\(checked.diagnostics.map(\.message))")
  var checker = try Checker(imported.network)
  let policy = try #require(checked.policies.first)
  return try #require(try checker.check(policy).claims.first).verdict
}

/// `file:line` of a place.
func line(_ range: SourceRange?, in result: ImportResult) -> String? {
  range.map { range in
    let position = SourceMap(result.files).position(of: range)
    return "\(result.files.path(of: range.file)):\(position.line)"
  }
}

extension Table {
  /// The object of this name, if there is one.
  func named(_ name: String) -> Object? { id(named: name).map { self[$0] } }
}

import Checker
import Importers
import PolicySyntax
import PolicyTypes
import SourceText
import Testing

/// Imports files, checks policies written in the language, and gives the verdict of each.
func results(
  _ policies: String, on files: [(path: String, text: String)]
) throws -> [PolicyResult] {
  let imported = Importer.importNetwork(folder: files)
  try #require(!imported.hasErrors, "\(imported.diagnostics.map(\.message))")
  let parsed = Parser.parseFile(Array(policies.utf8), file: FileID(index: 1000))
  try #require(parsed.diagnostics.isEmpty, "\(parsed.diagnostics.map(\.message))")
  let checked = TypeChecker.check([parsed.tree], against: imported.network)
  try #require(!checked.hasErrors, "\(checked.diagnostics.map(\.message))")
  var checker = try Checker(imported.network)
  return try checked.policies.map { policy throws(CheckError) in try checker.check(policy) }
}

/// The single claim's result of `policy p { BODY }`.
func result(_ body: String, on files: [(path: String, text: String)]) throws -> ClaimResult {
  let policy = try #require(results("policy p { \(body) }", on: files).first)
  return try #require(policy.claims.first)
}

import Checker
import PolicyTypes
import SourceText

/// The claims of a report as CSV (RFC 4180), for spreadsheets: one row each.
///
/// A cell that a spreadsheet would take for a formula begins with an apostrophe; control characters are written out.
package struct VerdictTable {
  private let dossier: Dossier

  package init(_ dossier: Dossier) { self.dossier = dossier }

  package func csv() -> String {
    var text = Self.row([
      "policy", "claim", "sentence", "verdict", "severity", "owner", "controls", "evidence", "exceptions",
      "file and line",
    ])
    for (number, result) in dossier.report.policies.enumerated() {
      for (index, claim) in result.claims.enumerated() {
        let policy = result.policy
        text += Self.row([
          policy.name, String(index + 1), ClaimWords.sentence(claim.claim), claim.verdict.rawValue,
          policy.severity.rawValue, policy.owner ?? "", policy.controls.joined(separator: ", "),
          dossier.evidence(number),
          claim.claim.exceptions.map {
            "\($0.source.text) to \($0.destination.text) on \($0.traffic.text) because \($0.reason)"
          }.joined(separator: "; "),
          dossier.context.place(claim.claim.range) ?? "",
        ])
      }
      for (index, objects) in result.objects.enumerated() {
        let policy = result.policy
        text += Self.row([
          policy.name, String(result.claims.count + index + 1), objects.claim.text, objects.verdict.rawValue,
          policy.severity.rawValue, policy.owner ?? "", policy.controls.joined(separator: ", "),
          objects.obligations == 0 ? "the input itself" : "solver only", "",
          dossier.context.place(objects.claim.range) ?? "",
        ])
      }
    }
    return text
  }

  private static func row(_ cells: [String]) -> String {
    cells.map(cell).joined(separator: ",") + "\r\n"
  }

  private static func cell(_ words: String) -> String {
    let text = DisplayText.escape(words)
    // Spreadsheets skip what looks like space before they look for a formula.
    let first = text.first { !$0.isWhitespace }
    let isFormula = first.map { "=+-@|%＝＋－＠".contains($0) } ?? false
    return "\"" + (isFormula ? "'" : "") + text.replacing("\"", with: "\"\"") + "\""
  }
}

import Checker
import PolicyTypes
import Reports
import SourceText

/// The summary of a pipeline step or of a merge request: a table of what is wrong, the way of each packet below it, and what
/// holds in one line. A step summary takes a mebibyte; what does not fit is counted.
struct MarkdownSummary {
  private static let byteLimit = 900_000
  let run: Run

  var text: String {
    var page = "## Isola: \(headline)\n\n\(MarkdownText.inline(run.summary))\n"
    if !run.findings.isEmpty { page += "\n| | severity | policy | where |\n|---|---|---|---|\n" }
    var left = 0
    for finding in run.findings { if !append(row(finding), to: &page) { left += 1 } }
    for finding in run.findings.prefix(run.findings.count - left) {
      if !append(details(finding), to: &page) { left += 1 }
    }
    if left > 0 { page += "\n\(left) more parts do not fit here; the JSON report has all of them.\n" }
    let proved = run.report.policies.filter { $0.verdict == .proved }
    if !proved.isEmpty {
      let names = proved.map { "- \(MarkdownText.inline($0.policy.name))" }.joined(separator: "\n")
      _ = append("\n<details><summary>\(proved.count) proved</summary>\n\n\(names)\n\n</details>\n", to: &page)
    }
    return page
  }

  private func append(_ part: String, to page: inout String) -> Bool {
    guard page.utf8.count + part.utf8.count < Self.byteLimit else { return false }
    page += part
    return true
  }

  private var headline: String {
    let weights = run.report.policies.map { run.settings.gate.weight($0) }
    switch weights.max() ?? .passes {
    case .fails: return "failed"
    case .undecided: return "not decided"
    case .tolerated, .passes: return "passed"
    }
  }

  private func row(_ finding: Finding) -> String {
    let mark =
      switch run.weight(finding) {
      case .fails: "❌"
      case .undecided: "❔"
      case .tolerated, .passes: "➖"
      }
    let cells = [
      "\(mark) \(finding.verdict.rawValue)", finding.severity.rawValue,
      MarkdownText.inline(finding.policy.name), MarkdownText.inline(place(finding)),
    ]
    return "| \(cells.joined(separator: " | ")) |\n"
  }

  private func place(_ finding: Finding) -> String {
    finding.place.map { "\(run.settings.paths.name(of: $0.path)):\($0.startLine)" } ?? ""
  }

  private func details(_ finding: Finding) -> String {
    var lines = ["claim: \(finding.sentence)"]
    lines += finding.steps.enumerated().map { index, step in
      let place = step.place.map { "   (\(run.settings.paths.name(of: $0.path)):\($0.startLine))" } ?? ""
      return "\(index + 1). \(step.words)\(place)"
    }
    lines += finding.advice.map { "what helps: \($0)" }
    return """

      <details><summary>\(MarkdownText.inline("\(finding.policy.name): \(finding.summary)"))</summary>

      \(MarkdownText.preformatted(lines.joined(separator: "\n")))

      </details>

      """
  }
}

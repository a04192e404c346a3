import Checker
import PolicyTypes
import Reports
import SourceText

/// JUnit XML (Specs/Schemas/junit.xsd): a test case for each policy. What fails the run is a failure, what is open is an error,
/// what the run tolerates is skipped.
struct JUnit {
  let run: Run

  var text: String {
    let findings = Dictionary(grouping: run.findings, by: \.policyIndex)
    let cases = run.report.policies.enumerated().map { testCase($1, findings[$0] ?? []) }
    let counts = Dictionary(grouping: run.report.policies) { run.settings.gate.weight($0) }.mapValues(\.count)
    let numbers =
      "tests=\"\(cases.count)\" failures=\"\(counts[.fails] ?? 0)\" errors=\"\(counts[.undecided] ?? 0)\""
    var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<testsuites name=\"isola\" \(numbers)>"]
    lines.append("  <testsuite name=\"isola\" \(numbers) skipped=\"\(counts[.tolerated] ?? 0)\">")
    lines += cases
    lines += ["  </testsuite>", "</testsuites>", ""]
    return lines.joined(separator: "\n")
  }

  private func testCase(_ result: PolicyResult, _ findings: [Finding]) -> String {
    let policy = result.policy
    let place = run.context.place(of: policy.range)
    let file = place.map { run.settings.paths.name(of: $0.path) } ?? "policies"
    let head = "    <testcase classname=\"\(XMLText.attribute(file))\" name=\"\(XMLText.attribute(policy.name))\""
    let weight = run.settings.gate.weight(result)
    guard weight != .passes, !findings.isEmpty else { return head + "/>" }
    // The test case counts once, by the worst of its claims.
    let tag =
      switch weight {
      case .fails: "failure"
      case .undecided: "error"
      case .tolerated, .passes: "skipped"
      }
    let summary = XMLText.attribute(findings.map(\.summary).joined(separator: "; "))
    let type = tag == "skipped" ? "" : " type=\"\(findings[0].code)\""
    let body = XMLText.content(findings.map(details).joined(separator: "\n\n"))
    return "\(head)>\n      <\(tag) message=\"\(summary)\"\(type)>\(body)</\(tag)>\n    </testcase>"
  }

  private func details(_ finding: Finding) -> String {
    var lines = ["\(finding.verdict.rawValue): \(finding.summary)", "claim: \(DisplayText.escape(finding.sentence))"]
    if let place = finding.place {
      lines.append("at: \(run.settings.paths.name(of: place.path)):\(place.startLine):\(place.startColumn)")
    }
    lines += finding.steps.enumerated().map { "  \($0 + 1). \($1.words)" }
    lines += finding.advice.map { "what helps: \($0)" }
    return lines.joined(separator: "\n")
  }
}

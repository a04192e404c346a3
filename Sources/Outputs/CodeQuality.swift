import Checker
import PolicyTypes
import Reports
import SourceText

/// The code quality report of merge requests: a list of issues with a place and a name that stays.
struct CodeQuality {
  let run: Run

  var report: JSONNode {
    .array(
      run.findings.indices.compactMap { index in
        let finding = run.findings[index]
        guard let place = finding.place ?? finding.policyPlace else { return nil }
        return [
          "description": .string("\(DisplayText.escape(finding.policy.name)): \(finding.summary)"),
          "check_name": .string(RuleNames.slug(finding.policy.name)),
          "fingerprint": .string(run.fingerprints[index]), "severity": .string(severity(finding)),
          "location": [
            "path": .string(DisplayText.escape(run.settings.paths.name(of: place.path))),
            "lines": ["begin": .number(place.startLine), "end": .number(place.endLine)],
          ],
        ]
      })
  }

  private func severity(_ finding: Finding) -> String {
    switch (finding.verdict, finding.severity) {
    case (.violated, .critical): "blocker"
    case (.violated, .high): "critical"
    case (.violated, .medium), (.unknown, .critical), (.unknown, .high): "major"
    case (.violated, .low), (.unknown, _): "minor"
    case (.violated, .info), (.vacuous, _), (.proved, _): "info"
    }
  }
}

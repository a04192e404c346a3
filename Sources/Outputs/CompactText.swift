import PolicyTypes
import Reports
import SourceText

/// One line for each finding, as compilers write them, and one for the run.
struct CompactText {
  let run: Run

  var text: String {
    (run.findings.map(line) + [run.summary]).joined(separator: "\n") + "\n"
  }

  private func line(_ finding: Finding) -> String {
    var place = ""
    if let found = finding.place {
      let path = DisplayText.escape(run.settings.paths.name(of: found.path))
      place = "\(path):\(found.startLine):\(found.startColumn): "
    }
    let word =
      switch run.weight(finding) {
      case .fails: "error"
      case .undecided: "warning"
      case .tolerated, .passes: "note"
      }
    return "\(place)\(word): \(DisplayText.escape(finding.policy.name)): \(finding.summary) [\(finding.code)]"
  }
}

import PolicyTypes
import Reports
import SourceText

/// Workflow commands that put a finding beside the line of a change. A step shows ten of each kind: the most severe ten are
/// written, and the rest is counted in a line that is no command.
struct Annotations {
  static let limit = 10
  let run: Run

  private enum Kind: String, CaseIterable { case error, warning, notice }

  var text: String {
    var lines: [String] = []
    for kind in Kind.allCases {
      let all = run.findings.filter { self.kind($0) == kind }
      lines += all.prefix(Self.limit).map { line($0, kind) }
      if all.count > Self.limit {
        lines.append("\(all.count - Self.limit) more of kind \(kind.rawValue): the step summary has all of them")
      }
    }
    lines.append(run.summary)
    return lines.joined(separator: "\n") + "\n"
  }

  private func kind(_ finding: Finding) -> Kind {
    switch run.weight(finding) {
    case .fails: .error
    case .undecided: .warning
    case .tolerated, .passes: .notice
    }
  }

  private func line(_ finding: Finding, _ kind: Kind) -> String {
    var properties: [String] = []
    if let place = finding.place {
      properties.append("file=\(AnnotationText.property(run.settings.paths.name(of: place.path)))")
      properties.append("line=\(place.startLine)")
      // A column is only read where the finding is on one line.
      if place.endLine == place.startLine {
        properties += ["col=\(place.startColumn)", "endColumn=\(place.endColumn)"]
      } else {
        properties.append("endLine=\(place.endLine)")
      }
    }
    let title = "\(finding.policy.name) [\(finding.severity.rawValue)]"
    properties.append("title=\(AnnotationText.property(DisplayText.escape(title)))")
    let message = ([finding.summary] + finding.advice.map { "What helps: \($0)" }).joined(separator: "\n")
    return "::\(kind.rawValue) \(properties.joined(separator: ","))::\(AnnotationText.message(message))"
  }
}

/// User text in a workflow command.
enum AnnotationText {
  /// Only `\n` between our own lines is left as a line end of the message.
  static func message(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { escaped(DisplayText.escape(String($0)), properties: false) }.joined(separator: "%0A")
  }

  static func property(_ text: String) -> String { escaped(DisplayText.escape(text), properties: true) }

  private static func escaped(_ text: String, properties: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": result += "%25"
      case "\r": result += "%0D"
      case "\n": result += "%0A"
      case ":" where properties: result += "%3A"
      case "," where properties: result += "%2C"
      case _: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

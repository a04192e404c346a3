import Checker
package import Reports

/// The formats that other programs read.
package enum OutputKind: String, Hashable, Sendable, CaseIterable {
  case sarif, junit, github, gitlab, markdown, compact, ocsf, asff
}

/// What a report needs beside the results.
package struct OutputSettings: Sendable {
  package var gate: Gate
  package var paths: RepositoryPaths
  /// When the finding was made, in seconds since 1970; for OCSF and ASFF, which demand a time.
  package var time: Int
  package var version: String

  package init(gate: Gate, paths: RepositoryPaths, time: Int, version: String) {
    self.gate = gate
    self.paths = paths
    self.time = time
    self.version = version
  }
}

package enum Output {
  /// The report of one run in one format, with a line end at its end.
  package static func text(
    _ kind: OutputKind, _ report: CheckReport, _ context: ReportContext, _ settings: OutputSettings
  ) -> String {
    let run = Run(report: report, context: context, settings: settings)
    switch kind {
    case .sarif: return JSONWriter.write(SARIF(run: run).log)
    case .junit: return JUnit(run: run).text
    case .github: return Annotations(run: run).text
    case .gitlab: return JSONWriter.write(CodeQuality(run: run).report)
    case .markdown: return MarkdownSummary(run: run).text
    case .compact: return CompactText(run: run).text
    case .ocsf: return JSONWriter.write(OCSF(run: run).events)
    case .asff: return JSONWriter.write(ASFF(run: run).findings)
    }
  }
}

/// What every format starts from.
struct Run: Sendable {
  let report: CheckReport
  let context: ReportContext
  let settings: OutputSettings
  /// The most severe first.
  let findings: [Finding]
  /// One for each finding.
  let fingerprints: [String]

  init(report: CheckReport, context: ReportContext, settings: OutputSettings) {
    self.report = report
    self.context = context
    self.settings = settings
    findings = report.findings(context)
    fingerprints = Fingerprints.of(findings)
  }

  func weight(_ finding: Finding) -> Gate.Weight {
    settings.gate.weight(finding.verdict, finding.severity)
  }

  /// `3 policies: 1 violated, 0 unknown, 0 vacuous, 2 proved`.
  var summary: String {
    let count = report.policies.count
    return "\(count) \(count == 1 ? "policy" : "policies"): \(report.count(.violated)) violated, "
      + "\(report.count(.unknown)) unknown, \(report.count(.vacuous)) vacuous, \(report.count(.proved)) proved"
  }
}

import Checker
import PolicyTypes
import Reports
import SourceText

/// Compliance findings (class 2003) of the Open Cybersecurity Schema Framework, version 1.3: one event for each claim that is
/// not proved, and one for each proved policy.
struct OCSF {
  let run: Run

  var events: JSONNode {
    let open = run.findings.indices.map { event(run.findings[$0], run.fingerprints[$0]) }
    let proved = run.report.policies.filter { $0.verdict == .proved }.map(passed)
    return .array(open + proved)
  }

  private func event(_ finding: Finding, _ fingerprint: String) -> JSONNode {
    let (status, code) = status(finding.verdict)
    var node = event(
      finding.policy, uid: fingerprint, title: finding.summary, status: status, statusCode: code,
      description: finding.sentence)
    if let subject = finding.subject {
      node = node.adding([
        "resources": [
          ["uid": .string(DisplayText.escape(subject.component)), "type": .string(subject.kind)]
        ]
      ])
    }
    if !finding.advice.isEmpty {
      node = node.adding(["remediation": ["desc": .string(finding.advice.joined(separator: "; "))]])
    }
    return node
  }

  private func passed(_ result: PolicyResult) -> JSONNode {
    event(
      result.policy, uid: Fingerprints.hash([result.policy.name, "proved"]), title: "proved for every packet",
      status: 1, statusCode: "Pass",
      description: result.claims.map { ClaimWords.sentence($0.claim) }.joined(separator: "; "))
  }

  private func event(
    _ policy: CheckedPolicy, uid: String, title: String, status: Int, statusCode: String, description: String
  ) -> JSONNode {
    let name = DisplayText.escape(policy.name)
    let (severity, word) = severity(policy.severity)
    let controls = policy.controls.isEmpty ? ["Isola policy"] : policy.controls.map(DisplayText.escape)
    let time = run.settings.time.multipliedReportingOverflow(by: 1000).partialValue
    return [
      "activity_id": .number(1), "activity_name": "Create", "category_uid": .number(2),
      "category_name": "Findings", "class_uid": .number(2003), "class_name": "Compliance Finding",
      "type_uid": .number(200_301), "type_name": "Compliance Finding: Create", "time": .number(time),
      "severity_id": .number(severity), "severity": .string(word), "message": .string("\(name): \(title)"),
      "status_id": .number(1), "status": "New",
      "metadata": [
        "version": "1.3.0",
        "product": ["name": "Isola", "vendor_name": "Isola", "version": .string(run.settings.version)],
      ],
      "finding_info": [
        "uid": .string(uid), "title": .string(name), "desc": .string(DisplayText.escape(description)),
        "created_time": .number(time),
      ],
      "compliance": [
        "control": .string(name), "standards": .array(controls.map { .string($0) }),
        "status": .string(statusCode), "status_id": .number(status),
      ],
    ]
  }

  /// Of the compliance object: 1 pass, 2 warning, 3 fail.
  private func status(_ verdict: Verdict) -> (Int, String) {
    switch verdict {
    case .proved: (1, "Pass")
    case .violated: (3, "Fail")
    case .unknown, .vacuous: (2, "Warning")
    }
  }

  private func severity(_ severity: PolicySeverity) -> (Int, String) {
    switch severity {
    case .info: (1, "Informational")
    case .low: (2, "Low")
    case .medium: (3, "Medium")
    case .high: (4, "High")
    case .critical: (5, "Critical")
    }
  }
}

import Checker
import PolicyTypes
import Reports
import SourceText

/// The finding format of the provider's security hub (version 2018-10-08): one finding for each claim that is not proved, and
/// one that passed for each proved policy. The hub takes a hundred findings in one call.
struct ASFF {
  let run: Run
  private let owner: Accounts

  init(run: Run) {
    self.run = run
    owner = Accounts(run.context.network)
  }

  var findings: JSONNode {
    let open = run.findings.indices.map { finding(run.findings[$0], run.fingerprints[$0]) }
    let proved = run.report.policies.filter { $0.verdict == .proved }.map { result in
      finding(
        result.policy, id: Fingerprints.hash([result.policy.name, "proved"]), title: "proved for every packet",
        description: result.claims.map { ClaimWords.sentence($0.claim) }.joined(separator: "; "),
        label: "INFORMATIONAL", status: "PASSED", resource: nil, advice: [])
    }
    return .array(open + proved)
  }

  private func finding(_ finding: Finding, _ fingerprint: String) -> JSONNode {
    self.finding(
      finding.policy, id: fingerprint, title: finding.summary, description: finding.sentence,
      label: label(finding.severity), status: finding.verdict == .violated ? "FAILED" : "WARNING",
      resource: finding.subject, advice: finding.advice)
  }

  private func finding(
    _ policy: CheckedPolicy, id: String, title: String, description: String, label: String, status: String,
    resource: Finding.Subject?, advice: [String]
  ) -> JSONNode {
    let arn = "arn:\(owner.partition):securityhub:\(owner.region):\(owner.account):product/\(owner.account)/default"
    let time = Moment.text(run.settings.time)
    var compliance: JSONNode = ["Status": .string(status)]
    let controls = policy.controls.prefix(32).map { JSONNode.string(cut(DisplayText.escape($0), 512)) }
    if !controls.isEmpty { compliance = compliance.adding(["RelatedRequirements": .array(Array(controls))]) }
    let node: JSONNode = [
      "SchemaVersion": "2018-10-08", "Id": .string("isola/\(id)"), "ProductArn": .string(arn),
      "GeneratorId": .string("isola/\(RuleNames.slug(policy.name))"), "AwsAccountId": .string(owner.account),
      "Types": ["Software and Configuration Checks/AWS Security Best Practices/Network Reachability"],
      "CreatedAt": .string(time), "UpdatedAt": .string(time), "Severity": ["Label": .string(label)],
      "Title": .string(cut("\(DisplayText.escape(policy.name)): \(title)", 256)),
      "Description": .string(cut(DisplayText.escape(description), 1024)),
      "Resources": [self.resource(resource)], "Compliance": compliance, "RecordState": "ACTIVE",
    ]
    guard let first = advice.first else { return node }
    return node.adding(["Remediation": ["Recommendation": ["Text": .string(cut(first, 512))]]])
  }

  private func resource(_ subject: Finding.Subject?) -> JSONNode {
    let type =
      switch subject?.kind {
      case "securityGroup": "AwsEc2SecurityGroup"
      case "networkAcl": "AwsEc2NetworkAcl"
      case "routeTable": "AwsEc2RouteTable"
      case "subnet": "AwsEc2Subnet"
      case "vpc": "AwsEc2Vpc"
      case "networkInterface": "AwsEc2NetworkInterface"
      case "instance": "AwsEc2Instance"
      case "transitGateway": "AwsEc2TransitGateway"
      case _: subject == nil ? "AwsAccount" : "Other"
      }
    let id = subject.map { DisplayText.escape($0.component) } ?? "AWS::::Account:\(owner.account)"
    return [
      "Type": .string(type), "Id": .string(cut(id, 512)), "Partition": .string(owner.partition),
      "Region": .string(owner.region),
    ]
  }

  private func label(_ severity: PolicySeverity) -> String {
    switch severity {
    case .info: "INFORMATIONAL"
    case .low: "LOW"
    case .medium: "MEDIUM"
    case .high: "HIGH"
    case .critical: "CRITICAL"
    }
  }

  private func cut(_ text: String, _ limit: Int) -> String {
    text.unicodeScalars.count <= limit
      ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit - 1))) + "…"
  }
}

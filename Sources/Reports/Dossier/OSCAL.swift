import Checker
import PolicyTypes

/// The report as OSCAL assessment results, with the assessment plan that they refer to.
///
/// A policy is an observation; a control that policies cite is a finding, satisfied iff all of them are proved.
package struct OSCAL {
  package static let planName = "oscal-assessment-plan.json"
  package static let resultsName = "oscal-assessment-results.json"
  private static let version = "1.1.2"

  private let dossier: Dossier
  /// A UUID for a text, the same for the same text.
  private let uuid: (String) -> String

  package init(_ dossier: Dossier, uuid: @escaping (String) -> String) {
    self.dossier = dossier
    self.uuid = uuid
  }

  private var report: CheckReport { dossier.report }
  private var created: String { dossier.cover.created }

  private func id(_ what: String) -> JSONNode {
    .string(uuid("\(dossier.cover.snapshot) \(dossier.cover.policies) \(what)"))
  }

  private func metadata(_ title: String) -> JSONNode {
    [
      "title": .string(title), "last-modified": .string(created),
      "version": .string(String(dossier.cover.snapshot.prefix(12))),
      "oscal-version": .string(Self.version),
    ]
  }

  private var reviewed: JSONNode {
    let controls = policiesOfControl.map(\.control)
    guard !controls.isEmpty else { return ["control-selections": [["include-all": [:]]]] }
    let ids = controls.map { JSONNode.object([.init(key: "control-id", value: .string(Self.token($0)))]) }
    return ["control-selections": [["include-controls": .array(ids)]]]
  }

  package func plan() -> JSONNode {
    [
      "assessment-plan": [
        "uuid": id("plan"), "metadata": metadata("Plan of: \(dossier.cover.title)"),
        "import-ssp": ["href": .string("#" + uuidText("system"))], "reviewed-controls": reviewed,
        "back-matter": [
          "resources": [
            [
              "uuid": id("system"),
              "description":
                "No system security plan was given: the policies stand for what it would demand of the network.",
            ]
          ]
        ],
      ]
    ]
  }

  private func uuidText(_ what: String) -> String {
    uuid("\(dossier.cover.snapshot) \(dossier.cover.policies) \(what)")
  }

  package func results() -> JSONNode {
    var result: JSONNode = [
      "uuid": id("result"), "title": .string(dossier.cover.title),
      "description":
        "Verdicts about a network's configuration: proved, violated, unknown or vacuous. This complements penetration tests.",
      "start": .string(created), "reviewed-controls": reviewed,
      "observations": .array(report.policies.indices.map(observation)),
    ]
    let findings = policiesOfControl.map { finding($0.control, $0.policies) }
    if !findings.isEmpty { result = result.adding(["findings": .array(findings)]) }
    return [
      "assessment-results": [
        "uuid": id("results"), "metadata": metadata(dossier.cover.title),
        "import-ap": ["href": .string(Self.planName)], "results": [result],
      ]
    ]
  }

  private func observation(_ number: Int) -> JSONNode {
    let result = report.policies[number]
    let claims =
      result.claims.map { "\(ClaimWords.sentence($0.claim)): \($0.verdict.rawValue)" }
      + result.objects.map { objects in
        let found = objects.findings.prefix(8).map { "\($0.object), \($0.reason)" }.joined(separator: "; ")
        return "\(objects.claim.text): \(objects.verdict.rawValue)" + (found.isEmpty ? "" : " (\(found))")
      }
    let node: JSONNode = [
      "uuid": id("observation \(number)"), "title": .string(result.policy.name),
      "description": .string(claims.joined(separator: "; ")), "methods": ["TEST"],
      "types": [result.verdict == .violated ? "finding" : "control-objective"],
      "collected": .string(created),
      "remarks": .string("Verdict: \(dossier.mark(result)). Evidence: \(dossier.evidence(number))."),
    ]
    return node
  }

  private func finding(_ control: String, _ policies: [Int]) -> JSONNode {
    let verdicts = policies.map { report.policies[$0].verdict }
    let isSatisfied = verdicts.allSatisfy { $0 == .proved }
    let reason = isSatisfied ? "pass" : verdicts.contains(.violated) ? "fail" : "other"
    let words = policies.map { "\(report.policies[$0].policy.name): \(dossier.mark(report.policies[$0]))" }
    return [
      "uuid": id("finding \(control)"), "title": .string(control),
      "description": .string(words.joined(separator: "; ")),
      "target": [
        "type": "objective-id", "target-id": .string(Self.token(control)),
        "status": [
          "state": isSatisfied ? "satisfied" : "not-satisfied", "reason": .string(reason),
        ],
      ],
      "related-observations": .array(
        policies.map { ["observation-uuid": id("observation \($0)")] }),
    ]
  }

  /// Controls whose tokens are equal count as one.
  private var policiesOfControl: [(control: String, policies: [Int])] {
    var names: [String: String] = [:]
    var policies: [String: [Int]] = [:]
    for (number, result) in report.policies.enumerated() {
      for control in result.policy.controls {
        let token = Self.token(control)
        if names[token] == nil { names[token] = control }
        if policies[token]?.last != number { policies[token, default: []].append(number) }
      }
    }
    return policies.keys.sorted().map { (names[$0] ?? $0, policies[$0] ?? []) }
  }

  /// An OSCAL token: letters, digits, `.`, `-` and `_`, with a letter or `_` in front.
  private static func token(_ control: String) -> String {
    var result = ""
    for scalar in control.unicodeScalars {
      let isPlain =
        scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
        || scalar == "." || scalar == "-"
      result.unicodeScalars.append(isPlain ? scalar : "_")
    }
    let isLetter = result.unicodeScalars.first.map { $0.properties.isAlphabetic || $0 == "_" } ?? false
    return isLetter ? result : "_" + result
  }
}

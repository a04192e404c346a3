import Checker
import PolicyTypes
import Reports
import SourceText

/// SARIF 2.1.0 as code scanning reads it: one rule for each policy, one result for each claim that is not proved. The first
/// location is the line that is to blame; the way of the packet is the code flow; our own fingerprints keep alerts together.
struct SARIF {
  /// What code scanning takes: more is refused as a whole.
  static let resultLimit = 25_000
  static let tagLimit = 20
  static let stepLimit = 100
  let run: Run
  private let names: [String]

  init(run: Run) {
    self.run = run
    names = RuleNames(run.report.policies.map(\.policy)).all
  }

  var log: JSONNode {
    [
      "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
      "version": "2.1.0",
      "runs": [
        [
          "tool": [
            "driver": [
              "name": "Isola", "version": .string(run.settings.version),
              "semanticVersion": .string(run.settings.version), "rules": .array(rules),
            ]
          ],
          "columnKind": "unicodeCodePoints", "invocations": [invocation],
          "results": .array(run.findings.indices.prefix(Self.resultLimit).map(result)),
          "properties": ["summary": .string(run.summary), "network": .string(run.context.networkPath)],
        ]
      ],
    ]
  }

  // MARK: Rules

  private var rules: [JSONNode] {
    zip(run.report.policies, names).map { result, id in
      let policy = result.policy
      var properties: JSONNode = [
        "tags": .array(tags(policy).map { .string($0) }), "precision": "very-high",
        "problem.severity": .string(level(.violated, policy.severity)),
      ]
      if let score = Self.score(policy.severity) {
        properties = properties.adding(["security-severity": .string(score)])
      }
      let help = RuleHelp(policy: policy, claims: result.claims.map { ClaimWords.sentence($0.claim) })
      return [
        "id": .string(id), "name": .string(Self.message(cut(policy.name, 255))),
        "shortDescription": ["text": .string(Self.message(cut(policy.name, 1024)))],
        "fullDescription": ["text": .string(Self.message(cut(policy.rationale ?? help.claims, 1024)))],
        "help": ["text": .string(Self.message(help.text)), "markdown": .string(help.markdown)],
        "defaultConfiguration": ["level": .string(level(.violated, policy.severity))],
        "properties": properties,
      ]
    }
  }

  private func tags(_ policy: CheckedPolicy) -> [String] {
    var tags = ["security", "network"]
    for control in policy.controls where !tags.contains(control) { tags.append(cut(control, 100)) }
    return Array(tags.prefix(Self.tagLimit))
  }

  /// The number by which code scanning sorts: above 9 critical, from 7 high, from 4 medium, from 0.1 low.
  private static func score(_ severity: PolicySeverity) -> String? {
    switch severity {
    case .critical: "9.5"
    case .high: "8.0"
    case .medium: "5.5"
    case .low: "2.0"
    case .info: nil
    }
  }

  private func level(_ verdict: Verdict, _ severity: PolicySeverity) -> String {
    switch (verdict, severity) {
    case (.violated, .critical), (.violated, .high): "error"
    case (.violated, .medium), (.unknown, _): "warning"
    case (.violated, .low), (.violated, .info), (.vacuous, _), (.proved, _): "note"
    }
  }

  // MARK: Results

  private func result(_ index: Int) -> JSONNode {
    let finding = run.findings[index]
    var node: JSONNode = [
      "ruleId": .string(names[finding.policyIndex]), "ruleIndex": .number(finding.policyIndex),
      "level": .string(level(finding.verdict, finding.severity)),
      "message": ["text": .string(Self.message(text(finding)))],
      "locations": .array(location(finding, finding.place, message: nil).map { [$0] } ?? []),
      "partialFingerprints": ["primaryLocationLineHash": .string(run.fingerprints[index])],
    ]
    if let place = finding.policyPlace, place != finding.place,
      let location = location(finding, place, message: "the policy")
    {
      node = node.adding(["relatedLocations": [location]])
    }
    let steps = flow(finding)
    if !steps.isEmpty {
      node = node.adding([
        "codeFlows": [["threadFlows": [["locations": .array(steps.map { ["location": $0] })]]]]
      ])
    }
    return node.adding([
      "properties": [
        "code": .string(finding.code), "verdict": .string(finding.verdict.rawValue),
        "severity": .string(finding.severity.rawValue), "policy": .string(finding.policy.name),
        "claim": .string(finding.sentence), "advice": .array(finding.advice.map { .string($0) }),
      ]
    ])
  }

  private func text(_ finding: Finding) -> String {
    var lines = [
      "\(DisplayText.escape(finding.policy.name)): \(finding.summary).",
      "Claim: \(DisplayText.escape(finding.sentence)).",
    ]
    lines += finding.advice.map { "What helps: \($0)." }
    return lines.joined(separator: "\n")
  }

  private func location(_ finding: Finding, _ place: Place?, message: String?) -> JSONNode? {
    guard let place else { return nil }
    var node = physical(place)
    if message == nil, let subject = finding.subject {
      node = node.adding([
        "logicalLocations": [
          ["fullyQualifiedName": .string(DisplayText.escape(subject.component)), "kind": "resource"]
        ]
      ])
    }
    return message.map { node.adding(["message": ["text": .string(Self.message($0))]]) } ?? node
  }

  private func physical(_ place: Place) -> JSONNode {
    let name = run.settings.paths.name(of: place.path)
    var artifact: JSONNode = ["uri": .string(run.settings.paths.uri(of: place.path))]
    if !name.hasPrefix("/") { artifact = artifact.adding(["uriBaseId": "%SRCROOT%"]) }
    return [
      "physicalLocation": [
        "artifactLocation": artifact,
        "region": [
          "startLine": .number(place.startLine), "startColumn": .number(place.startColumn),
          "endLine": .number(place.endLine), "endColumn": .number(place.endColumn),
        ],
      ]
    ]
  }

  /// Every location of a flow needs a place: steps without one are told at the next step that has one.
  private func flow(_ finding: Finding) -> [JSONNode] {
    var told: [(place: Place, words: [String])] = []
    var waiting: [String] = []
    for (index, step) in finding.steps.prefix(Self.stepLimit).enumerated() {
      waiting.append("\(index + 1). \(step.words)")
      guard let place = step.place else { continue }
      told.append((place, waiting))
      waiting = []
    }
    if !told.isEmpty { told[told.count - 1].words += waiting }
    return told.map { step in
      physical(step.place).adding(["message": ["text": .string(Self.message(step.words.joined(separator: "\n")))]])
    }
  }

  // MARK: The run

  private var invocation: JSONNode {
    var notes = run.report.warnings.map { warning -> JSONNode in
      let note: JSONNode = [
        "level": "warning", "descriptor": ["id": .string(warning.code)],
        "message": ["text": .string(Self.message(warning.message))],
      ]
      guard let place = run.context.place(of: warning.range) else { return note }
      return note.adding(["locations": [physical(place)]])
    }
    let left = run.findings.count - Self.resultLimit
    if left > 0 {
      notes.append([
        "level": "warning", "descriptor": ["id": "CK005"],
        "message": ["text": .string("\(left) results are left out: code scanning takes \(Self.resultLimit)")],
      ])
    }
    return ["executionSuccessful": .bool(true), "toolConfigurationNotifications": .array(notes)]
  }

  private func cut(_ text: String, _ limit: Int) -> String {
    text.unicodeScalars.count <= limit
      ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit - 1))) + "…"
  }

  /// Brackets are links and braces are places for arguments in SARIF messages (3.11.5, 3.11.6); here they mean themselves.
  static func message(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "[", "]", "\\": result += "\\" + String(scalar)
      case "{": result += "{{"
      case "}": result += "}}"
      case _: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

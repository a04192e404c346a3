package import PolicyLint
package import SourceText

/// What `isola lint` found.
package struct LintReport: Sendable {
  package let result: LintResult
  package let counts: Counts
  private let map: SourceMap

  package struct Counts: Sendable {
    package let policies: Int
    package let claims: Int
    package let sets: Int
    package let traffics: Int

    package init(policies: Int, claims: Int, sets: Int, traffics: Int) {
      self.policies = policies
      self.claims = claims
      self.sets = sets
      self.traffics = traffics
    }
  }

  package init(_ result: LintResult, counts: Counts, files: SourceFiles) {
    self.result = result
    self.counts = counts
    map = SourceMap(files)
  }

  package var hasFindings: Bool { !result.findings.isEmpty }

  /// The findings as diagnostics are shown, and how many there are.
  package func text(colour: Bool) -> String {
    var page = TextPage(colour: colour)
    let found = result.findings.count
    let summary =
      "\(counted(counts.policies, "policy", "policies")) with \(counted(counts.claims, "claim")): "
      + "\(counted(found, "finding")), \(counted(result.questions, "question")) to the solver"
    page.wrap(
      result.undecided == 0
        ? summary : summary + ", \(result.undecided) of them left open within its limits")
    let findings = DiagnosticRenderer(map: map, colour: colour).render(result.findings)
    return findings.isEmpty ? page.text : findings + "\n" + page.text
  }

  /// `isola.lint/1`.
  package func json() -> JSONNode {
    [
      "schema": "isola.lint/1",
      "files": .array(map.files.ids.map { .string(map.files.path(of: $0)) }),
      "findings": .array(result.findings.map(json)),
      "summary": [
        "policies": .number(counts.policies), "claims": .number(counts.claims),
        "sets": .number(counts.sets), "traffics": .number(counts.traffics),
        "findings": .number(result.findings.count), "questions": .number(result.questions),
        "undecided": .number(result.undecided),
      ],
    ]
  }

  private func json(_ finding: Diagnostic) -> JSONNode {
    [
      "code": .string(finding.code), "message": .string(finding.message),
      "location": finding.range.map(place) ?? .null,
      "related": .array(
        finding.labels.map { ["message": .string($0.message), "location": place($0.range)] }),
      "notes": .array(finding.notes.map { .string($0) }),
    ]
  }

  private func place(_ range: SourceRange) -> JSONNode {
    let position = map.position(of: range)
    return [
      "file": .string(map.files.path(of: range.file)), "line": .number(position.line),
      "column": .number(position.column),
    ]
  }
}

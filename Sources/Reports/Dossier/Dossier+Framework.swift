import Checker
import PolicyTypes

/// Every requirement of a framework, also those that nothing here assesses; and what changed since an earlier report.
extension Dossier {
  func writeFramework(_ framework: Framework, _ html: inout HTML) {
    var policies: [String: [Int]] = [:]
    var elsewhere: Set<String> = []
    for (number, result) in report.policies.enumerated() {
      for control in result.policy.controls {
        if let id = framework.row(for: control) {
          if policies[id]?.last != number { policies[id, default: []].append(number) }
        } else {
          elsewhere.insert(control)
        }
      }
    }
    let rows = framework.requirements.map { requirement -> [String] in
      let results = (policies[requirement.id] ?? []).map { report.policies[$0] }
      guard !results.isEmpty else {
        let why = requirement.beyond ?? "no policy of this run cites it"
        return [requirement.id, requirement.title, "– not assessed", why]
      }
      return [
        requirement.id, requirement.title, standing(results),
        results.map { "\($0.policy.name): \(mark($0))" }.joined(separator: "; "),
      ]
    }
    let count = rows.count { $0[2] == "– not assessed" }
    html.paragraph(
      "\(framework.name), every requirement: \(rows.count - count) assessed by policies, \(count) not assessed. Titles are short paraphrases; the standard's own text counts.")
    html.table(
      "Requirements of \(framework.name)",
      ["Requirement", "In short", "Standing", "Policies and verdicts, or why it is not assessed"], rows)
    if !elsewhere.isEmpty {
      html.paragraph("Cited, but not in this list: \(elsewhere.sorted().joined(separator: ", ")).")
    }
  }

  func writeChanges(_ html: inout HTML) {
    guard let previous = supplements.previous else { return }
    section(&html, "changes", "Changes since the previous report") { html in
      html.paragraph("Compared with \(previous.label).")
      var rows: [[String]] = []
      var now: Set<String> = []
      for result in report.policies {
        let name = result.policy.name
        now.insert(name)
        let before = previous.verdicts[name]
        if before != result.verdict.rawValue {
          rows.append([name, before ?? "not there", mark(result)])
        }
      }
      for (name, verdict) in previous.verdicts.sorted(by: { $0.key < $1.key }) where !now.contains(name) {
        rows.append([name, verdict, "not there"])
      }
      if rows.isEmpty {
        html.paragraph("Every policy has the verdict that it had.")
      } else {
        html.table("Policies whose verdict is another one, new ones, and those that are gone", ["Policy", "Before", "Now"], rows)
      }
      if !previous.runs.isEmpty {
        html.table(
          "Runs since then, from the results store", ["Started", "Ended", "By", "Verdicts", "Snapshot"],
          previous.runs)
      }
    }
  }

  func writeAccepted(_ html: inout HTML) {
    guard !supplements.accepted.isEmpty else { return }
    html.table(
      "Flows that a file of exceptions accepts, until a day",
      ["Policy", "Flow", "Because", "Owner", "Ticket", "Until", "Remaining", "State", "Written at"],
      supplements.accepted.map {
        [
          $0.policy, $0.flow, $0.reason, $0.owner, $0.ticket, $0.until, Self.remaining($0.daysLeft), $0.state,
          $0.place ?? "",
        ]
      })
  }
}

extension Framework {
  /// The requirement that stands for a citation: itself, or the one that it is part of.
  func row(for control: String) -> String? {
    guard let cited = requirement(citedAs: control) else { return nil }
    return requirements.map(\.id).filter { cited == $0 || cited.hasPrefix($0 + ".") }
      .max { $0.count < $1.count }
  }
}

import Checker
import Importers
import NetworkModel
import PolicyTypes
import SourceText

extension Dossier {
  func writeCover(_ html: inout HTML) {
    html.add("header", ["id": "cover"]) { html in
      html.add("p", ["class": "kind"], "Isola · what can reach what, for all packets")
      html.add("h1", cover.title)
      html.newLine()
      html.facts([
        ("Network", context.networkPath),
        ("Accounts and Regions", places),
        ("Collected", cover.collected?.text ?? "the input does not say when"),
        ("Policies", cover.policyFiles.joined(separator: ", ")),
        ("Report made", cover.created),
        ("Snapshot (SHA-256)", cover.snapshot),
        ("Policy files (SHA-256)", cover.policies),
        ("Made with", "isola \(cover.version), \(cover.solver)"),
      ])
      html.paragraph(
        "This report is about a configuration, as the input describes it at the time above. A proof about configuration complements penetration tests and does not replace them.")
      html.add("nav", ["aria-label": "Contents"]) { html in
        html.add("h2", "Contents")
        html.add("ol") { html in
          for (id, title) in contents {
            html.add("li") { $0.add("a", ["href": "#\(id)"], title) }
          }
        }
      }
    }
    html.newLine()
  }

  private var contents: [(String, String)] {
    let parts: [(String, String, Bool)] = [
      ("summary", "Summary", true),
      ("changes", "Changes since the previous report", supplements.previous != nil),
      ("scope", "What was read, and what was not", true),
      ("zones", "Allowed flows between zones", supplements.zones != nil), ("controls", "Controls", true),
      ("findings", "Findings", true), ("open", "Open questions", true), ("proved", "What is proved", true),
      ("exceptions", "Exceptions", true), ("hygiene", "Hygiene of rules", supplements.hygiene != nil),
      ("trust", "How it was proved, and what has to be believed", true),
      ("recheck", "How to check this again", true), ("glossary", "Glossary", true),
    ]
    return parts.filter(\.2).map { ($0.0, $0.1) }
  }

  private var places: String {
    let names = context.network.scopes.elements.map(\.name)
    if names.isEmpty { return "not told by the input" }
    let rest = names.count > 12 ? ", and \(names.count - 12) more" : ""
    return names.prefix(12).joined(separator: ", ") + rest
  }

  func writeSummary(_ html: inout HTML) {
    section(&html, "summary", "Summary") { html in
      let withExceptions = report.policies.count { $0.verdict == .proved && exceptions($0) > 0 }
      let proved = report.count(.proved)
      html.add("div", ["class": "counts"]) { html in
        count(&html, proved - withExceptions, "✔ proved", "for every packet and every choice of the provider")
        count(&html, withExceptions, "✔ proved with exceptions", "the exceptions are listed below")
        count(&html, report.count(.violated), "✘ violated", "a packet shows it")
        count(&html, report.count(.unknown), "? unknown", "something needed is missing or not modelled")
        count(&html, report.count(.vacuous), "∅ vacuous", "it speaks of nothing in this network")
        count(&html, 0, "– not assessed", "no policy was left out of this run")
      }
      html.newLine()
      html.add("table") { html in
        html.add("caption", "All policies, in the order of the policy files")
        html.add("thead") { html in
          html.add("tr") { html in
            for heading in ["Policy", "Verdict", "Severity", "Controls", "Owner", "Evidence"] {
              html.add("th", ["scope": "col"], heading)
            }
          }
        }
        html.add("tbody") { html in
          for (number, result) in report.policies.enumerated() {
            let policy = result.policy
            html.add("tr", ["class": result.verdict.rawValue]) { html in
              html.add("th", ["scope": "row"]) {
                $0.add("a", ["href": "#" + Self.anchor(number)], policy.name)
              }
              html.add("td", ["class": "verdict"], mark(result))
              html.add("td", policy.severity.rawValue)
              html.add("td", policy.controls.joined(separator: ", "))
              html.add("td", policy.owner ?? "none")
              html.add("td", evidence(number))
            }
            html.newLine()
          }
        }
      }
    }
  }

  private func count(_ html: inout HTML, _ number: Int, _ what: String, _ words: String) {
    html.add("div", ["class": "count"]) { html in
      html.add("strong", String(number))
      html.add("span", what)
      html.add("small", words)
    }
  }

  func writeScope(_ html: inout HTML) {
    let network = context.network
    section(&html, "scope", "What was read, and what was not") { html in
      html.table(
        "Objects that were read and are modelled", ["Kind", "Number"],
        inspection.counts.filter { $0.count > 0 }.map { [$0.kind, String($0.count)] },
        className: "narrow")
      html.add("h3", "Not collected")
      let calls = inspection.imported.failedCalls
      html.list(
        calls.prefix(200).map { call in
          "\(call.call)\(call.object.map { " of \($0)" } ?? "") in \(call.account)/\(call.region): \(call.code)"
        })
      let unread = network.assumptions.filter { $0.name == "collection.not-read" }.map(\.text)
      html.list(unread)
      if calls.isEmpty, unread.isEmpty {
        html.paragraph("The input names no call that failed, and no account or Region that was left out.")
      }
      html.add("h3", "Read, but not modelled")
      if inspection.unmodelled.isEmpty, inspection.imported.unsupported.isEmpty {
        html.paragraph("Everything that was read is modelled.")
      } else {
        html.table(
          "A verdict that depends on one of these is unknown", ["Kind", "Number", "Objects"],
          inspection.unmodelled.map { entry in
            let rest = entry.names.count > 8 ? ", and \(entry.names.count - 8) more" : ""
            return [
              entry.kind, String(entry.names.count),
              entry.names.prefix(8).joined(separator: ", ") + rest,
            ]
          }
            + inspection.imported.unsupported.map {
              ["answers under \($0.key)", String($0.count), ""]
            })
      }
      html.add("h3", "Not known")
      if network.unknowns.isEmpty {
        html.paragraph("Nothing that was read is unknown in a way that a verdict could depend on.")
      } else {
        html.table(
          "A verdict is unknown where one of these lies on a relevant path",
          ["Object", "Why", "Rule", "Where"],
          network.unknowns.prefix(200).map {
            ["\($0.object) (\($0.kind))", $0.reason, $0.rule, context.place($0.origin) ?? ""]
          })
        if network.unknowns.count > 200 {
          html.paragraph("And \(network.unknowns.count - 200) more: isola inspect lists them.")
        }
      }
      html.add("h3", "Assumed, because the input does not say")
      html.list(network.assumptions.map { "\($0.text) [\($0.name)]" })
      if network.assumptions.isEmpty { html.paragraph("Nothing.") }
      let remarks = report.networkWarnings + report.warnings
      if !remarks.isEmpty {
        html.add("h3", "Remarks about the input")
        html.list(
          remarks.prefix(100).map { remark in
            "\(remark.message) [\(remark.code)]\(context.place(remark.range).map { " — \($0)" } ?? "")"
          })
      }
    }
  }
}

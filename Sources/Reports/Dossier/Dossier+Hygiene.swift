import NetworkModel
import RuleHygiene

extension Dossier {
  /// Rules that do nothing, or let in more than anybody.
  func writeHygiene(_ html: inout HTML) {
    guard let hygiene = supplements.hygiene else { return }
    section(&html, "hygiene", "Hygiene of rules") { html in
      html.paragraph(
        "None of this changes a verdict. That a rule is superfluous was decided by the solver for all packets and whoever the members of groups are: removing it changes what its filter says to no packet.")
      for kind in RuleHygiene.Kind.allCases {
        let found = hygiene.findings.filter { $0.kind == kind }
        guard !found.isEmpty else { continue }
        html.add("h3", "\(kind.title) (\(found.count))")
        let isExplained = found.contains { !$0.because.isEmpty }
        html.table(
          kind.sentence, ["Object", "Rule"] + (isExplained ? ["Because of"] : []) + ["Where"],
          found.prefix(Self.hygieneLimit).map { finding in
            [
              context.title(finding.object, kind: kind == .shadowedEntry ? "networkAcl" : "securityGroup"),
              finding.rule ?? "",
            ] + (isExplained ? [finding.because.prefix(6).joined(separator: ", ")] : [])
              + [context.place(finding.origin) ?? ""]
          })
        if found.count > Self.hygieneLimit {
          html.paragraph("And \(found.count - Self.hygieneLimit) more.")
        }
      }
      if hygiene.findings.isEmpty { html.paragraph("Nothing was found.") }
      if hygiene.isCut { html.paragraph("Not every group and network ACL was looked at: there are too many.") }
    }
  }

  private static let hygieneLimit = 100
}

extension RuleHygiene.Kind {
  fileprivate var title: String {
    switch self {
    case .unusedGroup: "Unused groups"
    case .idleRule: "Rules about nobody"
    case .coveredRule: "Superfluous rules"
    case .shadowedEntry: "Shadowed entries of network ACLs"
    case .broadRule: "Rules open to everybody"
    }
  }

  fileprivate var sentence: String {
    switch self {
    case .unusedGroup: "No interface has the group, and no rule names it"
    case .idleRule: "The peer is a group without members, a stale group or an empty list"
    case .coveredRule: "Other rules of the group let through everything that the rule does"
    case .shadowedEntry: "Earlier entries decide every packet that the entry is about"
    case .broadRule: "Every address may come in, by every protocol or on every port"
    }
  }
}

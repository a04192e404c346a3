import Checker
import NetworkModel
import PolicyTypes
import SourceText

extension QueryReport {
  /// The answer on the first line, then what shows it.
  package func text(_ context: ReportContext, colour: Bool) -> String {
    var page = TextPage(colour: colour)
    if isAboutSets {
      writeRows(context, &page)
    } else {
      writeAnswer(context, &page)
    }
    page.unknowns(unknowns, context)
    page.footer(context)
    return page.text
  }

  private func writeAnswer(_ context: ReportContext, _ page: inout TextPage) {
    switch result.answer {
    case .reachable:
      page.line(page.paint("reachable", .strong))
      page.line()
      guard let witness = result.witness else { return }
      page.wrap(
        "For example this packet arrives, from \(context.text(witness.emitter)):", indent: 2)
      page.witness(witness, context, showsReply: isTwoWay, marksAdmission: true)
    case .unreachable:
      page.line(page.paint("unreachable", .strong))
      page.line()
      guard !result.blockers.isEmpty else {
        page.wrap("No packet of the question can be sent or arrive.", indent: 2)
        return
      }
      page.wrap("Every packet of the question is stopped by one of these:", indent: 2)
      page.blockers(result.blockers, context)
    case .unknown:
      page.line(page.paint("unknown", .doubtful))
      page.line()
      page.wrap(
        "Nothing that is known lets a packet through, but what is not known might.", indent: 2)
      if !result.blockers.isEmpty {
        page.wrap("What is known stops packets here:", indent: 2)
        page.blockers(result.blockers, context)
      }
    }
  }

  private var isTwoWay: Bool {
    switch asked {
    case .deliver: false
    case .reach, .whoReaches, .whatReaches: true
    }
  }

  private func writeRows(_ context: ReportContext, _ page: inout TextPage) {
    if result.rows.isEmpty {
      page.line(page.paint("none", .strong))
      page.line()
      page.wrap(
        "Nobody can: there is no exchange that answers `\(DisplayText.escape(question))`.",
        indent: 2)
      return
    }
    let members = result.rows.reduce(0) { $0 + $1.members.count }
    let classes = counted(result.rows.count, "class", "classes")
    page.line(page.paint("\(counted(members, "end", "ends")) in \(classes)", .strong))
    for row in result.rows {
      page.line()
      let isUnknown = row.answer == .unknown
      let ids = DisplayText.escape(row.text)
      let names = context.names(ofClass: row.text)
      page.wrap(page.paint(names ?? ids, .strong) + (isUnknown ? "  (unknown)" : ""), indent: 2)
      if names != nil { page.wrap(page.paint(ids, .faint), indent: 4) }
      let shown = row.members.prefix(8).map { context.title($0, kind: "networkInterface") }
      let more = row.members.count > 8 ? ", and \(row.members.count - 8) more" : ""
      page.wrap(
        "\(row.members.count): " + shown.joined(separator: ", ") + more, indent: 4, hanging: 7)
      if !row.traffic.isEmpty {
        let traffic = row.traffic.map(PacketText.traffic).joined(separator: ", ")
        page.wrap("on " + traffic, indent: 4, hanging: 7)
      }
      if let witness = row.witness {
        page.wrap("for example " + PacketText.line(witness.packet), indent: 4, hanging: 7)
      }
    }
  }
}

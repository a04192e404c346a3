import Checker
import Differences
import NetworkModel
import PolicyTypes
import Simulator
import SourceText

extension DiffReport {
  /// For people: what opens first, with the way of a packet; what closes; what cannot be compared; the policies.
  package func text(_ before: ReportContext, _ after: ReportContext, colour: Bool) -> String {
    var page = TextPage(colour: colour)
    for row in opened { write(row, "OPENED", .bad, before, after, &page) }
    for row in closed { write(row, "CLOSED", .good, before, after, &page) }
    for undecided in difference.undecided { write(undecided, after, &page) }
    let changed = judgements.filter(\.isChanged)
    for judgement in changed {
      let was = judgement.before?.rawValue ?? "not there"
      page.wrap(
        "POLICY  \(DisplayText.escape(judgement.name))  [\(judgement.severity.rawValue)]: \(was) before, "
          + "\(judgement.after.rawValue) after", hanging: 8)
    }
    if !changed.isEmpty { page.line() }
    page.wrap(
      "\(counted(difference.opened.count, "pair")) opened, \(counted(difference.closed.count, "pair")) closed, "
        + "\(counted(difference.undecided.count, "doubt")), "
        + "\(counted(changed.count, "policy", "policies")) with another verdict")
    let parties = [("added", difference.added), ("removed", difference.removed)]
    for (word, list) in parties where !list.isEmpty {
      page.wrap("\(word): \(names(list, word == "added" ? after : before))", hanging: 4)
    }
    return page.text
  }

  private func write(
    _ row: Row, _ word: String, _ paint: TextPage.Paint, _ before: ReportContext, _ after: ReportContext,
    _ page: inout TextPage
  ) {
    let context = word == "OPENED" ? after : before
    page.wrap(
      "\(page.paint(word, paint))  \(names(row.flows.from, context)) → \(names(row.flows.to, context))", hanging: 8)
    for (box, replayed) in zip(row.flows.pairs.first?.boxes ?? [], row.replayed).prefix(8) {
      let words = FlowWords(box)
      page.wrap("\(words.traffic)   \(words.ends)", indent: 4, hanging: 6)
      page.wrap("for example \(PacketText.line(replayed.packet))", indent: 6)
      page.wrap("before: \(fate(replayed.before, before))", indent: 8, hanging: 10)
      page.wrap("after:  \(fate(replayed.after, after))", indent: 8, hanging: 10)
    }
    let left = (row.flows.pairs.first?.boxes.count ?? 0) - 8
    if left > 0 { page.wrap("and \(counted(left, "more set")): --format json lists all", indent: 4) }
    if row.flows.pairs.count > 1 {
      page.wrap(
        "\(row.flows.pairs.count) pairs, each under its own addresses; shown is the first", indent: 4)
    }
    page.line()
  }

  private func write(_ undecided: Undecided, _ context: ReportContext, _ page: inout TextPage) {
    let side =
      switch undecided.side {
      case .before: "before the change only"
      case .after: "after the change only"
      case .both: "before and after"
      }
    page.wrap(
      "\(page.paint("UNKNOWN", .doubtful))  \(DisplayText.escape(undecided.reason.object)): "
        + "\(DisplayText.escape(undecided.reason.reason)) [\(undecided.reason.rule)], \(side)", hanging: 9)
    page.wrap("on the way of packets from \(names(undecided.from, context))", indent: 4, hanging: 6)
    page.line()
  }

  private func names(_ parties: [Party], _ context: ReportContext) -> String {
    let shown = parties.prefix(6).map { party in
      switch party {
      case .interface(let name): context.title(name, kind: "networkInterface")
      case .internet, .onPremises, .service: DisplayText.escape(party.text)
      }
    }.joined(separator: ", ")
    return parties.count > 6 ? shown + " and \(parties.count - 6) more" : shown
  }

  private func fate(_ leg: Leg?, _ context: ReportContext) -> String {
    guard let leg else { return "the sender does not exist" }
    let deciding = leg.hops.last { $0.rule != nil && $0.origin != nil }
    let place = deciding.flatMap { context.place($0.origin) }.map { " (\($0))" } ?? ""
    switch leg.disposition {
    case .delivered(let receiver):
      let rule = TextPage.admittingHop(leg).map { leg.hops[$0] }
      let by = rule.map {
        ", let through by \(DisplayText.escape($0.rule ?? "a rule")) of \(context.title($0.component, kind: $0.kind))"
          + (context.place($0.origin).map { " (\($0))" } ?? "")
      }
      return "arrives at \(context.text(receiver))\(by ?? place)"
    case .dropped(let code):
      let hop = leg.hops.last.map { " at \(context.title($0.component, kind: $0.kind))" } ?? ""
      return "dropped\(hop): \(code.meaning) (\(code.rawValue))"
    case .unknown(let unknown): return "unknown: \(DisplayText.escape(unknown.reason))"
    }
  }
}

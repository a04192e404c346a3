import Checker
import Differences
import Explanations
import NetworkEdits
import NetworkModel
import SourceText

extension RepairReport {
  /// Pairs of ends that are shown for one effect.
  private static let shown = 6

  package func text(_ context: ReportContext, colour: Bool) -> String {
    var page = TextPage(colour: colour)
    switch answer {
    case .holds: page.line(page.paint("holds", .good) + ": nothing has to change")
    case .vacuous: page.line("vacuous: it says nothing about this network, and no change is looked for")
    case .unsupported:
      page.wrap("no changes are known for claims about ways (`through`, `bypassing`, `encrypted`); `why policy` shows the way")
    case .unknown:
      page.line(page.paint("unknown", .doubtful) + ": nobody knows whether it holds, and no change is looked for")
      page.unknowns(result.unknowns, context)
    case .fixable: write(&page, context)
    case .unfixable: explain(&page, context)
    }
    page.footer(context)
    return page.text
  }

  private func write(_ page: inout TextPage, _ context: ReportContext) {
    for (number, offer) in offers.enumerated() {
      if number > 0 { page.line() }
      let repair = offer.repair
      page.line(page.paint("fix \(number + 1)", .strong) + " (cost \(repair.cost))")
      for edit in repair.edits {
        for words in edit.words(context) {
          let indent = words.hasPrefix("  ") ? 6 : 4
          page.wrap((indent == 6 ? "" : "- ") + words, indent: indent, hanging: 6)
        }
      }
      effects(repair, context, &page)
      for judgement in offer.judgements where judgement.isChanged {
        page.wrap(
          "policy \(DisplayText.escape(judgement.name)): \(judgement.before?.rawValue ?? "not there") before, "
            + "\(judgement.after.rawValue) after", indent: 2)
      }
      page.heading("AWS CLI:")
      for command in commands(repair, context) { page.line("    " + DisplayText.escape(command)) }
      page.heading("Terraform:")
      for line in terraform(repair, context).split(separator: "\n") { page.line("    " + DisplayText.escape(String(line))) }
    }
    if result.isCut {
      page.line()
      page.line("Other changes may exist.")
    }
  }

  private func effects(_ repair: Repair, _ context: ReportContext, _ page: inout TextPage) {
    let difference = repair.difference
    list("opens", difference.opened, context, &page)
    list("closes", difference.closed, context, &page)
    for undecided in difference.undecided.prefix(Self.shown) {
      page.wrap(
        "what it does is not known where \(DisplayText.escape(undecided.reason.object)) is on the way: "
          + DisplayText.escape(undecided.reason.reason), indent: 2, hanging: 4)
    }
    if repair.isExact {
      page.wrap("It opens and closes nothing else.", indent: 2)
    } else {
      list(page.paint("not asked for, but opened:", .bad), repair.sideEffects.opened, context, &page)
      list(page.paint("not asked for, but closed:", .bad), repair.sideEffects.closed, context, &page)
    }
  }

  private func list(
    _ word: String, _ pairs: [PairFlows], _ context: ReportContext, _ page: inout TextPage
  ) {
    guard !pairs.isEmpty else { return }
    page.line("  " + word)
    for pair in pairs.prefix(Self.shown) {
      let boxes = pair.boxes.prefix(3).map { FlowWords($0) }.map { "\($0.traffic)  \($0.ends)" }.joined(separator: "; ")
      let left = pair.boxes.count > 3 ? " and \(pair.boxes.count - 3) more" : ""
      page.wrap("\(name(pair.from, context)) → \(name(pair.to, context)): \(boxes)\(left)", indent: 4, hanging: 6)
    }
    if pairs.count > Self.shown {
      page.line("    and \(counted(pairs.count - Self.shown, "more pair")): `.mode json` lists all")
    }
  }

  private func name(_ party: Party, _ context: ReportContext) -> String {
    switch party {
    case .interface(let name): context.title(name, kind: "networkInterface")
    case .internet, .onPremises, .service: DisplayText.escape(party.text)
    }
  }

  private func explain(_ page: inout TextPage, _ context: ReportContext) {
    page.line(page.paint("no fix", .bad) + (result.isCut ? " was found; the search met a limit" : " with the changes that are known here"))
    for obstacle in result.obstacles.prefix(8) {
      let packet = PacketText.line(obstacle.witness.packet)
      if let stop = obstacle.stop {
        let place = stop.hop.map { " at \(context.title($0.component, kind: $0.kind))" } ?? ""
        page.wrap("- \(packet) is stopped\(place): \(stop.code.meaning) (\(stop.code.rawValue)); nothing here undoes that", indent: 2, hanging: 4)
      } else {
        page.wrap("- \(packet) arrives, and nothing on its way can be taken away", indent: 2, hanging: 4)
      }
    }
    page.unknowns(result.unknowns, context)
  }
}

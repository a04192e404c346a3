import NetworkModel
import Simulator
import SourceText

/// The way of a packet as a numbered table: who, what it did, and where the rule stands that made it so.
extension TextPage {
  mutating func path(_ leg: Leg, isReply: Bool, _ context: ReportContext, indent: Int = 4) {
    let words = HopWords(context: context, isReply: isReply, disposition: leg.disposition)
    let admitting = isReply ? nil : Self.admittingHop(leg)
    var rows: [[String]] = []
    for (index, hop) in leg.hops.enumerated() {
      let before = index > 0 ? leg.hops[index - 1] : nil
      var what = words.words(hop, before: before)
      if index == admitting { what = "▶ LET THROUGH BY \(ruleText(hop))" }
      if let place = context.place(hop.origin), hop.rule != nil || hop.action == "drop" {
        what += " — \(place)"
      }
      rows.append(["\(index + 1)", context.title(hop.component, kind: hop.kind), what])
    }
    let digits = String(leg.hops.count).count
    rows = rows.map { [String(repeating: " ", count: digits - $0[0].count) + $0[0], $0[1], $0[2]] }
    table(rows, indent: indent, limits: [digits, 38])
  }

  /// The last filter before the receiver: the rule that admitted the packet at its destination.
  static func admittingHop(_ leg: Leg) -> Int? {
    guard case .delivered = leg.disposition else { return nil }
    return leg.hops.indices.last { leg.hops[$0].kind == "securityGroup" && leg.hops[$0].action == "allow" }
  }

  private func ruleText(_ hop: Hop) -> String { DisplayText.escape(hop.rule ?? "a rule") }
}

import NetworkModel
import Simulator
import SourceText

/// The way of a packet as a numbered table: who, what it did, and where the rule stands that made
/// it so.
extension TextPage {
  /// `marksAdmission`: the rule that let the packet through to its receiver stands out.
  mutating func path(
    _ leg: Leg, isReply: Bool, _ context: ReportContext, marksAdmission: Bool, indent: Int = 4
  ) {
    let words = HopWords(context: context, isReply: isReply, disposition: leg.disposition)
    let admitting = marksAdmission ? Self.admittingHop(leg) : nil
    let digits = String(leg.hops.count).count
    var rows: [[String]] = []
    var places: [String?] = []
    for (index, hop) in leg.hops.enumerated() {
      let number = String(index + 1)
      let before = index > 0 ? leg.hops[index - 1] : nil
      var what = words.words(hop, before: before)
      if index == admitting { what = "▶ " + paint("LET THROUGH BY", .bad) + " \(words.rule(hop))" }
      rows.append([
        String(repeating: " ", count: digits - number.count) + number,
        context.title(hop.component, kind: hop.kind), what,
      ])
      places.append(hop.rule == nil ? nil : context.place(hop.origin))
    }
    table(rows, indent: indent, limits: [digits, 44], notes: places)
  }

  /// The last filter before the receiver: the rule that admitted the packet at its destination.
  static func admittingHop(_ leg: Leg) -> Int? {
    guard case .delivered = leg.disposition else { return nil }
    return leg.hops.indices.last {
      leg.hops[$0].kind == "securityGroup" && leg.hops[$0].action == "allow"
    }
  }
}

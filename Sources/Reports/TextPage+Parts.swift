import Checker
import NetworkModel
import Simulator
import SourceText

/// Parts that several reports share.
extension TextPage {
  /// The packet, its path, and what becomes of the reply.
  mutating func witness(
    _ witness: Witness, _ context: ReportContext, showsReply: Bool, marksAdmission: Bool
  ) {
    line()
    line("      " + paint(PacketText.line(witness.packet), .strong))
    line()
    path(
      witness.exchange.forward, isReply: false, context,
      marksAdmission: marksAdmission && witness.relays.isEmpty)
    for (index, relay) in witness.relays.enumerated() {
      line()
      let node = context.title(context.network.interfaces[relay.node].name, kind: "networkInterface")
      wrap("Passed on by the load balancer at \(node):", indent: 2)
      path(
        relay.leg, isReply: false, context,
        marksAdmission: marksAdmission && index + 1 == witness.relays.count)
    }
    guard witness.exchange.reply != nil else { return }
    line()
    reply(witness.exchange, context, showsPath: showsReply)
  }

  /// Whether the reply comes back, with its path where it matters.
  mutating func reply(_ exchange: Exchange, _ context: ReportContext, showsPath: Bool) {
    guard let reply = exchange.reply else { return }
    switch exchange.outcome {
    case .complete:
      wrap(
        "The reply gets back to the sender"
          + (showsPath ? ":" : ", so a connection can be opened."), indent: 2)
      if showsPath { path(reply, isReply: true, context, marksAdmission: false) }
    case .replyFailed(let code):
      wrap("The packet arrives, but the reply would be blocked (\(code.rawValue)):", indent: 2)
      path(reply, isReply: true, context, marksAdmission: false)
    case .unknown(let unknown):
      wrap(
        "Whether the reply gets back is not known: \(DisplayText.escape(unknown.reason)).",
        indent: 2)
    case .forwardFailed: return
    }
  }

  mutating func blockers(_ blockers: [Blocker], _ context: ReportContext) {
    for (index, blocker) in blockers.enumerated() {
      let leg = blocker.leg == .reply ? "the reply is stopped" : "stopped"
      var words = "\(index + 1). \(leg)"
      if let hop = blocker.hop {
        words += " at \(context.title(hop.component, kind: hop.kind))"
        words += ": \(blocker.code.meaning(at: hop)) (\(blocker.code.rawValue))"
        if let rule = hop.rule { words += " [\(DisplayText.escape(rule))]" }
        if let place = context.place(hop.origin) { words += " — \(place)" }
      } else {
        words += ": \(blocker.code.meaning) (\(blocker.code.rawValue))"
      }
      wrap(words, indent: 4, hanging: 7)
    }
    if blockers.count >= Blocker.limit { wrap("There may be more.", indent: 4) }
  }

  /// Each reason with its object, its rule and what to collect.
  mutating func unknowns(_ unknowns: [Unknown], _ context: ReportContext) {
    guard !unknowns.isEmpty else { return }
    line()
    heading("Not known (\(unknowns.count)):")
    reasons(unknowns, context)
  }

  mutating func reasons(_ unknowns: [Unknown], _ context: ReportContext, indent: Int = 2) {
    for unknown in unknowns {
      var words =
        "- \(DisplayText.escape(unknown.object)) (\(DisplayText.escape(unknown.kind))): \(DisplayText.escape(unknown.reason))"
      words += " [\(unknown.rule)]"
      if let place = context.place(unknown.origin) { words += " — \(place)" }
      wrap(words, indent: indent + 2, hanging: indent + 4)
      wrap(unknown.advice, indent: indent + 4)
    }
  }

  /// What every report ends with: where its files are, and what was assumed.
  mutating func footer(_ context: ReportContext) {
    if !context.folder.isEmpty {
      line()
      line(paint("Files of the network are in \(DisplayText.escape(context.folder))", .faint))
    }
    assumptions(context.network.assumptions)
  }

  private mutating func assumptions(_ assumptions: [Assumption]) {
    guard !assumptions.isEmpty else { return }
    line()
    line(paint("Assumed, because the input does not say:", .faint))
    for assumption in assumptions {
      wrap("- \(DisplayText.escape(assumption.text)) [\(assumption.name)]", indent: 2, hanging: 4)
    }
  }
}

import Checker
import NetworkModel
import PolicyTypes
import Simulator
import SourceText

/// A page for each policy that is violated.
extension Dossier {
  func writeFindings(_ html: inout HTML) {
    section(&html, "findings", "Findings") { html in
      let violated = report.policies.enumerated().filter { $0.element.verdict == .violated }
        .sorted { ($1.element.policy.severity, $0.offset) < ($0.element.policy.severity, $1.offset) }
      if violated.isEmpty { html.paragraph("No policy is violated.") }
      for (number, result) in violated {
        html.add("article", ["id": Self.anchor(number), "class": "finding"]) { html in
          html.add("h3", "✘ violated: \(result.policy.name)")
          about(result, &html)
          for claim in result.claims {
            html.add("p", ["class": "claim"], "Claim: \(ClaimWords.sentence(claim.claim))")
            switch claim.verdict {
            case .violated:
              if let failed = claim.failed { html.paragraph("When \(failed) fails:") }
              if claim.claim.ignoresFilters { html.paragraph("With every security group and network ACL open:") }
              if let witness = claim.witness { finding(claim.claim, witness, &html) }
            case .proved: html.paragraph("This claim is proved.")
            case .unknown, .vacuous: html.paragraph("This claim is \(claim.verdict.rawValue).")
            }
          }
          for objects in result.objects { writeObjects(objects, &html) }
        }
        html.newLine()
      }
    }
  }

  private func finding(_ claim: Claim, _ witness: Witness, _ html: inout HTML) {
    html.paragraph(sentence(claim, witness))
    html.add("p", ["class": "packet"]) { $0.add("code", PacketText.line(witness.packet)) }
    html.newLine()
    let isMarked = claim.kind.forbids && witness.relays.isEmpty
    leg("The way of the packet", witness.exchange.forward, isReply: false, marks: isMarked, &html)
    for (index, relay) in witness.relays.enumerated() {
      let node = context.title(context.network.interfaces[relay.node].name, kind: "networkInterface")
      leg(
        "Passed on by the load balancer at \(node)", relay.leg, isReply: false,
        marks: claim.kind.forbids && index + 1 == witness.relays.count, &html)
    }
    reply(witness.exchange, &html)
    let edits =
      claim.kind.forbids && !claim.ignoresFilters
      ? Remedies(context.network, witness, needsReply: claim.kind == .forbidConnections).edits : []
    if !edits.isEmpty {
      html.add("h4", "What would stop this packet (each was tried on a copy of the network)")
      html.list(edits.map { $0.words(context) })
      html.paragraph("Other packets may break the claim in other ways: check again after a change.")
    } else if !claim.kind.forbids, let enabler = Enabler(witness.exchange)?.words(context) {
      html.add("h4", "What would let it through")
      html.paragraph("\(enabler). It may be stopped again further on.")
    }
  }

  private func sentence(_ claim: Claim, _ witness: Witness) -> String {
    let sender = context.text(witness.emitter)
    let end = witness.lastLeg.disposition
    guard !claim.kind.forbids else {
      if case .delivered(let receiver) = end {
        return "But this packet from \(sender) arrives at \(context.text(receiver)):"
      }
      return "But this packet from \(sender) arrives:"
    }
    switch (witness.exchange.forward.disposition, witness.exchange.outcome) {
    case (.dropped(let code), _): return "But this packet from \(sender) does not arrive (\(code.rawValue)):"
    case (.delivered(let receiver), .replyFailed):
      return "But this packet from \(sender) to \(context.text(receiver)) gets no answer:"
    case (.delivered(let receiver), _):
      return "But this packet from \(sender) is delivered to \(context.text(receiver)) instead:"
    case (.unknown, _): return "But this packet from \(sender) may not arrive:"
    }
  }

  private func reply(_ exchange: Exchange, _ html: inout HTML) {
    guard let reply = exchange.reply else { return }
    switch exchange.outcome {
    case .complete: html.paragraph("The reply gets back to the sender, so a connection can be opened.")
    case .replyFailed(let code):
      leg("The reply, which is blocked (\(code.rawValue))", reply, isReply: true, marks: false, &html)
    case .unknown(let unknown): html.paragraph("Whether the reply gets back is not known: \(unknown.reason).")
    case .forwardFailed: break
    }
  }

  /// A picture of one leg and the table that says the same.
  private func leg(
    _ title: String, _ leg: Leg, isReply: Bool, marks: Bool, _ html: inout HTML
  ) {
    let words = HopWords(context: context, isReply: isReply, disposition: leg.disposition)
    let admitting = marks ? TextPage.admittingHop(leg) : nil
    var steps: [PathPicture.Step] = []
    var rows: [[String]] = []
    for (index, hop) in leg.hops.enumerated() {
      let before = index > 0 ? leg.hops[index - 1] : nil
      var what = words.words(hop, before: before)
      if index == admitting { what = "▶ let through by \(words.rule(hop))" }
      let name = context.title(hop.component, kind: hop.kind)
      let emphasis: PathPicture.Emphasis =
        index == admitting ? .decides : hop.action == "drop" ? .stops : .plain
      steps.append(.init(kind: hop.kind, name: name, words: what, emphasis: emphasis))
      rows.append([
        String(index + 1), name, what, hop.semantics,
        hop.rule == nil ? "" : context.place(hop.origin) ?? "",
      ])
    }
    PathPicture(title: title, steps: steps).write(&html)
    html.table(
      title, ["Step", "Object", "What it does", "Rule", "File and line"], rows, className: "path")
  }
}

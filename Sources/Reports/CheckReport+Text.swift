import Checker
import NetworkModel
import PolicyTypes
import Simulator
import SourceText

extension CheckReport {
  /// The report for people: what is wrong first and in full, then what is not known, then the rest on one line each.
  package func text(_ context: ReportContext, colour: Bool) -> String {
    var page = TextPage(colour: colour)
    for verdict in [Verdict.violated, .unknown, .vacuous, .proved] {
      for policy in policies where policy.verdict == verdict {
        write(policy, context, &page)
        page.line()
      }
    }
    page.line(summary(page))
    if !timings.isEmpty {
      page.wrap("time: " + timings.map { "\($0.step) \($0.milliseconds) ms" }.joined(separator: ", "))
    }
    page.assumptions(context.network.assumptions)
    return page.text
  }

  private func summary(_ page: TextPage) -> String {
    let parts: [(Int, String, TextPage.Paint)] = [
      (count(.violated), "violated", .bad), (count(.unknown), "unknown", .doubtful),
      (count(.vacuous), "vacuous", .doubtful), (count(.proved), "proved", .good),
    ]
    let counts = parts.map { $0.0 == 0 ? "0 \($0.1)" : page.paint("\($0.0) \($0.1)", $0.2) }
    return "\(counted(policies.count, "policy", "policies")): " + counts.joined(separator: ", ")
  }

  private func write(_ result: PolicyResult, _ context: ReportContext, _ page: inout TextPage) {
    writeHeading(result, context, &page)
    switch result.verdict {
    case .proved: writeProved(result, &page)
    case .violated, .unknown, .vacuous:
      writeWhy(result.policy, &page)
      for claim in result.claims { write(claim, context, &page) }
    }
  }

  private func writeHeading(_ result: PolicyResult, _ context: ReportContext, _ page: inout TextPage) {
    let (word, paint): (String, TextPage.Paint) =
      switch result.verdict {
      case .proved: ("PROVED", .good)
      case .violated: ("VIOLATED", .bad)
      case .unknown: ("UNKNOWN", .doubtful)
      case .vacuous: ("VACUOUS", .doubtful)
      }
    let policy = result.policy
    var words = "\(page.paint(word, paint))  \(page.paint(DisplayText.escape(policy.name), .strong))"
    words += "  [\(policy.severity.rawValue)]"
    if let place = context.place(policy.range) { words += "  \(page.paint(place, .faint))" }
    page.line(words)
  }

  private func writeWhy(_ policy: CheckedPolicy, _ page: inout TextPage) {
    if let rationale = policy.rationale {
      page.wrap("Why it matters: \(DisplayText.escape(rationale))", indent: 2, hanging: 4)
    }
    if !policy.controls.isEmpty {
      let controls = policy.controls.map(DisplayText.escape).joined(separator: ", ")
      page.wrap("Controls: \(controls)", indent: 2, hanging: 4)
    }
    if let owner = policy.owner { page.wrap("Owner: \(DisplayText.escape(owner))", indent: 2, hanging: 4) }
  }

  private func writeProved(_ result: PolicyResult, _ page: inout TextPage) {
    let obligations = result.claims.reduce(0) { $0 + $1.obligations }
    let exceptions = result.claims.reduce(0) { $0 + $1.claim.exceptions.count }
    let vacuous = result.claims.filter { $0.verdict == .vacuous }
    let except = exceptions == 0 ? "" : ", with \(counted(exceptions, "exception"))"
    page.wrap(
      "Holds for every packet\(except): \(counted(obligations, "obligation")) discharged by the solver.",
      indent: 2)
    for claim in vacuous {
      page.wrap(
        "One claim says nothing: \(DisplayText.escape(claim.emptiness ?? "it is about no traffic")).",
        indent: 2, hanging: 4)
    }
  }

  private func write(_ result: ClaimResult, _ context: ReportContext, _ page: inout TextPage) {
    let sentence = DisplayText.escape(ClaimWords.sentence(result.claim))
    page.wrap("Claim: \(sentence)", indent: 2, hanging: 9)
    switch result.verdict {
    case .proved: page.wrap("This claim is proved.", indent: 2)
    case .violated:
      guard let witness = result.witness else { return }
      page.line()
      if result.claim.kind.forbids {
        writeForbidden(result.claim, witness, context, &page)
      } else {
        writeRequired(witness, context, &page)
      }
    case .unknown:
      page.wrap(
        "No packet is known to break it, but these could change that:", indent: 2)
      page.unknowns(result.unknowns, context)
    case .vacuous:
      let emptiness = result.emptiness ?? "it is about no traffic"
      page.wrap("It says nothing about this network: \(DisplayText.escape(emptiness)).", indent: 2)
    }
  }

  private func writeForbidden(
    _ claim: Claim, _ witness: Witness, _ context: ReportContext, _ page: inout TextPage
  ) {
    let forward = witness.exchange.forward
    var receiver = ""
    if case .delivered(let end) = forward.disposition { receiver = " at \(context.text(end))" }
    page.wrap(
      "But this packet from \(context.text(witness.emitter)) arrives\(receiver):", indent: 2)
    page.witness(witness, context, twoWay: claim.kind == .forbidConnections)
    let remedies = Remedies(context.network, witness, needsReply: claim.kind == .forbidConnections)
    let edits = remedies.edits
    guard !edits.isEmpty else { return }
    page.line()
    page.heading("What would stop this packet (each was tried on a copy of the network):")
    for edit in edits { page.edit(edit, context) }
    page.wrap("Other packets may break the claim in other ways; check again after a change.", indent: 4)
  }

  private func writeRequired(
    _ witness: Witness, _ context: ReportContext, _ page: inout TextPage
  ) {
    let exchange = witness.exchange
    switch exchange.forward.disposition {
    case .dropped(let code):
      page.wrap(
        "But this packet from \(context.text(witness.emitter)) does not arrive: \(code.meaning) (\(code.rawValue)).",
        indent: 2)
      page.witness(witness, context, twoWay: true)
      page.line()
      page.wrap("To let it through: \(code.advice). It may be stopped again further on.", indent: 2)
    case .delivered(let receiver):
      if case .replyFailed(let code) = exchange.outcome {
        page.wrap(
          "But the reply to this packet from \(context.text(witness.emitter)) does not come back: "
            + "\(code.meaning) (\(code.rawValue)).", indent: 2)
        page.witness(witness, context, twoWay: true)
        page.line()
        page.wrap("To let it through: \(code.advice).", indent: 2)
      } else {
        page.wrap("But this packet is delivered to \(context.text(receiver)) instead:", indent: 2)
        page.witness(witness, context, twoWay: true)
      }
    case .unknown: page.witness(witness, context, twoWay: true)
    }
  }
}

extension TextPage {
  mutating func edit(_ edit: Remedy, _ context: ReportContext) {
    wrap("- \(edit.words(context))", indent: 4, hanging: 6)
  }
}

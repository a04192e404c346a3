import Checker
import NetworkModel
import PolicyTypes
import Simulator
import SourceText

extension CheckReport {
  /// The report for people: what is wrong first and in full, then what is not known, then the rest
  /// on one line each.
  package func text(_ context: ReportContext, colour: Bool) -> String {
    var page = TextPage(colour: colour)
    for verdict in [Verdict.violated, .unknown, .vacuous, .proved] {
      for policy in policies where policy.verdict == verdict {
        write(policy, context, &page)
        page.line()
      }
    }
    for policy in notAssessed {
      var words = "\(page.paint("NOT ASSESSED", .faint))  \(page.paint(DisplayText.escape(policy.name), .strong))"
      if let place = context.place(policy.range) { words += "  \(page.paint(place, .faint))" }
      page.line(words)
      page.wrap("It does not apply: what it is about is not in this network.", indent: 2)
      page.line()
    }
    page.line(summary(page))
    writeAssumptions(context, &page)
    writeRemarks(context, &page)
    if !timings.isEmpty {
      page.wrap(
        "time: "
          + timings.map {
            "\($0.step) \($0.milliseconds) ms (processor \($0.processorMilliseconds) ms)"
          }.joined(separator: ", "))
      page.wrap(
        "counts: " + counters.map { "\($0.name) \($0.value)" }.joined(separator: ", "))
    }
    page.footer(context)
    return page.text
  }

  /// Nothing that was not understood stays unsaid, even where no verdict depends on it.
  private func writeRemarks(_ context: ReportContext, _ page: inout TextPage) {
    let open = context.network.openRanges.map { "`\(DisplayText.escape($0.name))`" }
    if !open.isEmpty, count(.proved) > 0 {
      let more = open.count > 8 ? " and \(open.count - 8) more" : ""
      page.wrap("What is proved holds for every value of \(open.prefix(8).joined(separator: ", "))\(more).")
    }
    let unmodelled = context.network.unmodelled.count
    var parts: [String] = []
    if unmodelled > 0 {
      parts.append("\(counted(unmodelled, "object")) of kinds that are not modelled")
    }
    if !networkWarnings.isEmpty { parts.append(counted(networkWarnings.count, "warning")) }
    guard !parts.isEmpty else { return }
    page.wrap(
      "The network was read with \(parts.joined(separator: " and ")): isola inspect lists them.")
  }

  /// POL-18: what the files assume stands in every report, whatever the verdicts.
  private func writeAssumptions(_ context: ReportContext, _ page: inout TextPage) {
    for exception in assumptions {
      let place = context.place(exception.range).map { "  (\($0))" } ?? ""
      let words =
        "Assumed: no `\(exception.source.text)` to `\(exception.destination.text)` on \(exception.traffic.text)"
        + " — \(exception.reason.dropFirst("assumed: ".count))\(place)"
      page.wrap(DisplayText.escape(words), hanging: 2)
    }
  }

  private func summary(_ page: TextPage) -> String {
    let parts: [(Int, String, TextPage.Paint)] = [
      (count(.violated), "violated", .bad), (count(.unknown), "unknown", .doubtful),
      (count(.vacuous), "vacuous", .doubtful), (count(.proved), "proved", .good),
    ]
    let counts = parts.map { $0.0 == 0 ? "0 \($0.1)" : page.paint("\($0.0) \($0.1)", $0.2) }
    let apart = notAssessed.isEmpty ? "" : ", \(notAssessed.count) not assessed"
    return "\(counted(policies.count + notAssessed.count, "policy", "policies")): "
      + counts.joined(separator: ", ") + apart
  }

  private func write(_ result: PolicyResult, _ context: ReportContext, _ page: inout TextPage) {
    writeHeading(result, context, &page)
    switch result.verdict {
    case .proved: writeProved(result, &page)
    case .violated, .unknown, .vacuous:
      writeWhy(result.policy, &page)
      for claim in result.claims { write(claim, context, &page) }
      for objects in result.objects { write(objects, context, &page) }
    }
  }

  private func writeHeading(
    _ result: PolicyResult, _ context: ReportContext, _ page: inout TextPage
  ) {
    let (word, paint): (String, TextPage.Paint) =
      switch result.verdict {
      case .proved: ("PROVED", .good)
      case .violated: ("VIOLATED", .bad)
      case .unknown: ("UNKNOWN", .doubtful)
      case .vacuous: ("VACUOUS", .doubtful)
      }
    let policy = result.policy
    var words =
      "\(page.paint(word, paint))  \(page.paint(DisplayText.escape(policy.name), .strong))"
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
    if let shows = policy.shows {
      page.wrap("Shows: \(DisplayText.escape(shows))", indent: 2, hanging: 4)
    }
    if let omits = policy.omits {
      page.wrap("Does not show: \(DisplayText.escape(omits))", indent: 2, hanging: 4)
    }
    if let owner = policy.owner {
      page.wrap("Owner: \(DisplayText.escape(owner))", indent: 2, hanging: 4)
    }
  }

  private func writeProved(_ result: PolicyResult, _ page: inout TextPage) {
    let obligations =
      result.claims.reduce(0) { $0 + $1.obligations } + result.objects.reduce(0) { $0 + $1.obligations }
    guard !result.claims.isEmpty else {
      page.wrap("Holds of every object that it is about.", indent: 2)
      return
    }
    let excepted = result.claims.flatMap(\.claim.exceptions)
    let assumptions = excepted.count(where: \.isAssumption)
    let exceptions = excepted.count - assumptions
    let vacuous = result.claims.filter { $0.verdict == .vacuous }
    let except = exceptions == 0 ? "" : ", with \(counted(exceptions, "exception"))"
    let how =
      obligations == 0
      ? "every way to break it is ruled out before the solver is needed"
      : "\(counted(obligations, "obligation")) discharged by the solver"
    let hit = result.claims.contains(where: \.usesProposal) ? ", with an annotation from the cache" : ""
    page.wrap("Holds for every packet\(except): \(how)\(hit).", indent: 2)
    if assumptions > 0 {
      page.wrap("It rests on \(counted(assumptions, "assumption")) of the policy files.", indent: 2)
    }
    for claim in vacuous {
      page.wrap(
        "One claim has nothing to check — \(DisplayText.escape(claim.emptiness ?? "it is about no traffic")).",
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
      if let failed = result.failed {
        page.wrap("When `\(DisplayText.escape(failed))` fails:", indent: 2)
      }
      if result.claim.ignoresFilters {
        page.wrap("With every security group and network ACL open:", indent: 2)
      }
      page.line()
      if let way = result.claim.way {
        writeWay(way, witness, context, &page)
      } else if result.claim.kind.forbids {
        writeForbidden(result.claim, witness, context, &page)
      } else {
        writeRequired(witness, context, &page)
      }
    case .unknown:
      page.wrap(
        "No packet is known to break it, but these could change that:", indent: 2)
      page.reasons(result.unknowns, context)
      if let condition = result.condition { write(condition, result.claim, context, &page) }
    case .vacuous:
      let emptiness = result.emptiness ?? "it is about no traffic"
      page.wrap("Nothing to check — \(DisplayText.escape(emptiness)).", indent: 2)
    }
  }

  /// IAC-7: what the input leaves open may be such that the claim is violated.
  private func write(
    _ condition: OpenCondition, _ claim: Claim, _ context: ReportContext, _ page: inout TextPage
  ) {
    page.line()
    page.wrap("It is violated if \(condition.words): this packet from \(context.text(condition.witness.emitter)) "
      + "\(claim.kind.forbids ? "then breaks it" : "then does not get there and back"):", indent: 2)
    page.witness(condition.witness, context, showsReply: !claim.kind.forbids, marksAdmission: claim.kind.forbids)
  }

  /// Objects that a claim does not want, at most 20 of them.
  private func write(_ result: ObjectResult, _ context: ReportContext, _ page: inout TextPage) {
    page.wrap("Claim: \(DisplayText.escape(result.claim.text))", indent: 2, hanging: 9)
    switch result.verdict {
    case .proved: page.wrap("This claim holds of every object.", indent: 2)
    case .violated:
      for finding in result.findings.prefix(20) {
        let place = context.place(finding.origin).map { "  (\($0))" } ?? ""
        page.wrap(
          "- \(DisplayText.escape(finding.object)): \(DisplayText.escape(finding.reason))\(place)", indent: 4, hanging: 6)
      }
      if result.findings.count > 20 { page.line("    and \(result.findings.count - 20) more") }
    case .unknown:
      page.wrap("Nothing is known to break it, but these could change that:", indent: 2)
      page.reasons(result.unknowns, context)
    case .vacuous:
      page.wrap("Nothing to check — \(DisplayText.escape(result.emptiness ?? "no such object")).", indent: 2)
    }
  }

  private func writeForbidden(
    _ claim: Claim, _ witness: Witness, _ context: ReportContext, _ page: inout TextPage
  ) {
    var receiver = ""
    if case .delivered(let end) = witness.lastLeg.disposition {
      receiver = " at \(context.text(end))"
    }
    page.wrap(
      "But this packet from \(context.text(witness.emitter)) "
        + "\(witness.relays.isEmpty ? "arrives" : "is passed on and arrives")\(receiver):", indent: 2)
    let needsReply = claim.kind == .forbidConnections
    page.witness(witness, context, showsReply: needsReply, marksAdmission: true)
    guard !claim.ignoresFilters else { return }
    let edits = Remedies(context.network, witness, needsReply: needsReply).edits
    guard !edits.isEmpty else { return }
    page.line()
    page.heading("What would stop this packet (each was tried on a copy of the network):")
    for edit in edits { page.wrap("- \(edit.words(context))", indent: 4, hanging: 6) }
    page.wrap(
      "Other packets may break the claim in other ways: check again after a change.", indent: 4)
  }

  private func writeWay(
    _ way: WayCondition, _ witness: Witness, _ context: ReportContext, _ page: inout TextPage
  ) {
    let what =
      switch way.condition {
      case .passes(let places): "does not pass `\(places.text)` on one of its legs"
      case .avoids(let places): "passes `\(places.text)`"
      case .encrypted: "is not encrypted on every hop"
      case .within(let residence): "leaves \(residence.text) on one of its legs"
      case .mirrored(let places): "passes other members of `\(places.text)` than its reply"
      case .hops(let count): "takes more than \(counted(count, "hop")) on one of its legs"
      }
    page.wrap("But this packet from \(context.text(witness.emitter)) \(DisplayText.escape(what)):", indent: 2)
    page.witness(witness, context, showsReply: !way.isOneWay, marksAdmission: false)
    guard case .encrypted(let mechanisms) = way.condition else { return }
    let plain = plainHops(witness, Set(mechanisms), context)
    guard !plain.isEmpty else { return }
    page.line()
    page.heading("Not encrypted:")
    for hop in plain { page.wrap("- \(DisplayText.escape(hop))", indent: 4, hanging: 6) }
  }

  /// The hops of a witness, both legs, on which none of the mechanisms is active (ENC-1).
  private func plainHops(
    _ witness: Witness, _ accepted: Set<EncryptionMechanism>, _ context: ReportContext
  ) -> [String] {
    let simulator = Simulator(context.network, options: .init(uncollectedFilters: .open))
    var sender = Receiver.internet
    switch witness.emitter {
    case .interface(let id): sender = .interface(id)
    case .internet: break
    case .onPremises: sender = .onPremises
    }
    let forward = witness.exchange.forward.hops + witness.relays.flatMap(\.leg.hops)
    var hops = simulator.encryption(of: forward, startingAt: sender)
    if let reply = witness.exchange.reply, case .delivered(let end) = witness.exchange.forward.disposition {
      hops += simulator.encryption(of: reply.hops, startingAt: end)
    }
    var seen: Set<String> = []
    return hops.filter { $0.active.union($0.open).isDisjoint(with: accepted) }
      .map { "\($0.from) → \($0.to)" }.filter { seen.insert($0).inserted }
  }

  private func writeRequired(_ witness: Witness, _ context: ReportContext, _ page: inout TextPage) {
    let exchange = witness.exchange
    let sender = context.text(witness.emitter)
    switch (exchange.forward.disposition, exchange.outcome) {
    case (.dropped(let code), _):
      page.wrap("But this packet from \(sender) does not arrive (\(code.rawValue)):", indent: 2)
    case (.delivered(let receiver), .replyFailed):
      page.wrap(
        "But this packet from \(sender) to \(context.text(receiver)) gets no answer:", indent: 2)
    case (.delivered(let receiver), _):
      page.wrap(
        "But this packet from \(sender) is delivered to \(context.text(receiver)) instead:",
        indent: 2)
    case (.unknown, _): page.wrap("But this packet from \(sender) may not arrive:", indent: 2)
    }
    page.witness(witness, context, showsReply: true, marksAdmission: false)
    guard let enabler = Enabler(exchange)?.words(context) else { return }
    page.line()
    page.wrap(
      "What would let it through: \(enabler). It may be stopped again further on.", indent: 2)
  }
}

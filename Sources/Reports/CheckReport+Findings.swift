import Checker
import NetworkModel
import PolicyTypes
import Simulator
import SourceText

extension CheckReport {
  /// Every claim that is violated, unknown or vacuous: the most severe first, violations before doubts, then in the order
  /// of the policies.
  package func findings(_ context: ReportContext) -> [Finding] {
    let all = policies.enumerated().flatMap { index, result in
      result.claims.enumerated().compactMap {
        finding($1, number: $0 + 1, result.policy, index: index, context)
      }
        + result.objects.enumerated().flatMap {
          findings($1, number: result.claims.count + $0 + 1, result.policy, index: index, context)
        }
    }
    let order = all.enumerated().sorted { a, b in
      if a.element.verdict.rank != b.element.verdict.rank {
        return a.element.verdict.rank < b.element.verdict.rank
      }
      if a.element.severity != b.element.severity { return a.element.severity > b.element.severity }
      return a.offset < b.offset
    }
    return order.map(\.element)
  }

  /// One for each object that a claim does not want, or one for the claim.
  private func findings(
    _ result: ObjectResult, number: Int, _ policy: CheckedPolicy, index: Int, _ context: ReportContext
  ) -> [Finding] {
    let policyPlace = context.place(of: result.claim.range) ?? context.place(of: policy.range)
    let base = Finding(
      code: "", policy: policy, policyIndex: index, claim: number, sentence: result.claim.text,
      verdict: result.verdict, summary: "", advice: [], steps: [], subject: nil, place: policyPlace,
      policyPlace: policyPlace)
    switch result.verdict {
    case .proved: return []
    case .violated:
      return result.findings.map { object in
        var finding = base
        finding.code = "CK006"
        finding.summary = DisplayText.escape("\(object.object): \(object.reason)")
        finding.subject = .init(component: object.object, kind: object.kind, rule: nil)
        finding.place = context.place(of: object.origin) ?? policyPlace
        return finding
      }
    case .unknown:
      var finding = base
      finding.code = "CK003"
      let first = result.unknowns.first.map { "\($0.object): \($0.reason)" } ?? "a reason is missing"
      finding.summary = DisplayText.escape("cannot be decided: \(first)")
      finding.advice = result.unknowns.prefix(8).map { DisplayText.escape("\($0.object): \($0.advice)") }
      return [finding]
    case .vacuous:
      var finding = base
      finding.code = "CK004"
      finding.summary = DisplayText.escape(
        "says nothing about this network: \(result.emptiness ?? "no such object")")
      return [finding]
    }
  }

  private func finding(
    _ result: ClaimResult, number: Int, _ policy: CheckedPolicy, index: Int, _ context: ReportContext
  ) -> Finding? {
    let policyPlace = context.place(of: result.claim.range) ?? context.place(of: policy.range)
    var finding = Finding(
      code: "", policy: policy, policyIndex: index, claim: number, sentence: ClaimWords.sentence(result.claim),
      verdict: result.verdict, summary: "", advice: [], steps: [], subject: nil, place: policyPlace,
      policyPlace: policyPlace)
    switch result.verdict {
    case .proved: return nil
    case .violated:
      guard let witness = result.witness else { return nil }
      let story = WitnessStory(context: context, claim: result.claim, witness: witness)
      finding.code = result.claim.kind.forbids ? "CK001" : "CK002"
      finding.summary = story.summary
      finding.advice = story.advice
      finding.steps = story.steps
      if let hop = story.decidingHop {
        finding.subject = .init(component: hop.component, kind: hop.kind, rule: hop.rule)
        finding.place = context.place(of: hop.origin) ?? policyPlace
      }
    case .unknown:
      finding.code = "CK003"
      let reasons = result.unknowns.map { "\($0.object): \($0.reason)" }
      let more = reasons.count > 1 ? " (and \(counted(reasons.count - 1, "other reason")))" : ""
      finding.summary = DisplayText.escape("cannot be decided: \(reasons.first ?? "a reason is missing")\(more)")
      finding.advice = result.unknowns.prefix(8).map { DisplayText.escape("\($0.object): \($0.advice)") }
      if let condition = result.condition { finding.summary += "; violated if \(condition.words)" }
      if let first = result.unknowns.first {
        finding.subject = .init(component: first.object, kind: first.kind, rule: first.rule)
        finding.place = context.place(of: first.origin) ?? policyPlace
      }
    case .vacuous:
      finding.code = "CK004"
      finding.summary = DisplayText.escape(
        "says nothing about this network: \(result.emptiness ?? "it is about no traffic")")
      finding.advice = ["write a set that is not empty here, or allow vacuous policies with --allow-vacuous"]
    }
    return finding
  }
}

extension Verdict {
  /// Violations first, then what is open, then what is about nothing.
  package var rank: Int {
    switch self {
    case .violated: 0
    case .unknown: 1
    case .vacuous: 2
    case .proved: 3
    }
  }
}

/// A witness in sentences.
struct WitnessStory {
  let context: ReportContext
  let claim: Claim
  let witness: Witness

  var summary: String {
    let packet = PacketText.line(witness.packet)
    let sender = context.text(witness.emitter)
    guard claim.kind.forbids else {
      return "the packet \(packet) from \(sender) \(failure)" + deciding(" at ")
    }
    var receiver = "its destination"
    if case .delivered(let end) = witness.lastLeg.disposition { receiver = context.text(end) }
    return "the packet \(packet) from \(sender) arrives at \(receiver)" + deciding(", let through by ")
  }

  private var failure: String {
    switch (witness.exchange.forward.disposition, witness.exchange.outcome) {
    case (.dropped(let code), _): "does not arrive: \(code.meaning) (\(code.rawValue))"
    case (.delivered, .replyFailed(let code)): "gets no answer: \(code.meaning) (\(code.rawValue))"
    case (.delivered(let other), _): "is delivered to \(context.text(other)) instead"
    case (.unknown, _): "may not arrive"
    }
  }

  private func deciding(_ link: String) -> String {
    guard let hop = decidingHop else { return "" }
    let name = context.title(hop.component, kind: hop.kind)
    guard claim.kind.forbids, let rule = hop.rule else { return link + name }
    return link + "\(DisplayText.escape(rule)) of \(name)"
  }

  /// The rule that let the packet in last, or the one that stopped it.
  var decidingHop: Hop? {
    guard claim.kind.forbids else {
      let hops = witness.exchange.forward.hops + (witness.exchange.reply?.hops ?? [])
      return hops.last { $0.action == "drop" }
    }
    let leg = witness.lastLeg
    if let admitting = TextPage.admittingHop(leg), leg.hops[admitting].origin != nil {
      return leg.hops[admitting]
    }
    let decisions = (witness.exchange.forward.hops + witness.relays.flatMap(\.leg.hops)).filter(\.isDecision)
    return decisions.last { $0.origin != nil } ?? decisions.last
  }

  var steps: [Finding.Step] {
    var result = steps(witness.exchange.forward, "")
    for relay in witness.relays { result += steps(relay.leg, "passed on: ") }
    let needsReply = claim.kind == .forbidConnections || !claim.kind.forbids
    if needsReply, let reply = witness.exchange.reply { result += steps(reply, "reply: ") }
    return result
  }

  private func steps(_ leg: Leg, _ prefix: String) -> [Finding.Step] {
    let words = HopWords(context: context, isReply: prefix == "reply: ", disposition: leg.disposition)
    return leg.hops.indices.map { index in
      let hop = leg.hops[index]
      let before = index > 0 ? leg.hops[index - 1] : nil
      return Finding.Step(
        words: "\(prefix)\(context.title(hop.component, kind: hop.kind)) \(words.words(hop, before: before))",
        place: context.place(of: hop.origin))
    }
  }

  var advice: [String] {
    // The packet is about a copy of the network.
    if claim.ignoresFilters { return [] }
    if claim.kind.forbids {
      let needsReply = claim.kind == .forbidConnections
      return Remedies(context.network, witness, needsReply: needsReply).edits.map { $0.words(context) }
    }
    guard let enabler = Enabler(witness.exchange) else { return [] }
    return ["add \(enabler.words(context))"]
  }
}

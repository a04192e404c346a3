package import NetworkModel
import PolicyTypes
package import Simulator

/// A checker's answer as plain values.
package struct CheckedVerdict: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    case proved, violated, unknown, vacuous
    case reachable, unreachable
  }

  /// The packet behind `violated` and `reachable`, with the choices under which it shows.
  package struct Witness: Hashable, Sendable {
    package var emitter: Emitter
    package var packet: Packet
    package var choices: Choices
    package var returnChoices: Choices
    /// What load balancers do with it, leg by leg.
    package var relays: [RelayStep]

    package init(
      emitter: Emitter, packet: Packet, choices: Choices = .init(), returnChoices: Choices = .init(),
      relays: [RelayStep] = []
    ) {
      self.emitter = emitter
      self.packet = packet
      self.choices = choices
      self.returnChoices = returnChoices
      self.relays = relays
    }
  }

  package var kind: Kind
  package var witness: Witness?
  /// The unknowns that the answer depends on.
  package var unknowns: [Unknown]

  package init(kind: Kind, witness: Witness? = nil, unknowns: [Unknown] = []) {
    self.kind = kind
    self.witness = witness
    self.unknowns = unknowns
  }
}

extension Harness {
  /// How `verdict` on `subject` contradicts the simulator; empty when it does not. Each text names the packet, `seed`
  /// and the whole network.
  ///
  /// Rules: (a) forbid proved: nothing arrives at B and nothing aimed at B is unknown; (b) forbid violated: the witness
  /// arrives; (c) require proved: everything arrives, both ways; (d) require violated: the witness fails; (e) reachable:
  /// the witness succeeds; unreachable: nothing does and nothing is unknown; (f) unknown: an unknown is listed;
  /// vacuous: no packet is certainly in scope.
  package func contradictions(
    _ verdict: CheckedVerdict, on subject: Subject, observations: [Observation], seed: UInt64
  ) -> [String] {
    let judge = Judge(harness: self, scope: QuestionScope(subject, in: network))
    var texts: [String] = []
    switch verdict.kind {
    case .proved:
      texts = observations.compactMap(judge.againstProof)
    case .unreachable:
      texts = observations.compactMap(judge.againstUnreachable)
    case .violated, .reachable:
      texts = verdict.witness.map(judge.againstWitness) ?? ["\(verdict.kind.rawValue) without a packet"]
    case .unknown:
      if verdict.unknowns.isEmpty { texts = ["unknown without an unknown object"] }
    case .vacuous:
      texts = observations.filter { judge.scope.contains($0.packet, from: $0.emitter) }.prefix(1)
        .map { "vacuous, but \(judge.text($0)) is in scope" }
    }
    return texts.prefix(3).map {
      "\($0)\nverdict \(verdict.kind.rawValue) on \(describe(subject, in: network)), seed \(seed)\n\(describe(network))"
    }
  }

  /// The answer as far as `observations` show it: what a checker should say if they were all packets. Never `proved` of
  /// anything but this sample.
  package func enumeratedVerdict(on subject: Subject, observations: [Observation]) -> CheckedVerdict {
    Judge(harness: self, scope: QuestionScope(subject, in: network)).verdict(observations)
  }

  /// The same, with the packets enumerated here.
  package func contradictions(
    _ verdict: CheckedVerdict, on subject: Subject, budget: Int = 1500, seed: UInt64
  ) -> [String] {
    contradictions(
      verdict, on: subject, observations: observations(of: subject, budget: budget, seed: seed),
      seed: seed)
  }
}

/// What one observation means for one subject.
private struct Judge {
  let harness: Harness
  let scope: QuestionScope

  /// How far a packet got, for the purpose of the subject.
  enum Success { case yes, no, unknown(String) }

  // MARK: The sample as a whole

  func verdict(_ observations: [Observation]) -> CheckedVerdict {
    let inScope = observations.filter { scope.contains($0.packet, from: $0.emitter) }
    guard !inScope.isEmpty else { return CheckedVerdict(kind: .vacuous) }
    let isClaim =
      switch scope.subject {
      case .claim: true
      case .reach, .deliver: false
      }
    let found = inScope.first {
      scope.subject.isRequirement ? againstFailure($0).isEmpty : againstArrival($0).isEmpty
    }
    if let found { return CheckedVerdict(kind: isClaim ? .violated : .reachable, witness: witness(found)) }
    let unknowns = inScope.flatMap { self.unknowns($0) }
    if !unknowns.isEmpty { return CheckedVerdict(kind: .unknown, unknowns: unknowns) }
    return CheckedVerdict(kind: isClaim ? .proved : .unreachable)
  }

  /// With the resolution of the return leg that decides: the complete one for arrivals, a failing one for requirements.
  private func witness(_ seen: Observation) -> CheckedVerdict.Witness {
    let wantsFailure = scope.subject.isRequirement
    let decisive = seen.exchanges.first { ($0.outcome == .complete) != wantsFailure }
    return CheckedVerdict.Witness(
      emitter: seen.emitter, packet: seen.packet, choices: seen.choices,
      returnChoices: decisive?.returnChoices ?? Choices())
  }

  /// The unknowns that keep this packet from being an argument either way.
  private func unknowns(_ seen: Observation) -> [Unknown] {
    if case .unknown(let unknown) = seen.forward {
      let matters = scope.subject.isRequirement || scope.isAimed(seen.packet, from: seen.emitter, strict: true)
      return matters ? [unknown] : []
    }
    guard scope.subject.isTwoWay else { return [] }
    return seen.exchanges.compactMap {
      if case .unknown(let unknown) = $0.outcome { unknown } else { nil }
    }
  }

  // MARK: Proofs

  func againstProof(_ seen: Observation) -> String? {
    guard scope.contains(seen.packet, from: seen.emitter) else { return nil }
    guard scope.subject.isRequirement else { return againstUnreachable(seen) ?? againstRelays(seen) }
    return firstFailure(seen).map { "\(text(seen)) \($0), but the requirement is proved" }
  }

  /// APP-3: what load balancers make of the packet must not arrive either.
  private func againstRelays(_ seen: Observation) -> String? {
    guard scope.subject.countsProxies else { return nil }
    for relayed in seen.relayed {
      switch relayed.disposition {
      case .dropped: continue
      case .unknown(let unknown):
        if let receiver = relayed.reached,
          !scope.reaches(receiver, sent: relayed.received, received: relayed.received, certain: true)
        {
          continue
        }
        return "\(text(seen)) is passed on to an unknown end (\(unknown.object)), but that is excluded"
      case .delivered(let receiver):
        guard
          scope.reaches(receiver, sent: relayed.received, received: relayed.received, certain: true)
        else { continue }
        if case .interface(let id) = receiver, seen.emitter == .interface(id) { continue }
        return "\(text(seen)) is passed on to the destination, but that is excluded"
      }
    }
    return nil
  }

  func againstUnreachable(_ seen: Observation) -> String? {
    guard scope.contains(seen.packet, from: seen.emitter) else { return nil }
    switch bestSuccess(seen, certain: true) {
    case .yes: return "\(text(seen)) reaches the destination, but that is excluded"
    case .unknown(let reason): return "\(text(seen)) is unknown (\(reason)), but that is excluded"
    case .no: return nil
    }
  }

  /// The best that some resolution of the return leg brings.
  private func bestSuccess(_ seen: Observation, certain: Bool) -> Success {
    switch seen.forward {
    case .dropped:
      return .no
    case .unknown(let unknown):
      if let receiver = seen.reached,
        !scope.reaches(receiver, sent: seen.packet, received: seen.received, certain: certain)
      {
        return .no
      }
      let aimed = scope.isAimed(seen.packet, from: seen.emitter, strict: certain)
      return aimed ? .unknown(unknown.object) : .no
    case .delivered(let receiver):
      // A host that reaches itself is no pair, unless a question writes the address down.
      if case .interface(let id) = receiver, seen.emitter == .interface(id),
        certain || scope.subject.destination.written == nil
      {
        return .no
      }
      guard
        scope.reaches(receiver, sent: seen.packet, received: seen.received, certain: certain)
      else { return .no }
      guard scope.subject.isTwoWay else { return .yes }
      var best = Success.no
      for exchanged in seen.exchanges {
        switch exchanged.outcome {
        case .complete: return .yes
        case .unknown(let unknown): best = .unknown(unknown.object)
        case .forwardFailed, .replyFailed: continue
        }
      }
      return best
    }
  }

  /// Why a requirement does not hold for this packet; nil when it does under every resolution.
  private func firstFailure(_ seen: Observation) -> String? {
    switch seen.forward {
    case .dropped(let code):
      return "is dropped \(code.rawValue)"
    case .unknown(let unknown):
      return "is unknown (\(unknown.object))"
    case .delivered(let receiver):
      if case .interface(let id) = receiver, seen.emitter == .interface(id) {
        return "comes back to its sender"
      }
      guard scope.reaches(receiver, sent: seen.packet, received: seen.received, certain: false) else {
        return "is delivered elsewhere"
      }
      guard scope.subject.isTwoWay else { return nil }
      for exchanged in seen.exchanges where exchanged.outcome != .complete {
        return "has no reply (\(exchanged.outcome))"
      }
      return nil
    }
  }

  // MARK: Witnesses

  func againstWitness(_ witness: CheckedVerdict.Witness) -> [String] {
    let packet = describe(witness.packet)
    if !witness.relays.isEmpty { return againstRelayedWitness(witness) }
    guard scope.mayContain(witness.packet, from: witness.emitter) else {
      return ["the witness \(packet) from \(name(witness.emitter)) is out of scope"]
    }
    let simulator = harness.simulator(for: scope.subject)
    let exchange = simulator.exchange(
      witness.packet, from: witness.emitter, choices: witness.choices,
      returnChoices: witness.returnChoices)
    let seen = Observation(
      emitter: witness.emitter, packet: witness.packet, choices: witness.choices,
      forward: exchange.forward.disposition, received: exchange.forward.packet,
      exchanges: [.init(returnChoices: witness.returnChoices, outcome: exchange.outcome)])
    return scope.subject.isRequirement ? againstFailure(seen) : againstArrival(seen)
  }

  /// Replays every leg; the last one must end in the destination.
  private func againstRelayedWitness(_ witness: CheckedVerdict.Witness) -> [String] {
    let simulator = harness.simulator(for: scope.subject)
    let shown = "the witness \(describe(witness.packet)) from \(name(witness.emitter))"
    guard scope.subject.countsProxies, scope.subject.emitters.contains(witness.emitter) else {
      return ["\(shown) is out of scope"]
    }
    var leg = simulator.forward(witness.packet, from: witness.emitter, choices: witness.choices)
    for step in witness.relays {
      guard case .delivered(.interface(let node)) = leg.disposition,
        let next = simulator.relayed(leg.packet, at: node, step)
      else { return ["\(shown) is not passed on"] }
      leg = next
    }
    guard case .delivered(let receiver) = leg.disposition else {
      return ["\(shown) is passed on, but does not arrive"]
    }
    let arrives = scope.reaches(receiver, sent: leg.packet, received: leg.packet, certain: false)
    return arrives ? [] : ["\(shown) is passed on to somebody else"]
  }

  private func againstArrival(_ seen: Observation) -> [String] {
    switch bestSuccess(seen, certain: false) {
    case .yes: []
    case .no: ["the witness \(text(seen)) does not reach the destination"]
    case .unknown(let reason): ["the witness \(text(seen)) is unknown (\(reason)), not certain"]
    }
  }

  private func againstFailure(_ seen: Observation) -> [String] {
    // Left for the outside although only owners count (POL-4): a failure whatever becomes of the reply.
    switch seen.forward {
    case .delivered(.internet) where scope.subject.destination.outside == nil: return []
    case .delivered(.onPremises) where scope.subject.destination.onPremises == nil: return []
    case .delivered(.service) where !scope.subject.destination.members.isEmpty: return []
    case .delivered, .dropped, .unknown: break
    }
    let unknownReply = scope.subject.isTwoWay && seen.exchanges.contains {
      if case .unknown = $0.outcome { true } else { false }
    }
    if case .unknown = seen.forward {
      return ["the witness \(text(seen)) is unknown, not a failure"]
    }
    if unknownReply { return ["the reply to the witness \(text(seen)) is unknown, not a failure"] }
    if firstFailure(seen) != nil { return [] }
    // Members of overlapping VPCs may share the address: then the packet succeeds for one pair and fails for another.
    let sharers = scope.subject.destination.members.filter { member in
      scope.network.interfaces[member.interface].ownedRanges.contains { $0.contains(seen.packet.destination) }
    }
    return sharers.count > 1 ? [] : ["the witness \(text(seen)) succeeds"]
  }

  // MARK: Texts

  func name(_ emitter: Emitter) -> String {
    switch emitter {
    case .interface(let id): harness.network.interfaces[id].name
    case .internet: "internet"
    case .onPremises: "onprem"
    }
  }

  func text(_ seen: Observation) -> String {
    "\(describe(seen.packet)) from \(name(seen.emitter)) [\(describe(seen.forward, in: harness.network))"
      + "\(seen.exchanges.isEmpty ? "" : "; \(seen.exchanges.map(\.outcome))")"
      + "\(seen.choices == Choices() ? "" : "; \(seen.choices)")]"
  }
}

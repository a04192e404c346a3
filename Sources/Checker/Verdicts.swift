package import NetworkModel
package import PolicyTypes
package import Simulator

/// The three values and their vacuous neighbour (design: verdicts and polarity).
package enum Verdict: String, Hashable, Sendable {
  case proved, violated, unknown, vacuous
}

/// A packet that shows something, with the choices without which nobody could replay it, and its replay.
package struct Witness: Hashable, Sendable {
  package var packet: Packet
  package var emitter: Emitter
  package var choices: Choices
  package var replyChoices: Choices
  /// Both legs as the simulator saw them.
  package var exchange: Exchange
  /// The legs that load balancers began for it (APP-3), in order; empty when the packet itself arrived.
  package var relays: [RelayedLeg]

  package init(
    packet: Packet, emitter: Emitter, choices: Choices, replyChoices: Choices, exchange: Exchange,
    relays: [RelayedLeg] = []
  ) {
    self.packet = packet
    self.emitter = emitter
    self.choices = choices
    self.replyChoices = replyChoices
    self.exchange = exchange
    self.relays = relays
  }

  /// The leg that ends last.
  package var lastLeg: Leg { relays.last?.leg ?? exchange.forward }
}

/// A leg from the node of a load balancer, with what settles it.
package struct RelayedLeg: Hashable, Sendable {
  package var node: ID<Interface>
  package var step: RelayStep
  package var leg: Leg

  package init(node: ID<Interface>, step: RelayStep, leg: Leg) {
    self.node = node
    self.step = step
    self.leg = leg
  }
}

extension Witness {
  fileprivate var sender: ID<Interface>? {
    if case .interface(let id) = emitter { id } else { nil }
  }

  fileprivate var receiver: ID<Interface>? {
    if case .delivered(.interface(let id)) = lastLeg.disposition { id } else { nil }
  }
}

extension Claim.Kind {
  /// A witness against it may be a packet that does not arrive.
  fileprivate var isRequirement: Bool {
    switch self {
    case .require, .requireOneWay: true
    case .forbid, .forbidDirect, .forbidConnections, .everyPath: false
    }
  }
}

/// What was found about one claim.
package struct ClaimResult: Hashable, Sendable {
  package var claim: Claim
  package var verdict: Verdict
  package var witness: Witness?
  /// Why the verdict is unknown; sorted, each once.
  package var unknowns: [Unknown]
  /// What was empty, for a vacuous claim.
  package var emptiness: String?
  /// Statements that were decided for this claim, whichever were decided before.
  package var obligations: Int
  /// An annotation of an earlier run was tried and held.
  package var usesProposal = false
  /// What failed in the network that the witness is about; nil where it is the network as it is (POL-21).
  package var failed: String?
  /// With which values of what is open an unknown claim is violated; nil if none was found (IAC-7).
  package var condition: OpenCondition?

  package init(
    claim: Claim, verdict: Verdict, witness: Witness? = nil, unknowns: [Unknown] = [],
    emptiness: String? = nil, obligations: Int
  ) {
    self.claim = claim
    self.verdict = verdict
    self.witness = witness
    self.unknowns = unknowns
    self.emptiness = emptiness
    self.obligations = obligations
  }
}

extension ClaimResult {
  /// The same with regard to ends that are not known (LANG-9a). The search knows the certain part of every set: what
  /// it found there is a violation unless the rest of an exception may release it, and what it did not find may be in
  /// the rest of the source or destination. Exceptions only release, so what holds without the rest of one holds.
  var doubted: ClaimResult {
    let isEmptyForCertain =
      claim.source.hasNobody || claim.destination.isEmpty || claim.traffic.entries.isEmpty
    let reasons: Set<Unknown>
    switch verdict {
    case .violated:
      reasons = claim.exceptions.reduce(into: []) {
        $0.formUnion($1.source.doubts(about: witness?.sender))
        // SOUNDNESS: what a requirement is about was sent to its destination and need not get there (POL-10).
        let destination = $1.destination
        $0.formUnion(claim.kind.isRequirement ? destination.doubts : destination.doubts(about: witness?.receiver))
      }
    case .vacuous where isEmptyForCertain: reasons = []
    case .proved, .unknown, .vacuous: reasons = claim.source.doubts.union(claim.destination.doubts)
    }
    guard !reasons.isEmpty else { return self }
    var collector = UnknownCollector()
    collector.insert(unknowns)
    collector.insert(Array(reasons))
    var result = self
    result.verdict = .unknown
    result.unknowns = collector.sorted
    result.witness = nil
    result.emptiness = nil
    return result
  }
}

package struct PolicyResult: Hashable, Sendable {
  package var policy: CheckedPolicy
  package var claims: [ClaimResult]
  package var objects: [ObjectResult]

  package init(policy: CheckedPolicy, claims: [ClaimResult], objects: [ObjectResult] = []) {
    self.policy = policy
    self.claims = claims
    self.objects = objects
  }

  /// Violated if any claim is; else unknown if any is; else proved if any is; else vacuous.
  package var verdict: Verdict {
    // SOUNDNESS: claims about objects that nobody judged prove nothing.
    guard objects.count == policy.objectClaims.count else { return .unknown }
    let verdicts = claims.map(\.verdict) + objects.map(\.verdict)
    for verdict in [Verdict.violated, .unknown, .proved] where verdicts.contains(verdict) {
      return verdict
    }
    return .vacuous
  }
}

package enum Answer: String, Hashable, Sendable { case reachable, unreachable, unknown }

/// One way in which packets of a question are stopped.
package struct Blocker: Hashable, Sendable {
  package enum LegName: String, Hashable, Sendable {
    case forward
    case reply = "return"
  }

  package var code: DropCode
  package var hop: Hop?
  package var leg: LegName

  package init(code: DropCode, hop: Hop?, leg: LegName) {
    self.code = code
    self.hop = hop
    self.leg = leg
  }
}

/// One class of `who reaches` and `what does … reach`: members that look alike and get the same answer.
package struct ReachRow: Hashable, Sendable {
  package var text: String
  package var answer: Answer
  package var members: [String]
  package var traffic: [TrafficRange]
  package var witness: Witness?
  package var unknowns: [Unknown]
}

/// A protocol with a range of destination ports or ICMP types; nil = all of them.
package struct TrafficRange: Hashable, Sendable {
  package var protocols: ClosedRange<UInt8>
  package var values: ClosedRange<UInt16>?

  package init(protocols: ClosedRange<UInt8>, values: ClosedRange<UInt16>?) {
    self.protocols = protocols
    self.values = values
  }
}

package struct QuestionResult: Hashable, Sendable {
  package var answer: Answer
  package var witness: Witness?
  package var blockers: [Blocker]
  package var unknowns: [Unknown]
  /// For the set questions; empty otherwise.
  package var rows: [ReachRow]

  package init(
    answer: Answer, witness: Witness? = nil, blockers: [Blocker] = [], unknowns: [Unknown] = [],
    rows: [ReachRow] = []
  ) {
    self.answer = answer
    self.witness = witness
    self.blockers = blockers
    self.unknowns = unknowns
    self.rows = rows
  }
}

/// Tool failures. A disagreement between the two readings is never a verdict.
package enum CheckError: Error {
  /// The solver failed for another reason than a limit.
  case solver(String)
  /// The simulator does not confirm what the symbolic side found; the dump shows both.
  case disagreement(String)
  /// Somebody stopped the work: there is no answer.
  case interrupted
}

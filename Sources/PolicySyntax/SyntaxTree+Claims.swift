package import SourceText

/// `forbid A -> B …` or `require A -> B …`. Rules: Specs/Language/Meaning.md, POL-1 and following.
package struct ClaimStatement: Hashable, Sendable {
  package enum Verb: String, Hashable, Sendable { case forbid, require }

  package var verb: Verb
  package var modifiers: [Modifier]
  package var flow: Flow
  package var exceptions: [ExceptionClause]
  package var range: SourceRange
}

/// A word between the verb and the flow that changes the reading of the claim.
package struct Modifier: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Proxied exchanges are left out.
    case direct
    /// `forbid` ranges over two-way exchanges.
    case connections
    /// `require` asks for the forward packet only.
    case oneWay = "one-way"
    /// `forbid` asks where routes lead, whatever filters say (POL-22).
    case routeLeaks = "route-leaks"
    /// `require … through S`: replies pass the same members of `S` (POL-23).
    case symmetric
  }

  package var kind: Kind
  package var range: SourceRange
}

/// `A -> B [on T] [using WHICH addresses]`
package struct Flow: Hashable, Sendable {
  package var source: SetExpression
  package var destination: SetExpression
  /// Nil stands for `any`.
  package var traffic: TrafficExpression?
  package var addresses: AddressChoice?
  /// What a claim says about the way of its packets; nil in exceptions and questions.
  package var way: WayClause?
  /// `tolerating 1 failure of …`; nil in exceptions and questions.
  package var tolerance: Tolerance?
  package var range: SourceRange
}

/// A condition on every way from the source to the destination. Rules: Specs/Language/Meaning.md, POL-13 and following.
package enum WayClause: Hashable, Sendable {
  /// `through S`: with `require` every way passes `S`, with `forbid` none does.
  case through(SetExpression, SourceRange)
  /// `bypassing S`, with `forbid` only: no way misses `S`.
  case bypassing(SetExpression, SourceRange)
  /// `encrypted`, `encrypted by nitro, ipsec`; an empty list stands for all that count by themselves.
  case encrypted([Mechanism], SourceRange)
  /// `within …`: where every way stays, or how long it is at most.
  case within(Bound, SourceRange)

  package var range: SourceRange {
    switch self {
    case .through(_, let range), .bypassing(_, let range), .encrypted(_, let range),
      .within(_, let range): range
    }
  }

  /// The set of places, where the clause has one.
  package var places: SetExpression? {
    switch self {
    case .through(let set, _), .bypassing(let set, _): set
    case .encrypted, .within: nil
    }
  }
}

/// What may encrypt a packet on one hop. Rules: Specs/Network/8-Encryption.md, ENC-1 and following.
package enum Mechanism: String, Hashable, Sendable, CaseIterable {
  case nitro, tls, ipsec, macsec, bulk, phys
}

/// `using all addresses`, `using public`, `using ipv6`
package struct AddressChoice: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case all
    case publicOnly = "public"
    case ipv6
  }

  package var kind: Kind
  package var range: SourceRange
}

/// `except A -> B [on T] [because "…"]`
package struct ExceptionClause: Hashable, Sendable {
  package var flow: Flow
  package var reason: Name?
  /// It stands for an `assume` of the files (POL-18).
  package var isAssumption = false
  package var range: SourceRange

  package init(flow: Flow, reason: Name?, isAssumption: Bool = false, range: SourceRange) {
    self.flow = flow
    self.reason = reason
    self.isAssumption = isAssumption
    self.range = range
  }
}

/// A question at the prompt. Rules: Specs/Language/Meaning.md, ASK-1 and following.
package enum QuestionStatement: Hashable, Sendable {
  /// `reach A -> B [on T]`: both ways.
  case reach(Flow)
  /// `deliver A -> B [on T]`: packets, one way.
  case deliver(Flow)
  /// `who reaches B [on T]`
  case whoReaches(SetExpression, traffic: TrafficExpression?, range: SourceRange)
  /// `what does A reach [on T]`
  case whatReaches(SetExpression, traffic: TrafficExpression?, range: SourceRange)

  package var range: SourceRange {
    switch self {
    case .reach(let flow), .deliver(let flow): flow.range
    case .whoReaches(_, _, let range), .whatReaches(_, _, let range): range
    }
  }
}

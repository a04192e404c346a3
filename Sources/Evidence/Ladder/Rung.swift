/// One step of a re-check and what came of it.
package struct Rung: Hashable, Sendable {
  package enum Outcome: Hashable, Sendable {
    case passed(String)
    case rejected(String)
    /// Not done, and why: nothing is claimed about it.
    case left(String)
  }

  package let name: String
  package let outcome: Outcome

  package init(_ name: String, _ outcome: Outcome) {
    self.name = name
    self.outcome = outcome
  }

  package var isRejected: Bool { if case .rejected = outcome { true } else { false } }
}

/// What a re-check found out about one claim.
package struct Standing: Hashable, Sendable {
  package enum Outcome: Hashable, Sendable {
    /// Certificates: obligations, and how many of them are distinct.
    case certified(obligations: Int, distinct: Int)
    /// The simulator replayed the counterexample; `way`: what its way leads through broke the claim.
    case replayed(way: Bool)
    /// Isola's engine answered the same once more; nobody else did.
    case repeated
    /// Nobody looked at it again, and why.
    case onTrust(String)
    case rejected(String)
  }

  package let claim: Manifest.Claim
  package let outcome: Outcome

  package init(claim: Manifest.Claim, outcome: Outcome) {
    self.claim = claim
    self.outcome = outcome
  }

  package var isRejected: Bool { if case .rejected = outcome { true } else { false } }
}

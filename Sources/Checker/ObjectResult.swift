package import NetworkModel
package import PolicyTypes
package import SourceText

/// One object that a claim about objects does not want (OBJ-1).
package struct ObjectFinding: Hashable, Sendable {
  package var object: String
  package var kind: String
  package var reason: String
  package var origin: SourceRange?

  package init(object: String, kind: String, reason: String, origin: SourceRange?) {
    self.object = object
    self.kind = kind
    self.reason = reason
    self.origin = origin
  }
}

/// What was found about one claim about objects.
package struct ObjectResult: Hashable, Sendable {
  package var claim: ObjectClaim
  package var verdict: Verdict
  /// In the order of the network; empty unless violated.
  package var findings: [ObjectFinding]
  package var unknowns: [Unknown]
  /// What was empty, for a vacuous claim.
  package var emptiness: String?
  /// Statements that were decided for it.
  package var obligations: Int

  package init(
    claim: ObjectClaim, verdict: Verdict, findings: [ObjectFinding], unknowns: [Unknown], emptiness: String?,
    obligations: Int
  ) {
    self.claim = claim
    self.verdict = verdict
    self.findings = findings
    self.unknowns = unknowns
    self.emptiness = emptiness
    self.obligations = obligations
  }
}

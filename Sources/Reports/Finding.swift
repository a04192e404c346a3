package import Checker
package import PolicyTypes

/// What a run has to say about one claim that is not proved, without a format.
package struct Finding: Hashable, Sendable {
  /// One step on the way of the packet.
  package struct Step: Hashable, Sendable {
    package var words: String
    package var place: Place?
  }

  /// The object that decided, as the provider names it.
  package struct Subject: Hashable, Sendable {
    package var component: String
    /// The term of `Hop.kind`.
    package var kind: String
    package var rule: String?
  }

  /// A code of `CodeCatalog`.
  package var code: String
  package var policy: CheckedPolicy
  /// The policy's place among those of the run, from 0.
  package var policyIndex: Int
  /// From 1, within the policy.
  package var claim: Int
  package var sentence: String
  package var verdict: Verdict
  /// One sentence without a stop: what is the matter.
  package var summary: String
  /// What can be done, one line each.
  package var advice: [String]
  package var steps: [Step]
  package var subject: Subject?
  /// Where the cause stands: the deciding rule in the network's description, else the policy.
  package var place: Place?
  package var policyPlace: Place?

  package var severity: PolicySeverity { policy.severity }
}

extension Finding {
  /// What stays the same when lines move and other findings come and go: the policy, the claim, the code, and the object
  /// and rule that decided.
  package var identity: [String] {
    [policy.name, sentence, code, subject?.component ?? "", subject?.rule ?? ""]
  }
}

package import Checker
package import PolicyTypes

/// What a run demands: how each verdict counts for the exit code, and so for every report.
package struct Gate: Hashable, Sendable {
  /// How one verdict counts.
  package enum Weight: Int, Hashable, Sendable, Comparable {
    case passes
    /// A violation below the demanded severity, or a vacuous claim where they are allowed.
    case tolerated
    case undecided
    case fails

    package static func < (a: Weight, b: Weight) -> Bool { a.rawValue < b.rawValue }
  }

  /// The least severity whose violation fails the run.
  package var failOn: PolicySeverity
  package var allowsVacuous: Bool

  package init(failOn: PolicySeverity = .info, allowsVacuous: Bool = false) {
    self.failOn = failOn
    self.allowsVacuous = allowsVacuous
  }

  package func weight(_ verdict: Verdict, _ severity: PolicySeverity) -> Weight {
    switch verdict {
    case .proved: .passes
    case .violated: severity >= failOn ? .fails : .tolerated
    case .unknown: .undecided
    case .vacuous: allowsVacuous ? .tolerated : .undecided
    }
  }

  package func weight(_ result: PolicyResult) -> Weight { weight(result.verdict, result.policy.severity) }
}

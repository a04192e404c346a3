package import PolicyTypes
package import RuleHygiene

extension Dossier {
  /// What a report has beside verdicts; parts that are nil are left out.
  package struct Supplements: Sendable {
    package struct Hygiene: Sendable {
      package var findings: [RuleHygiene.Finding]
      package var isCut: Bool

      package init(findings: [RuleHygiene.Finding], isCut: Bool) {
        self.findings = findings
        self.isCut = isCut
      }
    }

    /// A flow that a file beside the policies excepts.
    package struct AcceptedException: Sendable {
      package var policy: String
      package var flow: String
      package var reason: String
      package var owner: String
      package var ticket: String
      package var until: String
      package var daysLeft: Int
      /// `active`, `unused` or `expired`.
      package var state: String
      package var place: String?

      package init(
        policy: String, flow: String, reason: String, owner: String, ticket: String, until: String,
        daysLeft: Int, state: String, place: String?
      ) {
        self.policy = policy
        self.flow = flow
        self.reason = reason
        self.owner = owner
        self.ticket = ticket
        self.until = until
        self.daysLeft = daysLeft
        self.state = state
        self.place = place
      }
    }

    /// An earlier report, or a run of the results store: verdicts of policies by name.
    package struct Previous: Sendable {
      package var label: String
      package var verdicts: [String: String]
      /// Runs since then: when, who, verdicts in words.
      package var runs: [[String]]

      package init(label: String, verdicts: [String: String], runs: [[String]] = []) {
        self.label = label
        self.verdicts = verdicts
        self.runs = runs
      }
    }

    package var zones: ZoneMatrix?
    package var hygiene: Hygiene?
    package var accepted: [AcceptedException] = []
    package var framework: Framework?
    package var previous: Previous?
    /// The day by which a violation of a severity has to be gone.
    package var due: [PolicySeverity: String] = [:]

    package init() {}
  }
}

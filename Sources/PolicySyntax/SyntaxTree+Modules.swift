package import SourceText

/// `import "file"` or `import pack "name"`. Rules: Specs/Language/Meaning.md, MOD-1 and following.
package struct ImportDeclaration: Hashable, Sendable {
  /// A path relative to the file that imports, or the name of a pack.
  package var target: Name
  package var isPack: Bool
  package var comments: Comments
  package var range: SourceRange
}

/// One parameter of a policy, `tier: set`.
package struct Parameter: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable { case set, traffic }

  package var name: Name
  package var kind: Kind
}

/// What takes the place of a parameter. A name alone is read as a set; the linker knows better.
package enum Argument: Hashable, Sendable {
  case set(SetExpression)
  case traffic(TrafficExpression)

  package var range: SourceRange {
    switch self {
    case .set(let set): set.range
    case .traffic(let traffic): traffic.range
    }
  }
}

/// `policy NAME = TEMPLATE(ARGUMENT, …)`, with further clauses in braces if written.
package struct InstanceDeclaration: Hashable, Sendable {
  package var name: Name
  package var template: Name
  package var arguments: [Argument]
  /// No claims among them.
  package var clauses: [PolicyClause]
  package var comments: Comments
  /// Comments between the last clause and the closing brace.
  package var trailingComments: [CommentLine]
  package var range: SourceRange
}

/// `assume no A -> B on T because "…"` (POL-18).
package struct AssumptionDeclaration: Hashable, Sendable {
  package var flow: Flow
  package var reason: Name
  package var comments: Comments
  package var range: SourceRange
}

/// `approve A -> B on T { ticket "…", by "…", until 2030-01-31 }` (POL-24).
package struct ApprovalDeclaration: Hashable, Sendable {
  package var flow: Flow
  package var ticket: Name
  package var by: Name
  /// `2030-01-31`, a day of the calendar: the last one on which it counts.
  package var until: Name
  package var comments: Comments
  package var range: SourceRange
}

/// `test "…" { given network "…" expect … }` (TST-1).
package struct TestDeclaration: Hashable, Sendable {
  package var name: Name
  package var steps: [TestStep]
  package var comments: Comments
  /// Comments between the last step and the closing brace.
  package var trailingComments: [CommentLine]
  package var range: SourceRange

  /// The path of the network; nil after a report.
  package var network: Name? {
    for step in steps {
      if case .network(let name) = step.content { return name }
    }
    return nil
  }
}

package struct TestStep: Hashable, Sendable {
  package enum Content: Hashable, Sendable {
    /// `given network "path"`, relative to the file.
    case network(Name)
    /// `expect policy NAME VERDICT`; nil stands for `policies`, all of them.
    case policy(Name?, ExpectedVerdict)
    /// `expect reachable A -> B on T`, or `unreachable`.
    case flow(Flow, isReachable: Bool)
  }

  package var content: Content
  package var comments: Comments
  package var range: SourceRange
}

package enum ExpectedVerdict: String, Hashable, Sendable, CaseIterable {
  case proved, violated, unknown, vacuous
  case notAssessed = "not-assessed"
}

/// Where a way must stay, or how long it may be: `within regions eu-west-1`, `within 3 hops`.
package enum Bound: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case regions, zones = "availability-zones", accounts, countries, subdivisions
  }

  case places(Kind, [Name])
  /// At most so many hops (POL-20).
  case hops(Int)
}

/// `tolerating 1 failure of nat-gateways` (POL-21).
package struct Tolerance: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case zones = "availability-zones"
    case attachments
    case natGateways = "nat-gateways"
  }

  package var kind: Kind
  package var range: SourceRange
}

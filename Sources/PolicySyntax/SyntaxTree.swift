package import SourceText

/// One policy file as written: declarations in order. Every node carries the range it was read
/// from.
package struct PolicyFile: Hashable, Sendable {
  package var declarations: [Declaration]
  /// Comments after the last declaration.
  package var trailingComments: [CommentLine]
}

package enum Declaration: Hashable, Sendable {
  case set(SetDeclaration)
  case traffic(TrafficDeclaration)
  case policy(PolicyDeclaration)
  case importation(ImportDeclaration)
  case instance(InstanceDeclaration)
  case assumption(AssumptionDeclaration)
  case approval(ApprovalDeclaration)
  case test(TestDeclaration)

  package var range: SourceRange {
    switch self {
    case .set(let set): set.range
    case .traffic(let traffic): traffic.range
    case .policy(let policy): policy.range
    case .importation(let importation): importation.range
    case .instance(let instance): instance.range
    case .assumption(let assumption): assumption.range
    case .approval(let approval): approval.range
    case .test(let test): test.range
    }
  }
}

/// One comment on a line of its own.
package struct CommentLine: Hashable, Sendable {
  /// What follows the `#`.
  package var text: String
  /// True when an empty line stands before it.
  package var followsBlankLine: Bool
}

/// What surrounds a declaration or clause: comment lines above it, the comment at the end of its
/// last line.
package struct Comments: Hashable, Sendable {
  package var above: [CommentLine] = []
  package var beside: String?
  /// True when an empty line stands right before the first word.
  package var followsBlankLine = false

  package init() {}
}

/// A word or a quoted text that names something.
package struct Name: Hashable, Sendable {
  package var text: String
  package var isQuoted: Bool
  package var range: SourceRange

  package init(text: String, isQuoted: Bool = false, range: SourceRange) {
    self.text = text
    self.isQuoted = isQuoted
    self.range = range
  }
}

/// `set NAME = EXPRESSION`
package struct SetDeclaration: Hashable, Sendable {
  package var name: Name
  package var value: SetExpression
  package var comments: Comments
  package var range: SourceRange
}

/// `traffic NAME = EXPRESSION`
package struct TrafficDeclaration: Hashable, Sendable {
  package var name: Name
  package var value: TrafficExpression
  package var comments: Comments
  package var range: SourceRange
}

/// `policy NAME { … }`, or a template `policy NAME(PARAMETER: set, …) { … }`.
package struct PolicyDeclaration: Hashable, Sendable {
  package var name: Name
  /// Not empty for a template, which claims nothing by itself (MOD-3).
  package var parameters: [Parameter] = []
  package var clauses: [PolicyClause]
  package var comments: Comments
  /// Comments between the last clause and the closing brace.
  package var trailingComments: [CommentLine]
  package var range: SourceRange

  package var claims: [ClaimStatement] {
    clauses.compactMap { clause in
      if case .claim(let claim) = clause.content { claim } else { nil }
    }
  }
  package var objectClaims: [ObjectStatement] {
    clauses.compactMap { clause in
      if case .objects(let statement) = clause.content { statement } else { nil }
    }
  }
  package var severity: Severity? {
    for clause in clauses {
      if case .severity(let severity) = clause.content { return severity }
    }
    return nil
  }
  package var rationale: String? {
    for clause in clauses {
      if case .rationale(let text) = clause.content { return text.text }
    }
    return nil
  }
  package var owner: String? {
    for clause in clauses {
      if case .owner(let text) = clause.content { return text.text }
    }
    return nil
  }
  package var shows: String? {
    for clause in clauses {
      if case .shows(let text) = clause.content { return text.text }
    }
    return nil
  }
  package var omits: String? {
    for clause in clauses {
      if case .omits(let text) = clause.content { return text.text }
    }
    return nil
  }
  /// What must have a member for the policy to apply; nil where it always does (POL-19).
  package var condition: SetExpression? {
    for clause in clauses {
      if case .appliesWhen(let set) = clause.content { return set }
    }
    return nil
  }
  package var controls: [String] {
    clauses.flatMap { clause in
      if case .controls(let texts) = clause.content { texts.map(\.text) } else { [String]() }
    }
  }
}

package struct PolicyClause: Hashable, Sendable {
  package enum Content: Hashable, Sendable {
    case severity(Severity)
    case rationale(Name)
    case controls([Name])
    case owner(Name)
    /// What part of its controls the policy shows.
    case shows(Name)
    /// What part of its controls it does not show.
    case omits(Name)
    /// `applies when any SET` (POL-19).
    case appliesWhen(SetExpression)
    case claim(ClaimStatement)
    case objects(ObjectStatement)
  }

  package var content: Content
  package var comments: Comments
  package var range: SourceRange
}

package enum Severity: String, Hashable, Sendable, CaseIterable, Comparable {
  case critical, high, medium, low, info

  private var weight: Int {
    switch self {
    case .info: 0
    case .low: 1
    case .medium: 2
    case .high: 3
    case .critical: 4
    }
  }

  /// `info` is the least, `critical` the greatest.
  package static func < (a: Severity, b: Severity) -> Bool { a.weight < b.weight }
}

package import SourceText

/// Who: a set of interfaces and addresses. Chains are n-ary, so the depth of a tree is the depth of
/// its brackets.
package indirect enum SetExpression: Hashable, Sendable {
  /// A named set, an id, an ARN or a resource name; the checker decides which.
  case name(Name)
  /// An address or a CIDR, and the VPC after `in` if written.
  case address(AddressValue, vpc: Name?, range: SourceRange)
  case internet(SourceRange)
  case onprem(SourceRange)
  case selector(Selector)
  /// `nat-gateways`: every gateway of a kind; a place on a way, where no traffic starts or ends.
  case gateways(GatewayKind, SourceRange)
  /// `A, B` or `A or B`; at least two members.
  case union([SetExpression], SourceRange)
  /// `A and B`; at least two members.
  case intersection([SetExpression], SourceRange)
  /// `A - B - C`: the first without the others; at least one other.
  case difference(SetExpression, [SetExpression], SourceRange)

  package var range: SourceRange {
    switch self {
    case .name(let name): name.range
    case .address(_, _, let range), .internet(let range), .onprem(let range): range
    case .gateways(_, let range): range
    case .selector(let selector): selector.range
    case .union(_, let range), .intersection(_, let range), .difference(_, _, let range): range
    }
  }
}

/// Kinds of objects that a way may lead through.
package enum GatewayKind: String, Hashable, Sendable, CaseIterable {
  case internet = "internet-gateways"
  case egressOnly = "egress-only-internet-gateways"
  case nat = "nat-gateways"
  case peering = "peering-connections"
  case transit = "transit-gateways"
  case vpn = "vpn-gateways"
  case connection = "vpn-connections"
  case loadBalancer = "load-balancers"
  case endpoint = "vpc-endpoints"
}

/// `instances where CONDITION`
package struct Selector: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case instances, interfaces, subnets, vpcs
  }

  package var kind: Kind
  /// Nil selects every object of the kind.
  package var condition: Condition?
  /// Nil where what they reach does not matter.
  package var reach: ReachTest?
  package var range: SourceRange
}

/// `that reach SET on T`, `reachable from SET on T` (LANG-6a).
package struct ReachTest: Hashable, Sendable {
  package enum Direction: Hashable, Sendable {
    /// The objects reach a member of the set.
    case reaches
    /// A member of the set reaches them.
    case isReached
  }

  package var direction: Direction
  package var other: SetExpression
  /// Nil stands for `any`.
  package var traffic: TrafficTerm?
  package var range: SourceRange
}

package indirect enum Condition: Hashable, Sendable {
  case test(AttributeTest)
  case not(Condition, SourceRange)
  /// At least two members.
  case and([Condition], SourceRange)
  /// At least two members.
  case or([Condition], SourceRange)

  package var range: SourceRange {
    switch self {
    case .test(let test): test.range
    case .not(_, let range), .and(_, let range), .or(_, let range): range
    }
  }
}

/// `ATTRIBUTE OPERATOR VALUES`
package struct AttributeTest: Hashable, Sendable {
  package enum Operator: String, Hashable, Sendable {
    case equal = "=="
    case notEqual = "!="
    case like
    case notLike = "not like"
    case isIn = "in"
    case isNotIn = "not in"
    case exists
  }

  package var attribute: AttributePath
  package var operation: Operator
  package var operationRange: SourceRange
  /// One value for comparisons, any number of at least one for `in`, none for `exists`.
  package var values: [AttributeValue]
  package var range: SourceRange
}

/// `vpc.tag.Env`, `tag["cost center"]`: the steps in order.
package struct AttributePath: Hashable, Sendable {
  package var steps: [Name]
  package var range: SourceRange

  /// The path as a message shows it.
  package var described: String { steps.map(\.text).joined(separator: ".") }
}

package enum AttributeValue: Hashable, Sendable {
  case text(Name)
  case number(String, SourceRange)
  case address(AddressValue, SourceRange)

  package var range: SourceRange {
    switch self {
    case .text(let name): name.range
    case .number(_, let range), .address(_, let range): range
    }
  }
  /// The value as text, in the form that tags and ids are compared in.
  package var text: String {
    switch self {
    case .text(let name): name.text
    case .number(let digits, _): digits
    case .address(let address, _): address.description
    }
  }
}

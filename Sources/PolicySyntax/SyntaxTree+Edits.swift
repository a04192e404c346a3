package import SourceText

/// One change of the configuration in words, after `with` or `without`. Rules: Specs/Language/Questions.md, HYP-1 and following.
package struct EditStatement: Hashable, Sendable {
  package enum Change: Hashable, Sendable {
    /// `sg-1 allowing tcp/22 from 10.0.0.0/8`, `acl-1 denying any to 10.0.0.0/8`
    case rule(object: Name, allows: Bool, traffic: TrafficExpression, isIngress: Bool, peer: EditPeer)
    /// `route 10.0.0.0/8 -> pcx-1 in rtb-1`; target and table are nil where they are not written.
    case route(AddressValue, target: Name?, table: Name?)
    /// `rule sgr-1`
    case namedRule(Name)
    /// `rule 100 in acl-1`
    case entry(Int, acl: Name)
    /// `i-1 in sg-1`
    case membership(object: Name, group: Name)
    /// `i-1 stopped`, `pcx-1 accepted`, `i-1 public`
    case state(object: Name, State)
    /// `pcx-1`, after `without` only.
    case object(Name)
  }

  package enum State: String, Hashable, Sendable, CaseIterable {
    case started, stopped, accepted
    case publicAddress = "public"
  }

  /// `with`; else `without`.
  package var isAddition: Bool
  package var change: Change
  package var range: SourceRange
}

/// Whom a rule speaks of.
package enum EditPeer: Hashable, Sendable {
  case address(AddressValue, SourceRange)
  /// A security group or a prefix list.
  case object(Name)
  /// Every address of both families.
  case everyone(SourceRange)
}

extension ClaimStatement {
  /// What has to hold for a question about two ends to be answered for all of them.
  package init(requiring flow: Flow, isTwoWay: Bool) {
    let modifiers = isTwoWay ? [] : [Modifier(kind: .oneWay, range: flow.range)]
    self.init(verb: .require, modifiers: modifiers, flow: flow, exceptions: [], range: flow.range)
  }
}

package import SourceText

package enum Direction: String, Hashable, Sendable, CaseIterable { case ingress, egress }

/// Protocol part of a rule (SG-3, NACL-3).
package enum ProtocolMatch: Hashable, Sendable {
  case any
  case number(UInt8)
}

/// Port or ICMP part of a rule; inclusive ranges, `nil` = no restriction.
package struct ServiceMatch: Hashable, Sendable {
  package var proto: ProtocolMatch
  /// Destination ports; read only for protocols 6 and 17.
  package var ports: ClosedRange<UInt16>?
  /// Read only for protocols 1 and 58; nil = every type.
  package var icmpType: UInt8?
  /// Read only for protocols 1 and 58; nil = every code.
  package var icmpCode: UInt8?

  package init(
    _ proto: ProtocolMatch, ports: ClosedRange<UInt16>? = nil, icmpType: UInt8? = nil,
    icmpCode: UInt8? = nil
  ) {
    self.proto = proto
    self.ports = ports
    self.icmpType = icmpType
    self.icmpCode = icmpCode
  }
}

/// A security group: the union of its allow rules (SG-1).
package struct SecurityGroup: NamedObject, Equatable {
  /// The group id, `sg-…`.
  package var name: String
  package var groupName: String
  /// Nil when the group's VPC is not in the snapshot.
  package var vpc: ID<VPC>?
  package var scope: ID<Scope>
  package var rules: [SecurityGroupRule]
  package var tags: Tags
  package var gaps: Gaps = [:]
  package var origin: SourceRange?

  package init(
    name: String, groupName: String = "", vpc: ID<VPC>?, scope: ID<Scope>,
    rules: [SecurityGroupRule] = [], tags: Tags = [:], origin: SourceRange? = nil
  ) {
    self.name = name
    self.groupName = groupName
    self.vpc = vpc
    self.scope = scope
    self.rules = rules
    self.tags = tags
    self.origin = origin
  }
}

/// One allow rule with exactly one peer (SG-4).
package struct SecurityGroupRule: Hashable, Sendable {
  /// `sgr-…`, or nil when the source has no rule ids.
  package var name: String?
  package var direction: Direction
  package var service: ServiceMatch
  package var peer: SecurityGroupPeer
  package var origin: SourceRange?

  package init(
    name: String? = nil, direction: Direction, service: ServiceMatch, peer: SecurityGroupPeer,
    origin: SourceRange? = nil
  ) {
    self.name = name
    self.direction = direction
    self.service = service
    self.peer = peer
    self.origin = origin
  }
}

package enum SecurityGroupPeer: Hashable, Sendable {
  case range(CIDR)
  case prefixList(Reference<PrefixList>)
  /// SG-5, SG-7, SG-8. A group that is not in the snapshot: `missing` when it may have members, see `deletedGroup`.
  case group(Reference<SecurityGroup>)
  /// SG-10: a stale reference matches nothing.
  case stale(String)
  /// A rule that could not be understood (IMP-5): may match anything.
  case unknown(UnknownID)
}

/// A network ACL (NACL-1..11). Entries are sorted by (direction, family, number) by the importer; the implicit last
/// rule (32767) is not an entry.
package struct NetworkACL: NamedObject, Equatable {
  package var name: String
  package var vpc: ID<VPC>?
  package var isDefault: Bool
  package var entries: [NetworkACLEntry]
  package var tags: Tags
  package var origin: SourceRange?

  package init(
    name: String, vpc: ID<VPC>?, isDefault: Bool = false, entries: [NetworkACLEntry] = [],
    tags: Tags = [:], origin: SourceRange? = nil
  ) {
    self.name = name
    self.vpc = vpc
    self.isDefault = isDefault
    self.entries = entries
    self.tags = tags
    self.origin = origin
  }
}

package struct NetworkACLEntry: Hashable, Sendable {
  package var number: Int
  package var direction: Direction
  package var allows: Bool
  package var service: ServiceMatch
  package var range: CIDR
  /// Set when a value of the entry was not understood (IMP-5): a packet that its other parts may match and that no
  /// earlier entry decided becomes unknown. The fields that were not understood hold their widest value.
  package var unknown: UnknownID?
  package var origin: SourceRange?

  package init(
    number: Int, direction: Direction, allows: Bool, service: ServiceMatch, range: CIDR,
    unknown: UnknownID? = nil, origin: SourceRange? = nil
  ) {
    self.number = number
    self.direction = direction
    self.allows = allows
    self.service = service
    self.range = range
    self.unknown = unknown
    self.origin = origin
  }
}

/// A managed or customer prefix list at its imported version.
package struct PrefixList: NamedObject, Equatable {
  package var name: String
  package var title: String
  package var entries: PrefixListEntries
  package var origin: SourceRange?

  package init(name: String, title: String = "", entries: PrefixListEntries, origin: SourceRange? = nil) {
    self.name = name
    self.title = title
    self.entries = entries
    self.origin = origin
  }
}

package enum PrefixListEntries: Hashable, Sendable {
  case known([CIDR])
  case unknown(UnknownID)
}

package import NetworkModel
package import SourceText

/// A set of addresses of both families as sorted, disjoint prefixes.
package struct AddressSet: Hashable, Sendable {
  package var ranges: [CIDR]

  package init(_ ranges: [CIDR]) { self.ranges = ranges }

  package static let all = AddressSet([
    CIDR(.v4, base: 0, length: 0), CIDR(.v6, base: 0, length: 0),
  ])
}

/// One interface of an endpoint set, with the addresses under which it is meant.
package struct EndpointMember: Hashable, Sendable {
  package var interface: ID<Interface>
  /// Nil: the whole interface (an id was named). Otherwise it was named by address or CIDR: only these of its own addresses.
  package var addresses: AddressSet?

  package init(interface: ID<Interface>, addresses: AddressSet? = nil) {
    self.interface = interface
    self.addresses = addresses
  }
}

/// A set of ends of traffic after name resolution.
package struct EndpointSet: Hashable, Sendable {
  /// Sorted by interface, one entry each.
  package var members: [EndpointMember]
  /// The part outside the snapshot: Internet hosts whose address is in the set (REA-6 is applied by the compiler);
  /// nil when nothing outside is meant. `internet` is `.all`.
  package var outside: AddressSet?
  /// Hosts of sites behind VPN and Direct Connect whose address is in the set; nil when none are meant (LANG-5a).
  package var onPremises: AddressSet?
  /// Destination addresses that were written as such (a public address or a CIDR): a further way to be meant, by what stands
  /// in the packet (LANG-5). As destination of a question the packet is sent there, owner or not.
  package var written: AddressSet?
  /// Further interfaces that may be in the set, with the reasons (LANG-9a); the other fields hold what is in it for
  /// certain.
  package var doubtful: [ID<Interface>: Set<Unknown>]
  /// How it reads in reports, e.g. `web` or `10.0.0.0/16`.
  package var text: String

  package init(
    members: [EndpointMember], outside: AddressSet? = nil, onPremises: AddressSet? = nil,
    written: AddressSet? = nil,
    doubtful: [ID<Interface>: Set<Unknown>] = [:], text: String
  ) {
    self.members = members
    self.outside = outside
    self.onPremises = onPremises
    self.written = written
    self.doubtful = doubtful
    self.text = text
  }

  /// Nothing is in the set, for certain.
  package var isEmpty: Bool {
    members.isEmpty && outside == nil && onPremises == nil && written == nil && doubtful.isEmpty
  }

  /// Why the set is not known; empty when it is.
  package var doubts: Set<Unknown> { doubtful.values.reduce(into: []) { $0.formUnion($1) } }

  /// Why it is not known what the set says of an end; nil stands for a host outside or a service.
  package func doubts(about end: ID<Interface>?) -> Set<Unknown> {
    // An address that the set may give or take counts for whoever has it.
    if outside != nil || onPremises != nil || written != nil { return doubts }
    return end.flatMap { doubtful[$0] } ?? []
  }
}

/// A class of packets by protocol, destination port or ICMP type and code; a union of its entries.
package struct Traffic: Hashable, Sendable {
  package struct Entry: Hashable, Sendable {
    /// Nil = every protocol (then the other fields are nil). `icmp` means 1 for IPv4 and 58 for IPv6: two entries.
    package var proto: UInt8?
    package var ports: ClosedRange<UInt16>?
    package var icmpType: UInt8?
    package var icmpCode: UInt8?

    package init(
      proto: UInt8?, ports: ClosedRange<UInt16>? = nil, icmpType: UInt8? = nil, icmpCode: UInt8? = nil
    ) {
      self.proto = proto
      self.ports = ports
      self.icmpType = icmpType
      self.icmpCode = icmpCode
    }
  }

  package var entries: [Entry]
  /// How it was written, e.g. `tcp/443, udp/53`.
  package var text: String

  package init(entries: [Entry], text: String) {
    self.entries = entries
    self.text = text
  }

  package static let any = Traffic(entries: [Entry(proto: nil)], text: "any")
}

/// `using …` of REA-3b.
package enum AddressMode: String, Hashable, Sendable {
  /// Per polarity: all addresses for `forbid`, primary private (public from or to outside) otherwise.
  case standard
  case all, `public`, ipv6
}

/// What one statement of a policy claims (design: verdicts and polarity).
package struct Claim: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    /// No packet that starts at A reaches B (REA-3a); proxied exchanges count.
    case forbid
    /// The same without proxied exchanges.
    case forbidDirect
    /// No two-way exchange (REA-3) from A to B.
    case forbidConnections
    /// Every pair of distinct members, every packet, every resolution, both legs (REA-4).
    case require
    /// As `require`, forward leg only.
    case requireOneWay
    /// Every way of every packet that arrives meets `way` (POL-13 to POL-15); as `forbid`, with proxied exchanges.
    case everyPath
  }

  package struct Exception: Hashable, Sendable {
    package var source: EndpointSet
    package var destination: EndpointSet
    package var traffic: Traffic
    package var reason: String
    /// It stands for something that the files assume (POL-18).
    package var isAssumption: Bool
    package var range: SourceRange?

    package init(
      source: EndpointSet, destination: EndpointSet, traffic: Traffic, reason: String,
      isAssumption: Bool = false, range: SourceRange?
    ) {
      self.isAssumption = isAssumption
      self.source = source
      self.destination = destination
      self.traffic = traffic
      self.reason = reason
      self.range = range
    }
  }

  package var kind: Kind
  package var source: EndpointSet
  package var destination: EndpointSet
  package var traffic: Traffic
  package var addresses: AddressMode
  package var exceptions: [Exception]
  /// Of `everyPath`, what every way must meet; nil for other claims.
  package var way: WayCondition?
  /// Of `require`, what may fail without breaking the claim, one at a time (POL-21).
  package var failures: FailureKind?
  /// Security groups and network ACLs count as open: the claim is about where routes lead (POL-22).
  package var ignoresFilters: Bool
  package var range: SourceRange?

  package init(
    kind: Kind, source: EndpointSet, destination: EndpointSet, traffic: Traffic,
    addresses: AddressMode = .standard, exceptions: [Exception] = [], way: WayCondition? = nil,
    failures: FailureKind? = nil, ignoresFilters: Bool = false, range: SourceRange? = nil
  ) {
    self.kind = kind
    self.source = source
    self.destination = destination
    self.traffic = traffic
    self.addresses = addresses
    self.exceptions = exceptions
    self.way = way
    self.failures = failures
    self.ignoresFilters = ignoresFilters
    self.range = range
  }
}

package enum PolicySeverity: String, Hashable, Sendable, CaseIterable, Comparable {
  case info, low, medium, high, critical

  package static func < (a: PolicySeverity, b: PolicySeverity) -> Bool {
    (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
  }
}

/// A policy whose names are resolved against one network.
package struct CheckedPolicy: Hashable, Sendable {
  package var name: String
  package var severity: PolicySeverity
  package var rationale: String?
  package var controls: [String]
  package var owner: String?
  /// What part of its controls the policy shows, and what part it does not.
  package var shows: String?
  package var omits: String?
  package var claims: [Claim]
  package var objectClaims: [ObjectClaim]
  package var range: SourceRange

  package init(
    name: String, severity: PolicySeverity = .medium, rationale: String? = nil, controls: [String] = [],
    owner: String? = nil, shows: String? = nil, omits: String? = nil, claims: [Claim],
    objectClaims: [ObjectClaim] = [], range: SourceRange
  ) {
    self.name = name
    self.severity = severity
    self.rationale = rationale
    self.controls = controls
    self.owner = owner
    self.shows = shows
    self.omits = omits
    self.claims = claims
    self.objectClaims = objectClaims
    self.range = range
  }
}

/// A question of the prompt or of `isola query` after name resolution.
package enum CheckedQuestion: Hashable, Sendable {
  /// Two-way (REA-3), client source ports.
  case reach(EndpointSet, EndpointSet, Traffic)
  /// One-way packets.
  case deliver(EndpointSet, EndpointSet, Traffic)
  /// Two-way.
  case whoReaches(EndpointSet, Traffic)
  case whatReaches(EndpointSet, Traffic)
}

extension Claim {
  /// Whether one packet with its way shows that the claim does not hold, on the network as it is.
  package var isShownByOnePacket: Bool {
    guard failures == nil, !ignoresFilters else { return false }
    switch way?.condition {
    case nil, .passes, .avoids, .encrypted: return true
    case .within, .hops, .mirrored: return false
    }
  }
}

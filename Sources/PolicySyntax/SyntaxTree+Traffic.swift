package import SourceText

/// What: a union of traffic terms; at least one.
package struct TrafficExpression: Hashable, Sendable {
  package var terms: [TrafficTerm]
  package var range: SourceRange

  package init(terms: [TrafficTerm], range: SourceRange) {
    self.terms = terms
    self.range = range
  }
}

package enum TrafficTerm: Hashable, Sendable {
  case any(SourceRange)
  /// A declared traffic.
  case name(Name)
  /// `tcp/443`, `udp/53-60`; ports inclusive, `lower ≤ upper`. Nil ports stand for all.
  case ports(PortProtocol, ports: ClosedRange<UInt16>?, SourceRange)
  /// `icmp`, `icmp/8`, `icmp/8/0`, and `icmpv6`. Nil stands for all.
  case icmp(version6: Bool, type: UInt8?, code: UInt8?, SourceRange)
  /// `esp`, `protocol/50`: an IP protocol number with no ports.
  case ipProtocol(UInt8, SourceRange)

  package var range: SourceRange {
    switch self {
    case .any(let range): range
    case .name(let name): name.range
    case .ports(_, _, let range), .icmp(_, _, _, let range), .ipProtocol(_, let range): range
    }
  }
}

package enum PortProtocol: String, Hashable, Sendable, CaseIterable {
  case tcp, udp

  package var number: UInt8 {
    switch self {
    case .tcp: 6
    case .udp: 17
    }
  }
}

/// Protocol names without ports, with their IANA numbers.
let portlessProtocols: [(name: String, number: UInt8)] = [
  ("ah", 51), ("esp", 50), ("gre", 47), ("igmp", 2), ("ipip", 4), ("ospf", 89), ("sctp", 132),
]

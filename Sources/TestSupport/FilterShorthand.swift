package import NetworkModel

extension ServiceMatch {
  package static let any = ServiceMatch(.any)

  package static func tcp(_ port: UInt16) -> ServiceMatch { tcp(port...port) }
  package static func tcp(_ ports: ClosedRange<UInt16>) -> ServiceMatch {
    ServiceMatch(.number(IPProtocol.tcp), ports: ports)
  }

  package static func udp(_ port: UInt16) -> ServiceMatch { udp(port...port) }
  package static func udp(_ ports: ClosedRange<UInt16>) -> ServiceMatch {
    ServiceMatch(.number(IPProtocol.udp), ports: ports)
  }

  package static func icmp(_ type: UInt8? = nil, _ code: UInt8? = nil) -> ServiceMatch {
    ServiceMatch(.number(IPProtocol.icmp), icmpType: type, icmpCode: code)
  }

  package static func icmp6(_ type: UInt8? = nil, _ code: UInt8? = nil) -> ServiceMatch {
    ServiceMatch(.number(IPProtocol.icmp6), icmpType: type, icmpCode: code)
  }

  package static func proto(_ number: UInt8) -> ServiceMatch { ServiceMatch(.number(number)) }
}

extension SecurityGroupRule {
  package static func ingress(_ service: ServiceMatch, _ range: String) -> SecurityGroupRule {
    ingress(service, .range(NetworkBuilder.cidr(range)))
  }

  package static func egress(_ service: ServiceMatch, _ range: String) -> SecurityGroupRule {
    egress(service, .range(NetworkBuilder.cidr(range)))
  }

  package static func ingress(_ service: ServiceMatch, _ group: ID<SecurityGroup>) -> SecurityGroupRule {
    ingress(service, .group(.resolved(group)))
  }

  package static func egress(_ service: ServiceMatch, _ group: ID<SecurityGroup>) -> SecurityGroupRule {
    egress(service, .group(.resolved(group)))
  }

  package static func ingress(_ service: ServiceMatch, _ peer: SecurityGroupPeer) -> SecurityGroupRule {
    SecurityGroupRule(direction: .ingress, service: service, peer: peer)
  }

  package static func egress(_ service: ServiceMatch, _ peer: SecurityGroupPeer) -> SecurityGroupRule {
    SecurityGroupRule(direction: .egress, service: service, peer: peer)
  }
}

extension [SecurityGroupRule] {
  /// Everything, both ways, both families.
  package static var open: [SecurityGroupRule] {
    [
      .ingress(.any, "0.0.0.0/0"), .ingress(.any, "::/0"), .egress(.any, "0.0.0.0/0"),
      .egress(.any, "::/0"),
    ]
  }
}

extension NetworkACLEntry {
  package static func allow(
    _ number: Int, _ direction: Direction, _ service: ServiceMatch, _ range: String
  ) -> NetworkACLEntry {
    NetworkACLEntry(
      number: number, direction: direction, allows: true, service: service,
      range: NetworkBuilder.cidr(range))
  }

  package static func deny(
    _ number: Int, _ direction: Direction, _ service: ServiceMatch, _ range: String
  ) -> NetworkACLEntry {
    NetworkACLEntry(
      number: number, direction: direction, allows: false, service: service,
      range: NetworkBuilder.cidr(range))
  }
}

extension [NetworkACLEntry] {
  /// The default ACL: everything, both ways, both families.
  package static var allowAll: [NetworkACLEntry] {
    [
      .allow(100, .ingress, .any, "0.0.0.0/0"), .allow(101, .ingress, .any, "::/0"),
      .allow(100, .egress, .any, "0.0.0.0/0"), .allow(101, .egress, .any, "::/0"),
    ].inACLOrder
  }

  /// Sorted by direction (ingress first), family and number, as importers do.
  package var inACLOrder: [NetworkACLEntry] {
    sorted {
      ($0.direction == .ingress ? 0 : 1, $0.range.family, $0.number)
        < ($1.direction == .ingress ? 0 : 1, $1.range.family, $1.number)
    }
  }
}


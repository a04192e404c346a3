import NetworkModel

/// How a value that may be unknown answers "does it match?" (CNV-2).
enum Match {
  case yes
  case no
  case unknown(Unknown)
}

/// What filters compare packets with: services and ranges (SG-3, NACL-3, CNV-5, CNV-7).
extension Walk {
  /// Protocol, then destination port or ICMP type and code, for the protocols that have them.
  func matches(_ service: ServiceMatch, portsEndEarly: Bool = false) -> Bool {
    switch service.proto {
    case .any: return true
    case .number(let number): guard number == packet.proto else { return false }
    }
    if IPProtocol.hasPorts(packet.proto) {
      guard let ports = service.ports else { return true }
      if portsEndEarly, packet.destinationPort == ports.upperBound { return false }
      return ports.contains(packet.destinationPort)
    }
    if IPProtocol.isICMP(packet.proto) {
      if let type = service.icmpType, type != packet.icmpType { return false }
      if let code = service.icmpCode, code != packet.icmpCode { return has(.icmpCodeIgnored) }
    }
    return true
  }

  /// Containment within one family.
  func covers(_ range: CIDR, _ address: IPAddress) -> Bool {
    if has(.cidrOffByOne), range.length > 0 {
      return CIDR(range.family, base: range.base, length: range.length - 1).contains(address)
    }
    if has(.v6MatchesV4Any), range.family == .v4, range.length == 0 { return true }
    return range.contains(address)
  }

  /// The end that a filter of `direction` looks at: the source on the way in, the destination on
  /// the way out.
  func peer(_ direction: Direction) -> IPAddress {
    switch direction {
    case .ingress: packet.source
    case .egress: packet.destination
    }
  }
}

import Checker
package import NetworkModel

/// Packets, addresses and traffic on one line.
package enum PacketText {
  /// `tcp 198.51.100.1:40000 → 54.1.2.3:22`, `icmp type 8 code 0 10.0.0.5 → 10.0.1.7`.
  package static func line(_ packet: Packet) -> String {
    let name = IPProtocol.name(packet.proto)
    if IPProtocol.hasPorts(packet.proto) {
      return "\(name) \(end(packet.source, packet.sourcePort)) → "
        + end(packet.destination, packet.destinationPort)
    }
    let ends = "\(packet.source) → \(packet.destination)"
    guard IPProtocol.isICMP(packet.proto) else { return "\(name) \(ends)" }
    return "\(name) \(icmp(packet)) \(ends)"
  }

  /// `tcp/22`: what a rule would have to name to cover the packet.
  static func service(_ packet: Packet) -> String {
    if IPProtocol.hasPorts(packet.proto) {
      return "\(IPProtocol.name(packet.proto))/\(packet.destinationPort)"
    }
    guard IPProtocol.isICMP(packet.proto) else { return IPProtocol.name(packet.proto) }
    return "\(IPProtocol.name(packet.proto)) \(icmp(packet))"
  }

  private static func icmp(_ packet: Packet) -> String {
    switch (packet.proto, packet.icmpType, packet.icmpCode) {
    case (IPProtocol.icmp, 8, 0), (IPProtocol.icmp6, 128, 0): "echo request"
    case (IPProtocol.icmp, 0, 0), (IPProtocol.icmp6, 129, 0): "echo reply"
    case (_, let type, let code): "type \(type) code \(code)"
    }
  }

  private static func end(_ address: IPAddress, _ port: UInt16) -> String {
    switch address.family {
    case .v4: "\(address):\(port)"
    case .v6: "[\(address)]:\(port)"
    }
  }

  /// Traffic as the policy language writes it: `tcp/8000-8100`, `icmp/8`, `protocol/50`. Several
  /// terms where the range of protocols holds some that have a name.
  static func traffic(_ range: TrafficRange) -> String {
    let first = range.protocols.lowerBound
    guard range.protocols.count == 1 else {
      return range.protocols == 0...255
        ? "any" : "protocol/\(first)-\(range.protocols.upperBound)"
    }
    switch first {
    case IPProtocol.tcp, IPProtocol.udp: return IPProtocol.name(first) + ports(range.values)
    case IPProtocol.icmp, IPProtocol.icmp6:
      return IPProtocol.name(first) + (range.values == 0...255 ? "" : ports(range.values))
    case _: return "protocol/\(first)"
    }
  }

  private static func ports(_ values: ClosedRange<UInt16>?) -> String {
    guard let values, values != 0...65535 else { return "" }
    return values.count == 1
      ? "/\(values.lowerBound)" : "/\(values.lowerBound)-\(values.upperBound)"
  }

  static func family(_ family: IPFamily) -> String {
    switch family {
    case .v4: "ipv4"
    case .v6: "ipv6"
    }
  }
}

/// A packet on the wire (PKT-1). Fields without meaning for the protocol are 0.
package struct Packet: Hashable, Sendable {
  package var source: IPAddress
  package var destination: IPAddress
  /// IP protocol number: 1 ICMP, 6 TCP, 17 UDP, 58 ICMPv6.
  package var proto: UInt8
  package var sourcePort: UInt16
  package var destinationPort: UInt16
  package var icmpType: UInt8
  package var icmpCode: UInt8

  package init(
    source: IPAddress, destination: IPAddress, proto: UInt8, sourcePort: UInt16 = 0,
    destinationPort: UInt16 = 0, icmpType: UInt8 = 0, icmpCode: UInt8 = 0
  ) {
    self.source = source
    self.destination = destination
    self.proto = proto
    self.sourcePort = sourcePort
    self.destinationPort = destinationPort
    self.icmpType = icmpType
    self.icmpCode = icmpCode
  }

  package var family: IPFamily { destination.family }

  /// The packet that answers this one (FLW-2): ends swapped, ICMP echo request and reply swapped.
  package var reversed: Packet {
    var answer = self
    swap(&answer.source, &answer.destination)
    swap(&answer.sourcePort, &answer.destinationPort)
    switch (proto, icmpType) {
    case (IPProtocol.icmp, 8): answer.icmpType = 0
    case (IPProtocol.icmp, 0): answer.icmpType = 8
    case (IPProtocol.icmp6, 128): answer.icmpType = 129
    case (IPProtocol.icmp6, 129): answer.icmpType = 128
    default: break
    }
    return answer
  }
}

/// Protocol numbers with meaning of their own (PKT-1).
package enum IPProtocol {
  package static let icmp: UInt8 = 1
  package static let tcp: UInt8 = 6
  package static let udp: UInt8 = 17
  package static let icmp6: UInt8 = 58

  package static func hasPorts(_ proto: UInt8) -> Bool { proto == tcp || proto == udp }
  package static func isICMP(_ proto: UInt8) -> Bool { proto == icmp || proto == icmp6 }

  package static func name(_ proto: UInt8) -> String {
    switch proto {
    case icmp: "icmp"
    case tcp: "tcp"
    case udp: "udp"
    case icmp6: "icmpv6"
    default: "protocol \(proto)"
    }
  }
}

/// Whether a packet opens a connection or belongs to one (PKT-3).
package enum Phase: String, Hashable, Sendable { case new, established }

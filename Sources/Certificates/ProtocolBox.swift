package import ForwardingGraph
package import NetworkModel
package import PolicyTypes

/// Which source ports are meant (REA-5).
package enum SourcePorts: Hashable, Sendable {
  /// Packets: 0…65535.
  case all
  /// Connections: an ordinary client, 1024…65535.
  case client

  package var interval: Intervals {
    switch self {
    case .all: Intervals(0, 65535)
    case .client: Intervals(1024, 65535)
    }
  }
}

/// A box over protocol, ports and ICMP fields in which meaningless fields are 0 (PKT-1).
package struct ProtocolBox: Hashable, Sendable {
  package var protocols: Intervals
  package var destinationPorts: Intervals
  package var icmpTypes: Intervals
  package var icmpCodes: Intervals
  package var hasPorts: Bool

  private static let none = Intervals(0)

  static func ports(_ protocols: Intervals, _ ports: ClosedRange<UInt16>?) -> ProtocolBox {
    ProtocolBox(
      protocols: protocols,
      destinationPorts: Intervals(UInt128(ports?.lowerBound ?? 0), UInt128(ports?.upperBound ?? 65535)),
      icmpTypes: none, icmpCodes: none, hasPorts: true)
  }

  static func icmp(_ number: UInt8, types: Intervals, codes: Intervals) -> ProtocolBox {
    ProtocolBox(
      protocols: Intervals(UInt128(number)), destinationPorts: none, icmpTypes: types,
      icmpCodes: codes, hasPorts: false)
  }

  static func others(_ protocols: Intervals) -> ProtocolBox {
    ProtocolBox(
      protocols: protocols, destinationPorts: none, icmpTypes: none, icmpCodes: none, hasPorts: false)
  }

  /// The boxes of a class of traffic for one family. `echoOnly`: two-way questions mean an echo request by `icmp`.
  package static func boxes(_ traffic: Traffic, _ family: IPFamily, echoOnly: Bool) -> [ProtocolBox] {
    traffic.entries.flatMap { boxes($0, family, echoOnly: echoOnly) }
  }

  private static func boxes(
    _ entry: Traffic.Entry, _ family: IPFamily, echoOnly: Bool
  ) -> [ProtocolBox] {
    let ownICMP = family == .v4 ? IPProtocol.icmp : IPProtocol.icmp6
    guard let proto = entry.proto else {
      let special = Intervals(union: [1...1, 6...6, 17...17, 58...58])
      return [
        .ports(Intervals(union: [6...6, 17...17]), nil), icmp(ownICMP, nil, nil, echoOnly),
        .others(Intervals(0, 255).subtracting(special)),
      ]
    }
    if IPProtocol.hasPorts(proto) { return [.ports(Intervals(UInt128(proto)), entry.ports)] }
    if IPProtocol.isICMP(proto) {
      return proto == ownICMP ? [icmp(proto, entry.icmpType, entry.icmpCode, echoOnly)] : []
    }
    return [.others(Intervals(UInt128(proto)))]
  }

  private static func icmp(
    _ number: UInt8, _ type: UInt8?, _ code: UInt8?, _ echoOnly: Bool
  ) -> ProtocolBox {
    let request: UInt8 = number == IPProtocol.icmp ? 8 : 128
    let isEcho = echoOnly && type == nil
    let types = (type ?? (isEcho ? request : nil)).map { Intervals(UInt128($0)) }
    let codes = (code ?? (isEcho ? 0 : nil)).map { Intervals(UInt128($0)) }
    return icmp(number, types: types ?? Intervals(0, 255), codes: codes ?? Intervals(0, 255))
  }
}

package import NetworkModel

extension HeaderSpace {
  /// Whether the header of a packet lies in a set; false for the other family.
  package func contains(_ set: HeaderSet, _ packet: Packet) -> Bool {
    guard packet.family == family else { return false }
    return set.boxes.contains { box in
      HeaderField.allCases.allSatisfy { values[box[$0]].contains(value($0, of: packet)) }
    }
  }

  private func value(_ field: HeaderField, of packet: Packet) -> UInt128 {
    switch field {
    case .source: packet.source.value
    case .destination: packet.destination.value
    case .proto: UInt128(packet.proto)
    case .sourcePort: UInt128(packet.sourcePort)
    case .destinationPort: UInt128(packet.destinationPort)
    case .icmpType: UInt128(packet.icmpType)
    case .icmpCode: UInt128(packet.icmpCode)
    }
  }
}

package import ForwardingGraph
package import NetworkModel

/// A product of one set of values for each field of a header (PKT-1), of one family.
package struct FlowBox: Hashable, Sendable {
  package var family: IPFamily
  /// In the order of `HeaderField`.
  package var lanes: [Intervals]

  package subscript(field: HeaderField) -> Intervals {
    get { lanes[field.rawValue] }
    set { lanes[field.rawValue] = newValue }
  }

  package func contains(_ packet: Packet) -> Bool {
    guard packet.family == family else { return false }
    return zip(HeaderField.allCases, lanes).allSatisfy { $1.contains(Self.value($0, of: packet)) }
  }

  private static func value(_ field: HeaderField, of packet: Packet) -> UInt128 {
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

  /// Nil when the boxes have nothing in common.
  func intersection(_ other: FlowBox) -> FlowBox? {
    guard family == other.family else { return nil }
    var result = self
    for lane in lanes.indices where lanes[lane] != other.lanes[lane] {
      let both = lanes[lane].intersection(other.lanes[lane])
      if both.isEmpty { return nil }
      result.lanes[lane] = both
    }
    return result
  }

  /// This box without `other`, as disjoint boxes.
  func subtracting(_ other: FlowBox) -> [FlowBox] {
    guard intersection(other) != nil else { return [self] }
    var rest = self
    var result: [FlowBox] = []
    for lane in lanes.indices {
      let outside = rest.lanes[lane].subtracting(other.lanes[lane])
      if !outside.isEmpty {
        var piece = rest
        piece.lanes[lane] = outside
        result.append(piece)
      }
      rest.lanes[lane] = rest.lanes[lane].intersection(other.lanes[lane])
    }
    return result
  }

  /// The union of both where it is a box: they differ in one lane at most.
  private func joined(_ other: FlowBox) -> FlowBox? {
    guard family == other.family else { return nil }
    let different = lanes.indices.filter { lanes[$0] != other.lanes[$0] }
    guard different.count <= 1 else { return nil }
    var both = self
    if let lane = different.first { both.lanes[lane] = both.lanes[lane].union(other.lanes[lane]) }
    return both
  }

  /// The same packets in fewer boxes, in a fixed order.
  package static func merged(_ boxes: [FlowBox]) -> [FlowBox] {
    var current = Array(Set(boxes))
    current.sort(by: precedes)
    var first = 0
    while first < current.count {
      var second = first + 1
      while second < current.count {
        guard let both = current[first].joined(current[second]) else {
          second += 1
          continue
        }
        current[first] = both
        current.remove(at: second)
        (first, second) = (0, 1)
      }
      first += 1
    }
    return current.sorted(by: precedes)
  }

  static func precedes(_ a: FlowBox, _ b: FlowBox) -> Bool {
    if a.family != b.family { return a.family == .v4 }
    // Protocol and ports first: that is how people sort traffic.
    let order: [HeaderField] = [.proto, .destinationPort, .icmpType, .icmpCode, .destination, .source, .sourcePort]
    for field in order where a[field] != b[field] { return Intervals.precedes(a[field], b[field]) }
    return false
  }
}

extension [FlowBox] {
  package func containsPacket(_ packet: Packet) -> Bool { contains { $0.contains(packet) } }

  /// Nil where the pieces are more than `limit`.
  func subtracting(_ others: [FlowBox], limit: Int) -> [FlowBox]? {
    var rest = self
    for hole in others {
      rest = rest.flatMap { $0.subtracting(hole) }
      if rest.count > limit { return nil }
      if rest.isEmpty { break }
    }
    return rest
  }
}

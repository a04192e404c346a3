package import NetworkModel

/// The fields of a header that decide anything in a snapshot, in the order in which a box holds them (PKT-1).
package enum HeaderField: Int, Hashable, Sendable, CaseIterable {
  case source, destination, proto, sourcePort, destinationPort, icmpType, icmpCode

  package func width(_ family: IPFamily) -> Int {
    switch self {
    case .source, .destination: family.width
    case .sourcePort, .destinationPort: 16
    case .proto, .icmpType, .icmpCode: 8
    }
  }
}

/// A product of one set of values per field.
package struct HeaderBox: Hashable, Sendable {
  /// Lane `HeaderField.rawValue` holds the field's set; the last lane is 1.
  var lanes: SIMD8<ValueSetID>

  package subscript(field: HeaderField) -> ValueSetID {
    get { lanes[field.rawValue] }
    set { lanes[field.rawValue] = newValue }
  }

  package var isEmpty: Bool { any(lanes .== 0) }
}

/// The spaces of headers of one family and what can be said about boxes in it.
package struct HeaderSpace: Sendable {
  package let family: IPFamily
  package var values = ValueSets()
  /// All headers.
  package let everything: HeaderBox

  package init(_ family: IPFamily) {
    self.family = family
    var lanes = SIMD8<ValueSetID>(repeating: 1)
    for field in HeaderField.allCases {
      let width = field.width(family)
      lanes[field.rawValue] = values.number(
        of: Intervals(0, width == 128 ? .max : (UInt128(1) << UInt128(width)) - 1))
    }
    everything = HeaderBox(lanes: lanes)
  }

  /// `everything` with some fields narrowed.
  package mutating func box(_ parts: [(HeaderField, Intervals)]) -> HeaderBox {
    var box = everything
    for (field, set) in parts { box[field] = values.intersection(box[field], values.number(of: set)) }
    return box
  }

  /// Nil when the boxes have nothing in common.
  package mutating func intersection(_ a: HeaderBox, _ b: HeaderBox) -> HeaderBox? {
    var result = a
    for lane in 0..<HeaderField.allCases.count where a.lanes[lane] != b.lanes[lane] {
      if b.lanes[lane] == everything.lanes[lane] { continue }
      if a.lanes[lane] == everything.lanes[lane] {
        result.lanes[lane] = b.lanes[lane]
        continue
      }
      let both = values.intersection(a.lanes[lane], b.lanes[lane])
      if both == 0 { return nil }
      result.lanes[lane] = both
    }
    return result.isEmpty ? nil : result
  }

  package mutating func isSubset(_ a: HeaderBox, of b: HeaderBox) -> Bool {
    for lane in 0..<HeaderField.allCases.count where a.lanes[lane] != b.lanes[lane] {
      if !values.isSubset(a.lanes[lane], of: b.lanes[lane]) { return false }
    }
    return true
  }

  /// `a` without `b` as disjoint boxes: field by field, what `b` leaves of it.
  package mutating func subtracting(_ a: HeaderBox, _ b: HeaderBox) -> [HeaderBox] {
    guard intersection(a, b) != nil else { return [a] }
    var rest = a
    var result: [HeaderBox] = []
    for lane in 0..<HeaderField.allCases.count {
      let outside = values.subtracting(rest.lanes[lane], b.lanes[lane])
      if outside != 0 {
        var piece = rest
        piece.lanes[lane] = outside
        result.append(piece)
      }
      rest.lanes[lane] = values.intersection(rest.lanes[lane], b.lanes[lane])
    }
    return result
  }
}

/// Numbers as ranges: sorted, disjoint, not adjacent.
package struct NumberRanges: Hashable, Sendable {
  package private(set) var spans: [ClosedRange<UInt128>]

  package init(_ ranges: some Sequence<ClosedRange<UInt128>>) {
    spans = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      // The difference cannot wrap: ranges are sorted by their first number.
      if let last = spans.last, range.lowerBound <= last.upperBound || range.lowerBound - last.upperBound == 1 {
        spans[spans.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        spans.append(range)
      }
    }
  }

  package func contains(_ number: UInt128) -> Bool { spans.contains { $0.contains(number) } }

  package func union(_ other: NumberRanges) -> NumberRanges { NumberRanges(spans + other.spans) }

  /// All others from 0 to `maximum`, which bounds these.
  package func complement(upTo maximum: UInt128) -> NumberRanges {
    var gaps: [ClosedRange<UInt128>] = []
    var next: UInt128? = 0
    for span in spans {
      if let start = next, start < span.lowerBound { gaps.append(start...span.lowerBound - 1) }
      next = span.upperBound < maximum ? span.upperBound + 1 : nil
    }
    if let start = next { gaps.append(start...maximum) }
    return NumberRanges(gaps)
  }
}

/// Addresses of both families as ranges. CNV-5: neither family says anything about the other.
package struct AddressRanges: Hashable, Sendable {
  private var v4: NumberRanges
  private var v6: NumberRanges

  package init(_ ranges: some Sequence<CIDR>) {
    let all = Array(ranges)
    v4 = NumberRanges(all.filter { $0.family == .v4 }.map { $0.first...$0.last })
    v6 = NumberRanges(all.filter { $0.family == .v6 }.map { $0.first...$0.last })
  }

  /// Those of one family.
  package func only(_ family: IPFamily) -> AddressRanges {
    var result = AddressRanges([])
    switch family {
    case .v4: result.v4 = v4
    case .v6: result.v6 = v6
    }
    return result
  }

  package subscript(family: IPFamily) -> NumberRanges {
    switch family {
    case .v4: v4
    case .v6: v6
    }
  }

  package func contains(_ address: IPAddress) -> Bool { self[address.family].contains(address.value) }

  package func union(_ other: AddressRanges) -> AddressRanges {
    var result = self
    result.v4 = v4.union(other.v4)
    result.v6 = v6.union(other.v6)
    return result
  }

  package var complement: AddressRanges {
    var result = self
    result.v4 = v4.complement(upTo: IPFamily.v4.maximum)
    result.v6 = v6.complement(upTo: IPFamily.v6.maximum)
    return result
  }
}

package import NetworkModel

/// Set algebra on addresses. All results are sorted, disjoint and as few prefixes as possible.
/// Exact.
extension AddressSet {
  package static let empty = AddressSet([])

  /// The smallest sorted, disjoint list of prefixes for any list of prefixes.
  package init(normalizing ranges: [CIDR]) {
    self.init(
      IPFamily.allCases.flatMap { family in
        Self.prefixes(
          family, Self.merged(ranges.filter { $0.family == family }.map { $0.first...$0.last }))
      })
  }

  package init(_ address: IPAddress) { self.init([CIDR(host: address)]) }

  package var isEmpty: Bool { ranges.isEmpty }

  package func contains(_ address: IPAddress) -> Bool { ranges.contains { $0.contains(address) } }

  package func union(_ other: AddressSet) -> AddressSet {
    AddressSet(normalizing: ranges + other.ranges)
  }

  package func intersection(_ other: AddressSet) -> AddressSet {
    AddressSet(
      IPFamily.allCases.flatMap { family in
        Self.prefixes(family, Self.common(intervals(family), other.intervals(family)))
      })
  }

  package func subtracting(_ other: AddressSet) -> AddressSet {
    AddressSet(
      IPFamily.allCases.flatMap { family in
        Self.prefixes(
          family, Self.difference(intervals(family), other.intervals(family)))
      })
  }

  private func intervals(_ family: IPFamily) -> [ClosedRange<UInt128>] {
    Self.merged(ranges.filter { $0.family == family }.map { $0.first...$0.last })
  }

  /// Sorted, with overlapping and touching intervals joined.
  private static func merged(_ intervals: [ClosedRange<UInt128>]) -> [ClosedRange<UInt128>] {
    var result: [ClosedRange<UInt128>] = []
    for next in intervals.sorted(by: {
      ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound)
    }) {
      if let last = result.last, next.lowerBound == 0 || last.upperBound >= next.lowerBound - 1 {
        result[result.count - 1] = last.lowerBound...max(last.upperBound, next.upperBound)
      } else {
        result.append(next)
      }
    }
    return result
  }

  /// Both lists are merged; so is the result. One pass over both.
  private static func common(
    _ a: [ClosedRange<UInt128>], _ b: [ClosedRange<UInt128>]
  ) -> [ClosedRange<UInt128>] {
    var result: [ClosedRange<UInt128>] = []
    var (i, j) = (0, 0)
    while i < a.count, j < b.count {
      let lower = max(a[i].lowerBound, b[j].lowerBound)
      let upper = min(a[i].upperBound, b[j].upperBound)
      if lower <= upper { result.append(lower...upper) }
      if a[i].upperBound < b[j].upperBound { i += 1 } else { j += 1 }
    }
    return result
  }

  /// Both lists are merged; so is the result. One pass over both.
  private static func difference(
    _ minuend: [ClosedRange<UInt128>], _ subtrahend: [ClosedRange<UInt128>]
  ) -> [ClosedRange<UInt128>] {
    var result: [ClosedRange<UInt128>] = []
    var next = 0
    for interval in minuend {
      while next < subtrahend.count, subtrahend[next].upperBound < interval.lowerBound { next += 1 }
      var lower = interval.lowerBound
      var isConsumed = false
      var hole = next
      while hole < subtrahend.count, subtrahend[hole].lowerBound <= interval.upperBound {
        if subtrahend[hole].lowerBound > lower {
          result.append(lower...(subtrahend[hole].lowerBound - 1))
        }
        guard subtrahend[hole].upperBound < interval.upperBound else {
          isConsumed = true
          break
        }
        lower = subtrahend[hole].upperBound + 1
        hole += 1
      }
      // The last hole may reach into the next interval.
      next = hole
      if !isConsumed { result.append(lower...interval.upperBound) }
    }
    return result
  }

  /// The fewest prefixes that cover the intervals exactly.
  private static func prefixes(_ family: IPFamily, _ intervals: [ClosedRange<UInt128>]) -> [CIDR] {
    var result: [CIDR] = []
    for interval in intervals {
      var lower = interval.lowerBound
      while true {
        var size = lower == 0 ? family.width : min(lower.trailingZeroBitCount, family.width)
        while size > 0, lower | hostMask(size) > interval.upperBound { size -= 1 }
        result.append(CIDR(family, base: lower, length: family.width - size))
        let upper = lower | hostMask(size)
        guard upper < interval.upperBound else { break }
        lower = upper + 1
      }
    }
    return result
  }

  private static func hostMask(_ bits: Int) -> UInt128 {
    bits >= 128 ? .max : (UInt128(1) << UInt128(bits)) - 1
  }
}

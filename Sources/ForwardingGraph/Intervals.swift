/// A finite set of unsigned integers as sorted, disjoint, non-adjacent inclusive intervals.
/// Exact: every operation is the set operation of its name.
package struct Intervals: Hashable, Sendable {
  package private(set) var spans: [ClosedRange<UInt128>]

  package static let empty = Intervals(sorted: [])

  private init(sorted: [ClosedRange<UInt128>]) { spans = sorted }

  package init(_ low: UInt128, _ high: UInt128) { spans = low <= high ? [low...high] : [] }

  package init(_ value: UInt128) { spans = [value...value] }

  /// The union of any intervals in any order. Cost: O(n log n).
  package init(union parts: some Sequence<ClosedRange<UInt128>>) {
    var result: [ClosedRange<UInt128>] = []
    for part in parts.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = result.last,
        part.lowerBound <= last.upperBound || part.lowerBound == last.upperBound &+ 1
      {
        // The second test cannot wrap: upperBound == .max makes the first one true.
        result[result.count - 1] = last.lowerBound...max(last.upperBound, part.upperBound)
      } else {
        result.append(part)
      }
    }
    spans = result
  }

  package var isEmpty: Bool { spans.isEmpty }

  /// By the number of intervals and three of them: sets of thousands are looked up often, and equal ones are compared anyway.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(spans.count)
    guard let first = spans.first, let last = spans.last else { return }
    for span in [first, spans[spans.count / 2], last] {
      hasher.combine(span.lowerBound)
      hasher.combine(span.upperBound)
    }
  }

  /// A fixed order of sets: interval by interval.
  package static func precedes(_ a: Intervals, _ b: Intervals) -> Bool {
    a.spans.lexicographicallyPrecedes(b.spans) {
      ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound)
    }
  }

  /// The only element, if there is exactly one.
  package var single: UInt128? {
    guard spans.count == 1, let span = spans.first, span.lowerBound == span.upperBound else {
      return nil
    }
    return span.lowerBound
  }

  package func contains(_ value: UInt128) -> Bool {
    var low = 0
    var high = spans.count
    while low < high {
      let middle = (low + high) / 2
      if spans[middle].upperBound < value { low = middle + 1 } else { high = middle }
    }
    return low < spans.count && spans[low].contains(value)
  }

  package func intersection(_ other: Intervals) -> Intervals {
    var result: [ClosedRange<UInt128>] = []
    var a = 0
    var b = 0
    while a < spans.count, b < other.spans.count {
      let low = max(spans[a].lowerBound, other.spans[b].lowerBound)
      let high = min(spans[a].upperBound, other.spans[b].upperBound)
      if low <= high { result.append(low...high) }
      if spans[a].upperBound < other.spans[b].upperBound { a += 1 } else { b += 1 }
    }
    return Intervals(sorted: result)
  }

  package func subtracting(_ other: Intervals) -> Intervals {
    var result: [ClosedRange<UInt128>] = []
    var b = 0
    for span in spans {
      var low = span.lowerBound
      var consumed = false
      while b < other.spans.count, other.spans[b].upperBound < low { b += 1 }
      var k = b
      while k < other.spans.count, other.spans[k].lowerBound <= span.upperBound {
        let hole = other.spans[k]
        if hole.lowerBound > low { result.append(low...(hole.lowerBound - 1)) }
        if hole.upperBound >= span.upperBound {
          consumed = true
          break
        }
        low = hole.upperBound + 1
        k += 1
      }
      if !consumed { result.append(low...span.upperBound) }
    }
    return Intervals(sorted: result)
  }

  package func union(_ other: Intervals) -> Intervals { Intervals(union: spans + other.spans) }

  package func isSubset(of other: Intervals) -> Bool { subtracting(other).isEmpty }

  package func isDisjoint(from other: Intervals) -> Bool { intersection(other).isEmpty }
}

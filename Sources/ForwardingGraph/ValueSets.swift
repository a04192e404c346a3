/// The number of one set of values in its `ValueSets`: equal sets have equal numbers. 0 is the empty set.
package typealias ValueSetID = UInt32

/// Sets of field values, each stored once, with remembered intersections.
///
/// A hub carries the same few sets of sources past thousands of routes. Sharing them makes the cost of a step independent
/// of how many intervals a set has. Exact: every operation is the set operation of its name.
package struct ValueSets: Sendable {
  package private(set) var sets: ContiguousArray<Intervals> = [.empty]
  private var numbers: [Intervals: ValueSetID] = [.empty: 0]
  private var intersections: [UInt64: ValueSetID] = [:]
  private var differences: [UInt64: ValueSetID] = [:]

  package init() {}

  package subscript(id: ValueSetID) -> Intervals { sets[Int(id)] }

  package mutating func number(of set: Intervals) -> ValueSetID {
    if let known = numbers[set] { return known }
    let id = ValueSetID(truncatingIfNeeded: sets.count)
    sets.append(set)
    numbers[set] = id
    return id
  }

  package mutating func intersection(_ a: ValueSetID, _ b: ValueSetID) -> ValueSetID {
    if a == b || b == 0 { return b }
    if a == 0 { return a }
    let key = UInt64(min(a, b)) << 32 | UInt64(max(a, b))
    if let known = intersections[key] { return known }
    let id = number(of: self[a].intersection(self[b]))
    intersections[key] = id
    return id
  }

  package mutating func subtracting(_ a: ValueSetID, _ b: ValueSetID) -> ValueSetID {
    if a == b || a == 0 { return 0 }
    if b == 0 { return a }
    let key = UInt64(a) << 32 | UInt64(b)
    if let known = differences[key] { return known }
    let id = number(of: self[a].subtracting(self[b]))
    differences[key] = id
    return id
  }

  package mutating func isSubset(_ a: ValueSetID, of b: ValueSetID) -> Bool {
    intersection(a, b) == a
  }

  /// The union of many sets, in one pass over their intervals.
  package mutating func union(_ ids: Set<ValueSetID>) -> ValueSetID {
    if ids.count == 1, let only = ids.first { return only }
    var spans: [ClosedRange<UInt128>] = []
    for id in ids { spans += self[id].spans }
    return number(of: Intervals(union: spans))
  }
}

/// The number of one set of values in its `ValueSets`: equal sets have equal numbers. 0 is the empty set.
package typealias ValueSetID = UInt32

/// The cells into which some sets cut the first of them, in the order of their signatures: in first, then in second or not, ….
package struct ValueCells: Sendable {
  package var count: Int
  /// For each set of the list its cells, as a bit mask in 64-bit words.
  package var masks: [[UInt64]]
}

/// Sets of field values, each stored once, with remembered intersections.
///
/// A hub carries the same few sets of sources past thousands of routes. Sharing them makes the cost of a step independent
/// of how many intervals a set has. Exact: every operation is the set operation of its name.
package struct ValueSets: Sendable {
  package private(set) var sets: ContiguousArray<Intervals> = [.empty]
  private var numbers: [Intervals: ValueSetID] = [.empty: 0]
  private var intersections: [UInt64: ValueSetID] = [:]
  private var unions: [UInt64: ValueSetID] = [:]
  private var differences: [UInt64: ValueSetID] = [:]
  private var knownCells: [[ValueSetID]: ValueCells] = [:]

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

  package mutating func union(_ a: ValueSetID, _ b: ValueSetID) -> ValueSetID {
    if a == b || b == 0 { return a }
    if a == 0 { return b }
    let key = UInt64(min(a, b)) << 32 | UInt64(max(a, b))
    if let known = unions[key] { return known }
    let id = number(of: self[a].union(self[b]))
    unions[key] = id
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

  /// What lies outside the first set concerns nobody. Remembered: obligations of one network share their lists.
  package mutating func cells(of sets: [ValueSetID]) -> ValueCells {
    if let done = knownCells[sets] { return done }
    if sets.count > Self.few {
      let made = sweptCells(of: sets)
      knownCells[sets] = made
      return made
    }
    var pieces: [(part: Intervals, signature: [Bool])] = []
    if let first = sets.first { pieces = [(self[first], [true])] }
    for set in sets.dropFirst() {
      let cut = self[set]
      pieces = pieces.flatMap { piece -> [(part: Intervals, signature: [Bool])] in
        let inside = piece.part.intersection(cut)
        if inside.isEmpty { return [(piece.part, piece.signature + [false])] }
        if inside == piece.part { return [(inside, piece.signature + [true])] }
        return [
          (inside, piece.signature + [true]),
          (piece.part.subtracting(inside), piece.signature + [false]),
        ]
      }
    }
    pieces.sort { a, b in
      for (x, y) in zip(a.signature, b.signature) where x != y { return x }
      return false
    }
    let words = (pieces.count + 63) / 64
    var masks = [[UInt64]](repeating: [UInt64](repeating: 0, count: words), count: sets.count)
    for (cell, piece) in pieces.enumerated() {
      for (index, isIn) in piece.signature.enumerated() where isIn {
        masks[index][cell / 64] |= 1 << UInt64(cell % 64)
      }
    }
    let made = ValueCells(count: pieces.count, masks: masks)
    knownCells[sets] = made
    return made
  }

  /// Up to so many sets are cut one after the other.
  private static let few = 8

  /// The same cells, by one walk over the ends of all intervals: its cost does not grow with the product of sets and cells.
  private func sweptCells(of sets: [ValueSetID]) -> ValueCells {
    var ends: [(at: UInt128, set: Int)] = []
    for (index, set) in sets.enumerated() {
      for span in self[set].spans {
        ends.append((span.lowerBound, index))
        if span.upperBound < .max { ends.append((span.upperBound + 1, index)) }
      }
    }
    ends.sort { $0.at < $1.at }
    let width = (sets.count + 63) / 64
    // Set 0 is the highest bit of the first word, so that signatures sort as the cells do.
    var inside = [UInt64](repeating: 0, count: width)
    var signatures: Set<[UInt64]> = []
    var next = 0
    while next < ends.count {
      let here = ends[next].at
      while next < ends.count, ends[next].at == here {
        inside[ends[next].set / 64] ^= 1 << UInt64(63 - ends[next].set % 64)
        next += 1
      }
      if inside[0] >> 63 == 1 { signatures.insert(inside) }
    }
    let cells = signatures.sorted { $1.lexicographicallyPrecedes($0) }
    let words = (cells.count + 63) / 64
    var masks = [[UInt64]](repeating: [UInt64](repeating: 0, count: words), count: sets.count)
    for (cell, signature) in cells.enumerated() {
      for index in sets.indices where signature[index / 64] >> UInt64(63 - index % 64) & 1 == 1 {
        masks[index][cell / 64] |= 1 << UInt64(cell % 64)
      }
    }
    return ValueCells(count: cells.count, masks: masks)
  }
}

/// Total smart constructors: each returns the smallest term it can see without search.
extension TermGraph {
  package static func constant(_ value: Bool) -> TermID { value ? Self.true : Self.false }

  /// `low <= v <= high`. False when the interval is empty or above the width of `v`; true when it
  /// covers the width; the part above the width is cut off.
  package mutating func member(_ v: VariableID, _ low: UInt128, _ high: UInt128) -> TermID {
    let maximum = variable(v).maximum
    if low > high || low > maximum { return Self.false }
    let interval = Interval(low: low, high: min(high, maximum))
    if interval.low == 0 && interval.high == maximum { return Self.true }
    var hash = TermHash(.member)
    hash.mix(UInt64(v.index))
    hash.mix(interval.low)
    hash.mix(interval.high)
    return intern(
      .member, hash: hash.value,
      equals: { $1.first == v.index && $0.bounds[Int($1.second)] == interval },
      insert: { graph in
        graph.bounds.append(interval)
        return StoredNode(
          kind: .member, first: v.index, second: UInt32(graph.bounds.count - 1))
      })
  }

  /// `v == value`.
  package mutating func equal(_ v: VariableID, _ value: UInt128) -> TermID {
    member(v, value, value)
  }

  /// `a == b`, for variables of the same width.
  package mutating func equal(_ a: VariableID, _ b: VariableID) -> TermID {
    let (widthA, widthB) = (variable(a).width, variable(b).width)
    precondition(widthA == widthB, "equality of widths \(widthA) and \(widthB)")
    if a == b { return Self.true }
    let (x, y) = (min(a, b).index, max(a, b).index)
    var hash = TermHash(.equal)
    hash.mix(UInt64(x))
    hash.mix(UInt64(y))
    return intern(
      .equal, hash: hash.value,
      equals: { $1.first == x && $1.second == y },
      insert: { _ in StoredNode(kind: .equal, first: x, second: y) })
  }

  package mutating func not(_ t: TermID) -> TermID {
    let node = nodes[Int(t.index)]
    if node.kind == .constant { return Self.constant(t == Self.false) }
    if node.kind == .not { return TermID(index: node.first) }
    var hash = TermHash(.not)
    hash.mix(UInt64(t.index))
    return intern(
      .not, hash: hash.value,
      equals: { $1.first == t.index },
      insert: { _ in StoredNode(kind: .not, first: t.index, second: 0) })
  }

  /// True when all are true; true for none.
  package mutating func and(_ terms: [TermID]) -> TermID {
    nary(.and, terms, neutral: Self.true, absorbing: Self.false)
  }

  /// True when one is true; false for none.
  package mutating func or(_ terms: [TermID]) -> TermID {
    nary(.or, terms, neutral: Self.false, absorbing: Self.true)
  }

  package mutating func and(_ a: TermID, _ b: TermID) -> TermID { and([a, b]) }
  package mutating func or(_ a: TermID, _ b: TermID) -> TermID { or([a, b]) }
  package mutating func implies(_ a: TermID, _ b: TermID) -> TermID { or([not(a), b]) }

  /// `a` and `b` have the same truth value.
  package mutating func equivalent(_ a: TermID, _ b: TermID) -> TermID {
    and([implies(a, b), implies(b, a)])
  }

  /// A child with more children than this stays nested, so that building a conjunction of n terms
  /// one at a time costs O(n) memory, not O(n²).
  private static let flattenLimit = 64

  private mutating func nary(
    _ kind: StoredNode.Kind, _ terms: [TermID], neutral: TermID, absorbing: TermID
  ) -> TermID {
    var list: [TermID] = []
    list.reserveCapacity(terms.count)
    for term in terms {
      if term == absorbing { return absorbing }
      if term == neutral { continue }
      let node = nodes[Int(term.index)]
      if node.kind == kind && node.span.count <= Self.flattenLimit {
        list.append(contentsOf: children[node.span])
      } else {
        list.append(term)
      }
    }
    list.sort()
    list.removeAdjacentDuplicates()
    guard let only = list.first else { return neutral }
    if list.count == 1 { return only }
    if hasComplementaryPair(list) { return absorbing }

    var hash = TermHash(kind)
    for term in list { hash.mix(UInt64(term.index)) }
    return intern(
      kind, hash: hash.value,
      equals: { $0.children[$1.span].elementsEqual(list) },
      insert: { graph in
        let start = graph.children.count
        precondition(start + list.count <= Int(UInt32.max), "term graph is full: \(start) children")
        graph.children.append(contentsOf: list)
        return StoredNode(kind: kind, first: UInt32(start), second: UInt32(list.count))
      })
  }

  /// Whether the ascending `list` holds some `x` and `not x`.
  private func hasComplementaryPair(_ list: [TermID]) -> Bool {
    for term in list {
      let node = nodes[Int(term.index)]
      if node.kind == .not && list.containsSorted(TermID(index: node.first)) { return true }
    }
    return false
  }
}

extension [TermID] {
  fileprivate mutating func removeAdjacentDuplicates() {
    var kept = 0
    for index in indices where kept == 0 || self[kept - 1] != self[index] {
      self[kept] = self[index]
      kept += 1
    }
    removeSubrange(kept...)
  }

  /// Binary search in an ascending array.
  fileprivate func containsSorted(_ term: TermID) -> Bool {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < term { low = middle + 1 } else { high = middle }
    }
    return low < count && self[low] == term
  }
}

/// A finite union of boxes.
package struct HeaderSet: Hashable, Sendable {
  package private(set) var boxes: [HeaderBox]

  package static let empty = HeaderSet([])

  package init(_ boxes: [HeaderBox]) { self.boxes = boxes.filter { !$0.isEmpty } }

  package var isEmpty: Bool { boxes.isEmpty }
}

extension HeaderSpace {
  package mutating func intersection(_ a: HeaderSet, _ b: HeaderSet) -> HeaderSet {
    if b.boxes == [everything] { return a }
    if a.boxes == [everything] { return b }
    var result: [HeaderBox] = []
    for box in a.boxes {
      for other in b.boxes {
        if let both = intersection(box, other) { result.append(both) }
      }
    }
    return HeaderSet(result)
  }

  package mutating func subtracting(_ a: HeaderSet, _ b: HeaderSet) -> HeaderSet {
    var rest = a.boxes
    for hole in b.boxes {
      rest = rest.flatMap { subtracting($0, hole) }
      if rest.isEmpty { break }
    }
    return HeaderSet(rest)
  }

  package mutating func isSubset(_ a: HeaderSet, of b: HeaderSet) -> Bool {
    a.boxes.allSatisfy { box in
      b.boxes.contains { isSubset(box, of: $0) } || subtracting(HeaderSet([box]), b).isEmpty
    }
  }

  /// The same headers in fewer boxes: boxes that differ in one field only become one, field after field.
  package mutating func merged(_ boxes: [HeaderBox]) -> HeaderSet {
    if boxes.count <= Self.few { return mergedPairwise(boxes) }
    var current = Set(boxes.filter { !$0.isEmpty }).sorted()
    for field in HeaderField.allCases {
      if current.count < 2 { break }
      var groups: [HeaderBox: Set<ValueSetID>] = [:]
      for box in current {
        var key = box
        key[field] = 1
        groups[key, default: []].insert(box[field])
      }
      if groups.count == current.count { continue }
      current = groups.keys.sorted().map { key in
        var box = key
        box[field] = values.union(groups[key] ?? [])
        return box
      }.sorted()
    }
    return HeaderSet(current)
  }
}

extension HeaderSpace {
  /// Up to so many boxes are compared two by two; grouping costs more than that.
  private static let few = 8

  private mutating func mergedPairwise(_ boxes: [HeaderBox]) -> HeaderSet {
    var current = boxes.filter { !$0.isEmpty }
    if current.count < 2 { return HeaderSet(current) }
    var first = 0
    while first < current.count {
      var second = first + 1
      while second < current.count {
        guard let both = union(current[first], current[second]) else {
          second += 1
          continue
        }
        // The larger box may now fit others that it did not fit before.
        current[first] = both
        current.remove(at: second)
        first = 0
        second = 1
      }
      first += 1
    }
    return HeaderSet(current.sorted())
  }

  /// The union of two boxes where it is a box that two comparisons show: they differ in one field at most.
  private mutating func union(_ a: HeaderBox, _ b: HeaderBox) -> HeaderBox? {
    let differs = a.lanes .!= b.lanes
    var lane: Int?
    for index in 0..<HeaderField.allCases.count where differs[index] {
      if lane != nil { return nil }
      lane = index
    }
    guard let lane else { return a }
    var both = a
    both.lanes[lane] = values.union(a.lanes[lane], b.lanes[lane])
    return both
  }

  /// At most about `limit` boxes that hold all of `boxes`: where there are more, those that differ in source and destination
  /// only give up which source went with which destination.
  package mutating func widened(_ boxes: [HeaderBox], limit: Int) -> HeaderSet {
    let exact = merged(boxes)
    if exact.boxes.count <= limit { return exact }
    var groups: [HeaderBox: (sources: Set<ValueSetID>, destinations: Set<ValueSetID>)] = [:]
    for box in exact.boxes {
      var key = box
      key[.source] = 1
      key[.destination] = 1
      groups[key, default: ([], [])].sources.insert(box[.source])
      groups[key, default: ([], [])].destinations.insert(box[.destination])
    }
    return merged(
      groups.keys.sorted().map { key in
        var box = key
        box[.source] = values.union(groups[key]?.sources ?? [])
        box[.destination] = values.union(groups[key]?.destinations ?? [])
        return box
      })
  }
}

extension HeaderBox: Comparable {
  /// By the sets' numbers, field by field: a fixed order for equal runs.
  package static func < (a: HeaderBox, b: HeaderBox) -> Bool {
    for lane in 0..<8 where a.lanes[lane] != b.lanes[lane] { return a.lanes[lane] < b.lanes[lane] }
    return false
  }
}

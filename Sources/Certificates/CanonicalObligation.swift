package import ForwardingGraph
package import TermGraph

/// An obligation without its numbers: only which sets of values overlap is left, because its atoms are memberships of one
/// field in one set. Obligations of equal form are true together (Proofs: `Ranks`, with one rank per cell: no two fields
/// are compared).
package struct CanonicalObligation: Hashable, Sendable {
  /// Number of cells of each axis: fields before, then the fields that the change sets, after it.
  package var cells: [Int]
  /// A conjunction of unions of boxes; a box holds for each axis a set of cells as a bit mask in 64-bit words.
  package var premises: [[Box]]
  package var conclusion: [Box]

  package typealias Box = [[UInt64]]

  package init(cells: [Int], premises: [[Box]], conclusion: [Box]) {
    self.cells = cells
    self.premises = premises
    self.conclusion = conclusion
  }
}

extension CanonicalObligation {
  /// The form of an obligation of this graph.
  package init(_ obligation: Obligation, in graph: inout ForwardingGraph) {
    let fields = HeaderField.allCases
    // After the change: nil where the field is kept.
    var changed: [HeaderField: ValueSetID] = [:]
    switch obligation.change {
    case .none: break
    case .destination(let set): changed[.destination] = set
    case .source(let set, let picksPort):
      changed[.source] = set
      if picksPort { changed[.sourcePort] = graph.space.values.number(of: graph.everyPort) }
    case .relay(let source, let destination, let port):
      changed[.destination] = destination
      changed[.destinationPort] = port
      if let source {
        changed[.source] = source
        changed[.sourcePort] = graph.space.values.number(of: graph.everyPort)
      }
    }
    let after = fields.filter { changed[$0] != nil }
    var axes: [[ValueSetID]] = []
    var masks: [[ValueSetID: [UInt64]]] = []
    var counts: [Int] = []
    for field in fields {
      var sets: [ValueSetID] = [graph.space.everything[field]]
      for premise in obligation.premises {
        for box in premise.boxes { Self.append(box[field], to: &sets) }
      }
      if changed[field] == nil {
        for box in obligation.conclusion.boxes { Self.append(box[field], to: &sets) }
      }
      axes.append(sets)
    }
    for field in after {
      var sets: [ValueSetID] = [changed[field] ?? 0]
      for box in obligation.conclusion.boxes { Self.append(box[field], to: &sets) }
      axes.append(sets)
    }
    for sets in axes {
      let cells = graph.space.values.cells(of: sets)
      counts.append(cells.count)
      masks.append(Dictionary(zip(sets, cells.masks), uniquingKeysWith: { first, _ in first }))
    }
    var premises = obligation.premises.map { premise in
      premise.boxes.map { box in
        fields.indices.map { masks[$0][box[fields[$0]]] ?? [] } + after.indices.map {
          masks[fields.count + $0][axes[fields.count + $0][0]] ?? []
        }
      }
    }
    premises = premises.map { Array(Set($0)).sorted(by: Self.precedes) }
    let conclusion = obligation.conclusion.boxes.map { box in
      fields.indices.map { axis -> [UInt64] in
        // A field that the change sets says nothing about the header before.
        changed[fields[axis]] == nil
          ? masks[axis][box[fields[axis]]] ?? [] : masks[axis][axes[axis][0]] ?? []
      } + after.indices.map { masks[fields.count + $0][box[after[$0]]] ?? [] }
    }
    self.init(
      cells: counts, premises: premises,
      conclusion: Array(Set(conclusion)).sorted(by: Self.precedes))
  }

  private static func append(_ set: ValueSetID, to sets: inout [ValueSetID]) {
    if !sets.contains(set) { sets.append(set) }
  }

  private static func precedes(_ a: CanonicalObligation.Box, _ b: CanonicalObligation.Box) -> Bool {
    for (x, y) in zip(a, b) where x != y { return x.lexicographicallyPrecedes(y) }
    return false
  }
}

extension CanonicalObligation {
  /// A term that is satisfiable iff the obligation fails.
  package func counterexample(in graph: inout TermGraph) -> TermID {
    var parts: [TermID] = []
    let variables = cells.enumerated().map { axis, count in
      graph.variable("axis\(axis)", width: max(1, Int.bitWidth - (count - 1).leadingZeroBitCount))
    }
    for (variable, count) in zip(variables, cells) {
      parts.append(graph.member(variable, 0, UInt128(count - 1)))
    }
    for premise in premises { parts.append(union(premise, variables, in: &graph)) }
    parts.append(graph.not(union(conclusion, variables, in: &graph)))
    return graph.and(parts)
  }

  private func union(
    _ boxes: [Box], _ variables: [VariableID], in graph: inout TermGraph
  ) -> TermID {
    var ways: [TermID] = []
    for box in boxes {
      var sides: [TermID] = []
      for (axis, mask) in box.enumerated() where !isFull(mask, axis) {
        sides.append(member(variables[axis], mask, cells[axis], in: &graph))
      }
      ways.append(graph.and(sides))
    }
    return graph.or(ways)
  }

  private func isFull(_ mask: [UInt64], _ axis: Int) -> Bool {
    mask.reduce(0) { $0 + $1.nonzeroBitCount } == cells[axis]
  }

  /// Runs of cells as intervals.
  private func member(
    _ variable: VariableID, _ mask: [UInt64], _ count: Int, in graph: inout TermGraph
  ) -> TermID {
    var runs: [TermID] = []
    var start: Int?
    for cell in 0...count {
      let isIn = cell < count && mask[cell / 64] >> UInt64(cell % 64) & 1 == 1
      if isIn, start == nil { start = cell }
      if !isIn, let from = start {
        runs.append(graph.member(variable, UInt128(from), UInt128(cell - 1)))
        start = nil
      }
    }
    return graph.or(runs)
  }
}

package import Certificates

/// A distinct obligation as clauses, made from its form alone and not from the term that Z3 sees.
///
/// A variable for each end point of each axis: `x ≥ i`, with `x ≥ i+1 → x ≥ i`. Clauses are implications in one direction,
/// which is enough because each helper occurs in one polarity. Unsatisfiable iff the obligation holds.
package struct OrderEncoding: Sendable {
  /// Literals as in DIMACS: numbers from 1, negative ones negated.
  package private(set) var clauses: [[Int32]] = []
  package private(set) var variables: Int32 = 0
  private var firstOfAxis: [Int32] = []
  private let cells: [Int]
  private var inside: [Key: Int32] = [:]
  private var outside: [Key: Int32] = [:]

  private struct Key: Hashable {
    var axis: Int
    var mask: [UInt64]
  }

  package init(_ form: CanonicalObligation) {
    cells = form.cells
    for count in cells {
      firstOfAxis.append(variables + 1)
      let steps = Int32(clamping: max(0, count - 1))
      for step in 1..<max(1, steps) { clauses.append([-(variables + step + 1), variables + step]) }
      variables += steps
    }
    for premise in form.premises { require(premise) }
    for box in form.conclusion { forbid(box) }
  }

  package var dimacs: String {
    var text = "p cnf \(variables) \(clauses.count)\n"
    for clause in clauses {
      for literal in clause { text += "\(literal) " }
      text += "0\n"
    }
    return text
  }

  /// Some box of a union.
  private mutating func require(_ union: [CanonicalObligation.Box]) {
    var some: [Int32] = []
    for box in union {
      let sides = box.indices.filter { !isFull(box[$0], $0) }
      if sides.isEmpty { return }
      let helper = fresh()
      some.append(helper)
      for axis in sides { clauses.append([-helper, isInside(Key(axis: axis, mask: box[axis]))]) }
    }
    clauses.append(some)
  }

  private mutating func forbid(_ box: CanonicalObligation.Box) {
    clauses.append(
      box.indices.filter { !isFull(box[$0], $0) }
        .map { isOutside(Key(axis: $0, mask: box[$0])) })
  }

  /// A literal that implies that the axis is in the mask.
  private mutating func isInside(_ key: Key) -> Int32 {
    if let known = inside[key] { return known }
    let helper = fresh()
    inside[key] = helper
    for gap in runs(key, of: 0) { clauses.append([-helper] + isNot(in: gap, of: key.axis)) }
    return helper
  }

  /// A literal that implies that the axis is not in the mask.
  private mutating func isOutside(_ key: Key) -> Int32 {
    if let known = outside[key] { return known }
    let helper = fresh()
    outside[key] = helper
    for run in runs(key, of: 1) { clauses.append([-helper] + isNot(in: run, of: key.axis)) }
    return helper
  }

  /// `x < low ∨ x > high`; a side that is impossible is left out.
  private func isNot(in run: ClosedRange<Int>, of axis: Int) -> [Int32] {
    var literals: [Int32] = []
    if run.lowerBound > 0 { literals.append(-isAtLeast(run.lowerBound, axis)) }
    if run.upperBound + 1 < cells[axis] { literals.append(isAtLeast(run.upperBound + 1, axis)) }
    return literals
  }

  private func isAtLeast(_ cell: Int, _ axis: Int) -> Int32 {
    firstOfAxis[axis] + Int32(clamping: cell - 1)
  }

  private func runs(_ key: Key, of bit: UInt64) -> [ClosedRange<Int>] {
    var result: [ClosedRange<Int>] = []
    var start: Int?
    for cell in 0...cells[key.axis] {
      let isIn = cell < cells[key.axis] && key.mask[cell / 64] >> UInt64(cell % 64) & 1 == bit
      if isIn, start == nil { start = cell }
      if !isIn, let from = start {
        result.append(from...(cell - 1))
        start = nil
      }
    }
    return result
  }

  private func isFull(_ mask: [UInt64], _ axis: Int) -> Bool {
    mask.reduce(0) { $0 + $1.nonzeroBitCount } == cells[axis]
  }

  private mutating func fresh() -> Int32 {
    variables += 1
    return variables
  }
}

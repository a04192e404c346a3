package import TermGraph

/// Canonical small witnesses.
extension SolverContext {
  /// The values that are tried first for one variable, best first.
  package typealias Preference = (VariableID, preferred: [ClosedRange<UInt128>])

  /// The smallest assignment that makes `assertion` true, or nil when there is none.
  ///
  /// In the given order each variable gets the smallest value of the first preferred range that
  /// is possible together with the values fixed so far; when none is possible, its smallest
  /// possible value. Then the remaining variables of `assertion` follow by index. Variables outside
  /// `assertion` get the start of their first range, or zero. A function of the arguments alone.
  /// Throws `undecided` when a check stays unknown after one more try in a new Z3 context.
  package mutating func minimalAssignment(
    _ assertion: TermID, in graph: borrowing TermGraph, order: [Preference] = []
  ) throws(SolverError) -> Assignment? {
    do {
      return try attemptMinimal(assertion, in: graph, order)
    } catch .undecided where !interrupter.isInterrupted {
      return try attemptMinimal(assertion, in: graph, order)
    }
  }

  private mutating func attemptMinimal(
    _ assertion: TermID, in graph: borrowing TermGraph, _ order: [Preference]
  ) throws(SolverError) -> Assignment? {
    try renewIfWorn()
    let search = try begin(assertion, in: graph)
    guard var model = try solve(search, assertion, in: graph) else { return nil }
    let occurring = Set(search.variables)
    var fixed: Set<VariableID> = []
    var pivots = Pivots(assertion, in: graph)
    var free: [(VariableID, UInt128)] = []
    for (v, preferred) in order + search.variables.map({ ($0, []) }) {
      guard fixed.insert(v).inserted else { continue }
      let maximum = graph.variable(v).maximum
      let ranges = preferred.filter { $0.lowerBound <= maximum } + [0...maximum]
      if occurring.contains(v) {
        try minimize(v, ranges, pivots, search, &model, assertion, in: graph)
        pivots.insert(model[v])
      } else {
        free.append((v, ranges[0].lowerBound))
      }
    }
    for (v, value) in free { model.values[Int(v.index)] = value }
    return model
  }

  /// Fixes `v` in `search` and `model`. The last of `ranges` is the whole width.
  private mutating func minimize(
    _ v: VariableID, _ ranges: [ClosedRange<UInt128>], _ pivots: Pivots,
    _ search: borrowing Search, _ model: inout Assignment, _ assertion: TermID, in graph: borrowing TermGraph
  ) throws(SolverError) {
    for range in ranges {
      if !range.contains(model[v]) {
        let top = min(range.upperBound, graph.variable(v).maximum)
        guard let better = try probe(search, v, range.lowerBound, top, assertion, in: graph) else {
          continue
        }
        model = better
      }
      // INVARIANT: no value of the range below `low` is possible, and model[v] is.
      var low = range.lowerBound
      var pivot = low
      while low < model[v] {
        if let better = try probe(search, v, low, pivot, assertion, in: graph) {
          model = better
        } else {
          low = pivot + 1
        }
        if low < model[v] { pivot = pivots.split(low, model[v]) }
      }
      try restrict(search, v, low, low, in: graph)
      return
    }
  }

  /// A model with `v` in `low...high`, or nil when there is none; `search` keeps the narrower
  /// question in the first case and is unchanged in the second.
  private mutating func probe(
    _ search: borrowing Search, _ v: VariableID, _ low: UInt128, _ high: UInt128,
    _ assertion: TermID, in graph: borrowing TermGraph
  ) throws(SolverError) -> Assignment? {
    try search.solver.push()
    try restrict(search, v, low, high, in: graph)
    if let model = try solve(search, assertion, in: graph) { return model }
    try search.solver.pop()
    return nil
  }

  private mutating func solve(
    _ search: borrowing Search, _ assertion: TermID, in graph: borrowing TermGraph
  ) throws(SolverError) -> Assignment? {
    switch try decide(search) {
    case .unsatisfiable: return nil
    case .satisfiable: return try readModel(of: search, assertion, in: graph)
    case .unknown(let reason): throw .undecided(reason)
    }
  }
}

/// Where a smallest value is likely to lie: at an end of an interval, or at or just above a value
/// that another variable already has. Any pivot is correct, good ones save checks.
private struct Pivots {
  /// Ascending. Each likely value and its predecessor: two checks then settle it.
  private var values: [UInt128] = []

  init(_ assertion: TermID, in graph: borrowing TermGraph) {
    var likely: Set<UInt128> = []
    for term in graph.reachable(from: assertion) {
      guard case .member(let v, let low, let high) = graph[term] else { continue }
      likely.insert(low)
      if low > 0 { likely.insert(low - 1) }
      likely.insert(high)
      if high < graph.variable(v).maximum { likely.insert(high + 1) }
    }
    values = likely.sorted()
  }

  mutating func insert(_ value: UInt128) {
    for likely in [value == 0 ? 0 : value - 1, value, value == .max ? value : value + 1] {
      let place = firstIndex(notBelow: likely)
      if place == values.count || values[place] != likely { values.insert(likely, at: place) }
    }
  }

  /// A value in `low..<high`: the middle one of the likely values there, else the middle.
  func split(_ low: UInt128, _ high: UInt128) -> UInt128 {
    let (start, end) = (firstIndex(notBelow: low), firstIndex(notBelow: high))
    return start < end ? values[start + (end - start) / 2] : low + (high - low) / 2
  }

  private func firstIndex(notBelow value: UInt128) -> Int {
    var (low, high) = (0, values.count)
    while low < high {
      let middle = (low + high) / 2
      if values[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

import TermGraph

/// SplitMix64: the same numbers on every machine.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// A random question over a few narrow variables, small enough to enumerate.
struct RandomQuestion {
  var graph = TermGraph()
  var term = TermGraph.false
  var variables: [VariableID] = []

  init(seed: UInt64, widths: [Int] = [2, 2, 3], steps: Int = 14) {
    var random = SeededGenerator(seed: seed)
    for width in widths { variables.append(graph.variable("x", width: width)) }
    var pool: [TermID] = []
    for _ in 0..<steps {
      switch pool.count < 4 ? Int.random(in: 0...2, using: &random) : Int.random(in: 0...5, using: &random) {
      case 0, 1:
        let v = variables[Int.random(in: 0..<variables.count, using: &random)]
        let top = graph.variable(v).maximum
        let a = UInt128.random(in: 0...top, using: &random)
        let b = UInt128.random(in: 0...top, using: &random)
        pool.append(graph.member(v, min(a, b), max(a, b)))
      case 2:
        let v = variables[Int.random(in: 0..<variables.count, using: &random)]
        let same = variables.filter { graph.variable($0).width == graph.variable(v).width }
        pool.append(graph.equal(v, same[Int.random(in: 0..<same.count, using: &random)]))
      case 3: pool.append(graph.not(pool[Int.random(in: 0..<pool.count, using: &random)]))
      case let choice:
        let size = Int.random(in: 2...4, using: &random)
        let some = (0..<size).map { _ in pool[Int.random(in: 0..<pool.count, using: &random)] }
        pool.append(choice == 4 ? graph.and(some) : graph.or(some))
      }
    }
    // Two late terms together are often unsatisfiable, one alone seldom.
    term = graph.and(pool.suffix(3))
  }

  /// All assignments that make the term true, in lexicographic order of the variables.
  var solutions: [[UInt128]] {
    var all: [[UInt128]] = [[]]
    for v in variables {
      let top = graph.variable(v).maximum
      all = all.flatMap { prefix in (0...top).map { prefix + [$0] } }
    }
    return all.filter { graph.evaluate(term, $0) }
  }
}

import SolverZ3
import TermGraph
import Testing

@Suite struct SolverContextTests {
  @Test(arguments: [UInt64(1), 2, 3, 4]) func answersEqualEnumeration(block: UInt64) throws {
    var solver = try SolverContext(configuration: SolverConfiguration(checksPerContext: 50))
    var kinds: Set<Bool> = []
    for seed in (block * 1000)..<(block * 1000 + 120) {
      let question = RandomQuestion(seed: seed)
      let solutions = question.solutions
      switch try solver.check(question.term, in: question.graph) {
      case .unsatisfiable:
        #expect(solutions.isEmpty, "seed \(seed)")
        kinds.insert(false)
      case .satisfiable(let assignment):
        #expect(solutions.contains(masked(assignment, question)), "seed \(seed)")
        kinds.insert(true)
      case .unknown(let reason): Issue.record("seed \(seed): \(reason)")
      }
    }
    #expect(kinds == [true, false], "the random questions have one answer only")
  }

  private func masked(_ assignment: Assignment, _ question: RandomQuestion) -> [UInt128] {
    question.variables.map { assignment[$0] }
  }

  @Test func oneMemoServesDivergingCopies() throws {
    var solver = try SolverContext()
    var graph = TermGraph()
    let x = graph.variable("x", width: 8)
    var copy = graph
    let left = graph.member(x, 1, 1)
    let right = copy.member(x, 2, 2)
    #expect(left == right)
    #expect(try solver.check(left, in: graph) == .satisfiable(Assignment(values: [1])))
    #expect(try solver.check(right, in: copy) == .satisfiable(Assignment(values: [2])))
  }

  @Test func variablesOutsideTheTermAreZero() throws {
    var solver = try SolverContext()
    var graph = TermGraph()
    _ = graph.variable("a", width: 8)
    let b = graph.variable("b", width: 8)
    _ = graph.variable("c", width: 8)
    let answer = try solver.check(graph.member(b, 7, 7), in: graph)
    #expect(answer == .satisfiable(Assignment(values: [0, 7, 0])))
    #expect(try solver.check(TermGraph.true, in: graph) == .satisfiable(Assignment(values: [0, 0, 0])))
    #expect(try solver.check(TermGraph.false, in: graph) == .unsatisfiable)
  }

  @Test(arguments: [1, 31, 32, 33, 63, 64, 65, 127, 128]) func wideValuesAreExact(width: Int) throws {
    var solver = try SolverContext()
    var graph = TermGraph()
    let (x, y) = (graph.variable("x", width: width), graph.variable("y", width: width))
    let top = graph.variable(x).maximum
    for value in [0, 1, top / 3, top / 2, top - 1, top] {
      let term = graph.and(graph.equal(x, value), graph.equal(x, y))
      #expect(try solver.check(term, in: graph) == .satisfiable(Assignment(values: [value, value])))
      let below = graph.and([graph.member(x, 0, value), graph.not(graph.equal(x, value))])
      let answer = try solver.check(graph.and(below, graph.member(x, value, top)), in: graph)
      #expect(answer == .unsatisfiable)
    }
  }

  @Test func alignedBlocksOfAllSizes() throws {
    var solver = try SolverContext()
    var graph = TermGraph()
    let x = graph.variable("x", width: 128)
    let base: UInt128 = 0x2001_0DB8_0000_0000_0000_0000_0000_0000
    for bits in 1..<96 {
      let high = base | ((1 << UInt128(bits)) - 1)
      let block = graph.member(x, base, high)
      #expect(try solver.minimalAssignment(block, in: graph)?[x] == base)
      let last = graph.and(block, graph.not(graph.member(x, 0, high - 1)))
      #expect(try solver.check(last, in: graph) == .satisfiable(Assignment(values: [high])))
      let outside = graph.and(block, graph.member(x, high + 1, .max))
      #expect(try solver.check(outside, in: graph) == .unsatisfiable)
    }
  }

  @Test func contextsAreReplaced() throws {
    var solver = try SolverContext(configuration: SolverConfiguration(checksPerContext: 2))
    var graph = TermGraph()
    let x = graph.variable("x", width: 8)
    for value in UInt128(0)..<20 {
      let answer = try solver.check(graph.equal(x, value), in: graph)
      #expect(answer == .satisfiable(Assignment(values: [value])))
    }
    #expect(solver.checkCount == 20)
  }
}

import SolverZ3
import TermGraph
import Testing

@Suite struct MinimalAssignmentTests {
  @Test func equalsTheFirstSolutionOfTheEnumeration() throws {
    var solver = try SolverContext()
    for seed in UInt64(5000)..<5150 {
      let question = RandomQuestion(seed: seed)
      let found = try solver.minimalAssignment(question.term, in: question.graph)
      #expect(found?.values == question.solutions.first, "seed \(seed)")
    }
  }

  @Test func preferencesComeFirst() throws {
    var solver = try SolverContext()
    for seed in UInt64(7000)..<7150 {
      let question = RandomQuestion(seed: seed)
      let order: [SolverContext.Preference] = [
        (question.variables[2], preferred: [5...6, 2...3]), (question.variables[0], preferred: [3...99]),
      ]
      let found = try solver.minimalAssignment(question.term, in: question.graph, order: order)
      #expect(found?.values == bruteForce(question, order)?.values, "seed \(seed)")
    }
  }

  private func bruteForce(
    _ question: RandomQuestion, _ order: [SolverContext.Preference]
  ) -> Assignment? {
    var left = question.solutions
    let rest = question.variables.filter { v in !order.contains { $0.0 == v } }
    for (v, preferred) in order + rest.map({ ($0, []) }) {
      for range in preferred + [0...UInt128.max] {
        let inside = left.map { $0[Int(v.index)] }.filter(range.contains)
        guard let smallest = inside.min() else { continue }
        left = left.filter { $0[Int(v.index)] == smallest }
        break
      }
    }
    return left.first.map(Assignment.init(values:))
  }

  @Test func wideMinimumNeedsFewChecks() throws {
    var solver = try SolverContext()
    var graph = TermGraph()
    let (x, y) = (graph.variable("x", width: 128), graph.variable("y", width: 128))
    let low: UInt128 = 0x2600_1F18_1234_5678_9ABC_DEF0_1122_3344
    let term = graph.and([graph.member(x, low, .max), graph.equal(x, y)])
    let found = try solver.minimalAssignment(term, in: graph)
    #expect(found?.values == [low, low])
    #expect(solver.checkCount < 10)
  }

  @Test func disequalitiesBetweenEndPoints() throws {
    var solver = try SolverContext()
    var graph = TermGraph()
    let ids = (0..<6).map { graph.variable("x\($0)", width: 128) }
    var parts = ids.map { graph.member($0, 1 << 100, .max) }
    for a in ids { for b in ids where b < a { parts.append(graph.not(graph.equal(a, b))) } }
    let term = graph.and(parts)
    let found = try solver.minimalAssignment(term, in: graph)
    #expect(found?.values == (0..<6).map { (1 << 100) + $0 })
    #expect(solver.checkCount < 60)
  }

  @Test func unusedVariablesTakeTheirPreference() throws {
    var solver = try SolverContext()
    var graph = TermGraph()
    let (x, y) = (graph.variable("x", width: 8), graph.variable("y", width: 8))
    let found = try solver.minimalAssignment(
      graph.member(x, 3, 200), in: graph, order: [(y, preferred: [300...400, 9...10])])
    #expect(found?.values == [3, 9])
  }
}

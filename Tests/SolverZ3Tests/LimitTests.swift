import Foundation
import SolverZ3
import TermGraph
import Testing

/// `count` variables with `count - 1` values, all different: hard without symmetry breaking.
func pigeonholes(_ count: Int) -> (graph: TermGraph, term: TermID) {
  var graph = TermGraph()
  let ids = (0..<count).map { graph.variable("pigeon\($0)", width: 8) }
  var parts: [TermID] = ids.map { graph.member($0, 0, UInt128(count - 2)) }
  for a in ids.indices {
    for b in ids[..<a].indices { parts.append(graph.not(graph.equal(ids[a], ids[b]))) }
  }
  let term = graph.and(parts)
  return (graph, term)
}

@Suite struct LimitTests {
  @Test func resourceLimitGivesUnknown() throws {
    let (graph, term) = pigeonholes(14)
    var solver = try SolverContext(configuration: SolverConfiguration(resourceLimit: 20_000))
    guard case .unknown = try solver.check(term, in: graph) else {
      Issue.record("the limit was not reached")
      return
    }
    #expect(solver.checkCount == 2, "a limit hit is tried once more")
    #expect(throws: SolverError.self) { try minimal(term, graph) }
    // The context is usable afterwards.
    #expect(try solver.check(TermGraph.true, in: graph) == .satisfiable(
      Assignment(values: Array(repeating: 0, count: 14))))
  }

  private func minimal(_ term: TermID, _ graph: TermGraph) throws {
    var solver = try SolverContext(configuration: SolverConfiguration(resourceLimit: 20_000))
    _ = try solver.minimalAssignment(term, in: graph)
  }

  @Test func limitIsTheSameEveryTime() throws {
    let (graph, term) = pigeonholes(7)
    for limit in [UInt32(1000), 10_000, 50_000] {
      var answers: Set<SolverAnswer> = []
      for _ in 0..<3 {
        var solver = try SolverContext(configuration: SolverConfiguration(resourceLimit: limit))
        answers.insert(try solver.check(term, in: graph))
      }
      #expect(answers.count == 1, "limit \(limit)")
    }
  }

  /// A thread of its own, because a check blocks the thread that a task would need.
  @Test func interruptFromAnotherThread() throws {
    let (graph, term) = pigeonholes(24)
    let interrupter: Interrupter
    do {
      var solver = try SolverContext(
        configuration: SolverConfiguration(resourceLimit: .max))
      interrupter = solver.interrupter
      Thread.detachNewThread {
        Thread.sleep(forTimeInterval: 0.2)
        interrupter.interrupt()
      }
      #expect(try solver.check(term, in: graph) == .unknown("interrupted"))
    }
    // The context is gone: a late interruption reaches nobody.
    interrupter.interrupt()
  }

  @Test func interruptionLastsUntilReset() throws {
    var graph = TermGraph()
    let x = graph.variable("x", width: 8)
    let term = graph.equal(x, 5)
    var solver = try SolverContext()
    solver.interrupter.interrupt()
    #expect(try solver.check(term, in: graph) == .unknown("interrupted"))
    solver.interrupter.reset()
    #expect(try solver.check(term, in: graph) == .satisfiable(Assignment(values: [5])))
  }
}

import Testing

import TermGraph

@Suite struct ConstructorTests {
  @Test func constantsHaveFixedIndices() {
    let graph = TermGraph()
    #expect(TermGraph.false.index == 0 && graph[TermGraph.false] == .constant(false))
    #expect(TermGraph.true.index == 1 && graph[TermGraph.true] == .constant(true))
  }

  @Test func membershipFolds() {
    var graph = TermGraph()
    let x = graph.variable("x", width: 4)
    #expect(graph.member(x, 5, 4) == TermGraph.false)
    #expect(graph.member(x, 16, 20) == TermGraph.false)
    #expect(graph.member(x, 0, 15) == TermGraph.true)
    #expect(graph.member(x, 0, .max) == TermGraph.true)
    #expect(graph.member(x, 3, 99) == graph.member(x, 3, 15))
    let cut = graph.member(x, 3, 99)
    #expect(graph[cut] == .member(x, 3, 15))
  }

  @Test(arguments: [1, 63, 64, 65, 127, 128]) func fullWidthFolds(width: Int) {
    var graph = TermGraph()
    let x = graph.variable("x", width: width)
    let maximum = graph.variable(x).maximum
    #expect(graph.member(x, 0, maximum) == TermGraph.true)
    let last = graph.member(x, maximum, maximum)
    #expect(graph[last] == .member(x, maximum, maximum))
  }

  @Test func equalityFoldsAndIsSymmetric() {
    var graph = TermGraph()
    let (x, y) = (graph.variable("x", width: 8), graph.variable("x", width: 8))
    #expect(x != y)
    #expect(graph.equal(x, x) == TermGraph.true)
    #expect(graph.equal(x, y) == graph.equal(y, x))
  }

  @Test func connectivesFold() {
    var graph = TermGraph()
    let x = graph.variable("x", width: 8)
    let a = graph.member(x, 1, 9)
    let b = graph.member(x, 5, 20)
    let notA = graph.not(a)
    #expect(graph.not(notA) == a)
    #expect(graph.not(TermGraph.true) == TermGraph.false)
    #expect(graph.and([]) == TermGraph.true)
    #expect(graph.or([]) == TermGraph.false)
    #expect(graph.and([a, TermGraph.true, a]) == a)
    #expect(graph.or([a, TermGraph.true]) == TermGraph.true)
    #expect(graph.and([a, b, notA]) == TermGraph.false)
    #expect(graph.or([notA, b, a]) == TermGraph.true)
    #expect(graph.and(a, b) == graph.and(b, a))
    #expect(graph.and(graph.and(a, b), a) == graph.and(a, b))
    #expect(graph.or(graph.or(a, b), notA) == TermGraph.true)
    #expect(graph.implies(a, a) == TermGraph.true)
    let both = graph.and(b, a)
    #expect(graph[both] == .and([a, b]))
  }

  @Test func equalStructureIsEqualIdentity() {
    var graph = TermGraph()
    let x = graph.variable("x", width: 16)
    let first = (0..<1000).map { graph.member(x, UInt128($0), UInt128($0) + 3) }
    let all = graph.or(first)
    let count = graph.count
    let second = (0..<1000).map { graph.member(x, UInt128($0), UInt128($0) + 3) }
    #expect(first == second)
    #expect(graph.or(second.reversed()) == all)
    #expect(graph.count == count)
    #expect(graph.size(of: all) == 1001)
  }

  @Test func conjunctionsGrowLinearly() {
    var graph = TermGraph()
    let x = graph.variable("x", width: 32)
    var all = TermGraph.true
    for index in 0..<20_000 { all = graph.and(all, graph.member(x, UInt128(index), 1 << 31)) }
    #expect(graph.size(of: all) < 21_000)
    #expect(graph.evaluate(all, [19_999]))
    #expect(!graph.evaluate(all, [19_998]))
  }

  @Test func deepTermsNeedNoStack() {
    var graph = TermGraph()
    let x = graph.variable("x", width: 32)
    var term = TermGraph.false
    for index in 0..<200_000 {
      let atom = graph.member(x, UInt128(index), UInt128(index))
      term = index % 2 == 0 ? graph.or(term, atom) : graph.and(term, graph.not(atom))
    }
    #expect(graph.evaluate(term, [199_998]))
    #expect(!graph.evaluate(term, [199_999]))
    #expect(graph.variables(of: term) == [x])
  }

  @Test func divergingCopiesGetDifferentLineages() {
    var graph = TermGraph()
    let x = graph.variable("x", width: 8)
    let number = graph.lineageNumber
    var copy = graph
    #expect(copy.lineageNumber == number)
    let left = graph.member(x, 1, 2)
    let right = copy.member(x, 3, 4)
    #expect(left == right && graph[left] != copy[right])
    #expect(graph.lineageNumber != copy.lineageNumber)
  }
}

@Suite struct QueryTests {
  @Test func evaluationFollowsTheDefinition() {
    var graph = TermGraph()
    let (x, y) = (graph.variable("x", width: 3), graph.variable("y", width: 3))
    let inside = graph.member(x, 2, 5)
    let same = graph.equal(x, y)
    let term = graph.and(graph.or(inside, graph.not(same)), graph.implies(same, inside))
    for a in 0..<8 {
      for b in 0..<8 {
        let expected = ((2...5).contains(a) || a != b) && (a != b || (2...5).contains(a))
        #expect(graph.evaluate(term, [UInt128(a), UInt128(b)]) == expected)
      }
    }
  }

  @Test func variablesAreSortedAndOnlyThoseThatOccur() {
    var graph = TermGraph()
    let ids = (0..<5).map { graph.variable("v\($0)", width: 8) }
    let term = graph.and(graph.equal(ids[4], ids[1]), graph.member(ids[3], 1, 1))
    #expect(graph.variables(of: term) == [ids[1], ids[3], ids[4]])
    #expect(graph.variables(of: TermGraph.true) == [])
  }
}

@Suite struct SMTLibPrinterTests {
  @Test func textIsFixed() {
    var graph = TermGraph()
    let (x, y) = (graph.variable("source|port", width: 16), graph.variable("é\\", width: 16))
    let term = graph.and([
      graph.not(graph.equal(x, y)),
      graph.or(graph.member(x, 80, 80), graph.member(y, 1024, 65535)),
    ])
    #expect(
      SMTLibPrinter(graph).text(term, comment: "two\nlines") == """
        ; two
        ; lines
        (set-logic QF_BV)
        (declare-const |0:source_port| (_ BitVec 16))
        (declare-const |1:__| (_ BitVec 16))
        (define-fun t6 () Bool (or (= |0:source_port| (_ bv80 16)) (and (bvule (_ bv1024 16) \
        |1:__|) (bvule |1:__| (_ bv65535 16)))))
        (define-fun t7 () Bool (and (not (= |0:source_port| |1:__|)) t6))
        (assert t7)
        (check-sat)

        """)
  }
}

import CZ3
import Foundation
import SolverZ3
import TermGraph
import Testing

/// Every question as text, read by other parsers: the same answer as through the API.
@Suite struct SMTLibTests {
  @Test func z3ReadsTheSameQuestion() throws {
    var solver = try SolverContext()
    for seed in UInt64(9000)..<9080 {
      let question = RandomQuestion(seed: seed)
      let text = solver.smtLib(question.term, in: question.graph, comment: "seed \(seed)")
      let answer = name(try solver.check(question.term, in: question.graph))
      #expect(parsedAnswer(text) == answer, "seed \(seed)\n\(text)")
    }
  }

  @Test func wideIntervalsReadTheSame() throws {
    var solver = try SolverContext()
    for (index, question) in wideQuestions().enumerated() {
      let text = solver.smtLib(question.term, in: question.graph)
      let answer = name(try solver.check(question.term, in: question.graph))
      #expect(parsedAnswer(text) == answer, "question \(index)\n\(text)")
    }
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/cvc5")))
  func cvc5ReadsTheSameQuestion() throws {
    var solver = try SolverContext()
    let random = (UInt64(9000)..<9060).map { RandomQuestion(seed: $0) }.map { ($0.graph, $0.term) }
    let questions = random + wideQuestions().map { ($0.graph, $0.term) }
    var text = ""
    var answers: [String] = []
    for (graph, term) in questions {
      text += solver.smtLib(term, in: graph) + "(reset)\n"
      answers.append(name(try solver.check(term, in: graph)))
    }
    #expect(try cvc5(text) == answers)
  }

  @Test func sharedTermsStayLinear() throws {
    var graph = TermGraph()
    let x = graph.variable("x", width: 128)
    var term = graph.member(x, 5, 1 << 90)
    for index in UInt128(1)...2000 {
      let left = graph.or(term, graph.member(x, index, index))
      let right = graph.or(graph.not(term), graph.member(x, index, index * 7))
      term = graph.and(left, right)
    }
    let solver = try SolverContext()
    let text = solver.smtLib(term, in: graph)
    #expect(text.utf8.count < 2_000_000)
    #expect(text == solver.smtLib(term, in: graph))
    #expect(parsedAnswer(text, checks: false) == "read")
  }

  private func wideQuestions() -> [(graph: TermGraph, term: TermID)] {
    (UInt64(0)..<60).map { seed in
      var random = SeededGenerator(seed: seed)
      var graph = TermGraph()
      let ids = (0..<3).map { graph.variable("address \($0)", width: 128) }
      var parts: [TermID] = []
      for _ in 0..<5 {
        let v = ids[Int.random(in: 0..<3, using: &random)]
        let low = UInt128.random(in: 0...UInt128.max, using: &random)
        let free = UInt128(Int.random(in: 0...127, using: &random))
        let base = (low >> free) << free
        let block = graph.member(v, base, base | ~(UInt128.max << free))
        let interval = graph.member(v, min(low, base ^ (low << 3)), max(low, base ^ (low << 3)))
        parts.append(graph.or(graph.not(block), interval))
        parts.append(graph.or(interval, graph.equal(v, ids[Int.random(in: 0..<3, using: &random)])))
        parts.append(graph.or(block, graph.member(v, low, .max)))
      }
      let term = graph.and(parts)
      return (graph, term)
    }
  }

  private func name(_ answer: SolverAnswer) -> String {
    switch answer {
    case .satisfiable: "sat"
    case .unsatisfiable: "unsat"
    case .unknown: "unknown"
    }
  }

  /// Z3's answer to the text, by its own parser, in a context of its own.
  private func parsedAnswer(_ text: String, checks: Bool = true) -> String {
    let config = Z3_mk_config()
    let context = Z3_mk_context(config)
    Z3_del_config(config)
    defer { Z3_del_context(context) }
    Z3_set_error_handler(context, nil)
    let solver = Z3_mk_solver(context)
    Z3_solver_inc_ref(context, solver)
    defer { Z3_solver_dec_ref(context, solver) }
    Z3_solver_from_string(context, solver, text)
    guard Z3_get_error_code(context) == Z3_OK else { return "error" }
    guard checks else { return "read" }
    switch Z3_solver_check(context, solver) {
    case Z3_L_TRUE: return "sat"
    case Z3_L_FALSE: return "unsat"
    case _: return "unknown"
    }
  }

  private func cvc5(_ text: String) throws -> [String] {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).smt2")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/cvc5")
    process.arguments = ["--lang", "smt2", file.path(percentEncoded: false)]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}

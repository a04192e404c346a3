import SourceText

extension Parser {
  mutating func parseQuestion() throws(Failure) -> QuestionStatement {
    let first = current.range
    let question: QuestionStatement
    if take(word: "reach") {
      question = .reach(try parseFlow(.question))
    } else if take(word: "deliver") {
      question = .deliver(try parseFlow(.question))
    } else if take(word: "who") {
      guard take(word: "reaches") else {
        throw fail(
          "PS027", "expected `reaches`, found \(current.described)",
          notes: ["ask `who reaches B on T`"])
      }
      let target = try parseSet()
      let traffic = try parseOptionalTraffic()
      question = .whoReaches(target, traffic: traffic, range: range(from: first))
    } else if take(word: "what") {
      question = try parseWhat(first: first)
    } else {
      let note =
        current.kind == .word ? Spelling.note(for: current.text, among: Words.questions) : nil
      throw fail(
        "PS027", "expected a question, found \(current.described)",
        notes: (note.map { [$0] } ?? [])
          + ["questions are `reach A -> B`, `deliver A -> B`, `who reaches B`, `what does A reach`"]
      )
    }
    _ = take(mark: "?")
    try expectEnd("the question")
    return question
  }

  /// `what` was taken: `does A reach [on T]`
  private mutating func parseWhat(first: SourceRange) throws(Failure) -> QuestionStatement {
    let notes = ["ask `what does A reach on T`"]
    guard take(word: "does") || take(word: "do") else {
      throw fail("PS027", "expected `does`, found \(current.described)", notes: notes)
    }
    let source = try parseSet()
    guard take(word: "reach") else {
      throw fail("PS027", "expected `reach`, found \(current.described)", notes: notes)
    }
    let traffic = try parseOptionalTraffic()
    return .whatReaches(source, traffic: traffic, range: range(from: first))
  }

  mutating func parseWholeEndpoint() throws(Failure) -> SetExpression {
    let value = try parseSet()
    try expectEnd("the endpoint")
    return value
  }

  mutating func parseWholeTraffic() throws(Failure) -> TrafficExpression {
    let value = try parseTraffic()
    try expectEnd("the traffic")
    return value
  }

  mutating func expectEnd(_ what: String) throws(Failure) {
    guard isAtEnd else {
      throw fail("PS030", "expected the end of \(what), found \(current.described)")
    }
  }
}

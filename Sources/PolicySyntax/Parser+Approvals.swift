import SourceText

extension Parser {
  /// `approve` was taken: `A -> B [on T] { ticket "…", by "…", until 2030-01-31 }`, the parts in any order.
  mutating func parseApproval(
    comments: Comments, first: SourceRange
  ) throws(Failure) -> ApprovalDeclaration {
    var comments = comments
    let flow = try parseFlow(.exception)
    let opening = current.range
    try expect(mark: "{", notes: [Self.approvalForm])
    var parts: [String: Name] = [:]
    while !isAtEnd, !isMark("}") {
      let key = current
      let names = ["ticket", "by", "until"]
      guard key.kind == .word, names.contains(key.text) else {
        let note = key.kind == .word ? Spelling.note(for: key.text, among: names) : nil
        throw fail(
          "PS039", "expected `ticket`, `by` or `until`, found \(key.described)", notes: [note ?? Self.approvalForm])
      }
      advance()
      let value = key.text == "until" ? try parseDay() : try expectString("`\(key.text)`")
      if value.text.allSatisfy({ $0 == " " }) {
        report("PS039", "`\(key.text)` of the approval is empty", at: value.range)
      }
      if let twin = parts[key.text] {
        report(
          "PS017", "`\(key.text)` is given twice", at: key.range,
          labels: [Diagnostic.Label(range: twin.range, message: "first given here")])
      } else {
        parts[key.text] = value
      }
      _ = take(mark: ",")
    }
    try close("}", opening: opening)
    guard let ticket = parts["ticket"], let by = parts["by"], let until = parts["until"] else {
      let missing = ["ticket", "by", "until"].filter { parts[$0] == nil }
      report("PS039", "the approval has no \(listed(missing))", at: first, notes: [Self.approvalForm])
      throw Failure()
    }
    finish(&comments)
    return ApprovalDeclaration(
      flow: flow, ticket: ticket, by: by, until: until, comments: comments, range: range(from: first))
  }

  private static var approvalForm: String {
    "write `approve A -> B on T { ticket \"…\", by \"…\", until 2030-01-31 }`"
  }

  /// `2030-01-31`: three numbers and two dashes with nothing between them.
  private mutating func parseDay() throws(Failure) -> Name {
    let first = current
    let parts = (0..<5).map { token(ahead: $0) }
    let isDay = zip(parts, parts.dropFirst()).allSatisfy { $0.range.end == $1.range.start }
      && parts.enumerated().allSatisfy { place, token in
        place % 2 == 0 ? token.kind == .number : token.kind == .mark && token.text == "-"
      }
    guard isDay else {
      throw fail("PS040", "expected a day such as `2030-01-31`, found \(first.described)")
    }
    for _ in parts { advance() }
    let day = Name(text: parts.map(\.text).joined(), range: range(from: first.range))
    guard Moment.days(of: day.text) != nil else {
      report(
        "PS040", "`\(day.text)` is no day of the calendar", at: day.range,
        notes: ["write year, month and day: `2030-01-31`"])
      throw Failure()
    }
    return day
  }
}

extension Printer {
  static func print(_ approval: ApprovalDeclaration) -> String {
    "approve \(print(approval.flow)) { ticket \(print(approval.ticket)), by \(print(approval.by)), until \(approval.until.text) }"
  }
}

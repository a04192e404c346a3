import SourceText

extension Parser {
  mutating func parseFile() -> PolicyFile {
    var declarations: [Declaration] = []
    while !isAtEnd {
      let start = index
      do throws(Failure) {
        declarations.append(try parseDeclaration())
      } catch {
        if index == start { advance() }
        while !isAtEnd, !startsDeclaration { advance() }
      }
      precondition(index > start, "the parser stands still at token \(start)")
    }
    return PolicyFile(declarations: declarations, trailingComments: takeComments(before: current))
  }

  /// Only at the start of a line is a declaration word a place to go on after a mistake.
  var startsDeclaration: Bool { current.startsLine && isWord(in: Words.declarations) }

  mutating func parseDeclaration() throws(Failure) -> Declaration {
    var comments = startComments()
    let first = current.range
    if take(word: "set") {
      let name = try parseNewName("set")
      try expectEquals()
      let value = try parseSet()
      try expectDeclarationEnd()
      finish(&comments)
      return .set(
        SetDeclaration(name: name, value: value, comments: comments, range: range(from: first)))
    }
    if take(word: "traffic") {
      let name = try parseNewName("traffic")
      try expectEquals()
      let value = try parseTraffic()
      try expectDeclarationEnd()
      finish(&comments)
      return .traffic(
        TrafficDeclaration(name: name, value: value, comments: comments, range: range(from: first)))
    }
    if take(word: "policy") { return try parsePolicy(comments: comments, first: first) }
    if take(word: "import") { return .importation(try parseImport(comments: comments, first: first)) }
    if take(word: "assume") { return .assumption(try parseAssumption(comments: comments, first: first)) }
    if take(word: "approve") { return .approval(try parseApproval(comments: comments, first: first)) }
    if take(word: "test") { return .test(try parseTest(comments: comments, first: first)) }
    if isWord(in: Words.clauses) {
      throw fail(
        "PS010", "expected `set`, `traffic` or `policy`, found `\(current.text)`",
        notes: ["`\(current.text)` belongs inside `policy \"name\" { … }`"])
    }
    let note =
      current.kind == .word ? Spelling.note(for: current.text, among: Words.declarations) : nil
    throw fail(
      "PS010", "expected `set`, `traffic` or `policy`, found \(current.described)",
      notes: note.map { [$0] } ?? [])
  }

  /// The name that a declaration introduces.
  mutating func parseNewName(_ kind: String) throws(Failure) -> Name {
    guard current.kind == .word else {
      throw failExpecting("a name for the \(kind)")
    }
    if Words.reserved.contains(current.text) {
      throw fail(
        "PS012", "`\(current.text)` is a word of the language and cannot name a \(kind)",
        notes: ["choose another name, such as `my-\(current.text)`"])
    }
    let token = current
    advance()
    return Name(text: token.text, range: token.range)
  }

  mutating func expectEquals() throws(Failure) {
    if isMark("==") {
      report("PS015", "expected `=`, found `==`", at: current.range)
      advance()
    } else {
      try expect(mark: "=")
    }
  }

  /// What follows a declaration starts another one; anything else is a forgotten operator.
  private mutating func expectDeclarationEnd() throws(Failure) {
    if isAtEnd || current.startsLine || isWord(in: Words.declarations) { return }
    throw failExpecting(
      "an operator or the end of the line", notes: ["members are separated by `,`"])
  }
}

// MARK: - Comments

extension Parser {
  /// The comments above the node that starts at the current token.
  mutating func startComments() -> Comments {
    var comments = Comments()
    comments.above = takeComments(before: current)
    comments.followsBlankLine = current.followsBlankLine
    return comments
  }

  /// Hands out the comments that stand before `token` and were not handed out yet.
  mutating func takeComments(before token: Token) -> [CommentLine] {
    takeComments(upTo: token.range.start)
  }

  private mutating func takeComments(upTo offset: UInt32) -> [CommentLine] {
    var lines: [CommentLine] = []
    while nextComment < comments.count, comments[nextComment].range.start < offset {
      let comment = comments[nextComment]
      lines.append(CommentLine(text: comment.text, followsBlankLine: comment.followsBlankLine))
      nextComment += 1
    }
    return lines
  }

  /// Comments inside the node move above it; one at the end of its last line stays beside it.
  mutating func finish(_ node: inout Comments) {
    node.above += takeComments(upTo: previous.range.end)
    guard nextComment < comments.count else { return }
    let comment = comments[nextComment]
    guard !comment.startsLine, isAtEnd || comment.range.start < current.range.start else { return }
    node.beside = comment.text
    nextComment += 1
  }
}

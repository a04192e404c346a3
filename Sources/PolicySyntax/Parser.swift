package import SourceText

/// A parsed text and everything that is wrong with it; the tree holds what could be read.
package struct Parsed<Tree: Sendable>: Sendable {
  package var tree: Tree
  /// Sorted by position.
  package var diagnostics: [Diagnostic]

  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// Reads policy files and questions. Total: every input ends, and every mistake is a `Diagnostic`.
///
/// A mistake ends its clause or declaration; reading goes on at the next one, so that one run
/// reports them all.
package struct Parser {
  /// A mistake that was reported; the clause around it is given up.
  struct Failure: Error {}

  /// Brackets and `not` may nest this deep.
  static let depthLimit = 64

  let tokens: [Token]
  let comments: [Comment]
  var index = 0
  var nextComment = 0
  var depth = 0
  /// Inside the brackets of arguments, where a comma ends a set.
  var commaSeparatesArguments = false
  /// Where the clauses that were read last were opened.
  var clausesOpening: SourceRange
  var diagnostics: [Diagnostic]

  init(_ bytes: [UInt8], file: FileID) {
    var lexer = Lexer(bytes: bytes, file: file)
    lexer.run()
    tokens = lexer.tokens
    comments = lexer.comments
    diagnostics = lexer.diagnostics
    clausesOpening = SourceRange(file: file, start: 0, end: 0)
  }

  /// The declarations of a policy file.
  package static func parseFile(_ bytes: [UInt8], file: FileID) -> Parsed<PolicyFile> {
    var parser = Parser(bytes, file: file)
    let tree = parser.parseFile()
    return Parsed(tree: tree, diagnostics: parser.sortedDiagnostics)
  }

  /// One question; nil when it could not be read.
  package static func parseQuestion(_ bytes: [UInt8], file: FileID) -> Parsed<QuestionStatement?> {
    var parser = Parser(bytes, file: file)
    let tree = try? parser.parseQuestion()
    return Parsed(tree: tree, diagnostics: parser.sortedDiagnostics)
  }

  /// One endpoint, as after `isola trace --from`; nil when it could not be read.
  package static func parseEndpoint(_ bytes: [UInt8], file: FileID) -> Parsed<SetExpression?> {
    var parser = Parser(bytes, file: file)
    let tree = try? parser.parseWholeEndpoint()
    return Parsed(tree: tree, diagnostics: parser.sortedDiagnostics)
  }

  /// A list of traffic terms alone, as after `--traffic`; nil when it could not be read.
  package static func parseTraffic(_ bytes: [UInt8], file: FileID) -> Parsed<TrafficExpression?> {
    var parser = Parser(bytes, file: file)
    let tree = try? parser.parseWholeTraffic()
    return Parsed(tree: tree, diagnostics: parser.sortedDiagnostics)
  }

  var sortedDiagnostics: [Diagnostic] {
    diagnostics.enumerated().sorted { a, b in
      (a.element.range?.start ?? 0, a.offset) < (b.element.range?.start ?? 0, b.offset)
    }.map(\.element)
  }
}

// MARK: - Looking and moving

extension Parser {
  /// The lexer ends every token list with `endOfInput`, and `advance` never passes it.
  var current: Token { tokens[index] }
  var previous: Token { tokens[max(0, index - 1)] }
  var isAtEnd: Bool { current.kind == .endOfInput }

  func token(ahead: Int) -> Token { tokens[min(index + ahead, tokens.count - 1)] }

  mutating func advance() {
    if index < tokens.count - 1 { index += 1 }
  }

  func isMark(_ mark: String) -> Bool { current.kind == .mark && current.text == mark }
  func isWord(_ word: String) -> Bool { current.kind == .word && current.text == word }
  func isWord(in words: [String]) -> Bool { current.kind == .word && words.contains(current.text) }

  mutating func take(mark: String) -> Bool {
    guard isMark(mark) else { return false }
    advance()
    return true
  }

  mutating func take(word: String) -> Bool {
    guard isWord(word) else { return false }
    advance()
    return true
  }

  /// From the start of `first` to the end of the last token taken.
  func range(from first: SourceRange) -> SourceRange {
    SourceRange(file: first.file, start: first.start, end: max(first.end, previous.range.end))
  }

  /// Runs `body` one level deeper, and fails instead of overflowing the stack.
  mutating func nested<Value>(
    _ body: (inout Parser) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    guard depth < Self.depthLimit else {
      throw fail(
        "PS014", "brackets are nested more than \(Self.depthLimit) deep",
        notes: ["name a part of it with `set`"])
    }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }
}

// MARK: - Reporting

extension Parser {
  mutating func report(
    _ code: String, _ message: String, at range: SourceRange,
    severity: Diagnostic.Severity = .error, labels: [Diagnostic.Label] = [], notes: [String] = []
  ) {
    diagnostics.append(
      Diagnostic(
        code: code, severity: severity, message: message, range: range, labels: labels, notes: notes
      ))
  }

  /// Reports at the current token, unless the lexer already did, and gives the clause up.
  mutating func fail(
    _ code: String, _ message: String, labels: [Diagnostic.Label] = [], notes: [String] = []
  ) -> Failure {
    if current.kind != .broken {
      report(code, message, at: current.range, labels: labels, notes: notes)
    }
    return Failure()
  }

  /// `expected X, found Y` at the current token.
  mutating func failExpecting(
    _ expected: String, labels: [Diagnostic.Label] = [], notes: [String] = []
  ) -> Failure {
    fail("PS011", "expected \(expected), found \(current.described)", labels: labels, notes: notes)
  }

  mutating func expect(mark: String, notes: [String] = []) throws(Failure) {
    if !take(mark: mark) { throw failExpecting("`\(mark)`", notes: notes) }
  }

  /// Closes the bracket that was opened at `opening`.
  mutating func close(_ mark: String, opening: SourceRange) throws(Failure) {
    guard !take(mark: mark) else { return }
    throw fail(
      "PS013", "expected `\(mark)`, found \(current.described)",
      labels: [Diagnostic.Label(range: opening, message: "opened here")])
  }

  mutating func expectString(_ what: String) throws(Failure) -> Name {
    guard current.kind == .string else {
      throw failExpecting("\(what) in quotes")
    }
    let token = current
    advance()
    return Name(text: token.text, isQuoted: true, range: token.range)
  }
}

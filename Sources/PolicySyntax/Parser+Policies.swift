import SourceText

extension Parser {
  /// `policy` was taken.
  mutating func parsePolicy(comments: Comments, first: SourceRange) throws(Failure)
    -> PolicyDeclaration
  {
    var comments = comments
    guard current.kind == .word || current.kind == .string else {
      throw failExpecting("a name for the policy")
    }
    let name = Name(text: current.text, isQuoted: current.kind == .string, range: current.range)
    if name.text.isEmpty { report("PS029", "the policy has an empty name", at: name.range) }
    advance()
    let opening = current.range
    try expect(mark: "{", notes: ["a policy is `policy \"name\" { … }`"])
    var clauses: [PolicyClause] = []
    var seen: [String: SourceRange] = [:]
    var claimIsBroken = false
    while !isAtEnd, !isMark("}"), !startsDeclaration {
      let start = index
      do throws(Failure) {
        clauses.append(try parseClause(&seen))
      } catch {
        claimIsBroken = true
        if index == start { advance() }
        skipToClause()
      }
      precondition(index > start, "the parser stands still at token \(start)")
    }
    let trailing = takeComments(before: current)
    if !take(mark: "}") {
      report(
        "PS013", "expected `}`, found \(current.described)", at: current.range,
        labels: [Diagnostic.Label(range: opening, message: "opened here")])
    }
    finish(&comments)
    let policy = PolicyDeclaration(
      name: name, clauses: clauses, comments: comments, trailingComments: trailing,
      range: range(from: first))
    if policy.claims.isEmpty, !claimIsBroken {
      report(
        "PS018", "the policy `\(DisplayText.escape(name.text))` claims nothing", at: name.range,
        notes: ["add `forbid A -> B` or `require A -> B on T`"])
    }
    return policy
  }

  /// Moves to the next place where a clause may start, or to the end of the policy.
  private mutating func skipToClause() {
    while !isAtEnd, !isMark("}"), !startsDeclaration {
      if isWord("forbid") || isWord("require") { return }
      if current.startsLine, isWord(in: Words.clauses) { return }
      advance()
    }
  }

  private mutating func parseClause(_ seen: inout [String: SourceRange]) throws(Failure)
    -> PolicyClause
  {
    var comments = startComments()
    let keyword = current
    guard keyword.kind == .word, Words.clauses.contains(keyword.text) else {
      let note =
        keyword.kind == .word ? Spelling.note(for: keyword.text, among: Words.clauses) : nil
      throw fail(
        "PS016", "expected a clause of the policy or `}`, found \(keyword.described)",
        notes: note.map { [$0] } ?? ["clauses are \(listed(Words.clauses))"])
    }
    advance()
    let content: PolicyClause.Content
    switch keyword.text {
    case "severity": content = .severity(try parseSeverity())
    case "rationale": content = .rationale(try expectString("the rationale"))
    case "owner": content = .owner(try expectString("the owner"))
    case "controls": content = .controls(try parseControls())
    case "require": content = .claim(try parseClaim(.require, keyword: keyword.range))
    case _: content = .claim(try parseClaim(.forbid, keyword: keyword.range))
    }
    finish(&comments)
    let clause = PolicyClause(
      content: content, comments: comments, range: range(from: keyword.range))
    if case .claim = content { return clause }
    if let twin = seen[keyword.text] {
      report(
        "PS017", "`\(keyword.text)` is given twice", at: keyword.range,
        labels: [Diagnostic.Label(range: twin, message: "first given here")])
    } else {
      seen[keyword.text] = clause.range
    }
    return clause
  }

  private mutating func parseSeverity() throws(Failure) -> Severity {
    let all = Severity.allCases.map(\.rawValue)
    guard current.kind == .word, let severity = Severity(rawValue: current.text) else {
      let note = Spelling.note(for: current.text, among: all)
      throw fail(
        "PS019", "expected a severity, found \(current.described)",
        notes: [note ?? "severities are \(listed(all))"])
    }
    advance()
    return severity
  }

  private mutating func parseControls() throws(Failure) -> [Name] {
    var controls = [try expectString("a control")]
    while take(mark: ",") { controls.append(try expectString("a control")) }
    return controls
  }

  /// `` `a`, `b` and `c` ``
  func listed(_ words: [String]) -> String {
    let quoted = words.map { "`\($0)`" }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.joined() }
    return quoted.dropLast().joined(separator: ", ") + " and " + last
  }
}

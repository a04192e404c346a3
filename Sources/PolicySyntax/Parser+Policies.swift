import SourceText

extension Parser {
  /// `policy` was taken.
  mutating func parsePolicy(
    comments: Comments, first: SourceRange
  ) throws(Failure) -> Declaration {
    var comments = comments
    guard current.kind == .word || current.kind == .string else {
      throw failExpecting("a name for the policy")
    }
    let name = Name(text: current.text, isQuoted: current.kind == .string, range: current.range)
    if name.text.isEmpty { report("PS029", "the policy has an empty name", at: name.range) }
    advance()
    if take(mark: "=") {
      return .instance(try parseInstance(name: name, comments: comments, first: first))
    }
    let parameters = try parseParameters()
    if !parameters.isEmpty, name.isQuoted || Words.reserved.contains(name.text) {
      report(
        "PS012", "a policy with parameters needs a plain name", at: name.range,
        notes: ["write `policy isolated(tier: set) { … }`"])
    }
    let (clauses, claimIsBroken) = try parseClauses(allowsClaims: true)
    let trailing = takeComments(before: current)
    closePolicy(clausesOpening)
    finish(&comments)
    let policy = PolicyDeclaration(
      name: name, parameters: parameters, clauses: clauses, comments: comments,
      trailingComments: trailing, range: range(from: first))
    if policy.claims.isEmpty, policy.objectClaims.isEmpty, !claimIsBroken {
      report(
        "PS018", "the policy `\(DisplayText.escape(name.text))` claims nothing", at: name.range,
        notes: ["add `forbid A -> B` or `require A -> B on T`"])
    }
    return .policy(policy)
  }

  /// `{ CLAUSE … `, up to the closing brace; the second value tells of clauses that were given up.
  mutating func parseClauses(
    allowsClaims: Bool
  ) throws(Failure) -> (clauses: [PolicyClause], isBroken: Bool) {
    clausesOpening = current.range
    try expect(mark: "{", notes: ["a policy is `policy \"name\" { … }`"])
    var clauses: [PolicyClause] = []
    var seen: [String: SourceRange] = [:]
    var isBroken = false
    while !isAtEnd, !isMark("}"), !startsDeclaration {
      let start = index
      do throws(Failure) {
        let clause = try parseClause(&seen)
        if !allowsClaims, clause.content.isClaim {
          report(
            "PS016", "the claims of this policy are those of its template", at: clause.range,
            notes: ["write them into the policy with the parameters"])
        }
        clauses.append(clause)
      } catch {
        isBroken = true
        if index == start { advance() }
        skipToClause()
      }
      precondition(index > start, "the parser stands still at token \(start)")
    }
    return (clauses, isBroken)
  }

  mutating func closePolicy(_ opening: SourceRange) {
    if take(mark: "}") { return }
    report(
      "PS013", "expected `}`, found \(current.described)", at: current.range,
      labels: [Diagnostic.Label(range: opening, message: "opened here")])
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
    case "shows": content = .shows(try expectString("what the policy shows"))
    case "omits": content = .omits(try expectString("what the policy does not show"))
    case "applies": content = .appliesWhen(try parseApplicability())
    case _:
      let verb: ClaimStatement.Verb = keyword.text == "require" ? .require : .forbid
      if let kind = objectKind(verb) {
        content = .objects(try parseObjects(kind, keyword: keyword.range))
      } else {
        content = .claim(try parseClaim(verb, keyword: keyword.range))
      }
    }
    finish(&comments)
    let clause = PolicyClause(
      content: content, comments: comments, range: range(from: keyword.range))
    switch content {
    case .claim, .objects: return clause
    case .severity, .rationale, .controls, .owner, .shows, .omits, .appliesWhen: break
    }
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

  /// `applies` was taken: `when any SET`.
  private mutating func parseApplicability() throws(Failure) -> SetExpression {
    guard take(word: "when"), take(word: "any") else {
      throw failExpecting("`when any`", notes: ["write `applies when any nat-gateways`"])
    }
    return try parseSet()
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

extension PolicyClause.Content {
  var isClaim: Bool {
    switch self {
    case .claim, .objects: true
    case .severity, .rationale, .controls, .owner, .shows, .omits, .appliesWhen: false
    }
  }
}

import SourceText

extension Parser {
  /// `import` was taken.
  mutating func parseImport(
    comments: Comments, first: SourceRange
  ) throws(Failure) -> ImportDeclaration {
    var comments = comments
    let isPack = take(word: "pack")
    let target = try expectString(isPack ? "the name of a pack" : "a path, or `pack` and a name,")
    if target.text.isEmpty { report("PS029", "the import has an empty name", at: target.range) }
    finish(&comments)
    return ImportDeclaration(
      target: target, isPack: isPack, comments: comments, range: range(from: first))
  }

  /// `(tier: set, port: traffic)` behind the name of a policy; none without a bracket.
  mutating func parseParameters() throws(Failure) -> [Parameter] {
    let opening = current.range
    guard take(mark: "(") else { return [] }
    var parameters: [Parameter] = []
    repeat {
      if current.kind == .word, let colon = current.text.firstIndex(of: ":") {
        throw failExpecting(
          "a parameter",
          notes: ["leave a space after the colon: `\(current.text[..<colon]): \(current.text[current.text.index(after: colon)...])`"])
      }
      let name = try parseNewName("parameter")
      try expect(mark: ":", notes: ["a parameter is `name: set` or `name: traffic`"])
      guard current.kind == .word, let kind = Parameter.Kind(rawValue: current.text) else {
        throw failExpecting("`set` or `traffic`")
      }
      advance()
      if let twin = parameters.first(where: { $0.name.text == name.text }) {
        report(
          "PS017", "the parameter `\(name.text)` is given twice", at: name.range,
          labels: [Diagnostic.Label(range: twin.name.range, message: "first given here")])
      }
      parameters.append(Parameter(name: name, kind: kind))
    } while take(mark: ",")
    try close(")", opening: opening)
    return parameters
  }

  /// `policy NAME =` was taken.
  mutating func parseInstance(
    name: Name, comments: Comments, first: SourceRange
  ) throws(Failure) -> InstanceDeclaration {
    var comments = comments
    guard current.kind == .word, !Words.reserved.contains(current.text) else {
      throw failExpecting(
        "the name of a policy with parameters", notes: ["write `policy \"web\" = isolated(web)`"])
    }
    let template = Name(text: current.text, range: current.range)
    advance()
    let opening = current.range
    try expect(mark: "(", notes: ["write `policy \"web\" = isolated(web)`"])
    var arguments: [Argument] = []
    commaSeparatesArguments = true
    defer { commaSeparatesArguments = false }
    repeat { arguments.append(try parseArgument()) } while take(mark: ",")
    commaSeparatesArguments = false
    try close(")", opening: opening)
    var clauses: [PolicyClause] = []
    var trailing: [CommentLine] = []
    if isMark("{") {
      clauses = try parseClauses(allowsClaims: false).clauses
      trailing = takeComments(before: current)
      closePolicy(clausesOpening)
    }
    finish(&comments)
    return InstanceDeclaration(
      name: name, template: template, arguments: arguments, clauses: clauses, comments: comments,
      trailingComments: trailing, range: range(from: first))
  }

  private mutating func parseArgument() throws(Failure) -> Argument {
    if isWord(in: Words.protocols) || isWord("any") { return .traffic(try parseTraffic()) }
    return .set(try parseSet())
  }

  /// `assume` was taken.
  mutating func parseAssumption(
    comments: Comments, first: SourceRange
  ) throws(Failure) -> AssumptionDeclaration {
    var comments = comments
    guard take(word: "no") else {
      throw failExpecting("`no`", notes: ["write `assume no A -> B on T because \"…\"`"])
    }
    let flow = try parseFlow(.exception)
    guard take(word: "because") else {
      throw fail(
        "PS035", "expected `because` and the reason of the assumption, found \(current.described)",
        notes: ["what is assumed is listed in every report, with its reason"])
    }
    let reason = try expectString("the reason")
    if reason.text.allSatisfy({ $0 == " " }) {
      report("PS035", "the assumption has an empty reason", at: reason.range)
    }
    finish(&comments)
    return AssumptionDeclaration(
      flow: flow, reason: reason, comments: comments, range: range(from: first))
  }

  /// `test` was taken.
  mutating func parseTest(
    comments: Comments, first: SourceRange
  ) throws(Failure) -> TestDeclaration {
    var comments = comments
    guard current.kind == .word || current.kind == .string else {
      throw failExpecting("a name for the test")
    }
    let name = Name(text: current.text, isQuoted: current.kind == .string, range: current.range)
    advance()
    let opening = current.range
    try expect(mark: "{", notes: ["a test is `test \"name\" { given network \"…\" expect … }`"])
    var steps: [TestStep] = []
    var isBroken = false
    while !isAtEnd, !isMark("}"), !startsDeclaration {
      let start = index
      do throws(Failure) {
        steps.append(try parseStep())
      } catch {
        isBroken = true
        if index == start { advance() }
        while !isAtEnd, !isMark("}"), !startsDeclaration, !isWord("given"), !isWord("expect") { advance() }
      }
      precondition(index > start, "the parser stands still at token \(start)")
    }
    let trailing = takeComments(before: current)
    closePolicy(opening)
    finish(&comments)
    let test = TestDeclaration(
      name: name, steps: steps, comments: comments, trailingComments: trailing, range: range(from: first))
    if !isBroken { checkSteps(test) }
    return test
  }

  private mutating func checkSteps(_ test: TestDeclaration) {
    let networks = test.steps.filter { if case .network = $0.content { true } else { false } }
    if networks.count > 1 {
      report(
        "PS017", "`given` stands twice", at: networks[1].range,
        labels: [Diagnostic.Label(range: networks[0].range, message: "first given here")])
    }
    if networks.isEmpty || networks.count == test.steps.count {
      let missing = networks.isEmpty ? "`given network \"…\"`" : "`expect …`"
      report("PS036", "the test has no \(missing)", at: test.name.range)
    }
  }

  private mutating func parseStep() throws(Failure) -> TestStep {
    var comments = startComments()
    let first = current.range
    let content: TestStep.Content
    if take(word: "given") {
      guard take(word: "network") else { throw failExpecting("`network`") }
      content = .network(try expectString("the path of a network"))
    } else if take(word: "expect") {
      content = try parseExpectation()
    } else {
      throw failExpecting("`given`, `expect` or `}`")
    }
    finish(&comments)
    return TestStep(content: content, comments: comments, range: range(from: first))
  }

  private mutating func parseExpectation() throws(Failure) -> TestStep.Content {
    if take(word: "reachable") { return .flow(try parseFlow(.question), isReachable: true) }
    if take(word: "unreachable") { return .flow(try parseFlow(.question), isReachable: false) }
    if take(word: "policies") { return .policy(nil, try parseVerdict()) }
    guard take(word: "policy"), current.kind == .word || current.kind == .string else {
      throw failExpecting(
        "`policy` and a name, `policies`, `reachable` or `unreachable`",
        notes: ["write `expect policy \"…\" proved` or `expect unreachable A -> B on T`"])
    }
    let name = Name(text: current.text, isQuoted: current.kind == .string, range: current.range)
    advance()
    return .policy(name, try parseVerdict())
  }

  private mutating func parseVerdict() throws(Failure) -> ExpectedVerdict {
    let all = ExpectedVerdict.allCases.map(\.rawValue)
    guard current.kind == .word, let verdict = ExpectedVerdict(rawValue: current.text) else {
      let note = Spelling.note(for: current.text, among: all)
      throw fail(
        "PS036", "expected a verdict, found \(current.described)",
        notes: [note ?? "verdicts are \(listed(all))"])
    }
    advance()
    return verdict
  }
}

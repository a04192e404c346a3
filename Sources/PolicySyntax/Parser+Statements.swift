package import SourceText

/// What may be typed at the prompt beside meta commands. Rules: Specs/Language/Questions.md.
package indirect enum PromptStatement: Hashable, Sendable {
  case question(QuestionStatement)
  /// `show flows A -> B [on T]`
  case flows(Flow)
  /// `paths A -> B [on T]`
  case paths(Flow)
  /// `why [reach] A -> B [on T]`
  case why(QuestionStatement)
  /// `why policy NAME`
  case whyPolicy(Name)
  /// `why` alone: of the last answer.
  case whyLast
  /// `prove policy NAME`, `prove policies`: nil stands for all of them.
  case prove(Name?)
  /// `forbid …` or `require …`, with or without `prove` in front.
  case claim(ClaimStatement)
  /// `let NAME = …`, or a declaration as in a policy file.
  case declaration(Declaration)
  /// `with EDITS : STATEMENT`, `without EDITS : STATEMENT`
  case hypothetical([EditStatement], PromptStatement)
  /// `what changes if EDITS`
  case changes([EditStatement])
  /// `compare A and B [on T]`
  case compare(SetExpression, SetExpression, traffic: TrafficExpression?)
  /// `fix policy NAME`
  case fixPolicy(Name)
  /// `fix [reach|deliver] A -> B on T`, `fix forbid …`, `fix require …`
  case fix(ClaimStatement)
}

extension Words {
  /// The first words of statements.
  static let statements =
    questions + ["show", "paths", "why", "prove", "let", "forbid", "require", "with", "without", "compare", "fix"]
    + declarations
}

extension Parser {
  /// One statement of the prompt; nil when it could not be read. `traffics` are the names that mean a traffic, for
  /// `let` says of a name alone neither.
  package static func parseStatement(
    _ bytes: [UInt8], file: FileID, traffics: Set<String> = []
  ) -> Parsed<PromptStatement?> {
    var parser = Parser(bytes, file: file)
    let tree = try? parser.parseStatement(traffics)
    return Parsed(tree: tree, diagnostics: parser.sortedDiagnostics)
  }

  /// The words that begin a statement, for completion.
  package static var statementWords: [String] { Words.statements }

  /// The words that begin a declaration of a policy file.
  package static var declarationWords: [String] { Words.declarations }

  /// The words that begin a line of a policy.
  package static var clauseWords: [String] { Words.clauses + ["except"] }

  /// Words that may follow, for completion.
  package static var innerWords: [String] {
    Words.selectors + Words.flow + Words.operators + Words.endpoints + Words.modifiers
      + Words.protocols + [
        "reaches", "does", "reach", "flows", "policy", "policies", "changes", "if", "route", "rule", "allowing", "denying",
        "from", "to", "that", "reachable", "ticket", "by", "until",
      ] + ObjectStatement.Kind.words + EditStatement.State.allCases.map(\.rawValue)
  }

  private mutating func parseStatement(_ traffics: Set<String>) throws(Failure) -> PromptStatement {
    let asksForChanges = isWord("what") && token(ahead: 1).text == "changes"
    if isWord(in: Words.questions), !asksForChanges { return .question(try parseQuestion()) }
    let first = current.range
    let statement: PromptStatement
    if isWord("with") || isWord("without") {
      let edits = try parseEdits(isAddition: true)
      try expect(mark: ":", notes: ["a question follows: `with … : reach A -> B`; a blank stands before the `:`"])
      return .hypothetical(edits, try nested { (parser) throws(Failure) in try parser.parseStatement(traffics) })
    }
    if asksForChanges {
      advance()
      advance()
      guard take(word: "if") else {
        throw failExpecting("`if`", notes: ["ask `what changes if sg-1 allowing tcp/22 from 10.0.0.0/8`"])
      }
      statement = .changes(try parseEdits(isAddition: true))
    } else if take(word: "compare") {
      statement = try parseComparison()
    } else if take(word: "fix") {
      statement = try parseFix()
    } else if take(word: "show") {
      guard take(word: "flows") else {
        throw fail(
          "PS027", "expected `flows`, found \(current.described)", notes: ["ask `show flows A -> B on T`"])
      }
      statement = .flows(try parseFlow(.question))
    } else if take(word: "paths") {
      statement = .paths(try parseFlow(.question))
    } else if take(word: "why") {
      statement = try parseWhy()
    } else if take(word: "prove") {
      statement = try parseProof()
    } else if let verb = takeVerb() {
      statement = .claim(try parseClaim(verb, keyword: first))
    } else if take(word: "let") {
      statement = .declaration(try parseLet(first, traffics))
    } else if isWord(in: Words.declarations) {
      statement = .declaration(try parseDeclaration())
    } else {
      let note =
        current.kind == .word ? Spelling.note(for: current.text, among: Words.statements) : nil
      throw fail(
        "PS027", "expected a question or another statement, found \(current.described)",
        notes: (note.map { [$0] } ?? []) + ["`.help` lists them"])
    }
    _ = take(mark: "?")
    try expectEnd("the statement")
    return statement
  }

  /// `compare` was taken.
  private mutating func parseComparison() throws(Failure) -> PromptStatement {
    let a = try parseOperand()
    guard take(word: "and") || take(word: "with") else {
      throw failExpecting("`and`", notes: ["ask `compare A and B on T`"])
    }
    let b = try parseOperand()
    return .compare(a, b, traffic: try parseOptionalTraffic())
  }

  /// `fix` was taken.
  private mutating func parseFix() throws(Failure) -> PromptStatement {
    let first = current.range
    if take(word: "policy") { return .fixPolicy(try parsePolicyName()) }
    if let verb = takeVerb() { return .fix(try parseClaim(verb, keyword: first)) }
    let isTwoWay = !isWord("deliver")
    if isWord("reach") || isWord("deliver") { advance() }
    return .fix(ClaimStatement(requiring: try parseFlow(.question), isTwoWay: isTwoWay))
  }

  private mutating func takeVerb() -> ClaimStatement.Verb? {
    guard current.kind == .word, let verb = ClaimStatement.Verb(rawValue: current.text) else {
      return nil
    }
    advance()
    return verb
  }

  /// `why` was taken.
  private mutating func parseWhy() throws(Failure) -> PromptStatement {
    if isAtEnd || isMark("?") { return .whyLast }
    if take(word: "policy") { return .whyPolicy(try parsePolicyName()) }
    if isWord("reach") || isWord("deliver") { return .why(try parseQuestion()) }
    return .why(.reach(try parseFlow(.question)))
  }

  /// `prove` was taken.
  private mutating func parseProof() throws(Failure) -> PromptStatement {
    let first = current.range
    if isAtEnd || take(word: "policies") { return .prove(nil) }
    if take(word: "policy") { return .prove(try parsePolicyName()) }
    if let verb = takeVerb() { return .claim(try parseClaim(verb, keyword: first)) }
    throw fail(
      "PS027", "expected `policy`, `policies` or a claim, found \(current.described)",
      notes: ["ask `prove policy \"name\"` or `prove forbid A -> B on T`"])
  }

  private mutating func parsePolicyName() throws(Failure) -> Name {
    guard current.kind == .word || current.kind == .string else {
      throw failExpecting("the name of a policy")
    }
    let name = Name(text: current.text, isQuoted: current.kind == .string, range: current.range)
    advance()
    return name
  }

  /// `let` was taken: a traffic where a protocol or a traffic's name follows, else a set.
  private mutating func parseLet(
    _ first: SourceRange, _ traffics: Set<String>
  ) throws(Failure) -> Declaration {
    let name = try parseNewName("name")
    try expectEquals()
    let isTraffic =
      isWord(in: Words.protocols) || current.kind == .word && traffics.contains(current.text)
    if isTraffic {
      let value = try parseTraffic()
      return .traffic(
        TrafficDeclaration(name: name, value: value, comments: Comments(), range: range(from: first)))
    }
    let value = try parseSet()
    return .set(SetDeclaration(name: name, value: value, comments: Comments(), range: range(from: first)))
  }
}

extension PolicyFile {
  /// Declarations that were read one by one.
  package init(_ declarations: [Declaration]) {
    self.init(declarations: declarations, trailingComments: [])
  }
}

extension PolicyDeclaration {
  /// A claim that stands alone, as a policy of its own.
  package init(name: String, claim: ClaimStatement) {
    let clause = PolicyClause(content: .claim(claim), comments: Comments(), range: claim.range)
    self.init(
      name: Name(text: name, isQuoted: true, range: claim.range), clauses: [clause],
      comments: Comments(), trailingComments: [], range: claim.range)
  }
}

extension Declaration {
  /// The name that it introduces.
  package var name: Name {
    switch self {
    case .set(let set): set.name
    case .traffic(let traffic): traffic.name
    case .policy(let policy): policy.name
    case .importation(let importation): importation.target
    case .instance(let instance): instance.name
    case .assumption(let assumption): assumption.reason
    case .approval(let approval): approval.ticket
    case .test(let test): test.name
    }
  }

  /// Two declarations of one kind and name: the later one takes the earlier one's place at the prompt.
  package func replaces(_ other: Declaration) -> Bool {
    switch (self, other) {
    case (.set, .set), (.traffic, .traffic), (.policy, .policy), (.policy, .instance), (.instance, .policy),
      (.instance, .instance), (.test, .test):
      name.text == other.name.text
    case (.set, _), (.traffic, _), (.policy, _), (.importation, _), (.instance, _), (.assumption, _),
      (.approval, _), (.test, _):
      false
    }
  }

  package var isTraffic: Bool {
    switch self {
    case .traffic: true
    case .set, .policy, .importation, .instance, .assumption, .approval, .test: false
    }
  }

  package var isPolicy: Bool {
    switch self {
    case .policy, .instance: true
    case .set, .traffic, .importation, .assumption, .approval, .test: false
    }
  }
}

import SourceText

extension Parser {
  /// A set expression. Operators of different kinds are not mixed without parentheses.
  mutating func parseSet() throws(Failure) -> SetExpression {
    try nested { (parser) throws(Failure) in try parser.parseSetChain() }
  }

  private enum SetOperator: String {
    case union = "or"
    case intersection = "and"
    case difference = "-"
  }

  private var setOperator: SetOperator? {
    if isMark(","), !commaSeparatesArguments || depth > 1 { return .union }
    if isWord("or") { return .union }
    if isWord("and") { return .intersection }
    return isMark("-") ? .difference : nil
  }

  private mutating func parseSetChain() throws(Failure) -> SetExpression {
    let first = try parseOperand()
    guard let chain = setOperator else { return first }
    var others: [SetExpression] = []
    var isMixed = false
    while let next = setOperator {
      if next != chain, !isMixed {
        isMixed = true
        report(
          "PS021", "`\(chain.rawValue)` and \(current.described) are mixed without parentheses",
          at: current.range, notes: ["write `(A or B) - C` or `A or (B - C)`"])
      }
      advance()
      others.append(try parseOperand())
    }
    let whole = range(from: first.range)
    switch chain {
    case .union: return .union([first] + others, whole)
    case .intersection: return .intersection([first] + others, whole)
    case .difference: return .difference(first, others, whole)
    }
  }

  /// One set without operators around it.
  mutating func parseOperand() throws(Failure) -> SetExpression {
    let token = current
    switch token.kind {
    case .word: return try parseWordOperand()
    case .string:
      advance()
      if token.text.isEmpty { report("PS029", "the name is empty", at: token.range) }
      return .name(Name(text: token.text, isQuoted: true, range: token.range))
    case .address(let value):
      advance()
      let vpc = take(word: "in") ? try parseVPCName() : nil
      return .address(value.masked, vpc: vpc, range: range(from: token.range))
    case .mark where token.text == "(":
      advance()
      let inner = try parseSet()
      try close(")", opening: token.range)
      return inner
    case .mark where token.text == "*":
      throw failExpecting(
        "a set", notes: ["write `interfaces` for every interface, `internet` for the outside"])
    case .number, .mark, .broken, .endOfInput:
      throw failExpecting(
        "a set",
        notes: ["a set is a name, an id, an address, a CIDR, `internet`, `onprem` or a selector"])
    }
  }

  private mutating func parseWordOperand() throws(Failure) -> SetExpression {
    let token = current
    if let kind = Selector.Kind(rawValue: token.text) {
      advance()
      return .selector(try parseSelector(kind, first: token.range))
    }
    if let kind = GatewayKind(rawValue: token.text) {
      advance()
      return .gateways(kind, token.range)
    }
    switch token.text {
    case "internet":
      advance()
      return .internet(token.range)
    case "onprem":
      advance()
      return .onprem(token.range)
    case "not":
      throw fail("PS028", "`not` does not apply to sets", notes: ["write `A - B` for A without B"])
    case "any":
      throw failExpecting(
        "a set", notes: ["write `interfaces` for every interface, `internet` for the outside"])
    case _ where Words.reserved.contains(token.text):
      throw failExpecting("a set")
    case _:
      advance()
      return .name(Name(text: token.text, range: token.range))
    }
  }

  private mutating func parseVPCName() throws(Failure) -> Name {
    let token = current
    guard token.kind == .string || (token.kind == .word && !Words.reserved.contains(token.text))
    else {
      throw failExpecting("a VPC id")
    }
    advance()
    return Name(text: token.text, isQuoted: token.kind == .string, range: token.range)
  }

  private mutating func parseSelector(
    _ kind: Selector.Kind, first: SourceRange
  ) throws(Failure) -> Selector {
    guard take(word: "where") else {
      if isWord(in: ["with", "when", "whose", "if", "having"]) {
        throw failExpecting("`where`")
      }
      let reach = try parseReachTest()
      return Selector(kind: kind, condition: nil, reach: reach, range: range(from: first))
    }
    let condition = try parseCondition()
    let reach = try parseReachTest()
    return Selector(kind: kind, condition: condition, reach: reach, range: range(from: first))
  }

  /// `that reach SET [on T]` or `reachable from SET [on T]`; nil where neither stands. One term of traffic: a comma goes on
  /// with the set around.
  private mutating func parseReachTest() throws(Failure) -> ReachTest? {
    let first = current.range
    let direction: ReachTest.Direction
    if take(word: "that") {
      guard take(word: "reach") || take(word: "reaches") else {
        throw failExpecting("`reach`", notes: ["write `subnets that reach internet on tcp/443`"])
      }
      direction = .reaches
    } else if take(word: "reachable") {
      guard take(word: "from") else {
        throw failExpecting("`from`", notes: ["write `instances reachable from internet on tcp/22`"])
      }
      direction = .isReached
    } else {
      return nil
    }
    let other = try nested { (parser) throws(Failure) in try parser.parseOperand() }
    let traffic = take(word: "on") ? try parseTrafficTerm() : nil
    return ReachTest(direction: direction, other: other, traffic: traffic, range: range(from: first))
  }
}

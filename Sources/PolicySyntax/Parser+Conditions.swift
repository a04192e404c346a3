import SourceText

extension Parser {
  /// `not` binds tightest, then `and`, then `or`.
  mutating func parseCondition() throws(Failure) -> Condition {
    try nested { (parser) throws(Failure) in
      let first = try parser.parseConjunction()
      var members = [first]
      while parser.take(word: "or") { members.append(try parser.parseConjunction()) }
      return members.count == 1 ? first : .or(members, parser.range(from: first.range))
    }
  }

  private mutating func parseConjunction() throws(Failure) -> Condition {
    let first = try parseNegation()
    var members = [first]
    while take(word: "and") { members.append(try parseNegation()) }
    return members.count == 1 ? first : .and(members, range(from: first.range))
  }

  private mutating func parseNegation() throws(Failure) -> Condition {
    let first = current.range
    if take(word: "not") {
      let inner = try nested { (parser) throws(Failure) in try parser.parseNegation() }
      return .not(inner, range(from: first))
    }
    if take(mark: "(") {
      let inner = try parseCondition()
      try close(")", opening: first)
      return inner
    }
    return .test(try parseTest())
  }

  private mutating func parseTest() throws(Failure) -> AttributeTest {
    let attribute = try parseAttribute()
    let operationRange = current.range
    let operation = try parseOperator(after: attribute)
    let whole = range(from: operationRange)
    var values: [AttributeValue] = []
    switch operation {
    case .exists: break
    case .equal, .notEqual, .like, .notLike: values = [try parseValue()]
    case .isIn, .isNotIn:
      let opening = current.range
      if take(mark: "(") {
        values = [try parseValue()]
        while take(mark: ",") { values.append(try parseValue()) }
        try close(")", opening: opening)
      } else {
        values = [try parseValue()]
      }
    }
    return AttributeTest(
      attribute: attribute, operation: operation, operationRange: whole, values: values,
      range: range(from: attribute.range))
  }

  private mutating func parseAttribute() throws(Failure) -> AttributePath {
    let first = current
    guard first.kind == .word, !Words.reserved.contains(first.text) else {
      let startsSet =
        first.kind == .word && Words.reserved.contains(first.text)
        && !Words.operators.contains(first.text)
      throw failExpecting(
        "an attribute such as `tag.Name`",
        notes: startsSet ? ["to combine sets, put each selector in parentheses"] : [])
    }
    advance()
    var steps = [Name(text: first.text, range: first.range)]
    while true {
      let opening = current.range
      if take(mark: ".") {
        let step = current
        guard step.kind == .word || step.kind == .string else {
          throw failExpecting("a name after the dot")
        }
        advance()
        steps.append(Name(text: step.text, isQuoted: step.kind == .string, range: step.range))
      } else if take(mark: "[") {
        steps.append(try expectString("a tag key"))
        try close("]", opening: opening)
      } else {
        return AttributePath(steps: steps, range: range(from: first.range))
      }
    }
  }

  private mutating func parseOperator(
    after attribute: AttributePath
  ) throws(Failure) -> AttributeTest.Operator {
    if take(mark: "==") { return .equal }
    if take(mark: "!=") { return .notEqual }
    if isMark("=") {
      report("PS015", "expected `==`, found `=`", at: current.range)
      advance()
      return .equal
    }
    if take(word: "like") { return .like }
    if take(word: "in") { return .isIn }
    if take(word: "exists") { return .exists }
    if isWord("not"), ["in", "like"].contains(token(ahead: 1).text), token(ahead: 1).kind == .word {
      advance()
      let isMembership = isWord("in")
      advance()
      return isMembership ? .isNotIn : .notLike
    }
    let isSetName = attribute.steps.count == 1 && (isWord("and") || isWord("or") || isMark("->"))
    throw fail(
      "PS031", "expected a comparison after `\(attribute.described)`, found \(current.described)",
      notes: [
        isSetName
          ? "to combine a selector with the set `\(attribute.described)`, put the selector in parentheses"
          : "comparisons are \(listed(["==", "!=", "in", "not in", "like", "not like", "exists"]))"
      ])
  }

  private mutating func parseValue() throws(Failure) -> AttributeValue {
    let token = current
    switch token.kind {
    case .string:
      advance()
      return .text(Name(text: token.text, isQuoted: true, range: token.range))
    case .word where !Words.reserved.contains(token.text):
      advance()
      return .text(Name(text: token.text, range: token.range))
    case .number:
      advance()
      return .number(token.text, token.range)
    case .address(let value):
      advance()
      return .address(value.masked, token.range)
    case .mark where token.text == "*":
      throw failExpecting("a value", notes: ["patterns are quoted: `like \"web-*\"`"])
    case .word, .mark, .broken, .endOfInput:
      throw failExpecting("a value", notes: ["texts are quoted: `tag.Name == \"web\"`"])
    }
  }
}

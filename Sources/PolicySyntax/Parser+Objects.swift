import SourceText

extension Parser {
  /// The claim about objects whose words stand here, behind the verb; nil where a claim about packets does.
  func objectKind(_ verb: ClaimStatement.Verb) -> ObjectStatement.Kind? {
    ObjectStatement.Kind.allCases.first { kind in
      let words = kind.rawValue.split(separator: " ").map(String.init)
      return words[0] == verb.rawValue
        && words.dropFirst().enumerated().allSatisfy { offset, word in
          let token = token(ahead: offset)
          return token.kind == .word && token.text == word
        }
    }
  }

  /// The verb was taken; the words of `kind` follow.
  mutating func parseObjects(
    _ kind: ObjectStatement.Kind, keyword: SourceRange
  ) throws(Failure) -> ObjectStatement {
    for _ in kind.rawValue.split(separator: " ").dropFirst() { advance() }
    var statement = ObjectStatement(kind: kind, range: keyword)
    if kind == .nextHop {
      guard take(word: "of"), case .address(let prefix) = current.kind else {
        throw failExpecting(
          "`of` and an address or CIDR", notes: ["write `require next hop of 0.0.0.0/0 through nat-gateways`"])
      }
      advance()
      statement.prefix = prefix.masked
    }
    if kind == .routesTo {
      guard case .address(let prefix) = current.kind else {
        throw failExpecting("an address or CIDR", notes: ["write `forbid routes to 10.0.0.0/8 of subnet-0abc`"])
      }
      advance()
      statement.prefix = prefix.masked
    }
    if kind == .detours { statement.target = try parseSet() }
    if kind == .nextHop || kind == .defaultRoutes {
      guard take(word: "through") else { throw failExpecting("`through`") }
      statement.target = try parseSet()
    }
    if take(word: "of") { statement.subject = try parseSet() }
    statement.range = range(from: keyword)
    return statement
  }
}

extension Printer {
  package static func print(_ objects: ObjectStatement) -> String {
    var text = objects.kind.rawValue
    if let prefix = objects.prefix { text += objects.kind == .routesTo ? " \(prefix)" : " of \(prefix)" }
    if let target = objects.target { text += objects.kind == .detours ? " \(print(target))" : " through \(print(target))" }
    if let subject = objects.subject { text += " of \(print(subject))" }
    return text
  }
}

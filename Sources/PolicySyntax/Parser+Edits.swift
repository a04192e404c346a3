import SourceText

extension Parser {
  /// `EDIT, EDIT …`; each may repeat `with` or `without`, and has that of the one before otherwise.
  mutating func parseEdits(isAddition: Bool) throws(Failure) -> [EditStatement] {
    var isAddition = isAddition
    var edits: [EditStatement] = []
    repeat {
      if take(word: "with") { isAddition = true } else if take(word: "without") { isAddition = false }
      edits.append(try parseEdit(isAddition))
    } while take(mark: ",")
    return edits
  }

  private mutating func parseEdit(_ isAddition: Bool) throws(Failure) -> EditStatement {
    let first = current.range
    let change: EditStatement.Change
    if take(word: "route") {
      change = try parseRoute(isAddition)
    } else if !isAddition, take(word: "rule") {
      change = try parseRule()
    } else {
      change = try parseObjectEdit(try parseObject("a change"), isAddition)
    }
    return EditStatement(isAddition: isAddition, change: change, range: range(from: first))
  }

  /// `route` was taken.
  private mutating func parseRoute(_ isAddition: Bool) throws(Failure) -> EditStatement.Change {
    guard case .address(let value) = current.kind else {
      throw failExpecting("the range of a route", notes: ["write `route 10.0.0.0/8 -> pcx-1 in rtb-1`"])
    }
    advance()
    var target: Name?
    var table: Name?
    if take(mark: "->") { target = try parseObject("the target of the route") }
    if take(word: "in") { table = try parseObject("a route table") }
    if isAddition, target == nil || table == nil {
      throw failExpecting(
        target == nil ? "`->`" : "`in`", notes: ["a new route needs a target and a table: `route 10.0.0.0/8 -> pcx-1 in rtb-1`"])
    }
    return .route(value.masked, target: target, table: table)
  }

  /// `rule` was taken.
  private mutating func parseRule() throws(Failure) -> EditStatement.Change {
    guard current.kind == .number, let number = Int(current.text) else {
      return .namedRule(try parseObject("the id of a rule, or a number"))
    }
    advance()
    guard take(word: "in") else {
      throw failExpecting("`in`", notes: ["write `rule 100 in acl-1`"])
    }
    return .entry(number, acl: try parseObject("a network ACL"))
  }

  private mutating func parseObjectEdit(
    _ object: Name, _ isAddition: Bool
  ) throws(Failure) -> EditStatement.Change {
    if isWord("allowing") || isWord("denying") {
      let allows = isWord("allowing")
      advance()
      let traffic = try parseTraffic()
      guard isWord("from") || isWord("to") else {
        throw failExpecting("`from` or `to`", notes: ["write `sg-1 allowing tcp/22 from 10.0.0.0/8`"])
      }
      let isIngress = isWord("from")
      advance()
      return .rule(
        object: object, allows: allows, traffic: traffic, isIngress: isIngress, peer: try parsePeer())
    }
    if take(word: "in") { return .membership(object: object, group: try parseObject("a security group")) }
    if isAddition {
      guard current.kind == .word, let state = EditStatement.State(rawValue: current.text) else {
        throw failExpecting(
          "`allowing`, `denying`, `in`, `started`, `stopped`, `accepted` or `public`",
          notes: ["write `with sg-1 allowing tcp/22 from 10.0.0.0/8 : reach A -> B`"])
      }
      advance()
      return .state(object: object, state)
    }
    return .object(object)
  }

  private mutating func parsePeer() throws(Failure) -> EditPeer {
    let token = current
    if case .address(let value) = token.kind {
      advance()
      return .address(value.masked, token.range)
    }
    if take(word: "any") || take(word: "internet") { return .everyone(token.range) }
    return .object(try parseObject("an address, a range, `any`, a group or a prefix list"))
  }

  private mutating func parseObject(_ what: String) throws(Failure) -> Name {
    let token = current
    guard token.kind == .string || token.kind == .word && !Words.reserved.contains(token.text) else {
      throw failExpecting(what)
    }
    advance()
    return Name(text: token.text, isQuoted: token.kind == .string, range: token.range)
  }
}

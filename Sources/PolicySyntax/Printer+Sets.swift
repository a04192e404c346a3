extension Printer {
  /// A set as declarations and flows write it: members of a union separated by commas.
  package static func print(_ set: SetExpression) -> String {
    members(set).joined(separator: ", ")
  }

  /// A set before a word that a reachability test would take for its own.
  static func side(_ set: SetExpression) -> String {
    if case .selector(let selector) = set, selector.reach != nil { return operand(set) }
    return print(set)
  }

  /// The members of a union as commas separate them; one text for any other set.
  static func members(_ set: SetExpression) -> [String] {
    if case .union(let members, _) = set { return members.map(operand) }
    return [chain(set)]
  }

  private static func chain(_ set: SetExpression) -> String {
    switch set {
    case .name(let name): print(name)
    case .address(let value, let vpc, _):
      vpc.map { "\(value) in \(print($0))" } ?? "\(value)"
    case .internet: "internet"
    case .onprem: "onprem"
    case .selector(let selector): print(selector)
    case .gateways(let kind, _): kind.rawValue
    case .union(let members, _): members.map(operand).joined(separator: " or ")
    case .intersection(let members, _): members.map(operand).joined(separator: " and ")
    case .difference(let first, let others, _):
      ([first] + others).map(operand).joined(separator: " - ")
    }
  }

  /// A member of a chain: nested chains in parentheses, and selectors too, since a condition reads
  /// on.
  static func operand(_ set: SetExpression) -> String {
    switch set {
    case .union, .intersection, .difference: "(\(chain(set)))"
    case .selector(let selector):
      selector.condition == nil && selector.reach == nil ? print(selector) : "(\(print(selector)))"
    case .name, .address, .internet, .onprem, .gateways: chain(set)
    }
  }

  private static func print(_ selector: Selector) -> String {
    let objects = selector.condition.map { "\(selector.kind.rawValue) where \(print($0))" } ?? selector.kind.rawValue
    return objects + (selector.reach.map { " " + print($0) } ?? "")
  }

  package static func print(_ test: ReachTest) -> String {
    let words =
      switch test.direction {
      case .reaches: "that reach"
      case .isReached: "reachable from"
      }
    return "\(words) \(operand(test.other))" + (test.traffic.map { " on \(print($0))" } ?? "")
  }

  package static func print(_ condition: Condition) -> String {
    switch condition {
    case .test(let test): print(test)
    case .not(let inner, _): "not \(member(inner))"
    case .and(let members, _): members.map(member).joined(separator: " and ")
    case .or(let members, _): members.map(member).joined(separator: " or ")
    }
  }

  private static func member(_ condition: Condition) -> String {
    switch condition {
    case .test, .not: print(condition)
    case .and, .or: "(\(print(condition)))"
    }
  }

  private static func print(_ test: AttributeTest) -> String {
    let attribute = print(test.attribute)
    let values = test.values.map(print)
    return switch test.operation {
    case .exists: "\(attribute) exists"
    case .equal, .notEqual, .like, .notLike:
      "\(attribute) \(test.operation.rawValue) \(values.joined())"
    case .isIn, .isNotIn:
      if values.count == 1, case .address? = test.values.first {
        "\(attribute) \(test.operation.rawValue) \(values.joined())"
      } else {
        "\(attribute) \(test.operation.rawValue) (\(values.joined(separator: ", ")))"
      }
    }
  }

  private static func print(_ path: AttributePath) -> String {
    var text = ""
    for (index, step) in path.steps.enumerated() {
      if index == 0 {
        text = step.text
      } else {
        text += step.isQuoted ? "[\(quoted(step.text))]" : ".\(step.text)"
      }
    }
    return text
  }

  private static func print(_ value: AttributeValue) -> String {
    switch value {
    case .text(let name): print(name)
    case .number(let digits, _): digits
    case .address(let address, _): address.description
    }
  }
}

/// The words that mean something, and the groups they belong to. Rule: Specs/Language/Grammar.md,
/// "Words".
enum Words {
  static let declarations = ["set", "traffic", "policy", "import", "assume", "approve", "test"]
  static let clauses = [
    "severity", "rationale", "controls", "owner", "shows", "omits", "applies", "forbid", "require",
  ]
  static let questions = ["reach", "deliver", "who", "what"]
  static let selectors = Selector.Kind.allCases.map(\.rawValue)
  static let flow = ["on", "using", "except", "because", "tolerating"]
  static let ways = ["through", "bypassing", "encrypted", "within"]
  static let gateways = GatewayKind.allCases.map(\.rawValue)
  static let operators = ["where", "and", "or", "not", "in", "like", "exists"]
  static let endpoints = ["internet", "onprem", "any"]
  static let modifiers = Modifier.Kind.allCases.map(\.rawValue)
  static let protocols =
    PortProtocol.allCases.map(\.rawValue) + ["icmp", "icmpv6", "protocol"]
    + portlessProtocols.map(\.name)

  /// Words that cannot name a set or a traffic. `import`, `assume`, `approve` and `test` begin declarations and may be names, as in
  /// `tag.Env == test`.
  static let reserved = Set(
    ["set", "traffic", "policy", "forbid", "require", "reach", "reaches", "deliver"] + selectors + flow
      + ways + gateways + operators
      + endpoints + modifiers + protocols)
}

/// Words that cannot name a set or a traffic; printers and checkers quote or refuse them.
package func isReservedWord(_ word: String) -> Bool { Words.reserved.contains(word) }

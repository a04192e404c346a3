internal import NetworkModel
internal import SourceText

/// A firewall policy with its rule groups, as rules for packets of phase `new` (NFW-2, NFW-7, NFW-10, NFW-11). A rule that is
/// not understood is one whose action is unknown, in its place; a policy that is not understood is a gap.
struct FirewallPolicyReader {
  /// Enters an unknown.
  typealias Note = (_ reason: String, _ rule: String, _ range: SourceRange) -> UnknownID

  let policy: JSONValue
  let groups: [String: JSONValue]
  let home: AddressRanges?

  private static let keys: Set<String> = [
    "StatelessRuleGroupReferences", "StatelessDefaultActions", "StatelessFragmentDefaultActions",
    "StatelessCustomActions", "StatefulRuleGroupReferences", "StatefulDefaultActions", "StatefulEngineOptions",
    "PolicyVariables",
  ]

  func rules(_ note: Note) throws(FirewallGap) -> (stateless: [FirewallRule], stateful: [FirewallRule]) {
    for member in policy.members where !Self.keys.contains(member.key) && !member.value.isEmpty {
      throw FirewallGap(
        "`\(member.key)` of its firewall's policy is not modelled", rule: "NFW-16", at: member.keyRange)
    }
    return (try stateless(note), try stateful(note))
  }

  /// Rule groups in order of priority, where that counts.
  private func references(_ key: String, isOrdered: Bool) throws(FirewallGap) -> [(value: JSONValue, name: String)] {
    guard let list = policy.peek(key), !list.isEmpty else { return [] }
    let all = list.elements.map { reference in
      (reference, reference.peek("ResourceArn")?.string ?? "", reference.peek("Priority")?.int)
    }
    let priorities = all.compactMap(\.2)
    guard !isOrdered || Set(priorities).count == all.count else {
      throw FirewallGap("the order of its rule groups is not known", rule: "NFW-2", at: list.range)
    }
    return all.sorted { ($0.2 ?? 0) < ($1.2 ?? 0) }.map { (value: $0.0, name: $0.1) }
  }

  private func opaque(_ name: String, _ range: SourceRange, _ note: Note) -> FirewallRule {
    let shown = DisplayText.escape(name)
    let id = note("the rule group `\(shown)` is not in the snapshot or not understood", "NFW-7", range)
    return FirewallRule(FirewallMatch(), .unknown(id), text: "rule group \(shown)", origin: range)
  }

  // MARK: Stateless engine

  private func stateless(_ note: Note) throws(FirewallGap) -> [FirewallRule] {
    var rules: [FirewallRule] = []
    for reference in try references("StatelessRuleGroupReferences", isOrdered: true) {
      let source = groups[reference.name]?.peek("RulesSource")?.peek("StatelessRulesAndCustomActions")
      guard let list = source?.peek("StatelessRules"), list.kind == .array else {
        rules.append(opaque(reference.name, reference.value.range, note))
        continue
      }
      let all = list.elements.map { $0 }
      let ordered = all.compactMap { rule in rule.peek("Priority")?.int.map { (rule: rule, priority: $0) } }
        .sorted { $0.priority < $1.priority }
      guard Set(ordered.map(\.priority)).count == all.count else {
        throw FirewallGap("the order of its stateless rules is not known", rule: "NFW-2", at: list.range)
      }
      for (rule, priority) in ordered {
        rules += StatelessRuleReader(rule: rule).rules(named: "stateless rule \(priority)", note)
      }
    }
    let actions = policy.peek("StatelessDefaultActions")
    guard let action = StatelessRuleReader.action(actions) else {
      throw FirewallGap("its stateless default action is not known", rule: "NFW-2", at: actions?.range)
    }
    rules.append(FirewallRule(FirewallMatch(), action, text: "stateless default action", origin: actions?.range))
    return rules
  }

  // MARK: Stateful engine

  private func stateful(_ note: Note) throws(FirewallGap) -> [FirewallRule] {
    let order = policy.peek("StatefulEngineOptions")?.peek("RuleOrder")?.string ?? "DEFAULT_ACTION_ORDER"
    guard order == "DEFAULT_ACTION_ORDER" || order == "STRICT_ORDER" else {
      throw FirewallGap("the order of its stateful rules is not known", rule: "NFW-10")
    }
    var rules: [FirewallRule] = []
    for reference in try references("StatefulRuleGroupReferences", isOrdered: order == "STRICT_ORDER") {
      guard let group = groups[reference.name],
        var read = reader(for: group, order).rules(of: group, note)
      else {
        rules.append(opaque(reference.name, reference.value.range, note))
        continue
      }
      let override = reference.value.peek("Override")
      if let override, !override.isEmpty {
        guard override.peek("Action")?.string == "DROP_TO_ALERT" else {
          rules.append(opaque(reference.name, reference.value.range, note))
          continue
        }
        read.removeAll { $0.action == .drop }
      }
      rules += read
    }
    if order == "DEFAULT_ACTION_ORDER" {
      // NFW-10: what is not understood may be any of them.
      let unknown = rules.filter { if case .unknown = $0.action { true } else { false } }
      rules = unknown + rules.filter { $0.action == .pass } + rules.filter { $0.action == .drop }
      return rules + [FirewallRule(FirewallMatch(), .pass, text: "no rule matches")]
    }
    return rules + (try strictDefault(note))
  }

  /// A group that was written for the other order is not understood.
  private func reader(for group: JSONValue, _ order: String) -> StatefulRuleReader {
    var expressions = FirewallExpressions()
    let variables = group.peek("RuleVariables")
    expressions.addresses = Self.definitions(policy.peek("PolicyVariables")?.peek("RuleVariables"))
    // NFW-9: EXTERNAL_NET is the negation of the policy's HOME_NET, whatever the group's is.
    let outer = expressions.addresses["HOME_NET"].map { parts in ["!" + "[" + parts.joined(separator: ",") + "]"] }
    expressions.addresses.merge(Self.definitions(variables?.peek("IPSets"))) { $1 }
    expressions.ports = Self.definitions(variables?.peek("PortSets"))
    if expressions.addresses["EXTERNAL_NET"] == nil, let outer { expressions.addresses["EXTERNAL_NET"] = outer }
    expressions.home = home
    let own = group.peek("StatefulRuleOptions")?.peek("RuleOrder")?.string ?? "DEFAULT_ACTION_ORDER"
    return StatefulRuleReader(expressions: expressions, isForThisOrder: own == order)
  }

  private static func definitions(_ sets: JSONValue?) -> [String: [String]] {
    guard let sets, sets.kind == .object else { return [:] }
    var result: [String: [String]] = [:]
    for member in sets.members {
      guard let list = member.value.peek("Definition"), list.kind == .array else { continue }
      // A part that is no text leaves the whole without a meaning.
      result[member.key] = list.elements.map { $0.string ?? "?" }
    }
    return result
  }

  /// NFW-11 for first packets: a handshake is not of an established connection.
  private func strictDefault(_ note: Note) throws(FirewallGap) -> [FirewallRule] {
    let list = policy.peek("StatefulDefaultActions")
    let actions = list.map { $0.elements.map { $0.string ?? "?" } } ?? []
    let known: Set<String> = ["aws:drop_strict", "aws:drop_established", "aws:alert_strict", "aws:alert_established"]
    guard known.isSuperset(of: actions) else {
      throw FirewallGap("one of its stateful default actions is not modelled", rule: "NFW-11", at: list?.range)
    }
    func last(_ match: FirewallMatch, _ action: FirewallRule.Action) -> FirewallRule {
      FirewallRule(match, action, text: "stateful default action", origin: list?.range)
    }
    if actions.contains("aws:drop_strict") { return [last(FirewallMatch(), .drop)] }
    if actions.contains("aws:drop_established") {
      // Without a handshake a connection counts as established once both sides were seen, or at once: both are told.
      let other = note(
        "whether its stateful default action drops what begins a connection of another protocol than TCP", "NFW-11",
        list?.range ?? policy.range)
      return [last(FirewallMatch(protocols: [IPProtocol.tcp]), .pass), last(FirewallMatch(), .unknown(other))]
    }
    return [last(FirewallMatch(), .pass)]
  }
}

/// One rule of the stateless engine (NFW-2, NFW-3).
struct StatelessRuleReader {
  let rule: JSONValue

  func rules(named text: String, _ note: FirewallPolicyReader.Note) -> [FirewallRule] {
    let definition = rule.peek("RuleDefinition")
    let attributes = definition?.peek("MatchAttributes")
    var reason: String?
    var match = FirewallMatch()
    for member in attributes?.members.map({ $0 }) ?? [] where !member.value.isEmpty {
      let isUnderstood: Bool
      switch member.key {
      case "Sources":
        match.sources = ranges(member.value)
        isUnderstood = match.sources != nil
      case "Destinations":
        match.destinations = ranges(member.value)
        isUnderstood = match.destinations != nil
      case "SourcePorts":
        match.sourcePorts = ports(member.value)
        isUnderstood = match.sourcePorts != nil
      case "DestinationPorts":
        match.destinationPorts = ports(member.value)
        isUnderstood = match.destinationPorts != nil
      case "Protocols":
        let numbers = member.value.elements.map { $0.int.flatMap { UInt8(exactly: $0) } }
        match.protocols = numbers.isEmpty || numbers.contains(nil) ? nil : Set(numbers.compactMap(\.self))
        isUnderstood = match.protocols != nil
      case _: isUnderstood = false
      }
      if !isUnderstood { reason = "its `\(DisplayText.escape(member.key))` are not understood" }
    }
    let action = Self.action(definition?.peek("Actions"))
    if action == nil { reason = "its action is not known" }
    func unknown(_ match: FirewallMatch, _ reason: String) -> FirewallRule {
      let id = note("\(text) of its firewall: \(reason)", "NFW-3", rule.range)
      return FirewallRule(match, .unknown(id), text: text, origin: rule.range)
    }
    var result: [FirewallRule] = []
    if let action, reason == nil {
      result.append(FirewallRule(match, action, text: text, origin: rule.range))
    } else {
      result.append(unknown(match, reason ?? ""))
    }
    if let beyond = match.beyondPorts {
      result.append(unknown(beyond, "what its ports mean for other protocols is not documented"))
    }
    return result
  }

  /// Custom actions have no effect; exactly one of the others decides.
  static func action(_ list: JSONValue?) -> FirewallRule.Action? {
    guard let list, list.kind == .array else { return nil }
    let words = list.elements.map { $0.string ?? "aws:" }.filter { $0.hasPrefix("aws:") }
    switch words {
    case ["aws:pass"]: return .pass
    case ["aws:drop"]: return .drop
    case ["aws:forward_to_sfe"]: return .forward
    case _: return nil
    }
  }

  private func ranges(_ list: JSONValue) -> AddressRanges? {
    guard list.kind == .array else { return nil }
    var result = AddressRanges.nothing
    for element in list.elements {
      guard let text = element.peek("AddressDefinition")?.string,
        let range = AddressRanges.member(text)
      else { return nil }
      result = result.union(range)
    }
    return result
  }

  private func ports(_ list: JSONValue) -> [ClosedRange<UInt16>]? {
    guard list.kind == .array else { return nil }
    var result: [ClosedRange<UInt16>] = []
    for element in list.elements {
      guard let from = element.peek("FromPort")?.int.flatMap({ UInt16(exactly: $0) }),
        let to = element.peek("ToPort")?.int.flatMap({ UInt16(exactly: $0) }), from <= to
      else { return nil }
      result.append(from...to)
    }
    return result
  }
}

extension FirewallMatch {
  /// What a rule with ports may match of the protocols that have none: that they are "only used" for TCP and UDP can mean
  /// either. Nil where there is nothing of the kind.
  var beyondPorts: FirewallMatch? {
    guard sourcePorts != nil || destinationPorts != nil else { return nil }
    let others = (protocols ?? Set(UInt8.min...UInt8.max)).subtracting([IPProtocol.tcp, IPProtocol.udp])
    return others.isEmpty ? nil : FirewallMatch(sources: sources, destinations: destinations, protocols: others)
  }
}

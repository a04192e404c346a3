internal import NetworkModel
internal import SourceText

/// What the answers say about load balancers, by ARN, before it is put together. Answers that show a part of a class, or
/// that do not say whose they are, count as none.
struct LoadBalancerAnswers {
  private(set) var balancers: [(name: String, element: Element)] = []
  private(set) var listeners: [String: [JSONValue]] = [:]
  /// By listener; the default rule left out.
  private(set) var rules: [String: [JSONValue]] = [:]
  /// Listeners whose rules were collected: the default rule is always among them.
  private(set) var ruled: Set<String> = []
  private(set) var groups: [String: JSONValue] = [:]
  private(set) var targets: [String: [JSONValue]] = [:]
  private(set) var attributes: [String: [String: String]] = [:]

  /// Keys of which only a part is there.
  init(_ elements: [UnmodelledElement], partial: Set<String>) {
    for entry in elements where !partial.contains(entry.key) {
      let value = entry.element.value
      guard value.kind == .object else { continue }
      func text(_ key: String) -> String? { value.peek(key)?.string }
      switch entry.key {
      case "LoadBalancers":
        guard let name = text("LoadBalancerArn") else { continue }
        if !balancers.contains(where: { $0.name == name }) { balancers.append((name, entry.element)) }
      case "Listeners":
        if let name = text("LoadBalancerArn") { listeners[name, default: []].append(value) }
      case "LoadBalancerListeners":
        guard let name = text("LoadBalancerArn") else { continue }
        listeners[name, default: []] += Self.objects(value, "Listeners")
      case "Rules": add(rule: value)
      case "TargetGroups":
        if let name = text("TargetGroupArn"), groups[name] == nil { groups[name] = value }
      case "TargetHealthDescriptions":
        if let name = entry.name, Self.isGroup(name) { targets[name, default: []].append(value) }
      case "LoadBalancerTargetHealth":
        guard let name = text("TargetGroupArn") else { continue }
        targets[name, default: []] += Self.objects(value, "TargetHealthDescriptions")
      case "Attributes":
        if let name = entry.name { add(value, to: name) }
      case "LoadBalancerAttributes":
        guard let name = text("LoadBalancerArn") else { continue }
        attributes[name, default: [:]] = attributes[name] ?? [:]
        for attribute in Self.objects(value, "Attributes") { add(attribute, to: name) }
      case _: continue
      }
    }
  }

  private mutating func add(_ attribute: JSONValue, to name: String) {
    guard let key = attribute.peek("Key")?.string else { return }
    attributes[name, default: [:]][key] = attribute.peek("Value")?.string ?? ""
  }

  /// The ARN of a rule is that of its listener with one more part and another type.
  private mutating func add(rule: JSONValue) {
    guard let name = rule.peek("RuleArn")?.string,
      let kind = name.firstRange(of: ":listener-rule/"), let end = name.lastIndex(of: "/")
    else { return }
    let listener = name[..<kind.lowerBound] + ":listener/" + name[kind.upperBound..<end]
    ruled.insert(String(listener))
    if rule.peek("IsDefault")?.bool != true { rules[String(listener), default: []].append(rule) }
  }

  private static func isGroup(_ name: String) -> Bool { name.contains(":targetgroup/") }

  private static func objects(_ value: JSONValue, _ key: String) -> [JSONValue] {
    guard let member = value.peek(key), member.kind == .array else { return [] }
    return member.elements.filter { $0.kind == .object }
  }
}

extension Answer {
  /// A request for some listeners, groups or targets only.
  var asksForPartOfBalancers: Bool {
    request?.members.contains {
      ["LoadBalancerArns", "Names", "ListenerArns", "RuleArns", "TargetGroupArns", "Targets"].contains(
        $0.key) && !$0.value.isEmpty
    } ?? false
  }
}

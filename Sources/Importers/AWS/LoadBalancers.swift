internal import NetworkModel
internal import SourceText

/// Application and network load balancers that the input describes whole. The others stay what they were: interfaces
/// behind which anything may be.
extension ImportState {
  private static let balancerKeys: Set<String> = [
    "LoadBalancerArn", "LoadBalancerName", "Type", "VpcId", "State", "SecurityGroups", "AvailabilityZones",
    "Scheme", "IpAddressType", "CanonicalHostedZoneId", "CreatedTime", "DNSName",
    "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic", "EnablePrefixForIpv6SourceNat",
  ]

  func importLoadBalancers() {
    let answers = LoadBalancerAnswers(gathered.unmodelled, partial: gathered.partialKeys)
    for (name, element) in answers.balancers {
      guard let balancer = balancer(name, element, answers) else { continue }
      guard let kind = name.firstRange(of: ":loadbalancer/") else { continue }
      let nodes = balancerNodes(described: "ELB " + name[kind.upperBound...], balancer)
      guard !nodes.isEmpty, let id = model.loadBalancers.insert(balancer) else { continue }
      understood.insert(name)
      for node in nodes { model.interfaces[node].kind = .loadBalancer(id) }
      noteMissingNodes(in: subnets(of: element.value), balancer, nodes)
    }
    // Listeners name target groups, and those load balancers: both tables come first.
    for (name, element) in answers.balancers {
      guard let id = model.loadBalancers.id(named: name) else { continue }
      model.loadBalancers[id].listeners = listeners(of: name, element, answers)
    }
  }

  /// Nil where anything about it is not understood.
  private func balancer(
    _ name: String, _ element: Element, _ answers: LoadBalancerAnswers
  ) -> LoadBalancer? {
    let value = element.value
    guard value.members.allSatisfy({ Self.balancerKeys.contains($0.key) || $0.value.isEmpty }),
      ["off", nil].contains(value.peek("EnablePrefixForIpv6SourceNat")?.string),
      let vpcName = value.peek("VpcId")?.string, let vpc = model.vpcs.id(named: vpcName),
      answers.listeners[name]?.isEmpty == false
    else { return nil }
    let kind: LoadBalancer.Kind
    switch value.peek("Type")?.string {
    case "application"?: kind = .application
    case "network"?: kind = .network
    case _: return nil
    }
    let isFunctional: Bool
    switch value.peek("State")?.peek("Code")?.string {
    case "active"?, "active_impaired"?: isFunctional = true
    case "provisioning"?, "failed"?: isFunctional = false
    case _: return nil
    }
    guard let settings = settings(answers.attributes[name], "load balancers"),
      ["0", nil].contains(settings["secondary_ips.auto_assigned.per_subnet"])
    else { return nil }
    let crosses = settings["load_balancing.cross_zone.enabled"].map { $0 == "true" }
    return LoadBalancer(
      name: name, kind: kind, vpc: vpc, scope: model.vpcs[vpc].scope, isFunctional: isFunctional,
      crossesZones: crosses ?? (kind == .application), origin: value.range)
  }

  /// The attributes of an object; without them the documented defaults, if a layout profile assumes so.
  func settings(_ known: [String: String]?, _ title: String) -> [String: String]? {
    if let known { return known }
    guard profile.defaultBalancerAttributes else { return nil }
    assume(
      "load-balancer-attributes-default",
      "load balancers and target groups have the default attributes where these were not collected")
    return [:]
  }

  // MARK: Nodes

  /// The interfaces whose description names the load balancer: `ELB net/NAME/ID`. None where one of them is not like a
  /// node: another VPC, several addresses, no groups although it should have some.
  func balancerNodes(described text: String, _ balancer: LoadBalancer) -> [ID<Interface>] {
    var nodes: [ID<Interface>] = []
    for id in model.interfaces.ids where model.interfaces[id].text == text {
      let interface = model.interfaces[id]
      guard case .unmodelledService(let unknown) = interface.kind,
        model[unknown].kind == "loadBalancer", interface.vpc == balancer.vpc,
        interface.privateAddresses.count <= 1, interface.ipv6Addresses.count <= 1,
        interface.delegatedPrefixes.isEmpty, balancer.kind == .network || !interface.groups.isEmpty
      else { return [] }
      nodes.append(id)
    }
    return nodes
  }

  private func subnets(of value: JSONValue) -> [String] {
    guard let zones = value.peek("AvailabilityZones"), zones.kind == .array else { return [] }
    return zones.elements.filter { $0.kind == .object }.compactMap { $0.peek("SubnetId")?.string }
  }

  /// LB-1: a zone whose node no list shows adds a path that nothing here leads to.
  func noteMissingNodes(in subnets: [String], _ balancer: LoadBalancer, _ nodes: [ID<Interface>]) {
    let seen = Set(nodes.map { model.subnets[model.interfaces[$0].subnet].name })
    for subnet in subnets where balancer.isFunctional && !seen.contains(subnet) {
      unknownEverywhere(
        balancer.name, "loadBalancer",
        "its interface in `\(DisplayText.escape(subnet))` is not in the snapshot", rule: "IMP-3a",
        at: balancer.origin)
    }
  }

  // MARK: Listeners

  private func listeners(
    of name: String, _ element: Element, _ answers: LoadBalancerAnswers
  ) -> [Listener] {
    var listeners: [Listener] = []
    for value in answers.listeners[name] ?? [] {
      guard let port = value.peek("Port")?.int.flatMap({ UInt16(exactly: $0) }) else {
        anyPort(name, value)
        continue
      }
      let transport: Listener.Transport? =
        switch value.peek("Protocol")?.string {
        case "HTTP"?, "HTTPS"?, "TLS"?, "TCP"?: .tcp
        case "UDP"?: .udp
        case "TCP_UDP"?: .both
        case _: nil
        }
      guard let transport else {
        anyPort(name, value)
        continue
      }
      if listeners.contains(where: { $0.port == port && $0.transport == transport }) { continue }
      listeners.append(
        Listener(transport: transport, port: port, forwards: forwards(of: value, answers)))
    }
    return listeners
  }

  /// A listener that is not understood: what the load balancer takes is not known.
  private func anyPort(_ name: String, _ value: JSONValue) {
    unknownEverywhere(
      name, "loadBalancer", "one of its listeners is not understood", rule: "IMP-5", at: value.range)
  }

  /// LB-2: every target group that some request may be sent to, rule by rule, the default last.
  private func forwards(of listener: JSONValue, _ answers: LoadBalancerAnswers) -> [Forward] {
    let name = listener.peek("ListenerArn")?.string ?? ""
    var result: [Forward] = []
    var doubt: UnknownID?
    if listener.peek("MutualAuthentication")?.peek("Mode")?.string == "verify" {
      doubt = unknown(
        name, "loadBalancerListener", "only clients with a certificate are served", rule: "LB-2",
        at: listener.range)
    }
    let hasRules = ["HTTP", "HTTPS"].contains(listener.peek("Protocol")?.string)
    if hasRules, !answers.ruled.contains(name) {
      result.append(
        Forward(
          group: .missing(
            unknown(
              name, "loadBalancerListener", "its rules were not collected", rule: "IMP-3a",
              at: listener.range))))
    }
    let rules = (answers.rules[name] ?? []).sorted { priority($0) < priority($1) }
    for rule in rules {
      let reach = RuleReach(rule)
      if reach == .bySource, doubt == nil {
        doubt = unknown(
          name, "loadBalancerRule", "the source of a request decides", rule: "LB-2", at: rule.range)
      }
      result += forwards(of: rule.peek("Actions"), name, doubt, answers)
      if reach == .everything { return result }
    }
    return result + forwards(of: listener.peek("DefaultActions"), name, doubt, answers)
  }

  private func priority(_ rule: JSONValue) -> Int {
    rule.peek("Priority")?.string.flatMap { Int($0) } ?? rule.peek("Priority")?.int ?? .max
  }

  private func forwards(
    of actions: JSONValue?, _ listener: String, _ doubt: UnknownID?, _ answers: LoadBalancerAnswers
  ) -> [Forward] {
    guard let actions, actions.kind == .array else { return [] }
    var doubt = doubt
    var result: [Forward] = []
    for action in actions.elements where action.kind == .object {
      switch action.peek("Type")?.string {
      case "forward"?:
        for group in groups(of: action) {
          result.append(Forward(group: targetGroup(group, answers, at: action.range), condition: doubt))
        }
      case "redirect"?, "fixed-response"?: continue
      case let type:
        let shown = DisplayText.escape(type ?? "")
        doubt = unknown(
          listener, "loadBalancerListener", "an action `\(shown)` decides who is served", rule: "LB-2",
          at: action.range)
      }
    }
    return doubt == nil ? result : result.map { Forward(group: $0.group, condition: doubt) }
  }

  /// Groups with a weight other than nothing.
  private func groups(of action: JSONValue) -> [String] {
    let listed = action.peek("ForwardConfig")?.peek("TargetGroups")
    guard let listed, listed.kind == .array, listed.elements.contains(where: { _ in true }) else {
      return action.peek("TargetGroupArn")?.string.map { [$0] } ?? []
    }
    return listed.elements.filter { $0.kind == .object && $0.peek("Weight")?.int != 0 }
      .compactMap { $0.peek("TargetGroupArn")?.string }
  }
}

/// Which requests a rule takes away from those after it.
private enum RuleReach {
  case everything, bySource, some

  init(_ rule: JSONValue) {
    guard let conditions = rule.peek("Conditions"), conditions.kind == .array else {
      self = .some
      return
    }
    let all = conditions.elements.filter { $0.kind == .object }
    if all.contains(where: { $0.peek("Field")?.string == "source-ip" }) {
      self = .bySource
    } else {
      self = !all.isEmpty && all.allSatisfy(Self.matchesAll) ? .everything : .some
    }
  }

  private static func matchesAll(_ condition: JSONValue) -> Bool {
    let own: String
    switch condition.peek("Field")?.string {
    case "path-pattern"?: own = "PathPatternConfig"
    case "host-header"?: own = "HostHeaderConfig"
    case _: return false
    }
    let lists = [condition.peek("Values"), condition.peek(own)?.peek("Values")]
    return lists.contains { list in
      guard let list, list.kind == .array else { return false }
      return list.elements.contains { ["*", "/*"].contains($0.string) }
    }
  }
}

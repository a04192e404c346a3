internal import NetworkModel
internal import SourceText

extension ImportState {
  private static let groupKeys: Set<String> = [
    "TargetGroupArn", "TargetGroupName", "Protocol", "Port", "VpcId", "HealthCheckProtocol",
    "HealthCheckPort", "HealthCheckEnabled", "HealthCheckIntervalSeconds", "HealthCheckTimeoutSeconds",
    "HealthyThresholdCount", "UnhealthyThresholdCount", "HealthCheckPath", "Matcher", "LoadBalancerArns",
    "TargetType", "ProtocolVersion", "IpAddressType", "TargetControlPort",
  ]

  /// The target group of this ARN, entered when first asked for.
  func targetGroup(
    _ name: String, _ answers: LoadBalancerAnswers, at range: SourceRange
  ) -> Reference<TargetGroup> {
    if let known = model.targetGroups.id(named: name) { return .resolved(known) }
    guard let value = answers.groups[name] else {
      return .missing(
        unknown(name, "targetGroup", "it is not in the snapshot", rule: "IMP-3a", at: range))
    }
    var group = TargetGroup(
      name: name, family: value.peek("IpAddressType")?.string == "ipv6" ? .v6 : .v4,
      targets: .known([]), origin: value.range)
    func leaveOpen(_ reason: String, _ rule: String) {
      group.targets = .unknown(unknown(name, "targetGroup", reason, rule: rule, at: value.range))
    }
    let type = value.peek("TargetType")?.string ?? "instance"
    let transport = value.peek("Protocol")?.string ?? ""
    if !value.members.allSatisfy({ Self.groupKeys.contains($0.key) || $0.value.isEmpty })
      || !["instance", "ip", "alb", "lambda"].contains(type)
    {
      leaveOpen("it has properties that are not understood", "IMP-5")
    } else if type != "lambda" {
      if let settings = settings(answers.attributes[name], "target groups") {
        group.crossesZones = Self.crossesZones(settings)
        group.keepsClientAddress = Self.keepsClients(settings, type, transport)
        if Self.hasThresholds(settings) {
          leaveOpen("its thresholds for unhealthy targets are not modelled", "LB-5")
        } else if let listed = answers.targets[name] {
          let targets = listed.map { target($0, value, type) }
          group.targets = .known(targets.compactMap(\.self))
          if Self.mayTurnUnhealthy(listed) {
            leaveOpen("whether one of its targets is healthy is being found out", "LB-5")
          }
          if targets.contains(nil) { leaveOpen("one of its targets is not understood", "IMP-5") }
        } else {
          leaveOpen("its targets were not collected", "IMP-3a")
        }
      } else {
        leaveOpen("its attributes were not collected", "IMP-3a")
      }
    }
    guard let id = model.targetGroups.insert(group) else {
      return .missing(unknown(name, "targetGroup", "it is described twice", rule: "IMP-3a", at: range))
    }
    understood.insert(name)
    return .resolved(id)
  }

  /// LB-4.
  private static func keepsClients(
    _ settings: [String: String], _ type: String, _ transport: String
  ) -> Bool {
    if let stated = settings["preserve_client_ip.enabled"] { return stated == "true" }
    return transport.contains("UDP") || type == "instance" || type == "alb"
  }

  /// LB-5: anything but a plain answer leaves it to the load balancer.
  private static func crossesZones(_ settings: [String: String]) -> Bool? {
    switch settings["load_balancing.cross_zone.enabled"] {
    case "true"?: true
    case "false"?: false
    case _: nil
    }
  }

  private static func hasThresholds(_ settings: [String: String]) -> Bool {
    let prefix = "target_group_health.unhealthy_state_routing.minimum_healthy_targets."
    return !["1", nil].contains(settings[prefix + "count"])
      || !["off", nil].contains(settings[prefix + "percentage"])
  }

  private static let idle: Set<String?> = ["unhealthy", "draining", "unhealthy.draining", "unused"]

  /// A target that is being checked for the first time is not healthy yet: as long as no other one is, those that are
  /// not get connections, too.
  private static func mayTurnUnhealthy(_ listed: [JSONValue]) -> Bool {
    let states = listed.map { $0.peek("TargetHealth")?.peek("State")?.string }
    return states.contains("initial") && states.contains { idle.contains($0) }
  }

  private func target(_ value: JSONValue, _ group: JSONValue, _ type: String) -> Target? {
    guard let target = value.peek("Target"), target.kind == .object,
      let name = target.peek("Id")?.string
    else { return nil }
    let port = target.peek("Port")?.int ?? group.peek("Port")?.int
    guard let number = port.flatMap({ UInt16(exactly: $0) }) else { return nil }
    let state = value.peek("TargetHealth")?.peek("State")?.string
    // `unused` says that no load balancer uses the group, in this state of the network.
    let isHealthy = !Self.idle.contains(state)
    return Target(
      place: place(of: name, type, at: value.range), port: number, isHealthy: isHealthy)
  }

  private func place(of name: String, _ type: String, at range: SourceRange) -> Target.Place {
    func missing<Object>() -> Reference<Object> {
      .missing(unknown(name, "target", "it is not in the snapshot", rule: "IMP-3a", at: range))
    }
    if type == "ip" { return IPAddress(name).map { .address($0) } ?? .interface(missing()) }
    if type == "alb" {
      return .loadBalancer(model.loadBalancers.id(named: name).map { .resolved($0) } ?? missing())
    }
    return instancePlace(of: name, at: range)
  }

  /// The first interface of an instance.
  func instancePlace(of name: String, at range: SourceRange) -> Target.Place {
    let instance = model.instances.id(named: name).map { model.instances[$0].interfaces } ?? []
    let only = instance.count == 1 ? instance.first : nil
    if let id = instance.first(where: { deviceIndexes[$0] == 0 }) ?? only {
      return .interface(.resolved(id))
    }
    return .interface(
      .missing(unknown(name, "target", "it is not in the snapshot", rule: "IMP-3a", at: range)))
  }
}

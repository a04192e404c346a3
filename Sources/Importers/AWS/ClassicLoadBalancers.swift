internal import NetworkModel
internal import SourceText

/// Classic load balancers that the input describes whole: one list of instances behind all listeners (LB-2, LB-5).
extension ImportState {
  private static let classicKeys: Set<String> = [
    "LoadBalancerName", "DNSName", "CanonicalHostedZoneName", "CanonicalHostedZoneNameID",
    "ListenerDescriptions", "Policies", "BackendServerDescriptions", "AvailabilityZones", "Subnets", "VPCId",
    "Instances", "HealthCheck", "SourceSecurityGroup", "SecurityGroups", "CreatedTime", "Scheme",
  ]

  func importClassicLoadBalancers() {
    let described = gathered.unmodelled.filter { $0.key == "LoadBalancerDescriptions" }
    // Names are unique in one Region only: two of one name are not told apart.
    let names = described.compactMap { $0.element.value.peek("LoadBalancerName")?.string }
    for entry in described {
      let value = entry.element.value
      guard !gathered.partialKeys.contains(entry.key), value.kind == .object,
        value.members.allSatisfy({ Self.classicKeys.contains($0.key) || $0.value.isEmpty }),
        let name = value.peek("LoadBalancerName")?.string,
        names.count(where: { $0 == name }) == 1,
        let vpcName = value.peek("VPCId")?.string, let vpc = model.vpcs.id(named: vpcName),
        let listeners = classicListeners(of: value, name)
      else { continue }
      // A node may use instances of every zone: whether it does is said elsewhere, and each zone has nodes.
      let balancer = LoadBalancer(
        name: name, kind: .classic, vpc: vpc, scope: model.vpcs[vpc].scope, listeners: listeners,
        crossesZones: true, origin: value.range)
      let nodes = balancerNodes(described: "ELB " + name, balancer)
      guard !nodes.isEmpty, let id = model.loadBalancers.insert(balancer) else { continue }
      understood.insert(name)
      for node in nodes { model.interfaces[node].kind = .loadBalancer(id) }
      let subnets = value.peek("Subnets")
      let names = subnets?.kind == .array ? subnets?.elements.compactMap(\.string) : nil
      noteMissingNodes(in: names ?? [], balancer, nodes)
    }
  }

  /// Nil where one of them is not understood.
  private func classicListeners(of value: JSONValue, _ name: String) -> [Listener]? {
    guard let list = value.peek("ListenerDescriptions"), list.kind == .array else { return nil }
    var listeners: [Listener] = []
    for description in list.elements {
      guard description.kind == .object, let listener = description.peek("Listener"),
        ["HTTP", "HTTPS", "TCP", "SSL"].contains(listener.peek("Protocol")?.string?.uppercased()),
        let port = listener.peek("LoadBalancerPort")?.int.flatMap({ UInt16(exactly: $0) }),
        let target = listener.peek("InstancePort")?.int.flatMap({ UInt16(exactly: $0) })
      else { return nil }
      guard let group = classicTargets(of: value, name, target) else { return nil }
      listeners.append(
        Listener(transport: .tcp, port: port, forwards: [Forward(group: .resolved(group))]))
    }
    return listeners
  }

  /// The instances on one port; nil where the input does not list them.
  private func classicTargets(
    of value: JSONValue, _ name: String, _ port: UInt16
  ) -> ID<TargetGroup>? {
    let group = "\(name)/\(port)"
    if let known = model.targetGroups.id(named: group) { return known }
    guard let instances = value.peek("Instances"), instances.kind == .array else { return nil }
    var targets: [Target] = []
    for instance in instances.elements {
      guard instance.kind == .object, let id = instance.peek("InstanceId")?.string else { return nil }
      targets.append(Target(place: instancePlace(of: id, at: value.range), port: port))
    }
    return model.targetGroups.insert(
      TargetGroup(name: group, targets: .known(targets), origin: value.range))
  }
}

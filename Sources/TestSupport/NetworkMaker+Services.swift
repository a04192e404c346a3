import NetworkModel

/// Interface endpoints and load balancers.
extension NetworkMaker {
  mutating func makeInterfaceEndpoints(_ site: inout Site, _ index: Int) {
    guard size.hasServices else { return }
    for number in 0..<(1 + random.weighted([70, 30])) {
      let name = "vpce-if-\(index)-\(number)"
      var service = EndpointService.provider
      if unknownHere(40) {
        service = .unknown(
          net.unknown(name, kind: "vpcEndpoint", reason: "its service is not known", rule: "VPE-4"))
      }
      site.interfaceEndpoints.append(
        net.interfaceEndpoint(name, site.vpc, service: service, functional: random.chance(92)))
    }
  }

  /// Makes some interfaces those of an endpoint or nodes of a load balancer.
  mutating func makeService(_ interface: inout Interface, _ site: Int) {
    guard size.hasServices, interface.kind == .ordinary, random.chance(34) else { return }
    if random.chance(40), let endpoint = random.pick(sites[site].interfaceEndpoints) {
      interface.kind = .interfaceEndpoint(endpoint)
    } else if let balancer = random.pick(sites[site].balancers) {
      interface.kind = .loadBalancer(balancer)
      if net.model.loadBalancers[balancer].kind == .network, random.chance(50) { interface.groups = [] }
    } else {
      return
    }
    interface.sourceDestinationCheck = random.chance(90)
  }

  // MARK: Load balancers

  mutating func makeLoadBalancers(_ site: inout Site, _ index: Int) {
    guard size.hasServices else { return }
    for number in 0..<(1 + random.weighted([60, 40])) {
      let kind: LoadBalancer.Kind = random.among(.network, .network, .application, .classic)
      let id = net.loadBalancer("lb-\(index)-\(number)", kind, site.vpc, crossZone: random.chance(60))
      net.model.loadBalancers[id].isFunctional = random.chance(94)
      site.balancers.append(id)
    }
  }

  /// Listeners and targets, once everybody who may be a target is there.
  mutating func fillLoadBalancers(_ site: Int) {
    for balancer in sites[site].balancers {
      var groups: [Reference<TargetGroup>] = []
      for number in 0..<(1 + random.weighted([60, 40])) { groups.append(makeTargets(site, balancer, number)) }
      if unknownHere(15) { groups.append(missing("tg-gone", "targetGroup")) }
      let isNetwork = net.model.loadBalancers[balancer].kind == .network
      for number in 0..<(1 + random.weighted([55, 35, 10])) {
        var forwards: [Forward] = []
        for group in groups where random.chance(75) {
          let condition =
            unknownHere(15)
            ? net.unknown("rule", kind: "loadBalancerRule", reason: "a source condition", rule: "LB-2") : nil
          forwards.append(Forward(group: group, condition: condition))
        }
        let transport: Listener.Transport = isNetwork ? random.among(.tcp, .tcp, .udp, .both) : .tcp
        net.model.loadBalancers[balancer].listeners.append(
          Listener(
            transport: transport, port: port &+ UInt16(number), forwards: forwards))
      }
    }
  }

  private mutating func makeTargets(
    _ site: Int, _ balancer: ID<LoadBalancer>, _ number: Int
  ) -> Reference<TargetGroup> {
    let name = "tg-\(net.model.loadBalancers[balancer].name)-\(number)"
    var targets: [Target] = []
    for _ in 0..<random.weighted([8, 40, 32, 20]) {
      targets.append(
        Target(
          place: targetPlace(site), port: random.among(port, port, port &+ 1, 8080),
          isHealthy: random.chance(80)))
    }
    let id = net.targetGroup(
      name, targets, keepsClients: random.chance(50),
      crossZone: random.chance(50) ? nil : random.chance(50))
    if hasIPv6, random.chance(30) { net.model.targetGroups[id].family = .v6 }
    if unknownHere(10) {
      net.model.targetGroups[id].targets = .unknown(
        net.unknown(name, kind: "targetGroup", reason: "its targets were not collected"))
    }
    return .resolved(id)
  }

  private mutating func targetPlace(_ site: Int) -> Target.Place {
    let far = random.int(0...(sites.count - 1))
    switch random.weighted([55, 12, 12, 6, 8, 4]) {
    case 0: return random.pick(sites[site].hosts).map { .interface(.resolved($0)) } ?? strangers()
    case 1: return random.pick(sites[far].hosts).map { .interface(.resolved($0)) } ?? strangers()
    case 2:
      let owned = sites[site].hosts.flatMap { net.model.interfaces[$0].ownedRanges }
      return random.pick(owned).map { .address(IPAddress($0.family, $0.base)) } ?? strangers()
    case 3: return strangers()
    case 4: return random.pick(sites[far].balancers).map { .loadBalancer(.resolved($0)) } ?? strangers()
    case _:
      return unknownHere(60) ? .interface(missing("i-gone", "instance")) : strangers()
    }
  }

  private mutating func strangers() -> Target.Place {
    .address(NetworkBuilder.address(random.among("203.0.113.9", "10.0.0.9", "169.254.1.1", "8.8.8.8")))
  }
}

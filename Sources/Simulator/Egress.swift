import NetworkModel

/// How a packet starts: well-formedness, the emitting interface, and leaving its subnet (ENI-5).
extension Walk {
  /// Runs the whole leg from `emitter`. Rules: K1, K21.
  mutating func start(at emitter: Emitter) -> Disposition {
    let site: Site =
      switch emitter {
      case .interface(let id): .interface(id)
      case .internet: .internet
      case .onPremises: .onPremises
      }
    record("egress", at: site, "REA-2")
    guard isWellFormed else { return dropped(.protocolRestriction, at: site, "PKT-2") }
    switch emitter {
    case .interface(let id): return emit(from: id)
    case .internet: return startAtInternet()
    case .onPremises: return startAtSite()
    }
  }

  /// One family, the ICMP of that family, a unicast destination (PKT-2, K1).
  private var isWellFormed: Bool {
    guard packet.source.family == packet.family else { return false }
    switch packet.family {
    case .v4:
      return packet.proto != IPProtocol.icmp6
        && !KnownRanges.multicast4.contains(packet.destination)
        && !KnownRanges.broadcast4.contains(packet.destination)
    case .v6:
      return packet.proto != IPProtocol.icmp && !KnownRanges.multicast6.contains(packet.destination)
    }
  }

  /// ENI-5 with the order of K1 and K3: state, kind, source check, exempt services, security
  /// groups, subnet.
  private mutating func emit(from id: ID<Interface>) -> Disposition {
    let interface = network.interfaces[id]
    guard interface.isFunctional else { return dropped(.badState, at: .interface(id), "CNV-4") }
    var isChecked = interface.sourceDestinationCheck
    var isFiltered = true
    switch interface.kind {
    case .ordinary: break
    case .natGateway, .transparentService: return dropped(.badState, at: .interface(id), "ENI-3")
    case .interfaceEndpoint:
      // It answers, and does nothing else (VPE-1).
      guard phase == .established || has(.endpointInitiates) else {
        return dropped(.badState, at: .interface(id), "VPE-1")
      }
      isChecked = false
    case .loadBalancer(let balancer):
      guard phase == .established else { return ends(unknown: ownTraffic(of: balancer)) }
      isChecked = false
      isFiltered = self.isFiltered(id)
    case .unmodelledService(let unknown): return ends(unknown: unknown)
    }
    origin = id
    tag = interface.groups
    if isChecked, !has(.sourceCheckIgnored), !world.owns(id, packet.source) {
      return dropped(.sourceDestinationCheck, at: .interface(id), "ENI-3")
    }
    if let end = exemptDestination(from: interface.vpc) { return end }
    if isFiltered, let end = securityGroups(of: id, .egress) { return end }
    return leave(interface.subnet)
  }

  /// Emission by a node of a load balancer, for a client: nothing but RT-8 is exempt (LB-2, LB-3, LB-6).
  mutating func emit(fromNode id: ID<Interface>, of balancer: ID<LoadBalancer>) -> Disposition {
    record("egress", at: .interface(id), "LB-6")
    let interface = network.interfaces[id]
    guard interface.isFunctional else { return dropped(.badState, at: .interface(id), "CNV-4") }
    origin = id
    tag = has(.balancerLosesGroups) ? [] : interface.groups
    if keepsClient, packet.source == packet.destination {
      return dropped(.loop, at: .interface(id), "LB-4")
    }
    // Groups of a network load balancer judge its health checks only, not what it passes on.
    let isFiltered = network.loadBalancers[balancer].kind != .network
    if isFiltered, !has(.balancerSendsUnfiltered), let end = securityGroups(of: id, .egress) {
      return end
    }
    if let end = neverForwarded() { return end }
    return leave(interface.subnet)
  }

  /// Link-local provider services are served beside the host and reach nothing else (SG-12, NACL-8,
  /// RT-8, K3).
  private mutating func exemptDestination(from vpc: ID<VPC>) -> Disposition? {
    let destination = packet.destination
    var isResolver = KnownRanges.resolvers.contains { $0.contains(destination) }
    if let primary = network.vpcs[vpc].ipv4.first, destination.family == .v4 {
      isResolver = isResolver || destination.value == primary.base + 2
    }
    if isResolver || KnownRanges.hostServices.contains(where: { $0.contains(destination) }) {
      memory.service = .host
      let name = isResolver ? "resolver" : destination.description
      return delivered(to: .service(name), at: .service(name), "ENI-7")
    }
    return neverForwarded()
  }

  /// RT-8.
  private mutating func neverForwarded() -> Disposition? {
    guard KnownRanges.isNeverForwarded(packet.destination) else { return nil }
    return dropped(.noRoute, at: .service(packet.destination.description), "RT-8")
  }

  /// Emission by a NAT gateway: nothing but RT-8 is exempt, then as for everybody (K11).
  mutating func emit(fromGatewayIn subnet: ID<Subnet>) -> Disposition {
    tag = []
    if let end = neverForwarded() { return end }
    return leave(subnet)
  }

  /// From an interface of `subnet` onto the wire: neighbours directly, others by the ACL and the
  /// table (ENI-5 (5)…(7), RT-10, NACL-5, K4).
  mutating func leave(_ subnet: ID<Subnet>) -> Disposition {
    let vpc = network.subnets[subnet].vpc
    if let neighbour = world.owner(of: packet.destination, in: vpc),
      network.interfaces[neighbour].subnet == subnet
    {
      let filtered = has(.naclSameSubnetFiltered)
      if filtered, let end = networkACL(of: subnet, .egress) { return end }
      return deliver(to: neighbour, entersSubnet: filtered, "ENI-5")
    }
    if let end = networkACL(of: subnet, .egress) { return end }
    return route(from: subnet)
  }
}

import NetworkModel

/// Internet gateways, egress-only gateways, and the Internet between them (IGW-1..IGW-6, EIG-1,
/// BPA-1, REA-6).
extension Walk {
  // MARK: Out

  /// Egress through an internet gateway (IGW-2, IGW-4, K12).
  mutating func leave(through id: ID<InternetGateway>, from vpc: ID<VPC>) -> Disposition {
    let site = Site.internetGateway(id)
    guard network.internetGateways[id].vpc == vpc else {
      return dropped(.badState, at: site, "IGW-1")
    }
    notePublicAccess(of: vpc)
    let owner = world.owner(of: packet.source, in: vpc)
    switch packet.family {
    case .v4:
      let mapped = publicAddress(of: packet.source, in: vpc)
      guard mapped != nil || has(.igwNoPublicNeeded) || isPrivateNAT(in: vpc) else {
        return dropped(.igwNeedsPublicSource, at: site, "IGW-2")
      }
      if let end = blockPublicAccess(.outward, of: vpc, by: owner, at: site) { return end }
      if let end = forwardedSource(network.internetGateways[id].name, site) { return end }
      if KnownRanges.isRFC1918(packet.destination) {
        return dropped(.igwDestinationRFC1918, at: site, "IGW-2")
      }
      if KnownRanges.isRFC6598(packet.destination) {
        return dropped(.igwDestinationRFC6598, at: site, "IGW-2")
      }
      noteRedirection(of: id, in: vpc, at: packet.source)
      packet.source = mapped ?? packet.source
      transit.forgetsEntries()
      record("translate", at: site, "IGW-2")
    case .v6:
      guard isPublicSource(in: vpc) || has(.igwNoPublicNeeded) else {
        return dropped(.igwNeedsPublicSource, at: site, "IGW-4")
      }
      if let end = blockPublicAccess(.outward, of: vpc, by: owner, at: site) { return end }
      if let end = forwardedSource(network.internetGateways[id].name, site) { return end }
      noteRedirection(of: id, in: vpc, at: packet.source)
      record("forward", at: site, "IGW-4")
    }
    if !has(.igwKeepsReferences) { tag = [] }
    return crossInternet()
  }

  /// Egress through an egress-only gateway, which remembers what it let out (EIG-1, K15).
  mutating func leave(through id: ID<EgressOnlyInternetGateway>, from vpc: ID<VPC>) -> Disposition {
    let site = Site.egressOnlyInternetGateway(id)
    guard packet.family == .v6 else { return dropped(.protocolRestriction, at: site, "EIG-1") }
    guard network.egressOnlyInternetGateways[id].vpc == vpc else {
      return dropped(.badState, at: site, "EIG-1")
    }
    notePublicAccess(of: vpc)
    let key = FlowKey(packet)
    let owner = world.owner(of: packet.source, in: vpc)
    switch phase {
    case .new:
      guard isPublicSource(in: vpc) else {
        return dropped(.igwNeedsPublicSource, at: site, "EIG-1")
      }
      if let end = blockPublicAccess(.outwardEgressOnly, of: vpc, by: owner, at: site) { return end }
      memory.egressOnly = .init(gateway: id, vpc: vpc, insideAddress: packet.source, key: key)
    case .established:
      guard let flow = memory.egressOnly, flow.gateway == id, flow.key == key else {
        return dropped(.noState, at: site, "EIG-1")
      }
      guard isPublicSource(in: vpc) else {
        return dropped(.igwNeedsPublicSource, at: site, "EIG-1")
      }
      if let end = blockPublicAccess(.outwardEgressOnly, of: vpc, by: owner, at: site) { return end }
    }
    if let end = forwardedSource(network.egressOnlyInternetGateways[id].name, site) { return end }
    record("forward", at: site, "EIG-1")
    tag = []
    return crossInternet()
  }

  /// A packet that came through a transit gateway with a source that could leave here: undocumented
  /// (PCX-2a, K26).
  private mutating func forwardedSource(_ name: String, _ site: Site) -> Disposition? {
    guard transit.isForwarded, !has(.transitForwardedMayLeave) else { return nil }
    let hop = network.hop("unknown", at: site, "PCX-2a", packet)
    return ends(
      unknown: Unknown(
        object: name, kind: hop.kind,
        reason: "whether it lets out what came through a transit gateway is not documented",
        rule: "PCX-2a", origin: hop.origin))
  }

  /// For a mutant of NAT-5.
  private func isPrivateNAT(in vpc: ID<VPC>) -> Bool {
    guard has(.natPrivateReachesInternet), let owner = world.owner(of: packet.source, in: vpc)
    else { return false }
    return network.interfaces[owner].kind == .natGateway
  }

  /// The public mapping of a private address on a functional interface of `vpc` (ENI-2, IGW-2).
  private func publicAddress(of address: IPAddress, in vpc: ID<VPC>) -> IPAddress? {
    guard let owner = world.owner(of: address, in: vpc) else { return nil }
    let interface = network.interfaces[owner]
    guard interface.isFunctional else { return nil }
    return interface.privateAddresses.first { $0.address == address }?.publicAddress
  }

  /// IPv6: the source is a globally routable address of a functional interface of `vpc` (IGW-4).
  private func isPublicSource(in vpc: ID<VPC>) -> Bool {
    guard let owner = world.owner(of: packet.source, in: vpc) else { return false }
    return network.interfaces[owner].isFunctional && world.isPublic(packet.source, in: vpc)
  }

  // MARK: Between

  /// A host of the Internet sends (REA-6, K21).
  mutating func startAtInternet() -> Disposition {
    let source = packet.source
    let isOwned =
      switch source.family {
      case .v4: world.mapping(of: source) != nil || world.isUnassociated(source)
      case .v6: world.publicRangeOwner(of: source) != nil
      }
    guard KnownRanges.isInternet(source), !isOwned else {
      return dropped(.spoofed, at: .internet, "REA-6")
    }
    return crossInternet()
  }

  /// The packet is outside every VPC: to the gateway in front of its destination, or to a host
  /// (K13).
  mutating func crossInternet() -> Disposition {
    let destination = packet.destination
    if phase == .established, let flow = memory.egressOnly, flow.insideAddress == destination,
      flow.key == FlowKey(packet)
    {
      record("ingress", at: .egressOnlyInternetGateway(flow.gateway), "EIG-1")
      return deliverByOwnership(
        in: flow.vpc, leaving: nil, at: .egressOnlyInternetGateway(flow.gateway), "EIG-1")
    }
    switch destination.family {
    case .v4:
      if let mapping = world.mapping(of: destination) {
        return enter(network.interfaces[mapping.interface].vpc, mapping)
      }
      if world.isUnassociated(destination) {
        return dropped(.noPossibleDestination, at: .internet, "REA-6")
      }
    case .v6:
      if let vpc = world.publicRangeOwner(of: destination) { return enter(vpc, nil) }
    }
    guard KnownRanges.isInternet(destination),
      !network.closedProviderRanges.contains(where: { $0.contains(destination) })
    else { return dropped(.noPossibleDestination, at: .internet, "REA-6") }
    return delivered(to: .internet, at: .internet, "REA-6")
  }

  // MARK: In

  /// Ingress through the internet gateway of `vpc`; for IPv4 to the interface behind `mapping`
  /// (IGW-3, IGW-4, K14).
  private mutating func enter(_ vpc: ID<VPC>, _ mapping: World.PublicMapping?) -> Disposition {
    guard let gateway = network.vpcs[vpc].internetGateway else {
      return enterWithoutGateway(vpc)
    }
    let site = Site.internetGateway(gateway)
    let receiver: ID<Interface>
    if KnownRanges.isRFC1918(packet.source) { return dropped(.igwSourceRFC1918, at: site, "IGW-3") }
    if KnownRanges.isRFC6598(packet.source) { return dropped(.igwSourceRFC6598, at: site, "IGW-3") }
    if let mapping {
      guard network.interfaces[mapping.interface].isFunctional else {
        return dropped(.igwNeedsPrivateDestination, at: site, "IGW-3")
      }
      receiver = mapping.interface
      packet.destination = mapping.address
      transit.forgetsEntries()
      record("translate", at: site, "IGW-3")
    } else {
      guard let owner = world.owner(of: packet.destination, in: vpc),
        network.interfaces[owner].isFunctional
      else { return dropped(.igwNeedsPrivateDestination, at: site, "IGW-4") }
      if network.interfaces[owner].deniesInternetGatewayTraffic {
        return dropped(.igwNeedsPrivateDestination, at: site, "ENI-8")
      }
      receiver = owner
      record("ingress", at: site, "IGW-4")
    }
    notePublicAccess(of: vpc)
    if let end = blockPublicAccess(.inward, of: vpc, by: receiver, at: site) { return end }
    return arrive(in: vpc, by: network.internetGateways[gateway].edgeTable, at: site)
  }

  /// No internet gateway: an egress-only one admits replies only (EIG-1).
  private mutating func enterWithoutGateway(_ vpc: ID<VPC>) -> Disposition {
    guard packet.family == .v6, let gateway = world.egressOnlyGateway(of: vpc) else {
      return dropped(.igwNeedsPrivateDestination, at: .vpc(vpc), "IGW-1")
    }
    let site = Site.egressOnlyInternetGateway(gateway)
    guard has(.eigwAdmitsInbound) else { return dropped(.eigwInbound, at: site, "EIG-1") }
    return deliverByOwnership(in: vpc, leaving: nil, at: site, "EIG-1")
  }
}

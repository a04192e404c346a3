import NetworkModel

/// Out of a transit gateway: to the gateway that it peers with, or into a VPC (TGW-8…TGW-11, SG-9,
/// NACL-9, NACL-10, K25).
extension Walk {
  mutating func leave(_ passage: TransitPassage, through exit: ID<TransitGatewayAttachment>)
    -> Disposition
  {
    switch network.transitGatewayAttachments[exit].kind {
    case .unmodelled(let unknown), .peering(.missing(let unknown)): return ends(unknown: unknown)
    case .connection(.missing(let unknown)): return ends(unknown: unknown)
    case .connection(.resolved(let connection)):
      return leave(through: [connection], at: .connection(connection))
    case .peering(.resolved(let peer)): return cross(passage, from: exit, to: peer)
    case .vpc(let side): return leave(passage, through: exit, into: side)
    }
  }

  /// The packet goes on in the table of the other gateway's attachment (TGW-11).
  private mutating func cross(
    _ passage: TransitPassage, from exit: ID<TransitGatewayAttachment>,
    to peer: ID<TransitGatewayAttachment>
  ) -> Disposition {
    if !has(.transitPeeringKeepsReferences) { tag = [] }
    let site = Site.transitGatewayAttachment(peer, nil)
    record("egress", at: .transitGatewayAttachment(exit, nil), "TGW-11")
    guard network.transitGatewayAttachments[peer].isFunctional || has(.transitIgnoresState) else {
      return dropped(.badState, at: site, "CNV-4")
    }
    switch network.transitGatewayAttachments[peer].gateway {
    case .missing(let unknown): return ends(unknown: unknown)
    case .resolved(let gateway):
      guard network.transitGateways[gateway].isFunctional else {
        return dropped(.badState, at: .transitGateway(gateway), "CNV-4")
      }
      record("forward", at: site, "TGW-11")
      var next = passage
      next.gateway = gateway
      next.ingress = peer
      next.crossedPeering = !has(.transitPeeringKeepsReferences)
      return route(next, enteredAt: nil)
    }
  }

  private mutating func leave(
    _ passage: TransitPassage, through exit: ID<TransitGatewayAttachment>,
    into side: TransitGatewayVPC
  ) -> Disposition {
    let vpc: ID<VPC>
    switch side.vpc {
    case .missing(let unknown): return ends(unknown: unknown)
    case .resolved(let id): vpc = id
    }
    guard carries(side) else {
      return ends(unknown: unknown(exit, "carries no ipv6", "TGW-10"))
    }
    guard !side.subnets.isEmpty else {
      return ends(unknown: unknown(exit, "has no subnets", "TGW-10"))
    }
    let subnet: ID<Subnet>
    switch side.subnets[chooseExit(passage, exit, side)] {
    case .missing(let unknown): return ends(unknown: unknown)
    case .resolved(let id): subnet = id
    }
    guard network.subnets[subnet].vpc == vpc else {
      return ends(unknown: unknown(exit, "has a subnet of another vpc", "TGW-10"))
    }
    strip(passage, exit, side, subnet)
    record("egress", at: .transitGatewayAttachment(exit, subnet), "TGW-10")
    transit.isForwarded = true
    return arrive(in: subnet, of: vpc)
  }

  /// From the attachment's interface in `subnet`: neighbours without any ACL, others by the ACL and
  /// the table of that subnet (NACL-9, NACL-10, RT-14).
  private mutating func arrive(in subnet: ID<Subnet>, of vpc: ID<VPC>) -> Disposition {
    if has(.transitExitTestsIngress), let end = networkACL(of: subnet, .ingress) { return end }
    if let neighbour = world.owner(of: packet.destination, in: vpc),
      network.interfaces[neighbour].subnet == subnet
    {
      return deliver(
        to: neighbour, entersSubnet: has(.transitSameSubnetFiltered), "NACL-10")
    }
    if !has(.transitExitSkipsACL), let end = networkACL(of: subnet, .egress) { return end }
    if has(.transitDeliversByOwnership) {
      return deliverByOwnership(in: vpc, leaving: subnet, at: .vpc(vpc), "RT-14")
    }
    return route(from: subnet)
  }

  // MARK: Zone

  /// An index into the subnets of `side`, of which there is at least one.
  private mutating func chooseExit(
    _ passage: TransitPassage, _ exit: ID<TransitGatewayAttachment>, _ side: TransitGatewayVPC
  ) -> Int {
    let visit = TransitExit(attachment: exit, visit: transit.leaves(exit))
    let count = side.subnets.count
    guard count > 1 else { return 0 }
    let zone = passage.crossedPeering ? nil : passage.entry.flatMap { network.subnets[$0].zone }
    if side.applianceMode, !has(.transitApplianceModeIgnored) {
      let chosen = chooseTransitExit(visit, among: count)
      let isSame = zone.flatMap { isZone($0, of: side.subnets[chosen]) }
      if isSame != true { note(unknown(exit, "appliance mode picks a zone by flow", "TGW-9")) }
      return chosen
    }
    guard !passage.crossedPeering, !has(.transitExitIgnoresZone) else {
      return chooseTransitExit(visit, among: count)
    }
    var isCertain = zone != nil
    if let zone {
      for index in side.subnets.indices {
        switch isZone(zone, of: side.subnets[index]) {
        case true?: return index
        case false?: break
        case nil: isCertain = false
        }
      }
    }
    if !isCertain { note(unknown(exit, "zones of subnets are not comparable", "TGW-8")) }
    return chooseTransitExit(visit, among: count)
  }

  /// Nil where the two cannot be compared.
  private func isZone(_ zone: Zone, of subnet: Reference<Subnet>) -> Bool? {
    guard let id = subnet.id else { return nil }
    return network.subnets[id].zone?.isSame(as: zone)
  }

  // MARK: References

  /// Group references survive one gateway whose both attachments support them (SG-9).
  private mutating func strip(
    _ passage: TransitPassage, _ exit: ID<TransitGatewayAttachment>, _ side: TransitGatewayVPC,
    _ subnet: ID<Subnet>
  ) {
    guard !tag.isEmpty, !has(.transitKeepsReferences) else { return }
    guard !passage.crossedPeering, passage.isFirst || has(.transitSecondPassageKeepsReferences),
      network.transitGateways[passage.gateway].keepsGroupReferences,
      passage.source.map(keepsReferences) == true || has(.transitReferencesNeedOneSide),
      side.keepsGroupReferences
    else {
      tag = []
      return
    }
    var isCertain = true
    for end in [passage.entry ?? subnet, subnet] where !has(.transitReferencesIgnoreZone) {
      switch excludesReferences(network.subnets[end]) {
      case true?:
        tag = []
        return
      case false?: break
      case nil: isCertain = false
      }
    }
    if !isCertain {
      note(unknown(exit, "the zone of a subnet is not known by its id", "SG-9"))
    }
  }

  private func keepsReferences(_ id: ID<TransitGatewayAttachment>) -> Bool {
    switch network.transitGatewayAttachments[id].kind {
    case .vpc(let side): side.keepsGroupReferences
    case .peering, .connection, .unmodelled: false
    }
  }

  /// Zone `use1-az3` does not support references; nil where a subnet may lie in it.
  private func excludesReferences(_ subnet: Subnet) -> Bool? {
    guard let zone = subnet.zone else { return nil }
    guard let scope = zone.scope else { return zone.name == "use1-az3" }
    return network.scopes[scope].region == "us-east-1" ? nil : false
  }
}

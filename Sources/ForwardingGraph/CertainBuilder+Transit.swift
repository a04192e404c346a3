import NetworkModel

/// Transit gateways (TGW-2 to TGW-11, NACL-9, NACL-10).
extension CertainBuilder {
  /// TGW-4: a route of a subnet leads to the gateway.
  mutating func enterTransit(
    _ from: Int, _ id: ID<TransitGateway>, _ subnet: ID<Subnet>, _ tag: SenderTag,
    _ destinations: Intervals
  ) {
    let gateway = network.transitGateways[id]
    let found = transit.attachments(of: network.subnets[subnet].vpc, to: id)
    guard gateway.isFunctional, found.count == 1,
      case .vpc(let side) = network.transitGatewayAttachments[found[0]].kind,
      family == .v4 || side.supportsIPv6
    else { return }
    let entry: ID<Subnet>
    if side.subnets.contains(.resolved(subnet)) {
      entry = subnet
    } else {
      guard case .one(.resolved(let same)) = subnets(side.subnets, in: network.subnets[subnet].zone)
      else { return }
      entry = same
    }
    let kept = tag == .home && gateway.keepsGroupReferences && side.keepsGroupReferences
    edge(
      from, .transitEntry(found[0], entry, kept ? .transit(id) : .none),
      [(.destination, destinations)])
  }

  private enum ZoneMatch {
    case one(Reference<Subnet>)
    case none
    case unknown
  }

  /// The first subnet that is known to be in a zone, if it cannot be an earlier one.
  private func subnets(_ subnets: [Reference<Subnet>], in zone: Zone?) -> ZoneMatch {
    guard let zone else { return .unknown }
    for reference in subnets {
      guard let id = reference.id, let other = network.subnets[id].zone,
        let same = other.isSame(as: zone)
      else { return .unknown }
      if same { return .one(reference) }
    }
    return .none
  }

  mutating func expandTransitEntry(
    _ from: Int, _ id: ID<TransitGatewayAttachment>, _ subnet: ID<Subnet>, _ tag: SenderTag
  ) {
    let open = filters.networkACL(of: subnet, .ingress, in: &graph.space)
    lookUp(
      from, network.transitGatewayAttachments[id], .vpc(network.subnets[subnet].zone), tag, open)
  }

  /// TGW-2.
  private mutating func lookUp(
    _ from: Int, _ attachment: TransitGatewayAttachment, _ origin: TransitOrigin, _ tag: SenderTag,
    _ guards: HeaderSet
  ) {
    guard case .table(.resolved(let table)) = attachment.association,
      network.transitGatewayRouteTables[table].gateway == attachment.gateway,
      network.transitGatewayRouteTables[table].unknownContents == nil
    else { return }
    edge(from, .transitTable(table, origin, tag), guards)
  }

  /// TGW-5 to TGW-7, TGW-11.
  mutating func expandTransitTable(
    _ from: Int, _ id: ID<TransitGatewayRouteTable>, _ origin: TransitOrigin, _ tag: SenderTag
  ) {
    let table = network.transitGatewayRouteTables[id]
    for part in transit.partition(of: id, family)?.parts ?? [] {
      guard case .attachment(.resolved(let exit)) = part.decision else { continue }
      let attachment = network.transitGatewayAttachments[exit]
      guard scope.admits(attachment), attachment.isFunctional, attachment.gateway.id != nil,
        attachment.gateway == table.gateway
      else { continue }
      switch attachment.kind {
      case .unmodelled, .peering(.missing), .connection: continue
      case .peering(.resolved(let other)):
        let peer = network.transitGatewayAttachments[other]
        guard peer.isFunctional, let gateway = peer.gateway.id,
          network.transitGateways[gateway].isFunctional
        else { continue }
        let guards = HeaderSet([graph.space.box([(.destination, part.destinations)])])
        lookUp(from, peer, .peering, .none, guards)
      case .vpc(let side): self.exit(from, side, origin, tag, part.destinations)
      }
    }
  }

  /// TGW-8 to TGW-10.
  private mutating func exit(
    _ from: Int, _ side: TransitGatewayVPC, _ origin: TransitOrigin, _ tag: SenderTag,
    _ destinations: Intervals
  ) {
    guard let vpc = side.vpc.id, scope.contains(vpc), family == .v4 || side.supportsIPv6,
      let landings = landings(side, origin)
    else { return }
    var subnets: [ID<Subnet>] = []
    for reference in landings {
      guard let subnet = reference.id, network.subnets[subnet].vpc == vpc,
        !mayDoubtReferences(side, origin, tag, subnet)
      else { return }
      subnets.append(subnet)
    }
    let everything = HeaderSet([graph.space.everything])
    for subnet in subnets {
      cross(from, subnet, .none, destinations, everything, forwarded: true)
    }
  }

  /// All subnets in which the packet may land; nil if that is not certain.
  private func landings(
    _ side: TransitGatewayVPC, _ origin: TransitOrigin
  ) -> [Reference<Subnet>]? {
    if side.subnets.count < 2 { return side.subnets }
    if side.applianceMode { return nil }
    switch origin {
    case .peering: return side.subnets
    case .vpc(let zone):
      switch subnets(side.subnets, in: zone) {
      case .one(let reference): return [reference]
      case .none: return side.subnets
      case .unknown: return nil
      }
    }
  }

  /// SG-9: whether references go on or not depends on a zone that is not known, which both readings call unknown.
  private func mayDoubtReferences(
    _ side: TransitGatewayVPC, _ origin: TransitOrigin, _ tag: SenderTag, _ subnet: ID<Subnet>
  ) -> Bool {
    guard case .transit = tag, side.keepsGroupReferences, case .vpc(let zone) = origin else {
      return false
    }
    return [zone, network.subnets[subnet].zone].contains { zone in
      guard let zone else { return true }
      return zone.scope.map { network.scopes[$0].region == "us-east-1" } ?? false
    }
  }
}

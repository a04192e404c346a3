import NetworkModel

/// Transit gateways (TGW-2 to TGW-11, SG-9, NACL-9, NACL-10).
extension GraphBuilder {
  /// TGW-4: a route of a subnet leads to the gateway.
  mutating func enterTransit(
    _ from: Int, _ id: ID<TransitGateway>, _ subnet: ID<Subnet>, _ tag: SenderTag, _ forwarded: Bool,
    _ to: [(HeaderField, Intervals)]
  ) {
    let gateway = network.transitGateways[id]
    guard gateway.isFunctional else { return }
    let vpc = network.subnets[subnet].vpc
    let found = transit.attachments(of: vpc, to: id)
    guard found.count < 2 else {
      return unknown(
        from, gateway.name, "transitGateway", "a VPC has two attachments to it", "TGW-4", to)
    }
    guard let attachment = found.first else {
      if let unlisted = gateway.unlistedAttachments { unknown(from, unlisted, to) }
      return
    }
    let object = network.transitGatewayAttachments[attachment]
    guard case .vpc(let side) = object.kind else { return }
    if family == .v6, !side.supportsIPv6 {
      return unknown(
        from, object.name, "transitGatewayAttachment", "it does not support IPv6", "TGW-4", to)
    }
    switch entrySubnet(of: side, from: subnet) {
    case .none: return
    case .unknown:
      unknown(
        from, object.name, "transitGatewayAttachment",
        "the zones of its subnets cannot be compared with the sender's", "TGW-4", to)
    case .found(let entry):
      let kept =
        tag == .home && !forwarded && gateway.keepsGroupReferences && side.keepsGroupReferences
      edge(from, .transitEntry(attachment, entry, kept ? .transit(id) : .none), to)
    }
  }

  private enum EntrySubnet { case none, unknown, found(ID<Subnet>) }

  private func entrySubnet(of side: TransitGatewayVPC, from subnet: ID<Subnet>) -> EntrySubnet {
    if side.subnets.contains(.resolved(subnet)) { return .found(subnet) }
    guard let zone = network.subnets[subnet].zone else { return .unknown }
    var isClear = true
    for reference in side.subnets {
      guard let listed = reference.id, let other = network.subnets[listed].zone,
        let same = zone.isSame(as: other)
      else {
        isClear = false
        continue
      }
      if same { return .found(listed) }
    }
    return isClear ? .none : .unknown
  }

  mutating func expandTransitEntry(
    _ from: Int, _ id: ID<TransitGatewayAttachment>, _ subnet: ID<Subnet>, _ tag: SenderTag
  ) {
    let open = filters.networkACL(of: subnet, .ingress, in: &graph.space)
    lookUp(
      from, network.transitGatewayAttachments[id], .vpc(network.subnets[subnet].zone), tag, open)
  }

  /// TGW-2. A table of another gateway may do anything: its routes cannot be judged from here.
  private mutating func lookUp(
    _ from: Int, _ attachment: TransitGatewayAttachment, _ origin: TransitOrigin, _ tag: SenderTag,
    _ guards: HeaderSet
  ) {
    switch attachment.association {
    case .none: return
    case .unknown(let id), .table(.missing(let id)):
      edge(from, .unknown(network[id]), guards)
    case .table(.resolved(let table)):
      guard network.transitGatewayRouteTables[table].gateway == attachment.gateway else {
        let reason = Unknown(
          object: attachment.name, kind: "transitGatewayAttachment",
          reason: "its table belongs to another gateway", rule: "TGW-2")
        return edge(from, .unknown(reason), guards)
      }
      edge(from, .transitTable(table, origin, tag), guards)
    }
  }

  mutating func expandTransitTable(
    _ from: Int, _ id: ID<TransitGatewayRouteTable>, _ origin: TransitOrigin, _ tag: SenderTag
  ) {
    let table = network.transitGatewayRouteTables[id]
    if let unknown = table.unknownContents { return self.unknown(from, unknown) }
    for part in transit.partition(of: id, family)?.parts ?? [] {
      let to: [(HeaderField, Intervals)] = [(.destination, part.destinations)]
      switch part.decision {
      case .noRoute, .blackhole: continue
      case .unknown(let unknown), .attachment(.missing(let unknown)):
        self.unknown(from, unknown, to)
      case .unrankedRoutes, .equalCost:
        unknown(
          from, table.name, "transitGatewayRouteTable",
          "several routes or attachments are equally good", "TGW-5", to)
      case .attachment(.resolved(let attachment)):
        leaveTransit(from, table, attachment, origin, tag, part.destinations)
      }
    }
  }

  /// TGW-6, TGW-8 to TGW-11.
  private mutating func leaveTransit(
    _ from: Int, _ table: TransitGatewayRouteTable, _ id: ID<TransitGatewayAttachment>,
    _ origin: TransitOrigin, _ tag: SenderTag, _ destinations: Intervals
  ) {
    let to: [(HeaderField, Intervals)] = [(.destination, destinations)]
    let attachment = network.transitGatewayAttachments[id]
    guard scope.admits(attachment) else { return }
    guard let gateway = attachment.gateway.id, table.gateway == .resolved(gateway) else {
      return unknown(
        from, table.name, "transitGatewayRouteTable",
        "a route leads to an attachment of another gateway", "TGW-6", to)
    }
    guard attachment.isFunctional else { return }
    switch attachment.kind {
    case .unmodelled(let reason): unknown(from, reason, to)
    case .peering(.missing(let reason)): unknown(from, reason, to)
    case .peering(.resolved(let other)):
      let peer = network.transitGatewayAttachments[other]
      guard peer.isFunctional else { return }
      switch peer.gateway {
      case .missing(let reason): unknown(from, reason, to)
      case .resolved(let gateway):
        guard network.transitGateways[gateway].isFunctional else { return }
        let guards = HeaderSet([graph.space.box(to)])
        lookUp(from, peer, .peering, .none, guards)
      }
    case .vpc(let side): exit(from, attachment, side, origin, tag, destinations)
    }
  }

  private mutating func exit(
    _ from: Int, _ attachment: TransitGatewayAttachment, _ side: TransitGatewayVPC,
    _ origin: TransitOrigin, _ tag: SenderTag, _ destinations: Intervals
  ) {
    let to: [(HeaderField, Intervals)] = [(.destination, destinations)]
    let kind = "transitGatewayAttachment"
    guard case .resolved(let vpc) = side.vpc else {
      if case .missing(let reason) = side.vpc { unknown(from, reason, to) }
      return
    }
    if family == .v6, !side.supportsIPv6 {
      return unknown(from, attachment.name, kind, "it does not support IPv6", "TGW-4", to)
    }
    if side.subnets.isEmpty {
      return unknown(from, attachment.name, kind, "it has no subnet that is known", "TGW-8", to)
    }
    let kept = side.keepsGroupReferences ? tag : .none
    for reference in possibleExits(side, origin) {
      switch reference {
      case .missing(let reason): unknown(from, reason, to)
      case .resolved(let subnet):
        guard network.subnets[subnet].vpc == vpc else {
          unknown(from, attachment.name, kind, "a subnet of it is in another VPC", "TGW-10", to)
          continue
        }
        cross(
          from, subnet, kept, destinations, HeaderSet([graph.space.everything]), forwarded: true)
      }
    }
  }

  /// TGW-8, TGW-9: the zone of the sender where it is known to have a subnet, else any.
  private func possibleExits(
    _ side: TransitGatewayVPC, _ origin: TransitOrigin
  ) -> [Reference<Subnet>] {
    guard !side.applianceMode, case .vpc(let zone?) = origin else { return side.subnets }
    let same = side.subnets.filter { reference in
      guard let id = reference.id, let other = network.subnets[id].zone else { return false }
      return zone.isSame(as: other) == true
    }
    return same.isEmpty ? side.subnets : same
  }
}

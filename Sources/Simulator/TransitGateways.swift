import NetworkModel

/// From a VPC into a transit gateway (TGW-4, NACL-9, NACL-10, K23).
extension Walk {
  /// A route of `subnet` leads to the gateway: its VPC's attachment takes the packet in the zone of
  /// `subnet`.
  mutating func enter(_ id: ID<TransitGateway>, from subnet: ID<Subnet>) -> Disposition {
    let gateway = network.transitGateways[id]
    guard gateway.isFunctional else { return dropped(.badState, at: .transitGateway(id), "CNV-4") }
    let source: ID<TransitGatewayAttachment>
    switch world.attachment(of: network.subnets[subnet].vpc, to: id) {
    case .one(let attachment): source = attachment
    case .several:
      return ends(
        unknown: Unknown(
          object: gateway.name, kind: "transitGateway",
          reason: "several attachments connect the vpc", rule: "TGW-4", origin: gateway.origin))
    case nil:
      if let unknown = gateway.unlistedAttachments { return ends(unknown: unknown) }
      return dropped(.badState, at: .transitGateway(id), "TGW-1")
    }
    guard case .vpc(let side) = network.transitGatewayAttachments[source].kind else {
      return dropped(.badState, at: .transitGateway(id), "TGW-1")
    }
    guard carries(side) else {
      return ends(unknown: unknown(source, "carries no ipv6", "TGW-4"))
    }
    let entry: ID<Subnet>
    switch self.entry(of: subnet, side) {
    case .subnet(let found): entry = found
    case .none:
      return dropped(.transitZone, at: .transitGatewayZone(source, subnet), "TGW-4")
    case .unknown:
      return ends(unknown: unknown(source, "zones of subnets are not comparable", "TGW-4"))
    }
    if has(.transitEntryTestsEgress), let end = networkACL(of: entry, .egress) { return end }
    if !has(.transitEntrySkipsACL), let end = networkACL(of: entry, .ingress) { return end }
    record("ingress", at: .transitGatewayAttachment(source, entry), "TGW-4")
    transit.passages += 1
    let passage = TransitPassage(
      gateway: id, ingress: source, source: source, entry: entry, isFirst: transit.passages == 1)
    return route(passage, enteredAt: entry)
  }

  /// IPv6 needs the attachment's support.
  func carries(_ side: TransitGatewayVPC) -> Bool {
    packet.family == .v4 || side.supportsIPv6 || has(.transitIgnoresIPv6Support)
  }

  func unknown(_ id: ID<TransitGatewayAttachment>, _ reason: String, _ rule: String) -> Unknown {
    let attachment = network.transitGatewayAttachments[id]
    return Unknown(
      object: attachment.name, kind: "transitGatewayAttachment", reason: reason, rule: rule,
      origin: attachment.origin)
  }

  private enum Entry {
    case subnet(ID<Subnet>)
    case none
    case unknown
  }

  /// The attachment's subnet in the zone of `subnet`: any subnet of a zone may use it (TGW-4).
  private func entry(of subnet: ID<Subnet>, _ side: TransitGatewayVPC) -> Entry {
    if side.subnets.contains(.resolved(subnet)) { return .subnet(subnet) }
    if has(.transitIgnoresZone), let first = side.subnets.first?.id { return .subnet(first) }
    guard let zone = network.subnets[subnet].zone else { return .unknown }
    var isCertain = true
    for candidate in side.subnets {
      guard let id = candidate.id, let isSame = network.subnets[id].zone?.isSame(as: zone) else {
        isCertain = false
        continue
      }
      if isSame { return .subnet(id) }
    }
    return isCertain ? .none : .unknown
  }
}

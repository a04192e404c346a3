import NetworkModel

/// Sites behind VPN and Direct Connect (VGW-1, VGW-2, VPN-1…VPN-3, DX-2…DX-5, K30…K34).
extension Walk {
  // MARK: Out

  /// A route of `vpc` leads to the gateway (VGW-1, VGW-2, K30).
  mutating func leave(through id: ID<VPNGateway>, from vpc: ID<VPC>) -> Disposition {
    let gateway = network.vpnGateways[id]
    let site = Site.vpnGateway(id)
    guard gateway.isFunctional, gateway.vpc == vpc else {
      return dropped(.badState, at: site, "VGW-1")
    }
    if transit.isForwarded, !has(.vgwForwardsTransit) {
      return dropped(.vpnGatewaySource, at: site, "PCX-2a")
    }
    let owner = world.owner(of: packet.source, in: vpc)
    guard owner.map({ network.interfaces[$0].isFunctional }) == true || has(.vgwIgnoresSource) else {
      return dropped(.vpnGatewaySource, at: site, "VGW-2")
    }
    record("forward", at: site, "VGW-1")
    var best: [ID<PrivateConnection>] = []
    var length = -1
    var doubt = gateway.unlistedConnections
    var isDown = false
    for connection in world.connections where network.privateConnections[connection].end == .vpnGateway(id) {
      guard carries(connection) else { continue }
      let learned = network.privateConnections[connection].learned
      let covering = learned.ranges.filter { $0.contains(packet.destination) }.map(\.length).max()
      guard works(connection) else {
        isDown = isDown || covering != nil
        continue
      }
      doubt = doubt ?? learned.others
      guard let covering, covering >= length else { continue }
      if covering > length { best = [] }
      length = covering
      best.append(connection)
    }
    guard !best.isEmpty else {
      if let doubt { return ends(unknown: doubt) }
      return dropped(isDown ? .vpnDown : .noRoute, at: site, isDown ? "VPN-1" : "VGW-1")
    }
    if let doubt { note(doubt) }
    return leave(through: best, at: site)
  }

  /// Over one of several connections, of which there is at least one (VPN-2, VPN-3, K31, K32).
  mutating func leave(through connections: [ID<PrivateConnection>], at site: Site) -> Disposition {
    let first = connections[0]
    let selectors = network.privateConnections[first].selectors
    guard works(first) else { return dropped(.vpnDown, at: .connection(first), "VPN-1") }
    guard carries(first) else { return dropped(.protocolRestriction, at: .connection(first), "VPN-2") }
    guard connections.allSatisfy({ network.privateConnections[$0].selectors == selectors }) else {
      return ends(unknown: unknown(first, "the connections that may take it select differently", "VPN-3"))
    }
    let isSelected =
      selectors.site.contains { $0.contains(packet.destination) }
      && selectors.network.contains { $0.contains(packet.source) }
    guard isSelected || has(.vpnIgnoresSelectors) else {
      return dropped(.trafficSelector, at: .connection(first), "VPN-2")
    }
    record("forward", at: .connection(first), "VPN-3")
    let destination = packet.destination
    if network.vpcs.elements.contains(where: { $0.ranges.contains { $0.contains(destination) } }) {
      return ends(unknown: unknown(first, "a site may send it back to another gateway", "DX-3"))
    }
    if KnownRanges.isInternet(destination) {
      return ends(
        unknown: unknown(first, "what a site does with packets for the Internet is not declared", "REA-6"))
    }
    let isKnown = connections.contains { connection in
      network.privateConnections[connection].learned.ranges.contains { $0.contains(destination) }
    }
    guard isKnown else {
      return ends(unknown: unknown(first, "no known prefix of a site has the destination", "VPN-3"))
    }
    return delivered(to: .onPremises, at: .onPremises, "REA-6")
  }

  private func works(_ id: ID<PrivateConnection>) -> Bool {
    network.privateConnections[id].isFunctional || has(.vpnIgnoresTunnels)
  }

  private func carries(_ id: ID<PrivateConnection>) -> Bool {
    network.privateConnections[id].families.contains(packet.family) || has(.siteIgnoresFamily)
  }

  private func unknown(_ id: ID<PrivateConnection>, _ reason: String, _ rule: String) -> Unknown {
    var hop = network.hop("unknown", at: .connection(id), rule, packet)
    hop.rule = reason
    return Unknown(
      object: hop.component, kind: hop.kind, reason: reason, rule: rule, origin: hop.origin)
  }

  // MARK: In

  /// A host of a site sends: its source is one of the sites', and no VPC's (REA-6, K33).
  mutating func startAtSite() -> Disposition {
    let source = packet.source
    if network.vpcs.elements.contains(where: { $0.ranges.contains { $0.contains(source) } }) {
      return dropped(.spoofed, at: .onPremises, "REA-6")
    }
    let knowledge = network.privateConnections.elements.map(\.learned)
    if !knowledge.contains(where: { $0.ranges.contains { $0.contains(source) } }) {
      guard let others = knowledge.compactMap(\.others).first else {
        return dropped(.spoofed, at: .onPremises, "REA-6")
      }
      note(others)
    }
    return crossFromSite()
  }

  /// The packet is at a site: into this network by any connection that tells the site of the destination (VPN-3, DX-4,
  /// K33).
  mutating func crossFromSite() -> Disposition {
    let destination = packet.destination
    func covers(_ id: ID<PrivateConnection>) -> Bool {
      network.privateConnections[id].advertised.ranges.contains { $0.contains(destination) }
    }
    let open = world.connections.filter { id in
      let connection = network.privateConnections[id]
      return works(id) && carries(id) && connection.end != nil
        && (covers(id) || connection.advertised.others != nil || has(.siteIgnoresAdvertisement))
    }
    guard !open.isEmpty else { return dropped(.notAdvertised, at: .onPremises, "DX-4") }
    let chosen = chooseSiteEntry(among: open)
    let connection = network.privateConnections[chosen]
    if !covers(chosen), let others = connection.advertised.others { note(others) }
    let selectors = connection.selectors
    let isSelected =
      selectors.site.contains { $0.contains(packet.source) }
      && selectors.network.contains { $0.contains(destination) }
    guard isSelected || has(.vpnIgnoresSelectors) else {
      return dropped(.trafficSelector, at: .connection(chosen), "VPN-2")
    }
    record("ingress", at: .connection(chosen), "VPN-3")
    tag = []
    switch connection.end {
    case .vpnGateway(let gateway)?: return enter(gateway)
    case .attachment(let attachment)?: return enter(attachment)
    case nil: return dropped(.badState, at: .connection(chosen), "VPN-1")
    }
  }

  /// VGW-2, RT-12, K34.
  private mutating func enter(_ id: ID<VPNGateway>) -> Disposition {
    let gateway = network.vpnGateways[id]
    let site = Site.vpnGateway(id)
    guard gateway.isFunctional, let vpc = gateway.vpc else {
      return dropped(.badState, at: site, "VGW-1")
    }
    let owner = world.owner(of: packet.destination, in: vpc)
    guard let owner, network.interfaces[owner].isFunctional || has(.vgwIgnoresOwnerState) else {
      return dropped(.vpnGatewayDestination, at: site, "VGW-2")
    }
    record("ingress", at: site, "VGW-2")
    return arrive(in: vpc, by: gateway.edgeTable, at: site, fromInternet: false)
  }

  /// TGW-13: the packet is looked up in the table of the attachment, like one from a peering.
  private mutating func enter(_ id: ID<TransitGatewayAttachment>) -> Disposition {
    let attachment = network.transitGatewayAttachments[id]
    let site = Site.transitGatewayAttachment(id, nil)
    switch attachment.gateway {
    case .missing(let unknown): return ends(unknown: unknown)
    case .resolved(let gateway):
      guard attachment.isFunctional, network.transitGateways[gateway].isFunctional else {
        return dropped(.badState, at: site, "CNV-4")
      }
      let passage = TransitPassage(
        gateway: gateway, ingress: id, source: nil, entry: nil, crossedPeering: true, isFirst: true)
      return route(passage, enteredAt: nil)
    }
  }
}

import NetworkModel

/// Sites behind VPN and Direct Connect (VGW-1, VGW-2, VPN-1 to VPN-3, DX-2 to DX-5).
extension GraphBuilder {
  private func working(in vpc: ID<VPC>) -> Intervals {
    let interfaces = plan.interfacesOfVPC[Int(vpc.index)].filter { network.interfaces[$0].isFunctional }
    return Intervals(union: interfaces.flatMap { plan.owned($0, family).spans })
  }

  /// VGW-1, VGW-2. Which of several connections takes a packet is left open.
  mutating func leaveThroughVPNGateway(
    _ from: Int, _ id: ID<VPNGateway>, _ vpc: ID<VPC>, forwarded: Bool,
    _ to: [(HeaderField, Intervals)]
  ) {
    let gateway = network.vpnGateways[id]
    guard gateway.isFunctional, gateway.vpc == vpc, !forwarded else { return }
    let parts = to + [(.source, working(in: vpc))]
    if let unlisted = gateway.unlistedConnections { unknown(from, unlisted, parts) }
    var carriers: [CIDR: Set<TrafficSelectors>] = [:]
    for connection in network.privateConnections.ids {
      let object = network.privateConnections[connection]
      guard object.end == .vpnGateway(id), object.isFunctional, object.families.contains(family)
      else { continue }
      for range in object.learned.ranges where range.family == family {
        carriers[range, default: []].insert(object.selectors)
      }
      if let others = object.learned.others { unknown(from, others, parts) }
      let learned = Intervals(object.learned.ranges, family: family)
      leave(from, over: connection, parts + [(.destination, learned)])
    }
    let contested = carriers.filter { $0.value.count > 1 }.map(\.key)
    unknown(
      from, gateway.name, "vpnGateway", "connections that share a prefix select differently", "VPN-3",
      parts + [(.destination, Intervals(contested, family: family))])
  }

  /// Over a connection: to a host of a site, or somewhere that nobody declared.
  mutating func leave(
    _ from: Int, over id: ID<PrivateConnection>, _ to: [(HeaderField, Intervals)]
  ) {
    let connection = network.privateConnections[id]
    guard connection.isFunctional, connection.families.contains(family) else { return }
    let parts =
      to + [
        (.destination, Intervals(connection.selectors.site, family: family)),
        (.source, Intervals(connection.selectors.network, family: family)),
      ]
    let known = Intervals(connection.learned.ranges, family: family)
      .subtracting(lookups.ranges[family] ?? .empty)
      .subtracting(SpecialRanges.internet(family))
    edge(from, .receivedOnPremises, parts + [(.destination, known)])
    unknown(
      from, connection.name, "privateConnection", "what a site does with the packet is not declared",
      "REA-6", parts + [(.destination, everyAddress.subtracting(known))])
  }

  /// DX-4, VPN-3: in over any connection that may tell the site of the destination.
  mutating func expandOnPremises(_ from: Int) {
    for connection in network.privateConnections.elements {
      guard connection.isFunctional, connection.families.contains(family), let end = connection.end
      else { continue }
      let told =
        connection.advertised.others == nil
        ? Intervals(connection.advertised.ranges, family: family) : everyAddress
      let parts: [(HeaderField, Intervals)] = [
        (.source, Intervals(connection.selectors.site, family: family)),
        (.destination, Intervals(connection.selectors.network, family: family)),
        (.destination, told),
      ]
      switch end {
      case .vpnGateway(let id):
        let gateway = network.vpnGateways[id]
        guard gateway.isFunctional, let vpc = gateway.vpc else { continue }
        edge(
          from, arrival(in: vpc, by: gateway.edgeTable), parts + [(.destination, working(in: vpc))])
      case .attachment(let id): enterTransit(from, network.transitGatewayAttachments[id], parts)
      }
    }
  }

  private mutating func enterTransit(
    _ from: Int, _ attachment: TransitGatewayAttachment, _ parts: [(HeaderField, Intervals)]
  ) {
    switch attachment.gateway {
    case .missing(let unlisted): unknown(from, unlisted, parts)
    case .resolved(let gateway):
      guard attachment.isFunctional, network.transitGateways[gateway].isFunctional else { return }
      lookUp(from, attachment, .peering, .none, HeaderSet([graph.space.box(parts)]))
    }
  }
}

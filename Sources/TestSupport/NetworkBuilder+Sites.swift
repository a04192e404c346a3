package import NetworkModel

/// VPN gateways and private connections in few words.
extension NetworkBuilder {
  @discardableResult
  package mutating func vpnGateway(_ name: String, _ vpc: ID<VPC>) -> ID<VPNGateway> {
    added(model.vpnGateways.insert(VPNGateway(name: name, vpc: vpc)), name)
  }

  /// A VPN connection, or Direct Connect without `selectors`. What it advertises are the ranges of the gateway's VPC
  /// unless others are given.
  @discardableResult
  package mutating func connection(
    _ name: String, at gateway: ID<VPNGateway>, learned: [String], advertised: [String]? = nil,
    selectors: TrafficSelectors? = .any, functional: Bool = true
  ) -> ID<PrivateConnection> {
    let own = model.vpnGateways[gateway].vpc.map { model.vpcs[$0].ranges.map(\.description) } ?? []
    return connection(
      name, end: .vpnGateway(gateway), learned: learned, advertised: advertised ?? own,
      selectors: selectors, functional: functional)
  }

  @discardableResult
  package mutating func connection(
    _ name: String, end: PrivateConnection.End?, learned: [String], advertised: [String],
    selectors: TrafficSelectors? = .any, functional: Bool = true, families: Set<IPFamily> = [.v4]
  ) -> ID<PrivateConnection> {
    added(
      model.privateConnections.insert(
        PrivateConnection(
          name: name, kind: selectors.map(PrivateConnection.Kind.vpn) ?? .directConnect, end: end,
          isFunctional: functional, families: families,
          learned: PrefixKnowledge(learned.map(Self.cidr)),
          advertised: PrefixKnowledge(advertised.map(Self.cidr)))), name)
  }

  /// A connection attached to a transit gateway, with its attachment.
  @discardableResult
  package mutating func connection(
    _ name: String, at gateway: ID<TransitGateway>, learned: [String], advertised: [String],
    selectors: TrafficSelectors? = .any, functional: Bool = true
  ) -> (connection: ID<PrivateConnection>, attachment: ID<TransitGatewayAttachment>) {
    let id = connection(
      name, end: nil, learned: learned, advertised: advertised, selectors: selectors,
      functional: functional)
    let attachment = transitAttachment(
      "tgw-attach-\(name)", gateway, .connection(.resolved(id)), functional: true)
    model.privateConnections[id].end = .attachment(attachment)
    return (id, attachment)
  }
}

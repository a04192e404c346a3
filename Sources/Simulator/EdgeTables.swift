import NetworkModel

/// Gateway route tables: what enters a VPC through a gateway is routed before it is delivered (RT-12, RT-13, K29).
extension Walk {
  /// `site` is the gateway. Without a table of its own: by ownership (RT-14). Behind an internet gateway an appliance
  /// must be public.
  mutating func arrive(
    in vpc: ID<VPC>, by table: Reference<RouteTable>?, at site: Site, fromInternet: Bool = true
  ) -> Disposition {
    guard let table, !has(.edgeTableIgnored) else {
      return deliverByOwnership(in: vpc, leaving: nil, at: site, "RT-14")
    }
    switch table {
    case .missing(let unknown): return ends(unknown: unknown)
    case .resolved(let table):
      switch select(in: table) {
      case .none: return dropped(.noRoute, at: site, "RT-12")
      case .unknown(let unknown): return ends(unknown: unknown)
      case .returnToSender: return dropped(.noRoute, at: site, "RT-12")
      case .route(let table, let index, let range):
        return follow(table, index, range, into: vpc, fromInternet)
      }
    }
  }

  private mutating func follow(
    _ table: ID<RouteTable>, _ index: Int, _ range: CIDR, into vpc: ID<VPC>,
    _ fromInternet: Bool
  ) -> Disposition {
    let route = network.routeTables[table].routes[index]
    let site = Site.route(table, index, range)
    switch route.state {
    case .active: record("forward", at: site, "RT-12")
    case .blackhole, .filtered: return dropped(.badStateRoute, at: site, "RT-6")
    case .unknown(let unknown): return ends(unknown: unknown)
    }
    switch route.target {
    case .local: return deliverByOwnership(in: vpc, leaving: nil, at: site, "RT-9")
    case .interface(.resolved(let id)):
      let hasPublic = network.interfaces[id].privateAddresses.contains { $0.publicAddress != nil }
      guard hasPublic || !fromInternet || has(.edgeTargetNeedsNoPublicAddress) else {
        return dropped(.edgeTargetNotPublic, at: .interface(id), "RT-12")
      }
      return pass(through: id, in: vpc)
    case .inspection(.resolved(let id)): return pass(throughEndpoint: id, in: vpc)
    case .interface(.missing(let unknown)), .inspection(.missing(let unknown)), .unmodelled(let unknown):
      return ends(unknown: unknown)
    case .internetGateway, .egressOnlyInternetGateway, .natGateway, .peering, .gatewayEndpoint,
      .transitGateway, .vpnGateway:
      return ends(unknown: oddTarget(table, route))
    }
  }

  private func oddTarget(_ table: ID<RouteTable>, _ route: Route) -> Unknown {
    Unknown(
      object: network.routeTables[table].name, kind: "routeTable",
      reason: "a gateway's table cannot have such a target", rule: "RT-12", origin: route.origin)
  }

  /// What leaves through a gateway whose table sends the answers elsewhere than to the sender: undocumented (RT-13).
  mutating func noteRedirection(
    of gateway: ID<InternetGateway>, in vpc: ID<VPC>, at source: IPAddress
  ) {
    guard case .resolved(let table)? = network.internetGateways[gateway].edgeTable,
      !has(.edgeRedirectionIgnored), redirects(table, source)
    else { return }
    note(
      Unknown(
        object: network.internetGateways[gateway].name, kind: "internetGateway",
        reason: "its route table sends answers elsewhere than to the sender", rule: "RT-13",
        origin: network.internetGateways[gateway].origin))
  }

  /// Whether the table delivers `address` otherwise than by ownership.
  private func redirects(_ table: ID<RouteTable>, _ address: IPAddress) -> Bool {
    var answer = self
    answer.packet.destination = address
    guard case .route(let table, let index, _) = answer.select(in: table) else { return true }
    let route = network.routeTables[table].routes[index]
    return route.target != .local || route.state != .active
  }
}

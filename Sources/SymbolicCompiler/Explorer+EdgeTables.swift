import ForwardingGraph
import NetworkModel
import TermGraph

/// Route tables of gateways (RT-12, RT-13).
extension Explorer {
  /// From a gateway into its VPC: by its table if it has one, else by ownership (RT-14). Only behind an internet gateway
  /// an appliance must be public.
  mutating func arrive(
    _ state: PathState, in vpc: ID<VPC>, by table: Reference<RouteTable>?, fromInternet: Bool = true
  ) {
    switch table {
    case nil: deliver(state, in: vpc, leaving: nil)
    case .missing(let id)?: unknown(state, id)
    case .resolved(let id)?:
      let name = network.routeTables[id].name
      for part in exploration.partition(of: id, state.header.family)?.parts ?? [] {
        guard var hit = state.narrowedDestination(to: part.destinations) else { continue }
        hit.trail.append(name)
        switch part.decision {
        case .noRoute: drop(hit, .noRoute)
        case .unknown(let reason): unknown(hit, reason)
        case .unrankedRoutes:
          unknown(
            hit, object: name, kind: "routeTable",
            reason: "advertised and propagated routes of equal length have no known order", rule: "RT-7")
        case .routes(let indices, let tie):
          enterAtEdge(hit, vpc, id, indices, tie, fromInternet)
        }
      }
    }
  }

  private mutating func enterAtEdge(
    _ state: PathState, _ vpc: ID<VPC>, _ table: ID<RouteTable>, _ indices: [Int], _ tie: CIDR?,
    _ fromInternet: Bool
  ) {
    for (position, index) in indices.enumerated() {
      var next = state
      if let tie {
        let choice = RouteTie(table: table, range: tie)
        if let kept = next.choices.routeTie[choice], kept != position { continue }
        next.choices.routeTie[choice] = position
      }
      takeAtEdge(next, vpc, network.routeTables[table].routes[index], table, fromInternet)
    }
  }

  private mutating func takeAtEdge(
    _ state: PathState, _ vpc: ID<VPC>, _ route: Route, _ table: ID<RouteTable>,
    _ fromInternet: Bool
  ) {
    switch route.state {
    case .active: break
    case .blackhole, .filtered: return drop(state, .badStateRoute)
    case .unknown(let id): return unknown(state, id)
    }
    switch route.target {
    case .local: deliver(state, in: vpc, leaving: nil)
    case .interface(.resolved(let id)):
      if fromInternet, !hasPublic(id) { return drop(state, .edgeTargetNotPublic) }
      enterRouteTarget(state, id, vpc)
    case .inspection(.resolved(let id)): enterInspection(state, id, vpc)
    case .interface(.missing(let id)), .inspection(.missing(let id)), .unmodelled(let id): unknown(state, id)
    case .internetGateway, .egressOnlyInternetGateway, .natGateway, .peering, .gatewayEndpoint,
      .transitGateway, .vpnGateway:
      unknown(
        state, object: network.routeTables[table].name, kind: "routeTable",
        reason: "a route that no gateway's table can have", rule: "RT-12")
    }
  }

  private func hasPublic(_ id: ID<Interface>) -> Bool {
    network.interfaces[id].privateAddresses.contains { $0.publicAddress != nil }
  }

  /// Whether what enters for the interface may go elsewhere: to an appliance, or where nobody knows (RT-12).
  func isRedirected(_ id: ID<Interface>) -> Bool {
    guard let gateway = network.vpcs[network.interfaces[id].vpc].internetGateway else { return false }
    return network.internetGateways[gateway].edgeTable != nil
  }

  /// RT-13: packets whose answers the gateway's table sends elsewhere than to their sender go on with that noted.
  mutating func noteRedirection(_ state: PathState, _ gateway: InternetGateway) -> [PathState] {
    guard case .resolved(let table)? = gateway.edgeTable,
      let partition = exploration.partition(of: table, state.header.family)
    else { return [state] }
    var direct: [ClosedRange<UInt128>] = []
    for part in partition.parts {
      guard case .routes(let indices, nil) = part.decision, indices.count == 1 else { continue }
      let route = network.routeTables[table].routes[indices[0]]
      if route.target == .local, route.state == .active { direct += part.destinations.spans }
    }
    let kept = Intervals(union: direct)
    var onward: [PathState] = []
    if let plain = state.narrowedSource(to: kept) { onward.append(plain) }
    if var doubtful = state.narrowedSource(to: state.sources.subtracting(kept)) {
      doubtful.noted.append(
        Unknown(
          object: gateway.name, kind: "internetGateway",
          reason: "its route table redirects what is sent to the sender", rule: "RT-13"))
      onward.append(doubtful)
    }
    return onward
  }
}

import NetworkModel

/// VPC Block Public Access (BPA-1, BPA-2) and route tables of gateways (RT-12).
extension GraphBuilder {
  enum PublicDirection {
    case out
    case outEgressOnly
    case `in`
  }

  /// Whether a mode certainly keeps new packets of the interface from crossing; what is not known is open here.
  func blocksPublicAccess(_ id: ID<Interface>, _ direction: PublicDirection) -> Bool {
    let interface = network.interfaces[id]
    guard case .on(let block) = network.vpcs[interface.vpc].blockPublicAccess else { return false }
    let exclusion = network.subnets[interface.subnet].publicAccessExclusion ?? block.exclusion
    switch (exclusion, block.mode) {
    case (.unknown, _), (.allowBidirectional, _): return false
    case (.none, .bidirectional): return true
    case (.allowEgress, .bidirectional): return direction == .in
    case (.none, .ingress), (.allowEgress, .ingress):
      switch direction {
      case .in: return true
      case .out: return interface.kind != .natGateway
      case .outEgressOnly: return false
      }
    }
  }

  /// Where a packet is that entered a VPC through a gateway with this table of its own.
  func arrival(in vpc: ID<VPC>, by table: Reference<RouteTable>?) -> GraphNode {
    switch table {
    case nil: .delivering(vpc, .none)
    case .missing(let id)?: .unknown(network[id])
    case .resolved(let id)?: .edgeTable(vpc, id)
    }
  }

  /// Also behind a virtual private gateway, where no appliance needs to be public.

  mutating func expandEdgeTable(_ from: Int, _ vpc: ID<VPC>, _ table: ID<RouteTable>) {
    let name = network.routeTables[table].name
    for part in partition(of: table).parts {
      let to: [(HeaderField, Intervals)] = [(.destination, part.destinations)]
      switch part.decision {
      case .noRoute: continue
      case .unknown(let id): unknown(from, id, to)
      case .unrankedRoutes:
        unknown(
          from, name, "routeTable",
          "advertised and propagated routes of equal length have no known order", "RT-7", to)
      case .routes(let indices, _):
        for index in indices {
          let route = network.routeTables[table].routes[index]
          switch route.state {
          case .active: takeAtEdge(from, route.target, vpc, name, to)
          case .blackhole, .filtered: continue
          case .unknown(let id): unknown(from, id, to)
          }
        }
      }
    }
  }

  private mutating func takeAtEdge(
    _ from: Int, _ target: RouteTarget, _ vpc: ID<VPC>, _ table: String,
    _ to: [(HeaderField, Intervals)]
  ) {
    switch target {
    case .local: edge(from, .delivering(vpc, .none), to)
    case .interface(.resolved(let id)):
      enterRouteTarget(from, id, vpc, .none, to)
    case .inspection(.resolved(let id)): enterInspection(from, id, vpc, forwarded: false, to)
    case .interface(.missing(let id)), .inspection(.missing(let id)), .unmodelled(let id): unknown(from, id, to)
    case .internetGateway, .egressOnlyInternetGateway, .natGateway, .peering, .gatewayEndpoint,
      .transitGateway, .vpnGateway:
      unknown(from, table, "routeTable", "a gateway's table has an odd target", "RT-12", to)
    }
  }
}

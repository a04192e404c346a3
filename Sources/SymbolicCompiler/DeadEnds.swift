package import ForwardingGraph
import NetworkModel

/// VPCs that packets enter and do not leave again (DIF-8).
extension ExplorationPlan {
  /// The VPCs in which whatever enters from outside stays: it is delivered to a host there or dropped, even if a filter that is
  /// not known decides which of both. Nothing that such a VPC holds matters to packets that neither start nor end in it.
  /// For plans without a narrower scope. Exact in one direction: a VPC that is left out may be one too.
  package func deadEnds() -> VPCScope {
    var kept = ContiguousArray<Bool>(repeating: true, count: network.vpcs.count)
    for interface in network.interfaces.elements {
      switch interface.kind {
      // NAT-6: what is addressed to a NAT gateway is dropped, and no route leads what entered to one.
      case .ordinary, .natGateway, .transparentService: continue
      case .interfaceEndpoint, .loadBalancer, .unmodelledService: kept[Int(interface.vpc.index)] = false
      }
    }
    // RT-12: tables of gateways lead to appliances.
    for case (let vpc?, _?) in network.internetGateways.elements.map({ ($0.vpc, $0.edgeTable) })
      + network.vpnGateways.elements.map({ ($0.vpc, $0.edgeTable) })
    { kept[Int(vpc.index)] = false }
    let entering = enteringDestinations()
    for attachment in network.transitGatewayAttachments.elements {
      guard case .vpc(let side) = attachment.kind, let vpc = side.vpc.id, kept[Int(vpc.index)] else { continue }
      kept[Int(vpc.index)] = side.subnets.allSatisfy { subnet in
        guard let subnet = subnet.id, network.subnets[subnet].vpc == vpc,
          let table = network.subnets[subnet].routeTable.id
        else { return false }
        return IPFamily.allCases.allSatisfy { family in
          stays(entering[vpc]?[family] ?? .empty, by: table, family)
        }
      }
    }
    return VPCScope(kept: kept)
  }

  /// TGW-6: the destinations of what any transit gateway's table sends to each VPC, at most.
  private func enteringDestinations() -> [ID<VPC>: [IPFamily: Intervals]] {
    var ranges: [ID<VPC>: [CIDR]] = [:]
    for route in network.transitGatewayRouteTables.elements.lazy.flatMap(\.routes) {
      for exit in route.attachments.compactMap(\.id) {
        guard case .vpc(let side) = network.transitGatewayAttachments[exit].kind, let vpc = side.vpc.id else { continue }
        ranges[vpc, default: []].append(route.destination)
      }
    }
    return ranges.mapValues { ranges in
      Dictionary(uniqueKeysWithValues: IPFamily.allCases.map { ($0, Intervals(ranges, family: $0)) })
    }
  }

  /// TGW-10, RT-1: by this table, packets to these destinations are delivered in the VPC or dropped.
  private func stays(_ destinations: Intervals, by table: ID<RouteTable>, _ family: IPFamily) -> Bool {
    if destinations.isEmpty { return true }
    guard let partition = partition(of: table, family) else { return false }
    let routes = network.routeTables[table].routes
    return partition.parts.allSatisfy { part in
      if part.destinations.intersection(destinations).isEmpty { return true }
      switch part.decision {
      case .noRoute: return true
      case .unknown, .unrankedRoutes: return false
      case .routes(let indices, _):
        return indices.allSatisfy { index in
          switch routes[index].state {
          case .active: routes[index].target == .local
          case .blackhole, .filtered: true
          case .unknown: false
          }
        }
      }
    }
  }

  /// The same plan, for packets that no transit gateway sends to a VPC outside `scope`.
  package func following(_ scope: VPCScope) -> ExplorationPlan {
    var result = self
    result.transit = TransitPlan(network, within: scope)
    return result
  }
}

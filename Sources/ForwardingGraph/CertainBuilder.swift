package import NetworkModel

/// The legs of an exchange (REA-3).
package enum ExchangeLeg: Hashable, Sendable {
  /// A packet of phase `new`: groups judge it.
  case request
  /// The reverse of a request that was received, sent by its receiver: the groups of both ends know the connection (SG-2).
  case answer
}

extension ForwardingGraph {
  /// The graph of what certainly happens on one leg: if any edge of a place takes a header, the edges that take it are all
  /// that may happen to such a packet there. Of a header that no edge takes nothing is said. (Specs/Design/Guarantees.md)
  package init(
    certain leg: ExchangeLeg, _ network: NetworkModel, plan: AddressPlan, transit: TransitPlan,
    family: IPFamily, scope: VPCScope = .everything
  ) {
    var builder = CertainBuilder(leg, network, plan, transit, family, scope)
    builder.build()
    self = builder.graph
  }
}

/// Expands places from hosts and the outside, each once. It knows hosts, subnets, tables, peerings, transit gateways and
/// internet gateways; whatever else there is gets no edge.
///
/// SOUNDNESS: never an edge for a header without those for everything else that may happen to it at the place; what
/// is not known to pass gets none.
struct CertainBuilder: GraphBuilding {
  let leg: ExchangeLeg
  let network: NetworkModel
  let plan: AddressPlan
  let transit: TransitPlan
  let family: IPFamily
  let scope: VPCScope
  var graph: ForwardingGraph
  var filters: CertainFilters
  var addresses: CertainAddresses
  private var subnetsOfVPC: [ID<VPC>: [ID<Subnet>]] = [:]
  private var partitions: [ID<RouteTable>: RoutePartition] = [:]

  init(
    _ leg: ExchangeLeg, _ network: NetworkModel, _ plan: AddressPlan, _ transit: TransitPlan,
    _ family: IPFamily, _ scope: VPCScope
  ) {
    self.leg = leg
    self.network = network
    self.plan = plan
    self.transit = transit
    self.family = family
    self.scope = scope
    graph = ForwardingGraph(space: HeaderSpace(family))
    filters = CertainFilters(network, plan: plan)
    addresses = CertainAddresses(network, plan: plan, family: family)
    for id in network.subnets.ids where scope.contains(network.subnets[id].vpc) {
      subnetsOfVPC[network.subnets[id].vpc, default: []].append(id)
    }
  }

  mutating func build() {
    graph.makeClasses(network, plan, scope)
    for id in graph.classes.indices where sends(graph.classes[id]) {
      graph.add(.sent(id, ownSource: true))
    }
    graph.add(.outside)
    expandAll()
  }

  private func sends(_ host: HostClass) -> Bool {
    guard host.isFunctional, case .ordinary = host.kind else { return false }
    return true
  }

  mutating func expand(_ node: GraphNode, number: Int) {
    switch node {
    case .sent(let id, _): expandSent(number, id)
    case .inside(let subnet, let tag): expandInside(number, subnet, tag)
    case .leaving(let subnet, let tag, let forwarded):
      let open = filters.networkACL(of: subnet, .egress, in: &graph.space)
      edge(number, .routing(subnet, tag, forwarded: forwarded), open)
    case .routing(let subnet, let tag, let forwarded):
      expandRouting(number, subnet, tag, forwarded: forwarded)
    case .delivering(let vpc, let tag): expandDelivering(number, vpc, tag)
    case .entering(let subnet, let tag):
      edge(number, .inside(subnet, tag), filters.networkACL(of: subnet, .ingress, in: &graph.space))
    case .internetGateway(let vpc, _): expandInternetGateway(number, vpc)
    case .outside: expandOutside(number)
    case .transitEntry(let attachment, let subnet, let tag):
      expandTransitEntry(number, attachment, subnet, tag)
    case .transitTable(let table, let origin, let tag):
      expandTransitTable(number, table, origin, tag)
    case .natGateway, .translated, .egressOnlyGateway, .onPremises, .relayed, .routeTarget, .edgeTable,
      .received, .receivedBy, .receivedOutside, .receivedOnPremises, .receivedByService, .unknown:
      break
    }
  }

  func subnets(of vpc: ID<VPC>) -> [ID<Subnet>] { subnetsOfVPC[vpc] ?? [] }

  /// The single active route that a subnet's table has for each part of the address space where it has exactly one: ties
  /// and everything unknown are left out (RT-2 to RT-7).
  mutating func routes(of subnet: ID<Subnet>) -> [(destinations: Intervals, target: RouteTarget)] {
    guard case .resolved(let table) = network.subnets[subnet].routeTable else { return [] }
    let partition =
      partitions[table]
      ?? RoutePartition(table: network.routeTables[table], network: network, family: family)
    partitions[table] = partition
    return partition.parts.compactMap { part in
      guard case .routes(let indices, nil) = part.decision, indices.count == 1 else { return nil }
      let route = network.routeTables[table].routes[indices[0]]
      guard case .active = route.state else { return nil }
      return (part.destinations, route.target)
    }
  }
}

package import NetworkModel

extension ForwardingGraph {
  /// The graph of one family, over the VPCs of a scope.
  package init(
    _ network: NetworkModel, plan: AddressPlan, transit: TransitPlan, family: IPFamily,
    scope: VPCScope = .everything
  ) {
    var builder = GraphBuilder(
      network, plan: plan, transit: transit, family: family, scope: scope)
    builder.build()
    self = builder.graph
  }
}

/// Expands places from all senders on, each once. The rules of each kind of place stand in a file of their own.
struct GraphBuilder: GraphBuilding {
  let network: NetworkModel
  let plan: AddressPlan
  let family: IPFamily
  let scope: VPCScope
  let lookups: NetworkLookups
  var filters: FilterSets
  var graph: ForwardingGraph
  private var partitions: [ID<RouteTable>: RoutePartition] = [:]
  let transit: TransitPlan
  let relays: RelayPlan

  init(
    _ network: NetworkModel, plan: AddressPlan, transit: TransitPlan, family: IPFamily,
    scope: VPCScope
  ) {
    self.network = network
    self.plan = plan
    self.family = family
    self.scope = scope
    lookups = NetworkLookups(network, scope)
    self.transit = transit
    relays = RelayPlan(network, plan: plan)
    filters = FilterSets(network, plan: plan)
    graph = ForwardingGraph(space: HeaderSpace(family))
  }

  mutating func build() {
    graph.makeClasses(network, plan, scope)
    for id in graph.classes.indices {
      if graph.membersOfClass[id].contains(where: { !plan.owned($0, family).isEmpty }) {
        graph.add(.sent(id, ownSource: true))
      }
      if graph.membersOfClass[id].contains(where: { !network.interfaces[$0].sourceDestinationCheck }) {
        graph.add(.sent(id, ownSource: false))
      }
    }
    graph.add(.outside)
    if !network.privateConnections.isEmpty { graph.add(.onPremises) }
    expandAll()
  }

  mutating func edge(_ from: Int, _ to: GraphNode) {
    edge(from, to, HeaderSet([graph.space.everything]))
  }

  mutating func unknown(_ from: Int, _ id: UnknownID, _ parts: [(HeaderField, Intervals)] = []) {
    edge(from, .unknown(network[id]), parts)
  }

  mutating func unknown(
    _ from: Int, _ object: String, _ kind: String, _ reason: String, _ rule: String,
    _ parts: [(HeaderField, Intervals)] = []
  ) {
    edge(from, .unknown(Unknown(object: object, kind: kind, reason: reason, rule: rule)), parts)
  }

  // MARK: Tables

  mutating func partition(of table: ID<RouteTable>) -> RoutePartition {
    if let known = partitions[table] { return known }
    let made = RoutePartition(table: network.routeTables[table], network: network, family: family)
    partitions[table] = made
    return made
  }

  mutating func expand(_ node: GraphNode, number: Int) {
    switch node {
    case .sent(let id, let own): expandSent(number, id, ownSource: own)
    case .inside(let subnet, let tag): expandInside(number, subnet, tag)
    case .leaving(let subnet, let tag, let forwarded):
      let open = filters.networkACL(of: subnet, .egress, in: &graph.space)
      edge(number, .routing(subnet, tag, forwarded: forwarded), open)
    case .routing(let subnet, let tag, let forwarded):
      expandRouting(number, subnet, tag, forwarded: forwarded)
    case .delivering(let vpc, let tag): expandDelivering(number, vpc, tag)
    case .entering(let subnet, let tag):
      edge(number, .inside(subnet, tag), filters.networkACL(of: subnet, .ingress, in: &graph.space))
    case .natGateway(let id): expandNAT(number, id)
    case .translated(let id): expandTranslated(number, id)
    case .internetGateway(let vpc, let forwarded):
      expandInternetGateway(number, vpc, forwarded: forwarded)
    case .egressOnlyGateway(let vpc, let forwarded):
      expandEgressOnly(number, vpc, forwarded: forwarded)
    case .outside: expandOutside(number)
    case .onPremises: expandOnPremises(number)
    case .routeTarget(let id, let tag): expandRouteTarget(number, id, tag)
    case .edgeTable(let vpc, let table): expandEdgeTable(number, vpc, table)
    case .transitEntry(let attachment, let subnet, let tag):
      expandTransitEntry(number, attachment, subnet, tag)
    case .transitTable(let table, let origin, let tag):
      expandTransitTable(number, table, origin, tag)
    case .relayed(let id, let keepsClient): expandRelayed(number, id, keepsClient: keepsClient)
    case .received(let id): expandReceived(number, id)
    case .receivedBy, .receivedOutside, .receivedOnPremises, .receivedByService, .unknown: break
    }
  }
}

/// Objects found by what they belong to.
struct NetworkLookups {
  private(set) var subnetsOfVPC: ContiguousArray<[ID<Subnet>]>
  /// Every range of a VPC.
  let ranges: [IPFamily: Intervals]
  private(set) var peeringsOfVPC: [ID<VPC>: [ID<Peering>]] = [:]
  /// VPCs with a functional attachment.
  private(set) var vpcsOfTransit: [ID<TransitGateway>: [ID<VPC>]] = [:]

  init(_ network: NetworkModel, _ scope: VPCScope) {
    let all = network.vpcs.elements.flatMap(\.ranges)
    ranges = Dictionary(
      uniqueKeysWithValues: IPFamily.allCases.map { ($0, Intervals(all, family: $0)) })
    subnetsOfVPC = .init(repeating: [], count: network.vpcs.count)
    for id in network.subnets.ids where scope.contains(network.subnets[id].vpc) {
      subnetsOfVPC[Int(network.subnets[id].vpc.index)].append(id)
    }
    for id in network.peerings.ids {
      for side in [network.peerings[id].requester, network.peerings[id].accepter] {
        if let vpc = side.vpc.id { peeringsOfVPC[vpc, default: []].append(id) }
      }
    }
    for id in network.transitGatewayAttachments.ids {
      let attachment = network.transitGatewayAttachments[id]
      guard attachment.isFunctional, case .vpc(let side) = attachment.kind,
        let gateway = attachment.gateway.id, let vpc = side.vpc.id, scope.contains(vpc)
      else { continue }
      vpcsOfTransit[gateway, default: []].append(vpc)
    }
  }
}

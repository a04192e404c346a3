package import ForwardingGraph
package import NetworkModel
package import TermGraph

/// How filters that were never collected count (IMP-3a b).
package enum UncollectedFilters: Hashable, Sendable {
  /// Widest: for `forbid`.
  case open
  /// Unknown: for `require` and questions.
  case unknown
}

/// What an exploration has to find out; everything else is sliced away.
package struct ExplorerOptions: Sendable {
  package var uncollectedFilters: UncollectedFilters
  /// Receivers that matter; nil = all. Deliveries elsewhere are not followed (no other packet depends on them), except to
  /// services that may pass traffic on.
  package var receivers: Set<ID<Interface>>?
  /// Whether dropped packets are ends of interest (`require`, explanations).
  package var keepsDrops: Bool
  /// What enters another VPC than these is not followed and is no end.
  package var scope: VPCScope

  package init(
    uncollectedFilters: UncollectedFilters, receivers: Set<ID<Interface>>? = nil,
    keepsDrops: Bool = false, scope: VPCScope = .everything
  ) {
    self.uncollectedFilters = uncollectedFilters
    self.receivers = receivers
    self.keepsDrops = keepsDrops
    self.scope = scope
  }
}

/// Facts about one network that every exploration shares.
package struct ExplorationPlan: Sendable {
  package let network: NetworkModel
  package let addresses: AddressPlan
  /// Of the tables of subnets in the scope.
  let partitions: [IPFamily: ContiguousArray<RoutePartition?>]
  let membersOfGroup: ContiguousArray<[ID<Interface>]>
  package internal(set) var transit: TransitPlan
  let relays: RelayPlan
  /// The VPCs that explorations with this plan may enter.
  package let scope: VPCScope
  /// Asked on the way; once it says yes, explorations end early and what they found is worth nothing.
  package var isCancelled: @Sendable () -> Bool = { false }
  /// Every range of a VPC.
  let ranges: [IPFamily: Intervals]

  package init(_ network: NetworkModel, within scope: VPCScope = .everything) {
    self.network = network
    self.scope = scope
    addresses = AddressPlan(network, within: scope)
    transit = TransitPlan(network, within: scope)
    let all = network.vpcs.elements.flatMap(\.ranges)
    ranges = Dictionary(
      uniqueKeysWithValues: IPFamily.allCases.map { ($0, Intervals(all, family: $0)) })
    relays = RelayPlan(network, plan: addresses)
    var isUsed = ContiguousArray<Bool>(repeating: scope.isEverything, count: network.routeTables.count)
    for subnet in network.subnets.elements where scope.contains(subnet.vpc) {
      if let table = subnet.routeTable.id { isUsed[Int(table.index)] = true }
    }
    let edges =
      network.internetGateways.elements.compactMap { $0.edgeTable?.id }
      + network.vpnGateways.elements.compactMap { $0.edgeTable?.id }
    for table in edges { isUsed[Int(table.index)] = true }
    var partitions: [IPFamily: ContiguousArray<RoutePartition?>] = [:]
    for family in IPFamily.allCases {
      partitions[family] = ContiguousArray(
        network.routeTables.ids.map { id in
          isUsed[Int(id.index)]
            ? RoutePartition(table: network.routeTables[id], network: network, family: family) : nil
        })
    }
    self.partitions = partitions
    var members = ContiguousArray<[ID<Interface>]>(repeating: [], count: network.securityGroups.count)
    for id in addresses.interfacesOfVPC.joined() {
      for group in Set(network.interfaces[id].groups.compactMap(\.id)) {
        members[Int(group.index)].append(id)
      }
    }
    membersOfGroup = members
  }

  func partition(of table: ID<RouteTable>, _ family: IPFamily) -> RoutePartition? {
    partitions[family]?[Int(table.index)]
  }
}

/// Follows one symbolic packet along every path of the forwarding graph: the ends' conditions are disjoint for each
/// resolution of nondeterminism and, with `keepsDrops` and without slicing, cover everything that the start admits.
/// Exact (REA-1, REA-2). The methods of each concern stand in their own file and cite their rules.
package struct Explorer {
  let plan: AddressPlan
  let exploration: ExplorationPlan
  let network: NetworkModel
  package let options: ExplorerOptions
  var terms: TermBuilder
  package var ends: [PathEnd] = []
  /// What the reply must become (REA-3) while a return leg is explored.
  var reply: ReplyGoal?

  package init(_ exploration: ExplorationPlan, options: ExplorerOptions, graph: TermGraph) {
    self.exploration = exploration
    plan = exploration.addresses
    network = exploration.network
    self.options = options
    terms = TermBuilder(graph: graph)
  }

  package var graph: TermGraph {
    get { terms.graph }
    set { terms.graph = newValue }
  }

  /// The path condition of an end, over the packet that was sent and the ports that gateways chose.
  package mutating func condition(_ end: PathEnd) -> TermID { terms.condition(end.state) }

  package mutating func takeEnds() -> [PathEnd] {
    defer { ends = [] }
    return ends
  }

  func members(of group: ID<SecurityGroup>) -> [ID<Interface>] {
    exploration.membersOfGroup[Int(group.index)]
  }

  // MARK: Ends

  mutating func finish(_ state: PathState, _ ending: PathEnding) {
    if case .dropped = ending, !options.keepsDrops { return }
    ends.append(PathEnd(ending: ending, state: state))
  }

  mutating func drop(_ state: PathState?, _ code: DropCode) {
    if let state { finish(state, .dropped(code)) }
  }

  mutating func unknown(_ state: PathState?, _ id: UnknownID) {
    if let state { finish(state, .unknown(network[id])) }
  }

  mutating func unknown(_ state: PathState?, object: String, kind: String, reason: String, rule: String) {
    guard let state else { return }
    finish(state, .unknown(Unknown(object: object, kind: kind, reason: reason, rule: rule)))
  }

  /// A filter on the way: the states that go on, with unknown outcomes noted; what is denied ends with `code`.
  mutating func pass(_ state: PathState, _ outcome: FilterOutcome, orDrop code: DropCode) -> [PathState] {
    if exploration.isCancelled() { return [] }
    var onward: [PathState] = []
    var deny = terms.graph.not(outcome.allow)
    if outcome.allow != TermGraph.false {
      var next = state
      if outcome.allow != TermGraph.true { next.filters.append(outcome.allow) }
      onward.append(next)
    }
    for (condition, reason) in outcome.unknown where condition != TermGraph.false {
      var next = state
      if condition != TermGraph.true { next.filters.append(condition) }
      next.noted.append(reason)
      onward.append(next)
      deny = terms.graph.and(deny, terms.graph.not(condition))
    }
    if options.keepsDrops, deny != TermGraph.false {
      var dropped = state
      if deny != TermGraph.true { dropped.filters.append(deny) }
      dropped.stoppedAt = outcome.site
      drop(dropped, code)
    }
    return onward
  }

  /// Whether a packet that ends at this interface matters to anybody.
  func matters(_ interface: ID<Interface>) -> Bool {
    guard let wanted = options.receivers else { return true }
    if wanted.contains(interface) || reply != nil || options.keepsDrops { return true }
    return network.passesOn(network.interfaces[interface].kind)
  }
}

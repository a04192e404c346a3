package import NetworkModel

/// Where the groups of the sender still count (SG-6), and in which VPCs it may sit. Only senders whose source address is
/// their own carry any: SG-5 demands it.
package enum SenderTag: Hashable, Sendable {
  /// Stripped, or the source address is not the sender's own.
  case none
  /// Sent in the VPC where the packet is.
  case home
  /// Came straight over a peering from this VPC (SG-8).
  case peer(ID<VPC>)
  /// Came through this transit gateway, which keeps references (SG-9).
  case transit(ID<TransitGateway>)
  /// Sent by these nodes of a load balancer under the client's address (LB-4).
  case relayed(HostClassID)
}

/// A place in the graph of one family, for packets of phase `new`.
package enum GraphNode: Hashable, Sendable {
  /// A host of the class has made the packet; its groups have not seen it. False: the source is not its own address.
  case sent(HostClassID, ownSource: Bool)
  /// Among the interfaces of a subnet, no boundary ahead.
  case inside(ID<Subnet>, SenderTag)
  /// About to leave a subnet. `forwarded`: entered the VPC through a transit gateway (PCX-2a).
  case leaving(ID<Subnet>, SenderTag, forwarded: Bool)
  /// At the route table of a subnet.
  case routing(ID<Subnet>, SenderTag, forwarded: Bool)
  /// In a VPC, to be delivered by ownership of the destination (RT-9, RT-14).
  case delivering(ID<VPC>, SenderTag)
  /// About to enter a subnet.
  case entering(ID<Subnet>, SenderTag)
  case natGateway(ID<NATGateway>)
  /// Translated; in the gateway's subnet.
  case translated(ID<NATGateway>)
  case internetGateway(ID<VPC>, forwarded: Bool)
  case egressOnlyGateway(ID<VPC>, forwarded: Bool)
  /// Outside: owned public addresses lead back in.
  case outside
  /// At a site behind VPN or Direct Connect.
  case onPremises
  /// Passed on by nodes of a load balancer, under their own address or the client's.
  case relayed(HostClassID, keepsClient: Bool)
  /// At an interface that a route names; its subnet's filters are ahead.
  case routeTarget(ID<Interface>, SenderTag)
  /// At the route table of the gateway through which the packet entered the VPC (RT-12).
  case edgeTable(ID<VPC>, ID<RouteTable>)
  case transitEntry(ID<TransitGatewayAttachment>, ID<Subnet>, SenderTag)
  /// At a table of a transit gateway, from a VPC attachment in this zone or from a peering.
  case transitTable(ID<TransitGatewayRouteTable>, TransitOrigin, SenderTag)

  // MARK: Ends

  /// Received by a host of the class.
  case received(HostClassID)
  /// Received by an interface that a route names, as its own.
  case receivedBy(ID<Interface>)
  case receivedOutside
  case receivedOnPremises
  case receivedByService(String)
  /// Behaviour unknown from here.
  case unknown(Unknown)
}

/// What the exit of a transit gateway depends on (TGW-8).
package enum TransitOrigin: Hashable, Sendable {
  case peering
  /// Straight from a VPC attachment, with its subnet's zone if known.
  case vpc(Zone?)
}

/// What an edge changes in the header.
package enum HeaderChange: Hashable, Sendable {
  case none
  /// NAT-3: the source becomes the one of this set, the port any of 1024…65535 where there are ports.
  case source(ValueSetID, picksPort: Bool)
  /// IGW-3: the destination becomes the one of this set.
  case destination(ValueSetID)
  /// LB-4: a new leg to this address and port, from this one and any port of 1024…65535 unless the client's are kept.
  case relay(source: ValueSetID?, destination: ValueSetID, port: ValueSetID)
}

package struct GraphEdge: Sendable {
  package var from: Int
  package var to: Int
  package var guards: HeaderSet
  package var change: HeaderChange
}

package typealias HostClassID = Int

/// Interfaces of one subnet that the network treats alike but for their addresses.
package struct HostClass: Hashable, Sendable {
  package var subnet: ID<Subnet>
  package var groups: [Reference<SecurityGroup>]
  package var kind: InterfaceKind
  package var isFunctional: Bool
}

/// Everything that may happen to a packet of phase `new` of one family: places, and edges with the headers that take them.
///
/// It may admit more than the network does, never less: filters that are unknown are open, loops are not cut, an egress
/// reference matches members in every peered VPC. What no path reaches here, no packet reaches (REA-3a `forbid`).
package struct ForwardingGraph: Sendable {
  package var space: HeaderSpace
  package internal(set) var nodes: ContiguousArray<GraphNode> = []
  /// Grouped by `from`, in order of node.
  package internal(set) var edges: ContiguousArray<GraphEdge> = []
  /// Edges of node n: `firstEdge[n]..<firstEdge[n + 1]`.
  package internal(set) var firstEdge: ContiguousArray<Int> = [0]
  package internal(set) var classes: ContiguousArray<HostClass> = []
  package internal(set) var membersOfClass: ContiguousArray<[ID<Interface>]> = []
  /// -1 for an interface outside the scope.
  package internal(set) var classOfInterface: ContiguousArray<HostClassID> = []
  var numbers: [GraphNode: Int] = [:]

  package func number(of node: GraphNode) -> Int? { numbers[node] }

  /// The number of a place, given when it is first met.
  @discardableResult
  mutating func add(_ node: GraphNode) -> Int {
    if let known = numbers[node] { return known }
    let number = nodes.count
    nodes.append(node)
    numbers[node] = number
    return number
  }

  package func edges(of node: Int) -> ArraySlice<GraphEdge> { edges[firstEdge[node]..<firstEdge[node + 1]][...] }
}

extension ForwardingGraph {
  /// Puts every interface of the scope into its class.
  mutating func makeClasses(_ network: NetworkModel, _ plan: AddressPlan, _ scope: VPCScope) {
    var numbers: [HostClass: HostClassID] = [:]
    classOfInterface = .init(repeating: -1, count: network.interfaces.count)
    for id in scope.vpcs(of: network).flatMap({ plan.interfacesOfVPC[Int($0.index)] }).sorted() {
      let interface = network.interfaces[id]
      let key = HostClass(
        subnet: interface.subnet, groups: interface.groups, kind: interface.kind,
        isFunctional: interface.isFunctional)
      let number = numbers[key] ?? classes.count
      if number == classes.count {
        numbers[key] = number
        classes.append(key)
        membersOfClass.append([])
      }
      membersOfClass[number].append(id)
      classOfInterface[Int(id.index)] = number
    }
  }
}

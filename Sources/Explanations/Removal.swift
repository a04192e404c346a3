package import NetworkEdits
package import NetworkModel

/// One change of the configuration that takes a blocker away (WHY-2). Each is a thing that an owner of the network can do;
/// each but the removal of a route only lets more packets through.
package enum Removal: Hashable, Sendable {
  /// The interface gets one more security group, whose only rule admits everything in this direction.
  case openGroups(ID<Interface>, Direction)
  /// An entry before all others lets everything pass in this direction.
  case openNetworkACL(ID<NetworkACL>, Direction)
  /// A route is added.
  case addRoute(ID<RouteTable>, Route)
  /// A route that drops is deleted.
  case removeRoute(ID<RouteTable>, Route)
  case addTransitRoute(ID<TransitGatewayRouteTable>, TransitGatewayRoute)
  case removeTransitRoute(ID<TransitGatewayRouteTable>, TransitGatewayRoute)
  /// The primary private address gets a public one.
  case addPublicAddress(ID<Interface>, IPAddress)
  /// The interface's instance is started.
  case start(ID<Interface>)
  case activate(ID<Peering>)
  /// The VPC is excluded from Block Public Access.
  case excludeFromPublicAccessBlock(ID<VPC>)

  /// The removal as edits of `network`.
  package func edits(in network: NetworkModel) -> [NetworkEdit] {
    switch self {
    case .openGroups(let id, let direction):
      let interface = network.interfaces[id]
      let rules = Self.everything.map {
        SecurityGroupRule(direction: direction, service: ServiceMatch(.any), peer: .range($0))
      }
      return [
        .addGroup(
          .init(
            name: "open \(direction.rawValue) of \(interface.name)", vpc: interface.vpc, rules: rules,
            interfaces: [id]))
      ]
    case .openNetworkACL(let id, let direction):
      let open = Self.everything.map {
        NetworkACLEntry(number: 0, direction: direction, allows: true, service: ServiceMatch(.any), range: $0)
      }
      return [.addEntries(id, open)]
    case .addRoute(let table, let route): return [.addRoute(table, route)]
    case .removeRoute(let table, let route): return [.removeRoute(table, route)]
    case .addTransitRoute(let table, let route): return [.addTransitRoute(table, route)]
    case .removeTransitRoute(let table, let route): return [.removeTransitRoute(table, route)]
    case .addPublicAddress(let id, let address): return [.addPublicAddress(id, address)]
    case .start(let id): return [.start(id)]
    case .activate(let id): return [.activate(id)]
    case .excludeFromPublicAccessBlock(let id): return [.excludeFromPublicAccessBlock(id)]
    }
  }

  /// Makes the change; nothing else of the network changes.
  package func apply(to network: inout NetworkModel) {
    for edit in edits(in: network) { edit.apply(to: &network) }
  }

  private static let everything = [
    CIDR(.v4, base: 0, length: 0), CIDR(.v6, base: 0, length: 0),
  ]
}

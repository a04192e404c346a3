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

  /// Makes the change; nothing else of the network changes.
  package func apply(to network: inout NetworkModel) {
    switch self {
    case .openGroups(let id, let direction): openGroups(id, direction, &network)
    case .openNetworkACL(let id, let direction):
      let open = Self.everything.map {
        NetworkACLEntry(
          number: 0, direction: direction, allows: true, service: ServiceMatch(.any), range: $0)
      }
      network.networkACLs[id].entries.insert(contentsOf: open, at: 0)
    case .addRoute(let table, let route): network.routeTables[table].routes.append(route)
    case .removeRoute(let table, let route):
      network.routeTables[table].routes.removeAll { $0 == route }
    case .addTransitRoute(let table, let route):
      network.transitGatewayRouteTables[table].routes.append(route)
    case .removeTransitRoute(let table, let route):
      network.transitGatewayRouteTables[table].routes.removeAll { $0 == route }
    case .addPublicAddress(let id, let address):
      let addresses = network.interfaces[id].privateAddresses
      let primary = addresses.firstIndex { $0.isPrimary } ?? addresses.indices.first
      if let primary { network.interfaces[id].privateAddresses[primary].publicAddress = address }
    case .start(let id): network.interfaces[id].isFunctional = true
    case .activate(let id): network.peerings[id].isActive = true
    case .excludeFromPublicAccessBlock(let id):
      network.vpcs[id].blockPublicAccess = .off
      for subnet in network.subnets.ids where network.subnets[subnet].vpc == id {
        network.subnets[subnet].publicAccessExclusion = nil
      }
    }
  }

  private func openGroups(
    _ id: ID<Interface>, _ direction: Direction, _ network: inout NetworkModel
  ) {
    let interface = network.interfaces[id]
    let rules = Self.everything.map {
      SecurityGroupRule(direction: direction, service: ServiceMatch(.any), peer: .range($0))
    }
    let group = SecurityGroup(
      name: "open \(direction.rawValue) of \(interface.name)", vpc: interface.vpc,
      scope: interface.scope, rules: rules)
    guard let made = network.securityGroups.insert(group) else { return }
    network.interfaces[id].groups.append(.resolved(made))
  }

  private static let everything = [
    CIDR(.v4, base: 0, length: 0), CIDR(.v6, base: 0, length: 0),
  ]
}

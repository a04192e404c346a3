package import NetworkModel

/// Where changes are felt (DIF-8).
extension NetworkEdit {
  /// The VPCs outside which every filter, route and host is what it was; nil where the change is felt elsewhere too. Ids that
  /// `network` does not have belong to no VPC here: ask before and after the change.
  package func places(in network: NetworkModel) -> Set<ID<VPC>>? {
    switch self {
    case .addGroup(let new): return Self.homes(new.interfaces, network)
    case .addGroupRules(let group, _), .removeGroupRules(let group, _):
      return Self.homes(Self.members(of: group, network), network)
    case .attachGroup(let id, let group), .detachGroup(let id, let group):
      // SG-5: rules that name the group match the interface from now on, or no longer.
      let naming = network.securityGroups.ids.filter { other in
        network.securityGroups[other].rules.contains { $0.peer == .group(.resolved(group)) }
      }
      return Self.homes([id] + naming.flatMap { Self.members(of: $0, network) }, network)
    case .addEntries(let acl, _), .removeEntries(let acl, _):
      return Set(network.subnets.elements.filter { $0.networkACL == .acl(acl) }.map(\.vpc))
    case .addRoute(let table, _), .removeRoute(let table, _):
      let edges =
        network.internetGateways.elements.map(\.edgeTable) + network.vpnGateways.elements.map(\.edgeTable)
      if edges.contains(.resolved(table)) { return nil }
      return Set(network.subnets.elements.filter { $0.routeTable == .resolved(table) }.map(\.vpc))
    // REA-6: hosts outside send from every public address that no interface has.
    case .addPublicAddress, .removePublicAddress, .addTransitRoute, .removeTransitRoute: return nil
    case .start(let id), .stop(let id):
      return Self.homes([id], network)
    case .activate(let id), .deactivate(let id):
      let peering = network.peerings[id]
      guard let requester = peering.requester.vpc.id, let accepter = peering.accepter.vpc.id else { return nil }
      return [requester, accepter]
    case .excludeFromPublicAccessBlock(let id): return [id]
    }
  }

  private static func members(of group: ID<SecurityGroup>, _ network: NetworkModel) -> [ID<Interface>] {
    network.interfaces.ids.filter { network.interfaces[$0].groups.contains(.resolved(group)) }
  }

  private static func homes(_ interfaces: [ID<Interface>], _ network: NetworkModel) -> Set<ID<VPC>> {
    Set(interfaces.map { network.interfaces[$0].vpc })
  }
}

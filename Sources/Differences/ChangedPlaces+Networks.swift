import NetworkEdits
import NetworkModel

/// Where two networks differ that were read apart (DIF-8).
extension ChangedPlaces {
  /// Nil where objects came, went or changed places in their tables, and where they differ in more than rules, entries, routes,
  /// groups and tables of subnets, and hosts that run.
  package init?(from before: FlowMap, to after: FlowMap) {
    let (was, will) = (before.network.withoutPlaces(), after.network.withoutPlaces())
    guard Self.isOtherwiseEqual(was, will), var vpcs = Self.subnetsAndTables(was, will),
      let edits = Self.edits(from: was, to: will)
    else { return nil }
    for edit in edits {
      guard let before = edit.places(in: was), let after = edit.places(in: will) else { return nil }
      vpcs.formUnion(before.union(after))
    }
    self.init(vpcs, from: before, to: after)
  }

  private static func isOtherwiseEqual(_ was: NetworkModel, _ will: NetworkModel) -> Bool {
    was.scopes.elements == will.scopes.elements && was.vpcs.elements == will.vpcs.elements
      && was.instances.elements.map(\.name) == will.instances.elements.map(\.name)
      && was.prefixLists.elements == will.prefixLists.elements
      && was.internetGateways.elements == will.internetGateways.elements
      && was.egressOnlyInternetGateways.elements == will.egressOnlyInternetGateways.elements
      && was.natGateways.elements == will.natGateways.elements && was.peerings.elements == will.peerings.elements
      && was.vpcEndpoints.elements == will.vpcEndpoints.elements
      && was.loadBalancers.elements == will.loadBalancers.elements
      && was.targetGroups.elements == will.targetGroups.elements
      && was.transitGateways.elements == will.transitGateways.elements
      && was.transitGatewayAttachments.elements == will.transitGatewayAttachments.elements
      && was.transitGatewayRouteTables.elements == will.transitGatewayRouteTables.elements
      && was.vpnGateways.elements == will.vpnGateways.elements
      && was.privateConnections.elements == will.privateConnections.elements
      && was.unmodelled.elements == will.unmodelled.elements
      && was.unassociatedPublicAddresses == will.unassociatedPublicAddresses
      && was.closedProviderRanges == will.closedProviderRanges && was.globalUnknowns == will.globalUnknowns
      && was.uncollectedSites == will.uncollectedSites && was.hasAddressesOfTwo == will.hasAddressesOfTwo
      && was.profile == will.profile
      // Numbers of unknowns mean the same.
      && was.unknowns.map(\.placeless) == will.unknowns.map(\.placeless)
  }

  /// The VPCs of subnets that have another table or network ACL; nil where subnets or tables differ in something else.
  private static func subnetsAndTables(_ was: NetworkModel, _ will: NetworkModel) -> Set<ID<VPC>>? {
    guard was.subnets.count == will.subnets.count else { return nil }
    var vpcs: Set<ID<VPC>> = []
    for (old, new) in zip(was.subnets.elements, will.subnets.elements) where old != new {
      var changed = old
      (changed.routeTable, changed.networkACL) = (new.routeTable, new.networkACL)
      guard changed == new else { return nil }
      vpcs.insert(old.vpc)
    }
    return vpcs
  }

  /// Edits of the objects that differ: what they do is not looked at, only where.
  private static func edits(from was: NetworkModel, to will: NetworkModel) -> [NetworkEdit]? {
    guard was.securityGroups.count == will.securityGroups.count, was.networkACLs.count == will.networkACLs.count,
      was.routeTables.count == will.routeTables.count, was.interfaces.count == will.interfaces.count
    else { return nil }
    var edits: [NetworkEdit] = []
    for id in was.securityGroups.ids where was.securityGroups[id] != will.securityGroups[id] {
      var changed = was.securityGroups[id]
      changed.rules = will.securityGroups[id].rules
      guard changed == will.securityGroups[id] else { return nil }
      edits.append(.addGroupRules(id, []))
    }
    for id in was.networkACLs.ids where was.networkACLs[id] != will.networkACLs[id] {
      var changed = was.networkACLs[id]
      changed.entries = will.networkACLs[id].entries
      guard changed == will.networkACLs[id] else { return nil }
      edits.append(.addEntries(id, []))
    }
    for id in was.routeTables.ids where was.routeTables[id] != will.routeTables[id] {
      var changed = was.routeTables[id]
      changed.routes = will.routeTables[id].routes
      guard changed == will.routeTables[id],
        let route = was.routeTables[id].routes.first ?? will.routeTables[id].routes.first
      else { return nil }
      edits.append(.removeRoute(id, route))
    }
    for id in was.interfaces.ids where was.interfaces[id] != will.interfaces[id] {
      let (old, new) = (was.interfaces[id], will.interfaces[id])
      var changed = old
      (changed.groups, changed.isFunctional) = (new.groups, new.isFunctional)
      guard changed == new else { return nil }
      edits.append(.start(id))
      for group in Set(old.groups.compactMap(\.id)).symmetricDifference(new.groups.compactMap(\.id)).sorted() {
        edits.append(.attachGroup(id, group))
      }
    }
    return edits
  }
}

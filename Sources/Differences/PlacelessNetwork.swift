import NetworkModel

/// What networks say, whatever files they were read from: no places, and no tags, which no packet meets.
extension NetworkModel {
  func withoutPlaces() -> NetworkModel {
    var copy = self
    for id in copy.vpcs.ids { (copy.vpcs[id].origin, copy.vpcs[id].tags, copy.vpcs[id].gaps) = (nil, [:], [:]) }
    for id in copy.subnets.ids { (copy.subnets[id].origin, copy.subnets[id].tags, copy.subnets[id].gaps) = (nil, [:], [:]) }
    for id in copy.interfaces.ids {
      (copy.interfaces[id].origin, copy.interfaces[id].tags, copy.interfaces[id].gaps) = (nil, [:], [:])
    }
    for id in copy.instances.ids {
      (copy.instances[id].origin, copy.instances[id].tags, copy.instances[id].gaps) = (nil, [:], [:])
    }
    for id in copy.securityGroups.ids {
      (copy.securityGroups[id].origin, copy.securityGroups[id].tags, copy.securityGroups[id].gaps) = (nil, [:], [:])
      for rule in copy.securityGroups[id].rules.indices { copy.securityGroups[id].rules[rule].origin = nil }
    }
    for id in copy.networkACLs.ids {
      copy.networkACLs[id].origin = nil
      for entry in copy.networkACLs[id].entries.indices { copy.networkACLs[id].entries[entry].origin = nil }
    }
    for id in copy.routeTables.ids {
      copy.routeTables[id].origin = nil
      copy.routeTables[id].tags = [:]
      for route in copy.routeTables[id].routes.indices { copy.routeTables[id].routes[route].origin = nil }
    }
    for id in copy.transitGatewayRouteTables.ids {
      copy.transitGatewayRouteTables[id].origin = nil
      for route in copy.transitGatewayRouteTables[id].routes.indices {
        copy.transitGatewayRouteTables[id].routes[route].origin = nil
      }
    }
    for id in copy.prefixLists.ids { copy.prefixLists[id].origin = nil }
    for id in copy.internetGateways.ids { copy.internetGateways[id].origin = nil }
    for id in copy.egressOnlyInternetGateways.ids { copy.egressOnlyInternetGateways[id].origin = nil }
    for id in copy.natGateways.ids { copy.natGateways[id].origin = nil }
    for id in copy.peerings.ids { copy.peerings[id].origin = nil }
    for id in copy.vpcEndpoints.ids { copy.vpcEndpoints[id].origin = nil }
    for id in copy.loadBalancers.ids { copy.loadBalancers[id].origin = nil }
    for id in copy.targetGroups.ids { copy.targetGroups[id].origin = nil }
    for id in copy.transitGateways.ids { copy.transitGateways[id].origin = nil }
    for id in copy.transitGatewayAttachments.ids { copy.transitGatewayAttachments[id].origin = nil }
    for id in copy.vpnGateways.ids { copy.vpnGateways[id].origin = nil }
    for id in copy.privateConnections.ids { copy.privateConnections[id].origin = nil }
    for id in copy.unmodelled.ids { copy.unmodelled[id].origin = nil }
    return copy
  }
}

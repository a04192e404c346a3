package import NetworkModel

/// A place on a way and where it may be: the interpreter's reading of LOC-1. Empty values are not known.
package struct PlaceLocation: Hashable, Sendable {
  package var component: String
  /// One entry for each subnet that the place may be in; none where nothing is known of it.
  package var options: [Option]

  package struct Option: Hashable, Sendable {
    package var region: String
    package var account: String
    /// The zone's id and the account's name of it, as far as they are known.
    package var zones: [String]
    /// Both are known.
    package var knowsZone: Bool
    /// In a zone away from its Region, such as a Local Zone.
    package var isOutlying: Bool
  }
}

extension Simulator {
  /// What can read or rewrite a packet on one leg that was delivered, both ends included (ENC-1).
  package func stops(of hops: [Hop], startingAt start: Receiver? = nil) -> [String] {
    let legs = encryption(of: hops, startingAt: start)
    return legs.prefix(1).map(\.from) + legs.map(\.to)
  }

  package func locations(of hops: [Hop], startingAt start: Receiver? = nil) -> [PlaceLocation] {
    stops(of: hops, startingAt: start).map {
      PlaceLocation(component: $0, options: options($0))
    }
  }

  private func options(_ name: String) -> [PlaceLocation.Option] {
    let network = world.network
    if let id = network.interfaces.id(named: name) {
      guard network.interfaces[id].kind == .ordinary else { return [] }
      return [option(network.interfaces[id].subnet)]
    }
    if let id = network.natGateways.id(named: name) { return [option(network.natGateways[id].subnet)] }
    let nodes = network.interfaces.elements.filter { interface in
      switch interface.kind {
      case .loadBalancer(let id): network.loadBalancers[id].name == name
      case .interfaceEndpoint(let id): network.vpcEndpoints[id].name == name
      case .ordinary, .natGateway, .transparentService, .unmodelledService: false
      }
    }
    if !nodes.isEmpty { return nodes.map { option($0.subnet) } }
    for vpc in network.vpcs.elements {
      if let gateway = vpc.internetGateway, network.internetGateways[gateway].name == name {
        return [regional(vpc.scope)]
      }
    }
    return []
  }

  private func regional(_ scope: ID<Scope>) -> PlaceLocation.Option {
    let scope = world.network.scopes[scope]
    return .init(
      region: scope.gaps[.region] == nil ? scope.region : "",
      account: scope.gaps[.account] == nil ? scope.account : "", zones: [], knowsZone: false,
      isOutlying: false)
  }

  private func option(_ subnet: ID<Subnet>) -> PlaceLocation.Option {
    let subnet = world.network.subnets[subnet]
    var option = regional(subnet.scope)
    option.zones = [subnet.zone?.name, subnet.zoneName].compactMap { $0 }
    option.knowsZone =
      subnet.zone != nil && subnet.zone?.scope == nil && subnet.zoneName != nil
      && [ObjectAttribute.zone, .zoneID, .zoneName].allSatisfy { subnet.gaps[$0] == nil }
    option.isOutlying =
      subnet.isOnOutpost || subnet.zone == nil && subnet.zoneName == nil || isOutlying(subnet, option.region)
    return option
  }
}

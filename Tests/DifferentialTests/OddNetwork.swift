import NetworkModel
import TestSupport

/// A random network after somebody has broken it: routes to objects of other VPCs, detached gateways, NAT gateways without
/// addresses. Importers accept all of it, and random networks have too little of it.
struct OddNetwork {
  private var network: NetworkModel
  private var random: SplitMix64

  static func make(_ network: NetworkModel, seed: UInt64) -> NetworkModel {
    var odd = OddNetwork(network: network, random: SplitMix64(seed: seed &+ 99))
    odd.breakGateways()
    odd.breakRoutes()
    return odd.network
  }

  private mutating func breakGateways() {
    for id in network.internetGateways.ids where random.chance(10) {
      if let vpc = network.internetGateways[id].vpc { network.vpcs[vpc].internetGateway = nil }
      network.internetGateways[id].vpc = nil
    }
    for id in network.egressOnlyInternetGateways.ids where random.chance(20) {
      let other = random.pick(network.vpcs.ids)
      network.egressOnlyInternetGateways[id].vpc = random.chance(50) ? other : nil
    }
    for id in network.natGateways.ids where random.chance(10) { network.natGateways[id].addresses = [] }
    for id in network.vpcEndpoints.ids where random.chance(15) {
      if let other = random.pick(network.vpcs.ids) { network.vpcEndpoints[id].vpc = other }
    }
    for id in network.interfaces.ids where random.chance(5) {
      network.interfaces[id].sourceDestinationCheck.toggle()
    }
  }

  private mutating func breakRoutes() {
    for id in network.routeTables.ids {
      for index in network.routeTables[id].routes.indices where random.chance(20) {
        var route = network.routeTables[id].routes[index]
        if let target = anyTarget() { route.target = target }
        // Only routes to ranges are learned, and a local route never is (RT-3).
        if case .range = route.destination {
          route.source = route.target == .local ? .fixed : random.among(.fixed, .fixed, .propagated, .advertised)
        } else if route.target == .local {
          continue
        }
        network.routeTables[id].routes[index] = route
      }
    }
  }

  /// An object of any VPC.
  private mutating func anyTarget() -> RouteTarget? {
    switch random.int(0...6) {
    case 0: .local
    case 1: random.pick(network.internetGateways.ids).map { .internetGateway(.resolved($0)) }
    case 2:
      random.pick(network.egressOnlyInternetGateways.ids).map { .egressOnlyInternetGateway(.resolved($0)) }
    case 3: random.pick(network.natGateways.ids).map { .natGateway(.resolved($0)) }
    case 4: random.pick(network.peerings.ids).map { .peering(.resolved($0)) }
    case 5: random.pick(network.interfaces.ids).map { .interface(.resolved($0)) }
    case _: random.pick(network.vpcEndpoints.ids).map { .gatewayEndpoint(.resolved($0)) }
    }
  }
}

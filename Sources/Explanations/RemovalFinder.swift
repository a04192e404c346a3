import Checker
import NetworkEdits
import NetworkModel
import PolicyTypes
import SymbolicCompiler

/// What undoes a stop (WHY-2). A stop for which there is nothing here has no removal.
struct RemovalFinder {
  let network: NetworkModel
  let source: EndpointSet
  let destination: EndpointSet

  /// In a fixed order; several where several changes would do.
  func removals(of stop: Stop) -> [Removal] {
    if let filter = stop.filter {
      switch filter {
      case .groups(let interface, let direction): return [.openGroups(interface, direction)]
      case .networkACL(let acl, let direction): return [.openNetworkACL(acl, direction)]
      }
    }
    guard let hop = stop.hop else { return [] }
    let outside = publicAddress(stop)
    switch stop.code {
    case .noRoute: return outside + routes(hop)
    case .badStateRoute: return deadRoutes(hop)
    case .transitNoRoute: return transitRoutes(hop)
    case .transitBadStateRoute: return deadTransitRoutes(hop)
    case .badState: return repairs(hop)
    case .igwNeedsPublicSource: return ownPublicAddress(hop.packet.source, stop)
    case .publicAccessBlocked: return exclusions(hop, stop)
    case .igwNeedsPrivateDestination, .noPossibleDestination, .igwDestinationRFC1918,
      .igwDestinationRFC6598:
      return outside
    case .securityGroupMismatch, .securityGroupEmpty, .networkACL, .sourceDestinationCheck,
      .igwSourceRFC1918, .igwSourceRFC6598, .edgeTargetNotPublic, .natSourceOutsideVPC, .peeringAddress, .firewallRules,
      .protocolRestriction, .gatewayEndpointProtocol, .transitZone, .transitNoAssociation, .vpnDown,
      .vpnGatewaySource, .vpnGatewayDestination, .trafficSelector, .notAdvertised, .listenerMismatch,
      .spoofed, .returnPath, .noState, .eigwInbound, .natUnsolicited, .loop, .notTheReverse:
      return []
    }
  }

  // MARK: Routes

  /// One for each gateway of the table's VPC that leads to the destination.
  private func routes(_ hop: Hop) -> [Removal] {
    guard let table = network.routeTables.id(named: hop.component),
      let vpc = network.routeTables[table].vpc
    else { return [] }
    let address = hop.packet.destination
    return targets(from: vpc, to: address).compactMap { target, range in
      let taken = network.routeTables[table].routes.contains { $0.destination == .range(range) }
      if taken { return nil }
      return .addRoute(table, Route(destination: .range(range), target: target))
    }
  }

  func targets(
    from vpc: ID<VPC>, to address: IPAddress
  ) -> [(target: RouteTarget, range: CIDR)] {
    var result: [(RouteTarget, CIDR)] = []
    let everything = CIDR(address.family, base: 0, length: 0)
    let owners = network.vpcs.ids.filter { other in
      other != vpc && network.vpcs[other].ranges.contains { $0.contains(address) }
    }
    for owner in owners {
      guard let range = network.vpcs[owner].ranges.first(where: { $0.contains(address) }) else {
        continue
      }
      for peering in network.peerings.ids where network.peerings[peering].isActive {
        guard network.peerings[peering].remote(from: vpc)?.vpc == .resolved(owner) else { continue }
        result.append((.peering(.resolved(peering)), range))
      }
      for gateway in gateways(of: vpc) where gateways(of: owner).contains(gateway) {
        result.append((.transitGateway(.resolved(gateway)), range))
      }
    }
    guard owners.isEmpty, !network.vpcs[vpc].ranges.contains(where: { $0.contains(address) }) else {
      return result
    }
    if let gateway = network.vpcs[vpc].internetGateway {
      result.append((.internetGateway(.resolved(gateway)), everything))
    }
    if address.family == .v4 {
      for nat in network.natGateways.ids {
        let gateway = network.natGateways[nat]
        guard gateway.vpc == vpc, gateway.isFunctional, gateway.isPublic, gateway.unmodelled == nil
        else { continue }
        result.append((.natGateway(.resolved(nat)), everything))
      }
    }
    return result
  }

  private func gateways(of vpc: ID<VPC>) -> [ID<TransitGateway>] {
    network.transitGatewayAttachments.elements.compactMap { attachment in
      guard case .vpc(let side) = attachment.kind, side.vpc.id == vpc else { return nil }
      return attachment.gateway.id
    }
  }

  private func deadRoutes(_ hop: Hop) -> [Removal] {
    guard let table = network.routeTables.id(named: hop.component) else { return [] }
    let address = hop.packet.destination
    let dead = network.routeTables[table].routes.filter { route in
      guard route.state == .blackhole, case .range(let range) = route.destination else { return false }
      return range.contains(address)
    }
    return dead.max { length($0) < length($1) }.map { [.removeRoute(table, $0)] } ?? []
  }

  private func length(_ route: Route) -> Int {
    guard case .range(let range) = route.destination else { return -1 }
    return range.length
  }

  private func transitRoutes(_ hop: Hop) -> [Removal] {
    guard let table = network.transitGatewayRouteTables.id(named: hop.component) else { return [] }
    let address = hop.packet.destination
    let gateway = network.transitGatewayRouteTables[table].gateway
    return network.transitGatewayAttachments.ids.compactMap { id in
      let attachment = network.transitGatewayAttachments[id]
      guard attachment.gateway == gateway, attachment.isFunctional,
        case .vpc(let side) = attachment.kind, let vpc = side.vpc.id,
        let range = network.vpcs[vpc].ranges.first(where: { $0.contains(address) })
      else { return nil }
      return .addTransitRoute(
        table, TransitGatewayRoute(destination: range, attachments: [.resolved(id)]))
    }
  }

  private func deadTransitRoutes(_ hop: Hop) -> [Removal] {
    guard let table = network.transitGatewayRouteTables.id(named: hop.component) else { return [] }
    let dead = network.transitGatewayRouteTables[table].routes.filter {
      $0.state == .blackhole && $0.destination.contains(hop.packet.destination)
    }
    return dead.max { $0.destination.length < $1.destination.length }
      .map { [.removeTransitRoute(table, $0)] } ?? []
  }

  // MARK: Ends and gateways

  private func repairs(_ hop: Hop) -> [Removal] {
    if let peering = network.peerings.id(named: hop.component), !network.peerings[peering].isActive {
      return [.activate(peering)]
    }
    if let id = network.interfaces.id(named: hop.component), !network.interfaces[id].isFunctional,
      network.interfaces[id].kind == .ordinary
    {
      return [.start(id)]
    }
    return []
  }

  private func exclusions(_ hop: Hop, _ stop: Stop) -> [Removal] {
    let vpcs = network.vpcs.ids.filter { id in
      guard case .on = network.vpcs[id].blockPublicAccess else { return false }
      return network.vpcs[id].name == hop.component
        || network.vpcs[id].internetGateway.map { network.internetGateways[$0].name } == hop.component
    }
    return vpcs.map { .excludeFromPublicAccessBlock($0) }
  }

  /// The sender behind `address` needs a public one to cross an internet gateway.
  private func ownPublicAddress(_ address: IPAddress, _ stop: Stop) -> [Removal] {
    guard address.family == .v4 else { return [] }
    let ends = members.filter { id in
      network.interfaces[id].privateAddresses.contains {
        $0.address == address && $0.isPrimary && $0.publicAddress == nil
      }
    }
    return ends.compactMap(publicAddress)
  }

  /// What is asked from outside about a host without a public address goes nowhere.
  private func publicAddress(_ stop: Stop) -> [Removal] {
    guard stop.leg == .forward, stop.witness.emitter == .internet else { return [] }
    return destination.members.map(\.interface).filter { id in
      network.interfaces[id].primaryAddress(.v4) == stop.witness.packet.destination
    }.compactMap(publicAddress)
  }

  private var members: [ID<Interface>] { (source.members + destination.members).map(\.interface) }

  private func publicAddress(_ id: ID<Interface>) -> Removal? {
    network.freePublicAddress(for: id).map { .addPublicAddress(id, $0) }
  }
}

import ForwardingGraph
import NetworkModel
import TermGraph

/// Into a transit gateway and through its tables (TGW-2, TGW-4 to TGW-7, TGW-11, NACL-9, NACL-10, REA-2).
extension Explorer {
  /// A route of `subnet` leads to the gateway.
  mutating func enterTransitGateway(
    _ state: PathState, _ id: ID<TransitGateway>, from subnet: ID<Subnet>
  ) {
    let gateway = network.transitGateways[id]
    guard gateway.isFunctional else { return drop(state, .badState) }
    let candidates = exploration.transit.attachments(of: network.subnets[subnet].vpc, to: id)
    guard let attachment = candidates.first else {
      if let unlisted = gateway.unlistedAttachments { return unknown(state, unlisted) }
      return drop(state, .badState)
    }
    guard candidates.count == 1, case .vpc(let side) = network.transitGatewayAttachments[attachment].kind
    else {
      return unknown(
        state, object: gateway.name, kind: "transitGateway",
        reason: "the VPC has several attachments to it", rule: "TGW-4")
    }
    let name = network.transitGatewayAttachments[attachment].name
    if state.header.family == .v6, !side.supportsIPv6 {
      return unknown(state, attachment, reason: "IPv6 support is off", rule: "TGW-4")
    }
    switch entrySubnet(side, from: subnet) {
    case .none: drop(state, .transitZone)
    case .unknown:
      unknown(state, attachment, reason: "its zones cannot be compared with the sender's", rule: "TGW-4")
    case .subnet(let entry):
      for var next in pass(state, networkACL(of: entry, .ingress, state), orDrop: .networkACL) {
        next.trail.append(name)
        lookUp(
          next,
          TransitPassage(
            ingress: attachment, gateway: id, origin: .init(side: side, subnet: entry)))
      }
    }
  }

  private enum EntrySubnet {
    case subnet(ID<Subnet>)
    case none
    case unknown
  }

  /// TGW-4: the attachment's subnet in the zone of the sender's.
  private func entrySubnet(_ side: TransitGatewayVPC, from subnet: ID<Subnet>) -> EntrySubnet {
    if side.subnets.contains(.resolved(subnet)) { return .subnet(subnet) }
    switch sameZone(side.subnets, as: network.subnets[subnet].zone) {
    case .at(let index): return side.subnets[index].id.map(EntrySubnet.subnet) ?? .unknown
    case .nowhere: return .none
    case .unknown: return .unknown
    }
  }

  enum ZoneMatch {
    case at(Int)
    case nowhere
    case unknown
  }

  /// The first of `subnets` that is known to be in `zone`.
  func sameZone(_ subnets: [Reference<Subnet>], as zone: Zone?) -> ZoneMatch {
    guard let zone else { return .unknown }
    var isCertain = true
    for (index, reference) in subnets.enumerated() {
      switch reference.id.flatMap({ network.subnets[$0].zone })?.isSame(as: zone) {
      case true?: return .at(index)
      case false?: break
      case nil: isCertain = false
      }
    }
    return isCertain ? .nowhere : .unknown
  }

  /// TGW-2, TGW-5, TGW-6: the table of the ingress attachment.
  mutating func lookUp(_ state: PathState, _ passage: TransitPassage) {
    var state = state
    let here = TransitHistory.Entry(attachment: passage.ingress, subnet: passage.origin?.subnet)
    guard state.transit.enter(here) else { return drop(state, .loop) }
    switch network.transitGatewayAttachments[passage.ingress].association {
    case .none: drop(state, .transitNoAssociation)
    case .unknown(let id), .table(.missing(let id)): unknown(state, id)
    case .table(.resolved(let table)):
      let contents = network.transitGatewayRouteTables[table]
      if let id = contents.unknownContents { return unknown(state, id) }
      state.trail.append(contents.name)
      let partition = exploration.transit.partition(of: table, state.header.family)
      for part in partition?.parts ?? [] {
        if case .attachment(.resolved(let exit)) = part.decision,
          !options.scope.admits(network.transitGatewayAttachments[exit])
        {
          continue
        }
        guard let hit = state.narrowedDestination(to: part.destinations) else { continue }
        follow(part.decision, hit, passage, table: contents.name)
      }
    }
  }

  private mutating func follow(
    _ decision: TransitDecision, _ state: PathState, _ passage: TransitPassage, table: String
  ) {
    switch decision {
    case .noRoute: drop(state, .transitNoRoute)
    case .blackhole: drop(state, .transitBadStateRoute)
    case .unknown(let id), .attachment(.missing(let id)): unknown(state, id)
    case .unrankedRoutes:
      unknown(
        state, object: table, kind: "transitGatewayRouteTable",
        reason: "routes of one prefix and one origin have no known order", rule: "TGW-5")
    case .equalCost:
      unknown(
        state, object: table, kind: "transitGatewayRouteTable",
        reason: "a route does not lead to exactly one attachment", rule: "TGW-7")
    case .attachment(.resolved(let exit)):
      let attachment = network.transitGatewayAttachments[exit]
      guard attachment.gateway == .resolved(passage.gateway) else {
        return unknown(state, exit, reason: "it belongs to another gateway than its route", rule: "TGW-6")
      }
      guard attachment.isFunctional else { return drop(state, .transitBadStateRoute) }
      leaveTransitGateway(state, exit, passage)
    }
  }

  mutating func unknown(
    _ state: PathState, _ attachment: ID<TransitGatewayAttachment>, reason: String, rule: String
  ) {
    finish(state, .unknown(doubt(attachment, reason: reason, rule: rule)))
  }

  func doubt(
    _ attachment: ID<TransitGatewayAttachment>, reason: String, rule: String
  ) -> Unknown {
    Unknown(
      object: network.transitGatewayAttachments[attachment].name, kind: "transitGatewayAttachment",
      reason: reason, rule: rule)
  }
}

import ForwardingGraph
import NetworkModel
import TermGraph

/// Out of a transit gateway: peerings, and the zone in which a packet enters a VPC (TGW-8 to TGW-11, SG-9, NACL-9).
extension Explorer {
  mutating func leaveTransitGateway(
    _ state: PathState, _ exit: ID<TransitGatewayAttachment>, _ passage: TransitPassage
  ) {
    var next = state
    let attachment = network.transitGatewayAttachments[exit]
    next.trail.append(attachment.name)
    let visit = next.transit.leave(through: exit)
    switch attachment.kind {
    case .unmodelled(let id), .peering(.missing(let id)): unknown(next, id)
    case .connection(.missing(let id)): unknown(next, id)
    case .connection(.resolved(let id)): leave(next, overAnyOf: [id])
    case .peering(.resolved(let peer)): crossTransitPeering(next, to: peer)
    case .vpc(let side):
      enterVPC(next, side, passage, TransitExit(attachment: exit, visit: visit))
    }
  }

  /// TGW-11: the packet is looked up in the table of the peer's side.
  private mutating func crossTransitPeering(
    _ state: PathState, to peer: ID<TransitGatewayAttachment>
  ) {
    var next = state
    next.keepsGroups = false
    let attachment = network.transitGatewayAttachments[peer]
    guard attachment.isFunctional else { return drop(next, .badState) }
    switch attachment.gateway {
    case .missing(let id): unknown(next, id)
    case .resolved(let gateway):
      guard network.transitGateways[gateway].isFunctional else { return drop(next, .badState) }
      next.trail.append(attachment.name)
      lookUp(next, TransitPassage(ingress: peer, gateway: gateway, origin: nil))
    }
  }

  private mutating func enterVPC(
    _ state: PathState, _ side: TransitGatewayVPC, _ passage: TransitPassage, _ exit: TransitExit
  ) {
    let vpc: ID<VPC>
    switch side.vpc {
    case .missing(let id): return unknown(state, id)
    case .resolved(let known): vpc = known
    }
    if state.header.family == .v6, !side.supportsIPv6 {
      return unknown(state, exit.attachment, reason: "IPv6 support is off", rule: "TGW-4")
    }
    guard !side.subnets.isEmpty else {
      return unknown(state, exit.attachment, reason: "its subnets are not listed", rule: "TGW-10")
    }
    for landing in landings(side, passage, exit.attachment) {
      var next = state
      if landing.isChosen {
        if let kept = next.choices.transitExit[exit], kept != landing.index { continue }
        next.choices.transitExit[exit] = landing.index
      }
      if let doubt = landing.doubt { next.noted.append(doubt) }
      switch side.subnets[landing.index] {
      case .missing(let id): unknown(next, id)
      case .resolved(let subnet):
        guard network.subnets[subnet].vpc == vpc else {
          unknown(next, exit.attachment, reason: "its subnet is in another VPC", rule: "TGW-10")
          continue
        }
        keepGroups(&next, side, passage, subnet, exit.attachment)
        emitAnonymously(next, in: subnet)
      }
    }
  }

  /// A subnet of the exit attachment in which the packet may land.
  private struct Landing {
    var index: Int
    var isChosen: Bool
    var doubt: Unknown?
  }

  /// TGW-8, TGW-9.
  private func landings(
    _ side: TransitGatewayVPC, _ passage: TransitPassage, _ exit: ID<TransitGatewayAttachment>
  ) -> [Landing] {
    if side.subnets.count == 1 { return [Landing(index: 0, isChosen: false)] }
    let origin = passage.origin
    let zone = origin.flatMap { network.subnets[$0.subnet].zone }
    if side.applianceMode {
      let reason = doubt(exit, reason: "appliance mode chooses the zone by a hash of the flow", rule: "TGW-9")
      return side.subnets.indices.map { index in
        let own = side.subnets[index].id.flatMap { network.subnets[$0].zone }
        let isSame = zone.flatMap { own?.isSame(as: $0) } ?? false
        return Landing(index: index, isChosen: true, doubt: isSame ? nil : reason)
      }
    }
    var reason: Unknown?
    if origin != nil {
      switch sameZone(side.subnets, as: zone) {
      case .at(let index): return [Landing(index: index, isChosen: false)]
      case .nowhere: break
      case .unknown:
        reason = doubt(exit, reason: "its zones cannot be compared with the sender's", rule: "TGW-8")
      }
    }
    return side.subnets.indices.map { Landing(index: $0, isChosen: true, doubt: reason) }
  }

  /// SG-9: whether the sender's groups are still known behind the gateway.
  private func keepGroups(
    _ state: inout PathState, _ side: TransitGatewayVPC, _ passage: TransitPassage,
    _ subnet: ID<Subnet>, _ exit: ID<TransitGatewayAttachment>
  ) {
    defer { state.transit.enterVPC() }
    guard state.keepsGroups, let emitter = state.emitter, !network.interfaces[emitter].groups.isEmpty
    else { return }
    guard let origin = passage.origin, state.transit.passages == 0,
      network.transitGateways[passage.gateway].keepsGroupReferences,
      origin.side.keepsGroupReferences, side.keepsGroupReferences
    else {
      state.keepsGroups = false
      return
    }
    let zones = [origin.subnet, subnet].map { network.subnets[$0].zone }
    if zones.contains(Zone(id: "use1-az3")) {
      state.keepsGroups = false
    } else if zones.contains(where: mayBeExcluded) {
      state.noted.append(
        doubt(exit, reason: "a zone is not known that may not keep group references", rule: "SG-9"))
    }
  }

  /// A zone that may turn out to be use1-az3.
  private func mayBeExcluded(_ zone: Zone?) -> Bool {
    guard let zone else { return true }
    return zone.scope.map { network.scopes[$0].region == "us-east-1" } ?? false
  }
}

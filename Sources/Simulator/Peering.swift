import NetworkModel

/// VPC peering: direct, not transitive, delivered by ownership (PCX-1..PCX-4, SG-6, SG-8, K16).
extension Walk {
  mutating func cross(_ id: ID<Peering>, from vpc: ID<VPC>) -> Disposition {
    let peering = network.peerings[id]
    let site = Site.peering(id)
    guard peering.isActive || has(.peeringIgnoresState), let remote = peering.remote(from: vpc)
    else {
      return dropped(.badState, at: site, "PCX-1")
    }
    if transit.isForwarded, !has(.transitForwardedMayPeer) {
      return dropped(.peeringAddress, at: site, "PCX-2a")
    }
    guard isInside(remote) else { return dropped(.peeringAddress, at: site, "PCX-2") }
    guard world.owner(of: packet.source, in: vpc) != nil || has(.peeringIgnoresSourceOwnership)
    else {
      return dropped(.peeringAddress, at: site, "PCX-2")
    }
    switch remote.vpc {
    case .missing(let unknown):
      return ends(unknown: unknown)
    case .resolved(let remoteVPC):
      record("forward", at: site, "PCX-2")
      if peering.requester.region != peering.accepter.region { tag = [] }
      rememberTranslation(id, to: remoteVPC)
      return deliverByOwnership(in: remoteVPC, leaving: nil, at: site, "RT-14")
    }
  }

  /// The destination lies in a range of the remote VPC, as the connection's description says or, if
  /// it says nothing, as the VPC does; nothing is known about the ranges of a VPC that is not here.
  private func isInside(_ remote: PeeringSide) -> Bool {
    if !remote.ranges.isEmpty { return remote.ranges.contains { $0.contains(packet.destination) } }
    switch remote.vpc {
    case .missing: return true
    case .resolved(let vpc):
      return network.vpcs[vpc].ranges.contains { $0.contains(packet.destination) }
    }
  }

  /// A packet straight from a NAT gateway may be answered without a route back (NAT-10, K18).
  private mutating func rememberTranslation(_ id: ID<Peering>, to vpc: ID<VPC>) {
    guard phase == .new, let last = memory.translations.last else { return }
    memory.returnToSender = .init(address: last.outside.source, peering: id, vpc: vpc)
  }
}

import NetworkModel

/// VPC Block Public Access (BPA-1…BPA-3, K28).
extension Walk {
  /// How a packet crosses between a VPC and the Internet.
  enum PublicCrossing {
    case outward
    case outwardEgressOnly
    case inward
  }

  /// What is not known of a mode is noted (IMP-3a b).
  mutating func notePublicAccess(of vpc: ID<VPC>) {
    switch network.vpcs[vpc].blockPublicAccess {
    case .off, .on: break
    case .notCollected(let unknown): passUncollected(unknown, at: .vpc(vpc))
    case .unmodelled(let unknown): note(unknown)
    }
  }

  /// Judged for the subnet of the interface that exchanges packets with the gateway: the owner of the source on the way
  /// out, of the destination on the way in. Replies follow their connection (BPA-3).
  mutating func blockPublicAccess(
    _ crossing: PublicCrossing, of vpc: ID<VPC>, by owner: ID<Interface>?, at site: Site
  ) -> Disposition? {
    switch network.vpcs[vpc].blockPublicAccess {
    case .off, .notCollected, .unmodelled: return nil
    case .on(let block):
      guard phase == .new || has(.bpaBlocksReplies), !has(.bpaIgnored), let owner else { return nil }
      let interface = network.interfaces[owner]
      var exclusion = block.exclusion
      if let own = network.subnets[interface.subnet].publicAccessExclusion,
        !has(.bpaIgnoresSubnetExclusion)
      {
        exclusion = own
      }
      switch exclusion {
      case .unknown(let unknown):
        note(unknown)
        return nil
      case .allowBidirectional: return nil
      case .none, .allowEgress:
        let isExcluded = exclusion == .allowEgress
        guard !permits(block.mode, isExcluded, crossing, interface.kind) else { return nil }
        return dropped(.publicAccessBlocked, at: site, "BPA-2")
      }
    }
  }

  /// The table of BPA-2 without its last rows; `isExcluded`: `allow-egress`.
  private func permits(
    _ mode: PublicAccessBlock.Mode, _ isExcluded: Bool, _ crossing: PublicCrossing,
    _ kind: InterfaceKind
  ) -> Bool {
    switch (mode, crossing) {
    case (.bidirectional, .inward): return isExcluded && has(.bpaEgressExclusionLetsIn)
    case (.bidirectional, .outward), (.bidirectional, .outwardEgressOnly): return isExcluded
    case (.ingress, .inward): return false
    case (.ingress, .outwardEgressOnly): return true
    case (.ingress, .outward):
      if has(.bpaIngressLetsHostsOut) || (isExcluded && has(.bpaIngressReadsEgressExclusion)) {
        return true
      }
      return kind == .natGateway && !has(.bpaIngressBlocksNAT)
    }
  }
}

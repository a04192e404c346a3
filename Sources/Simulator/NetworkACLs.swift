import NetworkModel

/// Network ACLs: stateless, first match decides, at the subnet boundary only (NACL-1..NACL-11, K2).
extension Walk {
  /// Tests the ACL of `subnet` on the way in (by source) or out (by destination). Nil when the
  /// packet goes on; an undecided filter is noted.
  mutating func networkACL(of subnet: ID<Subnet>, _ direction: Direction) -> Disposition? {
    if has(.naclSkippedOnIngress), direction == .ingress { return nil }
    if has(.naclStateful), phase == .established { return nil }
    switch network.subnets[subnet].networkACL {
    case .acl(let acl):
      return evaluate(acl, direction)
    case .assumedOpen:
      record("allow", at: .subnet(subnet), "IMP-3a")
    case .notCollected(let unknown):
      passUncollected(unknown, at: .subnet(subnet))
    case .missing(let unknown):
      note(unknown)
    }
    return nil
  }

  /// Entries of the packet's family in order; the first that matches decides, none denies (NACL-2,
  /// NACL-3).
  private mutating func evaluate(_ acl: ID<NetworkACL>, _ direction: Direction) -> Disposition? {
    let entries = network.networkACLs[acl].entries
    let address = peer(direction)
    let last = has(.naclLastMatchWins)
    for position in entries.indices {
      let index = last ? entries.count - 1 - position : position
      guard entries[index].direction == direction, covers(entries[index].range, address),
        matches(entries[index].service)
      else { continue }
      if let unknown = entries[index].unknown {
        note(unknown)
        return nil
      }
      guard entries[index].allows else {
        return dropped(.networkACL, at: .networkACLEntry(acl, index), "NACL-7")
      }
      record("allow", at: .networkACLEntry(acl, index), "NACL-2")
      return nil
    }
    return dropped(.networkACL, at: .networkACLDefault(acl), "NACL-2")
  }

  /// A class of filters that was not collected is open or unknown, as the question's polarity asks
  /// (IMP-3a b).
  mutating func passUncollected(_ unknown: UnknownID, at site: Site) {
    switch world.options.uncollectedFilters {
    case .open: record("allow", at: site, "IMP-3a")
    case .unknown: note(unknown)
    }
  }
}

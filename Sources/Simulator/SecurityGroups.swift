import NetworkModel

/// Security groups of one interface: a union of allow rules with connection tracking (SG-1..SG-10,
/// K2, K5, K19).
extension Walk {
  /// Nil when the packet goes on; an undecided filter is noted.
  mutating func securityGroups(of id: ID<Interface>, _ direction: Direction) -> Disposition? {
    let key = FlowKey(packet)
    if phase == .established, !has(.sgStateless),
      memory.tracked.contains(where: { $0.interface == id && $0.key == key })
    {
      record("allow", at: .interface(id), "SG-2")
      return nil
    }
    if let end = judge(id, direction) { return end }
    if phase == .new { memory.tracked.append(.init(interface: id, key: key)) }
    return nil
  }

  /// By rules alone: any known match allows; else what is unknown is noted; else deny (K2).
  private mutating func judge(_ id: ID<Interface>, _ direction: Direction) -> Disposition? {
    let groups = network.interfaces[id].groups
    var firstUnknown: Unknown?
    var hasRules = false
    for reference in groups {
      switch reference {
      case .missing(let unknown):
        firstUnknown = firstUnknown ?? network[unknown]
      case .resolved(let group):
        let rules = network.securityGroups[group].rules
        for index in rules.indices {
          guard rules[index].direction == direction || has(.sgIgnoresDirection) else { continue }
          hasRules = true
          guard matches(rules[index].service, portsEndEarly: has(.sgPortOffByOne)) else { continue }
          switch matches(rules[index].peer, at: id, direction) {
          case .yes:
            record("allow", at: .securityGroupRule(group, index), "SG-1")
            return nil
          case .no: continue
          case .unknown(let unknown): firstUnknown = firstUnknown ?? unknown
          }
        }
      }
    }
    if let firstUnknown {
      note(firstUnknown)
      return nil
    }
    guard hasRules else { return dropped(.securityGroupEmpty, at: .securityGroups(id), "SG-13") }
    return dropped(.securityGroupMismatch, at: .securityGroups(id), "SG-1")
  }

  /// SG-4.
  private mutating func matches(
    _ rulePeer: SecurityGroupPeer, at id: ID<Interface>, _ direction: Direction
  ) -> Match {
    switch rulePeer {
    case .range(let range):
      return covers(range, peer(direction)) ? .yes : .no
    case .prefixList(.missing(let unknown)), .group(.missing(let unknown)), .unknown(let unknown):
      return .unknown(network[unknown])
    case .prefixList(.resolved(let list)):
      switch network.prefixLists[list].entries {
      case .known(let ranges): return ranges.contains { covers($0, peer(direction)) } ? .yes : .no
      case .unknown(let unknown): return .unknown(network[unknown])
      }
    case .group(.resolved(let group)):
      if has(.sgReferenceAlwaysMatches) { return .yes }
      switch direction {
      case .ingress: return cameFrom(group) ? .yes : .no
      case .egress: return goes(to: group, from: network.interfaces[id].subnet)
      }
    case .stale: return .no
    }
  }

  /// The emitter is a member, its tag survived the way, and the source is its own private address
  /// (SG-5, SG-6).
  private func cameFrom(_ group: ID<SecurityGroup>) -> Bool {
    guard let origin, tag.contains(.resolved(group)) else { return false }
    // LB-4: the load balancer's groups count also under the client's address.
    if keepsClient, !has(.balancerGroupsNeedOwnAddress) { return true }
    return world.owns(origin, packet.source)
  }

  /// The destination is an own address of a member, and the packet goes there by the local route or
  /// directly over an active peering of the same Region (SG-7, SG-8, K5). Unknown where the route
  /// or the remote VPC is.
  private mutating func goes(to group: ID<SecurityGroup>, from subnet: ID<Subnet>) -> Match {
    let vpc = network.subnets[subnet].vpc
    let localOwner = world.owner(of: packet.destination, in: vpc)
    if let localOwner, network.interfaces[localOwner].subnet == subnet {
      return isMember(localOwner, of: group)
    }
    switch selection(from: subnet) {
    case .none: return .no
    case .unknown(let unknown): return .unknown(unknown)
    case .returnToSender(let peering): return goes(to: group, over: peering, from: vpc)
    case .route(let table, let route, _):
      switch network.routeTables[table].routes[route].target {
      case .local: return isMember(localOwner, of: group)
      case .peering(.resolved(let peering)): return goes(to: group, over: peering, from: vpc)
      case .peering(.missing(let unknown)): return .unknown(network[unknown])
      case .internetGateway, .egressOnlyInternetGateway, .natGateway, .interface, .gatewayEndpoint,
        .inspection, .transitGateway, .vpnGateway, .unmodelled:
        return .no
      }
    }
  }

  private func goes(to group: ID<SecurityGroup>, over id: ID<Peering>, from vpc: ID<VPC>) -> Match {
    let peering = network.peerings[id]
    guard peering.isActive, peering.requester.region == peering.accepter.region,
      let remote = peering.remote(from: vpc)
    else { return .no }
    switch remote.vpc {
    case .missing(let unknown): return .unknown(network[unknown])
    case .resolved(let remoteVPC):
      return isMember(world.owner(of: packet.destination, in: remoteVPC), of: group)
    }
  }

  private func isMember(_ interface: ID<Interface>?, of group: ID<SecurityGroup>) -> Match {
    guard let interface else { return .no }
    return network.interfaces[interface].groups.contains(.resolved(group)) ? .yes : .no
  }
}

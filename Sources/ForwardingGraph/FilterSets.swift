import NetworkModel

/// Security groups and network ACLs as sets of headers that they may let pass: unknown rules count as open.
struct FilterSets {
  let network: NetworkModel
  let plan: AddressPlan
  let membersOfGroup: ContiguousArray<[ID<Interface>]>
  private var listSets: [ID<NetworkACL>: [HeaderSet?]] = [:]

  init(_ network: NetworkModel, plan: AddressPlan) {
    self.network = network
    self.plan = plan
    var members = ContiguousArray<[ID<Interface>]>(repeating: [], count: network.securityGroups.count)
    for id in plan.interfacesOfVPC.joined() {
      for group in Set(network.interfaces[id].groups.compactMap(\.id)) {
        members[Int(group.index)].append(id)
      }
    }
    membersOfGroup = members
  }

  // MARK: Security groups

  /// Which members of a referenced group a rule means.
  enum GroupScope {
    /// SG-7: members in these VPCs; nil: any destination may be one.
    case destinations([ID<VPC>]?)
    /// SG-5: own addresses of members in these VPCs; none when the tag is gone.
    case sources([ID<VPC>])
    /// LB-4: the groups that the packet carries, whatever its source.
    case carried([Reference<SecurityGroup>])
  }

  /// SG-1 to SG-8 over all groups of an interface.
  func groups(
    _ groups: [Reference<SecurityGroup>], _ direction: Direction, _ scope: GroupScope,
    in space: inout HeaderSpace
  ) -> HeaderSet {
    var boxes: [HeaderBox] = []
    for group in groups {
      guard case .resolved(let id) = group else { return HeaderSet([space.everything]) }
      for rule in network.securityGroups[id].rules where rule.direction == direction {
        let field: HeaderField = direction == .ingress ? .source : .destination
        var box = space.box(of: rule.service)
        if let peers = peers(rule.peer, scope, space.family) {
          box[field] = space.values.intersection(box[field], space.values.number(of: peers))
        }
        boxes.append(box)
      }
    }
    return space.merged(boxes)
  }

  /// SG-4; nil: any address.
  private func peers(
    _ peer: SecurityGroupPeer, _ scope: GroupScope, _ family: IPFamily
  ) -> Intervals? {
    switch peer {
    case .range(let range): return Intervals([range], family: family)
    case .prefixList(.missing), .unknown, .group(.missing): return nil
    case .prefixList(.resolved(let list)):
      switch network.prefixLists[list].entries {
      case .unknown: return nil
      case .known(let ranges): return Intervals(ranges, family: family)
      }
    case .stale: return .empty
    case .group(.resolved(let group)):
      switch scope {
      case .destinations(nil): return nil
      case .carried(let groups): return groups.contains(.resolved(group)) ? nil : .empty
      case .destinations(let vpcs?), .sources(let vpcs): return owned(group, vpcs, family)
      }
    }
  }

  /// Own addresses of the members of a group in some VPCs.
  private func owned(_ group: ID<SecurityGroup>, _ vpcs: [ID<VPC>], _ family: IPFamily) -> Intervals {
    var spans: [ClosedRange<UInt128>] = []
    for member in membersOfGroup[Int(group.index)] where vpcs.contains(network.interfaces[member].vpc) {
      spans += plan.owned(member, family).spans
    }
    return Intervals(union: spans)
  }

  // MARK: Network ACLs

  /// NACL-2, NACL-3: what the ACL of a subnet may let pass.
  mutating func networkACL(
    of subnet: ID<Subnet>, _ direction: Direction, in space: inout HeaderSpace
  ) -> HeaderSet {
    switch network.subnets[subnet].networkACL {
    case .assumedOpen, .notCollected, .missing: return HeaderSet([space.everything])
    case .acl(let id):
      let slot = direction == .ingress ? 0 : 1
      if let known = listSets[id]?[slot] { return known }
      let set = space.firstMatches(network.networkACLs[id], direction) {
        $0.allows || $0.unknown != nil
      }
      listSets[id, default: [nil, nil]][slot] = set
      return set
    }
  }
}

import NetworkModel

/// Security groups and network ACLs as sets of headers that they certainly let pass: what is unknown is closed.
/// The dual of `FilterSets`.
struct CertainFilters {
  private let network: NetworkModel
  private var membersOfGroup: [ID<SecurityGroup>: [ID<Interface>]] = [:]
  private var listSets: [ID<NetworkACL>: [HeaderSet?]] = [:]

  init(_ network: NetworkModel, plan: AddressPlan) {
    self.network = network
    for id in plan.interfacesOfVPC.joined() {
      for group in Set(network.interfaces[id].groups.compactMap(\.id)) {
        membersOfGroup[group, default: []].append(id)
      }
    }
  }

  // MARK: Security groups

  /// Where members of a referenced group are met: a VPC, and the addresses that count.
  struct References {
    var vpc: ID<VPC>
    /// SG-7: destinations to which the route keeps references; nil: all (SG-5).
    var destinations: Intervals?
  }

  /// SG-1 to SG-8 over all groups of an interface. A group that is not known allows nothing for certain.
  func groups(
    _ groups: [Reference<SecurityGroup>], _ direction: Direction, _ references: [References],
    _ addresses: inout CertainAddresses, in space: inout HeaderSpace
  ) -> HeaderSet {
    let field: HeaderField = direction == .ingress ? .source : .destination
    var boxes: [HeaderBox] = []
    for group in groups.compactMap(\.id) {
      for rule in network.securityGroups[group].rules where rule.direction == direction {
        guard let peers = peers(rule.peer, references, &addresses, space.family) else { continue }
        var box = space.box(of: rule.service)
        box[field] = space.values.intersection(box[field], space.values.number(of: peers))
        boxes.append(box)
      }
    }
    return space.merged(boxes)
  }

  /// SG-4; nil: none for certain.
  private func peers(
    _ peer: SecurityGroupPeer, _ references: [References], _ addresses: inout CertainAddresses,
    _ family: IPFamily
  ) -> Intervals? {
    switch peer {
    case .range(let range): return Intervals([range], family: family)
    case .prefixList(.missing), .unknown, .group(.missing), .stale: return nil
    case .prefixList(.resolved(let list)):
      switch network.prefixLists[list].entries {
      case .unknown: return nil
      case .known(let ranges): return Intervals(ranges, family: family)
      }
    case .group(.resolved(let group)):
      var spans: [ClosedRange<UInt128>] = []
      for place in references {
        let members = (membersOfGroup[group] ?? []).filter {
          network.interfaces[$0].vpc == place.vpc
        }
        let owned = addresses.owned(by: members, in: place.vpc)
        spans += (place.destinations.map { owned.intersection($0) } ?? owned).spans
      }
      return spans.isEmpty ? nil : Intervals(union: spans)
    }
  }

  // MARK: Network ACLs

  /// NACL-2, NACL-3: what the ACL of a subnet certainly lets pass. What an entry decides that is not certain to allow is
  /// not allowed.
  mutating func networkACL(
    of subnet: ID<Subnet>, _ direction: Direction, in space: inout HeaderSpace
  ) -> HeaderSet {
    switch network.subnets[subnet].networkACL {
    case .assumedOpen: return HeaderSet([space.everything])
    case .notCollected, .missing: return .empty
    case .acl(let id):
      let slot = direction == .ingress ? 0 : 1
      if let known = listSets[id]?[slot] { return known }
      let set = space.firstMatches(network.networkACLs[id], direction) {
        $0.allows && $0.unknown == nil
      }
      listSets[id, default: [nil, nil]][slot] = set
      return set
    }
  }
}

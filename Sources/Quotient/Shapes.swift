import NetworkModel

/// The shapes of all VPCs of a network, and what no shape can say.
struct Shapes {
  let network: NetworkModel
  let realms: Realms
  let ranges: OwnRanges
  /// Equal numbers: equal words.
  private(set) var numbers: ContiguousArray<Int32>
  /// For each interface its number among those of its VPC.
  private(set) var places: ContiguousArray<Int32>
  /// Public IPv4 addresses and ranges of others, in the order of each VPC's shape.
  private(set) var publicAddresses: ContiguousArray<[IPAddress]>
  private(set) var mentioned: ContiguousArray<[CIDR]>
  /// VPCs that are like no other, whatever their shape.
  private(set) var pinned: Set<ID<VPC>>
  /// What is read in a realm but belongs to no VPC.
  private(set) var constants: Constants
  private let own: ContiguousArray<[CIDR]>
  /// Realms in which some host may send with an address that is not its own (ENI-3).
  private var lenient: Set<Int> = []

  init(_ network: NetworkModel) {
    self.network = network
    let realms = Realms(network)
    self.realms = realms
    ranges = OwnRanges(network, realms)
    constants = Constants(network)
    let own = ContiguousArray(network.vpcs.elements.map { OwnRanges.of($0) })
    self.own = own
    let joins = TransitJoins(
      network, realms: realms, own: { own[Int($0.index)] }, constants: &constants)
    pinned = joins.passed.union(Shapes.ends(ofPeerings: network))
    numbers = .init(repeating: 0, count: network.vpcs.count)
    places = .init(repeating: 0, count: network.interfaces.count)
    publicAddresses = .init(repeating: [], count: network.vpcs.count)
    mentioned = .init(repeating: [], count: network.vpcs.count)
    let members = VPCMembers(network)
    var known: [[UInt64]: Int32] = [:]
    for vpc in network.vpcs.ids {
      let index = Int(vpc.index)
      var writer = ShapeWriter(network, vpc, own: own[index])
      if own[index].count < network.vpcs[vpc].ranges.count { writer.isPinned = true }
      writer.write(members.egressOnlyGateways[index])
      let interfaces = members.interfaces(of: vpc)
      for (place, id) in interfaces.enumerated() {
        places[Int(id.index)] = Int32(truncatingIfNeeded: place)
        if isLenient(network.interfaces[id]) { lenient.insert(realms.realm(of: vpc)) }
      }
      writer.writeVPC(subnets: members.subnets(of: vpc), interfaces: interfaces)
      joins.write(vpc, network, to: &writer)
      writer.writeMet()
      if writer.isPinned { pinned.insert(vpc) }
      pinned.formUnion(writer.strangers)
      publicAddresses[index] = writer.publicAddresses
      mentioned[index] = writer.constants
      let next = Int32(truncatingIfNeeded: known.count)
      let number = known[writer.words] ?? next
      if number == next { known[writer.words] = next }
      numbers[index] = number
    }
    pinned.formUnion(targets())
    pinned.formUnion(overlapping())
    pinned.formUnion(sharedPublicAddresses())
  }

  private func isLenient(_ interface: Interface) -> Bool {
    switch interface.kind {
    case .natGateway, .transparentService, .interfaceEndpoint, .loadBalancer: false
    case .ordinary, .unmodelledService: !interface.sourceDestinationCheck
    }
  }

  /// Their objects belong to two VPCs.
  private static func ends(ofPeerings network: NetworkModel) -> Set<ID<VPC>> {
    var result: Set<ID<VPC>> = []
    for peering in network.peerings.elements {
      if let vpc = peering.requester.vpc.id { result.insert(vpc) }
      if let vpc = peering.accepter.vpc.id { result.insert(vpc) }
    }
    return result
  }

  /// Where load balancers send what they take: the legs that they begin stay between VPCs that are like no other. An address
  /// may lie in VPCs of several realms, and a public one leads to who has it.
  private func targets() -> Set<ID<VPC>> {
    var result: Set<ID<VPC>> = []
    var addresses: Set<IPAddress> = []
    for group in network.targetGroups.elements {
      guard case .known(let targets) = group.targets else { continue }
      for target in targets {
        switch target.place {
        case .interface(let reference):
          guard let id = reference.id else { continue }
          result.insert(network.interfaces[id].vpc)
          addresses.formUnion(network.interfaces[id].privateAddresses.map(\.address))
          addresses.formUnion(network.interfaces[id].ipv6Addresses)
        case .address(let address): addresses.insert(address)
        // Its nodes pin their VPC themselves.
        case .loadBalancer: continue
        }
      }
    }
    for interface in network.interfaces.elements {
      guard case .loadBalancer = interface.kind else { continue }
      addresses.formUnion(interface.privateAddresses.map(\.address))
      addresses.formUnion(interface.ipv6Addresses)
    }
    guard !addresses.isEmpty else { return result }
    for vpc in network.vpcs.ids where !result.contains(vpc) {
      let index = Int(vpc.index)
      if publicAddresses[index].contains(where: { addresses.contains($0) })
        || addresses.contains(where: { address in
          network.vpcs[vpc].ranges.contains { $0.contains(address) }
        })
      {
        result.insert(vpc)
      }
    }
    return result
  }

  // MARK: Addresses

  /// What each VPC says of others that are not in `pinned`. Nothing is told apart from who it is about where hosts may send
  /// with addresses of third ones, and by VPCs that are like no other themselves.
  func mentions(notOf pinned: Set<ID<VPC>>) -> ContiguousArray<Mentions> {
    ContiguousArray(
      network.vpcs.ids.map { vpc in
        let realm = realms.realm(of: vpc)
        let isBound = lenient.contains(realm) || pinned.contains(vpc)
        return Mentions(mentioned[Int(vpc.index)], own: { own[Int($0.index)] }) { range in
          guard !isBound else { return nil }
          let holders = ranges.holders(of: range, realm: realm, strictly: false)
          guard holders.count == 1, holders[0] != vpc, !pinned.contains(holders[0]),
            // An IPv6 address is the same in every realm; a lenient host of any may send with it.
            range.family == .v4 || lenient.isEmpty
          else { return nil }
          return holders[0]
        }
      })
  }

  /// VPCs of whose addresses some are in a range and some are not.
  func cut(by constants: Constants) -> Set<ID<VPC>> {
    var result: Set<ID<VPC>> = []
    for range in constants.everywhere {
      result.formUnion(ranges.holders(of: range, realm: nil, strictly: true))
    }
    for (realm, ranges) in constants.ofRealm {
      for range in ranges {
        result.formUnion(self.ranges.holders(of: range, realm: realm, strictly: true))
      }
    }
    return result
  }

  private func overlapping() -> Set<ID<VPC>> {
    var result: Set<ID<VPC>> = []
    for vpc in network.vpcs.ids {
      for range in own[Int(vpc.index)] {
        let holders = ranges.holders(of: range, realm: realms.realm(of: vpc), strictly: false)
        if holders.count > 1 { result.formUnion(holders) }
      }
    }
    return result
  }

  /// VPCs with a public address that another VPC has too, or that is none.
  private func sharedPublicAddresses() -> Set<ID<VPC>> {
    var owners: [IPAddress: ID<VPC>] = [:]
    var result: Set<ID<VPC>> = []
    for vpc in network.vpcs.ids {
      for address in publicAddresses[Int(vpc.index)] {
        if OwnRanges.isPrivate.contains(where: { $0.contains(address) }) { result.insert(vpc) }
        if let other = owners.updateValue(vpc, forKey: address), other != vpc {
          result.insert(vpc)
          result.insert(other)
        }
      }
    }
    return result
  }
}

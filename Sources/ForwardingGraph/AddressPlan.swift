package import NetworkModel

extension Intervals {
  /// Addresses of the given family that lie in any of the prefixes.
  package init(_ prefixes: some Sequence<CIDR>, family: IPFamily) {
    self.init(union: prefixes.lazy.filter { $0.family == family }.map { $0.first...$0.last })
  }
}

/// Who owns which address, where: the ownership side of ENI-1, ENI-2, RT-9 and IGW-3, computed once per network.
///
/// What belongs to one VPC is known for the VPCs of a scope; what is owned by anybody (`ownedPublic`, `internet`,
/// `entryPoints`) is known for the whole network.
package struct AddressPlan: Sendable {
  /// A public IPv4 address and the private one it maps to (ENI-2).
  package struct PublicMapping: Hashable, Sendable {
    package var publicAddress: UInt128
    package var privateAddress: UInt128
    package var interface: ID<Interface>
  }

  private var owned: [IPFamily: ContiguousArray<Intervals>] = [:]
  package private(set) var interfacesOfSubnet: ContiguousArray<[ID<Interface>]>
  package private(set) var interfacesOfVPC: ContiguousArray<[ID<Interface>]>
  private var ownedInSubnet: [IPFamily: ContiguousArray<Intervals>] = [:]
  private var ownedInVPC: [IPFamily: ContiguousArray<Intervals>] = [:]
  /// Of the scope, sorted by public address.
  package private(set) var mappings: [PublicMapping]
  package private(set) var mappingsOfVPC: ContiguousArray<[PublicMapping]>
  /// IPv6 ranges that are globally routable, per VPC (IGW-4).
  package private(set) var publicV6OfVPC: ContiguousArray<Intervals>
  /// The same, without what an earlier VPC has already: where a packet from outside enters. Legal networks have no such
  /// overlap; importers report it.
  package private(set) var entryV6OfVPC: ContiguousArray<Intervals>
  /// All public addresses that belong to the snapshot, per family: what is *not* the Internet (REA-6).
  package private(set) var ownedPublic: [IPFamily: Intervals] = [:]
  private var mapped: Intervals = .empty
  /// Public addresses that more than one private address maps to, anywhere; legal networks have none.
  package private(set) var contestedPublic: Intervals = .empty

  package init(_ network: NetworkModel, within scope: VPCScope = .everything) {
    interfacesOfSubnet = .init(repeating: [], count: network.subnets.count)
    interfacesOfVPC = .init(repeating: [], count: network.vpcs.count)
    mappingsOfVPC = .init(repeating: [], count: network.vpcs.count)
    mappings = []
    var everyMapping: [PublicMapping] = []
    for id in network.interfaces.ids {
      let interface = network.interfaces[id]
      let isInScope = scope.contains(interface.vpc)
      if !isInScope, interface.privateAddresses.allSatisfy({ $0.publicAddress == nil }) { continue }
      for address in interface.privateAddresses {
        guard let mapped = address.publicAddress else { continue }
        everyMapping.append(
          PublicMapping(
            publicAddress: mapped.value, privateAddress: address.address.value, interface: id))
      }
      guard isInScope else { continue }
      interfacesOfSubnet[Int(interface.subnet.index)].append(id)
      interfacesOfVPC[Int(interface.vpc.index)].append(id)
      for address in interface.privateAddresses {
        guard let mapped = address.publicAddress else { continue }
        let mapping = PublicMapping(
          publicAddress: mapped.value, privateAddress: address.address.value, interface: id)
        mappingsOfVPC[Int(interface.vpc.index)].append(mapping)
      }
    }
    // The first interface that claims a public address has it; the sort is by (address, interface).
    everyMapping.sort { ($0.publicAddress, $0.interface) < ($1.publicAddress, $1.interface) }
    var last: UInt128?
    var contested: [ClosedRange<UInt128>] = []
    for mapping in everyMapping {
      defer { last = mapping.publicAddress }
      if mapping.publicAddress == last {
        contested.append(mapping.publicAddress...mapping.publicAddress)
      }
      if mapping.publicAddress != last, scope.contains(network.interfaces[mapping.interface].vpc) {
        mappings.append(mapping)
      }
    }
    contestedPublic = Intervals(union: contested)
    mapped = Intervals(union: everyMapping.lazy.map { $0.publicAddress...$0.publicAddress })
    for family in IPFamily.allCases {
      let ranges = ContiguousArray(
        network.interfaces.elements.map {
          scope.contains($0.vpc) ? Intervals($0.ownedRanges, family: family) : .empty
        })
      owned[family] = ranges
      ownedInSubnet[family] = AddressPlan.unions(interfacesOfSubnet, ranges)
      ownedInVPC[family] = AddressPlan.unions(interfacesOfVPC, ranges)
    }
    publicV6OfVPC = ContiguousArray(
      network.vpcs.elements.map { vpc in
        Intervals(vpc.ipv6.lazy.filter(\.isPublic).map(\.range), family: .v6)
      })
    entryV6OfVPC = AddressPlan.withoutEarlier(publicV6OfVPC)
    ownedPublic[.v4] = mapped.union(
      Intervals(
        union: network.unassociatedPublicAddresses.lazy.filter { $0.family == .v4 }
          .map { $0.value...$0.value }))
    ownedPublic[.v6] = Intervals(union: publicV6OfVPC.flatMap(\.spans))
  }

  /// The mappings of the scope whose public address is among these, in order.
  package func mappings(in addresses: Intervals) -> [PublicMapping] {
    addresses.spans.flatMap { span in
      var (low, high) = (0, mappings.count)
      while low < high {
        let middle = (low + high) / 2
        if mappings[middle].publicAddress < span.lowerBound { low = middle + 1 } else { high = middle }
      }
      return mappings[low...].prefix { $0.publicAddress <= span.upperBound }
    }
  }

  /// Each set without what is in an earlier one.
  private static func withoutEarlier(_ sets: ContiguousArray<Intervals>) -> ContiguousArray<Intervals> {
    let spans = sets.flatMap(\.spans).sorted { $0.lowerBound < $1.lowerBound }
    guard zip(spans, spans.dropFirst()).contains(where: { $0.upperBound >= $1.lowerBound }) else {
      return sets
    }
    var taken = Intervals.empty
    var result: ContiguousArray<Intervals> = []
    for set in sets {
      result.append(set.subtracting(taken))
      taken = taken.union(set)
    }
    return result
  }

  /// The public addresses that lead from outside to somebody (IGW-3, IGW-4), anywhere.
  package func entryPoints(_ family: IPFamily) -> Intervals {
    switch family {
    case .v4: mapped
    case .v6: ownedPublic[.v6] ?? .empty
    }
  }

  private static func unions(
    _ groups: ContiguousArray<[ID<Interface>]>, _ ranges: ContiguousArray<Intervals>
  ) -> ContiguousArray<Intervals> {
    ContiguousArray(
      groups.map { ids in Intervals(union: ids.lazy.flatMap { ranges[Int($0.index)].spans }) })
  }

  /// `owned(e)` of ENI-1 for one family.
  package func owned(_ interface: ID<Interface>, _ family: IPFamily) -> Intervals {
    owned[family]?[Int(interface.index)] ?? .empty
  }

  package func owned(inSubnet subnet: ID<Subnet>, _ family: IPFamily) -> Intervals {
    ownedInSubnet[family]?[Int(subnet.index)] ?? .empty
  }

  package func owned(inVPC vpc: ID<VPC>, _ family: IPFamily) -> Intervals {
    ownedInVPC[family]?[Int(vpc.index)] ?? .empty
  }

  /// Addresses of INTERNET (REA-6): what an outside host may have as its own.
  package func internet(_ family: IPFamily) -> Intervals {
    let outside = SpecialRanges.internet(family)
    return outside.subtracting(ownedPublic[family] ?? .empty)
  }
}

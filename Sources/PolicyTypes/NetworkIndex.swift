package import NetworkModel
import Synchronization

/// What the resolver asks of a network again and again: who owns an address, who is in a subnet. One for each network; what
/// few policies ask for is made when it is first asked for.
package final class NetworkIndex: Sendable {
  package let model: NetworkModel
  private let members: Members
  private let owners = Later<Owners>()
  /// Every address that hosts of sites behind VPN and Direct Connect may have.
  package let onPremises: AddressSet
  /// Interfaces with an address that the provider assigns later (IAC-4): the one in the model stands for it.
  private let withLaterAddress: [(interface: ID<Interface>, isPublic: Bool, reason: Unknown)]
  private let hostsOutside = Later<AddressSet>()

  /// Interfaces by what they belong to, in order.
  private struct Members {
    var ofSubnet: ContiguousArray<[ID<Interface>]>
    var ofVPC: ContiguousArray<[ID<Interface>]>
    var ofGroup: ContiguousArray<[ID<Interface>]>
    var ofInstance: ContiguousArray<[ID<Interface>]>
    var subnetsOfVPC: ContiguousArray<[ID<Subnet>]>
    /// Instances with all of their interfaces in one VPC, by it.
    var instancesOfVPC: ContiguousArray<[ID<Instance>]>
    /// The other instances, those without an interface among them.
    var otherInstances: [ID<Instance>] = []
    var ofService: [String: [ID<Interface>]] = [:]
    var withUnknownGroups: [ID<Interface>: Set<Unknown>] = [:]
  }

  /// Owners of addresses.
  private struct Owners {
    /// Of single private or IPv6 addresses, sorted by address.
    var single: [(address: IPAddress, interface: ID<Interface>)] = []
    var delegated: [(range: CIDR, interface: ID<Interface>)] = []
    /// Of public addresses, with the private address behind, sorted by public address.
    var shown: [(address: IPAddress, interface: ID<Interface>, behind: IPAddress)] = []
  }

  package init(_ model: NetworkModel) {
    self.model = model
    var members = Members(
      ofSubnet: .init(repeating: [], count: model.subnets.count),
      ofVPC: .init(repeating: [], count: model.vpcs.count),
      ofGroup: .init(repeating: [], count: model.securityGroups.count),
      ofInstance: .init(repeating: [], count: model.instances.count),
      subnetsOfVPC: .init(repeating: [], count: model.vpcs.count),
      instancesOfVPC: .init(repeating: [], count: model.vpcs.count))
    for id in model.subnets.ids {
      members.subnetsOfVPC[Int(model.subnets[id].vpc.index)].append(id)
    }
    var later: [(interface: ID<Interface>, isPublic: Bool, reason: Unknown)] = []
    for id in model.interfaces.ids {
      members.ofSubnet[Int(model.interfaces[id].subnet.index)].append(id)
      members.ofVPC[Int(model.interfaces[id].vpc.index)].append(id)
      for group in model.interfaces[id].groups {
        switch group {
        case .resolved(let group): members.ofGroup[Int(group.index)].append(id)
        case .missing(let unknown):
          guard !model[unknown].isOneGroup else { continue }
          members.withUnknownGroups[id, default: []].insert(model[unknown])
        }
      }
      for (attribute, isPublic) in [(ObjectAttribute.privateAddress, false), (.publicAddress, true)] {
        guard let gap = model.interfaces[id].gaps[attribute] else { continue }
        later.append((id, isPublic, model[gap]))
      }
      if let instance = model.interfaces[id].instance {
        members.ofInstance[Int(instance.index)].append(id)
      }
      if case .unmodelledService(let unknown) = model.interfaces[id].kind {
        members.ofService[model[unknown].object, default: []].append(id)
      }
      if case .loadBalancer(let balancer) = model.interfaces[id].kind {
        members.ofService[model.loadBalancers[balancer].name, default: []].append(id)
      }
    }
    for id in model.instances.ids {
      for interface in model.instances[id].interfaces
      where !members.ofInstance[Int(id.index)].contains(interface) {
        members.ofInstance[Int(id.index)].append(interface)
      }
      let interfaces = members.ofInstance[Int(id.index)]
      if let vpc = interfaces.first.map({ model.interfaces[$0].vpc }),
        interfaces.allSatisfy({ model.interfaces[$0].vpc == vpc })
      {
        members.instancesOfVPC[Int(vpc.index)].append(id)
      } else {
        members.otherInstances.append(id)
      }
    }
    self.members = members
    withLaterAddress = later
    onPremises = Self.sites(of: model)
  }

  func interfaces(of subnet: ID<Subnet>) -> [ID<Interface>] { members.ofSubnet[Int(subnet.index)] }
  func interfaces(of vpc: ID<VPC>) -> [ID<Interface>] { members.ofVPC[Int(vpc.index)] }
  func interfaces(of group: ID<SecurityGroup>) -> [ID<Interface>] {
    members.ofGroup[Int(group.index)]
  }
  func interfaces(of instance: ID<Instance>) -> [ID<Interface>] {
    members.ofInstance[Int(instance.index)]
  }

  func subnets(of vpc: ID<VPC>) -> [ID<Subnet>] { members.subnetsOfVPC[Int(vpc.index)] }

  /// Instances with all of their interfaces in this VPC.
  func instances(of vpc: ID<VPC>) -> [ID<Instance>] { members.instancesOfVPC[Int(vpc.index)] }

  /// Instances with interfaces in several VPCs, or with none.
  var instancesOfSeveralVPCs: [ID<Instance>] { members.otherInstances }

  /// Interfaces of a load balancer or of a service that is not modelled; nil when there is none of that name.
  func interfaces(ofService name: String) -> [ID<Interface>]? { members.ofService[name] }

  /// Interfaces of which it is not known, or not wholly, which groups they have.
  var withUnknownGroups: [ID<Interface>: Set<Unknown>] { members.withUnknownGroups }

  private var known: Owners {
    owners.value {
      var made = Owners()
      for id in model.interfaces.ids {
        let interface = model.interfaces[id]
        for address in interface.privateAddresses {
          made.single.append((address.address, id))
          if let shown = address.publicAddress { made.shown.append((shown, id, address.address)) }
        }
        for address in interface.ipv6Addresses { made.single.append((address, id)) }
        for range in interface.delegatedPrefixes { made.delegated.append((range, id)) }
      }
      made.single.sort { ($0.address, $0.interface) < ($1.address, $1.interface) }
      made.shown.sort { ($0.address, $0.interface) < ($1.address, $1.interface) }
      return made
    }
  }

  /// The part of a list that is sorted by address and lies in a range.
  private func part<Entry>(
    _ list: [Entry], in range: CIDR, _ address: (Entry) -> IPAddress
  ) -> ArraySlice<Entry> {
    let first = list.firstPlace { address($0) < IPAddress(range.family, range.first) }
    let end = list.firstPlace { !(IPAddress(range.family, range.last) < address($0)) }
    return list[first..<max(first, end)]
  }

  /// Every address of REA-6. Large where many public addresses are owned, and seldom asked for.
  package var internet: AddressSet {
    hostsOutside.value {
      outside(of: CIDR(.v4, base: 0, length: 0)).union(outside(of: CIDR(.v6, base: 0, length: 0)))
    }
  }

  /// REA-6: the prefixes that sites behind VPN and Direct Connect have, without those of the VPCs; every address where
  /// there may be others.
  private static func sites(of model: NetworkModel) -> AddressSet {
    let connections = model.privateConnections.elements
    guard !connections.isEmpty else { return .empty }
    let isOpen = connections.contains { $0.learned.others != nil }
    let ranges = AddressSet(normalizing: connections.flatMap(\.learned.ranges))
    return (isOpen ? AddressSet.all : ranges)
      .subtracting(AddressSet(normalizing: model.vpcs.elements.flatMap(\.ranges)))
  }

  /// `owned(e)` of ENI-1.
  func owned(_ interface: ID<Interface>) -> AddressSet {
    AddressSet(normalizing: model.interfaces[interface].ownedRanges)
  }

  /// Owned and public addresses of an interface: everything a packet to it may carry.
  func addresses(of interface: ID<Interface>) -> [CIDR] {
    let object = model.interfaces[interface]
    return object.ownedRanges
      + object.privateAddresses.compactMap { $0.publicAddress.map { CIDR(host: $0) } }
  }

  /// The interfaces that own a private or IPv6 address of `range`, each with its own addresses in
  /// it.
  func owners(in range: CIDR) -> [ID<Interface>: AddressSet] {
    var found: [ID<Interface>: [CIDR]] = [:]
    for owner in part(known.single, in: range, \.address) {
      found[owner.interface, default: []].append(CIDR(host: owner.address))
    }
    for (prefix, id) in known.delegated where prefix.overlaps(range) {
      found[id, default: []].append(prefix.contains(range) ? range : prefix)
    }
    return found.mapValues { AddressSet(normalizing: $0) }
  }

  /// Interfaces that may get an address of `range`, although it does not hold all that they may get (IAC-4).
  ///
  /// SOUNDNESS: an address that stands for any of a subnet must not decide whether its owner is in a smaller range.
  func laterOwners(in range: CIDR) -> [ID<Interface>: Set<Unknown>] {
    var found: [ID<Interface>: Set<Unknown>] = [:]
    for (id, isPublic, reason) in withLaterAddress {
      let may: Bool
      if isPublic {
        // It lies in none of the named ranges, by assumption; one that holds it contradicts that.
        let own = model.interfaces[id]
        may =
          range.length > 0
          && (own.privateAddresses.compactMap(\.publicAddress) + own.ipv6Addresses)
            .contains(where: range.contains)
      } else {
        let places = model.subnets[model.interfaces[id].subnet].ranges.filter { $0.family == range.family }
        may = places.contains { $0.overlaps(range) && !range.contains($0) }
      }
      if may { found[id, default: []].insert(reason) }
    }
    return found
  }

  /// The interfaces with a public address in `range`, each with the private addresses behind.
  func publicOwners(in range: CIDR) -> [ID<Interface>: AddressSet] {
    var found: [ID<Interface>: [CIDR]] = [:]
    for owner in part(known.shown, in: range, \.address) {
      found[owner.interface, default: []].append(CIDR(host: owner.behind))
    }
    return found.mapValues { AddressSet(normalizing: $0) }
  }

  /// The public addresses of the snapshot that are associated with an interface, inside `set`.
  func associated(in set: AddressSet) -> AddressSet {
    AddressSet(
      normalizing: known.shown.lazy.map(\.address).filter(set.contains).map { CIDR(host: $0) })
  }

  /// The static part of REA-6 and the addresses that belong to the snapshot: never hosts of the
  /// Internet.
  func outside(of range: CIDR) -> AddressSet {
    var owned = Self.neverInternet
    owned += part(known.shown, in: range, \.address).map { CIDR(host: $0.address) }
    owned += model.unassociatedPublicAddresses.filter(range.contains).map { CIDR(host: $0) }
    for vpc in model.vpcs.elements {
      owned += vpc.ipv6.map(\.range).filter { $0.overlaps(range) }
    }
    return AddressSet([range]).subtracting(AddressSet(normalizing: owned))
  }

  /// REA-6: RFC 1918, RFC 6598, loopback, link local, multicast and above; IPv6 outside 2000::/3.
  private static let neverInternet: [CIDR] = [
    CIDR(.v4, base: 0x0a00_0000, length: 8), CIDR(.v4, base: 0xac10_0000, length: 12),
    CIDR(.v4, base: 0xc0a8_0000, length: 16), CIDR(.v4, base: 0x6440_0000, length: 10),
    CIDR(.v4, base: 0x7f00_0000, length: 8), CIDR(.v4, base: 0xa9fe_0000, length: 16),
    CIDR(.v4, base: 0xe000_0000, length: 3), CIDR(.v6, base: 0, length: 3),
    CIDR(.v6, base: 1 << 126, length: 2), CIDR(.v6, base: 1 << 127, length: 1),
  ]

  /// True where hosts or services stand behind a functional interface; what only forwards starts
  /// and ends nothing (LANG-6).
  func isHost(_ id: ID<Interface>) -> Bool {
    guard model.interfaces[id].isFunctional else { return false }
    return switch model.interfaces[id].kind {
    case .ordinary, .interfaceEndpoint, .loadBalancer, .unmodelledService: true
    case .natGateway, .transparentService: false
    }
  }

  func hosts(_ interfaces: [ID<Interface>]) -> [ID<Interface>] { interfaces.filter(isHost) }
}

/// A value that is made when it is first asked for.
private final class Later<Value: Sendable>: Sendable {
  private let made = Mutex<Value?>(nil)

  func value(_ make: () -> Value) -> Value {
    made.withLock { known in
      if let known { return known }
      let value = make()
      known = value
      return value
    }
  }
}

extension Array {
  /// The first place whose element does not pass; those that pass come first.
  fileprivate func firstPlace(_ passes: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if passes(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

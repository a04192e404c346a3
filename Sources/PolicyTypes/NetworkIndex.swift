package import NetworkModel
import Synchronization

/// What the resolver asks of a network again and again: who owns an address, who is in a subnet.
/// Built in one pass.
package struct NetworkIndex: Sendable {
  package let model: NetworkModel
  private(set) var bySubnet: [ID<Subnet>: [ID<Interface>]] = [:]
  private(set) var byVPC: [ID<VPC>: [ID<Interface>]] = [:]
  private(set) var byGroup: [ID<SecurityGroup>: [ID<Interface>]] = [:]
  /// Interfaces of which it is not known, or not wholly, which groups they have.
  private(set) var withUnknownGroups: [ID<Interface>: Set<Unknown>] = [:]
  private(set) var byInstance: [ID<Instance>: [ID<Interface>]] = [:]
  /// Owners of single private or IPv6 addresses.
  private var owners: [IPAddress: [ID<Interface>]] = [:]
  private var delegated: [(range: CIDR, interface: ID<Interface>)] = []
  /// Owners of public addresses, with the private address behind.
  private var publicOwners: [IPAddress: [(interface: ID<Interface>, behind: IPAddress)]] = [:]
  private let hostsOutside = Later<AddressSet>()
  /// Interfaces of services that are not modelled, by the name of the service.
  private(set) var byService: [String: [ID<Interface>]] = [:]

  package init(_ model: NetworkModel) {
    self.model = model
    for id in model.interfaces.ids {
      let interface = model.interfaces[id]
      bySubnet[interface.subnet, default: []].append(id)
      byVPC[interface.vpc, default: []].append(id)
      for group in interface.groups {
        switch group {
        case .resolved(let group): byGroup[group, default: []].append(id)
        case .missing(let unknown):
          guard !model[unknown].isOneGroup else { continue }
          withUnknownGroups[id, default: []].insert(model[unknown])
        }
      }
      if let instance = interface.instance { byInstance[instance, default: []].append(id) }
      for address in interface.privateAddresses {
        owners[address.address, default: []].append(id)
        if let mapped = address.publicAddress {
          publicOwners[mapped, default: []].append((id, address.address))
        }
      }
      for address in interface.ipv6Addresses { owners[address, default: []].append(id) }
      for range in interface.delegatedPrefixes { delegated.append((range, id)) }
      if case .unmodelledService(let unknown) = interface.kind {
        byService[model[unknown].object, default: []].append(id)
      }
    }
    for id in model.instances.ids {
      for interface in model.instances[id].interfaces
      where byInstance[id]?.contains(interface) != true {
        byInstance[id, default: []].append(interface)
      }
    }
  }

  /// Every address of REA-6. Large where many public addresses are owned, and seldom asked for.
  package var internet: AddressSet {
    hostsOutside.value {
      outside(of: CIDR(.v4, base: 0, length: 0)).union(outside(of: CIDR(.v6, base: 0, length: 0)))
    }
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
    if range.length == range.family.width {
      for id in owners[IPAddress(range.family, range.base)] ?? [] {
        found[id, default: []].append(range)
      }
    } else {
      for (address, ids) in owners where range.contains(address) {
        for id in ids { found[id, default: []].append(CIDR(host: address)) }
      }
    }
    for (prefix, id) in delegated where prefix.overlaps(range) {
      found[id, default: []].append(prefix.contains(range) ? range : prefix)
    }
    return found.mapValues { AddressSet(normalizing: $0) }
  }

  /// The interfaces with a public address in `range`, each with the private addresses behind.
  func publicOwners(in range: CIDR) -> [ID<Interface>: AddressSet] {
    var found: [ID<Interface>: [CIDR]] = [:]
    if range.length == range.family.width {
      for owner in publicOwners[IPAddress(range.family, range.base)] ?? [] {
        found[owner.interface, default: []].append(CIDR(host: owner.behind))
      }
    } else {
      for (address, list) in publicOwners where range.contains(address) {
        for owner in list { found[owner.interface, default: []].append(CIDR(host: owner.behind)) }
      }
    }
    return found.mapValues { AddressSet(normalizing: $0) }
  }

  /// The public addresses of the snapshot that are associated with an interface, inside `set`.
  func associated(in set: AddressSet) -> AddressSet {
    AddressSet(normalizing: publicOwners.keys.filter(set.contains).map { CIDR(host: $0) })
  }

  /// The static part of REA-6 and the addresses that belong to the snapshot: never hosts of the
  /// Internet.
  func outside(of range: CIDR) -> AddressSet {
    var owned = Self.neverInternet
    owned += publicOwners.keys.filter(range.contains).map { CIDR(host: $0) }
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
    let interface = model.interfaces[id]
    guard interface.isFunctional else { return false }
    return switch interface.kind {
    case .ordinary, .unmodelledService: true
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

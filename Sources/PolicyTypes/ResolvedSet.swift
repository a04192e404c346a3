import NetworkModel

/// A set in the middle of resolution: what an expression means before its role (source or
/// destination) is known.
struct ResolvedSet: Sendable {
  /// Nil addresses: the whole interface.
  var members: [ID<Interface>: AddressSet?] = [:]
  /// Hosts outside the snapshot; empty when none are meant.
  var outside = AddressSet.empty
  /// Hosts of sites behind VPN and Direct Connect.
  var onPremises = AddressSet.empty
  /// Addresses that were written as such.
  var written = AddressSet.empty
  /// True when `internet` itself is in the set, so that a destination is not limited to what was
  /// written.
  var namesInternet = false
  /// Interfaces that may be in the set beyond what the other fields say, each with the reasons: the fields hold what is
  /// in the set for certain (LANG-9a).
  var doubtful: [ID<Interface>: Set<Unknown>] = [:]
  /// Objects where no traffic starts or ends, by the names under which ways tell of them (LANG-13).
  var places: [String: NamedPlace] = [:]
  /// Further names under which ways tell of what was named: all that is in a VPC or subnet. Says nothing of ends.
  var around: Set<String> = []
  /// Attachments of transit gateways that packets may enter by a subnet that was named.
  var landings: Set<String> = []
  /// A place was named, though the network may have none.
  var placeName: NamedPlace?

  var isEmpty: Bool {
    members.isEmpty && outside.isEmpty && onPremises.isEmpty && written.isEmpty
      && doubtful.isEmpty
  }
  /// True when nobody can start or receive traffic here.
  var hasNobody: Bool {
    members.isEmpty && outside.isEmpty && onPremises.isEmpty && doubtful.isEmpty
  }
}

/// The laws of LANG-7: union, intersection and difference of interfaces and addresses.
extension ResolvedSet {
  /// One pass over all sets, so that a list of thousands of CIDRs costs one sort.
  static func union(_ sets: [ResolvedSet]) -> ResolvedSet {
    var result = ResolvedSet()
    var outside: [CIDR] = []
    var onPremises: [CIDR] = []
    var written: [CIDR] = []
    for set in sets {
      for (interface, theirs) in set.members {
        guard let ours = result.members[interface] else {
          result.members[interface] = .some(theirs)
          continue
        }
        let joined: AddressSet? = if let ours, let theirs { ours.union(theirs) } else { nil }
        result.members[interface] = .some(joined)
      }
      outside += set.outside.ranges
      onPremises += set.onPremises.ranges
      written += set.written.ranges
      result.namesInternet = result.namesInternet || set.namesInternet
      result.places.merge(set.places) { first, _ in first }
      result.around.formUnion(set.around)
      result.landings.formUnion(set.landings)
      result.placeName = result.placeName ?? set.placeName
      result.doubtful.merge(set.doubtful) { $0.union($1) }
    }
    result.doubtful = result.doubtful.filter { !result.isWhole($0.key) }
    result.outside = AddressSet(normalizing: outside)
    result.onPremises = AddressSet(normalizing: onPremises)
    result.written = AddressSet(normalizing: written)
    return result
  }

  func intersection(_ other: ResolvedSet, in index: NetworkIndex) -> ResolvedSet {
    var result = ResolvedSet()
    for (interface, ours) in members {
      guard let theirs = other.members[interface] else { continue }
      let common: AddressSet?
      switch (ours, theirs) {
      case (nil, nil): common = nil
      case (let addresses?, nil), (nil, let addresses?): common = addresses
      case (let a?, let b?): common = a.intersection(b)
      }
      if common?.isEmpty != true { result.members[interface] = .some(common) }
    }
    result.outside = outside.intersection(other.outside)
    result.onPremises = onPremises.intersection(other.onPremises)
    result.namesInternet = namesInternet && other.namesInternet
    result.places = places.filter { other.places[$0.key] != nil }
    result.around = around.intersection(other.around)
    result.placeName = placeName ?? other.placeName
    for (one, two) in [(self, other), (other, self)] {
      for (interface, reasons) in one.doubtful
      where two.mayMean(interface, in: index) && !result.isWhole(interface) {
        result.doubtful[interface, default: []].formUnion(reasons)
      }
    }
    guard !written.isEmpty || !other.written.isEmpty else { return result }
    // What the members own already counts as theirs; another owner of the same address is not
    // meant.
    let own = result.members.flatMap { ($0.value ?? index.owned($0.key)).ranges }
    result.written = reachableAddresses(in: index)
      .intersection(other.reachableAddresses(in: index))
      .subtracting(AddressSet(normalizing: own))
    return result
  }

  func subtracting(_ other: ResolvedSet, in index: NetworkIndex) -> ResolvedSet {
    var result = self
    for (interface, theirs) in other.members {
      guard let ours = members[interface] else { continue }
      guard let theirs else {
        result.members[interface] = nil
        continue
      }
      let left = (ours ?? index.owned(interface)).subtracting(theirs)
      result.members[interface] = left.isEmpty ? nil : .some(left)
    }
    // What remains of `internet` is a set of addresses like any other; members keep their own
    // limits.
    var taken = other.reachableAddresses(in: index)
    var away = other.outside.union(other.written)
    result.doubtful = doubtful.filter { !other.isWhole($0.key) }
    for (interface, reasons) in other.doubtful where mayMean(interface, in: index) {
      result.doubtful[interface, default: []].formUnion(reasons)
      result.members[interface] = nil
      let addresses = AddressSet(normalizing: index.addresses(of: interface))
      taken = taken.union(addresses)
      away = away.union(addresses)
    }
    result.places = places.filter { other.places[$0.key] == nil }
    // What one of them leaves of a VPC is told by its members alone.
    result.around = other.isEmpty && other.around.isEmpty ? around : []
    result.placeName = placeName ?? other.placeName
    result.outside = outside.subtracting(away)
    result.onPremises = onPremises.subtracting(other.onPremises.union(other.written))
    result.written = written.subtracting(taken)
    return result
  }

  /// The whole interface is in the set, for certain.
  private func isWhole(_ interface: ID<Interface>) -> Bool {
    guard let addresses = members[interface] else { return false }
    return addresses == nil
  }

  /// Something of the interface may be in the set.
  private func mayMean(_ interface: ID<Interface>, in index: NetworkIndex) -> Bool {
    if members[interface] != nil || doubtful[interface] != nil { return true }
    let addresses = AddressSet(normalizing: index.addresses(of: interface))
    return !addresses.intersection(written.union(outside.intersection(index.internet))).isEmpty
  }

  /// Every address that a packet to this set may carry.
  private func reachableAddresses(in index: NetworkIndex) -> AddressSet {
    var ranges = written.ranges + outside.ranges + onPremises.ranges
    for (interface, addresses) in members {
      ranges += addresses?.ranges ?? index.addresses(of: interface)
    }
    return AddressSet(normalizing: ranges)
  }
}

/// Where a set stands in a flow.
enum EndpointRole: Hashable, Sendable { case source, destination }

extension ResolvedSet {
  /// The result type, members in order. Destinations are met by an interface, by a host outside, or
  /// by what was written into the packet; with `internet` beside written addresses its hosts count
  /// as written too.
  func endpointSet(text: String, in index: NetworkIndex) -> EndpointSet {
    let limit =
      namesInternet && !written.isEmpty
      ? written.union(index.internet.intersection(outside)) : written
    return EndpointSet(
      members: members.sorted { $0.key < $1.key }.map {
        EndpointMember(interface: $0.key, addresses: $0.value)
      },
      outside: outside.isEmpty ? nil : outside,
      onPremises: onPremises.isEmpty ? nil : onPremises, written: limit.isEmpty ? nil : limit,
      doubtful: doubtful, text: text)
  }

  /// The same destination as parts that each consist of one sort of ends, for claims about every
  /// pair (POL-4): whole interfaces and `internet`; owners of written private addresses; written
  /// addresses outside or public.
  func parts(in index: NetworkIndex) -> [ResolvedSet] {
    guard !written.isEmpty,
      !members.isEmpty || namesInternet || !onPremises.isEmpty || !doubtful.isEmpty
    else {
      return [self]
    }
    var named = ResolvedSet(members: members.filter { $0.value == nil }, doubtful: doubtful)
    if namesInternet {
      named.outside = outside
      named.namesInternet = true
    }
    named.onPremises = onPremises
    let owners = ResolvedSet(members: members.filter { $0.value != nil })
    var addresses = ResolvedSet(
      written: written.intersection(outside).union(index.associated(in: written)))
    if !namesInternet { addresses.outside = outside }
    return [named, owners, addresses].filter { !$0.isEmpty }
  }
}

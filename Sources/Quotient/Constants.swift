import NetworkModel

/// The address ranges that something outside a VPC's own ranges mentions, by where they are read.
///
/// Two VPCs are alike only where every such range treats their addresses alike (`Profiles`).
struct Constants {
  /// Read while a packet is in the realm.
  private(set) var ofRealm: [Int: Set<CIDR>] = [:]
  /// Read anywhere: IPv6, prefix lists, the provider's own ranges, what a policy says.
  private(set) var everywhere: Set<CIDR> = []

  init(_ network: NetworkModel) {
    for text in Constants.special {
      if let range = CIDR(text) { everywhere.insert(range) }
    }
    everywhere.formUnion(network.closedProviderRanges)
    // What a peering connection is about, whoever is behind it (PCX-2).
    for peering in network.peerings.elements {
      everywhere.formUnion(peering.requester.ranges + peering.accepter.ranges)
    }
    for address in network.unassociatedPublicAddresses { everywhere.insert(CIDR(host: address)) }
    for list in network.prefixLists.elements {
      if case .known(let ranges) = list.entries { everywhere.formUnion(ranges) }
    }
  }

  /// Ranges with a meaning of their own in the rules (PKT-2, RT-8, REA-6, IGW-2, NAT-9).
  private static let special = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.168.0.0/16", "224.0.0.0/3", "224.0.0.0/4", "255.255.255.255/32", "2000::/3", "fc00::/7",
    "ff00::/8", "fd00:ec2::/32", "64:ff9b::/96",
  ]

  mutating func add(_ range: CIDR, realm: Int) {
    switch range.family {
    case .v4: ofRealm[realm, default: []].insert(range)
    case .v6: everywhere.insert(range)
    }
  }

  mutating func addEverywhere(_ range: CIDR) { everywhere.insert(range) }

  /// Every range of any realm, for public addresses: they are the same everywhere.
  var all: Set<CIDR> { ofRealm.values.reduce(into: everywhere) { $0.formUnion($1) } }
}

/// Which of some ranges contain a given range, as a number: equal numbers, equal ranges. Exact. Numbers of different
/// profiles say nothing about each other.
struct Profiles {
  private let ranges: Set<CIDR>
  private let lengths: [IPFamily: [Int]]
  private var numbers: [[CIDR]: UInt64] = [[]: 0]

  init(_ ranges: Set<CIDR>) {
    self.ranges = ranges
    var lengths: [IPFamily: Set<Int>] = [:]
    for range in ranges { lengths[range.family, default: []].insert(range.length) }
    self.lengths = lengths.mapValues { $0.sorted() }
  }

  func containing(_ range: CIDR) -> [CIDR] {
    var containing: [CIDR] = []
    for length in lengths[range.family] ?? [] {
      if length > range.length { break }
      let base = range.base & CIDR.mask(range.family, length)
      let outer = CIDR(range.family, base: base, length: length)
      if ranges.contains(outer) { containing.append(outer) }
    }
    return containing
  }

  mutating func number(of range: CIDR) -> UInt64 {
    let containing = containing(range)
    if let known = numbers[containing] { return known }
    let number = UInt64(numbers.count)
    numbers[containing] = number
    return number
  }
}

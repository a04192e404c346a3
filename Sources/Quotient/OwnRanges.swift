import NetworkModel

/// Which VPC has which range: the ranges that a swap of two VPCs exchanges.
struct OwnRanges {
  private let network: NetworkModel
  private let realms: Realms
  private var owners: [CIDR: [ID<VPC>]] = [:]
  private var lengths: [IPFamily: Set<Int>] = [:]

  init(_ network: NetworkModel, _ realms: Realms) {
    self.network = network
    self.realms = realms
    for vpc in network.vpcs.ids {
      for range in OwnRanges.of(network.vpcs[vpc]) {
        owners[range, default: []].append(vpc)
        lengths[range.family, default: []].insert(range.length)
      }
    }
  }

  /// IPv4 ranges that never cross an Internet gateway (IGW-2), and all of IPv6.
  static func of(_ vpc: VPC) -> [CIDR] {
    vpc.ipv4.filter { range in isPrivate.contains { $0.contains(range) } } + vpc.ipv6.map(\.range)
  }

  static let isPrivate = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]
    .compactMap { CIDR($0) }

  /// VPCs one of whose ranges holds `range`, and that a packet may meet where `range` is read; `realm` nil: anywhere.
  /// `strictly`: the range itself does not count.
  func holders(of range: CIDR, realm: Int?, strictly: Bool) -> [ID<VPC>] {
    var found: [ID<VPC>] = []
    for length in lengths[range.family] ?? [] where length <= range.length {
      if strictly, length == range.length { continue }
      let outer = CIDR(
        range.family, base: range.base & CIDR.mask(range.family, length), length: length)
      for owner in owners[outer] ?? [] {
        if range.family == .v4, let realm, realms.realm(of: owner) != realm { continue }
        found.append(owner)
      }
    }
    return found
  }
}

import NetworkModel
import TestSupport
import Testing

@Suite("Random networks")
struct RandomNetworkTests {
  @Test("a seed always gives the same network")
  func isDeterministic() {
    for seed in UInt64(0)..<50 {
      #expect(describe(RandomNetwork.make(seed: seed)) == describe(RandomNetwork.make(seed: seed)))
    }
  }

  @Test("every network keeps the invariants of the model")
  func isLegal() {
    for seed in UInt64(0)..<1000 {
      let network = RandomNetwork.make(seed: seed, size: .mixed(seed))
      let broken = brokenInvariants(network)
      #expect(broken.isEmpty, "seed \(seed): \(broken)\n\(describe(network))")
    }
  }

  @Test("at most a quarter of the networks has unknowns, half of them have IPv6")
  func isWeighted() {
    let networks = (UInt64(0)..<1000).map { RandomNetwork.make(seed: $0) }
    let unknown = networks.count { !$0.unknowns.isEmpty }
    let v6 = networks.count { $0.vpcs.elements.contains { !$0.ipv6.isEmpty } }
    #expect((50...280).contains(unknown), "\(unknown)")
    #expect((400...600).contains(v6), "\(v6)")
  }

  @Test("every kind of object and rule occurs")
  func coversTheModel() {
    let networks = (UInt64(0)..<600).map { RandomNetwork.make(seed: $0) }
    let text = networks.map { describe($0) }.joined(separator: "\n")
    for word in [
      "igw-", "eigw-", "nat-", "pcx-", "vpce-", "pl-", "not active", "not functional", "check off",
      "blackhole", "propagated", "advertised", "filtered", "stale", "unassociated", "closed",
      "transparent", "service unknown", "not collected", "missing", "edge table", "assumed open",
      "eu-west-1", "protocol 50", "protocol 107", "type 8", "type 128", "nat-gone", "pl-gone", "sg-gone",
      "tgw-", "denies igw", "/28", "/80", "main",
    ] {
      #expect(text.contains(word), "\(word) never occurs")
    }
  }

  @Test("every kind of transit gateway, attachment and route occurs")
  func coversTransitGateways() {
    let text = (UInt64(0)..<400).map { describe(RandomNetwork.make(seed: $0, size: .transit)) }
      .joined(separator: "\n")
    for word in [
      "transit gateway tgw-2", "keeps references", "unlisted", "unmodelled", "peers with", "appliance mode",
      "IPv6", "not associated", "association unknown", "tgw-rtb-0-0", "subnet-gone", "vpc-far", "(name)",
      "no zone", "use1-az3", "blackhole", "tgw-gone", "tgw-attach-gone", "prefixList", "vpnConcentrator",
      "more routes exist",
    ] {
      #expect(text.contains(word), "\(word) never occurs")
    }
  }

  @Test("interface endpoints and load balancers occur")
  func coversServices() {
    let text = (UInt64(0)..<200).map { describe(RandomNetwork.make(seed: $0, size: .mixed($0))) }
      .joined(separator: "\n")
    for word in [
      "of vpce-if-0-0", "EndpointService.provider", "EndpointService.unknown", "of lb-0-0", "network", "application", "classic",
      "keeps clients", "own zone", "cross-zone", "unhealthy", "tg-gone", "a source condition",
      "its targets were not collected", "both", "lb-1-0 port",
    ] {
      #expect(text.contains(word), "\(word) never occurs")
    }
  }

  /// What the importers guarantee and the simulator relies on.
  private func brokenInvariants(_ network: NetworkModel) -> [String] {
    var broken: [String] = []
    for vpc in network.vpcs.ids {
      let mains = network.routeTables.elements.filter { $0.vpc == vpc && $0.isMain }
      if mains.count != 1 { broken.append("\(network.vpcs[vpc].name) has \(mains.count) main tables") }
      if let gateway = network.vpcs[vpc].internetGateway, network.internetGateways[gateway].vpc != vpc {
        broken.append("gateway of \(network.vpcs[vpc].name)")
      }
      let owned = network.interfaces.elements.filter { $0.vpc == vpc }.flatMap(\.ownedRanges)
      for (index, range) in owned.enumerated() where owned[..<index].contains(where: range.overlaps) {
        broken.append("\(range) is owned twice in \(network.vpcs[vpc].name)")
      }
      let subnets = network.subnets.elements.filter { $0.vpc == vpc }.flatMap(\.ranges)
      for (index, range) in subnets.enumerated() where subnets[..<index].contains(where: range.overlaps) {
        broken.append("\(range) is in two subnets")
      }
      for range in subnets where !network.vpcs[vpc].ranges.contains(where: { $0.contains(range) }) {
        broken.append("\(range) is outside \(network.vpcs[vpc].name)")
      }
    }
    for interface in network.interfaces.elements {
      let ranges = network.subnets[interface.subnet].ranges
      for owned in interface.ownedRanges where !ranges.contains(where: { $0.contains(owned) }) {
        broken.append("\(owned) is outside the subnet of \(interface.name)")
      }
      if interface.ownedRanges.isEmpty { broken.append("\(interface.name) owns nothing") }
    }
    let publics = network.interfaces.elements.flatMap(\.privateAddresses).compactMap(\.publicAddress)
    let all = publics + network.unassociatedPublicAddresses
    if Set(all).count != all.count { broken.append("a public address is used twice") }
    for gateway in network.natGateways.elements {
      for address in gateway.addresses {
        let interface = network.interfaces[address.interface]
        let carried = interface.privateAddresses.first { $0.address == address.privateAddress }
        if interface.kind != .natGateway || carried?.publicAddress != address.publicAddress {
          broken.append("\(gateway.name) and its interface disagree")
        }
      }
    }
    return broken
  }
}

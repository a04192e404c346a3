import NetworkModel
import Simulator
import TestSupport
import Testing

/// Laws over seeded random networks, and the proof that every mutation is noticed.
@Suite("Random networks")
struct RandomNetworkTests {
  @Test("a run without trace ends as the run with trace, and resolutions settle every choice")
  func fastPath() {
    for seed in UInt64(0)..<150 {
      var cases = PacketCases(RandomNetwork.make(seed: seed, size: .mixed(seed)), seed: seed)
      let simulator = Simulator(cases.network)
      for _ in 0..<60 {
        guard let (packet, emitter) = cases.next() else { break }
        for choices in simulator.resolutions(packet, from: emitter) {
          let leg = simulator.forward(packet, from: emitter, choices: choices)
          #expect(
            leg.disposition == simulator.disposition(of: packet, from: emitter, choices: choices))
          #expect(!leg.hops.isEmpty)
          let exchange = simulator.exchange(packet, from: emitter, choices: choices)
          #expect(exchange.forward == leg)
          #expect(
            exchange.outcome == simulator.outcome(of: packet, from: emitter, choices: choices))
          for back in simulator.returnResolutions(packet, from: emitter, choices: choices) {
            _ = simulator.outcome(of: packet, from: emitter, choices: choices, returnChoices: back)
          }
        }
      }
    }
  }

  @Test(
    "open filters allow no less than unknown ones: they differ only where unknown is the answer")
  func polarity() {
    for seed in UInt64(0)..<150 {
      var cases = PacketCases(RandomNetwork.make(seed: seed, size: .mixed(seed)), seed: seed)
      let open = Simulator(cases.network)
      let strict = Simulator(cases.network, options: .init(uncollectedFilters: .unknown))
      for _ in 0..<60 {
        guard let (packet, emitter) = cases.next() else { break }
        let (a, b) = (
          open.disposition(of: packet, from: emitter), strict.disposition(of: packet, from: emitter)
        )
        if case .unknown = b { continue }
        #expect(a == b)
      }
    }
  }

  /// References across an internet gateway need groups of two VPCs that are not peered: `InternetEdgeTests` has them.
  /// Those of transit gateways are in `TransitMutationTests`, those of services in `ServiceMutationTests`, an
  /// owner out of use behind a virtual private gateway is in `SiteTests`, a reference behind a firewall in `InspectionTests`.
  private static let rare: Set<Mutation> = [
    .igwKeepsReferences, .transitEntryTestsEgress, .transitSecondPassageKeepsReferences,
    .endpointSeesTransitReferences, .balancerGroupsNeedOwnAddress, .balancerLosesGroups,
    .balancerSendsUnfiltered, .vgwIgnoresOwnerState, .inspectionKeepsReferences,
  ]

  @Test(
    "every mutation changes the end of some packet",
    arguments: Mutation.allCases.filter { !rare.contains($0) })
  func mutations(mutation: Mutation) {
    for seed in UInt64(0)..<3000 {
      var cases = PacketCases(RandomNetwork.make(seed: seed, size: .mixed(seed)), seed: seed)
      let sane = Simulator(cases.network)
      let mutant = Simulator(cases.network, options: .init(mutation: mutation))
      for _ in 0..<60 {
        guard let (packet, emitter) = cases.next() else { break }
        if sane.outcome(of: packet, from: emitter) != mutant.outcome(of: packet, from: emitter) {
          return
        }
        if relays(packet, emitter, sane) != relays(packet, emitter, mutant) { return }
      }
    }
    Issue.record("\(mutation) changes nothing")
  }

  /// What a load balancer that takes the packet makes of it.
  private func relays(_ packet: Packet, _ emitter: Emitter, _ simulator: Simulator) -> [Disposition?] {
    let first = simulator.forward(packet, from: emitter)
    guard case .delivered(.interface(let node)) = first.disposition else { return [] }
    return simulator.relays(of: first.packet, at: node).indices.map {
      simulator.relayed(first.packet, at: node, RelayStep(relay: $0))?.disposition
    }
  }
}

/// An endless stream of packets that are likely to mean something in a network.
private struct PacketCases {
  let network: NetworkModel
  private var random: SplitMix64
  private let addresses: [IPAddress]
  private let ports: [UInt16]

  init(_ network: NetworkModel, seed: UInt64) {
    self.network = network
    random = SplitMix64(seed: seed)
    var addresses = ["198.51.100.7", "2001:db8::7", "172.16.5.9", "52.216.1.1"].map(ip)
    var ports: Set<UInt16> = [22, 443]
    for interface in network.interfaces.elements {
      addresses += interface.ownedRanges.map { IPAddress($0.family, $0.last) }
      addresses += interface.privateAddresses.compactMap(\.publicAddress)
    }
    let services =
      network.securityGroups.elements.flatMap { $0.rules.map(\.service) }
      + network.networkACLs.elements.flatMap { $0.entries.map(\.service) }
    for range in services.compactMap(\.ports) {
      ports.formUnion([range.lowerBound, range.upperBound])
    }
    ports.formUnion(network.loadBalancers.elements.flatMap(\.listeners).map(\.port))
    for route in network.routeTables.elements.flatMap(\.routes) {
      if case .range(let range) = route.destination, range.length > 0 {
        addresses.append(IPAddress(range.family, range.base | 9 & range.last))
      }
    }
    self.addresses = addresses
    self.ports = ports.sorted()
  }

  /// A packet and its emitter; nil in a network without hosts.
  mutating func next() -> (Packet, Emitter)? {
    guard let destination = addresses.randomElement(using: &random) else { return nil }
    let family = destination.family
    let peers = addresses.filter { $0.family == family }
    guard let foreign = peers.randomElement(using: &random) else { return nil }
    let protocols: [UInt8] = [6, 6, 6, 17, family == .v4 ? 1 : 58, 50]
    let proto = protocols.randomElement(using: &random) ?? 6
    var packet = Packet(source: foreign, destination: destination, proto: proto)
    if IPProtocol.hasPorts(proto) {
      packet.sourcePort = UInt16.random(in: 1024...65535, using: &random)
      packet.destinationPort = ports.randomElement(using: &random) ?? 443
    } else if IPProtocol.isICMP(proto) {
      packet.icmpType = family == .v4 ? 8 : 128
      packet.icmpCode = UInt8.random(in: 0...1, using: &random)
    }
    if Int.random(in: 0..<5, using: &random) == 0 {
      packet.source = ip(family == .v4 ? "198.51.100.7" : "2001:db8::7")
      return (packet, .internet)
    }
    guard let emitter = network.interfaces.ids.randomElement(using: &random) else { return nil }
    let own = network.interfaces[emitter].ownedRanges.filter { $0.family == family }
    if let range = own.randomElement(using: &random), Int.random(in: 0..<8, using: &random) > 0 {
      packet.source = IPAddress(family, range.last)
    }
    return (packet, .interface(emitter))
  }
}

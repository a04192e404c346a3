package import NetworkModel
package import PolicyTypes

/// Concrete packets that an emitter may send, taken at the end points of a network, interesting ones first.
package struct Enumerator: Sendable {
  package let network: NetworkModel
  package let endPoints: EndPoints
  private let traffic: [Traffic.Entry]
  /// Owned addresses (a delegated prefix by its ends), public mappings and strangers, for each family.
  private let notable: [IPFamily: [IPAddress]]
  /// End points and strangers that are hosts of the Internet (REA-6), for each family.
  private let outside: [IPFamily: [IPAddress]]
  /// Ends of the prefixes of sites, and a stranger, for each family.
  private let sites: [IPFamily: [IPAddress]]

  /// `traffic` and `ranges` are those of the question, so that its own ends are tried as well.
  package init(_ network: NetworkModel, traffic: [Traffic] = [], ranges: [CIDR] = []) {
    self.network = network
    let endPoints = EndPoints(network, traffic: traffic, ranges: ranges)
    self.endPoints = endPoints
    self.traffic = traffic.flatMap(\.entries)
    let internet = Internet(network)
    notable = Dictionary(
      uniqueKeysWithValues: IPFamily.allCases.map { ($0, Self.notableDestinations(network, $0)) })
    sites = Dictionary(
      uniqueKeysWithValues: IPFamily.allCases.map { ($0, Self.siteAddresses(network, $0)) })
    outside = Dictionary(
      uniqueKeysWithValues: IPFamily.allCases.map { family in
        (family, (Internet.strangers(family) + endPoints.addresses(family)).filter(internet.contains))
      })
  }

  /// A protocol with its port or ICMP fields.
  private struct Service: Hashable {
    var proto: UInt8
    var port: UInt16 = 0
    var type: UInt8 = 0
    var code: UInt8 = 0
  }

  /// Everyone who can start a packet: the Internet and the interfaces that are ordinary and run.
  package var emitters: [Emitter] {
    [.internet] + (network.privateConnections.isEmpty ? [] : [.onPremises])
      + network.interfaces.ids.filter {
        network.interfaces[$0].kind == .ordinary && network.interfaces[$0].isFunctional
      }.map(Emitter.interface)
  }

  /// At most `budget` different packets that `isWanted` takes: first every owned, public and outside destination with
  /// the services that the question and the rules name, then a sample of everything else (edges of ranges, neighbours,
  /// spoofed sources, odd fields).
  package func packets(
    from emitter: Emitter, budget: Int = 3000, seed: UInt64, where isWanted: (Packet) -> Bool = { _ in true }
  ) -> [Packet] {
    var random = SplitMix64(seed: seed)
    var found: [Packet] = []
    var seen: Set<Packet> = []
    func add(_ packet: Packet) {
      if found.count < budget, seen.insert(packet).inserted, isWanted(packet) { found.append(packet) }
    }
    let canonical = canonicalPackets(emitter)
    for packet in canonical.first { add(packet) }
    var others = canonical.others.filter(isWanted)
    others.shuffle(using: &random)
    for packet in others.prefix(max(0, budget * 2 / 3 - found.count)) { add(packet) }
    for _ in 0..<(3 * budget) where found.count < budget {
      if let packet = randomPacket(emitter, &random) { add(packet) }
    }
    return found
  }

  // MARK: Canonical packets

  /// `first`: the main source of each family to each notable destination with the leading service. `others`: all
  /// sources that are not spoofed, notable destinations, all leading services.
  private func canonicalPackets(_ emitter: Emitter) -> (first: [Packet], others: [Packet]) {
    var first: [Packet] = []
    var others: [Packet] = []
    let clientPorts = endPoints.ports.filter { $0 >= 1024 }
    for family in IPFamily.allCases {
      let sources = ownSources(emitter, family)
      let services = leadingServices(family)
      let destinations = canonicalDestinations(emitter, family)
      for (sourceIndex, source) in sources.enumerated() {
        for destination in destinations {
          for (serviceIndex, service) in services.enumerated() {
            guard sourceIndex > 0 || serviceIndex > 0 else {
              first.append(packet(source, destination, service, sourcePort: 40000))
              continue
            }
            // Every other packet comes from a port at which some rule begins or ends.
            let port = others.count.isMultiple(of: 2) ? clientPorts[others.count / 2 % clientPorts.count] : 40000
            others.append(packet(source, destination, service, sourcePort: port))
          }
        }
      }
      guard let service = services.first else { continue }
      for source in spoofedSources(emitter, family) {
        for destination in destinations {
          others.append(packet(source, destination, service, sourcePort: 40000))
        }
      }
    }
    return (first, others)
  }

  /// Sources that only an interface without check may use (ENI-3): any end point; with the check some, to see them fail.
  private func spoofedSources(_ emitter: Emitter, _ family: IPFamily) -> [IPAddress] {
    switch emitter {
    case .internet:
      return []
    case .onPremises:
      return Array(notable[family, default: []].prefix(6))
    case .interface(let id):
      let checks = network.interfaces[id].sourceDestinationCheck
      return checks ? Array(notable[family, default: []].prefix(6)) : endPoints.addresses(family)
    }
  }

  /// Private addresses mean nothing to the Internet; the random packets try some.
  private func canonicalDestinations(_ emitter: Emitter, _ family: IPFamily) -> [IPAddress] {
    let all = notable[family, default: []]
    switch (emitter, family) {
    case (.interface, _), (.onPremises, _), (.internet, .v6):
      return all
    case (.internet, .v4):
      return all.filter { address in
        !network.interfaces.elements.contains { interface in
          interface.ownedRanges.contains { $0.contains(address) }
        }
      }
    }
  }

  private func packet(
    _ source: IPAddress, _ destination: IPAddress, _ service: Service, sourcePort: UInt16
  ) -> Packet {
    Packet(
      source: source, destination: destination, proto: service.proto,
      sourcePort: IPProtocol.hasPorts(service.proto) ? sourcePort : 0, destinationPort: service.port,
      icmpType: service.type, icmpCode: service.code)
  }

  private func leadingServices(_ family: IPFamily) -> [Service] {
    let echo =
      switch family {
      case .v4: Service(proto: IPProtocol.icmp, type: 8)
      case .v6: Service(proto: IPProtocol.icmp6, type: 128)
      }
    let all =
      traffic.flatMap { services($0, family) }
      + endPoints.innerPorts.map { Service(proto: IPProtocol.tcp, port: $0) } + [echo]
      + endPoints.innerPorts.prefix(3).map { Service(proto: IPProtocol.udp, port: $0) }
      + [Service(proto: 50), Service(proto: 107)]
    var seen: Set<Service> = []
    return all.filter { seen.insert($0).inserted }
  }

  /// The ends of one entry of the question's traffic, and the end points inside it.
  private func services(_ entry: Traffic.Entry, _ family: IPFamily) -> [Service] {
    guard let proto = entry.proto else { return [] }
    if IPProtocol.hasPorts(proto) {
      let range = entry.ports ?? 0...65535
      let ends = [range.lowerBound, range.upperBound] + endPoints.ports.filter(range.contains)
      return ends.map { Service(proto: proto, port: $0) }
    }
    guard IPProtocol.isICMP(proto) else { return [Service(proto: proto)] }
    let request: UInt8 = family == .v4 ? 8 : 128
    guard (proto == IPProtocol.icmp) == (family == .v4) else { return [] }
    let codes: [UInt8] = entry.icmpCode.map { [$0] } ?? [0, 1]
    return codes.map { Service(proto: proto, type: entry.icmpType ?? request, code: $0) }
  }

  /// Sources that the emitter may use whatever its check: owned ones, or hosts of the Internet (REA-6).
  private func ownSources(_ emitter: Emitter, _ family: IPFamily) -> [IPAddress] {
    switch emitter {
    case .interface(let id):
      let interface = network.interfaces[id]
      let ranges = interface.ownedRanges.filter { $0.family == family }
      let primary = interface.primaryAddress(family)
      let ends = ranges.flatMap { range in
        range.first == range.last
          ? [IPAddress(family, range.first)]
          : [IPAddress(family, range.first), IPAddress(family, range.last)]
      }
      return (primary.map { [$0] } ?? []) + ends.filter { $0 != primary }
    case .internet:
      return Array(outside[family, default: []].prefix(4))
    case .onPremises:
      return Array(sites[family, default: []].prefix(6))
    }
  }

  private static func notableDestinations(
    _ network: NetworkModel, _ family: IPFamily
  ) -> [IPAddress] {
    var found: [IPAddress] = []
    for interface in network.interfaces.elements {
      for range in interface.ownedRanges where range.family == family {
        found.append(IPAddress(family, range.first))
        if range.last != range.first { found.append(IPAddress(family, range.last)) }
      }
      if family == .v4 { found += interface.privateAddresses.compactMap(\.publicAddress) }
    }
    if family == .v4 { found += network.unassociatedPublicAddresses }
    found += siteAddresses(network, family)
    found += Internet.strangers(family)
    var seen: Set<IPAddress> = []
    return found.filter { seen.insert($0).inserted }
  }

  private static func siteAddresses(_ network: NetworkModel, _ family: IPFamily) -> [IPAddress] {
    let ranges = network.privateConnections.elements.flatMap { $0.learned.ranges + $0.selectors.site }
    let ends = ranges.filter { $0.family == family && $0.length > 0 }.flatMap { range in
      [IPAddress(family, range.first + (range.length < family.width ? 1 : 0)), IPAddress(family, range.last)]
    }
    guard !network.privateConnections.isEmpty else { return [] }
    let stranger = family == .v4 ? IPAddress(.v4, 0xc0a8_6405) : IPAddress(.v6, 0xfdab << 112 | 5)
    var seen: Set<IPAddress> = []
    return (ends + [stranger]).filter { seen.insert($0).inserted }
  }

  // MARK: Random packets

  private func randomPacket(_ emitter: Emitter, _ random: inout SplitMix64) -> Packet? {
    let family: IPFamily = usesIPv6 && random.chance(40) ? .v6 : .v4
    guard let source = randomSource(emitter, family, &random),
      let destination = random.chance(40)
        ? random.pick(notable[family, default: []]) : randomAddress(family, &random)
    else { return nil }
    let ports = endPoints.ports
    let sourcePort =
      random.chance(50) ? UInt16(random.int(1024...65535)) : random.pick(ports) ?? 40000
    return packet(source, destination, randomService(family, &random), sourcePort: sourcePort)
  }

  private var usesIPv6: Bool { network.vpcs.elements.contains { !$0.ipv6.isEmpty } }

  private func randomAddress(_ family: IPFamily, _ random: inout SplitMix64) -> IPAddress? {
    guard random.chance(80) else {
      return IPAddress(family, random.value(in: 0...family.maximum))
    }
    return random.pick(endPoints.addresses(family))
  }

  private func randomSource(
    _ emitter: Emitter, _ family: IPFamily, _ random: inout SplitMix64
  ) -> IPAddress? {
    switch emitter {
    case .interface(let id):
      let spoofs = random.chance(network.interfaces[id].sourceDestinationCheck ? 8 : 50)
      guard !spoofs else {
        return random.chance(50)
          ? random.pick(notable[family, default: []]) : randomAddress(family, &random)
      }
      let owned = network.interfaces[id].ownedRanges.filter { $0.family == family }
      return random.pick(owned).map { IPAddress(family, random.value(in: $0.first...$0.last)) }
    case .internet:
      return random.pick(outside[family, default: []])
    case .onPremises:
      return random.chance(80)
        ? random.pick(sites[family, default: []]) : random.pick(notable[family, default: []])
    }
  }

  private func randomService(_ family: IPFamily, _ random: inout SplitMix64) -> Service {
    switch random.weighted([45, 20, 20, 15]) {
    case 0:
      if random.chance(40), let entry = random.pick(traffic),
        let service = random.pick(services(entry, family))
      {
        return service
      }
      return Service(proto: IPProtocol.tcp, port: randomPort(&random))
    case 1:
      return Service(proto: IPProtocol.udp, port: randomPort(&random))
    case 2:
      let wrong = random.chance(5)
      let proto = (family == .v4) != wrong ? IPProtocol.icmp : IPProtocol.icmp6
      return Service(
        proto: proto, type: random.pick(endPoints.icmpTypes) ?? 8,
        code: random.pick(endPoints.icmpCodes) ?? 0)
    case _:
      let others = endPoints.protocols.filter { !IPProtocol.hasPorts($0) && !IPProtocol.isICMP($0) }
      return Service(proto: random.pick(others) ?? 50)
    }
  }

  private func randomPort(_ random: inout SplitMix64) -> UInt16 {
    random.chance(80) ? random.pick(endPoints.ports) ?? 443 : UInt16(random.int(0...65535))
  }
}

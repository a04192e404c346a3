package import NetworkModel
package import PolicyTypes

/// Claims and questions on a network, drawn from a seed: between interfaces, sets of interfaces, ranges and the Internet,
/// on traffic around the ports of the network's own rules.
package struct RandomClaims {
  private let network: NetworkModel
  private let endPoints: EndPoints
  private var random: SplitMix64

  package init(_ network: NetworkModel, seed: UInt64) {
    self.network = network
    endPoints = EndPoints(network)
    random = SplitMix64(seed: seed ^ 0x6973_6f6c_6120_7072)
  }

  /// `count` subjects; the same for the same network and seed.
  package static func subjects(_ network: NetworkModel, count: Int, seed: UInt64) -> [Subject] {
    var claims = RandomClaims(network, seed: seed)
    return (0..<count).map { _ in claims.subject() }
  }

  package mutating func subject() -> Subject {
    if random.chance(35), let subject = packetSubject() { return subject }
    return switch random.weighted([40, 40, 20]) {
    case 0: .claim(claim())
    case 1: .reach(endpoint(asDestination: false), endpoint(asDestination: true), traffic(allowsAny: true))
    case _: .deliver(endpoint(asDestination: false), endpoint(asDestination: true), traffic(allowsAny: true))
    }
  }

  /// A subject that is just wide enough for one packet of the enumerator: rare protocols, codes and paths come up as
  /// often as packets with them do.
  private mutating func packetSubject() -> Subject? {
    let enumerator = Enumerator(network)
    guard let emitter = random.pick(enumerator.emitters) else { return nil }
    let packets = enumerator.packets(from: emitter, budget: 150, seed: random.next())
    let protocols = Set(packets.map(\.proto)).sorted()
    guard let proto = random.pick(protocols),
      let packet = random.pick(packets.filter { $0.proto == proto })
    else { return nil }
    let source =
      switch emitter {
      case .interface(let id): EndpointSet(members: [EndpointMember(interface: id)], text: "sender")
      case .internet: EndpointSet(members: [], outside: .all, text: "internet")
      case .onPremises: EndpointSet(members: [], onPremises: sites, text: "onprem")
      }
    let owners = network.interfaces.ids.filter { id in
      let interface = network.interfaces[id]
      return interface.ownedRanges.contains { $0.contains(packet.destination) }
        || interface.privateAddresses.contains { $0.publicAddress == packet.destination }
    }
    let destination =
      owners.isEmpty && !sites.isEmpty && emitter != .onPremises && random.chance(70)
      ? EndpointSet(members: [], onPremises: sites, text: "onprem")
      : owners.isEmpty
      ? EndpointSet(members: [], outside: .all, text: "internet")
      : EndpointSet(members: owners.map { EndpointMember(interface: $0) }, text: "owner")
    let ports = IPProtocol.hasPorts(packet.proto)
    let icmp = IPProtocol.isICMP(packet.proto)
    let entry = Traffic.Entry(
      proto: packet.proto, ports: ports ? packet.destinationPort...packet.destinationPort : nil,
      icmpType: icmp ? packet.icmpType : nil, icmpCode: icmp ? packet.icmpCode : nil)
    let traffic = Traffic(entries: [entry], text: Self.text(entry))
    switch random.int(0...3) {
    case 0: return .reach(source, destination, traffic)
    case 1: return .deliver(source, destination, traffic)
    case 2: return .claim(Claim(kind: .require, source: source, destination: destination, traffic: traffic))
    case _: return .claim(Claim(kind: .forbid, source: source, destination: destination, traffic: traffic))
    }
  }

  package mutating func claim() -> Claim {
    let kind: Claim.Kind = random.among(
      .forbid, .forbid, .forbidDirect, .forbidConnections, .require, .require, .requireOneWay)
    let mayBeAny: Bool
    switch kind {
    case .forbid, .forbidDirect, .forbidConnections: mayBeAny = true
    case .require, .requireOneWay, .everyPath: mayBeAny = false
    }
    var claim = Claim(
      kind: kind, source: endpoint(asDestination: false), destination: endpoint(asDestination: true),
      traffic: traffic(allowsAny: mayBeAny))
    if random.chance(12) {
      claim.exceptions.append(
        Claim.Exception(
          source: interfaces(), destination: interfaces(), traffic: traffic(allowsAny: mayBeAny),
          reason: "known", range: nil))
    }
    return claim
  }

  /// The question as the front end hands it over; nil for a claim.
  package static func question(_ subject: Subject) -> CheckedQuestion? {
    switch subject {
    case .claim: nil
    case .reach(let source, let destination, let traffic): .reach(source, destination, traffic)
    case .deliver(let source, let destination, let traffic): .deliver(source, destination, traffic)
    }
  }

  // MARK: Ends

  private mutating func endpoint(asDestination: Bool) -> EndpointSet {
    switch random.weighted([52, 20, 18, 10]) {
    case 0: interfaces()
    case 1: outside()
    case 3: everyone()
    case _: range(asDestination: asDestination)
    }
  }

  private mutating func interfaces() -> EndpointSet {
    let count = random.chance(60) ? 1 : random.int(1...4)
    var chosen: Set<ID<Interface>> = []
    let ordinary = network.interfaces.ids.filter { network.interfaces[$0].kind == .ordinary }
    for _ in 0..<count {
      let from = random.chance(95) && !ordinary.isEmpty ? ordinary : network.interfaces.ids
      if let id = random.pick(from) { chosen.insert(id) }
    }
    let members = chosen.sorted().map { EndpointMember(interface: $0) }
    return EndpointSet(members: members, text: members.count == 1 ? "one" : "some")
  }

  private func everyone() -> EndpointSet {
    let ordinary = network.interfaces.ids.filter { network.interfaces[$0].kind == .ordinary }
    return EndpointSet(members: ordinary.map { EndpointMember(interface: $0) }, text: "everyone")
  }

  /// REA-6, as the front end reads it.
  private var sites: AddressSet { NetworkIndex(network).onPremises }

  private mutating func outside() -> EndpointSet {
    if !sites.isEmpty, random.chance(45) {
      return EndpointSet(members: [], onPremises: sites, text: "onprem")
    }
    guard random.chance(30) else { return EndpointSet(members: [], outside: .all, text: "internet") }
    let range = NetworkBuilder.cidr(random.among("8.0.0.0/8", "52.0.0.0/8", "203.0.113.0/26"))
    return EndpointSet(members: [], outside: AddressSet([range]), text: range.description)
  }

  /// A private range with the interfaces that own addresses in it.
  private mutating func range(asDestination: Bool) -> EndpointSet {
    let subnets = network.subnets.elements.flatMap(\.ranges)
    let owned = network.interfaces.elements.filter { $0.kind == .ordinary }.flatMap(\.ownedRanges)
    let vpcs = network.vpcs.elements.flatMap(\.ranges)
    let pool = random.among(subnets, subnets, owned, vpcs)
    guard let range = random.pick(pool) else { return interfaces() }
    let set = AddressSet([range])
    let members = network.interfaces.ids.compactMap { id -> EndpointMember? in
      let inside = network.interfaces[id].ownedRanges.contains { $0.overlaps(range) }
      return inside ? EndpointMember(interface: id, addresses: set) : nil
    }
    return EndpointSet(
      members: members, written: asDestination ? set : nil, text: range.description)
  }

  // MARK: Traffic

  private mutating func traffic(allowsAny: Bool) -> Traffic {
    if allowsAny, random.chance(20) { return .any }
    var entries: [Traffic.Entry] = []
    for _ in 0..<random.among(1, 1, 2) { entries += entry() }
    return Traffic(entries: entries, text: entries.map(Self.text).joined(separator: ", "))
  }

  private mutating func entry() -> [Traffic.Entry] {
    switch random.weighted([58, 12, 19, 11]) {
    case 0: return [Traffic.Entry(proto: IPProtocol.tcp, ports: ports())]
    case 1: return [Traffic.Entry(proto: IPProtocol.udp, ports: ports())]
    case 2:
      if random.chance(50) {
        return [Traffic.Entry(proto: IPProtocol.icmp), Traffic.Entry(proto: IPProtocol.icmp6)]
      }
      let code = random.among(0, 0, 1) as UInt8
      return [
        Traffic.Entry(proto: IPProtocol.icmp, icmpType: 8, icmpCode: code),
        Traffic.Entry(proto: IPProtocol.icmp6, icmpType: 128, icmpCode: code),
      ]
    case _: return [Traffic.Entry(proto: random.among(50, 107))]
    }
  }

  private mutating func ports() -> ClosedRange<UInt16>? {
    let port = random.pick(random.chance(70) ? endPoints.innerPorts : endPoints.ports) ?? 443
    switch random.int(0...9) {
    case 0...5: return port...port
    case 6, 7: return port...(port > 65525 ? 65535 : port + 10)
    case 8: return 0...65535
    case _: return nil
    }
  }

  private static func text(_ entry: Traffic.Entry) -> String {
    guard let proto = entry.proto else { return "any" }
    let ports = entry.ports.map { "/\($0.lowerBound)-\($0.upperBound)" } ?? ""
    let type = entry.icmpType.map { "/\($0)" } ?? ""
    return IPProtocol.name(proto) + ports + type
  }
}

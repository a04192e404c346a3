import NetworkModel

/// Zonal NAT gateways (NAT-1..NAT-6, NACL-11, K11).
extension Walk {
  /// A route of `vpc` leads to the gateway: translate the source and send from the gateway's
  /// subnet.
  mutating func translate(at id: ID<NATGateway>, from vpc: ID<VPC>) -> Disposition {
    let gateway = network.natGateways[id]
    let site = Site.natGateway(id)
    if let unknown = gateway.unmodelled { return ends(unknown: unknown) }
    guard gateway.vpc == vpc else { return dropped(.badState, at: site, "NAT-2") }
    guard gateway.isFunctional, !gateway.addresses.isEmpty else {
      return dropped(.badState, at: site, "CNV-4")
    }
    if let end = networkACL(of: gateway.subnet, .ingress) { return end }
    switch phase {
    case .new: break
    case .established: return dropped(.noState, at: site, "NAT-6")
    }
    if packet.family == .v6, KnownRanges.nat64.contains(packet.destination) {
      return ends(
        unknown: Unknown(
          object: gateway.name, kind: "natGateway", reason: "nat64 is not modelled", rule: "NAT-9"))
    }
    guard packet.family == .v4, accepts(packet.proto) else {
      return dropped(.protocolRestriction, at: site, "NAT-1")
    }
    guard !memory.translations.contains(where: { $0.gateway == id }) else {
      return dropped(.loop, at: site, "REA-2")
    }
    if has(.natRefusesForwarded), transit.isForwarded {
      return dropped(.natSourceOutsideVPC, at: site, "NAT-2")
    }
    let address = gateway.addresses[chooseAddress(of: id, among: gateway.addresses.count)]
    let inside = packet
    if !has(.natKeepsSource) {
      packet.source = address.privateAddress
      if IPProtocol.hasPorts(packet.proto) { packet.sourcePort = choosePort(of: id) }
    }
    memory.translations.append(
      .init(gateway: id, interface: address.interface, inside: inside, outside: packet))
    origin = address.interface
    transit.isForwarded = false
    transit.forgetsEntries()
    record("translate", at: site, "NAT-3")
    return emit(fromGatewayIn: gateway.subnet)
  }

  /// NAT-1.
  private func accepts(_ proto: UInt8) -> Bool {
    proto == IPProtocol.tcp || proto == IPProtocol.udp || proto == IPProtocol.icmp
      || has(.natAcceptsAllProtocols)
  }

  /// A packet addressed to a gateway's own interface: replies to what it translated go back, all
  /// else is dropped (NAT-6, K9).
  mutating func receiveAtNAT(_ id: ID<Interface>) -> Disposition {
    switch phase {
    case .new: return dropped(.natUnsolicited, at: .interface(id), "NAT-6")
    case .established: break
    }
    let key = FlowKey(packet)
    let known = memory.translations.first {
      $0.interface == id && $0.outside.source == packet.destination && FlowKey($0.outside) == key
    }
    guard let known, !has(.natForgetsState) else {
      return dropped(.noState, at: .interface(id), "NAT-6")
    }
    // A client that used the gateway's own address as its source gets its reply sent round and round.
    guard !translatedBack.contains(known.gateway) else {
      return dropped(.loop, at: .natGateway(known.gateway), "REA-2")
    }
    translatedBack.append(known.gateway)
    packet.destination = known.inside.source
    packet.destinationPort = known.inside.sourcePort
    origin = id
    transit.forgetsEntries()
    record("translate", at: .natGateway(known.gateway), "NAT-6")
    let subnet = network.natGateways[known.gateway].subnet
    if has(.natRepliesLocally) {
      return deliverByOwnership(
        in: network.subnets[subnet].vpc, leaving: subnet, at: .natGateway(known.gateway), "NAT-6")
    }
    return emit(fromGatewayIn: subnet)
  }
}

import NetworkModel
import PolicyTypes

/// Which single packets a subject speaks about, read directly from its definition.
///
/// Where the definition leaves room there are two answers: `contains` holds only for packets that every reading includes
/// (a proof must account for them), `mayContain` for packets that some reading includes (a witness must be one).
struct QuestionScope {
  let subject: Subject
  let network: NetworkModel
  private let internet: Internet

  init(_ subject: Subject, in network: NetworkModel) {
    self.subject = subject
    self.network = network
    internet = Internet(network)
  }

  // MARK: Packets as sent

  func mayContain(_ packet: Packet, from emitter: Emitter) -> Bool {
    guard maySend(packet, emitter), matches(packet, subject.traffic, strict: false) else { return false }
    if subject.usesClientPorts, IPProtocol.hasPorts(packet.proto), packet.sourcePort < 1024 { return false }
    return subject.usesAllAddresses || isAimed(packet, from: emitter, strict: false)
  }

  func contains(_ packet: Packet, from emitter: Emitter) -> Bool {
    guard mayContain(packet, from: emitter), matches(packet, subject.traffic, strict: true),
      isAimed(packet, from: emitter, strict: true), usesCertainSource(packet, emitter)
    else { return false }
    // Gateways start nothing of their own, so no claim about what they send is about anything (LANG-6).
    if case .interface(let id) = emitter {
      switch network.interfaces[id].kind {
      case .natGateway, .transparentService, .interfaceEndpoint: return false
      case .ordinary, .loadBalancer, .unmodelledService: break
      }
    }
    // PKT-2: ICMP of the other family is no packet.
    let foreign = packet.family == .v4 ? IPProtocol.icmp6 : IPProtocol.icmp
    if packet.proto == foreign { return false }
    // Traffic between two hosts outside is nobody's claim about this network.
    if emitter == .internet, internet.contains(packet.destination) { return false }
    return !subject.exceptions.contains { mayExcept($0, packet, emitter) }
  }

  private func maySend(_ packet: Packet, _ emitter: Emitter) -> Bool {
    switch emitter {
    case .interface(let id):
      guard let member = subject.source.members.first(where: { $0.interface == id }) else { return false }
      return member.addresses?.contains(packet.source) ?? true
    case .internet:
      return (subject.source.outside?.contains(packet.source) ?? false) && internet.contains(packet.source)
    case .onPremises:
      return subject.source.onPremises?.contains(packet.source) ?? false
    }
  }

  private func usesCertainSource(_ packet: Packet, _ emitter: Emitter) -> Bool {
    switch emitter {
    case .internet, .onPremises:
      return true
    case .interface(let id):
      guard !subject.usesAllAddresses else { return true }
      // Without all addresses: the primary one, which may also be written as a range of one member.
      return packet.source == network.interfaces[id].primaryAddress(packet.family)
    }
  }

  private func matches(_ packet: Packet, _ traffic: Traffic, strict: Bool) -> Bool {
    traffic.entries.contains { entry in
      guard let proto = entry.proto else {
        // LANG-11: the ICMP of an exchange is an echo request.
        guard strict, subject.isTwoWay, IPProtocol.isICMP(packet.proto) else { return true }
        return (packet.icmpType == 8 || packet.icmpType == 128) && packet.icmpCode == 0
      }
      guard proto == packet.proto else { return false }
      if IPProtocol.hasPorts(proto) { return entry.ports?.contains(packet.destinationPort) ?? true }
      guard IPProtocol.isICMP(proto) else { return true }
      if strict, subject.isTwoWay, entry.icmpType == nil {
        return (packet.icmpType == 8 || packet.icmpType == 128) && packet.icmpCode == 0
      }
      return (entry.icmpType.map { $0 == packet.icmpType } ?? true)
        && (entry.icmpCode.map { $0 == packet.icmpCode } ?? true)
    }
  }

  // MARK: Ends

  /// Whether the packet is addressed to an end of the destination, as the address mode of the subject wants it.
  func isAimed(_ packet: Packet, from emitter: Emitter, strict: Bool) -> Bool {
    if let written = subject.destination.written {
      let named = written.contains(packet.destination)
      // Read strictly, what stands in the packet and the owner's own address must both be named.
      if !strict, named { return true }
      if strict, !named { return false }
    }
    let members = subject.destination.members.contains {
      emitter != .interface($0.interface) && isAimed(packet, at: $0, from: emitter, strict: strict)
    }
    return members || isAimedOutside(packet)
      || (emitter != .onPremises && isAimedAtSite(packet))
  }

  private func isAimed(
    _ packet: Packet, at member: EndpointMember, from emitter: Emitter, strict: Bool
  ) -> Bool {
    let interface = network.interfaces[member.interface]
    let primary = interface.primaryAddress(packet.family)
    let mapped = interface.privateAddresses.filter { $0.publicAddress == packet.destination }
    if let named = member.addresses {
      let inside = mapped.contains { named.contains($0.address) }
      let owns = named.contains(packet.destination)
        && interface.ownedRanges.contains { $0.contains(packet.destination) }
      guard strict, !subject.usesAllAddresses else { return owns || inside }
      return owns && packet.destination == primary && emitter != .internet
    }
    let owns = interface.ownedRanges.contains { $0.contains(packet.destination) }
    guard !subject.usesAllAddresses else { return owns || !mapped.isEmpty }
    guard strict else {
      return packet.destination == primary || !mapped.isEmpty || (emitter == .internet && owns)
    }
    switch (emitter, packet.family) {
    case (.interface, _), (.onPremises, _): return packet.destination == primary
    case (.internet, .v4): return mapped.contains { $0.address == primary }
    case (.internet, .v6): return packet.destination == primary
    }
  }

  private func isAimedOutside(_ packet: Packet) -> Bool {
    guard let outside = subject.destination.outside else { return false }
    return outside.contains(packet.destination) && internet.contains(packet.destination)
      && !network.closedProviderRanges.contains { $0.contains(packet.destination) }
  }

  private func isAimedAtSite(_ packet: Packet) -> Bool {
    subject.destination.onPremises?.contains(packet.destination) ?? false
  }

  /// Whether the packet, delivered to `receiver` with this header, reached the destination. `certain`: by every reading.
  func reaches(_ receiver: Receiver, sent: Packet, received: Packet, certain: Bool) -> Bool {
    let written = subject.destination.written?.contains(sent.destination)
    switch receiver {
    case .internet:
      return subject.destination.outside?.contains(received.destination) ?? false
        || (!certain && written ?? false)
    case .interface(let id):
      guard let member = subject.destination.members.first(where: { $0.interface == id }) else {
        return !certain && written ?? false
      }
      let owned = member.addresses?.contains(received.destination) ?? true
      return certain ? owned && written ?? true : owned || written ?? false
    case .onPremises:
      return subject.destination.onPremises?.contains(received.destination) ?? false
        || (!certain && written ?? false)
    case .service:
      return !certain && written ?? false
    }
  }

  private func mayExcept(_ exception: Claim.Exception, _ packet: Packet, _ emitter: Emitter) -> Bool {
    let sends =
      switch emitter {
      case .interface(let id): exception.source.members.contains { $0.interface == id }
      case .internet: exception.source.outside != nil
      case .onPremises: exception.source.onPremises != nil
      }
    return sends && matches(packet, exception.traffic, strict: false)
  }
}

extension AddressSet {
  /// Whether the set has this address.
  func contains(_ address: IPAddress) -> Bool { ranges.contains { $0.contains(address) } }
}

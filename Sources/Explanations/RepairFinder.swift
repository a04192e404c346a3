import Checker
import NetworkEdits
import NetworkModel
import PolicyTypes
import Simulator
import SymbolicCompiler

/// Edits that may undo one violation of a claim (FIX-2). Nothing here is trusted: the checker judges every copy.
struct RepairFinder {
  let network: NetworkModel
  let claim: Claim
  let witness: Witness
  /// Groups from this number on are new: no edit speaks of them, for they have no id yet.
  let knownGroups: Int

  func isKnown(_ group: ID<SecurityGroup>) -> Bool { Int(group.index) < knownGroups }

  /// The narrowest traffic of the claim that the packet belongs to.
  var entry: Traffic.Entry {
    let packet = witness.packet
    return claim.traffic.entries.first { entry in
      (entry.proto == nil || entry.proto == packet.proto)
        && (entry.ports?.contains(packet.destinationPort) ?? true)
        && (entry.icmpType == nil || entry.icmpType == packet.icmpType)
    } ?? Traffic.Entry(proto: packet.proto)
  }

  /// The question about the witness's ends alone.
  var narrowed: (source: EndpointSet, destination: EndpointSet, traffic: Traffic) {
    var source = claim.source
    var destination = claim.destination
    switch witness.emitter {
    case .interface(let id):
      source.members = source.members.filter { $0.interface == id }
      (source.outside, source.onPremises) = (nil, nil)
    case .internet: (source.members, source.onPremises) = ([], nil)
    case .onPremises: (source.members, source.outside) = ([], nil)
    }
    let owners = destination.members.filter { owns($0.interface, witness.packet.destination) }
    if !owners.isEmpty {
      destination.members = owners
      (destination.outside, destination.onPremises) = (nil, nil)
    }
    return (source, destination, Traffic(entries: [entry], text: claim.traffic.text))
  }

  /// The stop that the witness shows, among all stops of its ends.
  func match(_ stops: [Stop]) -> Stop? {
    let exchange = witness.exchange
    let leg: Leg? = exchange.reply ?? exchange.forward
    let name: Blocker.LegName = exchange.reply == nil ? .forward : .reply
    guard case .dropped(let code)? = leg?.disposition else { return stops.first }
    let detail = leg?.dropDetail
    let alike = stops.filter { $0.code == code && $0.leg == name && $0.hop?.component == detail?.component }
    return alike.first { $0.hop?.rule == detail?.rule } ?? alike.first
      ?? stops.first { $0.code == code } ?? stops.first
  }

  // MARK: Ends of the claim

  /// A side of the claim, as rules may name it.
  struct Side {
    var set: EndpointSet
    var interfaces: [ID<Interface>] { self.set.members.map(\.interface) }
  }

  /// Which side of the claim an address on the way belongs to; nil for translated ones.
  func side(of address: IPAddress) -> Side? {
    if isOf(claim.source, witness.packet.source, address) { return Side(set: claim.source) }
    if isOf(claim.destination, witness.packet.destination, address) { return Side(set: claim.destination) }
    return nil
  }

  private func isOf(_ set: EndpointSet, _ sent: IPAddress, _ address: IPAddress) -> Bool {
    if address == sent { return true }
    // Behind an internet gateway the same host has its other address.
    return set.members.contains { owns($0.interface, sent) && owns($0.interface, address) }
  }

  func owns(_ id: ID<Interface>, _ address: IPAddress) -> Bool {
    let interface = network.interfaces[id]
    return interface.ownedRanges.contains { $0.contains(address) }
      || interface.privateAddresses.contains { $0.publicAddress == address }
  }

  /// The addresses of a side in one family, as few prefixes as possible. With public ones where packets come from outside.
  func addresses(_ side: Side, _ family: IPFamily, all: Bool) -> [CIDR] {
    var ranges: [CIDR] = []
    for member in side.set.members {
      let interface = network.interfaces[member.interface]
      if all {
        ranges += interface.ownedRanges + interface.privateAddresses.compactMap { $0.publicAddress.map { CIDR(host: $0) } }
      } else if let address = interface.primaryAddress(family) {
        ranges.append(CIDR(host: address))
      }
    }
    ranges += side.set.outside?.ranges ?? []
    ranges += side.set.onPremises?.ranges ?? []
    return AddressSet(normalizing: ranges.filter { $0.family == family }).ranges
  }

  // MARK: Services

  static func service(_ entry: Traffic.Entry) -> ServiceMatch {
    ServiceMatch(
      entry.proto.map { .number($0) } ?? .any, ports: entry.ports, icmpType: entry.icmpType,
      icmpCode: entry.icmpCode)
  }

  /// What rules for one leg have to name.
  func services(_ leg: Blocker.LegName) -> [ServiceMatch] {
    switch leg {
    case .forward: return claim.traffic.entries.map(Self.service)
    case .reply:
      var result: [ServiceMatch] = []
      for entry in claim.traffic.entries {
        let service: ServiceMatch
        if let proto = entry.proto, IPProtocol.hasPorts(proto) {
          service = ServiceMatch(.number(proto), ports: 1024...65535)
        } else {
          service = ServiceMatch(entry.proto.map { .number($0) } ?? .any)
        }
        if !result.contains(service) { result.append(service) }
      }
      return result
    }
  }
}

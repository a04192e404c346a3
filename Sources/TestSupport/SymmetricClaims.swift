import NetworkModel
package import PolicyTypes

/// Claims that treat the VPCs of a `SymmetricNetwork` alike, or nearly so.
package struct SymmetricClaims {
  private let made: SymmetricNetwork
  private var random: SplitMix64

  package init(_ made: SymmetricNetwork, seed: UInt64) {
    self.made = made
    random = SplitMix64(seed: seed ^ 0x636c_6169_6d73)
  }

  package mutating func claim() -> Claim {
    let kind: Claim.Kind = random.among(
      .forbid, .forbid, .forbidConnections, .require, .requireOneWay)
    var claim = Claim(
      kind: kind, source: set(), destination: set(), traffic: traffic(kind),
      addresses: kind == .forbid ? .standard : random.among(.standard, .all))
    if claim.source.outside != nil, claim.destination.outside != nil {
      claim.destination = members { _, _ in true }
    }
    if random.chance(30) {
      claim.exceptions = [
        .init(source: set(), destination: set(), traffic: .any, reason: "an exception", range: nil)
      ]
    }
    return claim
  }

  private mutating func traffic(_ kind: Claim.Kind) -> Traffic {
    let ports: [UInt16] = [22, 443, 5432]
    switch kind {
    case .forbid, .forbidDirect, .forbidConnections: if random.chance(30) { return .any }
    case .require, .requireOneWay, .everyPath: break
    }
    if random.chance(25) {
      return Traffic(entries: [.init(proto: IPProtocol.udp, ports: 53...53)], text: "udp/53")
    }
    let port = random.pick(ports) ?? 22
    return Traffic(entries: [.init(proto: IPProtocol.tcp, ports: port...port)], text: "tcp/\(port)")
  }

  private mutating func set() -> EndpointSet {
    switch random.weighted([40, 20, 10, 15, 5, 10]) {
    case 0:
      let kind = random.pick(made.kinds) ?? 0
      return members { k, _ in kind == k }
    case 1: return EndpointSet(members: [], outside: .all, text: "internet")
    case 2:
      let place = 0
      return members { _, index in index == place }
    case 3: return members { _, _ in true }
    case 4:
      // Some, without any order.
      var drawn = random
      let result = members { _, _ in drawn.chance(50) }
      random = drawn
      return result
    case _: return range()
    }
  }

  /// Everything in a range, written as one.
  private mutating func range() -> EndpointSet {
    let range = NetworkBuilder.cidr(
      random.among("10.0.0.0/8", "10.0.0.0/15", "10.1.0.0/16", "10.2.0.0/25", "198.51.0.0/16"))
    let network = made.network
    let members = network.interfaces.ids.compactMap { id -> EndpointMember? in
      let interface = network.interfaces[id]
      if case .natGateway = interface.kind { return nil }
      let inside = interface.ownedRanges.filter { range.contains($0) }
      return inside.isEmpty ? nil : EndpointMember(interface: id, addresses: AddressSet(inside))
    }
    return EndpointSet(members: members, written: AddressSet([range]), text: "range")
  }

  private func members(_ belongs: (Int, Int) -> Bool) -> EndpointSet {
    var result: [EndpointMember] = []
    for (vpc, hosts) in made.hosts.enumerated() {
      for (place, host) in hosts.enumerated() where belongs(made.kinds[vpc], place) {
        result.append(EndpointMember(interface: host))
      }
    }
    return EndpointSet(members: result.sorted { $0.interface < $1.interface }, text: "hosts")
  }
}

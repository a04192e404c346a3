import Checker
import NetworkEdits
import NetworkModel
import PolicyTypes
import Simulator

/// Edits that stop packets which should not arrive.
extension RepairFinder {
  func closing() -> [[NetworkEdit]] {
    var result: [[NetworkEdit]] = []
    let legs = [witness.exchange.forward] + witness.relays.map(\.leg)
    for leg in legs.reversed() {
      for (index, hop) in leg.hops.enumerated().reversed() {
        switch (hop.kind, hop.action) {
        case ("securityGroup", "allow"): result += closeGroup(hop)
        case ("networkAcl", "allow"): result += deny(hop)
        case ("routeTable", "forward"): result += cutRoute(hop)
        case ("transitGatewayRouteTable", "forward"): result += cutTransitRoute(hop)
        case ("internetGateway", "translate"): result += hide(leg, index)
        case _: continue
        }
      }
    }
    return result
  }

  // MARK: Security groups

  private func closeGroup(_ hop: Hop) -> [[NetworkEdit]] {
    guard let group = network.securityGroups.id(named: hop.component), isKnown(group) else { return [] }
    let direction: Direction = (hop.rule ?? "").contains(" from ") ? .ingress : .egress
    let peer = direction == .ingress ? hop.packet.source : hop.packet.destination
    let own = direction == .ingress ? hop.packet.destination : hop.packet.source
    var result: [[NetworkEdit]] = []
    let rules = network.securityGroups[group].rules.filter { admits($0, direction, peer, hop.packet) }
    guard !rules.isEmpty else { return [] }
    let narrowed = rules.flatMap { self.narrowed($0, peer) ?? [] }
    let hasPieces = rules.allSatisfy { self.narrowed($0, peer) != nil }
    if hasPieces, !narrowed.isEmpty {
      result.append([.removeGroupRules(group, rules), .addGroupRules(group, unique(narrowed))])
    }
    result.append([.removeGroupRules(group, rules)])
    // Others have the group too: the claim's ends get a group of their own in its place.
    let ends = (side(of: own)?.interfaces ?? []).filter { network.interfaces[$0].groups.contains(.resolved(group)) }
    let holders = network.interfaces.ids.filter { network.interfaces[$0].groups.contains(.resolved(group)) }
    guard !ends.isEmpty, holders.count > ends.count, let vpc = network.securityGroups[group].vpc else { return result }
    if ends.allSatisfy({ network.interfaces[$0].groups.count > 1 }) {
      result.append(ends.map { .detachGroup($0, group) })
    }
    let kept = network.securityGroups[group].rules.filter { !rules.contains($0) }
    for extra in hasPieces && !narrowed.isEmpty ? [narrowed, []] : [[]] {
      let rules = unique(kept + extra).map { rule in
        // A rule of the old group has its id.
        SecurityGroupRule(direction: rule.direction, service: rule.service, peer: rule.peer)
      }
      result.append(
        ends.map { .detachGroup($0, group) } + [
          .addGroup(
            .init(
              name: "isola-fix-of-\(network.securityGroups[group].name)-\(network.securityGroups.count + 1)", vpc: vpc,
              rules: rules, interfaces: ends))
        ])
    }
    return result
  }

  private func unique(_ rules: [SecurityGroupRule]) -> [SecurityGroupRule] {
    var result: [SecurityGroupRule] = []
    for rule in rules where !result.contains(rule) { result.append(rule) }
    return result
  }

  private func admits(
    _ rule: SecurityGroupRule, _ direction: Direction, _ peer: IPAddress, _ packet: Packet
  ) -> Bool {
    guard rule.direction == direction, covers(rule.service, packet) else { return false }
    switch rule.peer {
    case .range(let range): return range.contains(peer)
    case .prefixList(.resolved(let list)):
      guard case .known(let ranges) = network.prefixLists[list].entries else { return false }
      return ranges.contains { $0.contains(peer) }
    case .group(.resolved(let group)):
      return network.interfaces.ids.contains {
        network.interfaces[$0].groups.contains(.resolved(group)) && owns($0, peer)
      }
    case .prefixList(.missing), .group(.missing), .stale, .unknown: return false
    }
  }

  private func covers(_ service: ServiceMatch, _ packet: Packet) -> Bool {
    guard case .number(let proto) = service.proto else { return true }
    guard proto == packet.proto else { return false }
    if IPProtocol.hasPorts(proto) { return service.ports?.contains(packet.destinationPort) ?? true }
    if IPProtocol.isICMP(proto) { return service.icmpType == nil || service.icmpType == packet.icmpType }
    return true
  }

  /// The rule without what the claim forbids, as few rules; nil where they would be too many.
  private func narrowed(_ rule: SecurityGroupRule, _ peer: IPAddress) -> [SecurityGroupRule]? {
    var result: [SecurityGroupRule] = []
    func add(_ service: ServiceMatch, _ peer: SecurityGroupPeer) {
      result.append(SecurityGroupRule(direction: rule.direction, service: service, peer: peer))
    }
    let services = rest(of: rule.service)
    switch rule.peer {
    case .range(let range):
      let forbidden = side(of: peer).map { addresses($0, range.family, all: true) } ?? [CIDR(host: peer)]
      let released = exceptionRanges(peer).filter { $0.family == range.family } + kept(from: peer, range.family)
      let bad = AddressSet(normalizing: forbidden).subtracting(AddressSet(normalizing: released))
      let whole = AddressSet(normalizing: [range])
      for kept in whole.subtracting(bad).ranges { add(rule.service, .range(kept)) }
      for cut in whole.intersection(bad).ranges {
        for service in services ?? [] { add(service, .range(cut)) }
      }
      if services == nil { return nil }
    case .group, .prefixList, .stale, .unknown:
      guard let services else { return nil }
      for service in services { add(service, rule.peer) }
    }
    return result.count <= 24 ? result : nil
  }

  /// Of a side that is everything outside: the ranges of the network's VPCs are not outside.
  private func kept(from peer: IPAddress, _ family: IPFamily) -> [CIDR] {
    guard let side = side(of: peer), side.set.members.isEmpty,
      side.set.outside?.ranges.contains(where: { $0.length == 0 }) == true
    else { return [] }
    return network.vpcs.elements.flatMap(\.ranges).filter { $0.family == family }
  }

  /// Of exceptions whose traffic has the packet: the addresses of the side that the peer is on.
  private func exceptionRanges(_ peer: IPAddress) -> [CIDR] {
    let isSource = peer == witness.packet.source
    return claim.exceptions.flatMap { exception -> [CIDR] in
      let set = isSource ? exception.source : exception.destination
      return addresses(Side(set: set), .v4, all: true) + addresses(Side(set: set), .v6, all: true)
    }
  }

  /// The service without the claim's traffic; nil where nothing says it in rules (all protocols but one).
  private func rest(of service: ServiceMatch) -> [ServiceMatch]? {
    if claim.traffic.entries.contains(where: { $0.proto == nil }) { return [] }
    switch service.proto {
    case .any:
      // Every other protocol that people use.
      var result: [ServiceMatch] = []
      for proto in [IPProtocol.tcp, IPProtocol.udp, IPProtocol.icmp, IPProtocol.icmp6] {
        guard let rest = rest(of: ServiceMatch(.number(proto))) else { return nil }
        result += rest
      }
      return result
    case .number(let proto):
      let own = claim.traffic.entries.filter { $0.proto == proto }
      if own.isEmpty { return [service] }
      guard IPProtocol.hasPorts(proto) else {
        return own.contains { $0.icmpType == nil } ? [] : nil
      }
      let ports = service.ports ?? 0...65535
      var free: [ClosedRange<Int>] = [Int(ports.lowerBound)...Int(ports.upperBound)]
      for entry in own {
        let hole = entry.ports ?? 0...65535
        let (low, high) = (Int(hole.lowerBound), Int(hole.upperBound))
        free = free.flatMap { range -> [ClosedRange<Int>] in
          guard range.overlaps(low...high) else { return [range] }
          var parts: [ClosedRange<Int>] = []
          if range.lowerBound < low { parts.append(range.lowerBound...(low - 1)) }
          if range.upperBound > high { parts.append((high + 1)...range.upperBound) }
          return parts
        }
      }
      return free.map {
        ServiceMatch(.number(proto), ports: UInt16(clamping: $0.lowerBound)...UInt16(clamping: $0.upperBound))
      }
    }
  }

  // MARK: Network ACLs, routes, addresses

  private func deny(_ hop: Hop) -> [[NetworkEdit]] {
    guard let acl = network.networkACLs.id(named: hop.component), let number = blockingNumber(hop) else { return [] }
    let entries = network.networkACLs[acl].entries
    // Which direction it was, the text does not say: the entry that admits the packet does.
    let directions = [Direction.ingress, .egress].filter { direction in
      let peer = direction == .ingress ? hop.packet.source : hop.packet.destination
      return entries.contains {
        $0.direction == direction && $0.number == number && $0.allows && $0.range.contains(peer)
          && covers($0.service, hop.packet)
      }
    }
    return directions.flatMap { direction -> [[NetworkEdit]] in
      let peer = direction == .ingress ? hop.packet.source : hop.packet.destination
      var sets = [[CIDR(host: peer)]]
      if let side = side(of: peer) { sets.insert(addresses(side, peer.family, all: true), at: 0) }
      var result: [[NetworkEdit]] = sets.compactMap { ranges in
        guard ranges.count <= 12, !ranges.isEmpty else { return nil }
        let bare = ranges.flatMap { range in
          services(.forward).map {
            NetworkACLEntry(number: 0, direction: direction, allows: false, service: $0, range: range)
          }
        }
        return numbered(bare, in: acl, direction, before: number).map { [.addEntries(acl, $0)] }
      }
      let own = entries.filter {
        $0.direction == direction && $0.number == number && $0.allows && $0.range.contains(peer)
      }
      result.append([.removeEntries(acl, own)])
      return result
    }
  }

  private func cutRoute(_ hop: Hop) -> [[NetworkEdit]] {
    guard let table = network.routeTables.id(named: hop.component),
      let range = hop.rule?.split(separator: " ").first.flatMap({ CIDR(String($0)) })
    else { return [] }
    return network.routeTables[table].routes.filter { $0.destination == .range(range) && $0.target != .local }
      .map { [.removeRoute(table, $0)] }
  }

  private func cutTransitRoute(_ hop: Hop) -> [[NetworkEdit]] {
    guard let table = network.transitGatewayRouteTables.id(named: hop.component),
      let range = hop.rule?.split(separator: " ").first.flatMap({ CIDR(String($0)) })
    else { return [] }
    return network.transitGatewayRouteTables[table].routes.filter { $0.destination == range }
      .map { [.removeTransitRoute(table, $0)] }
  }

  /// The public address that the packet was sent to, or under which it left.
  private func hide(_ leg: Leg, _ index: Int) -> [[NetworkEdit]] {
    let before = index > 0 ? leg.hops[index - 1].packet : leg.hops[index].packet
    let after = leg.hops[index].packet
    let shown = [before.destination, after.source]
    return network.interfaces.ids.filter { id in
      network.interfaces[id].kind == .ordinary
        && network.interfaces[id].privateAddresses.contains { address in
          address.isPrimary && address.publicAddress.map(shown.contains) ?? false
        }
    }.map { [.removePublicAddress($0)] }
  }
}

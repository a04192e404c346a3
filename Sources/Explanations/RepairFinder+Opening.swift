import Checker
import NetworkEdits
import NetworkModel
import PolicyTypes
import Simulator
import SymbolicCompiler

/// Edits that let packets pass a stop.
extension RepairFinder {
  func opening(_ stop: Stop) -> [[NetworkEdit]] {
    if let filter = stop.filter, let hop = stop.hop {
      switch filter {
      case .groups(let interface, let direction): return groupRules(interface, direction, stop.leg, hop)
      case .networkACL(let acl, let direction): return entries(acl, direction, stop.leg, hop)
      }
    }
    let removals = RemovalFinder(network: network, source: claim.source, destination: claim.destination)
      .removals(of: stop)
    var result: [[NetworkEdit]] = []
    for removal in removals {
      switch removal {
      case .openGroups(let id, let direction):
        if let hop = stop.hop { result += groupRules(id, direction, stop.leg, hop) }
      case .openNetworkACL(let acl, let direction):
        if let hop = stop.hop { result += entries(acl, direction, stop.leg, hop) }
      case .addRoute(let table, let route): result += routes(table, route, stop)
      case .removeRoute(let table, let route):
        result.append([.removeRoute(table, route)])
        result += replacements(of: route, in: table, stop)
      case .addTransitRoute, .removeTransitRoute, .addPublicAddress, .start, .activate,
        .excludeFromPublicAccessBlock:
        result.append(removal.edits(in: network))
      }
    }
    return result + missingRoutes(stop) + detours(stop.leg == .forward ? stop.witness.exchange.forward : stop.witness.exchange.reply)
  }

  /// Where nothing stops the packet and it still does not get there, it was led to somebody else.
  func misleading() -> [[NetworkEdit]] {
    detours(witness.exchange.reply) + detours(witness.exchange.forward)
  }

  private func missingRoutes(_ stop: Stop) -> [[NetworkEdit]] {
    guard stop.code == .noRoute, let hop = stop.hop, let table = network.routeTables.id(named: hop.component),
      let vpc = network.routeTables[table].vpc
    else { return [] }
    return targets(from: vpc, to: hop.packet.destination).compactMap { target, range in
      let isTaken = network.routeTables[table].routes.contains { $0.destination == .range(range) }
      return isTaken ? nil : [.addRoute(table, Route(destination: .range(range), target: target))]
    }
  }

  // MARK: Filters

  /// Rules in a group that the interface has, or in a new group for all ends of its side.
  private func groupRules(
    _ id: ID<Interface>, _ direction: Direction, _ leg: Blocker.LegName, _ hop: Hop
  ) -> [[NetworkEdit]] {
    let interface = network.interfaces[id]
    let peer = direction == .ingress ? hop.packet.source : hop.packet.destination
    var result: [[NetworkEdit]] = []
    let own = side(of: direction == .ingress ? hop.packet.destination : hop.packet.source)
    let near = (own?.interfaces ?? []).filter { network.interfaces[$0].vpc == interface.vpc }
    let holders = near.contains(id) ? near : [id]
    for peers in peerSets(peer, from: interface.vpc) {
      let rules = peers.flatMap { peer in
        services(leg).map { SecurityGroupRule(direction: direction, service: $0, peer: peer) }
      }
      guard rules.count <= 24 else { continue }
      for group in interface.groups.compactMap(\.id) where isKnown(group) { result.append([.addGroupRules(group, rules)]) }
      guard interface.groups.count < 5 else { continue }
      for members in holders.count > 1 ? [holders, [id]] : [holders] {
        result.append([
          .addGroup(
            .init(
              name: newGroupName(direction), vpc: interface.vpc, rules: rules, interfaces: members))
        ])
      }
    }
    return result
  }

  private func newGroupName(_ direction: Direction) -> String {
    let count = network.securityGroups.count
    return "isola-fix-\(direction.rawValue)-\(count + 1)"
  }

  /// Ways to name the far end, narrow ones first.
  private func peerSets(_ address: IPAddress, from vpc: ID<VPC>) -> [[SecurityGroupPeer]] {
    var result: [[SecurityGroupPeer]] = []
    func add(_ peers: [SecurityGroupPeer]) {
      if !peers.isEmpty, !result.contains(peers) { result.append(peers) }
    }
    guard let side = side(of: address) else {
      add([.range(CIDR(host: address))])
      return result
    }
    let ranges = addresses(side, address.family, all: false)
    if ranges.count <= 12 { add(ranges.map { .range($0) }) }
    if side.set.outside == nil, side.set.onPremises == nil, !side.interfaces.isEmpty {
      for group in network.securityGroups.ids where isKnown(group) && network.securityGroups[group].vpc == vpc {
        let hasAll = side.interfaces.allSatisfy { network.interfaces[$0].groups.contains(.resolved(group)) }
        if hasAll { add([.group(.resolved(group))]) }
      }
    }
    if side.interfaces.count > 1 { add([.range(CIDR(host: address))]) }
    return result
  }

  private func entries(
    _ acl: ID<NetworkACL>, _ direction: Direction, _ leg: Blocker.LegName, _ hop: Hop
  ) -> [[NetworkEdit]] {
    let peer = direction == .ingress ? hop.packet.source : hop.packet.destination
    var ranges = [[CIDR(host: peer)]]
    if let side = side(of: peer) {
      let all = addresses(side, peer.family, all: false)
      if all.count <= 12, !ranges.contains(all), !all.isEmpty { ranges.insert(all, at: 0) }
    }
    return ranges.compactMap { ranges in
      let bare = ranges.flatMap { range in
        services(leg).map { NetworkACLEntry(number: 0, direction: direction, allows: true, service: $0, range: range) }
      }
      return numbered(bare, in: acl, direction, before: blockingNumber(hop)).map { [.addEntries(acl, $0)] }
    }
  }

  /// Of the entry that decided; nil for the last rule.
  func blockingNumber(_ hop: Hop) -> Int? {
    guard let words = hop.rule?.split(separator: " "), words.count > 1 else { return nil }
    return Int(words[1])
  }

  /// With free numbers in front of `number`, or behind all where there is none; nil when there are too few.
  func numbered(
    _ entries: [NetworkACLEntry], in acl: ID<NetworkACL>, _ direction: Direction, before number: Int?
  ) -> [NetworkACLEntry]? {
    let taken = Set(network.networkACLs[acl].entries.filter { $0.direction == direction }.map(\.number))
    var free: [Int]
    if let number {
      free = Array((1..<max(1, number)).reversed().lazy.filter { !taken.contains($0) }.prefix(entries.count))
      // Entries of one edit do not contradict each other; any order does.
      free.reverse()
    } else {
      let last = (taken.max() ?? 99) + 1
      free = Array((last..<(last + entries.count)).prefix { $0 < 32767 })
    }
    guard free.count == entries.count else { return nil }
    return zip(entries, free).map { entry, number in
      var entry = entry
      entry.number = number
      return entry
    }
  }

  // MARK: Routes

  /// The route with the whole range, and routes to the claim's ends alone.
  private func routes(_ table: ID<RouteTable>, _ route: Route, _ stop: Stop) -> [[NetworkEdit]] {
    [[.addRoute(table, route)]]
      + narrowRanges(stop).map { ranges in
        ranges.map { .addRoute(table, Route(destination: .range($0), target: route.target)) }
      }
  }

  /// The far end's addresses, where they are few.
  private func narrowRanges(_ stop: Stop) -> [[CIDR]] {
    guard let address = stop.hop?.packet.destination, let side = side(of: address), side.set.outside == nil else {
      return []
    }
    let ranges = addresses(side, address.family, all: false)
    return ranges.count <= 3 && !ranges.isEmpty ? [ranges] : []
  }

  private func replacements(of route: Route, in table: ID<RouteTable>, _ stop: Stop) -> [[NetworkEdit]] {
    guard let vpc = network.routeTables[table].vpc, let address = stop.hop?.packet.destination else { return [] }
    return targets(from: vpc, to: address).map { target, _ in
      [.removeRoute(table, route), .addRoute(table, Route(destination: route.destination, target: target))]
    }
  }

  /// Gateways of a VPC that lead to an address; global IPv6 addresses are reached over the Internet too.
  private func targets(from vpc: ID<VPC>, to address: IPAddress) -> [(target: RouteTarget, range: CIDR)] {
    let finder = RemovalFinder(network: network, source: claim.source, destination: claim.destination)
    var result = finder.targets(from: vpc, to: address)
    guard address.family == .v6, !network.vpcs[vpc].ranges.contains(where: { $0.contains(address) }) else { return result }
    let everything = CIDR(.v6, base: 0, length: 0)
    func add(_ target: RouteTarget) {
      if !result.contains(where: { $0.target == target }) { result.append((target, everything)) }
    }
    if let gateway = network.vpcs[vpc].internetGateway { add(.internetGateway(.resolved(gateway))) }
    for id in network.egressOnlyInternetGateways.ids where network.egressOnlyInternetGateways[id].vpc == vpc {
      add(.egressOnlyInternetGateway(.resolved(id)))
    }
    return result
  }

  /// Where the packet was led the wrong way: every route that led it, replaced by one to a gateway that leads to its
  /// destination, or overruled by a narrower one.
  private func detours(_ leg: Leg?) -> [[NetworkEdit]] {
    var result: [[NetworkEdit]] = []
    for hop in leg?.hops ?? [] where hop.action == "forward" {
      if let table = network.routeTables.id(named: hop.component), let vpc = network.routeTables[table].vpc {
        let address = hop.packet.destination
        guard let used = usedRoute(table, hop) else { continue }
        for (target, range) in targets(from: vpc, to: address) where target != used.target {
          let isLocal = used.target == .local
          if used.destination == .range(range), !isLocal {
            result.append([
              .removeRoute(table, used), .addRoute(table, Route(destination: .range(range), target: target)),
            ])
          } else if case .range(let wide) = used.destination, wide.contains(range), !isLocal {
            result.append([.addRoute(table, Route(destination: .range(range), target: target))])
          } else if !isLocal {
            result.append([
              .removeRoute(table, used),
              .addRoute(table, Route(destination: used.destination, target: target)),
            ])
          }
        }
      } else if let table = network.transitGatewayRouteTables.id(named: hop.component) {
        result += transitDetours(table, hop)
      }
    }
    return result
  }

  private func usedRoute(_ table: ID<RouteTable>, _ hop: Hop) -> Route? {
    let range = hop.rule?.split(separator: " ").first.flatMap { CIDR(String($0)) }
    return network.routeTables[table].routes.first {
      $0.destination == range.map { .range($0) } && $0.state == .active
    }
  }

  private func transitDetours(_ table: ID<TransitGatewayRouteTable>, _ hop: Hop) -> [[NetworkEdit]] {
    let address = hop.packet.destination
    let routes = network.transitGatewayRouteTables[table].routes
    let used = routes.filter { $0.destination.contains(address) }.max { $0.destination.length < $1.destination.length }
    let gateway = network.transitGatewayRouteTables[table].gateway
    return network.transitGatewayAttachments.ids.compactMap { id -> [NetworkEdit]? in
      let attachment = network.transitGatewayAttachments[id]
      guard attachment.gateway == gateway, attachment.isFunctional, case .vpc(let side) = attachment.kind,
        let vpc = side.vpc.id,
        let range = network.vpcs[vpc].ranges.first(where: { $0.contains(address) }),
        used?.attachments != [.resolved(id)]
      else { return nil }
      let added = NetworkEdit.addTransitRoute(
        table, TransitGatewayRoute(destination: range, attachments: [.resolved(id)]))
      if let used, used.destination == range { return [.removeTransitRoute(table, used), added] }
      return [added]
    }
  }
}

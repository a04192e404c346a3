import ForwardingGraph
import NetworkModel
import TermGraph

/// Sites behind VPN and Direct Connect: VPN gateways, connections, and what a site sends (VGW-1, VGW-2, VPN-1 to VPN-3,
/// DX-2 to DX-5).
extension Explorer {
  // MARK: Out

  /// VGW-1, VGW-2, PCX-2a: the sender must be a host of the VPC, the destination a prefix that the gateway knows.
  mutating func leaveThroughVPNGateway(_ state: PathState, _ id: ID<VPNGateway>, _ vpc: ID<VPC>) {
    let gateway = network.vpnGateways[id]
    guard gateway.vpc == vpc, gateway.isFunctional else { return drop(state, .badState) }
    if state.transit.isForwarded { return drop(state, .vpnGatewaySource) }
    let family = state.header.family
    let working = plan.interfacesOfVPC[Int(vpc.index)].filter { network.interfaces[$0].isFunctional }
    let owned = Intervals(union: working.flatMap { plan.owned($0, family).spans })
    drop(state.narrowedSource(to: state.sources.subtracting(owned)), .vpnGatewaySource)
    guard var rest = state.narrowedSource(to: owned) else { return }
    rest.trail.append(gateway.name)
    let mine = network.privateConnections.ids.filter {
      let connection = network.privateConnections[$0]
      return connection.end == .vpnGateway(id) && connection.families.contains(family)
    }
    let up = mine.filter { network.privateConnections[$0].isFunctional }
    let doubt =
      gateway.unlistedConnections
      ?? up.compactMap { network.privateConnections[$0].learned.others }.first
    var carriers: [CIDR: [ID<PrivateConnection>]] = [:]
    for connection in up {
      for range in Set(network.privateConnections[connection].learned.ranges) where range.family == family {
        carriers[range, default: []].append(connection)
      }
    }
    // Longest prefixes first: each takes what longer ones left over.
    for range in carriers.keys.sorted(by: { ($1.length, $0.base) < ($0.length, $1.base) }) {
      let part = Intervals(range.first, range.last)
      if var hit = rest.narrowedDestination(to: part) {
        if let doubt { hit.noted.append(network[doubt]) }
        leave(hit, overAnyOf: carriers[range] ?? [])
      }
      guard let left = rest.narrowedDestination(to: rest.destinations.subtracting(part)) else { return }
      rest = left
    }
    if let doubt { return unknown(rest, doubt) }
    let down = mine.filter { !network.privateConnections[$0].isFunctional }
    let lost = Intervals(
      down.flatMap { network.privateConnections[$0].learned.ranges }, family: family)
    drop(rest.narrowedDestination(to: lost), .vpnDown)
    drop(rest.narrowedDestination(to: rest.destinations.subtracting(lost)), .noRoute)
  }

  /// Over one of the connections, to a host of a site (VPN-2, VPN-3, REA-6).
  mutating func leave(_ state: PathState, overAnyOf connections: [ID<PrivateConnection>]) {
    guard let first = connections.first else { return drop(state, .noRoute) }
    let connection = network.privateConnections[first]
    let family = state.header.family
    guard connection.isFunctional else { return drop(state, .vpnDown) }
    guard connection.families.contains(family) else { return drop(state, .protocolRestriction) }
    var next = state
    next.trail.append(connection.name)
    guard connections.allSatisfy({ network.privateConnections[$0].selectors == connection.selectors })
    else { return doubtful(next, first, "connections that share the prefix differ in selectors", "VPN-3") }
    guard
      var selected = select(
        next, site: (\.destinations, { $0.narrowedDestination(to: $1) }),
        network: (\.sources, { $0.narrowedSource(to: $1) }), connection.selectors)
    else { return }
    let ours = exploration.ranges[family] ?? .empty
    doubtful(
      selected.narrowedDestination(to: ours), first, "the site may know a way back to this network", "DX-3")
    guard let beyond = selected.narrowedDestination(to: selected.destinations.subtracting(ours)) else {
      return
    }
    let outside = SpecialRanges.internet(family)
    doubtful(
      beyond.narrowedDestination(to: outside), first, "the site may pass it on to the Internet", "REA-6")
    guard let inner = beyond.narrowedDestination(to: beyond.destinations.subtracting(outside)) else {
      return
    }
    selected = inner
    let known = Intervals(
      connections.flatMap { network.privateConnections[$0].learned.ranges }, family: family)
    doubtful(
      selected.narrowedDestination(to: selected.destinations.subtracting(known)), first,
      "the destination is in no prefix of a site", "VPN-3")
    if var home = selected.narrowedDestination(to: known) {
      home.trail.append("onprem")
      complete(home, .onPremises)
    }
  }

  private typealias EndPart = (
    addresses: KeyPath<PathState, Intervals>, narrowed: (PathState, Intervals) -> PathState?
  )

  /// VPN-2: what both selectors admit; the rest is dropped.
  private mutating func select(
    _ state: PathState, site: EndPart, network part: EndPart, _ selectors: TrafficSelectors
  ) -> PathState? {
    let family = state.header.family
    var next = state
    for (end, ranges) in [(site, selectors.site), (part, selectors.network)] {
      let wanted = Intervals(ranges, family: family)
      drop(end.narrowed(next, next[keyPath: end.addresses].subtracting(wanted)), .trafficSelector)
      guard let hit = end.narrowed(next, wanted) else { return nil }
      next = hit
    }
    return next
  }

  private mutating func doubtful(
    _ state: PathState?, _ id: ID<PrivateConnection>, _ reason: String, _ rule: String
  ) {
    let connection = network.privateConnections[id]
    let kind =
      switch connection.kind {
      case .vpn: "vpnConnection"
      case .directConnect: "directConnectGateway"
      }
    unknown(state, object: connection.name, kind: kind, reason: reason, rule: rule)
  }

  // MARK: In

  /// REA-6: sources of sites, none of a VPC.
  mutating func startAtSite(_ state: PathState) {
    let family = state.header.family
    let ours = exploration.ranges[family] ?? .empty
    drop(state.narrowedSource(to: ours), .spoofed)
    guard let rest = state.narrowedSource(to: state.sources.subtracting(ours)) else { return }
    let connections = network.privateConnections.elements
    let known = Intervals(connections.flatMap(\.learned.ranges), family: family)
    if let own = rest.narrowedSource(to: known) { atSite(own) }
    guard var strange = rest.narrowedSource(to: rest.sources.subtracting(known)) else { return }
    guard let others = connections.compactMap(\.learned.others).first else {
      return drop(strange, .spoofed)
    }
    strange.noted.append(network[others])
    atSite(strange)
  }

  /// The packet is at a site: in over any connection that tells of the destination (DX-4, VPN-3).
  mutating func atSite(_ state: PathState) {
    let family = state.header.family
    var reached = Intervals.empty
    for id in network.privateConnections.ids {
      let connection = network.privateConnections[id]
      guard connection.isFunctional, let end = connection.end, connection.families.contains(family)
      else { continue }
      if let kept = state.choices.siteEntry, kept != id { continue }
      let told = Intervals(connection.advertised.ranges, family: family)
      reached = reached.union(connection.advertised.others == nil ? told : Intervals(0, family.maximum))
      var entry = state
      entry.choices.siteEntry = id
      entry.trail.append(connection.name)
      entry.keepsGroups = false
      if let certain = entry.narrowedDestination(to: told) { enter(certain, connection, end) }
      if let others = connection.advertised.others,
        var open = entry.narrowedDestination(to: entry.destinations.subtracting(told))
      {
        open.noted.append(network[others])
        enter(open, connection, end)
      }
    }
    drop(
      state.narrowedDestination(to: state.destinations.subtracting(reached)), .notAdvertised)
  }

  private mutating func enter(
    _ state: PathState, _ connection: PrivateConnection, _ end: PrivateConnection.End
  ) {
    guard
      let selected = select(
        state, site: (\.sources, { $0.narrowedSource(to: $1) }),
        network: (\.destinations, { $0.narrowedDestination(to: $1) }), connection.selectors)
    else { return }
    switch end {
    case .vpnGateway(let id): enterVPNGateway(selected, network.vpnGateways[id])
    case .attachment(let id): enterTransit(selected, id)
    }
  }

  /// VGW-2, RT-12.
  private mutating func enterVPNGateway(_ state: PathState, _ gateway: VPNGateway) {
    guard gateway.isFunctional, let vpc = gateway.vpc else { return drop(state, .badState) }
    var next = state
    next.trail.append(gateway.name)
    let working = plan.interfacesOfVPC[Int(vpc.index)].filter { network.interfaces[$0].isFunctional }
    let owned = Intervals(union: working.flatMap { plan.owned($0, state.header.family).spans })
    drop(
      next.narrowedDestination(to: next.destinations.subtracting(owned)), .vpnGatewayDestination)
    guard let inside = next.narrowedDestination(to: owned) else { return }
    arrive(inside, in: vpc, by: gateway.edgeTable, fromInternet: false)
  }

  /// TGW-2, TGW-13.
  private mutating func enterTransit(_ state: PathState, _ id: ID<TransitGatewayAttachment>) {
    let attachment = network.transitGatewayAttachments[id]
    switch attachment.gateway {
    case .missing(let unlisted): unknown(state, unlisted)
    case .resolved(let gateway):
      guard attachment.isFunctional, network.transitGateways[gateway].isFunctional else {
        return drop(state, .badState)
      }
      var next = state
      next.trail.append(attachment.name)
      lookUp(next, TransitPassage(ingress: id, gateway: gateway, origin: nil))
    }
  }
}

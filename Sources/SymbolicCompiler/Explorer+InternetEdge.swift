import ForwardingGraph
import NetworkModel
import TermGraph

/// Internet gateways, egress-only gateways and what lies outside (IGW-1..6, EIG-1, REA-6).
extension Explorer {
  /// IGW-2, IGW-4 egress.
  mutating func leaveThroughInternetGateway(
    _ state: PathState, _ id: ID<InternetGateway>, _ vpc: ID<VPC>
  ) {
    let gateway = network.internetGateways[id]
    guard gateway.vpc == vpc else { return drop(state, .badState) }
    var state = state
    state.trail.append(gateway.name)
    switch state.header.family {
    case .v6:
      guard let owned = keepOwnedPublicSource(state, vpc) else { return }
      for passed in passPublicAccess(owned, vpc, .out, by: ownersV6(vpc)) {
        if passed.transit.isForwarded {
          forwarded(passed, gateway.name, kind: "internetGateway")
          continue
        }
        for next in noteRedirection(passed, gateway) { atInternet(clearGroups(next)) }
      }
    case .v4:
      let mappings = plan.mappingsOfVPC[Int(vpc.index)].filter {
        network.interfaces[$0.interface].isFunctional
      }
      let mapped = Intervals(union: mappings.map { $0.privateAddress...$0.privateAddress })
      drop(
        state.narrowedSource(to: state.sources.subtracting(mapped)), .igwNeedsPublicSource)
      guard let known = state.narrowedSource(to: mapped) else { return }
      let owners = mappings.map {
        (interface: $0.interface, addresses: Intervals($0.privateAddress))
      }
      for passed in passPublicAccess(known, vpc, .out, by: owners) {
        if passed.transit.isForwarded {
          forwarded(passed, gateway.name, kind: "internetGateway")
          continue
        }
        leaveTranslated(passed, gateway, mappings)
      }
    }
  }

  /// IGW-2 behind its source test: public destinations, and the public address as the new source.
  private mutating func leaveTranslated(
    _ state: PathState, _ gateway: InternetGateway, _ mappings: [AddressPlan.PublicMapping]
  ) {
    var known = state
    let codes: [(Intervals, DropCode)] = [
      (SpecialRanges.rfc1918, .igwDestinationRFC1918),
      (SpecialRanges.rfc6598, .igwDestinationRFC6598),
    ]
    for (ranges, code) in codes {
      drop(known.narrowedDestination(to: ranges), code)
      guard let rest = known.narrowedDestination(to: known.destinations.subtracting(ranges)) else {
        return
      }
      known = rest
    }
    for mapping in mappings {
      guard let own = known.narrowedSource(to: Intervals(mapping.privateAddress)) else { continue }
      for var next in noteRedirection(own, gateway) {
        next.header.source = .constant(mapping.publicAddress)
        next.transit.rewriteHeader()
        atInternet(clearGroups(next))
      }
    }
  }

  private func clearGroups(_ state: PathState) -> PathState {
    var next = state
    next.keepsGroups = false
    return next
  }

  /// IGW-4, EIG-1: the source must be an own, globally routable address of a functional interface of the VPC.
  private mutating func keepOwnedPublicSource(_ state: PathState, _ vpc: ID<VPC>) -> PathState? {
    let functional = plan.interfacesOfVPC[Int(vpc.index)].filter { network.interfaces[$0].isFunctional }
    let owned = Intervals(union: functional.flatMap { plan.owned($0, .v6).spans })
      .intersection(plan.publicV6OfVPC[Int(vpc.index)])
    drop(state.narrowedSource(to: state.sources.subtracting(owned)), .igwNeedsPublicSource)
    return state.narrowedSource(to: owned)
  }

  /// EIG-1.
  mutating func leaveThroughEgressOnlyGateway(
    _ state: PathState, _ id: ID<EgressOnlyInternetGateway>, _ vpc: ID<VPC>
  ) {
    let gateway = network.egressOnlyInternetGateways[id]
    guard state.header.family == .v6, gateway.vpc == vpc else { return drop(state, .badState) }
    var state = state
    state.trail.append(gateway.name)
    if state.phase == .established {
      var known = TermGraph.false
      if let record = state.egressOnly, record.gateway == id {
        known = terms.sameConnection(record.header, state.header, in: state)
      }
      for passed in pass(state, FilterOutcome(allow: known, unknown: []), orDrop: .noState) {
        leaveUntranslated(passed, id, vpc)
      }
      return
    }
    leaveUntranslated(state, id, vpc)
  }

  private mutating func leaveUntranslated(
    _ state: PathState, _ id: ID<EgressOnlyInternetGateway>, _ vpc: ID<VPC>
  ) {
    guard let owned = keepOwnedPublicSource(state, vpc) else { return }
    for var next in passPublicAccess(owned, vpc, .outEgressOnly, by: ownersV6(vpc)) {
      if next.transit.isForwarded {
        forwarded(
          next, network.egressOnlyInternetGateways[id].name, kind: "egressOnlyInternetGateway")
        continue
      }
      if next.phase == .new {
        next.egressOnly = EgressOnlyRecord(gateway: id, vpc: vpc, header: next.header)
      }
      atInternet(clearGroups(next))
    }
  }

  /// PCX-2a: a gateway's source is owned here, but the packet came through a transit gateway.
  private mutating func forwarded(_ state: PathState, _ gateway: String, kind: String) {
    unknown(
      state, object: gateway, kind: kind,
      reason: "what it does with a packet that came through a transit gateway is not documented",
      rule: "PCX-2a")
  }

  /// The packet is outside: owned public addresses lead back in (IGW-6), the rest is the Internet or nobody (REA-6).
  mutating func atInternet(_ state: PathState) {
    let family = state.header.family
    guard var rest = admitKnownReply(state) else { return }
    switch family {
    case .v4:
      for mapping in plan.mappings(in: rest.destinations) {
        guard options.scope.contains(network.interfaces[mapping.interface].vpc),
          matters(mapping.interface) || isRedirected(mapping.interface)
        else { continue }
        guard let hit = rest.narrowedDestination(to: Intervals(mapping.publicAddress)) else { continue }
        enterThroughInternetGateway(hit, mapping: mapping)
      }
    case .v6:
      for vpc in options.scope.vpcs(of: network) {
        guard let hit = rest.narrowedDestination(to: plan.entryV6OfVPC[Int(vpc.index)]) else {
          continue
        }
        enterThroughInternetGateway(hit, vpc: vpc)
      }
    }
    let mine = plan.entryPoints(family)
    guard let foreign = rest.narrowedDestination(to: rest.destinations.subtracting(mine)) else { return }
    rest = foreign
    let outside = plan.internet(family).subtracting(
      Intervals(network.closedProviderRanges, family: family))
    drop(
      rest.narrowedDestination(to: rest.destinations.subtracting(outside)), .noPossibleDestination)
    if var gone = rest.narrowedDestination(to: outside) {
      gone.trail.append("internet")
      complete(gone, .internet)
    }
  }

  /// EIG-1: an egress-only gateway admits the replies of what it let out; what is left is returned.
  private mutating func admitKnownReply(_ state: PathState) -> PathState? {
    guard state.phase == .established, let record = state.egressOnly else { return state }
    let width = state.header.family.width
    let own = terms.equal(state.header.destination, record.header.source, width: width, in: state)
    let known = terms.graph.and(
      own, terms.sameConnection(record.header, state.header, in: state))
    if known != TermGraph.false {
      var admitted = clearGroups(state)
      admitted.trail.append(network.egressOnlyInternetGateways[record.gateway].name)
      if known != TermGraph.true { admitted.filters.append(known) }
      deliver(admitted, in: record.vpc, leaving: nil)
    }
    let other = terms.graph.not(known)
    if other == TermGraph.false { return nil }
    var rest = state
    if other != TermGraph.true { rest.filters.append(other) }
    return rest
  }

  /// IGW-3.
  private mutating func enterThroughInternetGateway(
    _ state: PathState, mapping: AddressPlan.PublicMapping
  ) {
    let receiver = network.interfaces[mapping.interface]
    guard var next = admitFromOutside(state, receiver.vpc) else { return }
    guard receiver.isFunctional else { return drop(next, .igwNeedsPrivateDestination) }
    next.header.destination = .constant(mapping.privateAddress)
    next.transit.rewriteHeader()
    continueInside(
      next, receiver.vpc, by: [(mapping.interface, Intervals(mapping.privateAddress))])
  }

  /// IGW-4 ingress, ENI-8.
  private mutating func enterThroughInternetGateway(_ state: PathState, vpc: ID<VPC>) {
    guard let next = admitFromOutside(state, vpc) else { return }
    let open = plan.interfacesOfVPC[Int(vpc.index)].filter {
      network.interfaces[$0].isFunctional && !network.interfaces[$0].deniesInternetGatewayTraffic
    }
    let owned = Intervals(union: open.flatMap { plan.owned($0, .v6).spans })
    drop(
      next.narrowedDestination(to: next.destinations.subtracting(owned)), .igwNeedsPrivateDestination)
    guard let inside = next.narrowedDestination(to: owned) else { return }
    continueInside(inside, vpc, by: ownersV6(vpc))
  }

  private mutating func admitFromOutside(_ state: PathState, _ vpc: ID<VPC>) -> PathState? {
    guard let gateway = network.vpcs[vpc].internetGateway else {
      let hasEgressOnly = network.egressOnlyInternetGateways.elements.contains { $0.vpc == vpc }
      let isV6 = state.header.family == .v6
      drop(state, isV6 && hasEgressOnly ? .eigwInbound : .igwNeedsPrivateDestination)
      return nil
    }
    var next = state
    next.trail.append(network.internetGateways[gateway].name)
    if state.header.family == .v4 {
      let codes: [(Intervals, DropCode)] = [
        (SpecialRanges.rfc1918, .igwSourceRFC1918), (SpecialRanges.rfc6598, .igwSourceRFC6598),
      ]
      for (ranges, code) in codes {
        drop(next.narrowedSource(to: ranges), code)
        guard let rest = next.narrowedSource(to: next.sources.subtracting(ranges)) else { return nil }
        next = rest
      }
    }
    return next
  }

  private mutating func continueInside(
    _ state: PathState, _ vpc: ID<VPC>, by owners: [(interface: ID<Interface>, addresses: Intervals)]
  ) {
    let table = network.vpcs[vpc].internetGateway.flatMap { network.internetGateways[$0].edgeTable }
    for passed in passPublicAccess(clearGroups(state), vpc, .in, by: owners) {
      arrive(passed, in: vpc, by: table)
    }
  }
}

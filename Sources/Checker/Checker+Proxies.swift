import Certificates
import ForwardingGraph
import NetworkModel
import PolicyTypes
import SymbolicCompiler
import TermGraph

/// Proxied exchanges (APP-3): what a `forbid` without `direct` says beyond packets.
extension Checker {
  /// More legs than this are not followed; what could come behind them is unknown.
  private static let maximumRelays = 4

  /// Whatever the sources may send to a proxy, of any traffic, for the next leg has ports of its own (APP-3a). A witness
  /// if such an exchange ends in the destination; what makes that doubtful goes to `unknowns`.
  mutating func judgeProxies(
    _ claim: Claim, _ starts: [Start], _ families: [IPFamily], _ unknowns: inout UnknownCollector
  ) throws(CheckError) -> Witness? {
    guard claim.kind != .forbidDirect, network.hasProxies else { return nil }
    let receivers = claim.destination.written == nil
      ? Set(claim.destination.members.map(\.interface)) : nil
    let options = ExplorerOptions(uncollectedFilters: .open, receivers: receivers, scope: scope)
    for start in starts {
      for family in families {
        let everywhere = Intervals(0, family.maximum)
        for probe in probes(start, family, .any, everywhere, twoWay: false) {
          var found = Exploration(exploration, probe, options: options)
          var waiting = found.forwardEnds
          while let end = waiting.popLast() {
            if !end.state.relays.isEmpty,
              let witness = try relayed(end, claim, probe, &found, &unknowns)
            {
              return witness
            }
            waiting += try goesOn(end, &found, &unknowns)
          }
        }
      }
    }
    return nil
  }

  /// The ends behind a proxy that took the packets of `end`.
  mutating func goesOn(
    _ end: PathEnd, _ found: inout Exploration, _ unknowns: inout UnknownCollector
  ) throws(CheckError) -> [PathEnd] {
    switch end.ending {
    case .dropped, .delivered(.internet), .delivered(.onPremises), .delivered(.service): return []
    case .unknown(let unknown):
      // What is unknown on the way to a proxy is judged within the claim's own traffic.
      let isBeyond = end.state.atService != nil || !end.state.relays.isEmpty
      if isBeyond, try holds(found.condition(end), found, &unknowns) { unknowns.insert(unknown) }
      return []
    case .delivered(.interface(let id)):
      let beyond: Unknown
      switch network.interfaces[id].kind {
      case .ordinary, .natGateway, .transparentService, .unmodelledService: return []
      case .interfaceEndpoint(let endpoint):
        guard let unknown = network.vpcEndpoints[endpoint].unknownBeyond else { return [] }
        beyond = network[unknown]
      case .loadBalancer(let balancer):
        guard end.state.relays.count >= Self.maximumRelays else {
          guard try holds(found.condition(end), found, &unknowns) else { return [] }
          return found.relays(of: end, at: id)
        }
        beyond = Unknown(
          object: network.loadBalancers[balancer].name, kind: "loadBalancer",
          reason: "more than \(Self.maximumRelays) load balancers pass a connection on", rule: "LB-6")
      }
      if try holds(found.condition(end), found, &unknowns) { unknowns.insert(beyond) }
      return []
    }
  }

  /// A relayed end as a violation.
  private mutating func relayed(
    _ end: PathEnd, _ claim: Claim, _ probe: Probe, _ found: inout Exploration,
    _ unknowns: inout UnknownCollector
  ) throws(CheckError) -> Witness? {
    let bad = relayedTerm(end, claim, probe, &found)
    if bad == TermGraph.false { return nil }
    let term = found.and([found.condition(end), bad])
    guard try holds(term, found, &unknowns) else { return nil }
    if !end.state.noted.isEmpty {
      unknowns.insert(end.state.noted)
      return nil
    }
    if claim.kind == .forbidConnections, let last = end.state.relays.last {
      unknowns.insert(
        Unknown(
          object: network.interfaces[last.node].name, kind: "networkInterface",
          reason: "whether replies come back through this load balancer is not followed", rule: "APP-3"))
      return nil
    }
    return try witness(term, end, found, expecting: .forwardDelivery, openFilters: true)
  }

  /// The packets of a relayed end that the claim speaks of: it ends in the destination and no exception covers it.
  func relayedTerm(
    _ end: PathEnd, _ claim: Claim, _ probe: Probe, _ found: inout Exploration
  ) -> TermID {
    guard case .delivered(let receiver) = end.ending else { return TermGraph.false }
    let arrived = end.state.header
    let inside = found.or([
      ends.reached(claim.destination, receiver, end, probe, &found),
      named(claim.destination, end, probe),
    ])
    let meant = found.or([found.sent(in: claim.traffic), found.header(arrived, in: claim.traffic)])
    let allowed = claim.exceptions.map { exception -> TermID in
      guard let source = ends.sent(exception.source, probe, &found) else { return TermGraph.false }
      // An address that was written releases the leg to it, not what goes on from there.
      var members = exception.destination
      members.written = nil
      let destination = found.or([
        ends.reached(members, receiver, end, probe, &found),
        named(exception.destination, end, probe),
      ])
      return found.and([
        source, destination, found.sent(in: exception.traffic),
        found.header(arrived, in: exception.traffic),
      ])
    }
    return found.and([inside, meant, found.not(found.or(allowed))])
  }

  /// The last leg is sent to an address of a set that is written as addresses, whoever owns it.
  private func named(_ set: EndpointSet, _ end: PathEnd, _ probe: Probe) -> TermID {
    guard let written = set.written, let last = end.state.relays.last else { return TermGraph.false }
    let isMeant = written.intervals(probe.family).contains(last.destination)
    return isMeant ? TermGraph.true : TermGraph.false
  }
}

import ForwardingGraph
import NetworkModel
import TermGraph

/// The rules of a firewall as terms (NFW-2, NFW-3, NFW-8, NFW-10, NFW-11). Exact for packets of phase `new`.
extension Explorer {
  mutating func outcome(of filter: InspectionFilter, _ state: PathState) -> FilterOutcome {
    let rules: FirewallRules
    switch filter {
    case .unknown(let id): return FilterOutcome(allow: TermGraph.false, unknown: [(TermGraph.true, network[id])])
    case .rules(let known): rules = known
    }
    guard state.phase == .new else {
      return FilterOutcome(allow: TermGraph.false, unknown: [(TermGraph.true, network[rules.replies])])
    }
    var result = FilterOutcome(allow: TermGraph.false, unknown: [])
    let forwarded = run(rules.stateless, on: TermGraph.true, state, &result)
    _ = run(rules.stateful, on: forwarded, state, &result)
    return result
  }

  /// Adds what an engine decides about packets of `start`; returns those that it hands on.
  private mutating func run(
    _ rules: [FirewallRule], on start: TermID, _ state: PathState, _ result: inout FilterOutcome
  ) -> TermID {
    var open = start
    var forwarded = TermGraph.false
    for rule in rules {
      if open == TermGraph.false { break }
      let match = term(of: rule.match, state)
      if match == TermGraph.false { continue }
      let decided = terms.graph.and(open, match)
      switch rule.action {
      case .pass: result.allow = terms.graph.or(result.allow, decided)
      case .drop: break
      case .forward: forwarded = terms.graph.or(forwarded, decided)
      case .unknown(let id): result.unknown.append((decided, network[id]))
      }
      open = terms.graph.and(open, terms.graph.not(match))
    }
    return forwarded
  }

  private mutating func term(of match: FirewallMatch, _ state: PathState) -> TermID {
    let family = state.header.family
    var parts: [TermID] = []
    if let protocols = match.protocols {
      parts.append(protocolTerm(protocols, state))
    }
    for (field, ranges) in [(state.header.source, match.sources), (state.header.destination, match.destinations)] {
      guard let ranges else { continue }
      parts.append(
        terms.member(field, of: Intervals(union: ranges[family].spans), width: family.width, in: state))
    }
    for (field, ports) in [
      (state.header.sourcePort, match.sourcePorts), (state.header.destinationPort, match.destinationPorts),
    ] {
      guard let ports else { continue }
      parts.append(protocolTerm([IPProtocol.tcp, IPProtocol.udp], state))
      let spans = ports.map { UInt128($0.lowerBound)...UInt128($0.upperBound) }
      parts.append(terms.member(field, of: Intervals(union: spans), width: 16, in: state))
    }
    return terms.graph.and(parts)
  }

  private mutating func protocolTerm(_ protocols: Set<UInt8>, _ state: PathState) -> TermID {
    terms.member(
      state.header.proto, of: Intervals(union: protocols.map { UInt128($0)...UInt128($0) }), width: 8, in: state)
  }
}

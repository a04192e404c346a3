import ForwardingGraph
import NetworkModel
import PolicyTypes
import SymbolicCompiler
import TermGraph

/// The ends of one probe, with the terms to ask about them.
struct Exploration {
  let probe: Probe
  let variables: PacketVariables
  /// The ends of the forward leg.
  let forwardEnds: [PathEnd]
  fileprivate var explorer: Explorer

  /// Follows the probe through the forward leg.
  init(_ plan: ExplorationPlan, _ probe: Probe, options: ExplorerOptions) {
    self.probe = probe
    var graph = TermGraph()
    variables = PacketVariables(probe.family, in: &graph)
    explorer = Explorer(plan, options: options, graph: graph)
    let state = probe.state(variables)
    switch probe.emitter {
    case .interface(let id): explorer.start(state, at: id)
    case .internet: explorer.startOutside(state)
    case .onPremises: explorer.startOnPremises(state)
    }
    forwardEnds = explorer.takeEnds()
  }

  var graph: TermGraph { explorer.graph }

  mutating func condition(_ end: PathEnd) -> TermID { explorer.condition(end) }

  mutating func and(_ terms: [TermID]) -> TermID { explorer.graph.and(terms) }
  mutating func or(_ terms: [TermID]) -> TermID { explorer.graph.or(terms) }
  mutating func not(_ term: TermID) -> TermID { explorer.graph.not(term) }

  /// `field` of a header lies in `set`.
  mutating func member(_ field: Field, of set: Intervals) -> TermID {
    switch field {
    case .constant(let value): return TermGraph.constant(set.contains(value))
    case .variable(let v): return member(v, of: set)
    case .echoSwapped(let v): return member(v, of: EchoSwap(probe.family).apply(set))
    }
  }

  mutating func member(_ variable: VariableID, of set: Intervals) -> TermID {
    explorer.graph.or(
      set.spans.map { explorer.graph.member(variable, $0.lowerBound, $0.upperBound) })
  }

  /// The packet that was sent belongs to the traffic.
  mutating func sent(in traffic: Traffic) -> TermID { header(variables.header, in: traffic) }

  mutating func header(_ header: SymbolicHeader, in traffic: Traffic) -> TermID {
    let terms = traffic.entries.map { entry -> TermID in
      var parts: [TermID] = []
      if let proto = entry.proto { parts.append(member(header.proto, of: Intervals(UInt128(proto)))) }
      if let ports = entry.ports {
        parts.append(
          member(
            header.destinationPort,
            of: Intervals(UInt128(ports.lowerBound), UInt128(ports.upperBound))))
      }
      if let type = entry.icmpType { parts.append(member(header.icmpType, of: Intervals(UInt128(type)))) }
      if let code = entry.icmpCode { parts.append(member(header.icmpCode, of: Intervals(UInt128(code)))) }
      return explorer.graph.and(parts)
    }
    return explorer.graph.or(terms)
  }
}

extension Exploration {
  /// The ends of the legs that a load balancer's node may begin for one forward end that it took.
  mutating func relays(of end: PathEnd, at node: ID<Interface>) -> [PathEnd] {
    explorer.exploreRelays(of: end, at: node)
    return explorer.takeEnds()
  }

  /// The ends of the reply to one delivered forward end.
  mutating func replies(to end: PathEnd) -> [PathEnd] {
    explorer.exploreReply(to: end, sent: variables.header, from: probe.emitter)
    return explorer.takeEnds()
  }
}

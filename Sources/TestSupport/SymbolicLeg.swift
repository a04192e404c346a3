import ForwardingGraph
import NetworkModel
import Simulator
import SymbolicCompiler
import TermGraph

/// The kind of protocol of a packet, which decides the fields that mean something (PKT-1).
enum SymbolicBox: Hashable {
  case ports, icmp, other

  init(_ packet: Packet) {
    if IPProtocol.hasPorts(packet.proto) {
      self = .ports
    } else if IPProtocol.isICMP(packet.proto) {
      self = .icmp
    } else {
      self = .other
    }
  }
}

/// All paths of all packets of one box from one emitter, with concrete evaluation of their conditions.
struct SymbolicLeg {
  private var explorer: Explorer
  private let variables: PacketVariables
  private let emitter: Emitter
  let forward: [PathEnd]
  private let conditions: [TermID]
  private var replies: [Int: [(end: PathEnd, condition: TermID)]] = [:]

  init(
    _ plan: ExplorationPlan, _ box: SymbolicBox, _ family: IPFamily, _ emitter: Emitter,
    uncollected: SymbolicCompiler.UncollectedFilters
  ) {
    self.emitter = emitter
    var graph = TermGraph()
    variables = PacketVariables(family, in: &graph)
    var domains = Domains()
    let zero = Intervals(0)
    switch box {
    case .ports: domains[variables.proto] = Intervals(union: [6...6, 17...17])
    case .icmp: domains[variables.proto] = Intervals(union: [1...1, 58...58])
    case .other:
      domains[variables.proto] = Intervals(0, 255).subtracting(
        Intervals(union: [1...1, 6...6, 17...17, 58...58]))
    }
    if box != .ports {
      domains[variables.sourcePort] = zero
      domains[variables.destinationPort] = zero
    }
    if box != .icmp {
      domains[variables.icmpType] = zero
      domains[variables.icmpCode] = zero
    }
    let state = PathState(header: variables.header, domains: domains)
    let options = ExplorerOptions(uncollectedFilters: uncollected, keepsDrops: true)
    explorer = Explorer(plan, options: options, graph: graph)
    switch emitter {
    case .interface(let id): explorer.start(state, at: id)
    case .internet: explorer.startOutside(state)
    case .onPremises: explorer.startOnPremises(state)
    }
    forward = explorer.takeEnds()
    var conditions: [TermID] = []
    for end in forward { conditions.append(explorer.condition(end)) }
    self.conditions = conditions
  }

  /// Indices of the forward ends whose condition the packet meets and whose choices are the given ones.
  func ends(taking packet: Packet, _ choices: Choices) -> [Int] {
    forward.indices.filter { index in
      let end = forward[index]
      return fits(end.state.choices, choices)
        && explorer.graph.evaluate(
          conditions[index], assignment(packet, [(end.state.choices, choices)]))
    }
  }

  mutating func replies(
    to index: Int, taking packet: Packet, _ choices: Choices, _ returnChoices: Choices
  ) -> [PathEnd] {
    if replies[index] == nil {
      explorer.exploreReply(to: forward[index], sent: variables.header, from: emitter)
      var entry: [(end: PathEnd, condition: TermID)] = []
      for end in explorer.takeEnds() { entry.append((end, explorer.condition(end))) }
      replies[index] = entry
    }
    return (replies[index] ?? []).filter { reply in
      fits(reply.end.state.replyChoices, returnChoices)
        && explorer.graph.evaluate(
          reply.condition,
          assignment(
            packet,
            [(reply.end.state.choices, choices), (reply.end.state.replyChoices, returnChoices)]))
    }.map(\.end)
  }

  /// The ends of the legs that a node begins for what it took at the end of a forward path.
  mutating func relays(to index: Int, at node: ID<Interface>) -> [(end: PathEnd, condition: TermID)] {
    explorer.exploreRelays(of: forward[index], at: node)
    var found: [(end: PathEnd, condition: TermID)] = []
    for end in explorer.takeEnds() { found.append((end, explorer.condition(end))) }
    return found
  }

  /// Whether a relayed end is that of this packet: relays to nobody knows whom have no step.
  func takes(
    _ relayed: (end: PathEnd, condition: TermID), _ packet: Packet, _ choices: Choices, _ step: RelayStep?
  ) -> Bool {
    guard let step else {
      return relayed.end.state.relays.isEmpty
        && explorer.graph.evaluate(
          relayed.condition, assignment(packet, [(relayed.end.state.choices, choices)]))
    }
    guard let last = relayed.end.state.relays.last, last.relay == step.relay,
      fits(relayed.end.state.choices, step.choices)
    else { return false }
    var values = assignment(
      packet, [(last.choices, choices), (relayed.end.state.choices, step.choices)])
    if let port = last.sourcePort { values[Int(port.index)] = UInt128(step.sourcePort) }
    return explorer.graph.evaluate(relayed.condition, values)
  }

  private func fits(_ symbolic: SymbolicChoices, _ concrete: Choices) -> Bool {
    symbolic.natAddress.allSatisfy { $0.value == concrete.natAddress[$0.key] ?? 0 }
      && symbolic.routeTie.allSatisfy { $0.value == concrete.routeTie[$0.key] ?? 0 }
      && (symbolic.siteEntry == nil || concrete.siteEntry == nil
        || symbolic.siteEntry == concrete.siteEntry)
      && symbolic.transitExit.allSatisfy { $0.value == concrete.transitExit[$0.key] ?? 0 }
  }

  private func assignment(_ packet: Packet, _ choices: [(SymbolicChoices, Choices)]) -> [UInt128] {
    var values = [UInt128](repeating: 0, count: explorer.graph.variables.count)
    func set(_ variable: VariableID, _ value: UInt128) { values[Int(variable.index)] = value }
    set(variables.source, packet.source.value)
    set(variables.destination, packet.destination.value)
    set(variables.proto, UInt128(packet.proto))
    set(variables.sourcePort, UInt128(packet.sourcePort))
    set(variables.destinationPort, UInt128(packet.destinationPort))
    set(variables.icmpType, UInt128(packet.icmpType))
    set(variables.icmpCode, UInt128(packet.icmpCode))
    for (symbolic, concrete) in choices {
      for (gateway, variable) in symbolic.natPort {
        set(variable, UInt128(concrete.natPort[gateway] ?? 1024))
      }
    }
    return values
  }
}

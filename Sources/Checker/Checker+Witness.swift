import ForwardingGraph
import NetworkModel
import PolicyTypes
import Simulator
import SolverZ3
import SymbolicCompiler
import TermGraph

/// What the replay of a witness has to show.
enum Expectation {
  /// The forward leg ends at the end's receiver.
  case forwardDelivery
  /// Both legs succeed.
  case exchange
  /// The forward leg is dropped.
  case failingForward
  /// The forward leg is delivered, the reply is not.
  case failingExchange
  /// The forward leg is delivered to somebody else than was meant.
  case otherReceiver
}

/// From a satisfiable path condition to a packet that the simulator confirms.
extension Checker {
  /// The smallest packet, in a fixed order of fields and preferences, that takes the path, replayed.
  mutating func witness(
    _ term: TermID, _ end: PathEnd, _ found: Exploration, expecting expectation: Expectation,
    openFilters: Bool
  ) throws(CheckError) -> Witness {
    obligations += 1
    let order = preferences(found)
    let assignment: Assignment?
    do {
      assignment = try solver.minimalAssignment(term, in: found.graph, order: order)
    } catch {
      throw solver.interrupter.isInterrupted ? .interrupted : .solver(error.description)
    }
    guard let values = assignment?.values else {
      throw .disagreement("the solver lost a model that it had found")
    }
    let packet = packet(found, values)
    let choices = concrete(end.state.relays.first?.choices ?? end.state.choices, values)
    let replyChoices = concrete(end.state.replyChoices, values)
    let simulator = simulator(openFilters: openFilters)
    let exchange = simulator.exchange(
      packet, from: found.probe.emitter, choices: choices, returnChoices: replyChoices)
    let witness = Witness(
      packet: packet, emitter: found.probe.emitter, choices: choices, replyChoices: replyChoices,
      exchange: exchange, relays: relays(end, values, exchange.forward, simulator))
    guard confirms(witness, expectation, end) else {
      throw .disagreement(dump(witness, end, expectation, term, found))
    }
    return witness
  }

  /// The legs behind the first one, as far as the simulator has them.
  private func relays(
    _ end: PathEnd, _ values: [UInt128], _ first: Leg, _ simulator: Simulator
  ) -> [RelayedLeg] {
    var result: [RelayedLeg] = []
    var before = first
    for (index, relay) in end.state.relays.enumerated() {
      guard before.disposition == .delivered(.interface(relay.node)) else { break }
      let isLast = index + 1 == end.state.relays.count
      let choices = isLast ? end.state.choices : end.state.relays[index + 1].choices
      let step = RelayStep(
        relay: relay.relay, sourcePort: relay.sourcePort.map { UInt16(values[Int($0.index)]) } ?? 1024,
        choices: concrete(choices, values))
      guard let leg = simulator.relayed(before.packet, at: relay.node, step) else { break }
      result.append(RelayedLeg(node: relay.node, step: step, leg: leg))
      before = leg
    }
    return result
  }

  private func confirms(_ witness: Witness, _ expectation: Expectation, _ end: PathEnd) -> Bool {
    let exchange = witness.exchange
    if !end.state.relays.isEmpty {
      guard case .delivered(let receiver) = witness.lastLeg.disposition else { return false }
      return witness.relays.count == end.state.relays.count && end.ending == .delivered(receiver)
    }
    switch (expectation, exchange.forward.disposition) {
    case (.forwardDelivery, .delivered(let receiver)), (.otherReceiver, .delivered(let receiver)):
      return end.ending == .delivered(receiver)
    case (.exchange, _): return exchange.outcome == .complete
    case (.failingForward, .dropped): return true
    case (.failingExchange, .delivered):
      if case .replyFailed = exchange.outcome { return true }
      return false
    case (.forwardDelivery, _), (.otherReceiver, _), (.failingForward, _), (.failingExchange, _):
      return false
    }
  }

  private func packet(_ found: Exploration, _ values: [UInt128]) -> Packet {
    let variables = found.variables
    func value(_ variable: VariableID) -> UInt128 { values[Int(variable.index)] }
    return Packet(
      source: IPAddress(variables.family, value(variables.source)),
      destination: IPAddress(variables.family, value(variables.destination)),
      proto: UInt8(value(variables.proto)), sourcePort: UInt16(value(variables.sourcePort)),
      destinationPort: UInt16(value(variables.destinationPort)),
      icmpType: UInt8(value(variables.icmpType)), icmpCode: UInt8(value(variables.icmpCode)))
  }

  private func concrete(_ choices: SymbolicChoices, _ values: [UInt128]) -> Choices {
    var result = Choices()
    result.natAddress = choices.natAddress
    result.routeTie = choices.routeTie
    result.transitExit = choices.transitExit
    result.siteEntry = choices.siteEntry
    result.natPort = choices.natPort.mapValues { UInt16(values[Int($0.index)]) }
    return result
  }

  /// Fields in the order in which they are fixed, each with the ranges that people find natural first.
  private func preferences(
    _ found: Exploration
  ) -> [(VariableID, preferred: [ClosedRange<UInt128>])] {
    let variables = found.variables
    let documentation: [String]
    switch variables.family {
    case .v4: documentation = ["198.51.100.0/24", "203.0.113.0/24", "8.8.8.8/32"]
    case .v6: documentation = ["2001:db8::/32"]
    }
    // People expect a host, not the first or last address of a range.
    let outside = documentation.compactMap { CIDR($0) }.map { range in
      range.last - range.first < 2 ? range.first...range.last : range.first + 1...range.last - 1
    }
    var order: [(VariableID, preferred: [ClosedRange<UInt128>])] = [
      (variables.proto, [6...6, 17...17, 1...1, 58...58]),
      (variables.destinationPort, [443...443, 22...22, 80...80, 1...65535]),
      (variables.icmpType, [8...8, 128...128]),
      (variables.icmpCode, []),
      (variables.sourcePort, [40000...40000, 1024...65535]),
      (variables.source, outside),
      (variables.destination, outside),
    ]
    let named = Set(order.map(\.0))
    for index in 0..<found.graph.variables.count {
      let variable = VariableID(index: UInt32(index))
      if !named.contains(variable) { order.append((variable, [])) }
    }
    return order
  }

  private func dump(
    _ witness: Witness, _ end: PathEnd, _ expectation: Expectation, _ term: TermID,
    _ found: Exploration
  ) -> String {
    """
    the simulator does not confirm the symbolic side
    expected: \(expectation), path end \(end.ending)
    path: \(end.state.trail.joined(separator: " > "))
    emitter: \(witness.emitter)
    packet: \(witness.packet)
    choices: \(witness.choices) / \(witness.replyChoices)
    simulator forward: \(witness.exchange.forward.disposition)
    \(witness.exchange.forward.hops.map { "  \($0.component) \($0.action) \($0.rule ?? "")" }.joined(separator: "\n"))
    simulator outcome: \(witness.exchange.outcome)
    \((witness.exchange.reply?.hops ?? []).map { "  \($0.component) \($0.action) \($0.rule ?? "")" }.joined(separator: "\n"))
    relays: \(witness.relays.map { "\($0.step.relay) \($0.leg.disposition) \($0.leg.packet)" })
    \(solver.smtLib(term, in: found.graph))
    """
  }
}

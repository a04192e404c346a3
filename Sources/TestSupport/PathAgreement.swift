package import NetworkModel
package import Simulator
import SymbolicCompiler
import ForwardingGraph
import TermGraph

/// Compares the symbolic paths of every packet with what the simulator does, packet by packet and resolution by
/// resolution, without a solver: exactly one symbolic end may hold for a packet, and it must end as the simulation does.
package struct PathAgreement {
  let network: NetworkModel
  private let plan: ExplorationPlan
  let simulator: Simulator
  private let uncollected: SymbolicCompiler.UncollectedFilters

  /// Packets compared so far, forward legs and replies.
  package internal(set) var comparisons = 0
  /// How often each ending occurred, for coverage.
  package internal(set) var endings: [String: Int] = [:]

  package init(_ network: NetworkModel, uncollected: SimulatorOptions.UncollectedFilters, mutation: Mutation? = nil) {
    self.network = network
    plan = ExplorationPlan(network)
    simulator = Simulator(network, options: .init(uncollectedFilters: uncollected, mutation: mutation))
    switch uncollected {
    case .open: self.uncollected = .open
    case .unknown: self.uncollected = .unknown
    }
  }

  /// Readable contradictions for packets that `emitter` sends; at most `limit`.
  package mutating func contradictions(
    _ packets: [Packet], from emitter: Emitter, limit: Int = 3
  ) -> [String] {
    var found: [String] = []
    for family in IPFamily.allCases {
      let mine = packets.filter { $0.family == family && isPossible($0, emitter) }
      var boxes: [SymbolicBox: SymbolicLeg] = [:]
      for packet in mine {
        let box = SymbolicBox(packet)
        if boxes[box] == nil {
          boxes[box] = SymbolicLeg(plan, box, family, emitter, uncollected: uncollected)
        }
        guard var leg = boxes[box] else { continue }
        boxes[box] = nil
        found += compare(packet, emitter, &leg)
        boxes[box] = leg
        if found.count >= limit { return found }
      }
    }
    return found
  }

  /// How many paths the TCP and UDP packets of `emitter` take, dropped ones included: what an exploration costs.
  package func pathCount(from emitter: Emitter, _ family: IPFamily) -> Int {
    SymbolicLeg(plan, .ports, family, emitter, uncollected: uncollected).forward.count
  }

  /// REA-6: an outside host uses an address of the Internet.
  private func isPossible(_ packet: Packet, _ emitter: Emitter) -> Bool {
    emitter != .internet || plan.addresses.internet(packet.family).contains(packet.source.value)
  }

  private mutating func compare(_ packet: Packet, _ emitter: Emitter, _ leg: inout SymbolicLeg) -> [String] {
    var found: [String] = []
    for choices in simulator.resolutions(packet, from: emitter, extraPorts: [40000]) {
      comparisons += 1
      let simulated = simulator.disposition(of: packet, from: emitter, choices: choices)
      let matching = leg.ends(taking: packet, choices)
      endings[kind(simulated), default: 0] += 1
      guard matching.count == 1, let end = matching.first, agree(leg.forward[end], simulated) else {
        found.append(
          report(packet, emitter, choices, simulated: "\(simulated)", ends: matching.map { leg.forward[$0] }))
        continue
      }
      guard case .delivered = simulated else { continue }
      found += compareRelays(packet, emitter, choices, end, &leg)
      let passages = leg.forward[end].state.transitPassages
      if passages > 0 { endings["delivered through \(passages) transit passages", default: 0] += 1 }
      let returns = simulator.returnResolutions(packet, from: emitter, choices: choices)
      for returnChoices in returns {
        comparisons += 1
        let outcome = simulator.outcome(
          of: packet, from: emitter, choices: choices, returnChoices: returnChoices)
        let replies = leg.replies(to: end, taking: packet, choices, returnChoices)
        endings["reply " + kind(outcome), default: 0] += 1
        if passages > 0, outcome == .complete { endings["reply complete after transit", default: 0] += 1 }
        guard replies.count == 1, let reply = replies.first, agree(reply, outcome) else {
          found.append(
            report(packet, emitter, choices, simulated: "reply \(outcome)", ends: replies))
          continue
        }
      }
    }
    return found
  }

  func kind(_ disposition: Disposition) -> String {
    switch disposition {
    case .delivered(.interface): "delivered to interface"
    case .delivered(.internet): "delivered to internet"
    case .delivered(.onPremises): "delivered on premises"
    case .delivered(.service): "delivered to service"
    case .dropped(let code): code.rawValue
    case .unknown(let unknown): "unknown \(unknown.rule)"
    }
  }

  private func kind(_ outcome: Outcome) -> String {
    switch outcome {
    case .complete: "complete"
    case .forwardFailed: "forward failed"
    case .replyFailed(let code): code.rawValue
    case .unknown(let unknown): "unknown \(unknown.rule)"
    }
  }

  func agree(_ end: PathEnd, _ simulated: Disposition) -> Bool {
    switch (end.ending, simulated) {
    case (.delivered(let a), .delivered(let b)): a == b && end.state.noted.isEmpty
    case (.delivered, .unknown): !end.state.noted.isEmpty
    case (.dropped(let a), .dropped(let b)): a == b
    case (.unknown, .unknown): true
    case (.delivered, .dropped), (.dropped, .delivered), (.dropped, .unknown), (.unknown, .delivered),
      (.unknown, .dropped):
      false
    }
  }

  private func agree(_ end: PathEnd, _ outcome: Outcome) -> Bool {
    switch (end.ending, outcome) {
    case (.delivered, .complete): end.state.noted.isEmpty
    case (.delivered, .unknown): !end.state.noted.isEmpty
    case (.dropped(let a), .replyFailed(let b)): a == b
    case (.unknown, .unknown): true
    case (_, .forwardFailed), (.delivered, .replyFailed), (.dropped, _), (.unknown, _): false
    }
  }

  func report(
    _ packet: Packet, _ emitter: Emitter, _ choices: Choices, simulated: String, ends: [PathEnd]
  ) -> String {
    let sender =
      switch emitter {
      case .internet: "internet"
      case .onPremises: "onprem"
      case .interface(let id): network.interfaces[id].name
      }
    let exchange = simulator.exchange(packet, from: emitter, choices: choices)
    let hops = (exchange.forward.hops + [] + (exchange.reply?.hops ?? [])).map {
      "    \($0.component) \($0.action) \($0.rule ?? "") [\($0.semantics)]"
    }
    let paths = ends.map {
      "  symbolic: \($0.ending) noted \($0.state.noted.count) via \($0.state.trail.joined(separator: " > "))"
    }
    return """
      \(describe(packet)) from \(sender), \(choices)
        simulator: \(simulated)
      \(hops.joined(separator: "\n"))
      \(paths.isEmpty ? "  symbolic: no end" : paths.joined(separator: "\n"))
      """
  }
}

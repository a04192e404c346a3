package import NetworkModel
package import Simulator

/// What the simulator says about one packet under one resolution of the choices of its forward leg.
package struct Observation: Hashable, Sendable {
  package var emitter: Emitter
  package var packet: Packet
  package var choices: Choices
  package var forward: Disposition
  /// Who has the packet if unknown filters let it pass.
  package var reached: Receiver?
  /// The header as it ended; what the receiver saw if it was delivered.
  package var received: Packet
  /// What load balancers on the way made of it, leg by leg.
  package var relayed: [Relayed] = []
  /// One for each resolution of the return leg; empty unless exchanges were asked for and the packet was delivered.
  package var exchanges: [Exchanged]

  /// A leg that a load balancer began; one that nobody knows the end of has no header of its own.
  package struct Relayed: Hashable, Sendable {
    package var disposition: Disposition
    package var reached: Receiver?
    package var received: Packet
  }

  package struct Exchanged: Hashable, Sendable {
    package var returnChoices: Choices
    package var outcome: Outcome
  }
}

/// Runs the simulator on concrete packets of one network under every resolution.
package struct Harness: Sendable {
  package let network: NetworkModel
  /// Filters that were not collected are open: the reading of `forbid`.
  package let open: Simulator
  /// Filters that were not collected are unknown: the reading of `require` and of questions.
  package let unknown: Simulator
  /// NAT ports to try besides the ends of the range: those at which rules begin.
  private let natPorts: [UInt16]

  package init(_ network: NetworkModel, mutation: Mutation? = nil) {
    self.network = network
    open = Simulator(network, options: SimulatorOptions(uncollectedFilters: .open, mutation: mutation))
    unknown = Simulator(
      network, options: SimulatorOptions(uncollectedFilters: .unknown, mutation: mutation))
    natPorts = Array(EndPoints(network).innerPorts.filter { $0 > 1024 && $0 < 65535 }.prefix(2))
  }

  /// All resolutions of one packet, at most `limit`.
  package func observe(
    _ packet: Packet, from emitter: Emitter, by simulator: Simulator, exchanges: Bool, limit: Int = 32
  ) -> [Observation] {
    simulator.resolutions(packet, from: emitter, extraPorts: natPorts).prefix(limit).map { choices in
      let leg = simulator.forward(packet, from: emitter, choices: choices)
      var seen = Observation(
        emitter: emitter, packet: packet, choices: choices, forward: leg.disposition, reached: leg.reached,
        received: leg.packet, relayed: relays(leg, by: simulator, depth: 0), exchanges: [])
      guard exchanges, case .delivered = leg.disposition else { return seen }
      let returns = simulator.returnResolutions(packet, from: emitter, choices: choices)
      seen.exchanges = returns.prefix(limit).map { returnChoices in
        Observation.Exchanged(
          returnChoices: returnChoices,
          outcome: simulator.outcome(
            of: packet, from: emitter, choices: choices, returnChoices: returnChoices))
      }
      return seen
    }
  }

  /// Every leg behind `leg`, two load balancers deep.
  private func relays(_ leg: Leg, by simulator: Simulator, depth: Int) -> [Observation.Relayed] {
    guard depth < 2, case .delivered(.interface(let node)) = leg.disposition else { return [] }
    let relays = simulator.relays(of: leg.packet, at: node)
    return relays.enumerated().flatMap { index, relay -> [Observation.Relayed] in
      if case .unknown(let unknown) = relay {
        return [.init(disposition: .unknown(unknown), received: leg.packet)]
      }
      return simulator.relayResolutions(leg.packet, at: node, relay: index, sourcePort: 40000)
        .prefix(8).flatMap { step -> [Observation.Relayed] in
          guard let next = simulator.relayed(leg.packet, at: node, step) else { return [] }
          let here = Observation.Relayed(
            disposition: next.disposition, reached: next.reached, received: next.packet)
          return [here] + self.relays(next, by: simulator, depth: depth + 1)
        }
    }
  }

  /// What becomes of the packets that `emitter` may send, by end points and within `budget` packets.
  package static func examples(
    _ network: NetworkModel, emitter: Emitter, budget: Int = 3000, seed: UInt64
  ) -> [Observation] {
    let harness = Harness(network)
    return Enumerator(network).packets(from: emitter, budget: budget, seed: seed).flatMap {
      harness.observe($0, from: emitter, by: harness.unknown, exchanges: true)
    }
  }

  /// What becomes of the enumerated packets that `subject` speaks about, for every emitter of its source.
  package func observations(of subject: Subject, budget: Int = 1500, seed: UInt64) -> [Observation] {
    let scope = QuestionScope(subject, in: network)
    let enumerator = Enumerator(network, traffic: [subject.traffic], ranges: subject.ranges)
    let simulator = simulator(for: subject)
    return subject.emitters.flatMap { emitter in
      enumerator.packets(from: emitter, budget: budget, seed: seed) { scope.mayContain($0, from: emitter) }
        .flatMap { observe($0, from: emitter, by: simulator, exchanges: subject.isTwoWay) }
    }
  }

  package func simulator(for subject: Subject) -> Simulator {
    subject.readsUncollectedAsOpen ? open : unknown
  }
}

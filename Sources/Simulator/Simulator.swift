package import NetworkModel

/// How the simulator reads a snapshot that is not complete, and, in tests only, which rule it gets
/// wrong.
package struct SimulatorOptions: Hashable, Sendable {
  /// What a network ACL or block-public-access class that was not collected stands for (IMP-3a b).
  package enum UncollectedFilters: Hashable, Sendable { case open, unknown }

  package var uncollectedFilters: UncollectedFilters
  /// Nil in production; tests put one wrong rule here and expect to be told.
  package var mutation: Mutation?

  package init(uncollectedFilters: UncollectedFilters = .open, mutation: Mutation? = nil) {
    self.uncollectedFilters = uncollectedFilters
    self.mutation = mutation
  }
}

/// What happens to one packet under one resolution of CNV-6: the executable reading of
/// Specs/Network.
///
/// It looks at the objects packet by packet and shares no code with the symbolic side, so that each
/// can judge the other. Cost of a leg: a few look-ups and one pass over the filters and the table
/// of each subnet on the way.
package struct Simulator: Sendable {
  let world: World

  package init(_ network: NetworkModel, options: SimulatorOptions = .init()) {
    world = World(network, options: options)
  }

  /// The forward leg of one packet of phase `new`, with its trace (REA-2).
  package func forward(_ packet: Packet, from emitter: Emitter, choices: Choices = .init()) -> Leg {
    var walk = Walk(world, packet, .new, choices: choices, records: true)
    let end = walk.start(at: emitter)
    return walk.leg(endingWith: end)
  }

  /// Both legs with their traces (REA-3). The return leg exists iff the forward leg delivered.
  package func exchange(
    _ packet: Packet, from emitter: Emitter, choices: Choices = .init(),
    returnChoices: Choices = .init()
  ) -> Exchange {
    exchange(packet, from: emitter, choices: choices, returnChoices: returnChoices, records: true)
  }

  /// `forward(_:from:choices:).disposition`, by the same steps but without a trace.
  package func disposition(
    of packet: Packet, from emitter: Emitter, choices: Choices = .init()
  ) -> Disposition {
    var walk = Walk(world, packet, .new, choices: choices, records: false)
    return walk.start(at: emitter)
  }

  /// `exchange(…).outcome`, by the same steps but without traces.
  package func outcome(
    of packet: Packet, from emitter: Emitter, choices: Choices = .init(),
    returnChoices: Choices = .init()
  ) -> Outcome {
    exchange(packet, from: emitter, choices: choices, returnChoices: returnChoices, records: false)
      .outcome
  }
}

/// One packet's way from its emitter to its end.
package struct Leg: Hashable, Sendable {
  /// In the order of travel; the last one is the end.
  package var hops: [Hop]
  package var disposition: Disposition
  /// The header as it ended.
  package var packet: Packet
  /// The hop that dropped the packet; nil unless dropped and recorded.
  package var dropDetail: Hop?
  /// Who has the packet if every unknown filter on the way lets it pass; nil when it went nowhere or nobody knows where.
  package var reached: Receiver?
}

/// A packet and the reply to it (REA-3).
package struct Exchange: Hashable, Sendable {
  package var forward: Leg
  /// Nil unless the forward leg delivered.
  package var reply: Leg?
  package var outcome: Outcome
}

/// Whether an exchange took place.
package enum Outcome: Hashable, Sendable {
  /// The reply came back to the emitter as exactly the reverse of what was sent.
  case complete
  case forwardFailed
  case replyFailed(DropCode)
  /// One of the legs met something unknown.
  case unknown(Unknown)
}

import ForwardingGraph
package import NetworkModel

/// The packets from one sender to one receiver that only one of two networks delivers.
package struct PairFlows: Hashable, Sendable {
  package var from: Party
  package var to: Party
  /// Not empty; sorted.
  package var boxes: [FlowBox]
}

/// What cannot be compared: in one network or in both, packets of these senders meet something that is not known.
package struct Undecided: Hashable, Sendable {
  package enum Side: String, Hashable, Sendable, CaseIterable { case before, after, both }

  package var reason: Unknown
  package var side: Side
  package var from: [Party]

  /// Something may be open after the change that was not open before.
  package var mayOpen: Bool {
    switch side {
    case .before, .after, .both: true
    }
  }
}

/// Which flows a change opens and closes (DIF-1).
package struct FlowDifference: Equatable, Sendable {
  package var opened: [PairFlows] = []
  package var closed: [PairFlows] = []
  package var undecided: [Undecided] = []
  /// Senders that only one of the networks has.
  package var added: [Party] = []
  package var removed: [Party] = []

  package static let pieceLimit = 4096

  /// Compares sender by sender. Cost: one exploration for each sender, family and kind of protocol, in both networks.
  /// `isCancelled` is asked between two senders; nil when it said so.
  package static func between(
    _ before: NetworkModel, _ after: NetworkModel, isCancelled: () -> Bool = { false }
  ) -> FlowDifference? {
    between(FlowMemory(FlowMap(before)), FlowMap(after), near: nil, isCancelled: isCancelled)
  }

  /// The same, where it is known that changes are felt in some places only: exact, but what is not known elsewhere is not told
  /// (DIF-8). What is found out about `before` is kept for the next comparison with it.
  package static func between(
    _ before: FlowMemory, _ after: FlowMap, near places: ChangedPlaces?, isCancelled: () -> Bool
  ) -> FlowDifference? {
    let old = before.map
    let new = places.map(after.near) ?? after
    var result = FlowDifference()
    var reasons: [Unknown: [Undecided.Side: [Party]]] = [:]
    let parties = Set(old.starts.keys).union(new.starts.keys)
    let hasOpenSites = old.openSite != nil || new.openSite != nil
    for party in (hasOpenSites ? parties.union([.onPremises]) : parties).sorted() {
      if isCancelled() { return nil }
      if parties.contains(party) {
        if old.starts[party] == nil { result.added.append(party) }
        if new.starts[party] == nil { result.removed.append(party) }
      }
      let (was, will) = (before.flows(of: party, near: places), new.flows(of: party))
      let doubts = compare(party, was, will, &result)
      for (reason, side) in doubts { reasons[reason, default: [:]][side, default: []].append(party) }
    }
    let order = reasons.keys.sorted { ($0.object, $0.kind, $0.rule, $0.reason) < ($1.object, $1.kind, $1.rule, $1.reason) }
    for reason in order {
      for side in Undecided.Side.allCases {
        guard let from = reasons[reason]?[side] else { continue }
        result.undecided.append(Undecided(reason: reason, side: side, from: from))
      }
    }
    return result
  }

  /// SOUNDNESS: what is unknown in the other network is taken out of both answers, so that an opened packet was certainly not
  /// delivered before, and a closed one is certainly not delivered after.
  private static func compare(
    _ party: Party, _ was: SenderFlows, _ will: SenderFlows, _ result: inout FlowDifference
  ) -> [(Unknown, Undecided.Side)] {
    var doubts: [(Unknown, Undecided.Side)] = []
    let (doubtBefore, doubtAfter) = (was.unknown.values.flatMap { $0 }, will.unknown.values.flatMap { $0 })
    for receiver in Set(was.delivered.keys).union(will.delivered.keys).sorted()
    where !isItself(party, receiver) {
      let (old, new) = (was.delivered[receiver] ?? [], will.delivered[receiver] ?? [])
      if old == new { continue }
      let opened = new.subtracting(old, limit: pieceLimit)?.subtracting(doubtBefore, limit: pieceLimit)
      let closed = old.subtracting(new, limit: pieceLimit)?.subtracting(doubtAfter, limit: pieceLimit)
      if let opened, !opened.isEmpty {
        result.opened.append(PairFlows(from: party, to: receiver, boxes: FlowBox.merged(opened)))
      }
      if let closed, !closed.isEmpty {
        result.closed.append(PairFlows(from: party, to: receiver, boxes: FlowBox.merged(closed)))
      }
      if opened == nil || closed == nil { doubts.append((tooMany(receiver), .both)) }
    }
    doubts += passedOn(was, will)
    for reason in Set(was.unknown.keys).union(will.unknown.keys) {
      switch (was.unknown[reason], will.unknown[reason]) {
      case (nil, nil): break
      case (_?, nil): doubts.append((reason, .before))
      case (nil, _?): doubts.append((reason, .after))
      case (_?, _?): doubts.append((reason, .both))
      }
    }
    return doubts
  }

  /// One host. The Internet and the sites are many hosts: what one of them sends to another through the network counts.
  private static func isItself(_ sender: Party, _ receiver: Party) -> Bool {
    switch sender {
    case .interface, .service: sender == receiver
    case .internet, .onPremises: false
    }
  }

  /// DIF-5: what load balancers pass on is compared, but not replayed: a difference is a doubt.
  private static func passedOn(_ was: SenderFlows, _ will: SenderFlows) -> [(Unknown, Undecided.Side)] {
    var doubts: [(Unknown, Undecided.Side)] = []
    for key in Set(was.passedOn.keys).union(will.passedOn.keys) {
      let (old, new) = (was.passedOn[key] ?? [], will.passedOn[key] ?? [])
      if old == new { continue }
      let isMore = new.subtracting(old, limit: pieceLimit)?.isEmpty != true
      let isLess = old.subtracting(new, limit: pieceLimit)?.isEmpty != true
      guard isMore || isLess else { continue }
      let reason = Unknown(
        object: key.balancer, kind: "loadBalancer", reason: "what it passes on changes; to \(key.goal)", rule: "DIF-5")
      doubts.append((reason, isMore && isLess ? .both : isMore ? .after : .before))
    }
    return doubts
  }

  private static func tooMany(_ receiver: Party) -> Unknown {
    Unknown(
      object: receiver.text, kind: "limit", reason: "the difference has more than \(pieceLimit) pieces", rule: "DIF-4")
  }
}

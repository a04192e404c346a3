import Certificates
import ForwardingGraph
import NetworkModel
package import PolicyTypes
import SymbolicCompiler
import Simulator
import TermGraph

/// Questions of version 1: is there a packet (`deliver`) or an exchange (`reach`) from A to B?
extension Checker {
  /// Without `explains` an answer about two sets says nothing of what stops packets.
  package mutating func answer(
    _ question: CheckedQuestion, explains: Bool = true
  ) throws(CheckError) -> QuestionResult {
    examineEverything()
    let result = try agreed { checker throws(CheckError) in
      try checker.answerUnlessInterrupted(question, explains: explains)
    } otherwise: {
      QuestionResult(answer: .unknown, unknowns: $0)
    }
    return try finished(result)
  }

  private mutating func answerUnlessInterrupted(
    _ question: CheckedQuestion, explains: Bool
  ) throws(CheckError) -> QuestionResult {
    switch question {
    case .reach(let source, let destination, let traffic):
      return try pair(source, destination, traffic, twoWay: true, explains: explains)
    case .deliver(let source, let destination, let traffic):
      return try pair(source, destination, traffic, twoWay: false, explains: explains)
    case .whoReaches(let destination, let traffic):
      return try whoReaches(destination, traffic)
    case .whatReaches(let source, let traffic):
      return try whatReaches(source, traffic)
    }
  }

  /// Reachable iff some member of the source has a packet of the traffic that makes it to some member of the destination;
  /// unreachable iff none has and no unknown could change that.
  mutating func pair(
    _ source: EndpointSet, _ destination: EndpointSet, _ traffic: Traffic, twoWay: Bool,
    explains: Bool = true
  ) throws(CheckError) -> QuestionResult {
    var unknowns = UnknownCollector()
    let asked = asked(source, destination, traffic, twoWay: twoWay)
    for (probe, goal) in asked {
      if let witness = try success(probe, goal, twoWay: twoWay, &unknowns) {
        return QuestionResult(answer: .reachable, witness: witness)
      }
    }
    for unknown in globalUnknowns { unknowns.insert(unknown) }
    for unknown in source.doubts.union(destination.doubts) { unknowns.insert(unknown) }
    var blockers: [Blocker] = []
    if explains {
      for (probe, goal) in asked where blockers.count < Blocker.limit {
        try explain(probe, goal, twoWay: twoWay, &blockers)
      }
    }
    return QuestionResult(
      answer: unknowns.isEmpty ? .unreachable : .unknown, blockers: blockers,
      unknowns: unknowns.sorted)
  }

  /// What the question about two sets consists of: boxes of packets, and where each has to arrive.
  func asked(
    _ source: EndpointSet, _ destination: EndpointSet, _ traffic: Traffic, twoWay: Bool
  ) -> [(Probe, Goal)] {
    let families: [IPFamily] = [.v4, .v6]
    var result: [(Probe, Goal)] = []
    for start in ends.starts(source, .primary, families: families) {
      for goal in goals(destination, start) + writtenGoals(destination, start) {
        for family in families {
          let targets = destinations(goal, start, family, .standard)
          guard !targets.isEmpty else { continue }
          result += probes(start, family, traffic, targets, twoWay: twoWay).map { ($0, goal) }
        }
      }
    }
    return result
  }

  /// A range as destination also means the addresses in it that nobody owns.
  private func writtenGoals(_ set: EndpointSet, _ start: Start) -> [Goal] {
    guard !set.members.isEmpty, let written = set.written else { return [] }
    return [.written(written)]
  }

  private mutating func success(
    _ probe: Probe, _ goal: Goal, twoWay: Bool, _ unknowns: inout UnknownCollector
  ) throws(CheckError) -> Witness? {
    let options = ExplorerOptions(uncollectedFilters: .unknown)
    var found = Exploration(exploration, probe, options: options)
    for end in found.forwardEnds {
      let term = found.condition(end)
      switch end.ending {
      case .dropped: continue
      case .unknown(let unknown):
        if try holds(term, found, &unknowns) { unknowns.insert(unknown) }
      case .delivered(let receiver):
        guard isReached(goal, receiver) else { continue }
        guard twoWay else {
          guard try holds(term, found, &unknowns) else { continue }
          if end.state.noted.isEmpty {
            return try witness(term, end, found, expecting: .forwardDelivery, openFilters: false)
          }
          unknowns.insert(end.state.noted)
          continue
        }
        for reply in found.replies(to: end) {
          let condition = found.condition(reply)
          switch reply.ending {
          case .dropped: continue
          case .unknown(let unknown):
            if try holds(condition, found, &unknowns) { unknowns.insert(unknown) }
          case .delivered:
            guard try holds(condition, found, &unknowns) else { continue }
            if reply.state.noted.isEmpty {
              return try witness(condition, reply, found, expecting: .exchange, openFilters: false)
            }
            unknowns.insert(reply.state.noted)
          }
        }
      }
    }
    return nil
  }

  /// Every way in which packets of the probe are stopped, each with the rule that stops it, as the simulator sees it.
  private mutating func explain(
    _ probe: Probe, _ goal: Goal, twoWay: Bool, _ blockers: inout [Blocker]
  ) throws(CheckError) {
    let options = ExplorerOptions(uncollectedFilters: .unknown, keepsDrops: true)
    var found = Exploration(exploration, probe, options: options)
    var ignored = UnknownCollector()
    for end in found.forwardEnds where blockers.count < Blocker.limit {
      switch end.ending {
      case .unknown: continue
      case .dropped:
        let term = found.condition(end)
        guard try holds(term, found, &ignored) else { continue }
        let shown = try witness(term, end, found, expecting: .failingForward, openFilters: false)
        add(shown.exchange.forward, .forward, to: &blockers)
      case .delivered(let receiver):
        guard twoWay, isReached(goal, receiver) else { continue }
        for reply in found.replies(to: end) {
          guard case .dropped = reply.ending else { continue }
          let term = found.condition(reply)
          guard try holds(term, found, &ignored) else { continue }
          let shown = try witness(term, reply, found, expecting: .failingExchange, openFilters: false)
          if let leg = shown.exchange.reply { add(leg, .reply, to: &blockers) }
        }
      }
    }
  }

  private func add(_ leg: Leg, _ name: Blocker.LegName, to blockers: inout [Blocker]) {
    guard case .dropped(let code) = leg.disposition else { return }
    var hop = leg.dropDetail
    // The header differs from packet to packet; what blocks does not.
    if let same = blockers.first(where: {
      $0.code == code && $0.leg == name && $0.hop?.component == hop?.component
        && $0.hop?.rule == hop?.rule
    }) {
      hop = same.hop
    }
    let blocker = Blocker(code: code, hop: hop, leg: name)
    if !blockers.contains(blocker) { blockers.append(blocker) }
  }
}

extension Blocker {
  /// At most so many are listed.
  package static let limit = 16
}

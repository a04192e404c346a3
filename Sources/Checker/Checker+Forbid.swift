import Certificates
import ForwardingGraph
import NetworkModel
import PolicyTypes
import SymbolicCompiler
import TermGraph

/// `forbid` and its variants (REA-3a): no packet that the source may emit reaches the destination.
extension Checker {
  /// Assertions that are unsatisfiable for every sender, family and path iff the claim holds.
  mutating func checkForbid(_ claim: Claim) throws(CheckError) -> ClaimResult {
    let families = claim.addresses.families
    let starts = ends.starts(claim.source, .all, families: families)
    if let empty = emptiness(claim, starts) {
      return ClaimResult(claim: claim, verdict: .vacuous, emptiness: empty, obligations: 0)
    }
    // What is never delivered is no connection and no direct packet either.
    if network.globalUnknowns.isEmpty,
      try provesByInvariant(claim, starts, families)
    {
      return ClaimResult(claim: claim, verdict: .proved, obligations: 0)
    }
    let twoWay = claim.kind == .forbidConnections
    let options = ExplorerOptions(uncollectedFilters: .open, receivers: receivers(claim.destination), scope: scope)
    var unknowns = UnknownCollector()
    for start in starts {
      for family in families {
        for probe in probes(start, family, claim.traffic, Intervals(0, family.maximum), twoWay: twoWay) {
          var found = Exploration(exploration, probe, options: options)
          for end in found.forwardEnds {
            let bad = badTerm(end, claim, probe, &found)
            if bad == TermGraph.false { continue }
            let term = found.and([found.condition(end), bad])
            let witness = try judgeForbidden(
              end, term, claim, probe, &found, options, twoWay: twoWay, &unknowns)
            if let witness {
              return ClaimResult(claim: claim, verdict: .violated, witness: witness, obligations: 0)
            }
          }
        }
      }
    }
    if let witness = try judgeProxies(claim, starts, families, &unknowns) {
      return ClaimResult(claim: claim, verdict: .violated, witness: witness, obligations: 0)
    }
    for unknown in globalUnknowns { unknowns.insert(unknown) }
    return ClaimResult(
      claim: claim, verdict: unknowns.isEmpty ? .proved : .unknown, unknowns: unknowns.sorted,
      obligations: 0)
  }

  /// A witness if the end is a violation; what makes it doubtful goes to `unknowns`.
  private mutating func judgeForbidden(
    _ end: PathEnd, _ term: TermID, _ claim: Claim, _ probe: Probe, _ found: inout Exploration,
    _ options: ExplorerOptions, twoWay: Bool, _ unknowns: inout UnknownCollector
  ) throws(CheckError) -> Witness? {
    switch try satisfiable(term, found) {
    case .no: return nil
    case .limit(let reason):
      unknowns.insert(limit: reason)
      return nil
    case .yes: break
    }
    switch end.ending {
    case .dropped: return nil
    case .unknown(let unknown):
      unknowns.insert(unknown)
      return nil
    case .delivered:
      guard twoWay else {
        if !end.state.noted.isEmpty {
          unknowns.insert(end.state.noted)
          return nil
        }
        return try witness(term, end, found, expecting: .forwardDelivery, openFilters: true)
      }
      for reply in found.replies(to: end) {
        let condition = found.and([found.condition(reply), term])
        switch reply.ending {
        case .dropped: continue
        case .unknown(let unknown):
          if try holds(condition, found, &unknowns) { unknowns.insert(unknown) }
        case .delivered:
          guard try holds(condition, found, &unknowns) else { continue }
          if reply.state.noted.isEmpty {
            return try witness(condition, reply, found, expecting: .exchange, openFilters: true)
          }
          unknowns.insert(reply.state.noted)
        }
      }
      return nil
    }
  }

  /// Satisfiable; a solver limit counts as an unknown and as no.
  mutating func holds(
    _ term: TermID, _ found: Exploration, _ unknowns: inout UnknownCollector
  ) throws(CheckError) -> Bool {
    switch try satisfiable(term, found) {
    case .no: return false
    case .yes: return true
    case .limit(let reason):
      unknowns.insert(limit: reason)
      return false
    }
  }

  /// The packets of an end that break the claim: it ends in the destination and no exception covers it.
  func badTerm(
    _ end: PathEnd, _ claim: Claim, _ probe: Probe, _ found: inout Exploration
  ) -> TermID {
    switch end.ending {
    case .dropped: return TermGraph.false
    case .unknown:
      if claim.kind == .forbidDirect, let service = end.state.atService,
        !claim.destination.members.contains(where: { $0.interface == service })
      {
        return TermGraph.false
      }
      return TermGraph.true
    case .delivered(let receiver):
      let inside = ends.reached(claim.destination, receiver, end, probe, &found)
      if inside == TermGraph.false { return inside }
      let allowed = claim.exceptions.map { exception -> TermID in
        guard let source = ends.sent(exception.source, probe, &found) else { return TermGraph.false }
        return found.and([
          source, ends.reached(exception.destination, receiver, end, probe, &found),
          found.sent(in: exception.traffic),
        ])
      }
      return found.and([inside, found.not(found.or(allowed))])
    }
  }

  /// Receivers that can matter; nil when the destination is written as addresses, which anyone may own.
  private func receivers(_ set: EndpointSet) -> Set<ID<Interface>>? {
    set.written == nil ? Set(set.members.map(\.interface)) : nil
  }

  /// The boxes that a sender's traffic consists of.
  func probes(
    _ start: Start, _ family: IPFamily, _ traffic: Traffic, _ destinations: Intervals, twoWay: Bool
  ) -> [Probe] {
    guard let sources = start.sources[family] else { return [] }
    return ProtocolBox.boxes(traffic, family, echoOnly: twoWay)
      .map {
        Probe(
          family: family, emitter: start.emitter, sources: sources, destinations: destinations,
          box: $0, sourcePorts: twoWay ? .client : .all)
      }
      .filter { !$0.isEmpty }
  }

  func emptiness(_ claim: Claim, _ starts: [Start]) -> String? {
    if claim.traffic.entries.isEmpty { return "the traffic `\(claim.traffic.text)` is empty" }
    if starts.isEmpty { return "no member of the source `\(claim.source.text)` can send" }
    return nil
  }
}

import Certificates
import ForwardingGraph
import NetworkModel
import PolicyTypes
import SymbolicCompiler
import TermGraph

/// `require` (REA-4): every pair of distinct members, every packet of the traffic, every resolution, both legs.
extension Checker {
  /// Assertions that are unsatisfiable for every pair, family and failing path iff the claim holds.
  mutating func checkRequire(_ claim: Claim) throws(CheckError) -> ClaimResult {
    let families = claim.addresses.families
    let starts = ends.starts(claim.source, claim.requiredReading, families: families)
    if let empty = emptiness(claim, starts) {
      return ClaimResult(claim: claim, verdict: .vacuous, emptiness: empty, obligations: 0)
    }
    if try provesByGuarantee(claim, starts, families) {
      return ClaimResult(claim: claim, verdict: .proved, obligations: 0)
    }
    let twoWay = claim.kind == .require
    var unknowns = UnknownCollector()
    var sawTraffic = false
    for start in starts {
      for goal in goals(claim.destination, start) {
        for family in families {
          let targets = destinations(goal, start, family, claim.addresses)
          guard !targets.isEmpty else { continue }
          for probe in probes(start, family, claim.traffic, targets, twoWay: true) {
            sawTraffic = true
            if let witness = try failure(probe, goal, claim, twoWay: twoWay, &unknowns) {
              return ClaimResult(claim: claim, verdict: .violated, witness: witness, obligations: 0)
            }
          }
        }
      }
    }
    guard sawTraffic else {
      return ClaimResult(
        claim: claim, verdict: .vacuous,
        emptiness: "no pair of distinct members has an address family in common", obligations: 0)
    }
    for unknown in globalUnknowns { unknowns.insert(unknown) }
    return ClaimResult(
      claim: claim, verdict: unknowns.isEmpty ? .proved : .unknown, unknowns: unknowns.sorted,
      obligations: 0)
  }

  /// What one sender must reach.
  enum Goal {
    case member(EndpointMember)
    case outside(AddressSet)
    case onPremises(AddressSet)
    case written(AddressSet)
  }

  /// The goals of a destination for one sender: distinct members, the outside, bare addresses.
  func goals(_ set: EndpointSet, _ start: Start) -> [Goal] {
    var result: [Goal] = []
    for member in set.members where start.member?.interface != member.interface {
      result.append(.member(member))
    }
    if set.members.isEmpty, let written = set.written { result.append(.written(written)) }
    if let outside = set.outside, start.emitter != .internet, set.written == nil {
      result.append(.outside(outside))
    }
    if let sites = set.onPremises, start.emitter != .onPremises, set.written == nil {
      result.append(.onPremises(sites))
    }
    return result
  }

  func destinations(
    _ goal: Goal, _ start: Start, _ family: IPFamily, _ mode: AddressMode
  ) -> Intervals {
    switch goal {
    case .member(let member): ends.targets(member, from: start.emitter, family, mode: mode)
    case .outside(let set):
      // A provider range in which only the snapshot's own addresses answer is not the Internet (layout profile).
      set.intervals(family).intersection(exploration.addresses.internet(family))
        .subtracting(Intervals(network.closedProviderRanges, family: family))
    case .onPremises(let set): set.intervals(family)
    case .written(let set): set.intervals(family)
    }
  }

  func isReached(_ goal: Goal, _ receiver: Receiver) -> Bool {
    switch (goal, receiver) {
    case (.member(let member), .interface(let id)): member.interface == id
    case (.outside, .internet), (.onPremises, .onPremises): true
    case (.written, _): true
    case (.member, .internet), (.member, .onPremises), (.member, .service), (.outside, .interface),
      (.outside, .onPremises), (.outside, .service), (.onPremises, .interface),
      (.onPremises, .internet), (.onPremises, .service):
      false
    }
  }

  /// A packet of the probe that does not make it, if there is one.
  private mutating func failure(
    _ probe: Probe, _ goal: Goal, _ claim: Claim, twoWay: Bool, _ unknowns: inout UnknownCollector
  ) throws(CheckError) -> Witness? {
    let options = ExplorerOptions(uncollectedFilters: .unknown, keepsDrops: true, scope: scope)
    var found = Exploration(exploration, probe, options: options)
    let demanded = demanded(claim, goal, probe, &found)
    for end in found.forwardEnds {
      let term = found.and([found.condition(end), demanded])
      if case .delivered(let receiver) = end.ending, isReached(goal, receiver) {
        guard twoWay else {
          if !end.state.noted.isEmpty, try holds(term, found, &unknowns) {
            unknowns.insert(end.state.noted)
          }
          continue
        }
        for reply in found.replies(to: end) {
          let condition = found.and([found.condition(reply), demanded])
          if let witness = try judgeFailing(reply, condition, found, .failingExchange, &unknowns) {
            return witness
          }
        }
      } else {
        let isWrong = if case .delivered = end.ending { true } else { false }
        if isWrong, end.state.noted.isEmpty {
          guard try holds(term, found, &unknowns) else { continue }
          return try witness(term, end, found, expecting: .otherReceiver, openFilters: false)
        }
        if let witness = try judgeFailing(end, term, found, .failingForward, &unknowns) { return witness }
      }
    }
    return nil
  }

  /// The packets that no exception releases (POL-10).
  private func demanded(
    _ claim: Claim, _ goal: Goal, _ probe: Probe, _ found: inout Exploration
  ) -> TermID {
    let released = claim.exceptions.map { exception -> TermID in
      guard let source = ends.sent(exception.source, probe, &found) else { return TermGraph.false }
      let set = exception.destination
      let destination = found.variables.destination
      let meant: TermID
      switch goal {
      case .member(let member):
        let same = set.members.filter { $0.interface == member.interface }
        meant = found.or(
          same.map { released in
            guard let addresses = released.addresses?.intervals(probe.family),
              released.addresses != member.addresses
            else { return TermGraph.true }
            return found.member(destination, of: named(member.interface, addresses, probe.family))
          })
      case .outside: meant = found.member(destination, of: set.outside?.intervals(probe.family) ?? .empty)
      case .onPremises:
        meant = found.member(destination, of: set.onPremises?.intervals(probe.family) ?? .empty)
      case .written: meant = found.member(destination, of: set.written?.intervals(probe.family) ?? .empty)
      }
      return found.and([source, meant, found.sent(in: exception.traffic)])
    }
    return found.not(found.or(released))
  }

  /// The addresses under which a packet is sent to some addresses of an interface: they themselves, and their public ones.
  private func named(
    _ interface: ID<Interface>, _ addresses: Intervals, _ family: IPFamily
  ) -> Intervals {
    let mapped = network.interfaces[interface].privateAddresses.compactMap { address in
      address.publicAddress.flatMap { shown in
        shown.family == family && addresses.contains(address.address.value)
          ? shown.value...shown.value : nil
      }
    }
    return addresses.union(Intervals(union: mapped))
  }

  private mutating func judgeFailing(
    _ end: PathEnd, _ term: TermID, _ found: Exploration, _ expectation: Expectation,
    _ unknowns: inout UnknownCollector
  ) throws(CheckError) -> Witness? {
    switch end.ending {
    case .delivered where end.state.noted.isEmpty: return nil
    case .delivered, .unknown, .dropped: break
    }
    guard try holds(term, found, &unknowns) else { return nil }
    switch end.ending {
    case .delivered: unknowns.insert(end.state.noted)
    case .unknown(let unknown): unknowns.insert(unknown)
    case .dropped:
      return try witness(term, end, found, expecting: expectation, openFilters: false)
    }
    return nil
  }
}

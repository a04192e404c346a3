import Certificates
import ForwardingGraph
import NetworkModel
import PolicyTypes
import Simulator
import SymbolicCompiler
import TermGraph

/// Claims about every way (POL-13 to POL-15, REA-7): each path that arrives is one way, and its places decide.
extension Checker {
  /// What one search has seen.
  private struct WaySearch {
    /// A packet of the claim arrives, or may.
    var sawArrival = false
    var unknowns = UnknownCollector()
  }

  /// Assertions that are unsatisfiable for every sender, family and path that misses the condition iff the claim holds.
  mutating func checkWays(_ claim: Claim) throws(CheckError) -> ClaimResult {
    guard let way = claim.way else { preconditionFailure("a claim about ways has no condition") }
    let families = claim.addresses.families
    let starts = ends.starts(claim.source, .all, families: families)
    if let empty = emptiness(claim, starts) ?? emptiness(way) {
      return ClaimResult(claim: claim, verdict: .vacuous, emptiness: empty, obligations: 0)
    }
    let judge = WayJudge(network, way)
    var search = WaySearch()
    for start in starts {
      for family in families {
        var witness = try forwardViolation(start, family, claim, judge, &search)
        if witness == nil { witness = try replyViolation(start, family, claim, judge, &search) }
        if witness == nil { witness = try proxiedViolation(start, family, claim, judge, &search) }
        if let witness {
          return ClaimResult(claim: claim, verdict: .violated, witness: witness, obligations: 0)
        }
      }
    }
    for unknown in globalUnknowns { search.unknowns.insert(unknown) }
    guard search.unknowns.isEmpty else {
      return ClaimResult(
        claim: claim, verdict: .unknown, unknowns: search.unknowns.sorted, obligations: 0)
    }
    guard search.sawArrival else {
      return ClaimResult(
        claim: claim, verdict: .vacuous,
        emptiness: "no way: nothing gets from `\(claim.source.text)` to `\(claim.destination.text)`",
        obligations: 0)
    }
    return ClaimResult(claim: claim, verdict: .proved, obligations: 0)
  }

  private func emptiness(_ way: WayCondition) -> String? {
    switch way.condition {
    case .avoids(let places) where places.isEmpty:
      "no place: `\(places.text)` is empty in this network"
    case .mirrored(let places) where places.isEmpty:
      "no place: `\(places.text)` is empty in this network"
    case .avoids, .passes, .encrypted, .within, .hops, .mirrored: nil
    }
  }

  private func options(_ claim: Claim) -> ExplorerOptions {
    let receivers =
      claim.destination.written == nil ? Set(claim.destination.members.map(\.interface)) : nil
    return ExplorerOptions(uncollectedFilters: .open, receivers: receivers, scope: scope)
  }

  // MARK: One leg

  private mutating func forwardViolation(
    _ start: Start, _ family: IPFamily, _ claim: Claim, _ judge: WayJudge,
    _ search: inout WaySearch
  ) throws(CheckError) -> Witness? {
    let everywhere = Intervals(0, family.maximum)
    for probe in probes(start, family, claim.traffic, everywhere, twoWay: false) {
      var found = Exploration(exploration, probe, options: options(claim))
      for end in found.forwardEnds {
        let bad = badTerm(end, claim, probe, &found)
        if bad == TermGraph.false { continue }
        let term = found.and([found.condition(end), bad])
        let components = judge.leg(end.state.trail, probe.emitter, end.ending)
        if let witness = try judged(
          end, components, term, claim, judge, found, isReply: false, &search)
        {
          return witness
        }
      }
    }
    return nil
  }

  /// The replies to what arrives from client ports (REA-5).
  private mutating func replyViolation(
    _ start: Start, _ family: IPFamily, _ claim: Claim, _ judge: WayJudge,
    _ search: inout WaySearch
  ) throws(CheckError) -> Witness? {
    guard !judge.way.isOneWay else { return nil }
    let everywhere = Intervals(0, family.maximum)
    for probe in probes(start, family, claim.traffic, everywhere, twoWay: true) {
      var found = Exploration(exploration, probe, options: options(claim))
      for end in found.forwardEnds {
        // What else ends a forward leg was judged with it.
        guard case .delivered(let receiver) = end.ending else { continue }
        let bad = badTerm(end, claim, probe, &found)
        if bad == TermGraph.false { continue }
        let term = found.and([found.condition(end), bad])
        let passed = end.state.trail.count + 1
        for reply in found.replies(to: end) {
          let condition = found.and([found.condition(reply), term])
          var components = judge.leg(
            reply.state.trail.dropFirst(passed), receiver, back: probe.emitter)
          let there = judge.leg(end.state.trail, probe.emitter, end.ending)
          components.answered = .init(trail: there.trail, sender: there.sender, receiver: there.receiver)
          if let witness = try judged(
            reply, components, condition, claim, judge, found, isReply: true, &search)
          {
            return witness
          }
        }
      }
    }
    return nil
  }

  /// Proxied exchanges (APP-3): the legs together are the way, and a proxy is a place on it.
  private mutating func proxiedViolation(
    _ start: Start, _ family: IPFamily, _ claim: Claim, _ judge: WayJudge,
    _ search: inout WaySearch
  ) throws(CheckError) -> Witness? {
    guard network.hasProxies else { return nil }
    let everywhere = Intervals(0, family.maximum)
    for probe in probes(start, family, .any, everywhere, twoWay: false) {
      var found = Exploration(exploration, probe, options: options(claim))
      var waiting = found.forwardEnds
      while let end = waiting.popLast() {
        if !end.state.relays.isEmpty {
          let bad = relayedTerm(end, claim, probe, &found)
          if bad != TermGraph.false {
            let term = found.and([found.condition(end), bad])
            let nodes = end.state.relays.map { network.interfaces[$0.node].name }
            let components = judge.leg(end.state.trail, probe.emitter, end.ending)
            if let witness = try judged(
              end, components, term, claim, judge, found, isReply: false, &search)
            {
              return witness
            }
            try judgeProxiedReply(end, nodes, term, judge, found, &search)
          }
        }
        waiting += try goesOn(end, &found, &search.unknowns)
      }
    }
    return nil
  }

  /// Replies pass every proxy again; the rest of their way is not followed.
  private mutating func judgeProxiedReply(
    _ end: PathEnd, _ nodes: [String], _ term: TermID, _ judge: WayJudge, _ found: Exploration,
    _ search: inout WaySearch
  ) throws(CheckError) {
    guard !judge.way.isOneWay, case .delivered = end.ending, let node = nodes.last,
      judge.settles(.init(trail: nodes, sender: nil, receiver: nil)) != true,
      try holds(term, found, &search.unknowns)
    else { return }
    search.unknowns.insert(
      Unknown(
        object: node, kind: "networkInterface",
        reason: "on which way replies come back through this load balancer is not followed",
        rule: "APP-3"))
  }

  /// A witness if the end arrives on a way that misses the condition; what makes that doubtful goes to `search`.
  private mutating func judged(
    _ end: PathEnd, _ components: WayJudge.Places, _ term: TermID, _ claim: Claim, _ judge: WayJudge,
    _ found: Exploration, isReply: Bool, _ search: inout WaySearch
  ) throws(CheckError) -> Witness? {
    switch end.ending {
    case .dropped: return nil
    case .unknown(let unknown):
      // A place that was passed stays passed, wherever the packet goes; of the reply nothing is known.
      if judge.settles(components) == true, isReply || judge.way.isOneWay {
        if !search.sawArrival { search.sawArrival = try holds(term, found, &search.unknowns) }
        return nil
      }
      if try holds(term, found, &search.unknowns) { search.unknowns.insert(unknown) }
      return nil
    case .delivered: break
    }
    switch judge.meets(components) {
    case .yes:
      if !search.sawArrival { search.sawArrival = try holds(term, found, &search.unknowns) }
      return nil
    case .perhaps(let reasons):
      if try holds(term, found, &search.unknowns) { search.unknowns.insert(Array(reasons)) }
      return nil
    case .no: break
    }
    guard try holds(term, found, &search.unknowns) else { return nil }
    guard end.state.noted.isEmpty else {
      search.unknowns.insert(end.state.noted)
      return nil
    }
    let witness = try witness(
      term, end, found, expecting: isReply ? .exchange : .forwardDelivery, openFilters: true)
    let simulator = simulator(openFilters: true)
    guard judge.isViolated(by: witness, isReply: isReply, simulator) else {
      throw .disagreement(
        """
        the simulator's way does not miss the condition
        path: \(end.state.trail.joined(separator: " > "))
        simulator: \(judge.replayed(witness, isReply: isReply).trail.joined(separator: " > "))
        packet: \(witness.packet) from \(witness.emitter)
        """)
    }
    return witness
  }
}

/// Decides about the places of one leg: of a symbolic path, and again of its replay.
struct WayJudge {
  let network: NetworkModel
  let way: WayCondition
  let names: PlaceNames

  init(_ network: NetworkModel, _ way: WayCondition) {
    self.network = network
    self.way = way
    names = PlaceNames(network)
  }

  /// What one leg leads through, its ends included.
  struct Places {
    var trail: [String]
    var sender: String?
    var receiver: String?
    /// Of a reply, what it answers.
    var answered: Answered?
  }

  /// The leg that a reply answers.
  struct Answered {
    var trail: [String]
    var sender: String?
    var receiver: String?
  }

  /// Whether a way over these places meets the condition.
  func meets(_ leg: Places) -> PlaceSet.Visit {
    switch way.condition {
    case .passes(let places): return places.visit(between(leg))
    case .avoids(let places):
      return switch places.visit(between(leg)) {
      case .yes: .no
      case .no: .yes
      case .perhaps(let reasons): .perhaps(reasons)
      }
    case .encrypted(let mechanisms):
      return EncryptionJudge(network: network, accepted: Set(mechanisms)).meets(leg.trail)
    case .within(let residence):
      return LocationJudge(network: network, residence: residence).meets(devices(leg))
    case .hops(let count): return devices(leg).count - 1 <= count ? .yes : .no
    case .mirrored(let places):
      guard let answered = leg.answered else { return .yes }
      let there = Set(names.between(answered.trail, from: answered.sender, to: answered.receiver))
      return Self.mirrors(there, Set(between(leg)), places)
    }
  }

  /// Both legs pass the same members of the set.
  private static func mirrors(_ there: Set<String>, _ back: Set<String>, _ places: PlaceSet) -> PlaceSet.Visit {
    let onOne = there.symmetricDifference(back)
    guard onOne.isDisjoint(with: places.names) else { return .no }
    let doubts = onOne.reduce(into: Set<Unknown>()) { $0.formUnion(places.doubtful[$1] ?? []) }
    return doubts.isEmpty ? .yes : .perhaps(doubts)
  }

  /// True: whatever comes behind these places, the way meets the condition. Nil: that depends.
  func settles(_ leg: Places) -> Bool? {
    switch way.condition {
    case .passes(let places): places.visit(between(leg)) == .yes ? true : nil
    case .avoids, .encrypted, .within, .hops, .mirrored: nil
    }
  }

  /// What can read or rewrite the packet, both ends included.
  private func devices(_ leg: Places) -> [String] {
    EncryptionJudge(network: network, accepted: []).names(leg.trail)
  }

  private func between(_ leg: Places) -> [String] {
    names.between(leg.trail, from: leg.sender, to: leg.receiver)
  }

  // MARK: Symbolic ways

  func leg(_ trail: [String], _ sender: Emitter, _ ending: PathEnding) -> Places {
    var receiver: String?
    if case .delivered(.interface(let id)) = ending { receiver = network.interfaces[id].name }
    return Places(trail: trail, sender: name(sender), receiver: receiver)
  }

  /// A reply's trail does not begin with who answers.
  func leg(_ trail: some Sequence<String>, _ sender: Receiver, back home: Emitter) -> Places {
    Places(trail: [place(sender)] + trail, sender: name(sender), receiver: name(home))
  }

  private func place(_ receiver: Receiver) -> String {
    switch receiver {
    case .interface(let id): network.interfaces[id].name
    case .internet: "internet"
    case .onPremises: "onprem"
    case .service(let name): name
    }
  }

  private func name(_ emitter: Emitter) -> String? {
    if case .interface(let id) = emitter { network.interfaces[id].name } else { nil }
  }

  private func name(_ receiver: Receiver) -> String? {
    if case .interface(let id) = receiver { network.interfaces[id].name } else { nil }
  }

  // MARK: Replays

  private func hops(_ witness: Witness, isReply: Bool) -> [Hop] {
    isReply
      ? witness.exchange.reply?.hops ?? []
      : witness.exchange.forward.hops + witness.relays.flatMap(\.leg.hops)
  }

  /// The places of the leg that broke the claim, as the simulator saw them.
  func replayed(_ witness: Witness, isReply: Bool) -> Places {
    let sender = name(witness.emitter)
    var receiver: String?
    if case .delivered(.interface(let id)) = witness.lastLeg.disposition {
      receiver = network.interfaces[id].name
    }
    let components = hops(witness, isReply: isReply).filter(\.isPlace).map(\.component)
    return isReply
      ? Places(trail: components, sender: receiver, receiver: sender)
      : Places(trail: components, sender: sender, receiver: receiver)
  }

  /// The replay misses the condition. Of encryption the simulator has a reading of its own (ENC-1).
  func isViolated(by witness: Witness, isReply: Bool, _ simulator: Simulator) -> Bool {
    switch way.condition {
    case .passes, .avoids: return meets(replayed(witness, isReply: isReply)) == .no
    case .mirrored:
      guard isReply else { return false }
      var back = replayed(witness, isReply: true)
      let there = replayed(witness, isReply: false)
      back.answered = .init(trail: there.trail, sender: there.sender, receiver: there.receiver)
      return meets(back) == .no
    case .encrypted, .within, .hops: break
    }
    var start: Receiver?
    switch witness.emitter {
    case .interface(let id): start = .interface(id)
    case .internet: start = .internet
    case .onPremises: start = .onPremises
    }
    if isReply {
      guard case .delivered(let receiver) = witness.exchange.forward.disposition else { return false }
      start = receiver
    }
    let hops = hops(witness, isReply: isReply)
    switch way.condition {
    case .passes, .avoids, .mirrored: return false
    case .encrypted(let mechanisms):
      let accepted = Set(mechanisms)
      return simulator.encryption(of: hops, startingAt: start)
        .contains { $0.active.union($0.open).isDisjoint(with: accepted) }
    case .within(let residence):
      return simulator.locations(of: hops, startingAt: start).contains { place in
        !place.options.isEmpty
          && place.options.allSatisfy {
            residence.isLeft(
              by: $0.region, account: $0.account, zones: $0.zones, knowsZone: $0.knowsZone,
              isOutlying: $0.isOutlying)
          }
      }
    case .hops(let count): return simulator.stops(of: hops, startingAt: start).count - 1 > count
    }
  }
}

extension Hop {
  /// It tells of an object that a packet passes, not of a rule that judges it there.
  fileprivate var isPlace: Bool {
    !["securityGroup", "networkAcl", "subnet", "routeTable", "transitGatewayRouteTable"].contains(kind)
  }
}

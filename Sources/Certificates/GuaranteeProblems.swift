package import ForwardingGraph
package import NetworkModel
package import PolicyTypes

/// A `require` of one family as guarantees on the graphs of what is certain (Specs/Design/Guarantees.md): one part for each pair
/// of kinds of ends that it speaks of, and one more for the answers of each if the claim is two-way.
package struct GuaranteeProblems {
  /// One leg of one part: who sends what, who has to receive it.
  package struct Part: Sendable {
    package var leg: ExchangeLeg
    fileprivate var starts: [Sent]
    fileprivate var receivers: [Meant]
    fileprivate var traffic: [[(HeaderField, Intervals)]]
    fileprivate var isExact: Bool
  }

  fileprivate enum Place: Hashable, Sendable {
    case interface(ID<Interface>)
    case outside
  }

  fileprivate struct Sent: Sendable {
    var from: Place
    var sources: Intervals
    var destinations: Intervals
  }

  fileprivate struct Meant: Sendable {
    var place: Place
    var sources: Intervals
    var destinations: Intervals
  }

  /// One host, or the outside, as one side of the claim: by which addresses it is known to the other side, and to itself.
  private struct Side {
    var place: Place
    /// What the other side writes.
    var shown: Intervals
    /// What the host writes itself.
    var own: Intervals
  }

  private let claim: Claim
  private let family: IPFamily
  private let network: NetworkModel
  private let ends: Ends
  /// Forward legs and answers alternate where the claim is two-way.
  package private(set) var parts: [Part] = []

  /// Nil when the claim is not of the kind that guarantees are about: nothing is said about it then.
  package init?(
    _ claim: Claim, _ starts: [Start], _ family: IPFamily, _ network: NetworkModel, _ ends: Ends
  ) {
    self.claim = claim
    self.family = family
    self.network = network
    self.ends = ends
    guard claim.exceptions.isEmpty, addParts(starts) else { return nil }
  }

  private mutating func addParts(_ starts: [Start]) -> Bool {
    let boxes = ProtocolBox.boxes(claim.traffic, family, echoOnly: true)
      .filter { !$0.protocols.isEmpty }
    let set = claim.destination
    let hasMembers = !set.members.isEmpty
    // Addresses that nobody has to own, and sites.
    if !hasMembers, set.written != nil { return false }
    if set.onPremises != nil, set.written == nil { return false }
    var senders: [Start] = []
    var internet: Intervals?
    for start in starts {
      guard let sources = start.sources[family], !sources.isEmpty else { continue }
      switch start.emitter {
      case .onPremises: return false
      case .internet: internet = sources
      case .interface: senders.append(start)
      }
    }
    if boxes.isEmpty { return true }
    if hasMembers, !senders.isEmpty, !addMembers(senders, set.members, boxes) { return false }
    if hasMembers, let internet, !addEntries(internet, set.members, boxes) { return false }
    if let outside = set.outside, set.written == nil, !senders.isEmpty {
      // Without what the snapshot owns itself and provider ranges in which nobody else answers.
      let hosts = outside.intervals(family).intersection(ends.plan.internet(family))
        .subtracting(Intervals(network.closedProviderRanges, family: family))
      if !hosts.isEmpty, !addExits(senders, hosts, boxes) { return false }
    }
    return true
  }

  // MARK: Parts

  private mutating func addMembers(
    _ senders: [Start], _ members: [EndpointMember], _ boxes: [ProtocolBox]
  ) -> Bool {
    var from: [Side] = []
    for start in senders {
      guard let side = side(start) else { return false }
      from.append(side)
    }
    var to: [Side] = []
    for member in members {
      let targets = ends.targets(member, from: .interface(member.interface), family, mode: claim.addresses)
      if targets.isEmpty { continue }
      // What is meant by a public address arrives under another one.
      guard targets.isSubset(of: ends.plan.owned(member.interface, family)) else { return false }
      to.append(Side(place: .interface(member.interface), shown: targets, own: targets))
    }
    if to.isEmpty { return true }
    guard areTold(apart: to), claim.kind == .requireOneWay || areTold(apart: from) else {
      return false
    }
    return add(from, to, boxes, isExact: true)
  }

  private mutating func addEntries(
    _ internet: Intervals, _ members: [EndpointMember], _ boxes: [ProtocolBox]
  ) -> Bool {
    var to: [Side] = []
    for member in members {
      let targets = ends.targets(member, from: .internet, family, mode: claim.addresses)
      if targets.isEmpty { continue }
      guard let own = inside(targets, of: member.interface) else { return false }
      to.append(Side(place: .interface(member.interface), shown: targets, own: own))
    }
    if to.isEmpty { return true }
    guard areTold(apart: to) else { return false }
    let from = [Side(place: .outside, shown: internet, own: internet)]
    return add(from, to, boxes, isExact: family == .v6)
  }

  private mutating func addExits(
    _ senders: [Start], _ hosts: Intervals, _ boxes: [ProtocolBox]
  ) -> Bool {
    var from: [Side] = []
    for start in senders {
      guard var side = side(start) else { return false }
      if family == .v4 {
        guard case .interface(let id) = side.place, let shown = outside(side.own, of: id) else {
          return false
        }
        side.shown = shown
      }
      from.append(side)
    }
    guard areTold(apart: from) else { return false }
    let to = [Side(place: .outside, shown: hosts, own: hosts)]
    return add(from, to, boxes, isExact: family == .v6)
  }

  /// A sender that uses its own addresses only.
  private func side(_ start: Start) -> Side? {
    guard case .interface(let id) = start.emitter, let sources = start.sources[family],
      sources.isSubset(of: ends.plan.owned(id, family))
    else { return nil }
    return Side(place: .interface(id), shown: sources, own: sources)
  }

  /// The private addresses behind public ones (IGW-3); nil if one has none. IPv6 addresses are the same on both sides.
  private func inside(_ shown: Intervals, of id: ID<Interface>) -> Intervals? {
    if family == .v6 { return shown.isSubset(of: ends.plan.owned(id, .v6)) ? shown : nil }
    let pairs = mappings(of: id).filter { shown.contains($0.shown) }
    guard Intervals(union: pairs.map { $0.shown...$0.shown }) == shown else { return nil }
    return Intervals(union: pairs.map { $0.own...$0.own })
  }

  /// The public addresses of private ones (IGW-2); nil if one has none.
  private func outside(_ own: Intervals, of id: ID<Interface>) -> Intervals? {
    let pairs = mappings(of: id).filter { own.contains($0.own) }
    guard Intervals(union: pairs.map { $0.own...$0.own }) == own else { return nil }
    return Intervals(union: pairs.map { $0.shown...$0.shown })
  }

  private func mappings(of id: ID<Interface>) -> [(shown: UInt128, own: UInt128)] {
    network.interfaces[id].privateAddresses.compactMap { address in
      address.publicAddress.map { ($0.value, address.address.value) }
    }
  }

  /// Whether the other side's word for an address means one of them only.
  private func areTold(apart sides: [Side]) -> Bool {
    let spans = sides.flatMap(\.shown.spans).sorted { $0.lowerBound < $1.lowerBound }
    return !zip(spans, spans.dropFirst()).contains { $0.upperBound >= $1.lowerBound }
  }

  /// The forward leg, and the answers.
  private mutating func add(
    _ from: [Side], _ to: [Side], _ boxes: [ProtocolBox], isExact: Bool
  ) -> Bool {
    let destinations = Intervals(union: to.flatMap(\.shown.spans))
    let isTwoWay = claim.kind == .require
    parts.append(
      Part(
        leg: .request,
        starts: from.map { Sent(from: $0.place, sources: $0.own, destinations: destinations) },
        receivers: to.map {
          Meant(
            place: $0.place, sources: Intervals(0, family.maximum), destinations: $0.own)
        },
        traffic: boxes.map { box in
          [
            (.proto, box.protocols), (.destinationPort, box.destinationPorts),
            (.icmpType, box.icmpTypes), (.icmpCode, box.icmpCodes), (.sourcePort, ports(box)),
          ]
        },
        isExact: isExact))
    guard isTwoWay else { return true }
    guard boxes.allSatisfy(isAnswered) else { return false }
    let callers = Intervals(union: from.flatMap(\.shown.spans))
    parts.append(
      Part(
        leg: .answer,
        starts: to.map { Sent(from: $0.place, sources: $0.own, destinations: callers) },
        receivers: from.map {
          // The answer to what came from outside shows the address that was asked for.
          let shown = $0.place == .outside ? destinations : Intervals(0, family.maximum)
          return Meant(place: $0.place, sources: shown, destinations: $0.own)
        },
        traffic: boxes.map { box in
          [
            (.proto, box.protocols), (.destinationPort, ports(box)),
            (.icmpType, box.hasPorts ? box.icmpTypes : Intervals(echo.reply)),
            (.icmpCode, box.icmpCodes), (.sourcePort, box.destinationPorts),
          ]
        },
        isExact: isExact))
    return true
  }

  /// REA-5: an ordinary client.
  private func ports(_ box: ProtocolBox) -> Intervals {
    box.hasPorts ? SourcePorts.client.interval : Intervals(0)
  }

  /// FLW-2.
  private var echo: (request: UInt128, reply: UInt128) { family == .v4 ? (8, 0) : (128, 129) }

  /// TCP and UDP, and echo requests.
  private func isAnswered(_ box: ProtocolBox) -> Bool {
    if box.hasPorts { return box.protocols.isSubset(of: Intervals(union: [6...6, 17...17])) }
    let own = UInt128(family == .v4 ? IPProtocol.icmp : IPProtocol.icmp6)
    return box.protocols == Intervals(own) && box.icmpTypes == Intervals(echo.request)
  }
}

extension GuaranteeProblems.Part {
  /// The part on the graph of its leg; nil when a sender has no place there.
  package func problem(in graph: inout ForwardingGraph) -> GuaranteeProblem? {
    var sent: [Int: [Intervals: [ClosedRange<UInt128>]]] = [:]
    for start in starts {
      let node: GraphNode
      switch start.from {
      case .outside: node = .outside
      case .interface(let id):
        node = .sent(graph.classOfInterface[Int(id.index)], ownSource: true)
      }
      guard let number = graph.number(of: node) else { return nil }
      sent[number, default: [:]][start.destinations, default: []] += start.sources.spans
    }
    let traffic = traffic.map { graph.space.box($0) }
    let begins = sent.keys.sorted().map { number -> (node: Int, headers: HeaderSet) in
      var boxes: [HeaderBox] = []
      let byDestination = sent[number] ?? [:]
      for destinations in byDestination.keys.sorted(by: Intervals.precedes) {
        let ends = graph.space.box([
          (.source, Intervals(union: byDestination[destinations] ?? [])),
          (.destination, destinations),
        ])
        boxes += traffic.compactMap { graph.space.intersection(ends, $0) }
      }
      return (number, graph.space.merged(boxes))
    }
    var meant: [Int: [Intervals: [ClosedRange<UInt128>]]] = [:]
    for receiver in receivers {
      let node: GraphNode
      switch receiver.place {
      case .outside: node = .receivedOutside
      case .interface(let id): node = .received(graph.classOfInterface[Int(id.index)])
      }
      guard let number = graph.number(of: node) else { continue }
      meant[number, default: [:]][receiver.sources, default: []] += receiver.destinations.spans
    }
    let ends = meant.keys.sorted().map { number -> (node: Int, headers: HeaderSet) in
      let bySource = meant[number] ?? [:]
      let boxes = bySource.keys.sorted(by: Intervals.precedes).map { sources in
        graph.space.box([
          (.source, sources), (.destination, Intervals(union: bySource[sources] ?? [])),
        ])
      }
      return (number, graph.space.merged(boxes))
    }
    return GuaranteeProblem(starts: begins, receivers: ends, isExact: isExact)
  }
}

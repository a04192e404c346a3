package import ForwardingGraph
package import NetworkModel
package import PolicyTypes

/// A `forbid` of one family as safety problems over a forwarding graph (REA-3a): senders that the same exceptions concern
/// share one.
package struct SafetyProblems {
  private let network: NetworkModel
  private let ends: Ends
  private let claim: Claim
  private let family: IPFamily
  package private(set) var problems: [SafetyProblem] = []

  /// Senders with a source set that the same exceptions cover.
  private struct Group: Hashable {
    var exceptions: [Int]
    var isOutside: Bool
    var isOnPremises: Bool
  }

  private struct Piece {
    var start: Start
    var sources: Intervals
  }

  package init(
    _ claim: Claim, _ starts: [Start], _ family: IPFamily, _ network: NetworkModel, _ ends: Ends,
    in graph: inout ForwardingGraph
  ) {
    self.network = network
    self.ends = ends
    self.claim = claim
    self.family = family
    var groups: [Group: [Piece]] = [:]
    var order: [Group] = []
    for start in starts {
      guard let sources = start.sources[family] else { continue }
      for (piece, exceptions) in split(start, sources) {
        let key = Group(
          exceptions: exceptions, isOutside: start.emitter == .internet,
          isOnPremises: start.emitter == .onPremises)
        if groups[key] == nil { order.append(key) }
        groups[key, default: []].append(Piece(start: start, sources: piece))
      }
    }
    for key in order {
      let pieces = groups[key] ?? []
      problems.append(
        SafetyProblem(
          starts: sent(by: pieces, to: nil, in: &graph), bad: bad(key, in: &graph)))
      if let written = claim.destination.written {
        // Meant by what stands in the packet that is sent: whoever receives it.
        problems.append(
          SafetyProblem(
            starts: sent(by: pieces, to: Intervals(written.ranges, family: family), in: &graph),
            bad: badAnywhere(key, written, in: &graph)))
      }
    }
    addProxies(order.flatMap { groups[$0] ?? [] }, in: &graph)
  }

  /// APP-3: what reaches a proxy goes on with ports of its own, so every traffic to one counts.
  private mutating func addProxies(_ pieces: [Piece], in graph: inout ForwardingGraph) {
    // An exception speaks of what is sent and of what arrives; the graph sees one header at a time.
    // Who is meant by address only, and not a member, is met behind a proxy as well.
    let isAny =
      claim.traffic.entries.contains { $0.proto == nil } && claim.exceptions.isEmpty
      && claim.destination.written == nil
    guard claim.kind != .forbidDirect, !isAny, network.hasProxies else { return }
    let bad = graph.nodes.indices.filter { node in
      guard case .received(let host) = graph.nodes[node] else { return false }
      return network.passesOn(graph.classes[host].kind)
    }
    problems.append(
      SafetyProblem(
        starts: sent(by: pieces, to: nil, on: .any, in: &graph),
        bad: bad.map { (node: $0, headers: HeaderSet([graph.space.everything])) }))
  }

  /// The sources of a sender by the exceptions that cover it.
  private func split(_ start: Start, _ sources: Intervals) -> [(Intervals, [Int])] {
    var pieces: [(Intervals, [Int])] = [(sources, [])]
    for (index, exception) in claim.exceptions.enumerated() {
      let covered: Intervals
      switch start.emitter {
      case .internet: covered = exception.source.outside?.intervals(family) ?? .empty
      case .onPremises: covered = exception.source.onPremises?.intervals(family) ?? .empty
      case .interface(let id):
        guard let member = exception.source.members.first(where: { $0.interface == id }) else {
          continue
        }
        covered = member.addresses?.intervals(family) ?? Intervals(0, family.maximum)
      }
      pieces = pieces.flatMap { piece, covering in
        [
          (piece.intersection(covered), covering + [index]), (piece.subtracting(covered), covering),
        ].filter { !$0.0.isEmpty }
      }
    }
    return pieces
  }

  // MARK: Starts

  private func sent(
    by pieces: [Piece], to written: Intervals?, on traffic: Traffic? = nil,
    in graph: inout ForwardingGraph
  ) -> [(node: Int, headers: HeaderSet)] {
    let destinations = written ?? Intervals(0, family.maximum)
    let receivers = Set(claim.destination.members.map(\.interface))
    let traffic = boxes(traffic ?? claim.traffic, in: &graph)
    // Union of sources by place and by destinations left out.
    var sources: [Int: [Intervals: [ClosedRange<UInt128>]]] = [:]
    func add(_ node: GraphNode, _ set: Intervals, _ destinations: Intervals) {
      guard !set.isEmpty, let number = graph.number(of: node) else { return }
      sources[number, default: [:]][destinations, default: []] += set.spans
    }
    for piece in pieces {
      switch piece.start.emitter {
      case .internet: add(.outside, piece.sources, destinations)
      case .onPremises: add(.onPremises, piece.sources, destinations)
      case .interface(let id):
        let host = graph.classOfInterface[Int(id.index)]
        let owned = ends.plan.owned(id, family)
        // What a host sends to itself is no traffic between a source and a destination.
        let others =
          written != nil || receivers.contains(id) ? destinations.subtracting(owned) : destinations
        add(.sent(host, ownSource: true), piece.sources.intersection(owned), others)
        add(.sent(host, ownSource: false), piece.sources.subtracting(owned), others)
      }
    }
    return sources.keys.sorted().map { node in
      var all: [HeaderBox] = []
      let parts = sources[node] ?? [:]
      for destinations in parts.keys.sorted(by: Intervals.precedes) {
        let ends: [(HeaderField, Intervals)] = [
          (.source, Intervals(union: parts[destinations] ?? [])), (.destination, destinations),
        ]
        let box = graph.space.box(ends)
        all += traffic.compactMap { graph.space.intersection(box, $0) }
      }
      return (node, graph.space.merged(all))
    }
  }

  private func boxes(_ traffic: Traffic, in graph: inout ForwardingGraph) -> [HeaderBox] {
    ProtocolBox.boxes(traffic, family, echoOnly: false).map { box in
      graph.space.box([
        (.proto, box.protocols), (.destinationPort, box.destinationPorts),
        (.icmpType, box.icmpTypes), (.icmpCode, box.icmpCodes),
        (.sourcePort, box.hasPorts ? SourcePorts.all.interval : Intervals(0)),
      ])
    }
  }

  // MARK: Bad states

  /// Delivery to the destination, less what the exceptions allow.
  private func bad(
    _ group: Group, in graph: inout ForwardingGraph
  ) -> [(node: Int, headers: HeaderSet)] {
    var result = received(claim.destination, in: &graph)
    if let outside = claim.destination.outside, !group.isOutside,
      let node = graph.number(of: .receivedOutside)
    {
      let set = graph.space.box([(.destination, outside.intervals(family))])
      result.append((node, HeaderSet([set])))
    }
    if let sites = claim.destination.onPremises, !group.isOnPremises,
      let node = graph.number(of: .receivedOnPremises)
    {
      let set = graph.space.box([(.destination, sites.intervals(family))])
      result.append((node, HeaderSet([set])))
    }
    return result.map { ($0.node, withoutAllowed($0.headers, at: $0.node, group, in: &graph)) }
  }

  /// Delivery to any interface, or to a service that the written addresses mean.
  private func badAnywhere(
    _ group: Group, _ written: AddressSet, in graph: inout ForwardingGraph
  ) -> [(node: Int, headers: HeaderSet)] {
    var result: [(node: Int, headers: HeaderSet)] = []
    for (number, node) in graph.nodes.enumerated() {
      let set: HeaderSet
      switch node {
      case .received, .receivedBy: set = HeaderSet([graph.space.everything])
      case .receivedOnPremises:
        set = group.isOnPremises ? .empty : HeaderSet([graph.space.everything])
      case .receivedByService(let name):
        let meant = ends.serviceRanges(written, name).intervals(family)
        set = HeaderSet([graph.space.box([(.destination, meant)])])
      case .sent, .inside, .leaving, .routing, .delivering, .entering, .natGateway, .translated, .relayed,
        .internetGateway, .egressOnlyGateway, .outside, .onPremises, .routeTarget, .edgeTable,
        .inspection, .transitEntry, .transitTable, .receivedOutside, .unknown:
        continue
      }
      if set.isEmpty { continue }
      result.append((number, withoutAllowed(set, at: number, group, in: &graph)))
    }
    return result
  }

  private func withoutAllowed(
    _ headers: HeaderSet, at node: Int, _ group: Group, in graph: inout ForwardingGraph
  ) -> HeaderSet {
    var rest = headers
    for index in group.exceptions {
      let exception = claim.exceptions[index]
      var allowed = received(exception.destination, in: &graph)
      if let outside = exception.destination.outside,
        let number = graph.number(of: .receivedOutside)
      {
        let set = graph.space.box([(.destination, outside.intervals(family))])
        allowed.append((number, HeaderSet([set])))
      }
      if let sites = exception.destination.onPremises ?? exception.destination.written,
        let number = graph.number(of: .receivedOnPremises)
      {
        let set = graph.space.box([(.destination, sites.intervals(family))])
        allowed.append((number, HeaderSet([set])))
      }
      let traffic = HeaderSet(boxes(exception.traffic, in: &graph))
      for (number, set) in allowed where number == node {
        rest = graph.space.subtracting(rest, graph.space.intersection(set, traffic))
      }
    }
    return rest
  }

  /// Headers that arrive at the members of a set, by the address that they are meant by.
  private func received(
    _ set: EndpointSet, in graph: inout ForwardingGraph
  ) -> [(node: Int, headers: HeaderSet)] {
    var spans: [Int: [ClosedRange<UInt128>]] = [:]
    for member in set.members {
      let owned = ends.plan.owned(member.interface, family)
      let meant = member.addresses.map { $0.intervals(family).intersection(owned) } ?? owned
      let host = graph.classOfInterface[Int(member.interface.index)]
      for node in [GraphNode.received(host), .receivedBy(member.interface)] {
        guard let number = graph.number(of: node) else { continue }
        spans[number, default: []] += meant.spans
      }
    }
    return spans.keys.sorted().map { node in
      let box = graph.space.box([(.destination, Intervals(union: spans[node] ?? []))])
      return (node, HeaderSet([box]))
    }
  }
}

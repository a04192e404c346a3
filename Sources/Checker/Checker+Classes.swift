import Certificates
import ForwardingGraph
import NetworkModel
import PolicyTypes
import Quotient
import SolverZ3
import SymbolicCompiler
import TermGraph

/// `who reaches` and `what does … reach`: one row per class of interfaces that look alike and get the same answer. Of hosts at one
/// place of VPCs that are alike, one is asked about (`Likeness`); the row has its witness.
extension Checker {
  mutating func whoReaches(_ destination: EndpointSet, _ traffic: Traffic) throws(CheckError) -> QuestionResult {
    try rows(traffic, fixed: destination) { candidate in (candidate, destination) }
  }

  mutating func whatReaches(_ source: EndpointSet, _ traffic: Traffic) throws(CheckError) -> QuestionResult {
    try rows(traffic, fixed: source) { candidate in (source, candidate) }
  }

  private struct ClassKey: Hashable {
    var vpc: ID<VPC>?
    var subnet: ID<Subnet>?
    var groups: [Reference<SecurityGroup>]
    var answer: Answer
    var traffic: [TrafficRange]
    var unknowns: [Unknown]
  }

  /// What is known of every host at one place of VPCs that are alike.
  private struct Shared {
    var result: QuestionResult
    var traffic: [TrafficRange]
    /// The class of the host that was asked about; the others are listed with it.
    var key: ClassKey
  }

  private struct Place: Hashable {
    var likeness: Likeness
    var number: Int32
  }

  private mutating func rows(
    _ traffic: Traffic, fixed: EndpointSet, _ ask: (EndpointSet) -> (EndpointSet, EndpointSet)
  ) throws(CheckError) -> QuestionResult {
    var order: [ClassKey] = []
    var classes: [ClassKey: ReachRow] = [:]
    var any = Answer.unreachable
    var shared: [Place: Shared] = [:]
    var likenesses: [ID<VPC>: Likeness] = [:]
    let far = fixedVPCs(of: fixed)
    for (candidate, key) in candidates() {
      if solver.interrupter.isInterrupted { throw .interrupted }
      let (source, destination) = ask(candidate)
      if source.members.count == 1, source.members == destination.members { continue }
      var place: Place?
      if let quotient, let far, let vpc = key.vpc, let member = candidate.members.first?.interface,
        !fixed.members.contains(where: { $0.interface == member })
      {
        let likeness = likenesses[vpc] ?? quotient.likeness(of: vpc, to: far)
        likenesses[vpc] = likeness
        place = Place(likeness: likeness, number: quotient.place(of: member))
      }
      let known: Shared
      if let place, let found = shared[place] {
        known = found
      } else {
        known = try judge(source, destination, traffic, key)
        if let place { shared[place] = known }
      }
      switch known.result.answer {
      case .unreachable: continue
      case .reachable: any = .reachable
      case .unknown: if any == .unreachable { any = .unknown }
      }
      if classes[known.key] == nil {
        order.append(known.key)
        classes[known.key] = ReachRow(
          text: classText(known.key), answer: known.result.answer, members: [], traffic: known.traffic,
          witness: known.result.witness, unknowns: known.result.unknowns)
      }
      classes[known.key]?.members.append(candidate.text)
    }
    return QuestionResult(answer: any, rows: order.compactMap { classes[$0] })
  }

  private mutating func judge(
    _ source: EndpointSet, _ destination: EndpointSet, _ traffic: Traffic, _ key: ClassKey
  ) throws(CheckError) -> Shared {
    let result = try pair(source, destination, traffic, twoWay: true, explains: false)
    var known = Shared(result: result, traffic: [], key: key)
    if result.answer == .reachable { known.traffic = try allowedTraffic(source, destination, traffic) }
    known.key.answer = result.answer
    known.key.unknowns = result.unknowns
    known.key.traffic = known.traffic
    return known
  }

  /// The VPCs of the other end, where the quotient may speak of it: its hosts and nothing else.
  private func fixedVPCs(of set: EndpointSet) -> [ID<VPC>]? {
    guard let quotient, quotient.speaksOfEverything, set.outside == nil, set.onPremises == nil, set.written == nil,
      set.doubtful.isEmpty, !set.members.isEmpty, network.globalUnknowns.isEmpty
    else { return nil }
    let vpcs = Set(set.members.map { network.interfaces[$0.interface].vpc }).sorted()
    return vpcs.count <= 8 ? vpcs : nil
  }

  /// Every host interface by itself, then the Internet.
  private func candidates() -> [(EndpointSet, ClassKey)] {
    var result: [(EndpointSet, ClassKey)] = []
    for id in network.interfaces.ids {
      let interface = network.interfaces[id]
      guard interface.kind == .ordinary, interface.isFunctional else { continue }
      let set = EndpointSet(members: [EndpointMember(interface: id)], text: interface.name)
      let key = ClassKey(
        vpc: interface.vpc, subnet: interface.subnet, groups: interface.groups, answer: .unknown,
        traffic: [], unknowns: [])
      result.append((set, key))
    }
    let outside = EndpointSet(members: [], outside: .all, text: "internet")
    let key = ClassKey(
      vpc: nil, subnet: nil, groups: [], answer: .unknown, traffic: [], unknowns: [])
    result.append((outside, key))
    if let sites = Self.sites(of: network) {
      result.append((EndpointSet(members: [], onPremises: sites, text: "onprem"), key))
    }
    return result
  }

  /// Every host of a site, where there are some.
  private static func sites(of network: NetworkModel) -> AddressSet? {
    guard !network.privateConnections.isEmpty else { return nil }
    let sites = NetworkIndex(network).onPremises
    return sites.isEmpty ? nil : sites
  }

  private func classText(_ key: ClassKey) -> String {
    guard let vpc = key.vpc, let subnet = key.subnet else { return "internet" }
    let groups = key.groups.compactMap(\.id).map { network.securityGroups[$0].name }
    return "\(network.vpcs[vpc].name) \(network.subnets[subnet].name)"
      + (groups.isEmpty ? "" : " " + groups.joined(separator: "+"))
  }

  /// The protocols with ports or ICMP types for which an exchange exists. Between two end points of rules all values behave
  /// alike, so one solver call decides each cell; neighbouring cells with the same outcome are joined.
  private mutating func allowedTraffic(
    _ source: EndpointSet, _ destination: EndpointSet, _ traffic: Traffic
  ) throws(CheckError) -> [TrafficRange] {
    let families: [IPFamily] = [.v4, .v6]
    var result: Set<TrafficRange> = []
    for start in ends.starts(source, .primary, families: families) {
      for goal in goals(destination, start) {
        for family in families {
          let targets = destinations(goal, start, family, .standard)
          guard !targets.isEmpty else { continue }
          for probe in probes(start, family, traffic, targets, twoWay: true) {
            result.formUnion(try cells(probe, goal))
          }
        }
      }
    }
    return TrafficRange.joined(result)
  }

  private mutating func cells(_ probe: Probe, _ goal: Goal) throws(CheckError) -> [TrafficRange] {
    var found = Exploration(
      exploration, probe, options: ExplorerOptions(uncollectedFilters: .unknown))
    var successes: [TermID] = []
    for end in found.forwardEnds {
      guard case .delivered(let receiver) = end.ending, isReached(goal, receiver) else { continue }
      for reply in found.replies(to: end) where reply.state.noted.isEmpty {
        if case .delivered = reply.ending { successes.append(found.condition(reply)) }
      }
    }
    let all = found.or(successes)
    let variables = found.variables
    let value = probe.box.hasPorts ? variables.destinationPort : variables.icmpType
    let domain = probe.box.hasPorts ? probe.box.destinationPorts : probe.box.icmpTypes
    var result: [TrafficRange] = []
    for protocols in found.cells(of: variables.proto, within: probe.box.protocols, in: all) {
      for values in found.cells(of: value, within: domain, in: all) {
        let cell = found.and([
          all, found.member(variables.proto, of: protocols), found.member(value, of: values),
        ])
        guard case .yes = try satisfiable(cell, found) else { continue }
        result += TrafficRange.ranges(protocols, values, box: probe.box)
      }
    }
    return result
  }
}

extension Exploration {
  /// Cuts `domain` at the end points that `term` tests the variable against.
  func cells(of variable: VariableID, within domain: Intervals, in term: TermID) -> [Intervals] {
    var cuts: Set<UInt128> = []
    for node in graph.reachable(from: term) {
      guard case .member(let tested, let low, let high) = graph[node], tested == variable else {
        continue
      }
      cuts.insert(low)
      if high < .max { cuts.insert(high + 1) }
    }
    var result: [Intervals] = []
    for span in domain.spans {
      var low = span.lowerBound
      for cut in cuts.sorted() where cut > low && cut <= span.upperBound {
        result.append(Intervals(low, cut - 1))
        low = cut
      }
      result.append(Intervals(low, span.upperBound))
    }
    return result
  }
}

extension TrafficRange {
  static func ranges(_ protocols: Intervals, _ values: Intervals, box: ProtocolBox) -> [TrafficRange] {
    protocols.spans.flatMap { protocols in
      let numbers = UInt8(clamping: protocols.lowerBound)...UInt8(clamping: protocols.upperBound)
      let isICMP = numbers.count == 1 && IPProtocol.isICMP(numbers.lowerBound)
      guard box.hasPorts || isICMP else { return [TrafficRange(protocols: numbers, values: nil)] }
      return values.spans.map {
        TrafficRange(
          protocols: numbers,
          values: UInt16(clamping: $0.lowerBound)...UInt16(clamping: $0.upperBound))
      }
    }
  }

  /// Sorted, neighbours joined.
  static func joined(_ ranges: Set<TrafficRange>) -> [TrafficRange] {
    let sorted = ranges.sorted {
      ($0.protocols.lowerBound, $0.protocols.upperBound, $0.values?.lowerBound ?? 0)
        < ($1.protocols.lowerBound, $1.protocols.upperBound, $1.values?.lowerBound ?? 0)
    }
    var result: [TrafficRange] = []
    for range in sorted {
      if let last = result.last, last.protocols == range.protocols, let a = last.values,
        let b = range.values, Int(b.lowerBound) <= Int(a.upperBound) + 1
      {
        result[result.count - 1].values = a.lowerBound...max(a.upperBound, b.upperBound)
      } else {
        result.append(range)
      }
    }
    return result
  }
}

package import ForwardingGraph
package import NetworkModel
package import PolicyTypes
import Simulator
import SolverZ3
import SymbolicCompiler
import TermGraph

/// One box of packets that arrive: every packet whose fields lie in the sets, and only those, unless `isWhole` says that
/// only some of the box do.
package struct FlowRow: Hashable, Sendable {
  package var family: IPFamily
  package var emitter: Emitter
  package var receiver: Receiver
  package var protocols: Intervals
  package var sources: Intervals
  package var destinations: Intervals
  /// Nil where the protocols have none.
  package var sourcePorts: Intervals?
  package var destinationPorts: Intervals?
  package var icmpTypes: Intervals?
  package var icmpCodes: Intervals?
  package var isWhole: Bool
  /// The sources, and the destinations, are every address of the Internet (REA-6).
  package var comesFromAnywhere = false
  package var goesAnywhere = false
}

/// The packets of a question that arrive, and how.
package struct FlowResult: Hashable, Sendable {
  package var rows: [FlowRow]
  /// Ways that differ in a rule or a component; see `ways`.
  package var ways: [Witness]
  /// More rows or ways exist than the limit lets through.
  package var isCut: Bool
  /// What could let more packets through; sorted.
  package var unknowns: [Unknown]
}

extension Checker {
  /// The exact set of the packets (`deliver`) or exchanges (`reach`) of a question as disjoint boxes for each sender and
  /// receiver; every box has a packet that the simulator confirms. At most `limit` boxes.
  package mutating func flows(
    _ source: EndpointSet, _ destination: EndpointSet, _ traffic: Traffic, twoWay: Bool, limit: Int
  ) throws(CheckError) -> FlowResult {
    examineEverything()
    var result = FlowResult(rows: [], ways: [], isCut: false, unknowns: [])
    var unknowns = UnknownCollector()
    for (probe, goal) in asked(source, destination, traffic, twoWay: twoWay) {
      var found = Exploration(exploration, probe, options: .init(uncollectedFilters: .unknown))
      let arrivals = try arrivals(goal, twoWay: twoWay, &found, &unknowns)
      var receivers: [Receiver] = []
      for arrival in arrivals where !receivers.contains(arrival.receiver) {
        receivers.append(arrival.receiver)
      }
      for receiver in receivers {
        let own = arrivals.filter { $0.receiver == receiver }
        let all = found.or(own.map(\.condition))
        for box in try boxes(all, &found) {
          guard result.rows.count < limit else {
            result.isCut = true
            break
          }
          try confirm(box, own, found, twoWay: twoWay)
          var row = box.row(probe, receiver)
          let outside = exploration.addresses.internet(probe.family)
          row.comesFromAnywhere = row.sources == outside
          row.goesAnywhere = row.destinations == outside
          result.rows.append(row)
        }
      }
    }
    for unknown in globalUnknowns { unknowns.insert(unknown) }
    for unknown in source.doubts.union(destination.doubts) { unknowns.insert(unknown) }
    result.unknowns = unknowns.sorted
    return try finished(result)
  }

  /// A packet for each way in which packets of a question arrive. Two ways differ in a component that packets pass or, with
  /// `byRules`, in a rule that decides; two packets of one way never count twice. At most `limit`, in a fixed order.
  package mutating func ways(
    _ source: EndpointSet, _ destination: EndpointSet, _ traffic: Traffic, twoWay: Bool, byRules: Bool,
    limit: Int
  ) throws(CheckError) -> FlowResult {
    examineEverything()
    var result = FlowResult(rows: [], ways: [], isCut: false, unknowns: [])
    var unknowns = UnknownCollector()
    var seen: Set<[String]> = []
    for (probe, goal) in asked(source, destination, traffic, twoWay: twoWay) where !result.isCut {
      var found = Exploration(exploration, probe, options: .init(uncollectedFilters: .unknown))
      for arrival in try arrivals(goal, twoWay: twoWay, &found, &unknowns) where !result.isCut {
        let terms =
          byRules ? try boxes(arrival.condition, &found).map(\.term) : [arrival.condition]
        for term in terms {
          let shown = try witness(
            term, arrival.end, found, expecting: twoWay ? .exchange : .forwardDelivery,
            openFilters: false)
          guard seen.insert(shown.signature(byRules: byRules)).inserted else { continue }
          guard result.ways.count < limit else {
            result.isCut = true
            break
          }
          result.ways.append(shown)
        }
      }
    }
    result.unknowns = unknowns.sorted
    return try finished(result)
  }

  /// SMT-LIB 2 texts, each satisfiable iff a packet of one box of the question arrives for certain.
  package mutating func smtLib(
    _ source: EndpointSet, _ destination: EndpointSet, _ traffic: Traffic, twoWay: Bool, limit: Int
  ) throws(CheckError) -> [String] {
    examineEverything()
    var texts: [String] = []
    var unknowns = UnknownCollector()
    for (probe, goal) in asked(source, destination, traffic, twoWay: twoWay).prefix(limit) {
      var found = Exploration(exploration, probe, options: .init(uncollectedFilters: .unknown))
      let arrivals = try arrivals(goal, twoWay: twoWay, &found, &unknowns, decides: false)
      texts.append(solver.smtLib(found.or(arrivals.map(\.condition)), in: found.graph))
    }
    return try finished(texts)
  }

  // MARK: Arrivals

  /// A path on which packets arrive for certain.
  private struct Arrival {
    var end: PathEnd
    var receiver: Receiver
    var condition: TermID
  }

  private mutating func arrivals(
    _ goal: Goal, twoWay: Bool, _ found: inout Exploration, _ unknowns: inout UnknownCollector,
    decides: Bool = true
  ) throws(CheckError) -> [Arrival] {
    var result: [Arrival] = []
    for end in found.forwardEnds {
      switch end.ending {
      case .dropped: continue
      case .unknown(let unknown):
        if decides, try holds(found.condition(end), found, &unknowns) { unknowns.insert(unknown) }
      case .delivered(let receiver):
        guard isReached(goal, receiver) else { continue }
        for last in twoWay ? found.replies(to: end) : [end] {
          let condition = found.condition(last)
          switch last.ending {
          case .dropped: continue
          case .unknown(let unknown):
            if decides, try holds(condition, found, &unknowns) { unknowns.insert(unknown) }
          case .delivered:
            if decides { guard try holds(condition, found, &unknowns) else { continue } }
            if last.state.noted.isEmpty {
              result.append(Arrival(end: last, receiver: receiver, condition: condition))
            } else {
              unknowns.insert(last.state.noted)
            }
          }
        }
      }
    }
    return result
  }

  /// The simulator lets a packet of the box through.
  private mutating func confirm(
    _ box: FlowBox, _ arrivals: [Arrival], _ found: Exploration, twoWay: Bool
  ) throws(CheckError) {
    var found = found
    for arrival in arrivals {
      let term = found.and([box.term, arrival.condition])
      guard case .yes = try satisfiable(term, found) else { continue }
      _ = try witness(
        term, arrival.end, found, expecting: twoWay ? .exchange : .forwardDelivery,
        openFilters: false)
      return
    }
    throw .disagreement("no path leads through a box of flows that was computed from the paths")
  }

  /// The satisfiable boxes of a term over the packet that is sent.
  private mutating func boxes(
    _ term: TermID, _ found: inout Exploration
  ) throws(CheckError) -> [FlowBox] {
    var result: [FlowBox] = []
    for box in found.boxes(of: term) {
      guard case .yes = try satisfiable(box.term, found) else { continue }
      result.append(box)
    }
    return result
  }
}

extension Witness {
  /// What tells ways apart: the components of both legs in order, with the deciding rules if asked for.
  func signature(byRules: Bool) -> [String] {
    let hops = exchange.forward.hops + (exchange.reply?.hops ?? [])
    return hops.map { byRules ? "\($0.component) \($0.action) \($0.rule ?? "")" : $0.component }
  }
}

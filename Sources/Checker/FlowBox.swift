import Certificates
import ForwardingGraph
import NetworkModel
import SymbolicCompiler
import TermGraph

/// A product of value sets of the fields of the packet that is sent, with the term that says what of it is meant.
struct FlowBox {
  /// In the order of `Exploration.fields`.
  var sets: [Intervals]
  /// What is left of the term that it was cut from: about what gateways choose, and seldom about its fields.
  var rest: TermID
  /// The packets of the box for which that term holds.
  var term = TermGraph.false
  /// Every packet of the box is meant, under some choice of the gateways.
  var isWhole: Bool

  func row(_ probe: Probe, _ receiver: Receiver) -> FlowRow {
    let isICMP = sets[0].spans.allSatisfy { $0.count == 1 && IPProtocol.isICMP(UInt8(clamping: $0.lowerBound)) }
    let hasPorts = probe.box.hasPorts
    return FlowRow(
      family: probe.family, emitter: probe.emitter, receiver: receiver, protocols: sets[0],
      sources: sets[1], destinations: sets[2], sourcePorts: hasPorts ? sets[6] : nil,
      destinationPorts: hasPorts ? sets[3] : nil, icmpTypes: isICMP ? sets[4] : nil,
      icmpCodes: isICMP ? sets[5] : nil, isWhole: isWhole)
  }
}

extension Exploration {
  /// The fields by which boxes are cut, with the values that the probe sends.
  var fields: [(variable: VariableID, domain: Intervals)] {
    let box = probe.box
    return [
      (variables.proto, box.protocols), (variables.source, probe.sources),
      (variables.destination, probe.destinations), (variables.destinationPort, box.destinationPorts),
      (variables.icmpType, box.icmpTypes), (variables.icmpCode, box.icmpCodes),
      (variables.sourcePort, box.hasPorts ? probe.sourcePorts.interval : Intervals(0)),
    ]
  }

  /// Disjoint boxes whose union is `term` over the packets of the probe. Between two end points of its atoms all values of
  /// a field behave alike, so fields are cut one after the other, and values that leave the same rest share a box. Exact.
  mutating func boxes(of term: TermID) -> [FlowBox] {
    let named = Set(fields.map(\.variable))
    var result = cut(term, from: 0).map { sets, rest in
      FlowBox(
        sets: sets, rest: rest, isWhole: named.isDisjoint(with: graph.variables(of: rest)))
    }.joined()
    for index in result.indices {
      let limits = zip(fields, result[index].sets).map { member($0.variable, of: $1) }
      result[index].term = and(limits + [result[index].rest])
    }
    return result
  }

  private mutating func cut(
    _ term: TermID, from index: Int
  ) -> [(sets: [Intervals], rest: TermID)] {
    if term == TermGraph.false { return [] }
    guard index < fields.count else { return [([], term)] }
    let (variable, domain) = fields[index]
    var order: [TermID] = []
    var values: [TermID: Intervals] = [:]
    for cell in cells(of: variable, within: domain, in: term) {
      guard let span = cell.spans.first else { continue }
      let rest = restricted(term, variable, span)
      if rest == TermGraph.false { continue }
      if values[rest] == nil { order.append(rest) }
      values[rest] = values[rest, default: .empty].union(cell)
    }
    var result: [(sets: [Intervals], rest: TermID)] = []
    for rest in order {
      let own = values[rest] ?? .empty
      for tail in cut(rest, from: index + 1) { result.append(([own] + tail.sets, tail.rest)) }
    }
    return result
  }

  /// `term` for packets whose `variable` lies in `span`, which no atom of it cuts.
  private mutating func restricted(
    _ term: TermID, _ variable: VariableID, _ span: ClosedRange<UInt128>
  ) -> TermID {
    var made: [TermID: TermID] = [:]
    for id in graph.reachable(from: term) {
      let node = graph[id]
      switch node {
      case .constant: made[id] = id
      case .member(let tested, let low, let high):
        made[id] =
          tested == variable
          ? TermGraph.constant(low <= span.lowerBound && span.upperBound <= high) : id
      case .equal(let a, let b):
        let other = a == variable ? b : a
        made[id] =
          (a == variable || b == variable) && span.count == 1
          ? member(other, of: Intervals(span.lowerBound)) : id
      case .not(let child): made[id] = not(made[child] ?? child)
      case .and(let children): made[id] = and(children.map { made[$0] ?? $0 })
      case .or(let children): made[id] = or(children.map { made[$0] ?? $0 })
      }
    }
    return made[term] ?? term
  }
}

extension [FlowBox] {
  /// Whole boxes that differ in one field become one.
  fileprivate func joined() -> [FlowBox] {
    var result: [FlowBox] = []
    for box in self {
      let twin = result.indices.first { index in
        guard box.isWhole, box.rest == result[index].rest else { return false }
        return zip(result[index].sets, box.sets).count { $0 != $1 } == 1
      }
      guard let twin else {
        result.append(box)
        continue
      }
      result[twin].sets = zip(result[twin].sets, box.sets).map { $0.union($1) }
    }
    return result
  }
}

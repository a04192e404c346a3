import ForwardingGraph
import NetworkModel
import TermGraph

/// Terms over fields in the context of a path: an atom that the domains decide already is a constant.
/// SOUNDNESS: a domain is conjoined to the path condition in the end and only shrinks on the way, so replacing an atom
/// by what the domain implies never changes the meaning of the whole condition.
struct TermBuilder {
  var graph: TermGraph

  mutating func member(_ field: Field, of set: Intervals, width: Int, in state: PathState) -> TermID {
    let possible = state.possible(field, width: width)
    let hit = possible.intersection(set)
    if hit.isEmpty { return TermGraph.false }
    if hit == possible { return TermGraph.true }
    switch field {
    case .constant: return TermGraph.true
    case .variable(let v): return member(v, of: set)
    case .echoSwapped(let v): return member(v, of: EchoSwap(state.header.family).apply(set))
    }
  }

  private mutating func member(_ v: VariableID, of set: Intervals) -> TermID {
    graph.or(set.spans.map { graph.member(v, $0.lowerBound, $0.upperBound) })
  }

  /// Equality of two fields that hold values of one sort.
  mutating func equal(_ a: Field, _ b: Field, width: Int, in state: PathState) -> TermID {
    if a == b { return TermGraph.true }
    switch (a, b) {
    case (.constant(let x), .constant(let y)): return TermGraph.constant(x == y)
    case (.constant(let value), let field), (let field, .constant(let value)):
      return member(field, of: Intervals(value), width: width, in: state)
    case (.variable(let x), .variable(let y)):
      if state.possible(a, width: width).isDisjoint(from: state.possible(b, width: width)) {
        return TermGraph.false
      }
      return graph.equal(x, y)
    case (.echoSwapped(let x), .echoSwapped(let y)): return graph.equal(x, y)
    case (.echoSwapped(let x), .variable(let y)), (.variable(let y), .echoSwapped(let x)):
      precondition(x == y, "a reply's ICMP type is compared only with the request's")
      // v == swapped(v): every type but the two echo types.
      let all = PathState.everything(width)
      let fixed = all.subtracting(EchoSwap(state.header.family).moved)
      return member(x, of: fixed)
    }
  }

  /// All wire fields equal.
  mutating func same(_ a: SymbolicHeader, _ b: SymbolicHeader, in state: PathState) -> TermID {
    let width = a.family.width
    return graph.and([
      equal(a.source, b.source, width: width, in: state),
      equal(a.destination, b.destination, width: width, in: state),
      equal(a.sourcePort, b.sourcePort, width: 16, in: state),
      equal(a.destinationPort, b.destinationPort, width: 16, in: state),
      equal(a.icmpType, b.icmpType, width: 8, in: state),
      equal(a.icmpCode, b.icmpCode, width: 8, in: state),
      equal(a.proto, b.proto, width: 8, in: state),
    ])
  }

  /// The connection keys of two headers are equal (FLW-1): ends as an unordered pair, protocol; ports for TCP and UDP,
  /// which are 0 otherwise and compare equal then.
  mutating func sameConnection(_ a: SymbolicHeader, _ b: SymbolicHeader, in state: PathState) -> TermID {
    let width = a.family.width
    let straight = graph.and([
      equal(a.source, b.source, width: width, in: state),
      equal(a.destination, b.destination, width: width, in: state),
      equal(a.sourcePort, b.sourcePort, width: 16, in: state),
      equal(a.destinationPort, b.destinationPort, width: 16, in: state),
    ])
    let crossed = graph.and([
      equal(a.source, b.destination, width: width, in: state),
      equal(a.destination, b.source, width: width, in: state),
      equal(a.sourcePort, b.destinationPort, width: 16, in: state),
      equal(a.destinationPort, b.sourcePort, width: 16, in: state),
    ])
    return graph.and(
      equal(a.proto, b.proto, width: 8, in: state), graph.or(straight, crossed))
  }

  /// The path condition: domains and filters.
  mutating func condition(_ state: PathState) -> TermID {
    let atoms = state.domains.constrained.map { member($0.variable, of: $0.set) }
    return graph.and(atoms + state.filters)
  }
}

extension EchoSwap {
  /// The two types that the exchange moves.
  var moved: Intervals {
    let zeroOrReply = apply(8) == 0 ? [UInt128(0)...0, 8...8] : [128...128, 129...129]
    return Intervals(union: zeroOrReply)
  }
}

package import ForwardingGraph
package import NetworkModel
package import TermGraph

/// One header field along a symbolic path: rewrites only ever put in a constant or another variable.
package enum Field: Hashable, Sendable {
  case variable(VariableID)
  case constant(UInt128)
  /// The ICMP type of a reply: echo request and reply exchanged (FLW-2).
  case echoSwapped(VariableID)
}

/// A packet with symbolic fields (PKT-1). The family is fixed: the two families are disjoint worlds (CNV-5).
package struct SymbolicHeader: Hashable, Sendable {
  package let family: IPFamily
  package var source: Field
  package var destination: Field
  package var sourcePort: Field
  package var destinationPort: Field
  package var icmpType: Field
  package var icmpCode: Field
  package var proto: Field

  /// FLW-2.
  package var reversed: SymbolicHeader {
    var answer = self
    swap(&answer.source, &answer.destination)
    swap(&answer.sourcePort, &answer.destinationPort)
    switch icmpType {
    case .variable(let v): answer.icmpType = .echoSwapped(v)
    case .echoSwapped(let v): answer.icmpType = .variable(v)
    case .constant(let type): answer.icmpType = .constant(EchoSwap(family).apply(type))
    }
    return answer
  }
}

/// The exchange of echo request and echo reply types of one family.
package struct EchoSwap {
  private let a: UInt128
  private let b: UInt128

  package init(_ family: IPFamily) {
    switch family {
    case .v4: (a, b) = (8, 0)
    case .v6: (a, b) = (128, 129)
    }
  }

  package func apply(_ type: UInt128) -> UInt128 { type == a ? b : type == b ? a : type }

  package func apply(_ set: Intervals) -> Intervals {
    let pair = Intervals(union: [a...a, b...b])
    var result = set.subtracting(pair)
    if set.contains(a) { result = result.union(Intervals(b)) }
    if set.contains(b) { result = result.union(Intervals(a)) }
    return result
  }
}

/// The variables of one exploration: the packet that the source sends.
package struct PacketVariables: Sendable {
  package let family: IPFamily
  package let source: VariableID
  package let destination: VariableID
  package let proto: VariableID
  package let sourcePort: VariableID
  package let destinationPort: VariableID
  package let icmpType: VariableID
  package let icmpCode: VariableID

  package init(_ family: IPFamily, in graph: inout TermGraph) {
    self.family = family
    source = graph.variable("src", width: family.width)
    destination = graph.variable("dst", width: family.width)
    proto = graph.variable("proto", width: 8)
    sourcePort = graph.variable("sport", width: 16)
    destinationPort = graph.variable("dport", width: 16)
    icmpType = graph.variable("icmpType", width: 8)
    icmpCode = graph.variable("icmpCode", width: 8)
  }

  package var header: SymbolicHeader {
    SymbolicHeader(
      family: family, source: .variable(source), destination: .variable(destination),
      sourcePort: .variable(sourcePort), destinationPort: .variable(destinationPort),
      icmpType: .variable(icmpType), icmpCode: .variable(icmpCode), proto: .variable(proto))
  }
}

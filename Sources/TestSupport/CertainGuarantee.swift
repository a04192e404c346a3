package import Certificates
package import ForwardingGraph
package import NetworkModel
import PacketSets
package import SolverZ3

/// One packet that certainly arrives, with the proof of it, to be spoiled.
package struct CertainGuarantee {
  fileprivate let graph: ForwardingGraph
  fileprivate var problem: GuaranteeProblem
  fileprivate var annotation: Annotation
  fileprivate var ranks: Ranks

  /// The first obligation that does not hold.
  package func firstFailure(
    _ discharge: inout Discharge, _ solver: inout SolverContext
  ) throws(SolverError) -> Obligation? {
    var graph = graph
    return try discharge.firstFailure(problem, annotation, ranks, in: &graph, with: &solver)
  }

  /// Proofs with a gap: a place without its headers, a rank that does not fall, a receiver who is not meant.
  package var gaps: [CertainGuarantee] {
    var result: [CertainGuarantee] = []
    for node in graph.nodes.indices where !annotation[node].isEmpty {
      var spoiled = self
      spoiled.annotation[node] = .empty
      result.append(spoiled)
      guard !graph.nodes[node].isDelivered else { continue }
      spoiled = self
      spoiled.ranks[node] = 0
      result.append(spoiled)
      spoiled = self
      spoiled.ranks[node] = Ranks.limit + 1
      result.append(spoiled)
    }
    var spoiled = self
    spoiled.problem.receivers.removeLast()
    result.append(spoiled)
    return result
  }
}

extension CertainWalks {
  /// The proof that the packet certainly arrives where its ways end; nil where that is not certain.
  package func guarantee(
    _ leg: ExchangeLeg, from place: GraphNode, _ packet: Packet
  ) -> CertainGuarantee? {
    guard let arrivals = arrivals(leg, from: place, packet), var graph = graph(leg),
      let start = graph.number(of: place)
    else { return nil }
    let fields: [(HeaderField, UInt128)] = [
      (.source, packet.source.value), (.destination, packet.destination.value),
      (.proto, UInt128(packet.proto)), (.sourcePort, UInt128(packet.sourcePort)),
      (.destinationPort, UInt128(packet.destinationPort)), (.icmpType, UInt128(packet.icmpType)),
      (.icmpCode, UInt128(packet.icmpCode)),
    ]
    let header = HeaderSet([graph.space.box(fields.map { ($0, Intervals($1)) })])
    let everything = HeaderSet([graph.space.everything])
    let receivers = Set(arrivals.compactMap { graph.number(of: $0.place) }).sorted()
    let problem = GuaranteeProblem(
      starts: [(start, header)], receivers: receivers.map { ($0, everything) }, isExact: false)
    let annotation = Propagation.annotation(from: problem.starts, in: &graph, limit: 16)
    guard let ranks = Ranks.longest(of: annotation, in: &graph) else { return nil }
    return CertainGuarantee(graph: graph, problem: problem, annotation: annotation, ranks: ranks)
  }
}

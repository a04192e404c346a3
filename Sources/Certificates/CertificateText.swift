package import ForwardingGraph
import NetworkModel

/// Certificates in format 1 (Specs/Certificates/Format1.md): the part of the graph that the annotation speaks of, the
/// problem, and the annotation.
///
/// A place's number is its number in the graph of the whole network, which is built in a fixed order: the same input gives
/// the same text.
package struct CertificateText {
  private let graph: ForwardingGraph
  private let problem: SafetyProblem
  private let annotation: Annotation

  package static let firstLine = "isola-certificate 1"

  /// More boxes than this are not written: the format spells every product out.
  package static let boxLimit = 200_000

  package init(_ graph: ForwardingGraph, _ problem: SafetyProblem, _ annotation: Annotation) {
    self.graph = graph
    self.problem = problem
    self.annotation = annotation
  }

  /// Everything but the `invariant` lines: what a second reader must derive in the same words.
  package func statement() -> String? {
    var lines = [Self.firstLine]
    var places: Set<Int> = []
    for node in graph.nodes.indices where !annotation[node].isEmpty {
      places.insert(node)
      for edge in graph.edges(of: node) { places.insert(edge.to) }
    }
    for start in problem.starts { places.insert(start.node) }
    for bad in problem.bad where !bad.headers.isEmpty { places.insert(bad.node) }
    for node in places.sorted() {
      lines.append("location \(node) \(kind(graph.nodes[node]))")
      lines.append("# place \(node) \(DisplayName.of(graph.nodes[node]))")
    }
    var boxes = 0
    for node in graph.nodes.indices where !annotation[node].isEmpty {
      for edge in graph.edges(of: node) {
        lines.append("edge \(edge.from) \(edge.to)")
        guard append("guard", edge.guards, isWhole: false, to: &lines, &boxes) else { return nil }
        lines += changes(edge.change)
      }
    }
    lines.append("claim safety")
    for start in problem.starts {
      guard append("start \(start.node)", start.headers, isWhole: true, to: &lines, &boxes) else {
        return nil
      }
    }
    for bad in problem.bad {
      guard append("bad \(bad.node)", bad.headers, isWhole: false, to: &lines, &boxes) else {
        return nil
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The whole certificate; nil when it would be too large.
  package func text() -> String? {
    guard let statement = statement() else { return nil }
    var lines: [String] = []
    var boxes = 0
    for node in graph.nodes.indices where !annotation[node].isEmpty {
      guard append("invariant \(node)", annotation[node], isWhole: true, to: &lines, &boxes) else {
        return nil
      }
    }
    return statement + lines.joined(separator: "\n") + "\n"
  }

  private func kind(_ node: GraphNode) -> String {
    switch node {
    case .received, .receivedBy, .receivedOutside, .receivedByService: "delivered"
    case .unknown: "unknown:0"
    case .sent, .inside, .leaving, .routing, .delivering, .entering, .natGateway, .translated,
      .relayed, .internetGateway, .egressOnlyGateway, .outside, .routeTarget, .transitEntry,
      .transitTable:
      "transit"
    }
  }

  private func changes(_ change: HeaderChange) -> [String] {
    switch change {
    case .none: return []
    case .destination(let set): return choose("destination", graph.space.values[set])
    case .source(let set, let picksPort):
      let ports = picksPort ? choose("sport", graph.everyPort) : []
      return choose("source", graph.space.values[set]) + ports
    case .relay(let source, let destination, let port):
      let own = source.map {
        choose("source", graph.space.values[$0]) + choose("sport", graph.everyPort)
      }
      return (own ?? []) + choose("destination", graph.space.values[destination])
        + choose("dport", graph.space.values[port])
    }
  }

  private func choose(_ field: String, _ set: Intervals) -> [String] {
    set.spans.map { "set \(field) choose \($0.lowerBound) \($0.upperBound)" }
  }

  /// One line per product of intervals. `isWhole`: with the family and both addresses, also where they are not limited.
  private func append(
    _ word: String, _ set: HeaderSet, isWhole: Bool, to lines: inout [String], _ count: inout Int
  ) -> Bool {
    for box in set.boxes {
      var texts = [isWhole ? "\(word) family \(graph.space.family == .v4 ? "4 4" : "6 6")" : word]
      for field in HeaderField.allCases {
        let isAddress = field == .source || field == .destination
        if box[field] == graph.space.everything[field], !(isWhole && isAddress) { continue }
        let spans = graph.space.values[box[field]].spans
        guard texts.count * spans.count + count <= Self.boxLimit else { return false }
        texts = texts.flatMap { text in
          spans.map { "\(text) \(field.word) \($0.lowerBound) \($0.upperBound)" }
        }
      }
      count += texts.count
      lines += texts
    }
    return true
  }
}

extension HeaderField {
  /// Its word in format 1.
  var word: String {
    switch self {
    case .source: "source"
    case .destination: "destination"
    case .proto: "protocol"
    case .sourcePort: "sport"
    case .destinationPort: "dport"
    case .icmpType: "type"
    case .icmpCode: "code"
    }
  }
}

/// The kind of a place in one word, for readers of a certificate.
private enum DisplayName {
  static func of(_ node: GraphNode) -> String {
    switch node {
    case .sent: "sent"
    case .inside: "inside-subnet"
    case .leaving: "leaving-subnet"
    case .routing: "route-table"
    case .delivering: "inside-vpc"
    case .entering: "entering-subnet"
    case .natGateway: "nat-gateway"
    case .translated: "translated"
    case .relayed: "relayed"
    case .internetGateway: "internet-gateway"
    case .egressOnlyGateway: "egress-only-internet-gateway"
    case .outside: "internet"
    case .routeTarget: "route-target"
    case .transitEntry: "transit-gateway-attachment"
    case .transitTable: "transit-gateway-route-table"
    case .received, .receivedBy: "received"
    case .receivedOutside: "received-outside"
    case .receivedByService: "received-by-service"
    case .unknown: "unknown"
    }
  }
}

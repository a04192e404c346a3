package import ForwardingGraph
import NetworkModel

/// Certificates in format 1 (Specs/Certificates/Format1.md): the part of the graph that the annotation speaks of, the
/// problem, and the annotation.
///
/// A place's number is its number in the graph of the whole network, which is built in a fixed order; a set of values gets
/// its number where the text first needs it. The same input gives the same text, which is as long as the sets that the engine
/// works with.
package struct CertificateText {
  private let graph: ForwardingGraph
  private let problem: Problem
  private let annotation: Annotation
  private let ranks: Ranks?
  /// Numbers of the sets of values that the text has named: by the engine's number, and by what they hold.
  private var names: [ValueSetID: Int] = [:]
  private var named: [Intervals: Int] = [:]
  private var output = ""

  private enum Problem {
    case safety(SafetyProblem)
    case guarantee(GuaranteeProblem)
  }

  package static let firstLine = "isola-certificate 1"
  /// What stands before it is derived again from the inputs; what follows is only a proposal.
  package static let proofLine = "proof"

  /// Larger texts are not written.
  package static let byteLimit = 1 << 30

  package init(_ graph: ForwardingGraph, _ problem: SafetyProblem, _ annotation: Annotation) {
    self.graph = graph
    self.problem = .safety(problem)
    self.annotation = annotation
    ranks = nil
  }

  package init(
    _ graph: ForwardingGraph, _ problem: GuaranteeProblem, _ annotation: Annotation, _ ranks: Ranks
  ) {
    self.graph = graph
    self.problem = .guarantee(problem)
    self.annotation = annotation
    self.ranks = ranks
  }

  /// Everything before the line `proof`: what a second reader must derive in the same words. Nil when it would be too large.
  package func statement() -> String? {
    var writer = self
    writer.writeStatement()
    return writer.isTooLarge ? nil : writer.output
  }

  /// The whole certificate; nil when it would be too large.
  package func text() -> String? {
    var writer = self
    writer.writeStatement()
    writer.output += Self.proofLine + "\n"
    for node in graph.nodes.indices {
      if writer.isTooLarge { return nil }
      for box in annotation[node].boxes { writer.box("invariant \(node)", box, isWhole: true) }
      if let ranks, !annotation[node].isEmpty, ranks[node] > 0 {
        writer.output += "rank \(node) \(ranks[node])\n"
      }
    }
    return writer.isTooLarge ? nil : writer.output
  }

  private var isTooLarge: Bool { output.utf8.count > Self.byteLimit }

  // MARK: Statement

  private mutating func writeStatement() {
    output = Self.firstLine + "\n"
    writePlaces()
    for node in graph.nodes.indices where !annotation[node].isEmpty {
      if isTooLarge { return }
      for edge in graph.edges(of: node) {
        output += "edge \(edge.from) \(edge.to)\n"
        for box in edge.guards.boxes { self.box("guard", box, isWhole: false) }
        change(edge.change)
      }
    }
    switch problem {
    case .safety(let problem):
      output += "claim safety\n"
      write("start", problem.starts, isWhole: true)
      write("bad", problem.bad, isWhole: false)
    case .guarantee(let problem):
      output += problem.isExact ? "claim exact\n" : "claim guarantee\n"
      write("start", problem.starts, isWhole: true)
      write("receiver", problem.receivers, isWhole: false)
    }
  }

  private mutating func write(
    _ word: String, _ places: [(node: Int, headers: HeaderSet)], isWhole: Bool
  ) {
    for place in places {
      for box in inOrder(place.headers) { self.box("\(word) \(place.node)", box, isWhole: isWhole) }
    }
  }

  /// The places that the claim itself names: where it starts, and where it looks.
  private var claimed: [Int] {
    switch problem {
    case .safety(let problem):
      problem.starts.map(\.node) + problem.bad.filter { !$0.headers.isEmpty }.map(\.node)
    case .guarantee(let problem):
      problem.starts.map(\.node) + problem.receivers.filter { !$0.headers.isEmpty }.map(\.node)
    }
  }

  private mutating func writePlaces() {
    var isNamed = ContiguousArray(repeating: false, count: graph.nodes.count)
    for node in graph.nodes.indices where !annotation[node].isEmpty {
      isNamed[node] = true
      for edge in graph.edges(of: node) { isNamed[edge.to] = true }
    }
    for node in claimed { isNamed[node] = true }
    for node in graph.nodes.indices where isNamed[node] {
      output += "location \(node) \(kind(graph.nodes[node]))\n"
      output += "# place \(node) \(DisplayName.of(graph.nodes[node]))\n"
    }
  }

  /// The order in which the engine first met the sets of a problem depends on what it proved before.
  private func inOrder(_ set: HeaderSet) -> [HeaderBox] {
    set.boxes.sorted { a, b in
      for field in HeaderField.allCases where a[field] != b[field] {
        return graph.space.values[a[field]].spans.lexicographicallyPrecedes(
          graph.space.values[b[field]].spans
        ) { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
      }
      return false
    }
  }

  private func kind(_ node: GraphNode) -> String {
    node.isDelivered ? "delivered" : node.isUnknown ? "unknown:0" : "transit"
  }

  private mutating func change(_ change: HeaderChange) {
    switch change {
    case .none: return
    case .destination(let set): choose(.destination, name(set))
    case .source(let set, let picksPort):
      choose(.source, name(set))
      if picksPort { choose(.sourcePort, name(of: graph.everyPort)) }
    case .relay(let source, let destination, let port):
      if let source {
        choose(.source, name(source))
        choose(.sourcePort, name(of: graph.everyPort))
      }
      choose(.destination, name(destination))
      choose(.destinationPort, name(port))
    }
  }

  private mutating func choose(_ field: HeaderField, _ name: Int) {
    output += "set \(field.word) choose \(name)\n"
  }

  // MARK: Boxes and sets

  /// `isWhole`: with family and addresses, also where these are not limited.
  private mutating func box(_ word: String, _ box: HeaderBox, isWhole: Bool) {
    var line = word
    if isWhole {
      line += " family \(name(of: Intervals(graph.space.family == .v4 ? 4 : 6)))"
    }
    for field in HeaderField.allCases {
      let isAddress = field == .source || field == .destination
      if box[field] == graph.space.everything[field], !(isWhole && isAddress) { continue }
      line += " \(field.word) \(name(box[field]))"
    }
    output += line + "\n"
  }

  private mutating func name(_ set: ValueSetID) -> Int {
    if let known = names[set] { return known }
    let name = name(of: graph.space.values[set])
    names[set] = name
    return name
  }

  /// The number of a set; the first time, its line goes before the line that needs it.
  private mutating func name(of set: Intervals) -> Int {
    if let known = named[set] { return known }
    let name = named.count + 1
    named[set] = name
    output += "values \(name)"
    for span in set.spans { output += " \(span.lowerBound) \(span.upperBound)" }
    output += "\n"
    return name
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
    case .onPremises: "on-premises"
    case .routeTarget: "route-target"
    case .edgeTable: "gateway-route-table"
    case .inspection: "inspection-endpoint"
    case .transitEntry: "transit-gateway-attachment"
    case .transitTable: "transit-gateway-route-table"
    case .received, .receivedBy: "received"
    case .receivedOutside: "received-outside"
    case .receivedOnPremises: "received-on-premises"
    case .receivedByService: "received-by-service"
    case .unknown: "unknown"
    }
  }
}

package import ForwardingGraph
package import NetworkModel

/// Concrete packets on the graphs of what is certain, to be compared with the simulator: where all ways of the graph are
/// deliveries, the simulator has to deliver under every resolution.
package struct CertainWalks {
  /// An end of a way: the place, and the header with which the packet comes there.
  package struct Arrival: Hashable, Sendable {
    package var place: GraphNode
    package var packet: Packet
  }

  private let network: NetworkModel
  private let plan: AddressPlan
  private var graphs: [ExchangeLeg: ForwardingGraph] = [:]
  /// The edges of each leg by place; tests spoil them.
  package var edges: [ExchangeLeg: [[GraphEdge]]] = [:]

  package init(_ network: NetworkModel, _ family: IPFamily) {
    self.network = network
    plan = AddressPlan(network)
    for leg in [ExchangeLeg.request, .answer] {
      let graph = ForwardingGraph(
        certain: leg, network, plan: plan, transit: TransitPlan(network), family: family)
      graphs[leg] = graph
      edges[leg] = graph.nodes.indices.map { Array(graph.edges(of: $0)) }
    }
  }

  func graph(_ leg: ExchangeLeg) -> ForwardingGraph? { graphs[leg] }

  package func place(_ number: Int, _ leg: ExchangeLeg) -> GraphNode? { graphs[leg]?.nodes[number] }

  /// All headers of the family.
  package func everything(_ leg: ExchangeLeg) -> HeaderSet {
    HeaderSet(graphs[leg].map { [$0.space.everything] } ?? [])
  }

  /// Where a packet is when somebody has made it; nil where the source is not the sender's own.
  package func start(_ packet: Packet, from emitter: Emitter) -> GraphNode? {
    switch emitter {
    case .internet: return .outside
    case .onPremises: return nil
    case .interface(let id):
      guard plan.owned(id, packet.family).contains(packet.source.value),
        let host = graphs[.request]?.classOfInterface[Int(id.index)]
      else { return nil }
      return .sent(host, ownSource: true)
    }
  }

  /// Whether an arrival is this receiver's.
  package func isReceived(_ arrival: Arrival, by receiver: Receiver) -> Bool {
    switch receiver {
    case .internet: return arrival.place == .receivedOutside
    case .onPremises, .service: return false
    case .interface(let id):
      guard let host = graphs[.request]?.classOfInterface[Int(id.index)] else { return false }
      return arrival.place == .received(host)
        && plan.owned(id, arrival.packet.family).contains(arrival.packet.destination.value)
    }
  }

  /// Where the receiver of an arrival sends its answer.
  package func answering(_ arrival: Arrival) -> GraphNode? {
    switch arrival.place {
    case .received(let host): .sent(host, ownSource: true)
    case .receivedOutside: .outside
    default: nil
    }
  }

  /// Every end of the packet's ways; nil where the graph says nothing of some way, or a way never ends.
  package func arrivals(_ leg: ExchangeLeg, from place: GraphNode, _ packet: Packet) -> Set<Arrival>? {
    guard let graph = graphs[leg], let number = graph.number(of: place) else { return nil }
    var ways: Set<Arrival> = []
    var open: Set<Arrival> = []
    guard walk(leg, graph, number, packet, &open, &ways) else { return nil }
    return ways
  }

  private func walk(
    _ leg: ExchangeLeg, _ graph: ForwardingGraph, _ number: Int, _ packet: Packet,
    _ open: inout Set<Arrival>, _ ways: inout Set<Arrival>
  ) -> Bool {
    let here = Arrival(place: graph.nodes[number], packet: packet)
    if here.place.isDelivered {
      ways.insert(here)
      return true
    }
    guard open.insert(here).inserted else { return false }
    defer { open.remove(here) }
    let taken = (edges[leg]?[number] ?? []).filter { graph.space.contains($0.guards, packet) }
    return !taken.isEmpty
      && taken.allSatisfy { edge in
        guard let next = changed(packet, edge.change, graph.space) else { return false }
        return walk(leg, graph, edge.to, next, &open, &ways)
      }
  }

  private func changed(_ packet: Packet, _ change: HeaderChange, _ space: HeaderSpace) -> Packet? {
    var next = packet
    switch change {
    case .none: return packet
    case .destination(let set):
      guard let value = space.values[set].single else { return nil }
      next.destination = IPAddress(packet.family, value)
    case .source(let set, picksPort: false):
      guard let value = space.values[set].single else { return nil }
      next.source = IPAddress(packet.family, value)
    case .source, .relay: return nil
    }
    return next
  }
}

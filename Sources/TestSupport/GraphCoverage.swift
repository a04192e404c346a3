package import Certificates
package import ForwardingGraph
package import NetworkModel
import PacketSets
import Simulator
package import SolverZ3

/// Everything that one emitter may send in one family, carried through the forwarding graph, against the simulator: where a
/// packet ends, the annotation must hold it. The graph may admit more, never less.
package struct GraphCoverage {
  package private(set) var graph: ForwardingGraph
  package let problem: SafetyProblem
  package var annotation: Annotation
  private let network: NetworkModel

  package init(_ network: NetworkModel, _ emitter: Emitter, _ family: IPFamily, limit: Int) {
    self.network = network
    let plan = AddressPlan(network)
    var graph = ForwardingGraph(network, plan: plan, transit: TransitPlan(network), family: family)
    var starts: [(node: Int, headers: HeaderSet)] = []
    func add(_ node: GraphNode, _ sources: Intervals) {
      guard let number = graph.number(of: node), !sources.isEmpty else { return }
      starts.append((number, HeaderSet([graph.space.box([(.source, sources)])])))
    }
    switch emitter {
    case .internet: add(.outside, plan.internet(family))
    case .onPremises: add(.onPremises, Intervals(0, family.maximum))
    case .interface(let id):
      let owned = plan.owned(id, family)
      let host = graph.classOfInterface[Int(id.index)]
      add(.sent(host, ownSource: true), owned)
      if !network.interfaces[id].sourceDestinationCheck {
        add(.sent(host, ownSource: false), Intervals(0, family.maximum).subtracting(owned))
      }
    }
    problem = SafetyProblem(starts: starts, bad: [])
    annotation = Propagation.annotation(from: problem.starts, in: &graph, limit: limit)
    self.graph = graph
  }

  /// Whether the emitter may send the packet at all (ENI-3).
  package func starts(_ packet: Packet) -> Bool {
    problem.starts.contains { graph.space.contains($0.headers, packet) }
  }

  /// Whether the end of a simulated leg is admitted.
  package func admits(_ seen: Observation) -> Bool {
    admits(seen.forward, seen.reached, seen.received)
      && seen.relayed.allSatisfy { admits($0.disposition, $0.reached, $0.received) }
  }

  private func admits(_ end: Disposition, _ reached: Receiver?, _ received: Packet) -> Bool {
    switch end {
    case .dropped: return true
    case .delivered(let receiver): return holds(receiver, received)
    case .unknown:
      if let receiver = reached, holds(receiver, received) { return true }
      return zip(graph.nodes, annotation.sets).contains { node, set in
        guard case .unknown = node else { return false }
        return graph.space.contains(set, received)
      }
    }
  }

  private func holds(_ receiver: Receiver, _ packet: Packet) -> Bool {
    let nodes: [GraphNode] =
      switch receiver {
      case .interface(let id):
        [.received(graph.classOfInterface[Int(id.index)]), .receivedBy(id)]
      case .internet: [.receivedOutside]
      case .onPremises: [.receivedOnPremises]
      case .service(let name): [.receivedByService(name)]
      }
    return nodes.contains { node in
      graph.number(of: node).map { graph.space.contains(annotation[$0], packet) } ?? false
    }
  }

  /// The first obligation that does not hold.
  package mutating func firstFailure(
    _ discharge: inout Discharge, _ solver: inout SolverContext
  ) throws(SolverError) -> Obligation? {
    try discharge.firstFailure(problem, annotation, in: &graph, with: &solver)
  }
}

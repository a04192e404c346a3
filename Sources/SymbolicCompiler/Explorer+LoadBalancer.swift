import ForwardingGraph
package import NetworkModel
package import TermGraph

/// One leg that a load balancer's node ended: how the next one was chosen.
package struct SymbolicRelay: Hashable, Sendable {
  package var node: ID<Interface>
  /// Position among the node's relays for the packet.
  package var relay: Int
  /// Where the new leg is sent.
  package var destination: UInt128
  /// The node's source port; nil where the client's is kept.
  package var sourcePort: VariableID?
  /// Choices of the leg before.
  package var choices: SymbolicChoices
}

/// Load balancers: what their nodes take, and the legs that begin there (LB-1 to LB-7, APP-3).
extension Explorer {
  /// A packet at a node, past the subnet's network ACL. Replies need no listener.
  mutating func enterLoadBalancer(
    _ state: PathState, _ id: ID<LoadBalancer>, at node: ID<Interface>
  ) {
    let balancer = network.loadBalancers[id]
    guard balancer.isFunctional else { return drop(state, .badState) }
    let passed = isOpenNode(node) ? [state] : passIngressGroups(state, node)
    for state in passed {
      guard state.phase == .new else {
        accept(state, at: node)
        continue
      }
      var known = Intervals.empty
      for proto in [UInt128(6), 17] {
        known = known.union(Intervals(proto))
        guard let mine = state.narrowedProtocol(to: Intervals(proto)) else { continue }
        let ports = Intervals(
          union: balancer.listeners.filter { $0.protocols.contains(proto) }
            .map { UInt128($0.port)...UInt128($0.port) })
        if let taken = mine.narrowed(mine.header.destinationPort, to: ports, width: 16) {
          accept(taken, at: node)
        }
        let others = Intervals(0, 65535).subtracting(ports)
        drop(mine.narrowed(mine.header.destinationPort, to: others, width: 16), .listenerMismatch)
      }
      drop(
        state.narrowedProtocol(to: state.protocols.subtracting(known)), .listenerMismatch)
    }
  }

  /// LB-3: only a network load balancer may have no groups; it is open then.
  func isOpenNode(_ node: ID<Interface>) -> Bool {
    guard case .loadBalancer(let id) = network.interfaces[node].kind else { return false }
    return network.loadBalancers[id].kind == .network && network.interfaces[node].groups.isEmpty
  }

  func ownTraffic(of id: ID<LoadBalancer>) -> Unknown {
    Unknown(
      object: network.loadBalancers[id].name, kind: "loadBalancer",
      reason: "what a load balancer sends by itself is not modelled", rule: "LB-6")
  }

  /// Explores every leg that may follow a forward path that a node took; the ends are those of the new legs.
  package mutating func exploreRelays(of end: PathEnd, at node: ID<Interface>) {
    guard case .loadBalancer(let id) = network.interfaces[node].kind else { return }
    for listener in network.loadBalancers[id].listeners {
      let port = Intervals(UInt128(listener.port))
      guard let proto = end.state.narrowedProtocol(to: listener.protocols),
        let state = proto.narrowed(proto.header.destinationPort, to: port, width: 16)
      else { continue }
      let family = state.header.family
      let goals = exploration.relays.goals(of: listener, at: node, family)
      for (index, goal) in goals.enumerated() {
        switch goal {
        case .unknown(let reason):
          var ending = state
          ending.atService = node
          finish(ending, .unknown(reason))
        case .address(let address, let port, let keepsClient):
          var step = SymbolicRelay(
            node: node, relay: index, destination: address, choices: state.choices)
          var next = state
          next.header.destination = .constant(address)
          next.header.destinationPort = .constant(UInt128(port))
          next.keepsClient = keepsClient
          if !keepsClient {
            guard let own = network.interfaces[node].primaryAddress(family) else { continue }
            let sourcePort = terms.graph.variable("relayPort", width: 16)
            next.domains[sourcePort] = Intervals(1024, 65535)
            next.header.source = .constant(own.value)
            next.header.sourcePort = .variable(sourcePort)
            step.sourcePort = sourcePort
          }
          emitRelayed(next, step, id)
        }
      }
    }
  }

  /// A new leg from the node: nothing of the way before it counts but what was noted.
  private mutating func emitRelayed(
    _ state: PathState, _ step: SymbolicRelay, _ id: ID<LoadBalancer>
  ) {
    guard network.interfaces[step.node].isFunctional else { return drop(state, .badState) }
    var state = state
    state.relays.append(step)
    state.choices = SymbolicChoices()
    state.natsThisLeg = []
    state.natAcrossPeering = nil
    state.transit = TransitHistory()
    state.trail.append("relayed by \(network.loadBalancers[id].name)")
    if state.keepsClient {
      // LB-4: a client that is the target gets nothing back.
      let own = state.destinations
      drop(state.narrowedSource(to: own), .loop)
      guard let others = state.narrowedSource(to: state.sources.subtracting(own)) else { return }
      state = others
    }
    leave(state, from: step.node, isRelay: true)
  }
}

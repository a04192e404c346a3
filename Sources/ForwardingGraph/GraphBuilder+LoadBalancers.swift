import NetworkModel

/// Load balancers: what their nodes take, and where it goes on (LB-1 to LB-7).
extension GraphBuilder {
  /// `mine` are the headers that are addressed to nodes of the class.
  mutating func enterLoadBalancer(
    _ from: Int, _ id: HostClassID, _ balancer: ID<LoadBalancer>, _ tag: SenderTag, _ mine: HeaderSet
  ) {
    let object = network.loadBalancers[balancer]
    guard object.isFunctional else { return }
    let host = graph.classes[id]
    var open = mine
    if object.kind != .network || !host.groups.isEmpty {
      let groups = ingress(host.groups, tag, network.subnets[host.subnet].vpc)
      open = graph.space.intersection(mine, groups)
    }
    let boxes = object.listeners.map { listener in
      graph.space.box([
        (.proto, listener.protocols), (.destinationPort, Intervals(UInt128(listener.port))),
      ])
    }
    let taken = graph.space.merged(boxes)
    edge(from, .received(id), graph.space.intersection(open, taken))
  }

  /// LB-5: from the nodes that took a packet to each target that they may use.
  mutating func expandReceived(_ from: Int, _ id: HostClassID) {
    guard case .loadBalancer(let balancer) = graph.classes[id].kind else { return }
    for node in graph.membersOfClass[id] {
      guard let own = network.interfaces[node].primaryAddress(family) else { continue }
      for listener in network.loadBalancers[balancer].listeners {
        let parts: [(HeaderField, Intervals)] = [
          (.destination, plan.owned(node, family)), (.proto, listener.protocols),
          (.destinationPort, Intervals(UInt128(listener.port))),
        ]
        for goal in relays.goals(of: listener, at: node, family) {
          switch goal {
          case .unknown(let reason): edge(from, .unknown(reason), parts)
          case .address(let address, let port, let keepsClient):
            let source = graph.space.values.number(of: Intervals(own.value))
            let change = HeaderChange.relay(
              source: keepsClient ? nil : source,
              destination: graph.space.values.number(of: Intervals(address)),
              port: graph.space.values.number(of: Intervals(UInt128(port))))
            edge(from, .relayed(id, keepsClient: keepsClient), parts, change: change)
          }
        }
      }
    }
  }

  /// LB-2, LB-3, LB-6.
  mutating func expandRelayed(_ from: Int, _ id: HostClassID, keepsClient: Bool) {
    let host = graph.classes[id]
    guard host.isFunctional, case .loadBalancer(let balancer) = host.kind else { return }
    let free = everyAddress.subtracting(SpecialRanges.linkServices(family))
    var allowed = HeaderSet([graph.space.everything])
    if network.loadBalancers[balancer].kind != .network {
      let scope = egressScope(host.subnet, network.subnets[host.subnet].vpc)
      allowed = filters.groups(host.groups, .egress, scope, in: &graph.space)
    }
    cross(from, host.subnet, keepsClient ? .relayed(id) : .home, free, allowed)
  }

  mutating func sendOfItself(_ from: Int, _ id: ID<LoadBalancer>) {
    unknown(
      from, network.loadBalancers[id].name, "loadBalancer",
      "what a load balancer sends by itself is not modelled", "LB-6")
  }

  mutating func keepsClientBeyond(
    _ from: Int, _ vpc: ID<VPC>, _ to: [(HeaderField, Intervals)]
  ) {
    unknown(
      from, network.vpcs[vpc].name, "vpc",
      "a target that sees its client's address lies behind a route", "LB-4", to)
  }
}

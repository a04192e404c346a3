import NetworkModel

/// Load balancers as receivers, and what they send of themselves (LB-1 to LB-3).
extension Walk {
  /// The packet is at a node. Replies of its targets and clients need no listener.
  mutating func receive(at id: ID<Interface>, of balancer: ID<LoadBalancer>) -> Disposition {
    let object = network.loadBalancers[balancer]
    guard object.isFunctional || has(.balancerIgnoresState) else {
      return dropped(.badState, at: .loadBalancer(balancer), "LB-1")
    }
    if isFiltered(id), let end = securityGroups(of: id, .ingress) { return end }
    if phase == .new, !has(.balancerTakesEveryPort), object.listener(for: packet) == nil {
      return dropped(.listenerMismatch, at: .loadBalancer(balancer), "LB-1")
    }
    return delivered(to: .interface(id), at: .interface(id), "LB-1")
  }

  /// LB-3: a network load balancer may have no groups, and is open then.
  func isFiltered(_ node: ID<Interface>) -> Bool {
    let interface = network.interfaces[node]
    guard interface.groups.isEmpty, case .loadBalancer(let id) = interface.kind else { return true }
    return network.loadBalancers[id].kind != .network || has(.balancerNeedsGroups)
  }

  func ownTraffic(of balancer: ID<LoadBalancer>) -> Unknown {
    let object = network.loadBalancers[balancer]
    return Unknown(
      object: object.name, kind: "loadBalancer",
      reason: "what a load balancer sends by itself is not modelled", rule: "LB-6",
      origin: object.origin)
  }

  func clientAddressLeaves(_ vpc: ID<VPC>) -> Unknown {
    Unknown(
      object: network.vpcs[vpc].name, kind: "vpc",
      reason: "a target that sees its client's address lies behind a route", rule: "LB-4")
  }
}

extension LoadBalancer {
  /// LB-1.
  func listener(for packet: Packet) -> Listener? {
    listeners.first { listener in
      guard listener.port == packet.destinationPort else { return false }
      switch listener.transport {
      case .tcp: return packet.proto == IPProtocol.tcp
      case .udp: return packet.proto == IPProtocol.udp
      case .both: return IPProtocol.hasPorts(packet.proto)
      }
    }
  }
}

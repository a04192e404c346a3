package import NetworkModel

/// Where a load balancer's node may send what one of its listeners took.
package enum RelayGoal: Hashable, Sendable {
  case address(UInt128, port: UInt16, keepsClient: Bool)
  case unknown(Unknown)
}

/// The ways on from load balancers (LB-4, LB-5): one list for each node, listener and family, in the order of the input.
package struct RelayPlan: Sendable {
  private let network: NetworkModel
  private let plan: AddressPlan
  private let nodesOfBalancer: [ID<LoadBalancer>: [ID<Interface>]]

  package init(_ network: NetworkModel, plan: AddressPlan) {
    self.network = network
    self.plan = plan
    var nodes: [ID<LoadBalancer>: [ID<Interface>]] = [:]
    for id in network.interfaces.ids {
      if case .loadBalancer(let balancer) = network.interfaces[id].kind {
        nodes[balancer, default: []].append(id)
      }
    }
    nodesOfBalancer = nodes
  }

  package func goals(of listener: Listener, at node: ID<Interface>, _ family: IPFamily) -> [RelayGoal] {
    guard case .loadBalancer(let id) = network.interfaces[node].kind else { return [] }
    let balancer = network.loadBalancers[id]
    var result: [RelayGoal] = []
    for forward in listener.forwards {
      guard case .resolved(let group) = forward.group else {
        if case .missing(let unknown) = forward.group { result.append(.unknown(network[unknown])) }
        continue
      }
      let goals = goals(of: network.targetGroups[group], balancer, node, family)
      if let condition = forward.condition {
        if !goals.isEmpty { result.append(.unknown(network[condition])) }
      } else {
        result += goals
      }
    }
    return result
  }

  private func goals(
    of group: TargetGroup, _ balancer: LoadBalancer, _ node: ID<Interface>, _ family: IPFamily
  ) -> [RelayGoal] {
    if group.family != family { return [.unknown(foreign(balancer))] }
    guard case .known(let targets) = group.targets else {
      if case .unknown(let unknown) = group.targets { return [.unknown(network[unknown])] }
      return []
    }
    // LB-5: within what the node can use, its zone where cross-zone is off.
    let healthy = goals(of: targets.filter(\.isHealthy), group, balancer, node, family)
    return healthy.isEmpty ? goals(of: targets, group, balancer, node, family) : healthy
  }

  private func goals(
    of targets: [Target], _ group: TargetGroup, _ balancer: LoadBalancer, _ node: ID<Interface>,
    _ family: IPFamily
  ) -> [RelayGoal] {
    let anyZone = group.crossesZones ?? balancer.crossesZones
    var result: [RelayGoal] = []
    for target in targets {
      for place in places(target.place, balancer, family) {
        guard case .address(let address, _, _) = place else {
          result.append(place)
          continue
        }
        let goal = RelayGoal.address(
          address, port: target.port,
          keepsClient: balancer.kind == .network && group.keepsClientAddress)
        if anyZone {
          result.append(goal)
          continue
        }
        switch zones(of: address, balancer.vpc, node, family) {
        case .same: result.append(goal)
        case .other: continue
        case .open:
          result.append(
            .unknown(
              doubt(balancer, "whether a target is in the zone of the node is not known", "LB-5")))
        }
      }
    }
    return result
  }

  private func places(
    _ place: Target.Place, _ balancer: LoadBalancer, _ family: IPFamily
  ) -> [RelayGoal] {
    let foreign = RelayGoal.unknown(foreign(balancer))
    func primary(_ id: ID<Interface>) -> RelayGoal {
      network.interfaces[id].primaryAddress(family)
        .map { .address($0.value, port: 0, keepsClient: false) } ?? foreign
    }
    switch place {
    case .interface(.resolved(let id)): return [primary(id)]
    case .interface(.missing(let id)), .loadBalancer(.missing(let id)):
      return [.unknown(network[id])]
    case .address(let address):
      return [
        address.family == family
          ? .address(address.value, port: 0, keepsClient: false) : foreign
      ]
    case .loadBalancer(.resolved(let id)): return (nodesOfBalancer[id] ?? []).map(primary)
    }
  }

  private func foreign(_ balancer: LoadBalancer) -> Unknown {
    doubt(balancer, "a target has no address of the client's family", "LB-4")
  }

  private enum Zones { case same, other, open }

  /// Whose address it is decides; one that nobody in the VPC owns is of every zone.
  private func zones(
    of address: UInt128, _ vpc: ID<VPC>, _ node: ID<Interface>, _ family: IPFamily
  ) -> Zones {
    let owner = plan.interfacesOfVPC[Int(vpc.index)].first {
      plan.owned($0, family).contains(address)
    }
    guard let owner else { return .same }
    let here = network.interfaces[node].subnet
    let there = network.interfaces[owner].subnet
    if here == there { return .same }
    guard let a = network.subnets[here].zone, let b = network.subnets[there].zone,
      let same = a.isSame(as: b)
    else { return .open }
    return same ? .same : .other
  }

  private func doubt(_ balancer: LoadBalancer, _ reason: String, _ rule: String) -> Unknown {
    Unknown(object: balancer.name, kind: "loadBalancer", reason: reason, rule: rule)
  }
}

extension Listener {
  /// Protocol numbers that it takes.
  package var protocols: Intervals {
    switch transport {
    case .tcp: Intervals(6)
    case .udp: Intervals(17)
    case .both: Intervals(union: [6...6, 17...17])
    }
  }
}

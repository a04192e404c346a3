import ForwardingGraph
import NetworkModel
import TermGraph

/// VPC Block Public Access at internet and egress-only gateways (BPA-1 to BPA-3).
extension Explorer {
  enum GatewayDirection {
    case out
    case outEgressOnly
    case `in`
  }

  /// The packets that a mode lets cross, those that it may let cross with the reason noted. `addresses` are those that
  /// the packet may have at the end inside the VPC, each by its owner.
  mutating func passPublicAccess(
    _ state: PathState, _ vpc: ID<VPC>, _ direction: GatewayDirection,
    by owners: [(interface: ID<Interface>, addresses: Intervals)]
  ) -> [PathState] {
    switch network.vpcs[vpc].blockPublicAccess {
    case .off: return [state]
    case .unmodelled(let id): return [noting(state, id)]
    case .notCollected(let id):
      switch options.uncollectedFilters {
      case .open: return [state]
      case .unknown: return [noting(state, id)]
      }
    case .on(let block):
      guard state.phase == .new else { return [state] }
      return pass(state, block, direction, owners)
    }
  }

  private func noting(_ state: PathState, _ id: UnknownID) -> PathState {
    var next = state
    next.noted.append(network[id])
    return next
  }

  private mutating func pass(
    _ state: PathState, _ block: PublicAccessBlock, _ direction: GatewayDirection,
    _ owners: [(interface: ID<Interface>, addresses: Intervals)]
  ) -> [PathState] {
    var blocked: [ClosedRange<UInt128>] = []
    var doubtful: [UnknownID: [ClosedRange<UInt128>]] = [:]
    for (id, addresses) in owners {
      let interface = network.interfaces[id]
      let exclusion = network.subnets[interface.subnet].publicAccessExclusion ?? block.exclusion
      let isNAT = interface.kind == .natGateway
      switch (exclusion, block.mode, direction) {
      case (.unknown(let unknown), _, _): doubtful[unknown, default: []] += addresses.spans
      case (.allowBidirectional, _, _): break
      case (.allowEgress, .bidirectional, .out), (.allowEgress, .bidirectional, .outEgressOnly): break
      case (.none, .ingress, .outEgressOnly), (.allowEgress, .ingress, .outEgressOnly): break
      case (.none, .ingress, .out) where isNAT, (.allowEgress, .ingress, .out) where isNAT: break
      case (.none, _, _), (.allowEgress, _, _): blocked += addresses.spans
      }
    }
    let denied = Intervals(union: blocked)
    drop(narrowed(state, direction, to: denied), .publicAccessBlocked)
    guard
      var rest = narrowed(state, direction, to: end(state, direction).subtracting(denied))
    else { return [] }
    var onward: [PathState] = []
    for (unknown, spans) in doubtful.sorted(by: { $0.key < $1.key }) {
      let part = Intervals(union: spans)
      if let hit = narrowed(rest, direction, to: part) { onward.append(noting(hit, unknown)) }
      guard let left = narrowed(rest, direction, to: end(rest, direction).subtracting(part)) else {
        return onward
      }
      rest = left
    }
    return onward + [rest]
  }

  private func end(_ state: PathState, _ direction: GatewayDirection) -> Intervals {
    switch direction {
    case .out, .outEgressOnly: state.sources
    case .in: state.destinations
    }
  }

  private func narrowed(
    _ state: PathState, _ direction: GatewayDirection, to set: Intervals
  ) -> PathState? {
    switch direction {
    case .out, .outEgressOnly: state.narrowedSource(to: set)
    case .in: state.narrowedDestination(to: set)
    }
  }

  /// The functional interfaces of a VPC with their IPv6 addresses.
  func ownersV6(_ vpc: ID<VPC>) -> [(interface: ID<Interface>, addresses: Intervals)] {
    plan.interfacesOfVPC[Int(vpc.index)].filter { network.interfaces[$0].isFunctional }
      .map { ($0, plan.owned($0, .v6)) }
  }
}

import ForwardingGraph
import NetworkModel
import TermGraph

/// Endpoints that inspect what routes lead through them (NFW-1).
extension Explorer {
  mutating func enterInspection(_ state: PathState, _ id: ID<VPCEndpoint>, _ vpc: ID<VPC>) {
    let endpoint = network.vpcEndpoints[id]
    guard case .inspection(let inspection) = endpoint.kind, endpoint.vpc == vpc,
      network.subnets[inspection.subnet].vpc == vpc
    else {
      return unknown(
        state, object: endpoint.name, kind: "vpcEndpoint",
        reason: "a route leads to it that it cannot serve", rule: "RT-11")
    }
    guard endpoint.isFunctional else { return drop(state, .badState) }
    for var next in pass(
      state, networkACL(of: inspection.subnet, .ingress, state), orDrop: .networkACL)
    {
      next.trail.append(endpoint.name)
      // REA-2
      guard next.transit.inspect(at: id) else {
        drop(next, .loop)
        continue
      }
      next.emitter = nil
      next.keepsGroups = false
      if next.phase == .new, case .rules(let rules) = inspection.filter { next.inspection = network[rules.replies] }
      for var passed in pass(next, outcome(of: inspection.filter, next), orDrop: .firewallRules) {
        if case .on = network.vpcs[vpc].blockPublicAccess {
          passed.noted.append(
            Unknown(
              object: endpoint.name, kind: "vpcEndpoint", reason: "Block Public Access is on in its VPC", rule: "BPA-4"))
        }
        emitAnonymously(passed, in: inspection.subnet)
      }
    }
  }

  /// Owners in the subnet get the packet, the rest is routed from there: behind a transit gateway (TGW-10, NACL-9,
  /// NACL-10) and behind an endpoint that inspects.
  mutating func emitAnonymously(_ state: PathState, in subnet: ID<Subnet>) {
    let family = state.header.family
    let neighbours = plan.owned(inSubnet: subnet, family)
    if state.narrowedDestination(to: neighbours) != nil {
      for neighbour in plan.interfacesOfSubnet[Int(subnet.index)] where matters(neighbour) {
        guard let hit = state.narrowedDestination(to: plan.owned(neighbour, family)) else { continue }
        arrive(hit, at: neighbour, crossedBoundary: false)
      }
    }
    guard let away = state.narrowedDestination(to: state.destinations.subtracting(neighbours)) else {
      return
    }
    route(away, from: nil, subnet: subnet)
  }
}

import NetworkModel

/// Endpoints that inspect what routes lead through them (NFW-1).
extension GraphBuilder {
  mutating func enterInspection(
    _ from: Int, _ id: ID<VPCEndpoint>, _ vpc: ID<VPC>, forwarded: Bool,
    _ to: [(HeaderField, Intervals)]
  ) {
    let endpoint = network.vpcEndpoints[id]
    guard case .inspection(let inspection) = endpoint.kind, endpoint.vpc == vpc,
      network.subnets[inspection.subnet].vpc == vpc
    else {
      return unknown(
        from, endpoint.name, "vpcEndpoint", "a route leads to it that it cannot serve", "RT-11", to)
    }
    guard endpoint.isFunctional else { return }
    edge(from, .inspection(id, forwarded: forwarded), to)
  }

  /// A packet may come a second time: the annotation of a place does not grow by that.
  mutating func expandInspection(_ from: Int, _ id: ID<VPCEndpoint>, forwarded: Bool) {
    guard case .inspection(let inspection) = network.vpcEndpoints[id].kind else { return }
    let open = filters.networkACL(of: inspection.subnet, .ingress, in: &graph.space)
    let passing = graph.space.passing(inspection.filter)
    cross(
      from, inspection.subnet, .none, everyAddress, graph.space.intersection(open, passing), forwarded: forwarded)
  }
}

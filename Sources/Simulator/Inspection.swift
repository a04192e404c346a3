import NetworkModel

/// Endpoints that inspect what routes lead through them (NFW-1).
extension Walk {
  /// In by the ACL of the endpoint's subnet, and out by it and that subnet's table, with nothing rewritten.
  mutating func pass(throughEndpoint id: ID<VPCEndpoint>, in vpc: ID<VPC>) -> Disposition {
    let endpoint = network.vpcEndpoints[id]
    let site = Site.vpcEndpoint(id)
    guard case .inspection(let inspection) = endpoint.kind else {
      return ends(
        unknown: Unknown(
          object: endpoint.name, kind: "vpcEndpoint", reason: "a route leads to it, but it forwards nothing",
          rule: "RT-11", origin: endpoint.origin))
    }
    guard endpoint.vpc == vpc, network.subnets[inspection.subnet].vpc == vpc else {
      return ends(
        unknown: Unknown(
          object: endpoint.name, kind: "vpcEndpoint", reason: "a route leads to it from another vpc",
          rule: "RT-11", origin: endpoint.origin))
    }
    guard endpoint.isFunctional || has(.inspectionIgnoresState) else {
      return dropped(.badState, at: site, "NFW-1")
    }
    if !has(.inspectionSkipsACL), let end = networkACL(of: inspection.subnet, .ingress) { return end }
    // REA-2: with the same header it takes the same way again.
    guard transit.meets(id) else { return dropped(.loop, at: site, "REA-2") }
    record("forward", at: site, "NFW-1")
    if let end = inspect(inspection.filter, at: id) { return end }
    if case .on = network.vpcs[vpc].blockPublicAccess {
      note(
        Unknown(
          object: endpoint.name, kind: "vpcEndpoint",
          reason: "what Block Public Access does to packets that were inspected is not modelled", rule: "BPA-4",
          origin: endpoint.origin))
    }
    if !has(.inspectionKeepsReferences) { tag = [] }
    return leave(inspection.subnet)
  }
}

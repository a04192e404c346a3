import NetworkModel

/// Gateway endpoints (GWE-1, K17).
extension Walk {
  /// A route of `vpc` leads to the endpoint.
  mutating func enter(_ id: ID<VPCEndpoint>, from vpc: ID<VPC>) -> Disposition {
    let endpoint = network.vpcEndpoints[id]
    let site = Site.vpcEndpoint(id)
    switch endpoint.kind {
    case .gateway: break
    case .interface:
      return ends(
        unknown: Unknown(
          object: endpoint.name, kind: "vpcEndpoint",
          reason: "a route leads to an interface endpoint", rule: "RT-11", origin: endpoint.origin))
    case .inspection:
      return ends(
        unknown: Unknown(
          object: endpoint.name, kind: "vpcEndpoint",
          reason: "a route for a service leads to an endpoint that inspects", rule: "RT-11",
          origin: endpoint.origin))
    case .other(let kind):
      return ends(
        unknown: Unknown(
          object: endpoint.name, kind: "vpcEndpoint",
          reason: "a route leads to an endpoint of kind \(kind)", rule: "RT-11",
          origin: endpoint.origin))
    }
    guard endpoint.isFunctional, endpoint.vpc == vpc else {
      return dropped(.badState, at: site, "GWE-1")
    }
    if transit.isForwarded, !has(.transitForwardedMayUseEndpoint) {
      return ends(
        unknown: Unknown(
          object: endpoint.name, kind: "vpcEndpoint",
          reason: "whether it serves what came through a transit gateway is not documented",
          rule: "GWE-1", origin: endpoint.origin))
    }
    guard isTCPOrEcho else { return dropped(.gatewayEndpointProtocol, at: site, "GWE-1") }
    memory.service = .gatewayEndpoint(id)
    return delivered(to: .service(endpoint.name), at: site, "GWE-1")
  }

  private var isTCPOrEcho: Bool {
    switch packet.proto {
    case IPProtocol.tcp: true
    case IPProtocol.icmp: packet.icmpType == 8 || packet.icmpType == 0
    case IPProtocol.icmp6: packet.icmpType == 128 || packet.icmpType == 129
    default: false
    }
  }
}

import NetworkModel

/// Transit gateways (TGW-1…): not followed yet, so what enters one is unknown.
extension Walk {
  mutating func enter(_ id: ID<TransitGateway>, from subnet: ID<Subnet>) -> Disposition {
    let gateway = network.transitGateways[id]
    return ends(
      unknown: Unknown(
        object: gateway.name, kind: "transitGateway", reason: "transit gateways are not modelled",
        rule: "TGW-4", origin: gateway.origin))
  }
}

import NetworkModel

/// Transit gateways (TGW-1…): not followed yet, so what enters one is unknown.
extension Explorer {
  mutating func enterTransitGateway(
    _ state: PathState, _ id: ID<TransitGateway>, from subnet: ID<Subnet>
  ) {
    let gateway = network.transitGateways[id]
    finish(
      state,
      .unknown(
        Unknown(
          object: gateway.name, kind: "transitGateway", reason: "transit gateways are not modelled",
          rule: "TGW-4", origin: gateway.origin)))
  }
}

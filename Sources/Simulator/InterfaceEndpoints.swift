import NetworkModel

/// Interface endpoints: their groups decide who connects (VPE-1, VPE-2).
extension Walk {
  /// The packet is at interface `id` of the endpoint.
  mutating func receive(at id: ID<Interface>, of endpoint: ID<VPCEndpoint>) -> Disposition {
    guard network.vpcEndpoints[endpoint].isFunctional || has(.endpointIgnoresState) else {
      return dropped(.badState, at: .vpcEndpoint(endpoint), "VPE-2")
    }
    // SG-9: references through a transit gateway are lost on endpoints.
    if transit.passages > 0, !has(.endpointSeesTransitReferences) { tag = [] }
    if !has(.endpointIgnoresGroups), let end = securityGroups(of: id, .ingress) { return end }
    return delivered(to: .interface(id), at: .interface(id), "VPE-1")
  }
}

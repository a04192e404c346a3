import NetworkModel

/// Interface endpoints (VPE-1, VPE-2, SG-9).
extension GraphBuilder {
  /// `mine` are the headers that are addressed to interfaces of the class.
  mutating func enterInterfaceEndpoint(
    _ from: Int, _ id: HostClassID, _ endpoint: ID<VPCEndpoint>, _ tag: SenderTag,
    _ mine: HeaderSet
  ) {
    guard network.vpcEndpoints[endpoint].isFunctional else { return }
    var arriving = tag
    if case .transit = tag { arriving = .none }
    let host = graph.classes[id]
    let groups = ingress(host.groups, arriving, network.subnets[host.subnet].vpc)
    let open = graph.space.intersection(mine, groups)
    edge(from, .received(id), open)
    // APP-3: what it accepts may start another leg.
    if let beyond = network.vpcEndpoints[endpoint].unknownBeyond {
      edge(from, .unknown(network[beyond]), open)
    }
  }
}

import NetworkModel

/// How a packet arrives: ownership, the receiving subnet's ACL, the receiving interface (ENI-5, K8,
/// K9).
extension Walk {
  /// To the owner of the destination in `vpc`, whatever the tables say (RT-9, RT-14). `leaving` is
  /// the subnet just left in the same VPC: the owner's ACL is asked unless it is that one; arrivals
  /// from elsewhere always ask.
  mutating func deliverByOwnership(
    in vpc: ID<VPC>, leaving subnet: ID<Subnet>?, at site: Site, _ semantics: String
  ) -> Disposition {
    guard let owner = world.owner(of: packet.destination, in: vpc) else {
      return dropped(.noPossibleDestination, at: site, semantics)
    }
    return deliver(to: owner, entersSubnet: network.interfaces[owner].subnet != subnet, semantics)
  }

  /// K9. What ends here is delivered; what a NAT gateway remembers goes on.
  mutating func deliver(to id: ID<Interface>, entersSubnet: Bool, _ semantics: String)
    -> Disposition
  {
    let interface = network.interfaces[id]
    if entersSubnet, let end = networkACL(of: interface.subnet, .ingress) { return end }
    guard interface.isFunctional else { return dropped(.badState, at: .interface(id), "CNV-4") }
    switch interface.kind {
    case .natGateway:
      return receiveAtNAT(id)
    case .transparentService:
      return dropped(.noPossibleDestination, at: .interface(id), "ENI-3")
    case .interfaceEndpoint(let endpoint): return receive(at: id, of: endpoint)
    case .loadBalancer(let balancer): return receive(at: id, of: balancer)
    case .unmodelledService(let unknown):
      if !interface.groups.isEmpty, let end = securityGroups(of: id, .ingress) { return end }
      return ends(unknown: unknown)
    case .ordinary:
      if let end = securityGroups(of: id, .ingress) { return end }
      if interface.sourceDestinationCheck, !has(.sourceCheckIgnored),
        !world.owns(id, packet.destination)
      {
        return dropped(.sourceDestinationCheck, at: .interface(id), "ENI-3")
      }
      return delivered(to: .interface(id), at: .interface(id), semantics)
    }
  }

  /// A route names interface `id` as its target (RT-11, ENI-6, NACL-11, K10).
  mutating func pass(through id: ID<Interface>, in vpc: ID<VPC>) -> Disposition {
    let interface = network.interfaces[id]
    guard interface.vpc == vpc, interface.kind == .ordinary else {
      return ends(
        unknown: Unknown(
          object: interface.name, kind: "networkInterface",
          reason: "a route leads to an interface that is not an appliance of this vpc",
          rule: "RT-11"))
    }
    guard interface.isFunctional else { return dropped(.badStateRoute, at: .interface(id), "RT-6") }
    if let end = networkACL(of: interface.subnet, .ingress) { return end }
    if let end = securityGroups(of: id, .ingress) { return end }
    if world.owns(id, packet.destination) {
      return delivered(to: .interface(id), at: .interface(id), "RT-11")
    }
    if interface.sourceDestinationCheck, !has(.sourceCheckIgnored) {
      return dropped(.sourceDestinationCheck, at: .interface(id), "ENI-3")
    }
    return ends(
      unknown: Unknown(
        object: interface.name, kind: "networkInterface",
        reason: "what this appliance does with the packet is not declared", rule: "ENI-6"))
  }
}

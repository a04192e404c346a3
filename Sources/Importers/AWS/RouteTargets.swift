internal import NetworkModel
internal import SourceText

extension ImportState {
  /// RT-11. A target that is not modelled or not understood is an unknown that names it.
  func routeTarget(
    _ record: Record, _ table: RouteTable, _ destination: RouteDestination, _ element: Element
  )
    -> RouteTarget
  {
    record.ignore(["InstanceOwnerId"], type: "RouteTables.Routes")
    let group = element.group
    let gateway = record.string("GatewayId")
    let nat = record.string("NatGatewayId")
    let peering = record.string("VpcPeeringConnectionId")
    let interface = record.string("NetworkInterfaceId")
    let instance = record.string("InstanceId")
    let egressOnly = record.string("EgressOnlyInternetGatewayId")
    let transit = record.string("TransitGatewayId")
    let nextHop = record.string("IpAddress")
    for (key, kind, rule) in Self.unmodelledTargets {
      guard let name = record.string(key) else { continue }
      return .unmodelled(unknown(name, kind, "a \(title(of: kind)) is not modelled", rule: rule))
    }
    if let gateway { return gatewayTarget(gateway, destination, record, element) }
    if let nat {
      if let regional = regionalNATs[nat] { return .unmodelled(regional) }
      return .natGateway(
        reference(
          model.natGateways, nat, .natGateways, term: "natGateway", group: group, at: record.range))
    }
    if let peering {
      if let reason = contestedPeerings[peering] ?? lacksRanges(peering, record.range) {
        return .peering(.missing(reason))
      }
      return .peering(
        reference(
          model.peerings, peering, .peerings, term: "vpcPeeringConnection", group: group,
          at: record.range))
    }
    if let transit {
      return .transitGateway(
        reference(
          model.transitGateways, transit, .transitGateways, term: "transitGateway", group: group,
          at: record.range))
    }
    if let egressOnly { return egressOnlyTarget(egressOnly, group, record.range) }
    if let interface {
      return .interface(
        reference(
          model.interfaces, interface, .networkInterfaces, term: "networkInterface", group: group,
          at: record.range))
    }
    if let instance { return instanceTarget(instance, group, record.range) }
    if let nextHop {
      return .unmodelled(
        unknown(
          nextHop, "address", "a next hop by address is not modelled", rule: "RT-7",
          at: record.range))
    }
    return .unmodelled(
      unknown(
        table.name, "routeTable", "a route has no target that is known", rule: "IMP-5",
        at: record.range))
  }

  /// PCX-2: a side whose ranges nothing tells has some, for AWS writes those of every active peering.
  private func lacksRanges(_ peering: String, _ range: SourceRange) -> UnknownID? {
    guard let id = model.peerings.id(named: peering), model.peerings[id].isActive,
      let side = [model.peerings[id].requester, model.peerings[id].accepter]
        .first(where: { $0.ranges.isEmpty && $0.vpc.id == nil })
    else { return nil }
    return unknown(
      peering, "vpcPeeringConnection", "it comes without the ranges of `\(side.vpcName)`",
      rule: "IMP-3a", at: range)
  }

  private static let unmodelledTargets: [(String, String, String)] = [
    ("CoreNetworkArn", "coreNetwork", "RT-11"),
    ("CarrierGatewayId", "carrierGateway", "RT-11"), ("LocalGatewayId", "localGateway", "RT-11"),
    ("OdbNetworkArn", "odbNetwork", "RT-11"),
  ]

  private func title(of kind: String) -> String {
    switch kind {
    case "coreNetwork": "core network"
    case "carrierGateway": "carrier gateway"
    case "localGateway": "local gateway"
    case _: "target of this kind"
    }
  }

  private func gatewayTarget(
    _ name: String, _ destination: RouteDestination, _ record: Record, _ element: Element
  ) -> RouteTarget {
    switch Substring(describedPrefix(of: name) ?? String(name.prefix { $0 != "-" })) {
    case "local":
      return .local
    case "igw":
      return .internetGateway(
        reference(
          model.internetGateways, name, .internetGateways, term: "internetGateway",
          group: element.group, at: record.range))
    case "eigw":
      return egressOnlyTarget(name, element.group, record.range)
    case "vgw":
      return .vpnGateway(
        reference(
          model.vpnGateways, name, .vpnGateways, term: "vpnGateway", group: element.group,
          at: record.range))
    case "vpce":
      let known = model.vpcEndpoints.id(named: name).map { model.vpcEndpoints[$0].kind }
      if case .prefixList = destination, known == nil || known == .gateway {
        return .gatewayEndpoint(
          reference(
            model.vpcEndpoints, name, .endpoints, term: "vpcEndpoint", group: element.group,
            at: record.range))
      }
      if case .inspection? = known, let id = model.vpcEndpoints.id(named: name) { return .inspection(.resolved(id)) }
      return .unmodelled(
        unknown(
          name, "vpcEndpoint",
          known == nil
            ? "this Gateway Load Balancer or firewall endpoint is not in the snapshot"
            : "a route leads to an endpoint that forwards nothing", rule: "RT-11"))
    case _:
      return .unmodelled(
        unknown(
          name, "gateway", "a route target of this kind is not known", rule: "IMP-5",
          at: record.range))
    }
  }

  /// Objects of templates and plans have names that do not tell their kind.
  private func describedPrefix(of name: String) -> String? {
    guard isDescribed else { return nil }
    if model.internetGateways.id(named: name) != nil { return "igw" }
    if model.egressOnlyInternetGateways.id(named: name) != nil { return "eigw" }
    if model.vpnGateways.id(named: name) != nil { return "vgw" }
    return model.vpcEndpoints.id(named: name) != nil ? "vpce" : nil
  }

  private func egressOnlyTarget(_ name: String, _ group: Int, _ range: SourceRange) -> RouteTarget {
    .egressOnlyInternetGateway(
      reference(
        model.egressOnlyInternetGateways, name, .egressOnlyInternetGateways,
        term: "egressOnlyInternetGateway",
        group: group, at: range))
  }

  private func instanceTarget(_ name: String, _ group: Int, _ range: SourceRange) -> RouteTarget {
    guard let id = model.instances.id(named: name),
      let interface = model.instances[id].interfaces.first
    else {
      return .interface(
        .missing(
          unknown(
            name, "instance", "the instance or its interface is not in the snapshot",
            rule: "IMP-3a", at: range)))
    }
    return .interface(.resolved(interface))
  }
}

import NetworkEdits
import NetworkModel
import SourceText

extension NetworkEdit {
  /// One line for each thing that changes; `context` is of the network before.
  func words(_ context: ReportContext) -> [String] {
    let network = context.network
    func group(_ id: ID<SecurityGroup>) -> String { context.title(network.securityGroups[id].name, kind: "securityGroup") }
    func host(_ id: ID<Interface>) -> String { context.title(network.interfaces[id].name, kind: "networkInterface") }
    func acl(_ id: ID<NetworkACL>) -> String { context.title(network.networkACLs[id].name, kind: "networkAcl") }
    func table(_ id: ID<RouteTable>) -> String { context.title(network.routeTables[id].name, kind: "routeTable") }
    func transit(_ id: ID<TransitGatewayRouteTable>) -> String {
      context.title(network.transitGatewayRouteTables[id].name, kind: "transitGatewayRouteTable")
    }
    switch self {
    case .addGroup(let new):
      let ends = new.interfaces.map(host).joined(separator: ", ")
      return ["give \(ends) a new security group \(DisplayText.escape(new.name))"]
        + new.rules.map { "  with the rule \(context.words($0))" }
    case .addGroupRules(let id, let rules): return rules.map { "add to security group \(group(id)): \(context.words($0))" }
    case .removeGroupRules(let id, let rules):
      return rules.map { rule in
        "remove from security group \(group(id)): \(context.words(rule))"
          + (rule.name.map { ", \(DisplayText.escape($0))" } ?? "") + (context.place(rule.origin).map { " — \($0)" } ?? "")
      }
    case .attachGroup(let id, let added): return ["give \(host(id)) the security group \(group(added))"]
    case .detachGroup(let id, let removed): return ["take the security group \(group(removed)) off \(host(id))"]
    case .addEntries(let id, let entries): return entries.map { "add to network ACL \(acl(id)): \(context.words($0))" }
    case .removeEntries(let id, let entries):
      return entries.map {
        "remove from network ACL \(acl(id)): \(context.words($0))" + (context.place($0.origin).map { " — \($0)" } ?? "")
      }
    case .addRoute(let id, let route):
      return ["add to route table \(table(id)): \(context.destination(route)) → \(context.target(route))"]
    case .removeRoute(let id, let route):
      return [
        "remove from route table \(table(id)): \(context.destination(route)) → \(context.target(route))"
          + (context.place(route.origin).map { " — \($0)" } ?? "")
      ]
    case .addTransitRoute(let id, let route):
      return ["add to transit gateway route table \(transit(id)): \(route.destination) → \(context.target(route))"]
    case .removeTransitRoute(let id, let route):
      return [
        "remove from transit gateway route table \(transit(id)): \(route.destination) → \(context.target(route))"
          + (context.place(route.origin).map { " — \($0)" } ?? "")
      ]
    case .addPublicAddress(let id, _): return ["give \(host(id)) a public address"]
    case .removePublicAddress(let id): return ["take the public address off \(host(id))"]
    case .start(let id): return ["start \(host(id))"]
    case .stop(let id): return ["stop \(host(id))"]
    case .activate(let id): return ["accept the peering connection \(DisplayText.escape(network.peerings[id].name))"]
    case .deactivate(let id): return ["delete the peering connection \(DisplayText.escape(network.peerings[id].name))"]
    case .excludeFromPublicAccessBlock(let id):
      return ["exclude \(context.title(network.vpcs[id].name, kind: "vpc")) from Block Public Access"]
    }
  }

  /// Where what is taken out stands.
  package func place(in context: ReportContext) -> String? {
    switch self {
    case .removeGroupRules(_, let rules): rules.lazy.compactMap { context.place($0.origin) }.first
    case .removeEntries(_, let entries): entries.lazy.compactMap { context.place($0.origin) }.first
    case .removeRoute(_, let route): context.place(route.origin)
    case .removeTransitRoute(_, let route): context.place(route.origin)
    case .addGroup, .addGroupRules, .attachGroup, .detachGroup, .addEntries, .addRoute, .addTransitRoute,
      .addPublicAddress, .removePublicAddress, .start, .stop, .activate, .deactivate, .excludeFromPublicAccessBlock:
      nil
    }
  }
}

extension ReportContext {
  /// `tcp/22 from 10.0.0.0/8`
  func words(_ rule: SecurityGroupRule) -> String {
    let peer: String =
      switch rule.peer {
      case .range(let range): range.description
      case .prefixList(.resolved(let list)): DisplayText.escape(network.prefixLists[list].name)
      case .group(.resolved(let group)): title(network.securityGroups[group].name, kind: "securityGroup")
      case .stale(let name): DisplayText.escape(name)
      case .prefixList(.missing), .group(.missing), .unknown: "a peer that is not in the snapshot"
      }
    return "\(words(rule.service)) \(rule.direction == .ingress ? "from" : "to") \(peer)"
  }

  /// `rule 99 allow tcp/22 from 10.0.0.0/8 (ingress)`
  func words(_ entry: NetworkACLEntry) -> String {
    "rule \(entry.number) \(entry.allows ? "allow" : "deny") \(words(entry.service)) "
      + "\(entry.direction == .ingress ? "from" : "to") \(entry.range) (\(entry.direction.rawValue))"
  }

  private func words(_ service: ServiceMatch) -> String {
    guard case .number(let proto) = service.proto else { return "all traffic" }
    let name = IPProtocol.name(proto)
    if IPProtocol.hasPorts(proto), let ports = service.ports {
      return ports.count == 1 ? "\(name)/\(ports.lowerBound)" : "\(name)/\(ports.lowerBound)-\(ports.upperBound)"
    }
    if IPProtocol.isICMP(proto), let type = service.icmpType {
      return service.icmpCode.map { "\(name)/\(type)/\($0)" } ?? "\(name)/\(type)"
    }
    return name
  }

  func destination(_ route: Route) -> String {
    switch route.destination {
    case .range(let range): range.description
    case .prefixList(let list): list.id.map { DisplayText.escape(network.prefixLists[$0].name) } ?? "a prefix list"
    }
  }

  func target(_ route: TransitGatewayRoute) -> String {
    route.attachments.first?.id.map { DisplayText.escape(network.transitGatewayAttachments[$0].name) } ?? "nothing"
  }

  func target(_ route: Route) -> String {
    let name: String? =
      switch route.target {
      case .local: "local"
      case .internetGateway(let gateway): gateway.id.map { network.internetGateways[$0].name }
      case .egressOnlyInternetGateway(let gateway):
        gateway.id.map { network.egressOnlyInternetGateways[$0].name }
      case .natGateway(let gateway): gateway.id.map { network.natGateways[$0].name }
      case .peering(let peering): peering.id.map { network.peerings[$0].name }
      case .interface(let interface): interface.id.map { network.interfaces[$0].name }
      case .gatewayEndpoint(let endpoint), .inspection(let endpoint): endpoint.id.map { network.vpcEndpoints[$0].name }
      case .transitGateway(let gateway): gateway.id.map { network.transitGateways[$0].name }
      case .vpnGateway(let gateway): gateway.id.map { network.vpnGateways[$0].name }
      case .unmodelled: nil
      }
    return DisplayText.escape(name ?? "a target")
  }
}

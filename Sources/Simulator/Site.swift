import NetworkModel
import SourceText

/// The object, and the part of it, that decides about a packet. Cheap to make: words are made of it
/// only for a trace.
enum Site {
  case interface(ID<Interface>)
  /// All groups of an interface together.
  case securityGroups(ID<Interface>)
  /// A group and the index of its deciding rule.
  case securityGroupRule(ID<SecurityGroup>, Int)
  /// An ACL and the index of its deciding entry.
  case networkACLEntry(ID<NetworkACL>, Int)
  /// The implicit last rule.
  case networkACLDefault(ID<NetworkACL>)
  case subnet(ID<Subnet>)
  /// The table of a subnet, when no route of it decides.
  case subnetTable(ID<Subnet>)
  /// A table, the index of the selected route, and the prefix under which it won.
  case route(ID<RouteTable>, Int, CIDR)
  case vpc(ID<VPC>)
  case internetGateway(ID<InternetGateway>)
  case egressOnlyInternetGateway(ID<EgressOnlyInternetGateway>)
  case natGateway(ID<NATGateway>)
  case peering(ID<Peering>)
  case vpcEndpoint(ID<VPCEndpoint>)
  /// A rule of the firewall behind an endpoint.
  case firewallRule(ID<VPCEndpoint>, String, SourceRange?)
  case loadBalancer(ID<LoadBalancer>)
  case transitGateway(ID<TransitGateway>)
  /// An attachment and, for a VPC, the subnet of it where the packet passes.
  case transitGatewayAttachment(ID<TransitGatewayAttachment>, ID<Subnet>?)
  /// An attachment that has no subnet in the zone of the given one.
  case transitGatewayZone(ID<TransitGatewayAttachment>, ID<Subnet>)
  /// A table of a transit gateway when no route of it decides.
  case transitGatewayTable(ID<TransitGatewayRouteTable>)
  /// The same, and the index of the selected route.
  case transitGatewayRoute(ID<TransitGatewayRouteTable>, Int)
  case vpnGateway(ID<VPNGateway>)
  case connection(ID<PrivateConnection>)
  case onPremises
  case internet
  case service(String)
  case unknown(Unknown)
}

extension NetworkModel {
  /// One step of a trace in words.
  func hop(_ action: String, at site: Site, _ semantics: String, _ packet: Packet) -> Hop {
    var hop = Hop(component: "", kind: "", action: action, semantics: semantics, packet: packet)
    switch site {
    case .interface(let id):
      (hop.component, hop.kind, hop.origin) = (
        interfaces[id].name, "networkInterface", interfaces[id].origin
      )
    case .securityGroups(let id):
      let names = interfaces[id].groups.map(text)
      hop.component = names.isEmpty ? interfaces[id].name : names.joined(separator: ", ")
      (hop.kind, hop.rule, hop.origin) = ("securityGroup", "no rule matches", interfaces[id].origin)
    case .securityGroupRule(let id, let index):
      let rule = securityGroups[id].rules[index]
      (hop.component, hop.kind) = (securityGroups[id].name, "securityGroup")
      (hop.rule, hop.origin) = (text(rule), rule.origin ?? securityGroups[id].origin)
    case .networkACLEntry(let id, let index):
      let entry = networkACLs[id].entries[index]
      (hop.component, hop.kind) = (networkACLs[id].name, "networkAcl")
      hop.rule = "rule \(entry.number) \(entry.allows ? "allow" : "deny")"
      hop.origin = entry.origin ?? networkACLs[id].origin
    case .networkACLDefault(let id):
      (hop.component, hop.kind, hop.rule) = (networkACLs[id].name, "networkAcl", "rule * deny")
      hop.origin = networkACLs[id].origin
    case .subnet(let id):
      (hop.component, hop.kind, hop.origin) = (subnets[id].name, "subnet", subnets[id].origin)
    case .subnetTable(let id):
      hop.kind = "routeTable"
      switch subnets[id].routeTable {
      case .resolved(let table):
        (hop.component, hop.origin) = (routeTables[table].name, routeTables[table].origin)
      case .missing(let unknown): hop.component = self[unknown].object
      }
      hop.rule = "no route covers \(packet.destination)"
    case .route(let table, let index, let range):
      let route = routeTables[table].routes[index]
      (hop.component, hop.kind) = (routeTables[table].name, "routeTable")
      (hop.rule, hop.origin) = (text(route, range), route.origin ?? routeTables[table].origin)
    case .vpc(let id):
      (hop.component, hop.kind, hop.origin) = (vpcs[id].name, "vpc", vpcs[id].origin)
    case .internetGateway(let id):
      (hop.component, hop.kind) = (internetGateways[id].name, "internetGateway")
      hop.origin = internetGateways[id].origin
    case .egressOnlyInternetGateway(let id):
      (hop.component, hop.kind) = (egressOnlyInternetGateways[id].name, "egressOnlyInternetGateway")
      hop.origin = egressOnlyInternetGateways[id].origin
    case .natGateway(let id):
      (hop.component, hop.kind, hop.origin) = (
        natGateways[id].name, "natGateway", natGateways[id].origin
      )
    case .peering(let id):
      (hop.component, hop.kind) = (peerings[id].name, "vpcPeeringConnection")
      hop.origin = peerings[id].origin
    case .vpcEndpoint(let id):
      (hop.component, hop.kind, hop.origin) = (
        vpcEndpoints[id].name, "vpcEndpoint", vpcEndpoints[id].origin
      )
    case .firewallRule(let id, let rule, let origin):
      (hop.component, hop.kind, hop.rule) = (vpcEndpoints[id].name, "vpcEndpoint", rule)
      hop.origin = origin ?? vpcEndpoints[id].origin
    case .loadBalancer(let id):
      (hop.component, hop.kind) = (loadBalancers[id].name, "loadBalancer")
      hop.origin = loadBalancers[id].origin
    case .transitGateway(let id):
      (hop.component, hop.kind) = (transitGateways[id].name, "transitGateway")
      hop.origin = transitGateways[id].origin
    case .transitGatewayAttachment(let id, let subnet):
      (hop.component, hop.kind) = (
        transitGatewayAttachments[id].name, "transitGatewayAttachment"
      )
      (hop.rule, hop.origin) = (subnet.map { subnets[$0].name }, transitGatewayAttachments[id].origin)
    case .transitGatewayZone(let id, let subnet):
      (hop.component, hop.kind) = (
        transitGatewayAttachments[id].name, "transitGatewayAttachment"
      )
      hop.rule = "no subnet in \(subnets[subnet].zone?.name ?? "the zone") of \(subnets[subnet].name)"
      hop.origin = transitGatewayAttachments[id].origin
    case .transitGatewayTable(let id):
      (hop.component, hop.kind) = (
        transitGatewayRouteTables[id].name, "transitGatewayRouteTable"
      )
      hop.rule = "no route covers \(packet.destination)"
      hop.origin = transitGatewayRouteTables[id].origin
    case .transitGatewayRoute(let id, let index):
      let route = transitGatewayRouteTables[id].routes[index]
      (hop.component, hop.kind) = (
        transitGatewayRouteTables[id].name, "transitGatewayRouteTable"
      )
      (hop.rule, hop.origin) = (text(route), route.origin ?? transitGatewayRouteTables[id].origin)
    case .vpnGateway(let id):
      (hop.component, hop.kind, hop.origin) = (
        vpnGateways[id].name, "vpnGateway", vpnGateways[id].origin
      )
    case .connection(let id):
      let connection = privateConnections[id]
      (hop.component, hop.origin) = (connection.name, connection.origin)
      switch connection.kind {
      case .vpn: hop.kind = "vpnConnection"
      case .directConnect: hop.kind = "directConnectGateway"
      }
    case .onPremises:
      (hop.component, hop.kind) = ("onprem", "onPremises")
    case .internet:
      (hop.component, hop.kind) = ("internet", "internet")
    case .service(let name):
      (hop.component, hop.kind) = (name, "service")
    case .unknown(let unknown):
      (hop.component, hop.kind, hop.rule) = (unknown.object, unknown.kind, unknown.reason)
      hop.origin = unknown.origin
    }
    return hop
  }

  // MARK: Rules in words

  /// `sgr-0a tcp/22 from 0.0.0.0/0`.
  private func text(_ rule: SecurityGroupRule) -> String {
    let words = [
      rule.name, text(rule.service), rule.direction == .ingress ? "from" : "to", text(rule.peer),
    ]
    return words.compactMap(\.self).joined(separator: " ")
  }

  private func text(_ service: ServiceMatch) -> String {
    guard case .number(let proto) = service.proto else { return "all traffic" }
    let name = IPProtocol.name(proto)
    if IPProtocol.hasPorts(proto), let ports = service.ports {
      let first = ports.lowerBound
      return first == ports.upperBound ? "\(name)/\(first)" : "\(name)/\(first)-\(ports.upperBound)"
    }
    if IPProtocol.isICMP(proto), let type = service.icmpType {
      return service.icmpCode.map { "\(name) type \(type) code \($0)" } ?? "\(name) type \(type)"
    }
    return name
  }

  private func text(_ peer: SecurityGroupPeer) -> String {
    switch peer {
    case .range(let range): range.description
    case .prefixList(let list): text(list, \.prefixLists)
    case .group(let group): text(group)
    case .stale(let name): name
    case .unknown(let unknown): self[unknown].object
    }
  }

  private func text(_ group: Reference<SecurityGroup>) -> String { text(group, \.securityGroups) }

  /// `10.0.0.0/16 → local`, with the list's name before the arrow when a list brought the prefix.
  private func text(_ route: Route, _ range: CIDR) -> String {
    switch route.destination {
    case .range: "\(range) → \(text(route.target))"
    case .prefixList(let list): "\(range) (\(text(list, \.prefixLists))) → \(text(route.target))"
    }
  }

  /// `10.1.0.0/16 → tgw-attach-0a1b`.
  private func text(_ route: TransitGatewayRoute) -> String {
    let targets = route.attachments.map { text($0, \.transitGatewayAttachments) }
    let target = targets.isEmpty ? "blackhole" : targets.joined(separator: ", ")
    return "\(route.destination) → \(target)"
  }

  private func text(_ target: RouteTarget) -> String {
    switch target {
    case .local: "local"
    case .internetGateway(let gateway): text(gateway, \.internetGateways)
    case .egressOnlyInternetGateway(let gateway): text(gateway, \.egressOnlyInternetGateways)
    case .natGateway(let gateway): text(gateway, \.natGateways)
    case .peering(let peering): text(peering, \.peerings)
    case .interface(let interface): text(interface, \.interfaces)
    case .gatewayEndpoint(let endpoint), .inspection(let endpoint): text(endpoint, \.vpcEndpoints)
    case .transitGateway(let gateway): text(gateway, \.transitGateways)
    case .vpnGateway(let gateway): text(gateway, \.vpnGateways)
    case .unmodelled(let unknown): self[unknown].object
    }
  }

  private func text<Object>(
    _ reference: Reference<Object>, _ table: KeyPath<NetworkModel, Table<Object>>
  ) -> String {
    switch reference {
    case .resolved(let id): self[keyPath: table][id].name
    case .missing(let unknown): self[unknown].object
    }
  }
}

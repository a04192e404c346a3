internal import NetworkModel
internal import SourceText

/// What stands behind an interface, told from its type, requester and description.
enum InterfaceRole: Equatable {
  case ordinary
  case natGateway
  case transparent(String)
  case unmodelled(String)

  /// Types whose traffic ends at the interface and is filtered by its groups.
  private static let ordinaryTypes: Set<String> = [
    "interface", "branch", "trunk", "efa", "efa-only", "lambda", "efs", "quicksight",
    "iot_rules_managed",
    "aws_codestar_connections_managed", "codestar_connections_managed", "evs",
  ]
  private static let unmodelledTypes: [String: String] = [
    "network_load_balancer": "loadBalancer", "load_balancer": "loadBalancer",
    "gateway_load_balancer": "loadBalancer", "vpc_endpoint": "vpcEndpoint",
    "api_gateway_managed": "apiGateway", "global_accelerator_managed": "globalAccelerator",
    "ec2_instance_connect_endpoint": "instanceConnectEndpoint",
    "verified_access_endpoint": "verifiedAccess",
    "client_vpn_endpoint": "clientVpnEndpoint", "resource_gateway": "resourceGateway",
  ]
  /// Older dumps say `interface` and put the service into the description.
  private static let descriptions: [(prefix: String, role: InterfaceRole)] = [
    ("Interface for NAT Gateway", .natGateway), ("ELB ", .unmodelled("loadBalancer")),
    ("VPC Endpoint Interface", .unmodelled("vpcEndpoint")),
    ("Network Interface for Transit Gateway Attachment", .transparent("transitGatewayAttachment")),
    ("Route 53 Resolver", .unmodelled("resolverEndpoint")),
    ("ClientVPN Endpoint", .unmodelled("clientVpnEndpoint")),
    ("Firewall Manager", .transparent("networkFirewall")),
  ]

  /// Nil for a type that is not known (IMP-5).
  static func of(type: String?, description: String, isRequesterManaged: Bool) -> InterfaceRole? {
    let type = type ?? "interface"
    if type == "nat_gateway" || type == "natGateway" { return .natGateway }
    if type == "transit_gateway" { return .transparent("transitGatewayAttachment") }
    if type == "gateway_load_balancer_endpoint" || type == "network_firewall" {
      return .transparent(type)
    }
    if let kind = unmodelledTypes[type] { return .unmodelled(kind) }
    guard ordinaryTypes.contains(type) else { return nil }
    if type == "interface", isRequesterManaged,
      let known = descriptions.first(where: { description.hasPrefix($0.prefix) })
    {
      return known.role
    }
    return .ordinary
  }
}

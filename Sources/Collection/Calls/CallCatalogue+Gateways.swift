extension CallCatalogue {
  private static let tables = "ec2 describe-transit-gateway-route-tables"

  private static func ofTransitTable(
    _ operation: String, _ list: String, request: JSONTree = .object([JSONTree.Member]()),
    pages: CallDescription.Pages = .standard(1000, least: 5)
  ) -> CallDescription {
    CallDescription(
      "ec2", operation, [list], pages: pages, request: request,
      each: .element(
        of: tables, "TransitGatewayRouteTables",
        as: ["TransitGatewayRouteTableId": "TransitGatewayRouteTableId"]))
  }

  static let transitGateways: [CallDescription] = [
    .init("ec2", "describe-transit-gateways", ["TransitGateways"], pages: .standard(1000, least: 5)),
    .init(
      "ec2", "describe-transit-gateway-attachments", ["TransitGatewayAttachments"],
      pages: .standard(1000, least: 5)),
    .init(
      "ec2", "describe-transit-gateway-vpc-attachments", ["TransitGatewayVpcAttachments"],
      pages: .standard(1000, least: 5)),
    .init(
      "ec2", "describe-transit-gateway-peering-attachments", ["TransitGatewayPeeringAttachments"],
      pages: .standard(1000, least: 5)),
    .init(
      "ec2", "describe-transit-gateway-connects", ["TransitGatewayConnects"],
      pages: .standard(1000, least: 5)),
    .init(
      "ec2", "describe-transit-gateway-connect-peers", ["TransitGatewayConnectPeers"],
      pages: .standard(1000, least: 5)),
    .init(
      "ec2", "describe-transit-gateway-route-tables", ["TransitGatewayRouteTables"],
      pages: .standard(1000, least: 5)),
    ofTransitTable("get-transit-gateway-route-table-associations", "Associations"),
    ofTransitTable(
      "get-transit-gateway-route-table-propagations", "TransitGatewayRouteTablePropagations"),
    // The API wants a filter; these two types are all there are.
    ofTransitTable(
      "search-transit-gateway-routes", "Routes",
      request: .object([
        "Filters": .array([
          .object([
            "Name": .string("type"),
            "Values": .array([.string("static"), .string("propagated")]),
          ])
        ])
      ]), pages: .standard()),
    ofTransitTable(
      "get-transit-gateway-prefix-list-references", "TransitGatewayPrefixListReferences"),
    .init(
      "ec2", "describe-transit-gateway-policy-tables", ["TransitGatewayPolicyTables"],
      pages: .standard(1000, least: 5)),
    .init(
      "ec2", "get-transit-gateway-policy-table-entries", ["TransitGatewayPolicyTableEntries"],
      pages: .standard(1000, least: 5),
      each: .element(
        of: "ec2 describe-transit-gateway-policy-tables", "TransitGatewayPolicyTables",
        as: ["TransitGatewayPolicyTableId": "TransitGatewayPolicyTableId"])),
  ]

  private static func ofClientEndpoint(_ operation: String, _ list: String) -> CallDescription {
    CallDescription(
      "ec2", operation, [list], pages: .standard(1000, least: 5),
      each: .element(
        of: "ec2 describe-client-vpn-endpoints", "ClientVpnEndpoints",
        as: ["ClientVpnEndpointId": "ClientVpnEndpointId"]))
  }

  static let hybrid: [CallDescription] = [
    .init("ec2", "describe-vpn-gateways", ["VpnGateways"]),
    .init("ec2", "describe-customer-gateways", ["CustomerGateways"]),
    .init("ec2", "describe-vpn-connections", ["VpnConnections"]),
    .init(
      "ec2", "describe-vpn-concentrators", ["VpnConcentrators"],
      pages: .standard(1000, least: 200)),
    .init(
      "ec2", "describe-client-vpn-endpoints", ["ClientVpnEndpoints"],
      pages: .standard(1000, least: 5)),
    ofClientEndpoint("describe-client-vpn-target-networks", "ClientVpnTargetNetworks"),
    ofClientEndpoint("describe-client-vpn-routes", "Routes"),
    ofClientEndpoint("describe-client-vpn-authorization-rules", "AuthorizationRules"),
  ]

  private static func ofConnectGateway(_ operation: String, _ list: String) -> CallDescription {
    CallDescription(
      "directconnect", operation, [list], place: .global, pages: .lower(),
      each: .element(
        of: "directconnect describe-direct-connect-gateways", "directConnectGateways",
        as: ["directConnectGatewayId": "directConnectGatewayId"]))
  }

  static let directConnect: [CallDescription] = [
    .init("directconnect", "describe-locations", ["locations"], isReread: false),
    .init("directconnect", "describe-connections", ["connections"], pages: .lower()),
    .init("directconnect", "describe-lags", ["lags"], pages: .lower()),
    .init("directconnect", "describe-virtual-interfaces", ["virtualInterfaces"], pages: .lower()),
    .init(
      "directconnect", "describe-direct-connect-gateways", ["directConnectGateways"],
      place: .global, pages: .lower()),
    ofConnectGateway(
      "describe-direct-connect-gateway-associations", "directConnectGatewayAssociations"),
    ofConnectGateway(
      "describe-direct-connect-gateway-attachments", "directConnectGatewayAttachments"),
    .init("interconnect", "list-connections", ["connections"], pages: .lower(100)),
    .init("interconnect", "list-environments", ["environments"], pages: .lower(100)),
  ]

  private static func firewallList(_ operation: String, _ list: String) -> CallDescription {
    CallDescription("network-firewall", operation, [list], pages: .standard(100))
  }

  private static func firewallDetail(
    _ operation: String, _ lists: [String], of parent: String, _ list: String, _ key: String,
    from member: String = "Arn"
  ) -> CallDescription {
    CallDescription(
      "network-firewall", operation, lists,
      each: .init(parent: "network-firewall \(parent)") { answer, _ in
        (answer[list]?.elements ?? []).compactMap { $0[member]?.string }
          .map { .object([JSONTree.Member(key, .string($0))]) }
      })
  }

  static let firewalls: [CallDescription] = [
    firewallList("list-firewalls", "Firewalls"),
    firewallDetail(
      "describe-firewall", ["Firewall", "FirewallStatus"], of: "list-firewalls", "Firewalls",
      "FirewallArn", from: "FirewallArn"),
    firewallList("list-vpc-endpoint-associations", "VpcEndpointAssociations"),
    firewallDetail(
      "describe-vpc-endpoint-association", ["VpcEndpointAssociation"],
      of: "list-vpc-endpoint-associations", "VpcEndpointAssociations", "VpcEndpointAssociationArn",
      from: "VpcEndpointAssociationArn"),
    firewallList("list-firewall-policies", "FirewallPolicies"),
    firewallDetail(
      "describe-firewall-policy", ["FirewallPolicy"], of: "list-firewall-policies",
      "FirewallPolicies", "FirewallPolicyArn"),
    firewallList("list-rule-groups", "RuleGroups"),
    firewallDetail(
      "describe-rule-group", ["RuleGroup"], of: "list-rule-groups", "RuleGroups", "RuleGroupArn"),
    firewallList("list-tls-inspection-configurations", "TLSInspectionConfigurations"),
    firewallDetail(
      "describe-tls-inspection-configuration", ["TLSInspectionConfiguration"],
      of: "list-tls-inspection-configurations", "TLSInspectionConfigurations",
      "TLSInspectionConfigurationArn"),
    firewallList("list-proxies", "Proxies"),
    firewallDetail("describe-proxy", ["Proxy"], of: "list-proxies", "Proxies", "ProxyArn"),
    firewallList("list-proxy-configurations", "ProxyConfigurations"),
    firewallDetail(
      "describe-proxy-configuration", ["ProxyConfiguration"], of: "list-proxy-configurations",
      "ProxyConfigurations", "ProxyConfigurationArn"),
    firewallList("list-proxy-rule-groups", "ProxyRuleGroups"),
    firewallDetail(
      "describe-proxy-rule-group", ["ProxyRuleGroup"], of: "list-proxy-rule-groups",
      "ProxyRuleGroups", "ProxyRuleGroupArn"),
  ]
}

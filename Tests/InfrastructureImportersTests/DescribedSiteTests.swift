import Checker
import Importers
import InfrastructureImporters
import NetworkModel
import SourceText
import Testing

/// VPN and Direct Connect in plans, states and templates (IAC-10).
@Suite("Sites in templates and plans")
struct DescribedSiteTests {
  @Test(arguments: [
    ("forbid App -> onprem", Verdict.violated), ("forbid onprem -> App on tcp/22", .proved),
    ("forbid onprem -> Data", .proved), ("forbid App -> internet", .proved),
    // VPN-3: what a site sends over a connection with static routing is its own decision.
    ("forbid onprem -> App on tcp/443", .unknown), ("require App -> Data on tcp/5432", .proved),
    ("forbid Data -> onprem", .proved),
  ])
  func vpnInATemplate(policy: String, expected: Verdict) throws {
    #expect(try verdict(policy, on: Samples.vpnTemplate, name: "t.yaml") == expected)
  }

  @Test(arguments: [
    (#"forbid "aws_instance.web" -> onprem"#, Verdict.violated),
    (#"forbid onprem -> "aws_instance.web" on tcp/22"#, .proved),
    (#"forbid onprem -> "aws_instance.web" on tcp/443"#, .unknown),
    (#"forbid onprem -> "aws_instance.data""#, .proved), (#"forbid "aws_instance.data" -> onprem"#, .proved),
  ])
  func vpnInAPlan(policy: String, expected: Verdict) throws {
    #expect(try verdict(policy, on: PlanText.joined.text) == expected)
  }

  @Test func factsOfAConnection() throws {
    for (text, name) in [(Samples.vpnTemplate, "t.yaml"), (PlanText.joined.text, "p")] {
      let result = try network(text, name: name)
      let connection = try #require(result.network.privateConnections.elements.first)
      #expect(connection.learned.ranges.map(\.description) == ["192.168.0.0/16"] && connection.learned.others == nil)
      #expect(connection.isFunctional && connection.families == [.v4])
      #expect(result.network.assumptions.contains { $0.name.hasSuffix(".connections-are-up") })
      #expect(result.unsupported.isEmpty && result.network.globalUnknowns.isEmpty)
      let propagated = result.network.routeTables.elements.flatMap(\.routes).filter { $0.source == .propagated }
      #expect(propagated.map(\.destination) == [.range(CIDR(.v4, base: 0xC0A8_0000, length: 16))])
    }
  }

  /// What a site announces is known only after deployment; what goes on inside the VPC is known (RT-3).
  @Test func dynamicRouting() throws {
    let text = Samples.vpnTemplate.replacing("StaticRoutesOnly: true", with: "StaticRoutesOnly: false")
    try #require(text != Samples.vpnTemplate)
    for (policy, expected) in [
      ("forbid App -> onprem", Verdict.unknown), ("forbid onprem -> App on tcp/22", .proved),
      ("forbid onprem -> App on tcp/443", .unknown), ("require App -> Data on tcp/5432", .proved),
      // Found by the solver, and replayed by the simulator: both leave local routes alone.
      ("forbid App -> Data on tcp/5432", .violated),
      // What leaves for a site may come back by another way.
      ("forbid App -> Data on tcp/22", .unknown),
    ] {
      #expect(try verdict(policy, on: text, name: "t.yaml") == expected, "\(policy)")
    }
  }

  @Test(arguments: [
    ("StaticRoutesOnly: true", "StaticRoutesOnly: !ImportValue kind"),
    ("DestinationCidrBlock: 192.168.0.0/16", "DestinationCidrBlock: !ImportValue site"),
    ("LocalIpv4NetworkCidr: 0.0.0.0/0", "LocalIpv4NetworkCidr: !ImportValue site"),
    ("LocalIpv4NetworkCidr: 0.0.0.0/0", "VpnConcentratorId: vcn-1"),
    ("          VpnGatewayId: !Ref Edge\n      StaticRoutesOnly", "          VpnGatewayId: !ImportValue edge\n      StaticRoutesOnly"),
    ("VpnConnectionId: !Ref Tunnel", "VpnConnectionId: !ImportValue tunnel"),
  ])
  func whatIsNotKnown(old: String, new: String) throws {
    let text = Samples.vpnTemplate.replacing(old.trimmedFront, with: new.trimmedFront)
    try #require(text != Samples.vpnTemplate)
    // The site's addresses, since nobody knows whether others are behind the connection.
    #expect(try verdict("forbid App -> 192.168.1.0/24", on: Samples.vpnTemplate, name: "t.yaml") == .violated)
    #expect(try verdict("forbid App -> 172.20.0.0/24", on: Samples.vpnTemplate, name: "t.yaml") == .proved)
    #expect(try verdict("forbid App -> 192.168.1.0/24", on: text, name: "t.yaml") == .unknown)
    #expect(try verdict("forbid App -> 172.20.0.0/24", on: text, name: "t.yaml") == .unknown)
  }

  @Test func aNewProperty() throws {
    let text = Samples.vpnTemplate.replacing("LocalIpv4NetworkCidr: 0.0.0.0/0", with: "NewSwitch: true")
    try #require(text != Samples.vpnTemplate)
    #expect(try verdict("forbid onprem -> Data", on: text, name: "t.yaml") == .unknown)
  }

  /// A gateway whose connections others manage carries nobody knows what.
  @Test func aGatewayWithoutConnections() throws {
    let parts = Samples.vpnTemplate.components(between: "  Device:\n", and: "  Table:\n")
    let text = parts.before + "  Table:\n" + parts.after
    #expect(try verdict("forbid App -> 192.168.1.0/24", on: text, name: "t.yaml") == .unknown)
    #expect(try verdict("require App -> Data on tcp/5432", on: text, name: "t.yaml") == .proved)
  }

  @Test(arguments: [
    ("10.3.0.0/16", "forbid onprem -> App on tcp/22", Verdict.proved),
    ("10.3.0.0/16", "forbid onprem -> App on tcp/443", .unknown),
    ("10.3.0.0/16", "forbid App -> onprem", .unknown),
    ("10.3.0.0/16", "require App -> Data on tcp/5432", .proved),
    // DX-4: the site is not told of the VPC.
    ("10.9.0.0/16", "forbid onprem -> App on tcp/443", .proved),
  ])
  func directConnectInATemplate(allowed: String, policy: String, expected: Verdict) throws {
    let text = Samples.directConnectTemplate.replacing("[10.3.0.0/16]", with: "[\(allowed)]")
    #expect(try verdict(policy, on: text, name: "t.yaml") == expected)
  }

  @Test(arguments: [
    ("10.1.0.0/16", #"forbid onprem -> "aws_instance.web" on tcp/22"#, Verdict.proved),
    ("10.1.0.0/16", #"forbid onprem -> "aws_instance.web" on tcp/443"#, .unknown),
    ("10.9.0.0/16", #"forbid onprem -> "aws_instance.web" on tcp/443"#, .proved),
    ("10.1.0.0/16", #"forbid onprem -> "aws_instance.data""#, .proved),
  ])
  func directConnectInAPlan(allowed: String, policy: String, expected: Verdict) throws {
    var plan = PlanText.linked
    plan["aws_dx_gateway_association.link"].known = plan["aws_dx_gateway_association.link"].known
      .replacing("10.1.0.0/16", with: allowed)
    #expect(try verdict(policy, on: plan.text) == expected)
    let connection = try #require(try network(plan.text).network.privateConnections.elements.first)
    #expect(connection.families == [.v4, .v6] && connection.isFunctional)
  }

  /// Without written prefixes a virtual private gateway tells the ranges of its VPC; with ones that are not known, others.
  @Test func allowedPrefixes() throws {
    var plan = PlanText.linked
    plan["aws_dx_gateway_association.link"].known = #""proposal_id": null, "vpn_gateway_id": null"#
    plan["aws_dx_gateway_association.link"].later.append("allowed_prefixes")
    plan["aws_dx_gateway_association.link"].references["allowed_prefixes"] = nil
    var connection = try #require(try network(plan.text).network.privateConnections.elements.first)
    #expect(connection.advertised.ranges.map(\.description) == ["10.1.0.0/16"] && connection.advertised.others == nil)
    plan["aws_dx_gateway_association.link"].references["allowed_prefixes"] = ["var.prefixes"]
    connection = try #require(try network(plan.text).network.privateConnections.elements.first)
    #expect(connection.advertised.ranges.isEmpty && connection.advertised.others != nil)
  }

  /// A Direct Connect gateway of another account, or one without an interface here, may carry anything.
  @Test(arguments: [
    ("DirectConnectGatewayId: !Ref Link\n      AssociatedGatewayId", "DirectConnectGatewayId: 'dxgw-7'\n      AssociatedGatewayId"),
    ("DirectConnectGatewayId: !Ref Link\n      BgpPeers", "DirectConnectGatewayId: 'dxgw-7'\n      BgpPeers"),
    ("AddressFamily: ipv4", "AddressFamily: !ImportValue family"),
    ("AllowedPrefixesToDirectConnectGateway: [10.9.0.0/16]", "AllowedPrefixesToDirectConnectGateway: !ImportValue prefixes"),
  ])
  func openDirectConnect(old: String, new: String) throws {
    let sample = Samples.directConnectTemplate.replacing("[10.3.0.0/16]", with: "[10.9.0.0/16]")
    let text = sample.replacing(old, with: new)
    try #require(text != sample)
    #expect(try verdict("forbid App -> 192.168.1.0/24", on: text, name: "t.yaml") == .unknown)
    let policy = "forbid onprem -> App on tcp/443"
    let imported = try network(text, name: "t.yaml").network
    #expect(
      imported.privateConnections.elements.contains { $0.advertised.others != nil }
        || imported.vpnGateways.elements.contains { $0.unlistedConnections != nil }, "\(policy)")
  }

  /// A state shows its tunnels and routes.
  @Test(arguments: [("UP", true), ("DOWN", false)])
  func tunnelsOfAState(status: String, isFunctional: Bool) throws {
    let text = """
      {"format_version": "1.0", "terraform_version": "1.9.0", "values": {"root_module": {"resources": [
       {"address": "aws_vpc.main", "mode": "managed", "type": "aws_vpc", "name": "main",
        "values": {"id": "vpc-1", "cidr_block": "10.1.0.0/16", "assign_generated_ipv6_cidr_block": false}},
       {"address": "aws_vpn_gateway.edge", "mode": "managed", "type": "aws_vpn_gateway", "name": "edge",
        "values": {"id": "vgw-1", "vpc_id": "vpc-1", "amazon_side_asn": "65001"}},
       {"address": "aws_vpn_connection.t", "mode": "managed", "type": "aws_vpn_connection", "name": "t",
        "values": {"id": "vpn-1", "type": "ipsec.1", "customer_gateway_id": "cgw-1", "vpn_gateway_id": "vgw-1",
         "transit_gateway_id": "", "static_routes_only": true, "tunnel_inside_ip_version": "ipv4",
         "local_ipv4_network_cidr": "0.0.0.0/0", "local_ipv6_network_cidr": "", "remote_ipv4_network_cidr": "0.0.0.0/0",
         "remote_ipv6_network_cidr": "", "tunnel1_preshared_key": "x",
         "routes": [{"destination_cidr_block": "192.168.0.0/16", "source": "Static", "state": "available"}],
         "vgw_telemetry": [{"status": "\(status)", "accepted_route_count": 0}, {"status": "DOWN"}]}}]}}}
      """
    let model = try network(text).network
    let connection = try #require(model.privateConnections.named("aws_vpn_connection.t"))
    #expect(connection.isFunctional == isFunctional)
    #expect(connection.learned.ranges.map(\.description) == ["192.168.0.0/16"])
    #expect(model.vpnGateways.named("aws_vpn_gateway.edge")?.vpc == model.vpcs.id(named: "aws_vpc.main"))
    #expect(!model.assumptions.contains { $0.name.hasSuffix("connections-are-up") } && model.globalUnknowns.isEmpty)
  }

  /// A connection at a transit gateway is one of its attachments.
  @Test func transitGateways() throws {
    var plan = PlanText.joined
    plan["aws_ec2_transit_gateway.hub"] = .init(
      address: "aws_ec2_transit_gateway.hub",
      known:
        #""default_route_table_association": "enable", "default_route_table_propagation": "disable", "security_group_referencing_support": "disable""#,
      later: ["arn", "association_default_route_table_id"])
    plan["aws_vpn_connection.tunnel"].known = #""type": "ipsec.1", "static_routes_only": false, "vpn_gateway_id": null"#
    plan["aws_vpn_connection.tunnel"].later.removeAll { $0 == "vpn_gateway_id" }
    plan["aws_vpn_connection.tunnel"].later.append("transit_gateway_id")
    plan["aws_vpn_connection.tunnel"].references["vpn_gateway_id"] = nil
    plan["aws_vpn_connection.tunnel"].references["transit_gateway_id"] = [
      "aws_ec2_transit_gateway.hub.id", "aws_ec2_transit_gateway.hub",
    ]
    plan["aws_ec2_transit_gateway_route.site"] = .init(
      address: "aws_ec2_transit_gateway_route.site",
      known: #""destination_cidr_block": "192.168.0.0/16", "blackhole": false"#,
      later: ["transit_gateway_attachment_id", "transit_gateway_route_table_id"],
      references: [
        "transit_gateway_attachment_id": [
          "aws_vpn_connection.tunnel.transit_gateway_attachment_id", "aws_vpn_connection.tunnel",
        ],
        "transit_gateway_route_table_id": [
          "aws_ec2_transit_gateway.hub.association_default_route_table_id", "aws_ec2_transit_gateway.hub",
        ],
      ])
    let model = try network(plan.text).network
    let attachment = try #require(model.transitGatewayAttachments.named("aws_vpn_connection.tunnel/attachment"))
    let connection = try #require(model.privateConnections.id(named: "aws_vpn_connection.tunnel"))
    #expect(attachment.kind == .connection(.resolved(connection)) && attachment.isFunctional)
    guard case .table = attachment.association else {
      Issue.record("no association")
      return
    }
  }
}

extension String {
  fileprivate var trimmedFront: String { String(drop { $0 == " " }) }
}

extension Samples {
  /// Two hosts in a VPC with a site behind a VPN with static routes; one lets the site in on tcp/443.
  static let vpnTemplate = """
    AWSTemplateFormatVersion: '2010-09-09'
    Resources:
      Net:
        Type: AWS::EC2::VPC
        Properties:
          CidrBlock: 10.3.0.0/16
      Inner:
        Type: AWS::EC2::Subnet
        Properties:
          VpcId: !Ref Net
          CidrBlock: 10.3.1.0/24
      Deep:
        Type: AWS::EC2::Subnet
        Properties:
          VpcId: !Ref Net
          CidrBlock: 10.3.2.0/24
      Edge:
        Type: AWS::EC2::VPNGateway
        Properties:
          Type: ipsec.1
          AmazonSideAsn: 65001
      EdgeToNet:
        Type: AWS::EC2::VPCGatewayAttachment
        Properties:
          VpcId: !Ref Net
          VpnGatewayId: !Ref Edge
      Device:
        Type: AWS::EC2::CustomerGateway
        Properties:
          Type: ipsec.1
          BgpAsn: 65000
          IpAddress: 198.51.100.7
      Tunnel:
        Type: AWS::EC2::VPNConnection
        Properties:
          Type: ipsec.1
          CustomerGatewayId: !Ref Device
          VpnGatewayId: !Ref Edge
          StaticRoutesOnly: true
          LocalIpv4NetworkCidr: 0.0.0.0/0
      ToSite:
        Type: AWS::EC2::VPNConnectionRoute
        Properties:
          VpnConnectionId: !Ref Tunnel
          DestinationCidrBlock: 192.168.0.0/16
      Table:
        Type: AWS::EC2::RouteTable
        Properties:
          VpcId: !Ref Net
      TableOfInner:
        Type: AWS::EC2::SubnetRouteTableAssociation
        Properties:
          SubnetId: !Ref Inner
          RouteTableId: !Ref Table
      FromEdge:
        Type: AWS::EC2::VPNGatewayRoutePropagation
        Properties:
          RouteTableIds: [!Ref Table]
          VpnGatewayId: !Ref Edge
      AppGroup:
        Type: AWS::EC2::SecurityGroup
        Properties:
          GroupDescription: app
          VpcId: !Ref Net
          SecurityGroupIngress:
            - IpProtocol: tcp
              FromPort: 443
              ToPort: 443
              CidrIp: 192.168.0.0/16
      DataGroup:
        Type: AWS::EC2::SecurityGroup
        Properties:
          GroupDescription: data
          VpcId: !Ref Net
          SecurityGroupIngress:
            - IpProtocol: tcp
              FromPort: 5432
              ToPort: 5432
              SourceSecurityGroupId: !Ref AppGroup
      App:
        Type: AWS::EC2::Instance
        Properties:
          ImageId: ami-1
          InstanceType: t3.micro
          SubnetId: !Ref Inner
          SecurityGroupIds: [!Ref AppGroup]
      Data:
        Type: AWS::EC2::Instance
        Properties:
          ImageId: ami-1
          InstanceType: t3.micro
          SubnetId: !Ref Deep
          SecurityGroupIds: [!Ref DataGroup]

    """

  /// The same with a Direct Connect gateway in place of the VPN.
  static let directConnectTemplate: String = {
    let from = "  Device:\n"
    let to = "  Table:\n"
    let parts = vpnTemplate.components(between: from, and: to)
    return parts.before + """
        Link:
          Type: AWS::DirectConnect::DirectConnectGateway
          Properties:
            DirectConnectGatewayName: link
            AmazonSideAsn: '65002'
        Line:
          Type: AWS::DirectConnect::PrivateVirtualInterface
          Properties:
            ConnectionId: dxcon-1
            VirtualInterfaceName: line
            Vlan: 101
            DirectConnectGatewayId: !Ref Link
            BgpPeers:
              - AddressFamily: ipv4
                Asn: '65000'
        LinkToEdge:
          Type: AWS::DirectConnect::DirectConnectGatewayAssociation
          Properties:
            DirectConnectGatewayId: !Ref Link
            AssociatedGatewayId: !Ref Edge
            AllowedPrefixesToDirectConnectGateway: [10.3.0.0/16]

      """ + to + parts.after
  }()
}

extension String {
  /// What stands before the first `start`, and what after the first `end` behind it.
  func components(between start: String, and end: String) -> (before: String, after: String) {
    guard let first = firstRange(of: start), let last = self[first.upperBound...].firstRange(of: end) else {
      return (self, "")
    }
    return (String(self[..<first.lowerBound]), String(self[last.upperBound...]))
  }
}

extension PlanText {
  private static let vpc = ["aws_vpc.main.id", "aws_vpc.main"]
  private static let edge = ["aws_vpn_gateway.edge.id", "aws_vpn_gateway.edge"]

  /// The small plan with a virtual private gateway, whose routes its open subnet takes.
  private static var gated: PlanText {
    var plan = PlanText.small
    plan["aws_vpn_gateway.edge"] = .init(
      address: "aws_vpn_gateway.edge", known: #""availability_zone": null, "amazon_side_asn": "65001""#,
      later: ["arn", "vpc_id"], references: ["vpc_id": vpc])
    plan["aws_vpn_gateway_route_propagation.open"] = .init(
      address: "aws_vpn_gateway_route_propagation.open", known: #""timeouts": null"#,
      later: ["route_table_id", "vpn_gateway_id"],
      references: [
        "route_table_id": ["aws_route_table.open.id", "aws_route_table.open"], "vpn_gateway_id": edge,
      ])
    return plan
  }

  /// With a VPN to a site by static routes.
  static var joined: PlanText {
    var plan = gated
    plan["aws_customer_gateway.device"] = .init(
      address: "aws_customer_gateway.device",
      known: #""bgp_asn": "65000", "ip_address": "198.51.100.7", "type": "ipsec.1""#, later: ["arn"])
    plan["aws_vpn_connection.tunnel"] = .init(
      address: "aws_vpn_connection.tunnel",
      known: #""type": "ipsec.1", "static_routes_only": true, "transit_gateway_id": null, "tunnel1_startup_action": null"#,
      later: [
        "arn", "customer_gateway_id", "customer_gateway_configuration", "enable_acceleration",
        "local_ipv4_network_cidr", "local_ipv6_network_cidr", "remote_ipv4_network_cidr",
        "remote_ipv6_network_cidr", "routes", "transit_gateway_attachment_id", "tunnel1_address",
        "tunnel1_vgw_inside_address", "tunnel_inside_ip_version", "vgw_telemetry", "vpn_gateway_id",
        "transport_transit_gateway_attachment_id", "outside_ip_address_type",
      ],
      references: [
        "vpn_gateway_id": edge, "type": [], "static_routes_only": [],
        "customer_gateway_id": ["aws_customer_gateway.device.id", "aws_customer_gateway.device"],
      ])
    plan["aws_vpn_connection_route.site"] = .init(
      address: "aws_vpn_connection_route.site", known: #""destination_cidr_block": "192.168.0.0/16""#,
      later: ["vpn_connection_id"],
      references: [
        "vpn_connection_id": ["aws_vpn_connection.tunnel.id", "aws_vpn_connection.tunnel"],
        "destination_cidr_block": [],
      ])
    return plan
  }

  /// With a Direct Connect gateway.
  static var linked: PlanText {
    var plan = gated
    plan["aws_dx_gateway.link"] = .init(
      address: "aws_dx_gateway.link", known: #""name": "link", "amazon_side_asn": "65002""#,
      later: ["arn", "owner_account_id"])
    plan["aws_dx_private_virtual_interface.line"] = .init(
      address: "aws_dx_private_virtual_interface.line",
      known:
        #""name": "line", "connection_id": "dxcon-1", "vlan": 101, "address_family": "ipv4", "bgp_asn": 65000, "mtu": 1500, "vpn_gateway_id": null, "sitelink_enabled": false"#,
      later: ["arn", "amazon_address", "customer_address", "bgp_auth_key", "aws_device", "dx_gateway_id"],
      references: ["dx_gateway_id": ["aws_dx_gateway.link.id", "aws_dx_gateway.link"], "address_family": []])
    plan["aws_dx_bgp_peer.second"] = .init(
      address: "aws_dx_bgp_peer.second", known: #""address_family": "ipv6", "bgp_asn": 65000"#,
      later: ["bgp_status", "bgp_peer_id", "virtual_interface_id", "amazon_address", "customer_address", "aws_device"],
      references: [
        "virtual_interface_id": [
          "aws_dx_private_virtual_interface.line.id", "aws_dx_private_virtual_interface.line",
        ], "address_family": [],
      ])
    plan["aws_dx_gateway_association.link"] = .init(
      address: "aws_dx_gateway_association.link",
      known: #""allowed_prefixes": ["10.1.0.0/16"], "proposal_id": null, "vpn_gateway_id": null"#,
      later: [
        "associated_gateway_id", "associated_gateway_type", "dx_gateway_id", "dx_gateway_association_id",
        "associated_gateway_owner_account_id", "dx_gateway_owner_account_id", "transit_gateway_attachment_id",
      ],
      references: [
        "associated_gateway_id": edge, "dx_gateway_id": ["aws_dx_gateway.link.id", "aws_dx_gateway.link"],
        "allowed_prefixes": [],
      ])
    return plan
  }
}

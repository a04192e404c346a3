internal import SourceText

/// The resources of a template in the vocabulary of the description (IAC-5).
struct TemplateResources {
  private let template: Template
  private(set) var resources: [Resource] = []
  /// Why the template may hold more, or less, than is seen.
  private(set) var doubts: [(name: String, reason: String, range: SourceRange)] = []

  private static let types: [String: String] = [
    "AWS::EC2::VPC": "aws_vpc", "AWS::EC2::VPCCidrBlock": "aws_vpc_ipv4_cidr_block_association",
    "AWS::EC2::Subnet": "aws_subnet", "AWS::EC2::SubnetCidrBlock": "aws_subnet_cidr_block",
    "AWS::EC2::InternetGateway": "aws_internet_gateway",
    "AWS::EC2::VPCGatewayAttachment": "aws_internet_gateway_attachment",
    "AWS::EC2::EgressOnlyInternetGateway": "aws_egress_only_internet_gateway",
    "AWS::EC2::RouteTable": "aws_route_table", "AWS::EC2::Route": "aws_route",
    "AWS::EC2::SubnetRouteTableAssociation": "aws_route_table_association",
    "AWS::EC2::GatewayRouteTableAssociation": "aws_route_table_association",
    "AWS::EC2::VPNGatewayRoutePropagation": "aws_vpn_gateway_route_propagation",
    "AWS::EC2::VPNGateway": "aws_vpn_gateway",
    "AWS::EC2::SecurityGroup": "aws_security_group",
    "AWS::EC2::SecurityGroupIngress": "aws_vpc_security_group_ingress_rule",
    "AWS::EC2::SecurityGroupEgress": "aws_vpc_security_group_egress_rule",
    "AWS::EC2::NetworkAcl": "aws_network_acl", "AWS::EC2::NetworkAclEntry": "aws_network_acl_rule",
    "AWS::EC2::SubnetNetworkAclAssociation": "aws_network_acl_association",
    "AWS::EC2::PrefixList": "aws_ec2_managed_prefix_list",
    "AWS::EC2::NetworkInterface": "aws_network_interface", "AWS::EC2::Instance": "aws_instance",
    "AWS::EC2::NetworkInterfaceAttachment": "aws_network_interface_attachment",
    "AWS::EC2::EIP": "aws_eip", "AWS::EC2::EIPAssociation": "aws_eip_association",
    "AWS::EC2::NatGateway": "aws_nat_gateway",
    "AWS::EC2::VPCPeeringConnection": "aws_vpc_peering_connection",
    "AWS::EC2::VPCEndpoint": "aws_vpc_endpoint",
    "AWS::EC2::TransitGateway": "aws_ec2_transit_gateway",
    "AWS::EC2::TransitGatewayRouteTable": "aws_ec2_transit_gateway_route_table",
    "AWS::EC2::TransitGatewayAttachment": "aws_ec2_transit_gateway_vpc_attachment",
    "AWS::EC2::TransitGatewayVpcAttachment": "aws_ec2_transit_gateway_vpc_attachment",
    "AWS::EC2::TransitGatewayRouteTableAssociation":
      "aws_ec2_transit_gateway_route_table_association",
    "AWS::EC2::TransitGatewayRouteTablePropagation":
      "aws_ec2_transit_gateway_route_table_propagation",
    "AWS::EC2::TransitGatewayRoute": "aws_ec2_transit_gateway_route",
    "AWS::EC2::LaunchTemplate": "aws_launch_template",
    "AWS::ElasticLoadBalancingV2::LoadBalancer": "aws_lb",
    "AWS::EC2::VPNConnection": "aws_vpn_connection",
    "AWS::EC2::VPNConnectionRoute": "aws_vpn_connection_route",
    "AWS::DirectConnect::DirectConnectGateway": "aws_dx_gateway",
    "AWS::DirectConnect::DirectConnectGatewayAssociation": "aws_dx_gateway_association",
    "AWS::DirectConnect::PrivateVirtualInterface": "aws_dx_private_virtual_interface",
    "AWS::DirectConnect::PublicVirtualInterface": "aws_dx_public_virtual_interface",
    "AWS::DirectConnect::TransitVirtualInterface": "aws_dx_transit_virtual_interface",
    "AWS::NetworkFirewall::Firewall": "aws_networkfirewall_firewall",
    "AWS::NetworkFirewall::FirewallPolicy": "aws_networkfirewall_firewall_policy",
    "AWS::NetworkFirewall::RuleGroup": "aws_networkfirewall_rule_group",
    "AWS::NetworkFirewall::VpcEndpointAssociation": "aws_networkfirewall_vpc_endpoint_association",
  ]

  /// Properties whose name differs by more than its letters.
  private static let renamed: [String: [String: String]] = [
    "AWS::EC2::SecurityGroup": [
      "SecurityGroupIngress": "ingress", "SecurityGroupEgress": "egress", "GroupName": "name",
      "GroupDescription": "description",
    ],
    "AWS::EC2::EIP": ["InstanceId": "instance"],
    "AWS::EC2::EIPAssociation": ["EIP": "eip"],
    "AWS::EC2::NetworkInterface": [
      "GroupSet": "security_groups", "PrivateIpAddress": "private_ip",
      "PrivateIpAddresses": "private_ips",
    ],
    "AWS::EC2::Instance": [
      "SecurityGroupIds": "vpc_security_group_ids", "PrivateIpAddress": "private_ip",
      "NetworkInterfaces": "network_interfaces",
    ],
    "AWS::EC2::NatGateway": ["PrivateIpAddress": "private_ip"],
    "AWS::EC2::PrefixList": ["PrefixListName": "name"],
    "AWS::EC2::NetworkAclEntry": [:],
    "AWS::NetworkFirewall::Firewall": ["SubnetMappings": "subnet_mapping"],
  ]

  init(_ template: Template) {
    self.template = template
    for (name, body) in template.resources { add(name, body) }
    for transform in template.transforms
    where !["AWS::Serverless-2016-10-31", "AWS::LanguageExtensions"].contains(transform) {
      doubts.append(
        (
          transform, "the macro `\(transform)` may change the template",
          template.resources.first?.body.range
            ?? SourceRange(file: FileID(index: 0), start: 0, end: 0)
        ))
    }
  }

  private mutating func add(_ name: String, _ body: Attribute) {
    guard !name.hasPrefix("Fn::") else {
      return doubts.append((name, "`\(name)` makes resources that are not seen", body.range))
    }
    guard let title = body["Type"]?.text else {
      return doubts.append((name, "a resource without a type", body.range))
    }
    if let condition = body["Condition"] {
      let holds = condition.text.flatMap { template.holds($0) }
      if holds == false { return }
      if holds == nil {
        doubts.append(
          (name, "whether it exists depends on a condition that is not known", condition.range))
      }
    }
    let evaluated = template.value(
      body["Properties"] ?? Attribute(.object([]), body.range))
    let type = Self.types[title] ?? title
    if body["Properties"]?["Fn::Transform"] != nil {
      doubts.append((name, "a macro adds properties that are not seen", body.range))
    }
    var properties: Attribute
    switch evaluated.shape {
    case .object(let members):
      properties = Attribute(.object(translate(members, title)), body.range)
    case .null: properties = Attribute(.object([]), body.range)
    case .bool, .number, .text, .list, .reference, .later, .parameter, .unknown:
      doubts.append((name, "its properties are not known", evaluated.range))
      properties = Attribute(.object([]), body.range)
    }
    if title == "AWS::Serverless::Function", let network = template.functionNetwork,
      body["Properties"]?["VpcConfig"] == nil
    {
      properties = Attribute(
        .object(properties.members + [.init(key: "vpc_config", value: template.value(network))]),
        body.range)
    }
    if title == "AWS::Serverless::Function", properties["vpc_config"] == nil,
      body["Properties"]?["VpcConfig"] == nil
    {
      return
    }
    resources.append(
      Resource(
        address: name, type: type, title: title, attributes: properties, written: nil, region: nil,
        range: body.range))
  }

  private func translate(_ members: [Attribute.Member], _ title: String) -> [Attribute.Member] {
    var result: [Attribute.Member] = []
    let names = Self.renamed[title] ?? [:]
    for member in members {
      let key = names[member.key] ?? Template.snake(member.key)
      var value = member.value
      switch (title, member.key) {
      case ("AWS::EC2::SecurityGroup", "SecurityGroupIngress"),
        ("AWS::EC2::SecurityGroup", "SecurityGroupEgress"):
        value = mapped(value) { Self.rule($0) }
      case (_, "Tags"), (_, "Metadata"): break
      case ("AWS::EC2::NetworkAclEntry", "PortRange"):
        guard case .object = value.shape else { break }
        result.append(
          .init(key: "from_port", value: value["From"] ?? Attribute(.null, value.range)))
        result.append(.init(key: "to_port", value: value["To"] ?? Attribute(.null, value.range)))
        continue
      case ("AWS::EC2::NetworkAclEntry", "Icmp"):
        guard case .object = value.shape else { break }
        result.append(
          .init(key: "icmp_type", value: value["Type"] ?? Attribute(.null, value.range)))
        result.append(
          .init(key: "icmp_code", value: value["Code"] ?? Attribute(.null, value.range)))
        continue
      case ("AWS::EC2::LaunchTemplate", "LaunchTemplateData"):
        guard case .object = value.shape else { break }
        for inner in value.members {
          result.append(
            .init(
              key: inner.key == "SecurityGroupIds"
                ? "vpc_security_group_ids" : Template.snake(inner.key),
              value: inner.value))
        }
        continue
      case (_, "TagSpecifications"): break
      // Read in the provider's own words, in which names of variables keep their letters.
      case ("AWS::NetworkFirewall::RuleGroup", "RuleGroup"),
        ("AWS::NetworkFirewall::FirewallPolicy", "FirewallPolicy"):
        break
      case _: value = deepSnake(value)
      }
      result.append(.init(key: key, value: value))
    }
    if title == "AWS::EC2::SecurityGroupIngress" || title == "AWS::EC2::SecurityGroupEgress" {
      result =
        Self.rule(
          Attribute(
            .object(members),
            members.first?.value.range ?? SourceRange(file: FileID(index: 0), start: 0, end: 0))
        ).members
    }
    return result
  }

  private func mapped(_ list: Attribute, _ change: (Attribute) -> Attribute) -> Attribute {
    switch list.shape {
    case .list(let elements):
      Attribute(
        .list(
          elements.flatMap { element -> [Attribute] in
            // `Fn::If` with a list inside a list.
            if case .list(let inner) = element.shape { return inner.map(change) }
            return [change(element)]
          }), list.range)
    case .object: Attribute(.list([change(list)]), list.range)
    case .null, .bool, .number, .text, .reference, .later, .parameter, .unknown: list
    }
  }

  private func deepSnake(_ value: Attribute) -> Attribute {
    switch value.shape {
    case .list(let elements): Attribute(.list(elements.map(deepSnake)), value.range)
    case .object(let members):
      Attribute(
        .object(members.map { .init(key: Template.snake($0.key), value: deepSnake($0.value)) }),
        value.range)
    case .null, .bool, .number, .text, .reference, .later, .parameter, .unknown: value
    }
  }

  private static let ruleNames: [String: String] = [
    "IpProtocol": "ip_protocol", "FromPort": "from_port", "ToPort": "to_port",
    "CidrIp": "cidr_ipv4",
    "CidrIpv6": "cidr_ipv6", "SourceSecurityGroupId": "security_groups",
    "DestinationSecurityGroupId": "security_groups", "SourcePrefixListId": "prefix_list_id",
    "DestinationPrefixListId": "prefix_list_id", "Description": "description",
    "GroupId": "security_group_id",
  ]

  /// A rule of a group. A property of another name, such as a group by its name, stays and makes it unknown.
  private static func rule(_ rule: Attribute) -> Attribute {
    guard case .object(let members) = rule.shape else { return rule }
    let translated = members.compactMap { member -> Attribute.Member? in
      if ["SourceSecurityGroupOwnerId", "Tags"].contains(member.key) { return nil }
      return .init(key: ruleNames[member.key] ?? member.key, value: member.value)
    }
    return Attribute(.object(translated), rule.range)
  }
}

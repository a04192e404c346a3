import Checker
import Testing

/// What the provider makes by itself, and what the input adds to it (IAC-2).
@Suite("Objects that the provider makes")
struct ProvidedObjectTests {
  private let small = StateText.small

  @Test func aRuleOfTheGroupThatCameWithTheVPC() throws {
    let state = small.replacing("[\"sg-1\"]", "[\"sg-0\"]", in: "aws_instance.web")
    #expect(try verdict(#"forbid internet -> "aws_instance.web""#, on: state.raw) == .proved)
    let open = state.adding(
      "aws_security_group_rule.in",
      #""id": "r", "type": "ingress", "protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["0.0.0.0/0"], "source_security_group_id": null, "security_group_id": "sg-0", \#(StateText.rule)"#
    )
    #expect(
      try verdict(#"forbid internet -> "aws_instance.web" on tcp/22"#, on: open.raw) == .violated)
    let template = Samples.template.replacing(
      "SecurityGroupIds: [!Ref WebGroup]", with: "SecurityGroupIds: [!GetAtt Net.DefaultSecurityGroup]"
    )
    let rule = """
        Open:
          Type: AWS::EC2::SecurityGroupIngress
          Properties: {GroupId: !GetAtt Net.DefaultSecurityGroup, IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}
      """.replacing("Open:", with: "OpenRule:")
    let forbidden = "forbid internet -> Web on tcp/22"
    #expect(try verdict(forbidden, on: template, name: "t.yaml") == .proved)
    #expect(try verdict(forbidden, on: template + rule, name: "t.yaml") == .violated)
  }

  @Test func aRouteOfTheTableThatCameWithTheVPC() throws {
    let closed = small.removing("aws_route_table.out", "aws_route_table_association.out")
    let policy = #"forbid "aws_instance.web" -> internet"#
    #expect(try verdict(policy, on: closed.raw) == .proved)
    let open = closed.adding(
      "aws_route.out",
      #""id": "r", "route_table_id": "rtb-0", "destination_cidr_block": "0.0.0.0/0", "destination_ipv6_cidr_block": "", "gateway_id": "igw-1""#
    )
    #expect(try verdict(policy, on: open.raw) == .violated)
    // A VPN gateway that adds routes to it.
    let learning = closed.adding(
      "aws_vpn_gateway_route_propagation.in",
      #""id": "p", "route_table_id": "rtb-0", "vpn_gateway_id": "vgw-1""#)
    #expect(try verdict(policy, on: learning.raw) == .unknown)
  }

  @Test func anEntryOfTheACLThatCameWithTheVPC() throws {
    let closed = small.adding(
      "aws_network_acl_rule.no",
      #""id": "n", "network_acl_id": "acl-0", "rule_number": 1, "egress": false, "protocol": "-1", "rule_action": "deny", "cidr_block": "0.0.0.0/0", "ipv6_cidr_block": "", "from_port": 0, "to_port": 0, "icmp_type": null, "icmp_code": null"#
    )
    let policy = #"require internet -> "aws_instance.web" on tcp/443"#
    #expect(try verdict(policy, on: small.raw) == .proved)
    #expect(try verdict(policy, on: closed.raw) == .violated)
  }

  /// An entry that is a resource of its own stands in the list of its ACL, too.
  @Test func anEntryThatIsShownTwice() throws {
    func entry(_ number: Int, _ action: String) -> String {
      """
      {"rule_no": \(number), "action": "\(action)", "protocol": "6", "from_port": 443, "to_port": 443,
       "cidr_block": "0.0.0.0/0", "ipv6_cidr_block": "", "icmp_type": 0, "icmp_code": 0}
      """
    }
    let state = small.adding(
      "aws_network_acl.own",
      #""id": "acl-1", "vpc_id": "vpc-1", "subnet_ids": ["subnet-1"], "egress": [], "ingress": [\#(entry(90, "deny")), \#(entry(100, "allow"))]"#
    ).adding(
      "aws_network_acl_rule.no",
      #""id": "n", "network_acl_id": "acl-1", "rule_number": 90, "egress": false, "protocol": "tcp", "rule_action": "deny", "cidr_block": "0.0.0.0/0", "ipv6_cidr_block": "", "from_port": 443, "to_port": 443, "icmp_type": null, "icmp_code": null"#
    )
    #expect(
      try verdict(#"forbid internet -> "aws_instance.web" on tcp/443"#, on: state.raw) == .proved)
  }

  @Test func aMainTableThatIsNotTheOneThatCameWithTheVPC() throws {
    let state = small.removing("aws_route_table.out", "aws_route_table_association.out").replacing(
      #""main_route_table_id": "rtb-0""#, #""main_route_table_id": "rtb-9""#, in: "aws_vpc.main")
    #expect(try verdict(#"forbid "aws_instance.web" -> internet"#, on: state.raw) == .unknown)
    // Described, but not how it became the main one.
    let described = small.removing("aws_route_table_association.out").replacing(
      #""main_route_table_id": "rtb-0""#, #""main_route_table_id": "rtb-1""#, in: "aws_vpc.main")
    #expect(try verdict(#"forbid "aws_instance.web" -> internet"#, on: described.raw) == .violated)
  }

  /// A default VPC comes with an internet gateway and a route to it.
  @Test func theDefaultVPC() throws {
    var state = small.removing(
      "aws_internet_gateway.gate", "aws_route_table.out", "aws_route_table_association.out")
    state.attributes["aws_default_vpc.main"] = state.attributes["aws_vpc.main"]
    let own = state.removing("aws_default_vpc.main")
    let other = state.removing("aws_vpc.main")
    let policy = #"forbid internet -> "aws_instance.web""#
    #expect(try verdict(policy, on: own.raw) == .proved)
    #expect(try verdict(policy, on: other.raw) == .unknown)
  }

  @Test func aSubnetThatGivesIPv6Addresses() throws {
    let state = small.replacing(
      #""ipv6_cidr_block": """#, #""ipv6_cidr_block": "2600:1f18:1:100::/56""#, in: "aws_vpc.main"
    ).replacing(
      #""ipv6_cidr_block": """#,
      #""ipv6_cidr_block": "2600:1f18:1:100::/64", "assign_ipv6_address_on_creation": true"#,
      in: "aws_subnet.part"
    ).replacing(
      #""cidr_block": "0.0.0.0/0", "ipv6_cidr_block": """#,
      #""cidr_block": "", "ipv6_cidr_block": "::/0""#, in: "aws_route_table.out"
    ).replacing(
      #""cidr_blocks": ["0.0.0.0/0"], "ipv6_cidr_blocks": []"#,
      #""cidr_blocks": [], "ipv6_cidr_blocks": ["::/0"]"#, in: "aws_security_group.web")
    let policy = #"forbid internet -> "aws_instance.web" on tcp/443"#
    #expect(try verdict(policy, on: state.raw) == .violated)
    // An instance that exists shows what it has.
    let without = state.replacing(
      #""private_ip""#, #""ipv6_addresses": [], "private_ip""#, in: "aws_instance.web")
    #expect(try verdict(policy, on: without.raw) == .proved)
    let silent = state.replacing(
      #", "assign_ipv6_address_on_creation": true"#, "", in: "aws_subnet.part")
    #expect(try verdict(policy, on: silent.raw) == .unknown)
  }

  /// Without groups of its own, only an application load balancer has the group that came with the VPC.
  @Test(arguments: [("network", Verdict.unknown), ("application", .proved)])
  func aLoadBalancerWithoutGroups(type: String, expected: Verdict) throws {
    let state = small.replacing("52.1.2.3", "", in: "aws_instance.web").adding(
      "aws_lb.front",
      #""id": "lb-1", "internal": false, "load_balancer_type": "\#(type)", "subnets": ["subnet-1"], "security_groups": null, "ip_address_type": "ipv4""#
    )
    #expect(
      try verdict(#"forbid internet -> "aws_instance.web" on tcp/443"#, on: state.raw) == expected)
  }

  @Test func anEndpointThatLeadsElsewhere() throws {
    let state = small.adding(
      "aws_vpc_endpoint.other",
      #""id": "vpce-1", "vpc_id": "vpc-1", "vpc_endpoint_type": "Resource", "service_name": "", "subnet_ids": ["subnet-1"], "security_group_ids": ["sg-1"], "route_table_ids": []"#
    )
    #expect(try verdict(#"forbid "aws_instance.web" -> 10.4.1.0/24"#, on: state.raw) == .unknown)
  }

  /// A gateway without a default table has none to associate with, whatever an attachment asks for.
  @Test func aTransitGatewayThatOnlyPropagates() throws {
    var state = small.adding(
      "aws_vpc.other",
      #""id": "vpc-2", "cidr_block": "10.5.0.0/16", "assign_generated_ipv6_cidr_block": false, "ipv6_cidr_block": "", "default_security_group_id": "sg-20", "default_network_acl_id": "acl-20", "default_route_table_id": "rtb-20", "main_route_table_id": "rtb-20""#
    ).adding(
      "aws_subnet.other",
      #""id": "subnet-2", "vpc_id": "vpc-2", "cidr_block": "10.5.1.0/24", "map_public_ip_on_launch": false, "ipv6_cidr_block": """#
    ).adding(
      "aws_instance.other",
      #""id": "i-2", "subnet_id": "subnet-2", "vpc_security_group_ids": ["sg-2"], "private_ip": "10.5.1.9", "public_ip": "", "source_dest_check": true, "network_interface": [], "primary_network_interface_id": "eni-2""#
    ).adding(
      "aws_route.there",
      #""id": "r1", "route_table_id": "rtb-1", "destination_cidr_block": "10.5.0.0/16", "destination_ipv6_cidr_block": "", "transit_gateway_id": "tgw-1""#
    ).adding(
      "aws_route.back",
      #""id": "r2", "route_table_id": "rtb-20", "destination_cidr_block": "10.4.0.0/16", "destination_ipv6_cidr_block": "", "transit_gateway_id": "tgw-1""#
    )
    state.attributes["aws_security_group.other"] = state.attributes["aws_security_group.web"]?
      .replacing("sg-1", with: "sg-2").replacing("vpc-1", with: "vpc-2")
    for (name, vpc, subnet) in [("a", "vpc-1", "subnet-1"), ("b", "vpc-2", "subnet-2")] {
      state.attributes["aws_ec2_transit_gateway_vpc_attachment.\(name)"] =
        #""id": "at-\#(name)", "transit_gateway_id": "tgw-1", "vpc_id": "\#(vpc)", "subnet_ids": ["\#(subnet)"], "transit_gateway_default_route_table_association": true, "transit_gateway_default_route_table_propagation": true"#
    }
    func gateway(_ association: String) -> String {
      #""id": "tgw-1", "default_route_table_association": "\#(association)", "default_route_table_propagation": "enable""#
    }
    let policy = #"require "aws_instance.web" -> "aws_instance.other" on tcp/443"#
    let on = state.adding("aws_ec2_transit_gateway.hub", gateway("enable"))
    #expect(try verdict(policy, on: on.raw) == .proved)
    let off = state.adding("aws_ec2_transit_gateway.hub", gateway("disable"))
    #expect(try verdict(policy, on: off.raw) == .violated)
  }
}

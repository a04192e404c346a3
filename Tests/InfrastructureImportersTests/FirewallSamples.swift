extension Samples {
  /// A host behind a firewall: a stateful rule drops tcp/22, a stateless one tcp/3389, and its group admits both.
  static let firewallTemplate = """
    AWSTemplateFormatVersion: '2010-09-09'
    Resources:
      Net:
        Type: AWS::EC2::VPC
        Properties:
          CidrBlock: 10.2.0.0/16
      Gate:
        Type: AWS::EC2::InternetGateway
      GateToNet:
        Type: AWS::EC2::VPCGatewayAttachment
        Properties:
          VpcId: !Ref Net
          InternetGatewayId: !Ref Gate
      Open:
        Type: AWS::EC2::Subnet
        Properties:
          VpcId: !Ref Net
          CidrBlock: 10.2.1.0/24
          AvailabilityZone: eu-west-1a
          MapPublicIpOnLaunch: true
      Guard:
        Type: AWS::EC2::Subnet
        Properties:
          VpcId: !Ref Net
          CidrBlock: 10.2.16.0/28
          AvailabilityZone: eu-west-1a
      Stateful:
        Type: AWS::NetworkFirewall::RuleGroup
        Properties:
          RuleGroupName: stateful
          Type: STATEFUL
          Capacity: 100
          RuleGroup:
            RuleVariables:
              IPSets:
                Inside_Hosts:
                  Definition: [10.2.1.0/24]
              PortSets:
                SHELL:
                  Definition: ['22']
            RulesSource:
              RulesString: 'drop tcp any any -> $Inside_Hosts $SHELL (msg:"no shell"; sid:1;)'
      Listed:
        Type: AWS::NetworkFirewall::RuleGroup
        Properties:
          RuleGroupName: listed
          Type: STATEFUL
          Capacity: 100
          RuleGroup:
            RulesSource:
              StatefulRules:
                - Action: DROP
                  Header:
                    Protocol: TCP
                    Source: ANY
                    SourcePort: ANY
                    Direction: FORWARD
                    Destination: $HOME_NET
                    DestinationPort: 8080
                  RuleOptions:
                    - Keyword: sid
                      Settings: ['2']
      Stateless:
        Type: AWS::NetworkFirewall::RuleGroup
        Properties:
          RuleGroupName: stateless
          Type: STATELESS
          Capacity: 10
          RuleGroup:
            RulesSource:
              StatelessRulesAndCustomActions:
                StatelessRules:
                  - Priority: 1
                    RuleDefinition:
                      Actions: ['aws:drop']
                      MatchAttributes:
                        Sources:
                          - AddressDefinition: 0.0.0.0/0
                        Destinations:
                          - AddressDefinition: 10.2.1.0/24
                        DestinationPorts:
                          - FromPort: 3389
                            ToPort: 3389
                        Protocols: [6]
      Policy:
        Type: AWS::NetworkFirewall::FirewallPolicy
        Properties:
          FirewallPolicyName: policy
          FirewallPolicy:
            StatelessDefaultActions: ['aws:forward_to_sfe']
            StatelessFragmentDefaultActions: ['aws:drop']
            StatelessRuleGroupReferences:
              - ResourceArn: !Ref Stateless
                Priority: 1
            StatefulRuleGroupReferences:
              - ResourceArn: !Ref Stateful
              - ResourceArn: !GetAtt Listed.RuleGroupArn
      Wall:
        Type: AWS::NetworkFirewall::Firewall
        Properties:
          FirewallName: wall
          FirewallPolicyArn: !Ref Policy
          VpcId: !Ref Net
          SubnetMappings:
            - SubnetId: !Ref Guard
      OpenTable:
        Type: AWS::EC2::RouteTable
        Properties:
          VpcId: !Ref Net
      OpenRoute:
        Type: AWS::EC2::Route
        Properties:
          RouteTableId: !Ref OpenTable
          DestinationCidrBlock: 0.0.0.0/0
          VpcEndpointId: !Select [1, !Split [':', !Select [0, !GetAtt Wall.EndpointIds]]]
      OpenAssociation:
        Type: AWS::EC2::SubnetRouteTableAssociation
        Properties:
          SubnetId: !Ref Open
          RouteTableId: !Ref OpenTable
      GuardTable:
        Type: AWS::EC2::RouteTable
        Properties:
          VpcId: !Ref Net
      GuardRoute:
        Type: AWS::EC2::Route
        Properties:
          RouteTableId: !Ref GuardTable
          DestinationCidrBlock: 0.0.0.0/0
          GatewayId: !Ref Gate
      GuardAssociation:
        Type: AWS::EC2::SubnetRouteTableAssociation
        Properties:
          SubnetId: !Ref Guard
          RouteTableId: !Ref GuardTable
      EdgeTable:
        Type: AWS::EC2::RouteTable
        Properties:
          VpcId: !Ref Net
      EdgeRoute:
        Type: AWS::EC2::Route
        Properties:
          RouteTableId: !Ref EdgeTable
          DestinationCidrBlock: 10.2.1.0/24
          VpcEndpointId: !Select [1, !Split [':', !Select [0, !GetAtt Wall.EndpointIds]]]
      EdgeAssociation:
        Type: AWS::EC2::GatewayRouteTableAssociation
        Properties:
          GatewayId: !Ref Gate
          RouteTableId: !Ref EdgeTable
      WebGroup:
        Type: AWS::EC2::SecurityGroup
        Properties:
          GroupDescription: web
          VpcId: !Ref Net
          SecurityGroupIngress:
            - IpProtocol: '-1'
              CidrIp: 0.0.0.0/0
      Web:
        Type: AWS::EC2::Instance
        Properties:
          ImageId: ami-1
          InstanceType: t3.micro
          SubnetId: !Ref Open
          SecurityGroupIds: [!Ref WebGroup]

    """
}

extension PlanText {
  /// The small plan with its open subnet behind a firewall, which drops tcp/22 and tcp/3389 and passes the rest.
  static var guarded: PlanText {
    var plan = PlanText.small
    let rule = #""prefix_list_ids": [], "ipv6_cidr_blocks": [], "self": false, "description": """#
    plan["aws_security_group.web"].known =
      #""name": "web", "ingress": [{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"], "security_groups": [], \#(rule)}]"#
    let vpc = ["aws_vpc.main.id", "aws_vpc.main"]
    let endpoint = [
      "aws_networkfirewall_firewall.wall.firewall_status[0].sync_states",
      "aws_networkfirewall_firewall.wall.firewall_status[0]",
      "aws_networkfirewall_firewall.wall.firewall_status", "aws_networkfirewall_firewall.wall",
    ]
    plan["aws_subnet.guard"] = .init(
      address: "aws_subnet.guard",
      known:
        #""cidr_block": "10.1.16.0/28", "availability_zone": "eu-west-1a", "map_public_ip_on_launch": false"#,
      later: ["vpc_id", "ipv6_cidr_block"], references: ["vpc_id": vpc])
    for name in ["guard", "edge"] {
      plan["aws_route_table.\(name)"] = .init(
        address: "aws_route_table.\(name)", known: #""tags": null"#,
        later: ["vpc_id", "route", "propagating_vgws"], references: ["vpc_id": vpc])
    }
    func route(_ name: String, _ table: String, _ range: String, _ key: String, _ target: [String]) {
      plan["aws_route.\(name)"] = .init(
        address: "aws_route.\(name)",
        known: "\"destination_cidr_block\": \"\(range)\", \"destination_ipv6_cidr_block\": null",
        later: ["route_table_id", "instance_id", "state", "origin", key],
        references: [
          "route_table_id": ["aws_route_table.\(table).id", "aws_route_table.\(table)"],
          "destination_cidr_block": [], key: target,
        ])
    }
    route("out", "open", "0.0.0.0/0", "vpc_endpoint_id", endpoint)
    route("guard", "guard", "0.0.0.0/0", "gateway_id", ["aws_internet_gateway.gate.id", "aws_internet_gateway.gate"])
    route("edge", "edge", "10.1.1.0/24", "vpc_endpoint_id", endpoint)
    plan["aws_route_table_association.guard"] = .init(
      address: "aws_route_table_association.guard", known: #""gateway_id": null"#,
      later: ["route_table_id", "subnet_id"],
      references: [
        "route_table_id": ["aws_route_table.guard.id", "aws_route_table.guard"],
        "subnet_id": ["aws_subnet.guard.id", "aws_subnet.guard"],
      ])
    plan["aws_route_table_association.edge"] = .init(
      address: "aws_route_table_association.edge", known: #""subnet_id": null"#,
      later: ["route_table_id", "gateway_id"],
      references: [
        "route_table_id": ["aws_route_table.edge.id", "aws_route_table.edge"],
        "gateway_id": ["aws_internet_gateway.gate.id", "aws_internet_gateway.gate"],
      ])
    plan["aws_networkfirewall_rule_group.text"] = .init(
      address: "aws_networkfirewall_rule_group.text",
      known:
        #""name": "text", "type": "STATEFUL", "capacity": 10, "rules": "drop tcp any any -> 10.1.0.0/16 22 (sid:1;)""#,
      later: ["arn", "rule_group", "update_token"], references: ["rules": []])
    plan["aws_networkfirewall_rule_group.parts"] = .init(
      address: "aws_networkfirewall_rule_group.parts",
      known: #"""
        "name": "parts", "type": "STATEFUL", "capacity": 10, "rules": null, "rule_group": [{
          "reference_sets": [], "stateful_rule_options": [], "rule_variables": [{
            "ip_sets": [{"key": "INSIDE", "ip_set": [{"definition": ["10.1.1.0/24"]}]}],
            "port_sets": [{"key": "WEB", "port_set": [{"definition": ["8080"]}]}]}],
          "rules_source": [{"rules_source_list": [], "rules_string": null,
            "stateless_rules_and_custom_actions": [], "stateful_rule": [{"action": "DROP",
              "header": [{"protocol": "TCP", "source": "ANY", "source_port": "ANY", "direction": "FORWARD",
                "destination": "$INSIDE", "destination_port": "$WEB"}],
              "rule_option": [{"keyword": "sid", "settings": ["2"]}]}]}]}]
        """#,
      later: ["arn", "update_token"], references: ["rule_group": []])
    plan["aws_networkfirewall_rule_group.plain"] = .init(
      address: "aws_networkfirewall_rule_group.plain",
      known: #"""
        "name": "plain", "type": "STATELESS", "capacity": 10, "rules": null, "rule_group": [{
          "reference_sets": [], "stateful_rule_options": [], "rule_variables": [],
          "rules_source": [{"rules_source_list": [], "rules_string": "", "stateful_rule": [],
            "stateless_rules_and_custom_actions": [{"custom_action": [], "stateless_rule": [{"priority": 1,
              "rule_definition": [{"actions": ["aws:drop"], "match_attributes": [{
                "source": [{"address_definition": "0.0.0.0/0"}], "source_port": [],
                "destination": [{"address_definition": "10.1.1.0/24"}],
                "destination_port": [{"from_port": 3389, "to_port": 3389}], "protocols": [6], "tcp_flag": []}]}]}]}]}]}]
        """#,
      later: ["arn", "update_token"], references: ["rule_group": []])
    plan["aws_networkfirewall_firewall_policy.policy"] = .init(
      address: "aws_networkfirewall_firewall_policy.policy",
      known: #"""
        "name": "policy", "description": null, "firewall_policy": [{
          "policy_variables": [], "stateful_default_actions": [], "stateful_engine_options": [],
          "stateful_rule_group_reference": [{"priority": null, "override": []}, {"priority": null, "override": []}],
          "stateless_custom_action": [], "stateless_default_actions": ["aws:forward_to_sfe"],
          "stateless_fragment_default_actions": ["aws:drop"],
          "stateless_rule_group_reference": [{"priority": 1}], "tls_inspection_configuration_arn": null}]
        """#,
      later: ["arn", "update_token"])
    plan["aws_networkfirewall_firewall_policy.policy"].unknownParts = #"""
      "firewall_policy": [{"stateful_rule_group_reference": [{"resource_arn": true, "override": []},
        {"resource_arn": true, "override": []}], "stateless_rule_group_reference": [{"resource_arn": true}]}]
      """#
    plan["aws_networkfirewall_firewall_policy.policy"].expressions = #"""
      "firewall_policy": [{"stateful_rule_group_reference": [
          {"resource_arn": {"references": ["aws_networkfirewall_rule_group.text.arn", "aws_networkfirewall_rule_group.text"]}},
          {"resource_arn": {"references": ["aws_networkfirewall_rule_group.parts.arn", "aws_networkfirewall_rule_group.parts"]}}],
        "stateless_default_actions": {"constant_value": ["aws:forward_to_sfe"]},
        "stateless_rule_group_reference": [{"priority": {"constant_value": 1},
          "resource_arn": {"references": ["aws_networkfirewall_rule_group.plain.arn", "aws_networkfirewall_rule_group.plain"]}}]}]
      """#
    plan["aws_networkfirewall_firewall.wall"] = .init(
      address: "aws_networkfirewall_firewall.wall",
      known: #""name": "wall", "delete_protection": false, "subnet_mapping": [{}], "encryption_configuration": []"#,
      later: ["arn", "firewall_policy_arn", "firewall_status", "update_token", "vpc_id"],
      references: [
        "vpc_id": vpc,
        "firewall_policy_arn": [
          "aws_networkfirewall_firewall_policy.policy.arn", "aws_networkfirewall_firewall_policy.policy",
        ],
      ])
    plan["aws_networkfirewall_firewall.wall"].unknownParts =
      #""subnet_mapping": [{"ip_address_type": true, "subnet_id": true}]"#
    plan["aws_networkfirewall_firewall.wall"].expressions =
      #""subnet_mapping": [{"subnet_id": {"references": ["aws_subnet.guard.id", "aws_subnet.guard"]}}]"#
    return plan
  }
}

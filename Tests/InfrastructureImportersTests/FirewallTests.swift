import Checker
import Importers
import InfrastructureImporters
import NetworkModel
import SourceText
import Testing

@Suite("Firewalls in templates and plans")
struct DescribedFirewallTests {
  private static let verdicts: [(String, Verdict)] = [
    ("forbid internet -> HOST on tcp/443", .violated), ("forbid internet -> HOST on tcp/22", .proved),
    ("forbid internet -> HOST on tcp/3389", .proved), ("forbid internet -> HOST on tcp/8080", .proved),
    ("forbid internet -> HOST on udp/22", .violated), ("forbid HOST -> internet on tcp/22", .unknown),
    // RT-13: the gateway's table leads to the endpoint. FLW-5: what happens to the reply is not modelled.
    ("require internet -> HOST on tcp/443", .unknown),
  ]

  @Test(arguments: verdicts)
  func template(policy: String, expected: Verdict) throws {
    let policy = policy.replacing("HOST", with: "Web")
    #expect(try verdict(policy, on: Samples.firewallTemplate, name: "t.yaml") == expected)
  }

  @Test(arguments: verdicts)
  func plan(policy: String, expected: Verdict) throws {
    let policy = policy.replacing("HOST", with: #""aws_instance.web""#)
    #expect(try verdict(policy, on: PlanText.guarded.text) == expected)
  }

  @Test func readinessIsAnAssumption() throws {
    for text in [Samples.firewallTemplate, PlanText.guarded.text] {
      let result = try network(text, name: text.hasPrefix("{") ? "p" : "t.yaml")
      #expect(result.network.assumptions.contains { $0.name.hasSuffix(".firewalls-are-ready") })
      #expect(result.unsupported.isEmpty)
    }
  }

  /// What is not known about a firewall is not known about what it lets pass; the rest is.
  @Test(arguments: [
    ("FirewallPolicyArn: !Ref Policy", "FirewallPolicyArn: !ImportValue policy"),
    ("ResourceArn: !Ref Stateful\n", "ResourceArn: !ImportValue group\n"),
    ("Definition: ['22']", "Definition: !ImportValue ports"),
    ("Definition: ['22']", "Definition: [!ImportValue port]"),
    ("RulesString: '", "RulesString: !Sub '${AWS::Region} "),
    ("StatelessDefaultActions: ['aws:forward_to_sfe']", "StatelessDefaultActions: !ImportValue actions"),
    ("SubnetId: !Ref Guard\n  OpenTable", "SubnetId: !ImportValue guard\n  OpenTable"),
    ("!Select [0, !GetAtt Wall.EndpointIds]", "!GetAtt Wall.EndpointIds"),
    ("StatefulRuleGroupReferences:", "StatefulRules:"),
  ])
  func whatIsNotKnown(old: String, new: String) throws {
    let text = Samples.firewallTemplate.replacing(old, with: new)
    try #require(text != Samples.firewallTemplate)
    #expect(try verdict("forbid internet -> Web on tcp/22", on: text, name: "t.yaml") == .unknown)
  }

  /// One rule that is not known is unknown for itself: another one still drops.
  @Test func oneRuleThatIsNotKnown() throws {
    let text = Samples.firewallTemplate.replacing("Settings: ['2']", with: "Settings: !ImportValue settings")
    try #require(text != Samples.firewallTemplate)
    #expect(try verdict("forbid internet -> Web on tcp/3389", on: text, name: "t.yaml") == .proved)
    #expect(try verdict("forbid internet -> Web on tcp/8080", on: text, name: "t.yaml") == .unknown)
    let result = try network(text, name: "t.yaml")
    #expect(result.diagnostics.contains { $0.code == "IM013" && $0.message.contains("Listed") })
  }

  /// Of several endpoints no plan and no template says which one a route means.
  @Test func severalEndpoints() throws {
    let text = Samples.firewallTemplate.replacing(
      "SubnetMappings:\n", with: "SubnetMappings:\n        - SubnetId: !Ref Open\n")
    try #require(text != Samples.firewallTemplate)
    #expect(try verdict("forbid internet -> Web on tcp/22", on: text, name: "t.yaml") == .unknown)
    #expect(try verdict("forbid Web -> internet on tcp/22", on: text, name: "t.yaml") == .unknown)
  }

  /// An expression that names the subnet of an endpoint means that one.
  @Test func endpointsInZones() throws {
    var plan = PlanText.guarded
    plan["aws_networkfirewall_firewall.wall"].known = plan["aws_networkfirewall_firewall.wall"].known
      .replacing("[{}]", with: "[{}, {}]")
    plan["aws_networkfirewall_firewall.wall"].unknownParts = #"""
      "subnet_mapping": [{"ip_address_type": true, "subnet_id": true}, {"ip_address_type": true, "subnet_id": true}]
      """#
    plan["aws_networkfirewall_firewall.wall"].expressions = #"""
      "subnet_mapping": [{"subnet_id": {"references": ["aws_subnet.guard.id", "aws_subnet.guard"]}},
        {"subnet_id": {"references": ["aws_subnet.closed.id", "aws_subnet.closed"]}}]
      """#
    let policy = #"forbid internet -> "aws_instance.web" on tcp/22"#
    #expect(try verdict(policy, on: plan.text) == .unknown)
    for route in ["aws_route.out", "aws_route.edge"] {
      plan[route].references["vpc_endpoint_id"]? += ["aws_subnet.guard.id", "aws_subnet.guard"]
    }
    #expect(try verdict(policy, on: plan.text) == .proved)
    let names = try network(plan.text).network.assumptions.map(\.name)
    #expect(names.contains("terraform.endpoint-in-its-subnet"))
    for route in ["aws_route.out", "aws_route.edge"] {
      plan[route].references["vpc_endpoint_id"]?.removeAll { $0.hasPrefix("aws_subnet.") }
      plan[route].references["vpc_endpoint_id"]? += ["aws_subnet.open.availability_zone", "aws_subnet.open"]
    }
    #expect(try verdict(policy, on: plan.text) == .proved)
  }

  /// A plan shows no `dynamic` block: with more mappings than blocks none of them is known.
  @Test func mappingsOfADynamicBlock() throws {
    var plan = PlanText.guarded
    plan["aws_networkfirewall_firewall.wall"].known = plan["aws_networkfirewall_firewall.wall"].known
      .replacing("[{}]", with: "[{}, {}]")
    plan["aws_networkfirewall_firewall.wall"].unknownParts = #"""
      "subnet_mapping": [{"ip_address_type": true, "subnet_id": true}, {"ip_address_type": true, "subnet_id": true}]
      """#
    #expect(try verdict(#"forbid internet -> "aws_instance.web" on tcp/22"#, on: plan.text) == .unknown)
  }

  /// A rule that tells the addresses of a subnet apart tells no answer about an address that is assigned later (IAC-4).
  @Test func rulesThatTellAddressesApart() throws {
    var plan = PlanText.guarded
    plan["aws_networkfirewall_rule_group.text"].known = plan["aws_networkfirewall_rule_group.text"].known
      .replacing("10.1.0.0/16", with: "![10.1.1.9,10.2.0.0/16]")
    #expect(try verdict(#"forbid internet -> "aws_instance.web" on tcp/22"#, on: plan.text) == .unknown)
  }

  /// A state knows the endpoints by their ids.
  @Test func state() throws {
    let text = """
      {"format_version": "1.0", "terraform_version": "1.9.0", "values": {"root_module": {"resources": [
       {"address": "aws_vpc.main", "mode": "managed", "type": "aws_vpc", "name": "main",
        "values": {"id": "vpc-1", "cidr_block": "10.1.0.0/16", "assign_generated_ipv6_cidr_block": false}},
       {"address": "aws_subnet.a", "mode": "managed", "type": "aws_subnet", "name": "a",
        "values": {"id": "subnet-1", "vpc_id": "vpc-1", "cidr_block": "10.1.1.0/24", "map_public_ip_on_launch": false,
         "assign_ipv6_address_on_creation": false}},
       {"address": "aws_networkfirewall_firewall.wall", "mode": "managed", "type": "aws_networkfirewall_firewall",
        "name": "wall", "values": {"id": "arn:wall", "vpc_id": "vpc-1", "firewall_policy_arn": "arn:policy",
         "subnet_mapping": [{"subnet_id": "subnet-1", "ip_address_type": "IPV4"}],
         "firewall_status": [{"sync_states": [{"availability_zone": "eu-west-1a",
           "attachment": [{"endpoint_id": "vpce-77", "subnet_id": "subnet-1"}]}]}]}},
       {"address": "aws_route_table.t", "mode": "managed", "type": "aws_route_table", "name": "t",
        "values": {"id": "rtb-1", "vpc_id": "vpc-1", "propagating_vgws": [],
         "route": [{"cidr_block": "0.0.0.0/0", "vpc_endpoint_id": "vpce-77"}]}}]}}}
      """
    let model = try network(text).network
    let table = try #require(model.routeTables.named("aws_route_table.t"))
    let target = table.routes.map(\.target).first { if case .inspection = $0 { true } else { false } }
    let endpoint = try #require(model.vpcEndpoints.id(named: "aws_networkfirewall_firewall.wall/aws_subnet.a"))
    #expect(target == .inspection(.resolved(endpoint)))
  }

  @Test func firewallsAtTransitGateways() throws {
    let text = Samples.firewallTemplate.replacing(
      "      FirewallName: wall\n", with: "      FirewallName: wall\n      TransitGatewayId: tgw-1\n")
    try #require(text != Samples.firewallTemplate)
    #expect(try verdict("forbid internet -> Web on tcp/22", on: text, name: "t.yaml") == .unknown)
  }

  /// A further endpoint of a firewall filters by the same rules.
  @Test func furtherEndpoints() throws {
    let more = """
      More:
          Type: AWS::NetworkFirewall::VpcEndpointAssociation
          Properties:
            FirewallArn: !Ref Wall
            VpcId: !Ref Net
            SubnetMapping:
              SubnetId: !Ref Guard
        OpenTable:
      """
    var text = Samples.firewallTemplate.replacing("  OpenTable:\n    Type", with: "  " + more + "\n    Type")
      .replacing("!Select [1, !Split [':', !Select [0, !GetAtt Wall.EndpointIds]]]", with: "!GetAtt More.EndpointId")
      .replacing("- SubnetId: !Ref Guard", with: "- SubnetId: !Ref Open")
    #expect(try verdict("forbid internet -> Web on tcp/22", on: text, name: "t.yaml") == .proved)
    #expect(try verdict("forbid internet -> Web on tcp/443", on: text, name: "t.yaml") == .violated)
    text = text.replacing("FirewallArn: !Ref Wall", with: "FirewallArn: !ImportValue wall")
    #expect(try verdict("forbid internet -> Web on tcp/22", on: text, name: "t.yaml") == .unknown)
  }
}

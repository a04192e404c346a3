import Checker
import Importers
import InfrastructureImporters
import NetworkModel
import Testing

/// What checks by text matching answer wrongly: false alarms and false passes, with the right verdict.
@Suite("False answers of text matching")
struct FalseAnswerTests {
  private func changed(_ pairs: [(String, String)], adding: String = "") throws -> String {
    var text = Samples.template
    for (old, new) in pairs {
      try #require(text.contains(old), "\(old)")
      text = text.replacing(old, with: new)
    }
    return text + adding
  }

  @Test func aGroupThatRefersToItselfBesideAnOpenRange() throws {
    let text = try changed(
      [],
      adding: """
          SelfRule:
            Type: AWS::EC2::SecurityGroupIngress
            Properties: {GroupId: !Ref DataGroup, IpProtocol: tcp, FromPort: 0, ToPort: 65535, SourceSecurityGroupId: !Ref DataGroup}
          OpenRule:
            Type: AWS::EC2::SecurityGroupIngress
            Properties: {GroupId: !Ref WebGroup, IpProtocol: tcp, FromPort: 8080, ToPort: 8080, CidrIp: 0.0.0.0/0}
        """)
    #expect(try verdict("forbid internet -> Data", on: text, name: "t.yaml") == .proved)
    #expect(try verdict("forbid Web -> Data on tcp/22", on: text, name: "t.yaml") == .proved)
    #expect(
      try verdict("forbid internet -> Web on tcp/8080", on: text, name: "t.yaml") == .violated)
    #expect(try verdict("forbid internet -> Web on tcp/22222", on: text, name: "t.yaml") == .proved)
  }

  @Test func aGroupAsPeerIsNotOpen() throws {
    #expect(try verdict("forbid Data -> Web", on: Samples.template, name: "t.yaml") == .violated)
    let text = try changed(
      [],
      adding: """
          Other:
            Type: AWS::EC2::Instance
            Properties: {InstanceType: t3.micro, SubnetId: !Ref Open, SecurityGroupIds: [!Ref DataGroup]}
        """)
    #expect(try verdict("forbid 10.20.0.0/16 - Web -> Data", on: text, name: "t.yaml") == .proved)
  }

  /// A wide private range is not the Internet.
  @Test func aPrivateRangeIsNotPublic() throws {
    let text = try changed([("CidrIp: 0.0.0.0/0", "CidrIp: 10.20.0.0/23")])
    #expect(try verdict("forbid internet -> Web on tcp/443", on: text, name: "t.yaml") == .proved)
  }

  @Test func aGroupFromALaunchTemplate() throws {
    let text = try changed(
      [
        (
          "      SubnetId: !Ref Open\n      SecurityGroupIds: [!Ref WebGroup]",
          "      SubnetId: !Ref Open\n      LaunchTemplate: {LaunchTemplateId: !Ref Launch, Version: '1'}"
        )
      ],
      adding: """
          Launch:
            Type: AWS::EC2::LaunchTemplate
            Properties:
              LaunchTemplateData: {SecurityGroupIds: [!Ref WebGroup]}
        """)
    #expect(try verdict("forbid internet -> Web on tcp/443", on: text, name: "t.yaml") == .violated)
    #expect(try verdict("forbid internet -> Web on tcp/3389", on: text, name: "t.yaml") == .proved)
    let gone = text.replacing("!Ref Launch,", with: "lt-1,")
    #expect(try verdict("forbid internet -> Web on tcp/3389", on: gone, name: "t.yaml") == .unknown)
  }

  @Test func aGroupFromAModule() throws {
    var plan = PlanText.small
    plan["module.web.aws_security_group.this"] = .init(
      address: "module.web.aws_security_group.this", known: #""name": "m""#,
      later: ["egress", "vpc_id"])
    // The plan's text has no configuration of the module: an output of it is not known.
    plan["aws_instance.data"].references["vpc_security_group_ids"] = [
      "module.web.id", "module.web",
    ]
    #expect(
      try verdict(#"forbid "aws_instance.web" -> "aws_instance.data" on tcp/22"#, on: plan.text)
        == .unknown)
    let root = #""root_module": {"#
    let calls = """
      "root_module": {"module_calls": {"web": {"source": "./web", "expressions": {}, "module": {
        "outputs": {"id": {"expression": {"references": ["aws_security_group.this.id", "aws_security_group.this"]}}},
        "resources": [{"address": "aws_security_group.this", "type": "aws_security_group", "expressions": {"name": {}}}]}}},
      """
    let text = plan.text.replacing(root + "\"resources\"", with: calls + "\"resources\"")
    try #require(text != plan.text)
    let ingress = text.replacing(
      #""after": {"name": "m"}"#,
      with:
        #""after": {"name": "m", "ingress": [{"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["10.1.0.0/16"], "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": [], "self": false}]}"#
    )
    try #require(ingress != text)
    #expect(
      try verdict(#"require "aws_instance.web" -> "aws_instance.data" on tcp/22"#, on: ingress)
        == .proved)
    #expect(try verdict(#"forbid internet -> "aws_instance.data""#, on: ingress) == .proved)
  }

  @Test func anACLForIPv6() throws {
    let acl = """
        ACL: {Type: AWS::EC2::NetworkAcl, Properties: {VpcId: !Ref Net}}
        ACLOfOpen:
          Type: AWS::EC2::SubnetNetworkAclAssociation
          Properties: {SubnetId: !Ref Open, NetworkAclId: !Ref ACL}
        In:
          Type: AWS::EC2::NetworkAclEntry
          Properties: {NetworkAclId: !Ref ACL, RuleNumber: 100, RuleAction: allow, Protocol: -1, Ipv6CidrBlock: '::/0'}
        Out:
          Type: AWS::EC2::NetworkAclEntry
          Properties: {NetworkAclId: !Ref ACL, RuleNumber: 100, Egress: true, RuleAction: allow, Protocol: -1, CidrBlock: 0.0.0.0/0}
      """
    // An entry for IPv6 lets no IPv4 in.
    let text = try changed(
      [], adding: acl.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
    let fixed = text.replacing("    ACL:", with: "  ACL:").replacing(
      "    ACLOfOpen:", with: "  ACLOfOpen:"
    )
    .replacing("    In:", with: "  In:").replacing("    Out:", with: "  Out:")
    #expect(try verdict("forbid internet -> Web on tcp/443", on: fixed, name: "t.yaml") == .proved)
    let both = fixed.replacing("Ipv6CidrBlock: '::/0'", with: "CidrBlock: 0.0.0.0/0")
    #expect(try verdict("forbid internet -> Web on tcp/443", on: both, name: "t.yaml") == .violated)
  }

  @Test func rulesAsResourcesOfTheirOwn() throws {
    var plan = PlanText.small
    plan["aws_vpc_security_group_ingress_rule.more"] = .init(
      address: "aws_vpc_security_group_ingress_rule.more",
      known:
        #""ip_protocol": "tcp", "from_port": 8443, "to_port": 8443, "cidr_ipv4": "0.0.0.0/0", "cidr_ipv6": null"#,
      later: ["security_group_id", "arn", "security_group_rule_id"],
      references: [
        "security_group_id": ["aws_security_group.web.id", "aws_security_group.web"],
        "cidr_ipv4": [],
      ])
    #expect(
      try verdict(#"forbid internet -> "aws_instance.web" on tcp/8443"#, on: plan.text) == .violated
    )
    #expect(
      try verdict(#"forbid internet -> "aws_instance.web" on tcp/8444"#, on: plan.text) == .proved)
    plan["aws_vpc_security_group_ingress_rule.more"].references["security_group_id"] = [
      "local.group"
    ]
    #expect(
      try verdict(#"forbid internet -> "aws_instance.web" on tcp/8444"#, on: plan.text) == .unknown)
  }
}

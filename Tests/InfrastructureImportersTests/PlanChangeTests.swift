import Checker
import Testing

/// What a plan takes away, lets go or replaces (IAC-1a).
@Suite("Changes of plans")
struct PlanChangeTests {
  private let https = #"forbid internet -> "aws_instance.web" on tcp/443"#

  private func entry(_ number: Int, _ action: String) -> String {
    """
    {"rule_no": \(number), "action": "\(action)", "protocol": "-1", "from_port": 0, "to_port": 0,
     "cidr_block": "0.0.0.0/0", "ipv6_cidr_block": "", "icmp_type": 0, "icmp_code": 0}
    """
  }

  /// The list of an ACL still shows the entry that the plan removes.
  @Test func aDenyThatIsRemoved() throws {
    var state = StateText.small.adding(
      "aws_network_acl.own",
      #""id": "acl-1", "vpc_id": "vpc-1", "subnet_ids": ["subnet-1"], "egress": [\#(entry(100, "allow"))], "ingress": [\#(entry(90, "deny")), \#(entry(100, "allow"))]"#
    )
    state.written["aws_network_acl.own"] = ["vpc_id", "subnet_ids"]
    #expect(try verdict(https, on: state.plan()) == .proved)
    let gone = StateText.Change(
      address: "aws_network_acl_rule.no", actions: ["delete"],
      before:
        #""id": "n", "network_acl_id": "acl-1", "rule_number": 90, "egress": false, "protocol": "-1", "rule_action": "deny", "cidr_block": "0.0.0.0/0", "ipv6_cidr_block": "", "from_port": 0, "to_port": 0"#
    )
    #expect(try verdict(https, on: state.plan([gone])) == .violated)
    state.written["aws_network_acl.own"]?.append("ingress")
    #expect(try verdict(https, on: state.plan([gone])) == .unknown)
  }

  private func rule(_ actions: [String], after: String? = nil) -> StateText.Change {
    StateText.Change(
      address: "aws_vpc_security_group_ingress_rule.in", actions: actions,
      before:
        #""id": "r", "security_group_id": "sg-1", "ip_protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_ipv4": "0.0.0.0/0", "cidr_ipv6": null"#,
      after: after)
  }

  @Test func aRuleThatIsRemovedOrChanged() throws {
    var state = StateText.small
    state.written["aws_security_group.web"] = ["vpc_id"]
    let required = #"require internet -> "aws_instance.web" on tcp/443"#
    #expect(try verdict(required, on: state.plan()) == .proved)
    #expect(try verdict(required, on: state.plan([rule(["delete"])])) == .violated)
    #expect(try verdict(https, on: state.plan([rule(["delete"])])) == .proved)
    let narrower = rule(
      ["update"],
      after:
        #""id": "r", "security_group_id": "sg-1", "ip_protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_ipv4": "10.4.0.0/16", "cidr_ipv6": null"#
    )
    #expect(try verdict(https, on: state.plan([narrower])) == .proved)
    // Another peer of the same ports stays.
    let two = state.replacing(
      #"["0.0.0.0/0"], "ipv6_cidr_blocks": [], "prefix_list_ids": [], "self": false, "description": "", "security_groups": []}]"#,
      #"["0.0.0.0/0", "198.51.100.0/24"], "ipv6_cidr_blocks": [], "prefix_list_ids": [], "self": false, "description": "", "security_groups": []}]"#,
      in: "aws_security_group.web")
    #expect(try verdict(https, on: two.plan([rule(["delete"])])) == .violated)
    #expect(
      try verdict(
        #"forbid 203.0.113.0/24 -> "aws_instance.web" on tcp/443"#, on: two.plan([rule(["delete"])]))
        == .proved)
  }

  /// What Terraform stops to manage stays as it is.
  @Test func aRuleThatIsForgotten() throws {
    let closed = StateText.small.replacing("443", "444", in: "aws_security_group.web")
    #expect(try verdict(https, on: closed.plan()) == .proved)
    #expect(try verdict(https, on: closed.plan([rule(["forget"])])) == .violated)
  }

  @Test func aDefaultTableThatIsLetGo() throws {
    let state = StateText.small.removing("aws_route_table.out", "aws_route_table_association.out")
    let policy = #"forbid "aws_instance.web" -> internet"#
    #expect(try verdict(policy, on: state.plan()) == .proved)
    let gone = StateText.Change(
      address: "aws_default_route_table.main", actions: ["delete"],
      before:
        #""id": "rtb-0", "default_route_table_id": "rtb-0", "vpc_id": "vpc-1", "propagating_vgws": [], "route": [{"cidr_block": "0.0.0.0/0", "ipv6_cidr_block": "", "gateway_id": "igw-1"}]"#
    )
    #expect(try verdict(policy, on: state.plan([gone])) == .violated)
  }

  /// A deposed object has the address of the one that took its place.
  @Test func whatReplacesADeposedObjectStays() throws {
    let state = StateText.small
    let old = StateText.Change(
      address: "aws_instance.web", actions: ["delete"],
      before: state.attributes["aws_instance.web"]?.replacing("i-1", with: "i-0"), deposed: "ab12")
    #expect(try verdict(https, on: state.plan([old])) == .violated)
    // In a state it is still there, and not read.
    let raw = state.raw.replacing(
      #""instances": [{"attributes": {"id": "igw-1""#,
      with:
        #""instances": [{"deposed": "ab12", "attributes": {"id": "igw-0"}}, {"attributes": {"id": "igw-1""#)
    try #require(raw != state.raw)
    let ssh = #"forbid internet -> "aws_instance.web" on tcp/22"#
    #expect(try verdict(ssh, on: state.raw) == .proved)
    #expect(try verdict(ssh, on: raw) == .unknown)
  }

  @Test func aRouteThatChangesItsTarget() throws {
    var state = StateText.small
    state.written["aws_route_table.out"] = ["vpc_id"]
    let before =
      #""id": "r", "route_table_id": "rtb-1", "destination_cidr_block": "0.0.0.0/0", "destination_ipv6_cidr_block": "", "#
    let change = StateText.Change(
      address: "aws_route.out", actions: ["update"], before: before + #""gateway_id": "igw-1""#,
      after: before + #""gateway_id": "", "nat_gateway_id": "nat-9""#)
    let policy = #"forbid "aws_instance.web" -> internet"#
    #expect(try verdict(policy, on: state.plan()) == .violated)
    #expect(try verdict(policy, on: state.plan([change])) == .unknown)
  }

  @Test func aGroupThatIsTakenFromAnInstance() throws {
    var state = StateText.small.replacing(
      #"["sg-1"]"#, #"["sg-1", "sg-9"]"#, in: "aws_instance.web")
    state.attributes["aws_security_group.none"] = state.attributes["aws_security_group.web"]?
      .replacing("sg-1", with: "sg-9").replacing("443", with: "444")
    state.written["aws_instance.web"] = ["subnet_id"]
    let gone = StateText.Change(
      address: "aws_network_interface_sg_attachment.web", actions: ["delete"],
      before: #""id": "a", "security_group_id": "sg-1", "network_interface_id": "eni-1""#)
    let required = #"require internet -> "aws_instance.web" on tcp/443"#
    #expect(try verdict(required, on: state.plan()) == .proved)
    #expect(try verdict(required, on: state.plan([gone])) == .violated)
  }

  @Test func anAddressThatIsTakenFromAnInstance() throws {
    let gone = StateText.Change(
      address: "aws_eip.web", actions: ["delete"],
      before: #""id": "eipalloc-1", "public_ip": "52.1.2.3", "instance": "i-1""#)
    let required = #"require internet -> "aws_instance.web" on tcp/443"#
    #expect(try verdict(required, on: StateText.small.plan([gone])) != .proved)
  }

  @Test func anotherVersionOfALaunchTemplate() throws {
    let state = StateText.small.replacing(
      #""vpc_security_group_ids": ["sg-1"]"#,
      #""launch_template": [{"id": "lt-1", "version": "1"}]"#, in: "aws_instance.web")
    func template(_ latest: Int) -> String {
      #""id": "lt-1", "latest_version": \#(latest), "default_version": 1, "vpc_security_group_ids": ["sg-1"]"#
    }
    let ssh = #"forbid internet -> "aws_instance.web" on tcp/22"#
    let policy = state.adding("aws_launch_template.web", template(1)).plan()
    #expect(try verdict(ssh, on: policy) == .unknown)
    let older = state.adding("aws_launch_template.web", template(2)).plan()
    #expect(try verdict(ssh, on: older) == .unknown)
  }
}

import Checker
import Importers
import InfrastructureImporters
import NetworkModel
import SourceText
import Testing

@Suite("Plans")
struct PlanTests {
  @Test(
    arguments: [
      (#"forbid internet -> "aws_instance.data""#, Verdict.proved),
      (#"forbid internet -> "aws_instance.web" on tcp/443"#, .violated),
      (#"forbid internet -> "aws_instance.web" on tcp/22"#, .proved),
      (#"require "aws_instance.web" -> "aws_instance.data" on tcp/5432"#, .proved),
      (#"require internet -> "aws_instance.web" on tcp/443"#, .proved),
      (#"forbid "aws_instance.data" -> internet"#, .proved),
      (#"forbid "aws_instance.data" -> "aws_instance.web""#, .proved),
    ])
  func verdicts(policy: String, expected: Verdict) throws {
    #expect(try verdict(policy, on: PlanText.small.text) == expected)
  }

  @Test func assumptionsHaveNames() throws {
    let names = try network(PlanText.small.text).network.assumptions.map(\.name)
    for name in [
      "references-are-values", "open-lists-unwritten", "any-free-address", "nothing-beside",
    ] {
      #expect(names.contains("terraform." + name))
    }
    let strict = InfrastructureImporter.importNetwork(
      text: PlanText.small.text, name: "p", options: .init(isStrict: true))
    #expect(strict.network.assumptions.isEmpty && !strict.network.globalUnknowns.isEmpty)
    #expect(try verdict(#"forbid internet -> "aws_instance.data""#, on: strict) == .unknown)
  }

  @Test func anAddressThatRulesTellApartIsUnknown() throws {
    var plan = PlanText.small
    plan["aws_security_group_rule.data_in"].known = plan["aws_security_group_rule.data_in"].known
      .replacing(#""cidr_blocks": null"#, with: #""cidr_blocks": ["10.1.1.16/28"]"#)
    plan["aws_security_group_rule.data_in"].references["source_security_group_id"] = nil
    #expect(
      try verdict(#"forbid "aws_instance.web" -> "aws_instance.data""#, on: plan.text) == .unknown)
    // A range that holds the whole subnet does not.
    plan["aws_security_group_rule.data_in"].known = plan["aws_security_group_rule.data_in"].known
      .replacing("10.1.1.16/28", with: "10.1.0.0/20")
    #expect(
      try verdict(#"require "aws_instance.web" -> "aws_instance.data" on tcp/5432"#, on: plan.text)
        == .proved)
    // Nor may a policy: the host may be in the range or not.
    #expect(try verdict("forbid 10.1.1.4 -> 10.1.2.0/23 on tcp/5432", on: plan.text) == .unknown)
    #expect(try verdict("forbid 10.1.1.0/25 -> 10.1.2.0/23", on: plan.text) == .unknown)
    #expect(try verdict("forbid 10.1.1.0/24 -> 10.1.2.0/23", on: plan.text) == .violated)
  }

  @Test func opaqueReferencesAreUnknownUnlessThereIsOneCandidate() throws {
    var plan = PlanText.small
    for subnet in ["aws_subnet.open", "aws_subnet.closed"] {
      plan[subnet].references["vpc_id"] = ["local.vpc_id"]
    }
    let names = try network(plan.text).network.assumptions.map(\.name)
    #expect(names.contains("terraform.only-candidate"))
    #expect(try verdict(#"forbid internet -> "aws_instance.data""#, on: plan.text) == .proved)
    plan["aws_vpc.other"] = .init(
      address: "aws_vpc.other", known: #""cidr_block": "10.2.0.0/16""#,
      references: ["cidr_block": []])
    #expect(try verdict(#"forbid internet -> "aws_instance.data""#, on: plan.text) == .unknown)
    // A choice between two groups is not both of them.
    var choice = PlanText.small
    choice["aws_instance.data"].references["vpc_security_group_ids"] = [
      "var.open", "local.groups", "aws_security_group.web.id", "aws_security_group.data.id",
    ]
    #expect(try verdict(#"forbid internet -> "aws_instance.data""#, on: choice.text) != .violated)
    #expect(
      try verdict(#"forbid "aws_instance.web" -> "aws_instance.data" on tcp/22"#, on: choice.text)
        == .unknown)
  }

  /// A list whose expression has a variable may hold less than what it refers to: no filter may rest on it.
  @Test func aListThatAVariableChoosesIsUnknown() throws {
    var plan = PlanText.small
    plan["aws_network_acl.closed"] = .init(
      address: "aws_network_acl.closed", known: #""ingress": [], "egress": []"#,
      later: ["vpc_id", "subnet_ids"],
      references: [
        "vpc_id": ["aws_vpc.main.id", "aws_vpc.main"],
        "subnet_ids": ["aws_subnet.open.id", "aws_subnet.open"],
      ])
    let policy = #"forbid internet -> "aws_instance.web" on tcp/443"#
    #expect(try verdict(policy, on: plan.text) == .proved)
    plan["aws_network_acl.closed"].references["subnet_ids"]?.append("var.with_acl")
    #expect(try verdict(policy, on: plan.text) != .proved)
    plan["aws_network_acl.closed"].references["subnet_ids"] = ["local.subnets"]
    #expect(try verdict(policy, on: plan.text) != .proved)
  }

  @Test func listsPairByPlace() throws {
    var plan = PlanText()
    plan.items.append(PlanText.small["aws_vpc.main"])
    for index in 0..<3 {
      plan.items.append(
        .init(
          address: "aws_subnet.part[\(index)]", known: "\"cidr_block\": \"10.1.\(index).0/24\"",
          later: ["vpc_id"], references: ["vpc_id": ["aws_vpc.main.id", "aws_vpc.main"]]))
      plan.items.append(
        .init(
          address: "aws_route_table.part[\(index)]", known: "", later: ["vpc_id", "route"],
          references: ["vpc_id": ["aws_vpc.main.id", "aws_vpc.main"]]))
      plan.items.append(
        .init(
          address: "aws_route_table_association.part[\(index)]", known: "",
          later: ["subnet_id", "route_table_id"],
          references: [
            "subnet_id": ["aws_subnet.part", "count.index"],
            "route_table_id": ["aws_route_table.part", "var.single", "count.index"],
          ]))
    }
    let model = try network(plan.text).network
    for index in 0..<3 {
      let table = model.subnets.named("aws_subnet.part[\(index)]")?.routeTable.id
      #expect(table.map { model.routeTables[$0].name } == "aws_route_table.part[\(index)]")
    }
    #expect(model.assumptions.map(\.name).contains("terraform.same-place"))
  }

  @Test func placesComeFromTheSources() throws {
    let source = """
      # resource "aws_subnet" "none" {
      resource "aws_security_group" "web" {
        name   = "web ${"{"}"
        vpc_id = aws_vpc.main.id
        ingress {
          protocol    = "tcp"
          from_port   = 443
          to_port     = 443
          cidr_blocks = ["0.0.0.0/0"]
        }
      }

      resource "aws_security_group_rule" "data_in" {
        type = "ingress"
      }
      """
    let result = try network(
      PlanText.small.text, name: "dir/plan.json", sources: [("dir/main.tf", source)])
    let web = try #require(result.network.securityGroups.named("aws_security_group.web"))
    let rule = try #require(web.rules.first { $0.direction == .ingress })
    #expect(line(web.origin, in: result) == "dir/main.tf:2")
    #expect(line(rule.origin, in: result) == "dir/main.tf:5")
    let data = try #require(result.network.securityGroups.named("aws_security_group.data"))
    #expect(
      line(data.rules.first { $0.direction == .ingress }?.origin, in: result) == "dir/main.tf:13")
    #expect(line(data.origin, in: result)?.hasPrefix("dir/plan.json:") == true)
  }

  @Test func aDynamicBlockInTheSourcesIsNoEmptyList() throws {
    let source = """
      resource "aws_security_group" "data" {
        dynamic "ingress" {
          for_each = local.rules
          content { protocol = "tcp" }
        }
      }
      """
    let result = try network(PlanText.small.text, name: "plan.json", sources: [("main.tf", source)])
    #expect(try verdict(#"forbid internet -> "aws_instance.data""#, on: result) == .proved)
    #expect(
      try verdict(#"forbid "aws_instance.web" -> "aws_instance.data" on tcp/22"#, on: result)
        == .unknown)
  }

  /// Version 6 of the provider: a resource names its Region, and its provider's does not count.
  @Test func aResourceMayNameItsRegion() throws {
    func regions(_ plan: PlanText) throws -> [String] {
      let network = try network(plan.text).network
      return network.vpcs.elements.map { network.scopes[$0.scope].region }
    }
    #expect(try regions(.small) == ["eu-west-1"])
    var plan = PlanText.small
    for index in plan.items.indices {
      let known = plan.items[index].known
      plan.items[index].known = "\"region\": \"us-west-2\"" + (known.isEmpty ? "" : ", " + known)
    }
    #expect(try regions(plan) == ["us-west-2"])
    #expect(try verdict(#"require internet -> "aws_instance.web" on tcp/443"#, on: plan.text) == .proved)
    // Not known and written: nothing is certain. Not written: the provider's.
    plan = .small
    plan["aws_subnet.open"].later.append("region")
    #expect(try verdict(#"forbid internet -> "aws_instance.data""#, on: plan.text) == .proved)
    plan["aws_subnet.open"].references["region"] = ["var.place"]
    #expect(try verdict(#"forbid internet -> "aws_instance.data""#, on: plan.text) == .unknown)
  }

  @Test func beforeAndAfter() throws {
    var plan = PlanText.small
    plan["aws_vpc.main"].before = #"{"id": "vpc-1", "cidr_block": "10.9.0.0/16"}"#
    let before = try network(plan.text, state: .before).network
    #expect(before.vpcs.elements.map { $0.ipv4.map(\.description) } == [["10.9.0.0/16"]])
    #expect(before.subnets.isEmpty)
    #expect(
      try network(plan.text).network.vpcs.elements.map { $0.ipv4.map(\.description) } == [
        ["10.1.0.0/16"]
      ])
  }

  @Test(arguments: [#""complete": false"#, #""errored": true"#, #""deferred_changes": [{}]"#])
  func aPlanThatIsNotWholeIsUnknown(member: String) throws {
    let text = "{" + member + ", " + PlanText.small.text.dropFirst()
    #expect(try verdict(#"forbid internet -> "aws_instance.data""#, on: text) == .unknown)
  }
}

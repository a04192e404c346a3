import Importers
import NetworkModel
import SourceText
import Testing

@Suite struct LayoutTests {
  private let vpc = #"{"VpcId": "vpc-a", "OwnerId": "111122223333", "CidrBlock": "10.0.0.0/16"}"#

  @Test(arguments: [
    ("aws_configs/Anything.json", "aws/111122223333/default"),
    ("aws_configs/us-west-2/x.json", "aws/111122223333/us-west-2"),
    ("aws_configs/accounts/444/eu-west-1/x.json", "aws/111122223333/eu-west-1"),
  ])
  func batfishDepths(path: String, scope: String) {
    let result = Importer.importNetwork(folder: [(path, "{\"Vpcs\": [\(vpc)], \"Tags\": []}")])
    #expect(result.layout == "batfish")
    #expect(
      result.network.scopes.elements.map(\.name).contains(scope),
      "\(result.network.scopes.elements)")
    #expect(result.network.assumptions.contains { $0.name == "batfish.block-public-access-off" })
    #expect(!result.network.closedProviderRanges.isEmpty)
  }

  @Test func foldersNameAccountAndRegion() {
    let bare = #"{"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16"}"#
    let result = Importer.importNetwork(folder: [
      ("444455556666/us-gov-west-1/vpcs.json", "{\"Vpcs\": [\(bare)]}")
    ])
    #expect(result.network.scopes.elements.first?.name == "aws-us-gov/444455556666/us-gov-west-1")
    #expect(result.layout == "aws-cli")
  }

  @Test func collectorObject() throws {
    let text = """
      {"collector_version": "0.14.0", "provider": "aws",
       "instances": [{"InstanceId": "i-1", "VpcId": "vpc-a", "SubnetId": "subnet-a", "State": {"Name": "running"},
         "NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "VpcId": "vpc-a", "SubnetId": "subnet-a",
           "Groups": [], "PrivateIpAddress": "10.0.1.4", "Association": null, "Status": "in-use"}], "Tags": null}],
       "internet_gateways": [{"InternetGatewayId": "igw-1", "Attachments": [{"VpcId": "vpc-a", "State": "available"}]}],
       "network_acls": [], "security_groups": [],
       "subnets": [{"SubnetId": "subnet-a", "VpcId": "vpc-a", "CidrBlock": "10.0.1.0/24", "MapPublicIpOnLaunch": true},
         {"SubnetId": "subnet-b", "VpcId": "vpc-a", "CidrBlock": "10.0.2.0/24", "MapPublicIpOnLaunch": false}],
       "vpcs": [{"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16", "Region": "eu-north-1"}]}
      """
    let result = Importer.importNetwork(text: text, name: "collected.json")
    #expect(result.layout == "np-guard" && !result.hasErrors, "\(result.rendered)")
    #expect(
      result.network.interfaces.named("eni-1")?.instance
        == result.network.instances.id(named: "i-1"))
    #expect(result.network.assumptions.contains { $0.name == "np-guard.routes-from-subnets" })
    func targets(_ subnet: String) -> [RouteTarget] {
      let table = result.network.subnets.named(subnet)?.routeTable.id
      return table.map { result.network.routeTables[$0].routes.map(\.target) } ?? []
    }
    #expect(targets("subnet-a") == [.local, .internetGateway(.resolved(ID(index: 0)))])
    #expect(targets("subnet-b") == [.local])
    let strict = Importer.importNetwork(
      text: text, name: "c.json", options: ImportOptions(isStrict: true))
    #expect(strict.network.routeTables.isEmpty && strict.network.assumptions.isEmpty)
    #expect(strict.network.subnets.elements.allSatisfy { $0.routeTable.id == nil })
    let ibm = text.replacing("\"aws\"", with: "\"ibm\"")
    #expect(Importer.importNetwork(text: ibm, name: "c.json").codes.contains("IM003"))
  }

  @Test func recordedAnswersAreNotPages() {
    func answer(_ id: String, _ token: String = "") -> String {
      "{\"status_code\": 200, \"data\": {\"Vpcs\": [{\"VpcId\": \"\(id)\", \"CidrBlock\": \"10.0.0.0/16\"}]\(token)}}"
    }
    let twice = Importer.importNetwork(folder: [
      ("ec2.DescribeVpcs_1.json", answer("vpc-1")), ("ec2.DescribeVpcs_2.json", answer("vpc-2")),
    ])
    #expect(twice.layout == "placebo")
    #expect(twice.network.vpcs.elements.map(\.name) == ["vpc-1"] && twice.codes == ["IM017"])
    let apart = Importer.importNetwork(folder: [
      ("a/ec2.DescribeVpcs_1.json", answer("vpc-1")),
      ("b/ec2.DescribeVpcs_1.json", answer("vpc-2")),
    ])
    #expect(apart.network.vpcs.count == 2)
    let paged = Importer.importNetwork(folder: [
      ("ec2.DescribeVpcs_1.json", answer("vpc-1", ", \"NextToken\": \"t\"")),
      ("ec2.DescribeVpcs_2.json", answer("vpc-2")),
    ])
    #expect(paged.network.vpcs.elements.map(\.name) == ["vpc-1", "vpc-2"])
    #expect(!paged.codes.contains("IM011"))
  }

  @Test func envelopes() throws {
    func envelope(_ operation: String, _ request: String, _ response: String) -> String {
      """
      {"partition": "aws", "account": "111122223333", "region": "eu-west-1", "service": "ec2",
       "operation": "\(operation)", "request": \(request), "response": \(response)}
      """
    }
    let entries = #"{"Entries": [{"Cidr": "10.0.0.0/8", "Description": "x"}]}"#
    let list = envelope(
      "describe-managed-prefix-lists", "{}",
      #"{"PrefixLists": [{"PrefixListId": "pl-1", "MaxEntries": 5}]}"#)
    let named = envelope("get-managed-prefix-list-entries", #"{"PrefixListId": "pl-1"}"#, entries)
    let result = Importer.importNetwork(text: "[\(list), \(named)]", name: "<standard input>")
    #expect(result.layout == "envelope" && !result.hasErrors, "\(result.rendered)")
    #expect(
      result.network.prefixLists.named("pl-1")?.entries
        == .known([try #require(CIDR("10.0.0.0/8"))]))
    #expect(result.network.assumptions.isEmpty)
    #expect(!result.network.globalUnknowns.isEmpty)
    #expect(Importer.importNetwork(text: entries, name: "e.json").codes.contains("IM016"))
    let byFile = Importer.importNetwork(folder: [("entries-pl-0ab1.json", entries)])
    #expect(byFile.network.prefixLists.named("pl-0ab1") != nil)
    let missing = Importer.importNetwork(text: "[\(list)]", name: "x")
    guard case .unknown? = missing.network.prefixLists.named("pl-1")?.entries else {
      Issue.record("expected unknown entries")
      return
    }
  }

  @Test func truncationMakesAClassUnknown() throws {
    let tables = #"{"RouteTables": [], "NextToken": "more"}"#
    let groups = #"{"SecurityGroupRules": [], "NextToken": "more"}"#
    let result = Importer.importNetwork(folder: [
      ("v.json", "{\"Vpcs\": [\(vpc)]}"), ("r.json", tables), ("s.json", groups),
      ("g.json", #"{"SecurityGroups": [{"GroupId": "sg-1", "VpcId": "vpc-a"}]}"#),
      (
        "n.json",
        #"{"Subnets": [{"SubnetId": "subnet-a", "VpcId": "vpc-a", "CidrBlock": "10.0.1.0/24"}], "NextToken": "x"}"#
      ),
    ])
    #expect(result.codes.filter { $0 == "IM011" }.count == 3)
    #expect(result.network.subnets.named("subnet-a")?.routeTable.id == nil)
    #expect(result.network.securityGroups.named("sg-1")?.rules.count == 2)
    #expect(
      result.network.globalUnknowns.contains { result.network[$0].reason.contains("subnets") })
  }

  @Test func absentClasses() throws {
    let aws = Fixture.network(replacing: ["NetworkAcls": nil, "VpcBlockPublicAccessOptions": nil])
    guard case .notCollected? = aws.network.subnets.named("subnet-a")?.networkACL else {
      Issue.record("expected no network ACL")
      return
    }
    #expect(aws.network.vpcs.named("vpc-a")?.blockPublicAccess == .off)
    #expect(aws.network.assumptions.map(\.name).contains("aws-cli.block-public-access-off"))
    let strict = Fixture.network(replacing: ["VpcBlockPublicAccessOptions": nil], isStrict: true)
    guard case .notCollected? = strict.network.vpcs.named("vpc-a")?.blockPublicAccess else {
      Issue.record("expected Block Public Access to be unknown")
      return
    }
    #expect(strict.network.assumptions.isEmpty)
    let gateways = Fixture.network(replacing: ["InternetGateways": nil])
    #expect(gateways.network.globalUnknowns.count == 1)
  }

  @Test func interfacesComeFromInstancesWhereTheirClassIsAbsent() throws {
    let instance =
      #"{"Instances": [{"InstanceId": "i-9", "VpcId": "vpc-a", "SubnetId": "subnet-a", "PrivateIpAddress": "10.0.1.77", "State": {"Name": "running"}, "SecurityGroups": [{"GroupId": "sg-a"}]}]}"#
    let result = Fixture.network(replacing: [
      "NetworkInterfaces": nil, "Reservations": [instance], "NatGateways": [], "Addresses": [],
    ])
    let made = try #require(result.network.interfaces.named("i-9/eth0"))
    #expect(made.groups.count == 1 && made.instance != nil)
    #expect(result.network.globalUnknowns.count == 1)
    let nat = Fixture.network(replacing: ["NetworkInterfaces": nil, "Addresses": []])
    #expect(nat.network.interfaces.named("eni-n")?.kind == .natGateway)
  }

  @Test func unknownAnswersAreCounted() {
    let result = Fixture.network(replacing: [
      "QuantumLinks": ["{}", "{}"], "VpnConcentrators": [#"{"VpnConcentratorId": "vpn-c-1"}"#],
    ])
    #expect(
      result.unsupported.map(\.key) == ["QuantumLinks"] && result.unsupported.map(\.count) == [2])
    #expect(result.codes == ["IM012"])
    #expect(result.network.unmodelled.elements.map(\.kind) == ["vpnConcentrator"])
    #expect(Fixture.network(replacing: ["QuantumLinks": []]).codes.isEmpty)
  }

  @Test func ruleAnswersMustAgree() {
    func rules(_ port: Int) -> [String: [String]?] {
      [
        "SecurityGroups": [
          #"{"GroupId": "sg-a", "VpcId": "vpc-a", "IpPermissions": [{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}], "IpPermissionsEgress": []}"#
        ],
        "SecurityGroupRules": [
          #"{"SecurityGroupRuleId": "sgr-1", "GroupId": "sg-a", "IsEgress": false, "IpProtocol": "tcp", "FromPort": \#(port), "ToPort": \#(port), "CidrIpv4": "10.0.0.0/8"}"#
        ],
      ]
    }
    let agreed = Fixture.network(replacing: rules(80))
    #expect(!agreed.hasErrors, "\(agreed.rendered)")
    #expect(agreed.network.securityGroups.named("sg-a")?.rules.map(\.name) == ["sgr-1"])
    #expect(Fixture.network(replacing: rules(81)).codes.contains("IM010"))
  }

  @Test func groupsThatOnlyRulesName() throws {
    let rule =
      #"{"SecurityGroupRuleId": "sgr-1", "GroupId": "sg-a", "IsEgress": true, "IpProtocol": "-1", "CidrIpv6": "::/0"}"#
    let result = Fixture.network(replacing: ["SecurityGroups": nil, "SecurityGroupRules": [rule]])
    #expect(result.network.securityGroups.named("sg-a")?.rules.count == 1)
    #expect(result.network.interfaces.named("eni-a")?.groups.first?.id != nil)
  }

  @Test func groupsThatAreGone() throws {
    func group(_ pair: String) -> String {
      #"{"GroupId": "sg-a", "VpcId": "vpc-a", "OwnerId": "111122223333", "IpPermissions": [{"IpProtocol": "-1", "UserIdGroupPairs": [\#(pair)]}]}"#
    }
    func peer(_ pair: String) -> SecurityGroupPeer? {
      Fixture.network(replacing: ["SecurityGroups": [group(pair)]]).network.securityGroups.named(
        "sg-a")?.rules.first?.peer
    }
    #expect(peer(#"{"GroupId": "sg-x", "UserId": "111122223333"}"#) == .stale("sg-x"))
    #expect(
      peer(#"{"GroupId": "sg-a", "VpcPeeringConnectionId": "pcx-9", "PeeringStatus": "deleted"}"#)
        == .stale("sg-a"))
    guard case .group(.missing)? = peer(#"{"GroupId": "sg-x", "UserId": "999900001111"}"#) else {
      Issue.record("expected a missing group")
      return
    }
    guard case .unknown? = peer(#"{"GroupName": "old"}"#) else {
      Issue.record("expected an unknown peer")
      return
    }
  }

  @Test func onePeeringOfTwoAccounts() {
    let peering =
      Fixture.classes.first { $0.name == "VpcPeeringConnections" }?.elements[0].replacing(
        "KEY", with: "") ?? ""
    let result = Importer.importNetwork(folder: [
      ("111122223333/eu-west-1/p.json", "{\"VpcPeeringConnections\": [\(peering)]}"),
      (
        "444455556666/eu-west-1/p.json",
        "{\"VpcPeeringConnections\": [\(peering.replacing("Active", with: "Up"))]}"
      ),
    ])
    #expect(result.network.peerings.count == 1 && result.diagnostics.isEmpty, "\(result.rendered)")
  }
}

@Suite struct NamedAnswerTests {
  @Test func filesNameTheObjectTheyAreAbout() throws {
    let folder = "111122223333/eu-west-1/"
    let result = Importer.importNetwork(folder: [
      (
        folder + "ec2-describe-vpcs.json",
        #"{"Vpcs": [{"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16"}]}"#
      ),
      (
        folder + "elbv2-describe-target-health/target-1.json",
        #"{"TargetHealthDescriptions": [{"Target": {"Id": "i-1"}}]}"#
      ),
      (
        folder + "ec2-get-managed-prefix-list-entries/pl-7.json",
        #"{"Entries": [{"Cidr": "10.0.0.0/8"}]}"#
      ),
      (
        folder + "vpc-lattice-list-service-network-vpc-associations.json",
        #"{"items": [{"id": "snva-1", "vpcId": "vpc-a"}]}"#
      ),
      (folder + "apigateway-get-vpc-links.json", #"{"items": []}"#),
    ])
    #expect(result.layout == "aws-cli" && result.diagnostics.isEmpty, "\(result.rendered)")
    #expect(result.network.unmodelled.elements.map(\.name) == ["target-1", "snva-1"])
    #expect(
      result.network.prefixLists.named("pl-7")?.entries
        == .known([try #require(CIDR("10.0.0.0/8"))]))
    #expect(result.network.globalUnknowns.contains { result.network[$0].object == "snva-1" })
  }

  @Test func cloudmapperFoldersHaveTheirRegionsBeside() {
    let result = Importer.importNetwork(folder: [
      ("demo/describe-regions.json", #"{"Regions": [{"RegionName": "us-east-1"}]}"#),
      (
        "demo/us-east-1/ec2-describe-vpcs.json",
        #"{"Vpcs": [{"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16"}]}"#
      ),
    ])
    #expect(result.layout == "cloudmapper")
    #expect(
      result.network.assumptions.contains { $0.name == "cloudmapper.routes-from-public-addresses" })
    #expect(result.network.scopes.elements.first?.region == "us-east-1")
  }
}

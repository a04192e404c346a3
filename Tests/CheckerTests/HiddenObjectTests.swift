import Checker
import Importers
import NetworkModel
import PolicySyntax
import PolicyTypes
import SourceText
import Testing

/// What the account that was collected cannot list, or names in another way, is not absent (IMP-3a, CNV-8).
@Suite("Objects that the input does not show")
struct HiddenObjectTests {
  private static let owner = "111122223333"
  private static let other = "222233334444"

  /// A host with a public address in a VPC of `owner`, as the account `caller` lists it without saying its name.
  private func folder(
    _ caller: String, routes: String = "", zone: String = #""AvailabilityZone": "eu-west-1a""#,
    instances: Bool = true
  ) -> [(path: String, text: String)] {
    let host =
      #"{"NetworkInterfaceId": "eni-a", "VpcId": "vpc-a", "SubnetId": "subnet-a", "OwnerId": "\#(caller)", "Status": "in-use", "InterfaceType": "interface", "Groups": [{"GroupId": "sg-a"}], "PrivateIpAddress": "10.0.1.5", "Association": {"PublicIp": "198.51.100.5"}}"#
    let all = #"[{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]"#
    let local = #"{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"}"#
    var files = [
      ("vpcs", #"{"Vpcs": [{"VpcId": "vpc-a", "OwnerId": "\#(Self.owner)", "CidrBlock": "10.0.0.0/16"}]}"#),
      ("subnets", #"{"Subnets": [{"SubnetId": "subnet-a", "VpcId": "vpc-a", \#(zone), "CidrBlock": "10.0.1.0/24"}]}"#),
      ("interfaces", #"{"NetworkInterfaces": [\#(host)]}"#),
      ("groups", #"{"SecurityGroups": [{"GroupId": "sg-a", "VpcId": "vpc-a", "IpPermissions": \#(all), "IpPermissionsEgress": \#(all)}]}"#),
      ("tables", #"{"RouteTables": [{"RouteTableId": "rtb-a", "VpcId": "vpc-a", "Associations": [{"Main": true}], "Routes": [\#(local)\#(routes)]}]}"#),
      ("acls", #"{"NetworkAcls": []}"#), ("gateways", #"{"InternetGateways": []}"#),
      ("transit", #"{"TransitGateways": [{"TransitGatewayId": "tgw-1", "State": "available", "OwnerId": "\#(Self.owner)", "Options": {"VpnEcmpSupport": "enable"}}]}"#),
      ("attachments", #"{"TransitGatewayAttachments": []}"#),
    ]
    if instances {
      files.append(
        ("instances", #"{"Reservations": [{"OwnerId": "\#(caller)", "Instances": [{"InstanceId": "i-a", "VpcId": "vpc-a", "SubnetId": "subnet-a", "State": {"Name": "running"}, "NetworkInterfaces": [{"NetworkInterfaceId": "eni-a"}]}]}]}"#))
    }
    return files.map { ($0.0 + ".json", $0.1) }
  }

  private func verdict(_ claim: String, _ folder: [(path: String, text: String)]) throws -> Verdict {
    let imported = Importer.importNetwork(folder: folder)
    try #require(!imported.hasErrors)
    let text = "policy p { \(claim) }"
    let parsed = Parser.parseFile(Array(text.utf8), file: FileID(index: 1000))
    let checked = TypeChecker.check([parsed.tree], against: imported.network)
    var checker = try Checker(imported.network)
    return try checker.check(try #require(checked.policies.first)).verdict
  }

  /// A request with filters or ids shows a part; the other interfaces may be senders or receivers (IMP-3).
  @Test(arguments: [
    (#"{}"#, false), (#"{"Filters": []}"#, false),
    (#"{"Filters": [{"Name": "status", "Values": ["in-use"]}]}"#, true),
    (#"{"NetworkInterfaceIds": ["eni-a"]}"#, true),
  ])
  func partsOfAClass(_ request: String, _ isPart: Bool) throws {
    let files = folder(Self.owner).map { file -> (path: String, text: String) in
      guard file.path == "interfaces.json" else { return file }
      let envelope =
        #"{"service": "ec2", "operation": "DescribeNetworkInterfaces", "request": \#(request), "response": \#(file.text)}"#
      return (file.path, envelope)
    }
    let imported = Importer.importNetwork(folder: files)
    try #require(!imported.hasErrors)
    let everywhere = imported.network.globalUnknowns.map { imported.network[$0].object }
    #expect(everywhere.contains { $0.hasPrefix("network interfaces") } == isPart, "\(everywhere)")
    #expect(imported.diagnostics.contains { $0.code == "IM011" } == isPart)
  }

  @Test(arguments: [(owner, Verdict.proved), (other, .unknown)])
  func theGatewayOfASharedVPC(_ caller: String, _ expected: Verdict) throws {
    for instances in [true, false] {
      let files = folder(caller, instances: instances)
      #expect(try verdict("forbid internet -> eni-a", files) == expected)
      // The same when the folder names the account.
      let named = files.map { ("\(caller)/eu-west-1/" + $0.path, $0.text) }
      #expect(try verdict("forbid internet -> eni-a", named) == expected)
    }
  }

  @Test(arguments: [("active", Verdict.unknown), ("blackhole", .proved)])
  func theGatewayThatARouteNames(_ state: String, _ expected: Verdict) throws {
    let route =
      #", {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1", "State": "\#(state)"}"#
    #expect(try verdict("forbid internet -> eni-a", folder(Self.owner, routes: route)) == expected)
  }

  @Test(arguments: [(owner, true), (other, false)])
  func theAttachmentsOfASharedTransitGateway(_ caller: String, _ areListed: Bool) throws {
    for instances in [true, false] {
      let network = Importer.importNetwork(folder: folder(caller, instances: instances)).network
      let id = try #require(network.transitGateways.id(named: "tgw-1"))
      #expect((network.transitGateways[id].unlistedAttachments == nil) == areListed)
    }
  }

  /// A request with filters shows a part, unless the VPC is all that it selects by.
  @Test(arguments: [
    ("{}", Verdict.proved), (#"{"MaxResults": 5}"#, .proved),
    (#"{"Filters": [{"Name": "attachment.vpc-id", "Values": ["vpc-a"]}]}"#, .proved),
    (#"{"Filters": [{"Name": "attachment.vpc-id", "Values": ["vpc-b"]}]}"#, .unknown),
    (#"{"Filters": [{"Name": "tag:Tier", "Values": ["web"]}]}"#, .unknown),
    (#"{"InternetGatewayIds": ["igw-2"]}"#, .unknown),
  ])
  func aRequestForSomeGateways(_ request: String, _ expected: Verdict) throws {
    var answers: [String] = folder(Self.owner).map { path, text in
      let asked = path == "gateways.json" ? request : "{}"
      return
        #"{"partition": "aws", "account": "\#(Self.owner)", "region": "eu-west-1", "service": "ec2", "operation": "x", "request": \#(asked), "response": \#(text)}"#
    }
    for (operation, response) in [
      ("list-accelerators", #"{"Accelerators": []}"#),
      ("describe-vpc-endpoint-service-configurations", #"{"ServiceConfigurations": []}"#),
      ("list-service-network-vpc-associations", #"{"items": []}"#),
      ("list-vpc-origins", #"{"VpcOriginList": {"Items": []}}"#),
    ] {
      answers.append(
        #"{"partition": "aws", "account": "\#(Self.owner)", "region": "eu-west-1", "service": "vpc-lattice", "operation": "\#(operation)", "request": {}, "response": \#(response)}"#)
    }
    let file = [("all.json", "[" + answers.joined(separator: ", ") + "]")]
    #expect(try verdict("forbid internet -> eni-a", file) == expected)
  }

  @Test(arguments: [
    ("az == \"euw1-az1\"", Verdict.unknown), ("az != \"euw1-az1\"", .unknown),
    ("az == \"eu-west-1a\"", .proved), ("az == \"eu-west-1b\"", .vacuous),
    ("az like \"euw1-*\"", .unknown), ("az like \"eu-west-2*\"", .vacuous),
    ("az like \"*-az1\"", .unknown), ("az in (\"euw1-az1\", \"eu-west-1a\")", .proved),
  ])
  func aZoneByItsOtherName(_ condition: String, _ expected: Verdict) throws {
    let claim = "forbid internet -> (subnets where \(condition))"
    #expect(try verdict(claim, folder(Self.owner)) == expected)
  }

  @Test(arguments: [
    ("az == \"eu-west-1a\"", Verdict.unknown), ("az == \"euw1-az1\"", .proved),
    ("az == \"euw1-az2\"", .vacuous),
  ])
  func aZoneByItsIDAlone(_ condition: String, _ expected: Verdict) throws {
    let claim = "forbid internet -> (subnets where \(condition))"
    let zone = #""AvailabilityZoneId": "euw1-az1""#
    #expect(try verdict(claim, folder(Self.owner, zone: zone)) == expected)
  }

  /// A peering that one answer calls active and another deleted is no path for certain, in either order.
  @Test(arguments: [("active", "deleted"), ("deleted", "active")])
  func aContestedPeering(_ first: String, _ second: String) throws {
    let all = #"[{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]"#
    func sides(_ text: (_ name: String, _ net: Int) -> String) -> String {
      [("a", 0), ("b", 1)].map(text).joined(separator: ", ")
    }
    func peering(_ status: String) -> String {
      #"{"VpcPeeringConnections": [{"VpcPeeringConnectionId": "pcx-1", "Status": {"Code": "\#(status)"}, "RequesterVpcInfo": {"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16"}, "AccepterVpcInfo": {"VpcId": "vpc-b", "CidrBlock": "10.1.0.0/16"}}]}"#
    }
    let files = [
      ("1.json", #"{"Vpcs": [\#(sides { #"{"VpcId": "vpc-\#($0)", "CidrBlock": "10.\#($1).0.0/16"}"# })]}"#),
      ("2.json", #"{"Subnets": [\#(sides { #"{"SubnetId": "subnet-\#($0)", "VpcId": "vpc-\#($0)", "CidrBlock": "10.\#($1).1.0/24"}"# })]}"#),
      ("3.json", #"{"NetworkInterfaces": [\#(sides { #"{"NetworkInterfaceId": "eni-\#($0)", "VpcId": "vpc-\#($0)", "SubnetId": "subnet-\#($0)", "Status": "in-use", "Groups": [{"GroupId": "sg-\#($0)"}], "PrivateIpAddress": "10.\#($1).1.5"}"# })]}"#),
      ("4.json", #"{"SecurityGroups": [\#(sides { name, _ in #"{"GroupId": "sg-\#(name)", "VpcId": "vpc-\#(name)", "IpPermissions": \#(all), "IpPermissionsEgress": \#(all)}"# })]}"#),
      ("5.json", #"{"RouteTables": [\#(sides { #"{"RouteTableId": "rtb-\#($0)", "VpcId": "vpc-\#($0)", "Associations": [{"Main": true}], "Routes": [{"DestinationCidrBlock": "10.\#($1).0.0/16", "GatewayId": "local"}, {"DestinationCidrBlock": "10.\#(1 - $1).0.0/16", "VpcPeeringConnectionId": "pcx-1"}]}"# })]}"#),
      ("6.json", #"{"NetworkAcls": [], "InternetGateways": []}"#),
      ("7.json", peering(first)), ("8.json", peering(second)),
    ]
    #expect(try verdict("forbid eni-a -> eni-b", files) == .unknown)
    #expect(try verdict("require eni-a -> eni-b on tcp/443", files) == .unknown)
  }

  /// An active peering whose far side nobody describes has ranges all the same (PCX-2).
  @Test(arguments: [("", Verdict.unknown), (#", "CidrBlock": "10.2.0.0/16""#, .proved)])
  func aPeeringWithoutRanges(_ range: String, _ expected: Verdict) throws {
    let route =
      #", {"DestinationCidrBlock": "10.1.0.0/16", "VpcPeeringConnectionId": "pcx-1", "State": "active"}"#
    let peering =
      #"{"VpcPeeringConnections": [{"VpcPeeringConnectionId": "pcx-1", "Status": {"Code": "active"}, "RequesterVpcInfo": {"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16"}, "AccepterVpcInfo": {"VpcId": "vpc-z"\#(range)}}]}"#
    let files = folder(Self.owner, routes: route) + [("peerings.json", peering)]
    #expect(try verdict("forbid eni-a -> 10.1.1.5", files) == expected)
  }
}

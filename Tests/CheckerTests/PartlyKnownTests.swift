import Checker
import NetworkModel
import Testing

/// LANG-9a: a selector over objects that are named but not described must not miss them in silence.
@Suite("Sets that are only partly known")
struct PartlyKnownTests {
  /// Two hosts open to the world in two VPCs. Of `vpc-dark` and its instance nothing is described, of its subnet
  /// nothing unless asked for.
  private static func files(withSubnet: Bool = false, without: Set<String> = []) -> [(
    path: String, text: String
  )] {
    let all = #"[{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]"#
    func group(_ name: String, _ vpc: String) -> String {
      #"{"GroupId": "\#(name)", "GroupName": "open", "VpcId": "\#(vpc)", "IpPermissions": \#(all), "IpPermissionsEgress": \#(all)}"#
    }
    func interface(_ letter: String, _ name: String, _ ip: String, _ mapped: String) -> String {
      #"{"NetworkInterfaceId": "eni-\#(letter)", "VpcId": "vpc-\#(name)", "SubnetId": "subnet-\#(name)", "Status": "in-use", "Groups": [{"GroupId": "sg-\#(name)"}], "PrivateIpAddress": "\#(ip)", "PrivateIpAddresses": [{"PrivateIpAddress": "\#(ip)", "Primary": true, "Association": {"PublicIp": "\#(mapped)"}}], "Attachment": {"InstanceId": "i-\#(letter)"}, "TagSet": []}"#
    }
    func table(_ name: String, _ range: String) -> String {
      #"{"RouteTableId": "rtb-\#(name)", "VpcId": "vpc-\#(name)", "Associations": [{"Main": true}, {"Main": false, "SubnetId": "subnet-\#(name)"}], "Routes": [{"DestinationCidrBlock": "\#(range)", "GatewayId": "local", "State": "active"}, {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-\#(name)", "State": "active"}]}"#
    }
    func gateway(_ name: String) -> String {
      #"{"InternetGatewayId": "igw-\#(name)", "Attachments": [{"VpcId": "vpc-\#(name)", "State": "available"}]}"#
    }
    func acl(_ name: String) -> String {
      let entries = [true, false].map {
        #"{"RuleNumber": 100, "Egress": \#($0), "RuleAction": "allow", "Protocol": "-1", "CidrBlock": "0.0.0.0/0"}"#
      }
      return
        #"{"NetworkAclId": "acl-\#(name)", "VpcId": "vpc-\#(name)", "IsDefault": true, "Associations": [{"SubnetId": "subnet-\#(name)"}], "Entries": [\#(entries.joined(separator: ", "))]}"#
    }
    let dark =
      #"{"SubnetId": "subnet-dark", "VpcId": "vpc-dark", "AvailabilityZone": "eu-west-1b", "CidrBlock": "10.1.1.0/24"}"#
    let lists: [(String, [String])] = [
      (
        "Vpcs",
        [
          #"{"VpcId": "vpc-lit", "OwnerId": "111122223333", "CidrBlock": "10.0.0.0/16", "Tags": [{"Key": "Env", "Value": "test"}]}"#
        ]
      ),
      (
        "Subnets",
        (withSubnet ? [dark] : []) + [
          #"{"SubnetId": "subnet-lit", "VpcId": "vpc-lit", "AvailabilityZone": "eu-west-1a", "CidrBlock": "10.0.1.0/24", "Tags": [{"Key": "Layer", "Value": "front"}]}"#
        ]
      ),
      (
        "NetworkInterfaces",
        [
          interface("a", "lit", "10.0.1.5", "198.51.100.5"),
          interface("b", "dark", "10.1.1.5", "198.51.100.6"),
        ]
      ),
      ("SecurityGroups", [group("sg-lit", "vpc-lit"), group("sg-dark", "vpc-dark")]),
      ("RouteTables", [table("lit", "10.0.0.0/16"), table("dark", "10.1.0.0/16")]),
      ("InternetGateways", [gateway("lit"), gateway("dark")]),
      ("NetworkAcls", [acl("lit"), acl("dark")]),
    ]
    return lists.filter { !without.contains($0.0) }
      .map { ("\($0.0).json", "{\"\($0.0)\": [\($0.1.joined(separator: ", "))]}") }
  }

  @Test("what an object that is not described would decide is unknown", arguments: [
    (#"forbid internet -> (vpcs where tag.Env == "prod")"#, "vpc-dark"),
    (#"forbid internet -> (subnets where tag.Layer == "back")"#, "subnet-dark"),
    (#"forbid internet -> (subnets where az == "eu-west-1b")"#, "subnet-dark"),
    (#"forbid internet -> (subnets where vpc.tag.Env != "test")"#, "vpc-dark"),
    (#"forbid internet -> (vpcs where cidr in 172.16.0.0/12)"#, "vpc-dark"),
    (#"forbid internet -> (vpcs where account == "444455556666")"#, "vpc-dark"),
    (#"forbid internet -> (instances where tag.Tier == "db")"#, "i-b"),
    (#"forbid internet -> (instances where type like "t3.*")"#, "i-b"),
    (#"forbid (instances where vpc.tag.Env == "prod") -> internet"#, "vpc-dark"),
    (#"require (vpcs where tag.Env == "prod") -> internet on tcp/443"#, "vpc-dark"),
    (#"forbid internet -> (vpcs - (vpcs where tag.Env != "prod"))"#, "vpc-dark"),
    (#"forbid internet -> (10.1.0.0/16 and (vpcs where tag.Env == "prod"))"#, "vpc-dark"),
  ])
  func unknown(_ body: String, _ object: String) throws {
    let found = try result(body, on: Self.files())
    #expect(found.verdict == .unknown)
    #expect(found.unknowns.map(\.object).contains(object), "\(found.unknowns)")
  }

  @Test("what it would not decide is decided", arguments: [
    (#"forbid internet -> (subnets where tag.Layer == "front")"#, Verdict.violated),
    (#"forbid internet -> (vpcs where tag.Env == "prod" and id == "vpc-lit")"#, .vacuous),
    (#"forbid internet -> (vpcs where tag.Env == "prod" or id == "vpc-dark")"#, .violated),
    (#"forbid internet -> (vpcs where cidr in 10.1.0.0/16)"#, .violated),
    (#"forbid internet -> vpc-dark"#, .violated),
    (#"forbid vpc-dark -> 172.16.0.0/12"#, .proved),
    (
      #"forbid internet -> vpc-lit except internet -> (vpcs where tag.Env == "test") because "x""#,
      .vacuous
    ),
    (
      #"forbid internet -> vpc-lit except internet -> (vpcs where tag.Env == "prod") because "x""#,
      .violated
    ),
    (
      #"forbid internet -> vpc-dark except internet -> (vpcs where tag.Env == "prod") because "x""#,
      .unknown
    ),
    (
      #"forbid vpc-dark -> 172.16.0.0/12 except (vpcs where tag.Env == "prod") -> 172.16.0.0/16 because "x""#,
      .proved
    ),
  ])
  func decided(_ body: String, _ verdict: Verdict) throws {
    let found = try result(body, on: Self.files(withSubnet: true))
    #expect(found.verdict == verdict, "\(found.unknowns)")
  }

  @Test("groups that are missing", arguments: [
    #"forbid internet -> (interfaces where sg.tag.Role == "db")"#,
    #"forbid internet -> (interfaces where sg.name == "db")"#,
    #"forbid internet -> (interfaces where not (sg.name like "o*"))"#,
  ])
  func groups(_ body: String) throws {
    let files = Self.files(without: ["SecurityGroups"])
    let found = try result(body, on: files)
    #expect(found.verdict == .unknown)
    #expect(found.unknowns.map(\.object).contains("sg-lit"), "\(found.unknowns)")
    // The ids are known all the same.
    let byID = try result("forbid internet -> (interfaces where sg == \"sg-other\")", on: files)
    #expect(byID.verdict == .vacuous)
  }
}

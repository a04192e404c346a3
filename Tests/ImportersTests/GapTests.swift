import Importers
import NetworkModel
import Testing

/// What is named but not described, or described without an attribute, says so in the model (LANG-9a).
@Suite struct GapTests {
  private func gaps<Object>(
    _ table: KeyPath<NetworkModel, Table<Object>>, _ name: String, _ gaps: KeyPath<Object, Gaps>,
    without classes: [String]
  ) throws -> Set<ObjectAttribute> {
    let changes = Dictionary(uniqueKeysWithValues: classes.map { ($0, [String]?.none) })
    let network = Fixture.network(replacing: changes).network
    return Set(try #require(network[keyPath: table].named(name))[keyPath: gaps].keys)
  }

  @Test func placeholdersAreOpen() throws {
    #expect(
      try gaps(\.vpcs, "vpc-a", \.gaps, without: ["Vpcs"]) == [.tags, .ranges, .account])
    #expect(
      try gaps(\.subnets, "subnet-a", \.gaps, without: ["Subnets"])
        == [.tags, .ranges, .zone, .account])
    #expect(try gaps(\.instances, "i-a", \.gaps, without: ["Reservations"]) == [.tags, .type])
  }

  @Test func anInterfaceThatOnlyItsInstanceTellsOfIsOpen() throws {
    let network = Fixture.network(replacing: [
      "NetworkInterfaces": nil,
      "Reservations": [
        #"{"Instances": [{"InstanceId": "i-a", "VpcId": "vpc-a", "SubnetId": "subnet-a", "PrivateIpAddress": "10.0.1.5", "SecurityGroups": [{"GroupId": "sg-a"}]}]}"#
      ],
    ]).network
    #expect(network.interfaces.named("i-a/eth0").map { Set($0.gaps.keys) } == [.id, .tags])
  }

  @Test func describedObjectsAreNot() throws {
    #expect(try gaps(\.vpcs, "vpc-a", \.gaps, without: []) == [])
    #expect(try gaps(\.subnets, "subnet-a", \.gaps, without: []) == [])
    #expect(try gaps(\.instances, "i-a", \.gaps, without: []) == [])
    #expect(try gaps(\.interfaces, "eni-a", \.gaps, without: []) == [])
    #expect(try gaps(\.securityGroups, "sg-a", \.gaps, without: []) == [])
    #expect(
      try gaps(\.scopes, "aws/111122223333/eu-west-1", \.gaps, without: []) == [])
  }

  @Test func whatADescriptionLeavesOutIsOpen() throws {
    let network = Fixture.network(replacing: [
      "Subnets": [#"{"SubnetId": "subnet-a", "VpcId": "vpc-a", "CidrBlock": "10.0.1.0/24"}"#],
      "SecurityGroups": [
        #"{"GroupId": "sg-a", "VpcId": "vpc-a", "IpPermissions": [], "IpPermissionsEgress": []}"#
      ],
      "Reservations": [
        #"{"Instances": [{"InstanceId": "i-a", "NetworkInterfaces": [{"NetworkInterfaceId": "eni-a"}]}]}"#
      ],
    ]).network
    #expect(network.subnets.named("subnet-a")?.gaps.keys.contains(.zone) == true)
    #expect(network.securityGroups.named("sg-a")?.gaps.keys.contains(.name) == true)
    #expect(network.instances.named("i-a")?.gaps.keys.contains(.type) == true)
  }

  @Test func anAccountThatNothingNamesIsOpen() throws {
    let network = Importer.importNetwork(
      folder: [("Vpcs.json", #"{"Vpcs": [{"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16"}]}"#)]
    ).network
    let vpc = try #require(network.vpcs.named("vpc-a"))
    #expect(Set(network.scopes[vpc.scope].gaps.keys) == [.account, .region])
  }

  @Test func tagsThatTwoAccountsSeeDifferentlyAreOpen() throws {
    func answer(_ account: String, _ tags: String) -> (path: String, text: String) {
      (
        "\(account).json",
        #"{"account": "\#(account)", "region": "eu-west-1", "service": "ec2", "operation": "describe-vpcs", "request": {}, "response": {"Vpcs": [{"VpcId": "vpc-a", "OwnerId": "111122223333", "CidrBlock": "10.0.0.0/16", "Tags": [\#(tags)]}]}}"#
      )
    }
    let tag = #"{"Key": "Env", "Value": "prod"}"#
    for (second, isOpen) in [("", true), (tag, false)] {
      let result = Importer.importNetwork(
        folder: [answer("444455556666", second), answer("111122223333", tag)])
      #expect(!result.hasErrors)
      let vpc = try #require(result.network.vpcs.named("vpc-a"))
      #expect(vpc.tags == ["Env": "prod"] && (vpc.gaps[.tags] != nil) == isOpen)
    }
  }
}

import Importers
import NetworkModel
import SourceText
import Testing

/// What is only half described must be an error or an unknown, never a smaller network (IMP-3, IMP-3a, IMP-5).
@Suite struct HalfDescribedTests {
  private func globals(_ replaced: [String: [String]?]) -> [String] {
    let network = Fixture.network(replacing: replaced).network
    return network.globalUnknowns.map { network[$0].object }
  }

  private func errors(_ replaced: [String: [String]?]) -> [String] {
    Fixture.network(replacing: replaced).diagnostics.filter { $0.severity == .error }.map(\.code)
  }

  private static let instance =
    #"{"InstanceId": "i-a", "VpcId": "vpc-a", "SubnetId": "subnet-a", "State": {"Name": "running"}"#
  private static let interface =
    #"{"NetworkInterfaceId": "eni-a", "VpcId": "vpc-a", "SubnetId": "subnet-a", "Status": "in-use", "PrivateIpAddress": "10.0.1.5""#

  @Test func truncatedInstancesAreUnknownEvenWithAllInterfaces() {
    let result = Importer.importNetwork(
      folder: [
        ("Vpcs.json", #"{"Vpcs": [{"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16"}]}"#),
        ("NetworkInterfaces.json", #"{"NetworkInterfaces": []}"#),
        ("InternetGateways.json", #"{"InternetGateways": []}"#),
        ("Reservations.json", #"{"Reservations": [], "NextToken": "more"}"#),
      ])
    #expect(result.network.globalUnknowns.map { result.network[$0].rule } == ["IMP-3"])
  }

  @Test func truncatedClassesThatAddPathsAreUnknown() {
    let result = Importer.importNetwork(
      folder: [
        ("Vpcs.json", #"{"Vpcs": [{"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16"}]}"#),
        ("InternetGateways.json", #"{"InternetGateways": []}"#),
        ("NetworkInterfaces.json", #"{"NetworkInterfaces": []}"#),
        ("a.json", #"{"Accelerators": [], "NextToken": "more"}"#),
      ])
    #expect(
      result.network.globalUnknowns.map { result.network[$0].object }
        == ["Accelerators of default/default"])
  }

  @Test func anInstanceNamesItsInterfaceWhereTheInterfaceDoesNot() throws {
    let network = Fixture.network(replacing: [
      "NetworkInterfaces": [Self.interface + #", "Groups": [{"GroupId": "sg-a"}]}"#],
      "Reservations": [
        #"{"Instances": [\#(Self.instance), "NetworkInterfaces": [{"NetworkInterfaceId": "eni-a"}]}]}"#
      ],
    ]).network
    let instance = try #require(network.instances.named("i-a"))
    #expect(instance.interfaces.map { network.interfaces[$0].name } == ["eni-a"])
    #expect(network.interfaces.named("eni-a")?.instance == network.instances.id(named: "i-a"))
  }

  @Test func aRunningInstanceWithoutInterfaceIsUnknown() {
    let bare = #"{"Instances": [{"InstanceId": "i-z", "State": {"Name": "running"}}]}"#
    #expect(globals(["Reservations": [bare]]).contains("i-z"))
  }

  @Test func anInstanceThatOnlyAnInterfaceNamesIsUnknownWhereOthersAreDescribed() {
    #expect(globals(["Reservations": []]).contains("i-a"))
  }

  @Test func aHostWithoutGroupsIsNotClosed() throws {
    let network = Fixture.network(replacing: ["NetworkInterfaces": [Self.interface + "}"]]).network
    let groups = try #require(network.interfaces.named("eni-a")).groups
    #expect(groups.count == 1 && groups.allSatisfy { $0.id == nil })
  }

  @Test(arguments: ["", #", "Attachments": null"#])
  func aGatewayWithoutAttachmentsIsUnknown(_ attachments: String) {
    let plain = #"{"InternetGatewayId": "igw-z"\#(attachments)}"#
    #expect(globals(["InternetGateways": [plain]]).contains("igw-z"))
    let egress = #"{"EgressOnlyInternetGatewayId": "eigw-z"\#(attachments)}"#
    #expect(globals(["EgressOnlyInternetGateways": [egress]]).contains("eigw-z"))
  }

  @Test(arguments: ["", #", "Entries": null"#])
  func anACLWithoutEntriesIsUnknown(_ entries: String) throws {
    let network = Fixture.network(replacing: [
      "NetworkAcls": [
        #"{"NetworkAclId": "acl-a", "VpcId": "vpc-a", "IsDefault": true, "Associations": []\#(entries)}"#
      ]
    ]).network
    let found = try #require(network.networkACLs.named("acl-a")).entries
    #expect(found.count == 4 && found.allSatisfy { $0.unknown != nil })
  }

  @Test(arguments: ["", #""Associations": null, "#])
  func aTableOrACLWithoutItsSubnetsMayHaveAny(_ associations: String) throws {
    let local = #"{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local"}"#
    let network = Fixture.network(replacing: [
      "RouteTables": [
        #"{"RouteTableId": "rtb-m", "VpcId": "vpc-a", "Associations": [{"Main": true}], "Routes": [\#(local)]}"#,
        #"{"RouteTableId": "rtb-x", "VpcId": "vpc-a", \#(associations)"Routes": [\#(local)]}"#,
      ],
      "NetworkAcls": [
        #"{"NetworkAclId": "acl-m", "VpcId": "vpc-a", "IsDefault": true, "Associations": [], "Entries": []}"#,
        #"{"NetworkAclId": "acl-x", "VpcId": "vpc-a", "IsDefault": false, \#(associations)"Entries": []}"#,
      ],
    ]).network
    let subnet = try #require(network.subnets.named("subnet-a"))
    #expect(subnet.routeTable.id == nil)
    guard case .missing = subnet.networkACL else {
      Issue.record("expected an unknown ACL")
      return
    }
  }

  @Test func aClassThatIsNullWasNotCollected() {
    var files = Fixture.folder(replacing: ["InternetGateways": nil])
    files.append(("gateways.json", #"{"InternetGateways": null}"#))
    let network = Importer.importNetwork(folder: files).network
    #expect(
      network.globalUnknowns.contains { network[$0].object.hasPrefix("InternetGateways of") })
  }

  @Test(arguments: [
    #""PublicIp": "198.51.100.9", "NetworkInterfaceId": "eni-y""#,
    #""PrivateIp": "10.0.1.99", "NetworkInterfaceId": "eni-y""#,
  ])
  func aNATGatewayWithoutAnAddressIsUnknown(_ address: String) {
    let network = Fixture.network(replacing: [
      "NatGateways": [
        #"{"NatGatewayId": "nat-y", "VpcId": "vpc-a", "SubnetId": "subnet-a", "State": "available", "NatGatewayAddresses": [{\#(address)}]}"#
      ]
    ]).network
    #expect(network.natGateways.named("nat-y")?.unmodelled != nil)
  }

  @Test func directionsHaveNoDefault() {
    let entry =
      #"{"NetworkAclId": "acl-a", "VpcId": "vpc-a", "IsDefault": true, "Associations": [], "Entries": [{"RuleNumber": 100, "RuleAction": "allow", "Protocol": "-1", "CidrBlock": "0.0.0.0/0"}]}"#
    #expect(errors(["NetworkAcls": [entry]]).contains("IM004"))
    let rule =
      #"{"SecurityGroupRuleId": "sgr-1", "GroupId": "sg-a", "IpProtocol": "-1", "CidrIpv4": "0.0.0.0/0"}"#
    #expect(errors(["SecurityGroupRules": [rule]]).contains("IM004"))
  }

  @Test func providerRangesAreReadWhole() {
    let result = Importer.importNetwork(
      folder: [("aws_configs/us-east-1/Vpcs.json", #"{"Vpcs": []}"#)])
    #expect(result.network.closedProviderRanges.count == 102)
  }

  @Test func aReservationWithoutInstancesIsAnError() {
    #expect(errors(["Reservations": [#"{"ReservationId": "r-1"}"#]]).contains("IM004"))
    #expect(errors(["Reservations": [#"{"Instances": null}"#]]).contains("IM004"))
    #expect(!errors(["Reservations": [#"{"Instances": []}"#]]).contains("IM004"))
  }

  @Test(arguments: ["tcp", "17", "icmp"], [#""FromPort": null, "ToPort": null, "#, "", #""ToPort": 22, "#])
  func aRuleWithoutItsRangeIsNotOneForAll(_ proto: String, _ ports: String) throws {
    let network = Fixture.network(replacing: [
      "SecurityGroups": [
        #"{"GroupId": "sg-a", "VpcId": "vpc-a", "IpPermissionsEgress": [], "IpPermissions": [{"IpProtocol": "\#(proto)", \#(ports)"IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}"#
      ]
    ]).network
    guard case .unknown? = network.securityGroups.named("sg-a")?.rules.first?.peer else {
      Issue.record("expected an unknown rule")
      return
    }
  }

  @Test(arguments: [
    #""Protocol": "6""#, #""Protocol": "17", "PortRange": null"#, #""Protocol": "1""#,
    #""Protocol": "58", "IcmpTypeCode": {"Type": 8}"#,
  ])
  func anEntryWithoutItsRangeIsNotOneForAll(_ service: String) throws {
    let network = Fixture.network(replacing: [
      "NetworkAcls": [
        #"{"NetworkAclId": "acl-a", "VpcId": "vpc-a", "IsDefault": true, "Associations": [], "Entries": [{"RuleNumber": 100, "Egress": false, "RuleAction": "deny", "CidrBlock": "10.0.0.0/8", \#(service)}]}"#
      ]
    ]).network
    #expect(network.networkACLs.named("acl-a")?.entries.first?.unknown != nil)
  }

  @Test func aListOfRulesThatIsMissingIsNotEmpty() throws {
    let network = Fixture.network(replacing: [
      "SecurityGroups": [#"{"GroupId": "sg-a", "VpcId": "vpc-a", "IpPermissionsEgress": []}"#]
    ]).network
    let rules = try #require(network.securityGroups.named("sg-a")).rules
    #expect(rules.map(\.direction) == [.ingress])
    guard case .unknown? = rules.first?.peer else {
      Issue.record("expected an unknown rule")
      return
    }
  }

  @Test func attachmentsAndAssociationsNameTheirObject() {
    let gateway = #"{"InternetGatewayId": "igw-a", "Attachments": [{"State": "available"}]}"#
    #expect(errors(["InternetGateways": [gateway]]).contains("IM004"))
    let table =
      #"{"RouteTableId": "rtb-z", "VpcId": "vpc-a", "Associations": [{"Main": false}], "Routes": []}"#
    #expect(errors(["RouteTables": [table]]).contains("IM004"))
    let acl =
      #"{"NetworkAclId": "acl-z", "VpcId": "vpc-a", "Associations": [{"NetworkAclId": "acl-z"}], "Entries": []}"#
    #expect(errors(["NetworkAcls": [acl]]).contains("IM004"))
  }

  @Test func anAclEntryHasOneRange() {
    let acl =
      #"{"NetworkAclId": "acl-z", "VpcId": "vpc-a", "Entries": [{"RuleNumber": 1, "Egress": false, "RuleAction": "allow", "Protocol": "-1", "CidrBlock": "10.0.0.0/8", "Ipv6CidrBlock": "::/0"}]}"#
    #expect(errors(["NetworkAcls": [acl]]).contains("IM004"))
  }

  @Test(arguments: [
    #"{"PublicIp": "198.51.100.9", "NetworkInterfaceId": "eni-a", "PrivateIpAddress": "10.0.1.77"}"#,
    #"{"PublicIp": "198.51.100.9", "InstanceId": "i-gone"}"#,
    #"{"PublicIp": "198.51.100.9", "AssociationId": "eipassoc-1"}"#,
  ])
  func anAddressWhoseOwnerIsNotFoundIsUnknown(address: String) {
    #expect(globals(["Addresses": [address]]).contains("198.51.100.9"))
  }

  @Test func anAddressOfAnInstanceIsThatOfItsPrimaryInterface() throws {
    let plain = Self.interface + #", "Attachment": {"InstanceId": "i-a"}, "Groups": [{"GroupId": "sg-a"}]}"#
    let network = Fixture.network(replacing: [
      "NetworkInterfaces": [plain],
      "Addresses": [#"{"PublicIp": "198.51.100.9", "InstanceId": "i-a"}"#],
    ]).network
    #expect(
      network.interfaces.named("eni-a")?.privateAddresses.map(\.publicAddress)
        == [IPAddress("198.51.100.9")])
  }

  @Test func aLoadBalancerWithoutInterfacesIsUnknown() {
    let balancer =
      #"{"LoadBalancers": [{"LoadBalancerArn": "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/front/50dc", "LoadBalancerName": "front", "State": {"Code": "active"}}]}"#
    func unknowns(_ interfaces: String) -> [String] {
      let network = Importer.importNetwork(folder: [
        ("Vpcs.json", #"{"Vpcs": [{"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16"}]}"#),
        ("InternetGateways.json", #"{"InternetGateways": []}"#),
        ("NetworkInterfaces.json", #"{"NetworkInterfaces": [\#(interfaces)]}"#), ("l.json", balancer),
      ]).network
      return network.globalUnknowns.map { network[$0].object }
    }
    #expect(unknowns("") == ["front"])
    // The description tells, also where nobody says who manages the interface.
    #expect(unknowns(Self.interface + #", "Description": "ELB app/front/50dc"}"#) == [])
  }

  @Test func aTableHasARouteToEachRangeOfItsVPC() throws {
    let network = Fixture.network(replacing: [
      "RouteTables": [
        #"{"RouteTableId": "rtb-a", "VpcId": "vpc-a", "Associations": [{"Main": true}], "Routes": []}"#
      ]
    ]).network
    let routes = try #require(network.routeTables.named("rtb-a")).routes
    #expect(routes.count == 2)
    for route in routes {
      guard case .unmodelled = route.target else {
        Issue.record("expected an unknown route")
        return
      }
    }
  }

  @Test func entriesThatAreMissingAreUnknown() throws {
    let network = Fixture.network(replacing: [
      "NetworkAcls": [#"{"NetworkAclId": "acl-a", "VpcId": "vpc-a", "IsDefault": true}"#]
    ]).network
    let entries = try #require(network.networkACLs.named("acl-a")).entries
    #expect(entries.count == 4 && entries.allSatisfy { $0.unknown != nil })
  }

  @Test func aPublicAddressOfTwoInterfacesIsUnknown() {
    let other =
      #"{"NetworkInterfaceId": "eni-z", "VpcId": "vpc-a", "SubnetId": "subnet-a", "PrivateIpAddress": "10.0.1.88", "Groups": [{"GroupId": "sg-a"}], "Association": {"PublicIp": "198.51.100.5"}}"#
    let own = Self.interface + #", "Groups": [{"GroupId": "sg-a"}], "Association": {"PublicIp": "198.51.100.5"}}"#
    #expect(globals(["NetworkInterfaces": [own, other]]).contains("198.51.100.5"))
  }

  @Test func anInterfaceWithoutAddressIsUnknown() {
    let bare =
      #"{"NetworkInterfaceId": "eni-z", "VpcId": "vpc-a", "SubnetId": "subnet-a", "Status": "in-use", "Groups": [{"GroupId": "sg-a"}]}"#
    #expect(globals(["NetworkInterfaces": [bare]]).contains("eni-z"))
  }

  @Test func aPeeringReachesEveryRangeOfAVPC() throws {
    let network = Fixture.network(replacing: [
      "Vpcs": [
        #"{"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16", "CidrBlockAssociationSet": [{"CidrBlock": "10.5.0.0/16"}]}"#,
        #"{"VpcId": "vpc-b", "CidrBlock": "10.1.0.0/16"}"#,
      ],
      "VpcPeeringConnections": [
        #"{"VpcPeeringConnectionId": "pcx-1", "Status": {"Code": "active"}, "RequesterVpcInfo": {"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16"}, "AccepterVpcInfo": {"VpcId": "vpc-b", "CidrBlock": "10.1.0.0/16"}}"#
      ],
    ]).network
    let ranges = try #require(network.peerings.named("pcx-1")).requester.ranges
    #expect(ranges.map(\.description) == ["10.0.0.0/16", "10.5.0.0/16"])
  }

  @Test func unknownStatesOfSubnetsAndMissingAttachmentsAreUnknown() {
    let subnet =
      #"{"SubnetId": "subnet-a", "VpcId": "vpc-a", "CidrBlock": "10.0.1.0/24", "State": "dreaming"}"#
    #expect(globals(["Subnets": [subnet]]).contains("subnet-a"))
    #expect(globals(["InternetGateways": [#"{"InternetGatewayId": "igw-a"}"#]]).contains("igw-a"))
  }
}

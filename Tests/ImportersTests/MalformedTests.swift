import Importers
import NetworkModel
import SourceText
import Testing

@Suite struct MalformedTests {
  private func group(_ rules: String) -> [String: [String]?] {
    [
      "SecurityGroups": [
        #"{"GroupId": "sg-a", "VpcId": "vpc-a", "IpPermissionsEgress": [], "IpPermissions": [\#(rules)]}"#
      ]
    ]
  }

  @Test func elementsWithoutIdHaveAPosition() {
    for (name, elements) in Fixture.classes where name != "VpcBlockPublicAccessOptions" {
      let broken = name == "Reservations" ? #"{"Instances": [{"Nothing": 1}]}"# : #"{"Nothing": 1}"#
      let result = Fixture.network(replacing: [name: elements + [broken]])
      #expect(result.hasErrors, "\(name)")
      let error = result.diagnostics.first { $0.code == "IM004" }
      #expect(
        error?.range.map { result.files.path(of: $0.file) } == "\(name).json",
        "\(name): \(result.rendered)")
    }
  }

  @Test(arguments: [
    (
      #"{"IpProtocol": "tcp", "FromPort": 90, "ToPort": 80, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}"#,
      "IM008"
    ),
    (
      #"{"IpProtocol": "tcp", "FromPort": 1, "ToPort": 99999, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}"#,
      "IM008"
    ),
    (
      #"{"IpProtocol": "tcp", "FromPort": 1, "ToPort": 2, "IpRanges": [{"CidrIp": "0.0.0.0/33"}]}"#,
      "IM006"
    ),
    (#"{"IpProtocol": "tcp", "FromPort": 1, "ToPort": 2, "IpRanges": [{"CidrIp": 7}]}"#, "IM005"),
    (
      #"{"IpProtocol": "tcp", "FromPort": 1, "ToPort": 2, "IpRanges": {"CidrIp": "10.0.0.0/8"}}"#,
      "IM005"
    ),
    (#"{"IpProtocol": "tcp", "FromPort": "x", "ToPort": 2, "IpRanges": []}"#, "IM005"),
    (#""tcp""#, "IM005"),
    (#"{"IpProtocol": "-1", "PrefixListIds": [{}]}"#, "IM004"),
  ])
  func rules(rule: String, code: String) {
    let result = Fixture.network(replacing: group(rule))
    #expect(result.hasErrors)
    #expect(result.codes.contains(code), "\(result.rendered)")
  }

  @Test func hostBitsAreMaskedWithAWarning() throws {
    let result = Fixture.network(
      replacing: group(#"{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.1.2.3/8"}]}"#))
    #expect(!result.hasErrors && result.codes.contains("IM007"))
    #expect(
      result.network.securityGroups.named("sg-a")?.rules.first?.peer
        == .range(try #require(CIDR("10.0.0.0/8"))))
  }

  @Test func unknownProtocolIsAnUnknownRule() throws {
    let result = Fixture.network(
      replacing: group(#"{"IpProtocol": "quic", "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}"#))
    guard case .unknown? = result.network.securityGroups.named("sg-a")?.rules.first?.peer else {
      Issue.record("expected an unknown rule")
      return
    }
  }

  @Test func duplicates() {
    let one = #"{"VpcId": "vpc-c", "CidrBlock": "10.5.0.0/16"}"#
    let other = #"{"VpcId": "vpc-c", "CidrBlock": "10.6.0.0/16"}"#
    let same = #"{"CidrBlock": "10.5.0.0/16", "VpcId": "vpc-c"}"#
    #expect(!Fixture.network(replacing: ["Vpcs": [one, same]]).codes.contains("IM009"))
    #expect(Fixture.network(replacing: ["Vpcs": [one, other]]).codes.contains("IM009"))
  }

  @Test func contradictoryRoutesAndEntries() {
    let routes =
      #"{"RouteTableId": "rtb-a", "VpcId": "vpc-a", "Routes": [{"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-a"}, {"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1"}]}"#
    #expect(Fixture.network(replacing: ["RouteTables": [routes]]).codes.contains("IM009"))
    let entry =
      #"{"RuleNumber": 5, "Egress": true, "RuleAction": "allow", "Protocol": "-1", "CidrBlock": "0.0.0.0/0"}"#
    let acl = #"{"NetworkAclId": "acl-a", "VpcId": "vpc-a", "Entries": [\#(entry), \#(entry)]}"#
    #expect(Fixture.network(replacing: ["NetworkAcls": [acl]]).codes.contains("IM009"))
  }

  @Test(arguments: [
    ("Vpcs", #"{"VpcId": "vpc-c", "CidrBlock": "2001:db8::/56"}"#),
    (
      "Vpcs",
      #"{"VpcId": "vpc-c", "Ipv6CidrBlockAssociationSet": [{"Ipv6CidrBlock": "10.0.0.0/16"}]}"#
    ),
    (
      "SecurityGroups",
      #"{"GroupId": "sg-c", "VpcId": "vpc-a", "IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "::/0"}]}]}"#
    ),
    (
      "RouteTables",
      #"{"RouteTableId": "rtb-c", "VpcId": "vpc-a", "Routes": [{"DestinationIpv6CidrBlock": "0.0.0.0/0", "GatewayId": "igw-a"}]}"#
    ),
  ])
  func rangesOfTheOtherFamily(type: String, element: String) throws {
    let elements = try #require(Fixture.classes.first { $0.name == type }).elements
    let result = Fixture.network(replacing: [type: elements + [element]])
    #expect(result.hasErrors && result.codes.contains("IM006"), "\(result.rendered)")
  }

  @Test(arguments: [
    #"{"RuleNumber": null, "Egress": false, "RuleAction": "deny", "Protocol": "-1", "CidrBlock": "0.0.0.0/0"}"#,
    #"{"RuleNumber": 5, "Egress": false, "RuleAction": "deny", "Protocol": "-1", "CidrBlock": null}"#,
    #"{"RuleNumber": 5, "Egress": false, "RuleAction": "deny", "Protocol": "-1", "CidrBlock": ""}"#,
  ])
  func noEntryIsDroppedInSilence(entry: String) {
    let acl = #"{"NetworkAclId": "acl-a", "VpcId": "vpc-a", "Entries": [\#(entry)]}"#
    #expect(Fixture.network(replacing: ["NetworkAcls": [acl]]).codes.contains("IM004"))
  }

  @Test(arguments: [
    #""PrivateIpAddresses": [{"PrivateIpAddress": null, "Association": {"PublicIp": "8.8.8.8"}}]"#,
    #""Ipv6Addresses": [{"Ipv6Address": ""}]"#, #""Ipv4Prefixes": [{"Ipv4Prefix": null}]"#,
  ])
  func noAddressIsDroppedInSilence(member: String) {
    let interface =
      #"{"NetworkInterfaceId": "eni-c", "VpcId": "vpc-a", "SubnetId": "subnet-a", \#(member)}"#
    #expect(Fixture.network(replacing: ["NetworkInterfaces": [interface]]).codes.contains("IM004"))
  }

  @Test func nullIsNeitherASideNorAnEmptyList() {
    let peering =
      #"{"VpcPeeringConnectionId": "pcx-1", "Status": {"Code": "active"}, "RequesterVpcInfo": {"VpcId": "vpc-a"}, "AccepterVpcInfo": null}"#
    let sides = Fixture.network(replacing: ["VpcPeeringConnections": [peering]])
    #expect(sides.codes.contains("IM004"))
    let list = #"{"PrefixListId": "pl-1", "PrefixListName": "a", "Cidrs": null}"#
    let entries = Fixture.network(replacing: ["PrefixLists": [list]]).network.prefixLists
    #expect(entries.named("pl-1")?.entries != .known([]))
  }

  @Test func brokenFilesAndFolders() {
    let broken = Importer.importNetwork(folder: [("a/Vpcs.json", "{\"Vpcs\": [\n{\"VpcId\": }\n]}")]
    )
    #expect(
      broken.rendered.hasPrefix("a/Vpcs.json:2:11: error[IM001]: expected a value, found `}`"))
    #expect(Importer.importNetwork(at: "/no/such/folder").codes == ["IM002"])
    let terraform = Importer.importNetwork(
      text: #"{"format_version": "1.2", "terraform_version": "1.9"}"#, name: "plan.json")
    #expect(terraform.codes == ["IM003"])
    #expect(terraform.rendered.contains("a Terraform plan"))
    #expect(Importer.importNetwork(folder: []).codes == ["IM003"])
    #expect(Importer.importNetwork(text: "[1]", name: "x").codes == ["IM003"])
    #expect(Importer.importNetwork(text: "", name: "x").codes == ["IM001"])
    #expect(Importer.importNetwork(text: #"{"Vpcs": {"a": 1}}"#, name: "x").codes.contains("IM005"))
  }

  /// No mutation of a whole snapshot crashes or hangs the importer.
  @Test func mutations() {
    let seed = Array(Fixture.folder().map(\.text).joined().utf8)
    let whole = Fixture.folder()
    var state: UInt64 = 7
    func random(_ n: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(n))
    }
    let pieces = [
      "null", "-1", "\"\"", "[]", "{}", "99999999999", "1.5", "\"-1\"", "\"::/0\"", "true",
    ]
    for _ in 0..<400 {
      let index = random(whole.count)
      var folder = whole.map { ($0.path, $0.text.replacing("KEY", with: "")) }
      var text = folder[index].1
      // Replace one scalar or list by another value.
      let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      let at = random(max(1, parts.count - 1)) + 1
      guard at < parts.count else { continue }
      var changed = parts
      let rest = changed[at].drop { $0 != "," && $0 != "}" && $0 != "]" }
      changed[at] = " " + pieces[random(pieces.count)] + rest
      text = changed.joined(separator: ":")
      folder[index].1 = text
      _ = Importer.importNetwork(folder: folder.map { (path: $0.0, text: $0.1) })
    }
    #expect(!seed.isEmpty)
  }
}

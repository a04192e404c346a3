import Importers
import NetworkModel
import SourceText
import Testing

/// What is half described makes the network unknown where it is used, never smaller (IMP-3, IMP-3a, IMP-5, CNV-8).
@Suite struct TransitGatewayDamageTests {
  private func global(_ result: ImportResult) -> [String] {
    result.network.globalUnknowns.map {
      let unknown = result.network[$0]
      return "\(unknown.rule) \(unknown.object)"
    }
  }

  private func unlisted(_ result: ImportResult, _ name: String = "tgw-1") throws -> Bool {
    try #require(result.network.transitGateways.named(name)).unlistedAttachments != nil
  }

  private func side(_ result: ImportResult, _ name: String) throws -> TransitGatewayVPC {
    guard case .vpc(let side) = result.network.transitGatewayAttachments.named(name)?.kind else {
      Issue.record("expected a VPC")
      throw CancellationError()
    }
    return side
  }

  private func isUnknown(_ association: TransitGatewayAssociation?) -> Bool {
    if case .unknown = association { return true }
    return false
  }

  @Test func anAbsentClassMayHoldAnyAttachment() throws {
    let classes = ["TransitGatewayAttachments", "TransitGatewayVpcAttachments"]
    #expect(try unlisted(Fixture.network(replacing: [classes[0]: nil, classes[1]: nil])))
    for name in classes { #expect(try !unlisted(Fixture.network(replacing: [name: nil]))) }
    var folder = Fixture.folder(replacing: [classes[0]: nil])
    for index in folder.indices where folder[index].path.hasPrefix(classes[1]) {
      folder[index].text = folder[index].text.replacing("{\"Tran", with: "{\"NextToken\": \"t\", \"Tran")
    }
    let cut = Importer.importNetwork(folder: folder)
    #expect(cut.codes.contains("IM011"))
    #expect(try unlisted(cut))
  }

  @Test func subnetsAndOptionsComeFromTheirOwnCall() throws {
    let result = Fixture.network(replacing: ["TransitGatewayVpcAttachments": nil])
    let side = try side(result, "tgw-attach-a")
    #expect(side.vpc == .resolved(ID(index: 0)) && side.subnets.map(\.id) == [nil])
    let table = try #require(result.network.transitGatewayRouteTables.named("tgw-rtb-1"))
    #expect(result.unknown(table.unknownContents)?.rule == "TGW-3")
  }

  @Test func associationsComeFromTheOtherCall() throws {
    let network = Fixture.network(replacing: ["TransitGatewayAttachments": nil]).network
    for name in ["tgw-attach-a", "tgw-attach-p/tgw-1"] {
      #expect(isUnknown(network.transitGatewayAttachments.named(name)?.association))
    }
    // The other gateway has no table.
    let far = network.transitGatewayAttachments.named("tgw-attach-p/tgw-2")
    #expect(far?.association == TransitGatewayAssociation.none)
    let tables = Fixture.network(replacing: ["TransitGatewayRouteTables": nil]).network
    guard case .table(.missing) = tables.transitGatewayAttachments.named("tgw-attach-a")?.association
    else {
      Issue.record("expected a missing table")
      return
    }
  }

  @Test func aNewStateIsUnknown() {
    func result(_ type: String, _ state: String) -> ImportResult {
      let elements = (Fixture.classes.first { $0.name == type }?.elements ?? []).map {
        $0.replacing("\"State\": \"available\"", with: "\"State\": \"\(state)\"")
          .replacing("KEY", with: "")
      }
      return Fixture.network(replacing: [type: elements])
    }
    #expect(global(result("TransitGateways", "dreaming")) == ["IMP-5 tgw-1"])
    #expect(global(result("TransitGateways", "pending")).isEmpty)
    #expect(global(result("TransitGatewayVpcAttachments", "dreaming")).contains("IMP-5 tgw-attach-a"))
    // One answer says that it works, the other that it does not.
    #expect(global(result("TransitGatewayVpcAttachments", "pending")) == ["CNV-8 tgw-attach-a"])
    #expect(global(result("TransitGatewayVpcAttachments", "modifying")).isEmpty)
    #expect(!result("TransitGateways", "dreaming").hasErrors)
  }

  /// It carries nothing for certain, and that it carries nothing is not certain either.
  @Test(arguments: ["pending", "dreaming"])
  func aContestedAttachmentLeadsToTheUnknown(_ state: String) throws {
    let elements = (Fixture.classes.first { $0.name == "TransitGatewayVpcAttachments" }?.elements ?? [])
      .map {
        $0.replacing("\"State\": \"available\"", with: "\"State\": \"\(state)\"")
          .replacing("KEY", with: "")
      }
    let result = Fixture.network(replacing: ["TransitGatewayVpcAttachments": elements])
    let attachment = try #require(result.network.transitGatewayAttachments.named("tgw-attach-a"))
    guard case .unmodelled(let reason) = attachment.kind else {
      Issue.record("expected an unknown")
      return
    }
    #expect(result.network[reason].rule == "CNV-8" && attachment.isFunctional)
    #expect(try unlisted(result))
  }

  /// The tables name an attachment that no list shows, or one comes without what it joins.
  @Test func anAttachmentThatIsNotDescribedWholeMayBeAnyones() throws {
    #expect(
      try unlisted(
        Fixture.network(replacing: [
          "TransitGatewayAttachments": nil, "TransitGatewayVpcAttachments": [],
        ])))
    for key in ["ResourceId", "ResourceType"] {
      let text =
        #"{"TransitGatewayAttachmentId": "tgw-attach-a", "TransitGatewayId": "tgw-1", "ResourceType": "vpc", "ResourceId": "vpc-a", "State": "available"}"#
      let damaged =
        key == "ResourceId"
        ? text.replacing(#""ResourceId": "vpc-a", "#, with: "") : text.replacing(#""vpc","#, with: #""vpce","#)
      let result = Fixture.network(replacing: [
        "TransitGatewayAttachments": [damaged], "TransitGatewayVpcAttachments": nil,
        "TransitGatewayPropagations": nil,
      ])
      #expect(try unlisted(result), "\(key)")
    }
  }

  @Test func aTableOfAnotherGatewayIsNoAssociation() throws {
    let table = #"{"TransitGatewayRouteTableId": "tgw-rtb-1", "TransitGatewayId": "tgw-2", "State": "available"}"#
    let network = Fixture.network(replacing: ["TransitGatewayRouteTables": [table]]).network
    #expect(isUnknown(network.transitGatewayAttachments.named("tgw-attach-a")?.association))
  }

  @Test func aTableThatIsNotAvailableIsUnknown() throws {
    let network = Fixture.network(replacing: [
      "TransitGatewayRouteTables": [
        #"{"TransitGatewayRouteTableId": "tgw-rtb-1", "TransitGatewayId": "tgw-1", "State": "deleting"}"#
      ]
    ]).network
    #expect(network.transitGatewayRouteTables.named("tgw-rtb-1")?.unknownContents != nil)
  }

  @Test func anOptionThatIsNotUnderstoodIsUnknown() {
    let result = Fixture.network(replacing: [
      "TransitGateways": [
        #"{"TransitGatewayId": "tgw-1", "State": "available", "Options": {"SecurityGroupReferencingSupport": "maybe"}}"#
      ]
    ])
    #expect(result.codes == ["IM013"] && global(result) == ["IMP-5 tgw-1"])
  }

  /// Every answer of the provider has options: without them, what they say is not off (IMP-8).
  @Test func missingOptionsAreUnknown() throws {
    let gateways = Fixture.network(replacing: [
      "TransitGateways": [#"{"TransitGatewayId": "tgw-1", "State": "available"}"#]
    ])
    #expect(global(gateways) == ["IMP-8 tgw-1"])
    let attachments = Fixture.network(replacing: [
      "TransitGatewayVpcAttachments": [
        #"{"TransitGatewayAttachmentId": "tgw-attach-a", "TransitGatewayId": "tgw-1", "VpcId": "vpc-a", "State": "available", "SubnetIds": ["subnet-a"]}"#
      ]
    ]).network
    let attachment = try #require(attachments.transitGatewayAttachments.named("tgw-attach-a"))
    guard case .unmodelled(let why) = attachment.kind else {
      Issue.record("expected an unknown attachment")
      return
    }
    #expect(attachments[why].rule == "IMP-8")
    #expect(attachments.transitGateways.named("tgw-1")?.unlistedAttachments == why)
  }

  @Test func oneZoneHasOneSubnet() throws {
    let subnet =
      #"{"SubnetId": "subnet-c", "VpcId": "vpc-a", "AvailabilityZone": "eu-west-1a", "CidrBlock": "10.0.2.0/24"}"#
    func result(_ subnets: String, _ zone: String) -> ImportResult {
      Fixture.network(replacing: [
        "TransitGatewayVpcAttachments": [
          #"{"TransitGatewayAttachmentId": "tgw-attach-a", "TransitGatewayId": "tgw-1", "VpcId": "vpc-a", "State": "available", "SubnetIds": [\#(subnets)], "Options": {"Ipv6Support": "disable"}}"#
        ],
        "Subnets": (Fixture.classes.first { $0.name == "Subnets" }?.elements ?? []).map {
          $0.replacing("KEY", with: "")
        } + [subnet.replacing("eu-west-1a", with: zone)],
      ])
    }
    let two = #""subnet-c", "subnet-a""#
    #expect(try side(result(two, "eu-west-1a"), "tgw-attach-a").subnets.map(\.id) == [nil])
    let apart = result(two, "eu-west-1b")
    let order = try side(apart, "tgw-attach-a").subnets.compactMap(\.id).map {
      apart.network.subnets[$0].name
    }
    #expect(order == ["subnet-c", "subnet-a"])
    let missing = try side(result(#""subnet-9", "subnet-a""#, "eu-west-1b"), "tgw-attach-a").subnets
    #expect(missing.map { $0.id == nil } == [false, true])
    #expect(result("7", "eu-west-1b").codes.contains("IM005"))
  }

  @Test func aPeeringWhoseOtherSideIsUnknown() throws {
    func kind(_ accepter: String, _ other: String = "") -> TransitGatewayAttachment.Kind? {
      let element =
        #"{"TransitGatewayAttachmentId": "tgw-attach-q", \#(other)"State": "available", "RequesterTgwInfo": {"TransitGatewayId": "tgw-1"}, "AccepterTgwInfo": \#(accepter)}"#
      return Fixture.network(replacing: ["TransitGatewayPeeringAttachments": [element]]).network
        .transitGatewayAttachments.named("tgw-attach-q/tgw-1")?.kind
    }
    guard case .peering(.resolved) = kind(#"{"TransitGatewayId": "tgw-9"}"#),
      case .unmodelled = kind(#"{"CoreNetworkId": "core-network-1"}"#),
      case .unmodelled = kind(
        #"{"TransitGatewayId": "tgw-2"}"#, #""AccepterTransitGatewayAttachmentId": "tgw-attach-r", "#)
    else {
      Issue.record("expected a peering and two unknown ones")
      return
    }
    let oneSided = Fixture.network(replacing: [
      "TransitGatewayPeeringAttachments": nil,
      "TransitGatewayAttachments": [
        #"{"TransitGatewayAttachmentId": "tgw-attach-p", "TransitGatewayId": "tgw-1", "ResourceType": "peering", "ResourceId": "tgw-2", "State": "available"}"#
      ],
    ])
    guard
      case .peering(.missing(let id)) = oneSided.network.transitGatewayAttachments.named(
        "tgw-attach-p/tgw-1")?.kind
    else {
      Issue.record("expected a missing side")
      return
    }
    #expect(oneSided.network[id].rule == "TGW-11")
    let half = #"{"TransitGatewayAttachmentId": "tgw-attach-q", "State": "available", "RequesterTgwInfo": {"TransitGatewayId": "tgw-1"}}"#
    #expect(Fixture.network(replacing: ["TransitGatewayPeeringAttachments": [half]]).codes == ["IM004"])
  }

  @Test(arguments: [
    ("TransitGateways", #"{"State": "available"}"#, "IM004"),
    ("TransitGateways", #"{"TransitGatewayId": "tgw-1", "State": "available", "Options": []}"#, "IM005"),
    ("TransitGatewayAttachments", #"{"TransitGatewayAttachmentId": "a", "State": "available"}"#, "IM004"),
    ("TransitGatewayVpcAttachments", #"{"TransitGatewayAttachmentId": "a", "TransitGatewayId": "b"}"#, "IM004"),
    ("TransitGatewayRouteTables", #"{"TransitGatewayRouteTableId": "a", "State": "available"}"#, "IM004"),
    ("TransitGatewayStaticRoutes", #"{"TransitGatewayRouteTableId": "tgw-rtb-1"}"#, "IM004"),
    ("TransitGatewayPropagations", #"{"TransitGatewayRouteTableId": "tgw-rtb-1"}"#, "IM004"),
    ("TransitGatewayPrefixListReferences", #"{"TransitGatewayRouteTableId": "tgw-rtb-1"}"#, "IM004"),
    (
      "TransitGatewayStaticRoutes",
      #"{"TransitGatewayRouteTableId": "tgw-rtb-1", "Routes": [{"DestinationCidrBlock": "x", "Type": "static", "State": "active"}]}"#,
      "IM006"
    ),
  ])
  func shapesThatAreErrors(type: String, element: String, code: String) {
    let result = Fixture.network(replacing: [type: [element]])
    #expect(result.hasErrors && result.codes.contains(code), "\(result.rendered)")
    #expect(result.rendered.contains("\(type).json:"))
  }

  @Test func namedFilesWithUnknownFiltersAreAnAssumption() throws {
    func result(isStrict: Bool) -> ImportResult {
      var folder = Fixture.folder(replacing: [
        "TransitGatewayStaticRoutes": nil, "TransitGatewayPropagations": nil,
      ])
      folder.append(("search-tgw-rtb-1.json", "{\"Routes\": [\(TransitGatewayTableTests.route("10.1.0.0/16"))]}"))
      return Importer.importNetwork(folder: folder, options: ImportOptions(isStrict: isStrict))
    }
    let named = "aws-cli.transit-gateway-searches-complete"
    let assumed = result(isStrict: false).network
    #expect(assumed.assumptions.map(\.name).contains(named))
    #expect(assumed.transitGatewayRouteTables.named("tgw-rtb-1")?.unknownContents == nil)
    let strict = result(isStrict: true).network
    #expect(strict.transitGatewayRouteTables.named("tgw-rtb-1")?.unknownContents != nil)
  }
}

/// What a table gets from attachments that propagate to it (TGW-3).
@Suite struct TransitGatewayPropagationTests {
  private func contents(_ changes: [String: [String]?]) throws -> (routes: [String], rule: String?) {
    let result = Fixture.network(replacing: changes)
    let table = try #require(result.network.transitGatewayRouteTables.named("tgw-rtb-1"))
    return (table.routes.map(\.destination.description), result.unknown(table.unknownContents)?.rule)
  }

  private func propagations(_ state: String, _ name: String = "tgw-attach-b") -> [String: [String]?] {
    [
      "TransitGatewayPropagations": [
        #"{"TransitGatewayRouteTableId": "tgw-rtb-1", "TransitGatewayRouteTablePropagations": [{"TransitGatewayAttachmentId": "\#(name)", "ResourceType": "vpc", "State": "\#(state)"}]}"#
      ]
    ]
  }

  @Test func onlyEnabledOnesCount() throws {
    let own = ["10.8.0.0/16", "10.9.0.0/16"]
    #expect(try contents(propagations("enabled")) == (own + ["10.1.0.0/16"], nil))
    #expect(try contents(propagations("disabled")) == (own, nil))
    #expect(try contents(propagations("enabling")).rule == "TGW-3")
    #expect(try contents(propagations("new")).rule == "TGW-3")
    #expect(try contents(propagations("enabled", "tgw-attach-9")).rule == "TGW-3")
    #expect(try contents(propagations("enabled", "tgw-attach-p")) == (own, nil))
    #expect(try contents(["TransitGatewayPropagations": nil]).rule == "IMP-3a")
  }

  @Test func whatAVPNHasLearnedIsUnknown() throws {
    var changes = propagations("enabled", "tgw-attach-v")
    changes["TransitGatewayAttachments"] = [
      #"{"TransitGatewayAttachmentId": "tgw-attach-v", "TransitGatewayId": "tgw-1", "ResourceType": "vpn", "ResourceId": "vpn-1", "State": "available"}"#
    ]
    #expect(try contents(changes).rule == "TGW-3")
  }

  @Test func theEarlierAttachmentPropagates() throws {
    func attachment(_ name: String, _ vpc: String, _ created: String) -> String {
      #"{"TransitGatewayAttachmentId": "\#(name)", "TransitGatewayId": "tgw-1", "VpcId": "\#(vpc)", "State": "available", "SubnetIds": ["subnet-b"]\#(created.isEmpty ? "" : ", \"CreationTime\": \"\(created)\"")}"#
    }
    func routes(_ first: String, _ second: String, range: String = "10.1.0.0/24", more: String = "") throws
      -> (routes: [String], rule: String?)
    {
      try contents([
        "Vpcs": [
          #"{"VpcId": "vpc-b", "CidrBlock": "10.1.0.0/16"}"#,
          #"{"VpcId": "vpc-c", "CidrBlock": "\#(range)"\#(more)}"#,
        ],
        "TransitGatewayAttachments": nil,
        "TransitGatewayVpcAttachments": [
          attachment("tgw-attach-b", "vpc-b", first), attachment("tgw-attach-c", "vpc-c", second),
        ],
        "TransitGatewayStaticRoutes": [#"{"TransitGatewayRouteTableId": "tgw-rtb-1", "Routes": []}"#],
        "TransitGatewayPropagations": [
          #"{"TransitGatewayRouteTableId": "tgw-rtb-1", "TransitGatewayRouteTablePropagations": [{"TransitGatewayAttachmentId": "tgw-attach-b", "State": "enabled"}, {"TransitGatewayAttachmentId": "tgw-attach-c", "State": "enabled"}]}"#
        ],
      ])
    }
    let (old, new) = ("2019-11-29 18:59:04+00:00", "2019-11-29T18:59:05.000Z")
    #expect(try routes(old, new) == (["10.1.0.0/16"], nil))
    #expect(try routes(new, old) == (["10.1.0.0/24"], nil))
    #expect(try routes("", "", range: "10.2.0.0/24").rule == nil)
    for (first, second) in [("", new), (old, ""), (old, old), (old, "2019-11-29T18:59:05+02:00")] {
      #expect(try routes(first, second).rule == "TGW-3")
    }
    let more =
      #", "CidrBlockAssociationSet": [{"CidrBlock": "10.5.0.0/16", "CidrBlockState": {"State": "associated"}}]"#
    #expect(try routes(old, new, more: more).rule == "TGW-3")
  }
}

/// A gateway that one account shares with another.
@Suite struct SharedTransitGatewayTests {
  private static let hub = "111122223333"
  private static let spoke = "444455556666"

  private func envelope(_ account: String, _ response: String) -> String {
    #"{"account": "\#(account)", "region": "eu-west-1", "service": "ec2", "operation": "x", "request": {}, "response": \#(response)}"#
  }

  private func gateway() -> String {
    #"{"TransitGatewayId": "tgw-1", "State": "available", "OwnerId": "\#(Self.hub)", "Options": {"VpnEcmpSupport": "enable"}}"#
  }

  private func attachment(_ members: String = "", vpc: String = "vpc-a") -> String {
    #"{"TransitGatewayAttachmentId": "tgw-attach-a", "TransitGatewayId": "tgw-1", "TransitGatewayOwnerId": "\#(Self.hub)", "ResourceOwnerId": "\#(Self.spoke)", "ResourceType": "vpc", "ResourceId": "\#(vpc)", "State": "available"\#(members)}"#
  }

  private func network(_ answers: [String]) -> ImportResult {
    let vpc = envelope(
      Self.spoke, #"{"Vpcs": [{"VpcId": "vpc-a", "OwnerId": "\#(Self.spoke)", "CidrBlock": "10.0.0.0/16"}]}"#)
    return Importer.importNetwork(
      text: "[" + ([vpc] + answers).joined(separator: ", ") + "]", name: "all.json")
  }

  private func response(_ members: String = "") -> String {
    #"{"TransitGateways": [\#(gateway())], "TransitGatewayAttachments": [\#(attachment(members))]}"#
  }

  @Test func theParticipantSeesOnlyItsOwn() throws {
    let result = network([envelope(Self.spoke, response())])
    #expect(!result.hasErrors, "\(result.rendered)")
    #expect(result.network.transitGateways.named("tgw-1")?.unlistedAttachments != nil)
    guard case .unknown = result.network.transitGatewayAttachments.named("tgw-attach-a")?.association
    else {
      Issue.record("expected an unknown association")
      return
    }
  }

  @Test func aRequestForSomeIsNoList() {
    let part = envelope(Self.hub, response()).replacing(
      #""request": {}"#, with: #""request": {"TransitGatewayAttachmentIds": ["tgw-attach-a"]}"#)
    #expect(network([part]).network.transitGateways.named("tgw-1")?.unlistedAttachments != nil)
  }

  @Test func theOwnerSeesEverything() throws {
    let own = network([envelope(Self.spoke, response()), envelope(Self.hub, response())])
    #expect(!own.hasErrors, "\(own.rendered)")
    #expect(own.network.transitGateways.named("tgw-1")?.unlistedAttachments == nil)
    let attachment = own.network.transitGatewayAttachments.named("tgw-attach-a")
    #expect(attachment?.association == TransitGatewayAssociation.none)
    let table = #", "Association": {"TransitGatewayRouteTableId": "tgw-rtb-1", "State": "associated"}"#
    let torn = network([
      envelope(Self.hub, response()), envelope(Self.hub, response(table)),
    ])
    guard case .unknown = torn.network.transitGatewayAttachments.named("tgw-attach-a")?.association
    else {
      Issue.record("expected an unknown association")
      return
    }
    #expect(torn.codes.contains("IM009"))
  }

  @Test func twoAccountsThatContradictEachOther() {
    let other = #"{"TransitGatewayAttachments": [\#(attachment(vpc: "vpc-b"))]}"#
    let result = network([envelope(Self.spoke, response()), envelope(Self.hub, other)])
    #expect(result.codes.contains("IM009"))
    let rules = result.network.globalUnknowns.map { result.network[$0] }
    #expect(rules.contains { $0.rule == "CNV-8" && $0.object == "tgw-attach-a" })
  }
}

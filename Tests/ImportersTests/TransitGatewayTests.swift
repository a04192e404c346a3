import Importers
import NetworkModel
import SourceText
import Testing

@Suite struct TransitGatewayTests {
  let result = Fixture.network()
  var network: NetworkModel { result.network }

  private func cidr(_ text: String) throws -> CIDR { try #require(CIDR(text)) }

  private func attachment(_ name: String) throws -> TransitGatewayAttachment {
    try #require(network.transitGatewayAttachments.named(name))
  }

  @Test func gateways() throws {
    let hub = try #require(network.transitGateways.named("tgw-1"))
    #expect(hub.isFunctional && hub.keepsGroupReferences && hub.unlistedAttachments == nil)
    #expect(hub.tags == ["Name": "hub"])
    #expect(network.scopes[hub.scope].name == "aws/111122223333/eu-west-1")
    let far = try #require(network.transitGateways.named("tgw-2"))
    #expect(far.isFunctional && !far.keepsGroupReferences)
  }

  @Test func attachments() throws {
    let names = network.transitGatewayAttachments.elements.map(\.name)
    #expect(
      names == ["tgw-attach-a", "tgw-attach-b", "tgw-attach-p/tgw-1", "tgw-attach-p/tgw-2"])
    let a = try attachment("tgw-attach-a")
    let own = TransitGatewayVPC(
      vpc: .resolved(ID(index: 0)), subnets: [.resolved(ID(index: 0))], applianceMode: true,
      supportsIPv6: true, keepsGroupReferences: true)
    #expect(a.kind == .vpc(own) && a.isFunctional && a.tags == ["Name": "a"])
    #expect(a.association == .table(.resolved(ID(index: 0))))
    let b = try attachment("tgw-attach-b")
    guard case .vpc(let side) = b.kind else {
      Issue.record("expected a VPC")
      return
    }
    #expect(!side.applianceMode && !side.supportsIPv6 && !side.keepsGroupReferences)
    #expect(b.isFunctional && b.association == .none)
  }

  @Test func peeringsAreTwoAttachments() throws {
    let near = try attachment("tgw-attach-p/tgw-1")
    let far = try attachment("tgw-attach-p/tgw-2")
    #expect(near.gateway == .resolved(ID(index: 0)) && far.gateway == .resolved(ID(index: 1)))
    #expect(near.kind == .peering(.resolved(ID(index: 3))))
    #expect(far.kind == .peering(.resolved(ID(index: 2))))
    #expect(near.association == .table(.resolved(ID(index: 0))) && far.association == .none)
  }

  @Test func routesAreDerivedFromPropagations() throws {
    let table = try #require(network.transitGatewayRouteTables.named("tgw-rtb-1"))
    #expect(table.unknownContents == nil && table.gateway == .resolved(ID(index: 0)))
    let routes = table.routes.map { "\($0.destination) \($0.source) \($0.attachments.count)" }
    #expect(
      routes == [
        "10.8.0.0/16 fixed 1", "10.9.0.0/16 fixed 0", "10.0.0.0/16 vpc 1",
        "2001:db8::/56 vpc 1", "10.1.0.0/16 vpc 1",
      ])
    #expect(table.routes[0].attachments == [.resolved(ID(index: 2))])
    #expect(table.routes[1].state == .blackhole && table.routes[2].state == .active)
  }

  @Test func aRouteNamesItsGateway() throws {
    let routes = try #require(network.routeTables.named("rtb-a")).routes
    #expect(routes.contains { $0.target == .transitGateway(.resolved(ID(index: 0))) })
    let without = Fixture.network(replacing: ["TransitGateways": nil]).network
    let missing = try #require(without.routeTables.named("rtb-a")).routes.compactMap {
      if case .transitGateway(.missing(let id)) = $0.target { return without[id] }
      return nil
    }
    #expect(missing.map(\.object) == ["tgw-1"] && missing.map(\.rule) == ["IMP-3a"])
  }

  @Test func onlyVPCsAndPeeringsAreModelled() throws {
    let elements = ["vpn", "connect", "direct-connect-gateway", "network-function", "quantum"].map {
      #"{"TransitGatewayAttachmentId": "tgw-attach-\#($0)", "TransitGatewayId": "tgw-1", "ResourceType": "\#($0)", "ResourceId": "x", "State": "available"}"#
    }
    let other = Fixture.network(replacing: ["TransitGatewayAttachments": elements])
    #expect(other.codes == ["IM013"])
    let kinds = other.network.transitGatewayAttachments.elements.prefix(5).map { entry in
      if case .unmodelled(let id) = entry.kind { return other.network[id].rule }
      return ""
    }
    #expect(kinds == ["TGW-13", "TGW-12", "TGW-13", "TGW-14", "IMP-5"])
    #expect(other.network.unmodelled.elements.count { $0.kind == "transitGatewayAttachment" } == 5)
  }
}

/// The full form of the answers about one table (IMP-1).
@Suite struct TransitGatewayTableTests {
  /// The transit gateway of the fixture as envelopes, with these answers about its table.
  static func network(_ answers: [(operation: String, request: String, response: String)])
    -> ImportResult
  {
    let classes = Fixture.classes.filter {
      !["TransitGatewayStaticRoutes", "TransitGatewayPropagations"].contains($0.name)
    }
    let whole = classes.map { entry in
      let text = entry.elements.joined(separator: ",").replacing("KEY", with: "")
      return envelope("describe-x", "{}", "{\"\(entry.name)\": [\(text)]}")
    }
    let named = answers.map { envelope($0.operation, $0.request, $0.response) }
    return Importer.importNetwork(
      text: "[" + (whole + named).joined(separator: ",\n") + "]", name: "all.json")
  }

  private static func envelope(_ operation: String, _ request: String, _ response: String) -> String {
    #"{"partition": "aws", "account": "111122223333", "region": "eu-west-1", "service": "ec2", "operation": "\#(operation)", "request": \#(request), "response": \#(response)}"#
  }

  static func request(_ filters: String = "") -> String {
    #"{"TransitGatewayRouteTableId": "tgw-rtb-1"\#(filters.isEmpty ? "" : ", \"Filters\": [\(filters)]")}"#
  }

  static func filter(_ name: String, _ values: String...) -> String {
    #"{"Name": "\#(name)", "Values": [\#(values.map { "\"\($0)\"" }.joined(separator: ", "))]}"#
  }

  static func search(_ filters: String = "", _ routes: String..., more: Bool = false)
    -> (operation: String, request: String, response: String)
  {
    (
      "search-transit-gateway-routes", request(filters),
      #"{"Routes": [\#(routes.joined(separator: ", "))], "AdditionalRoutesAvailable": \#(more)}"#
    )
  }

  static func route(
    _ destination: String, _ type: String = "static", _ attachment: String = "tgw-attach-a",
    kind: String = "vpc", state: String = "active"
  ) -> String {
    #"{"DestinationCidrBlock": "\#(destination)", "Type": "\#(type)", "State": "\#(state)", "TransitGatewayAttachments": [{"TransitGatewayAttachmentId": "\#(attachment)", "ResourceType": "\#(kind)", "ResourceId": "x"}]}"#
  }

  private func table(_ result: ImportResult) throws -> TransitGatewayRouteTable {
    try #require(result.network.transitGatewayRouteTables.named("tgw-rtb-1"))
  }

  @Test func aWholeSearchIsTheTruth() throws {
    let result = Self.network([
      Self.search(
        "", Self.route("10.1.0.0/16", "propagated", "tgw-attach-b"),
        Self.route("10.2.0.0/16", "propagated", "tgw-attach-v", kind: "vpn"),
        Self.route("10.3.0.0/16", state: "blackhole"), Self.route("10.4.0.0/16", state: "deleted"))
    ])
    #expect(result.diagnostics.isEmpty, "\(result.rendered)")
    let table = try table(result)
    #expect(table.unknownContents == nil)
    #expect(table.routes.map(\.source) == [.vpc, .vpn, .fixed])
    #expect(table.routes.map(\.state) == [.active, .active, .blackhole])
    guard case .missing = table.routes[1].attachments.first else {
      Issue.record("expected a missing attachment")
      return
    }
  }

  @Test(arguments: [
    (filter("type", "static", "propagated"), true),
    (filter("state", "active", "blackhole"), true),
    (filter("route-search.subnet-of-match", "0.0.0.0/0", "::/0"), true),
    (filter("type", "propagated"), false), (filter("state", "active"), false),
    (filter("type", "static"), false), (filter("route-search.exact-match", "10.0.0.0/8"), false),
    (filter("route-search.subnet-of-match", "0.0.0.0/0"), false),
    ("{\"Name\": \"type\"}", false), ("7", false),
  ])
  func filtersHideRoutes(filter: String, isWhole: Bool) throws {
    let table = try table(Self.network([Self.search(filter, Self.route("10.1.0.0/16"))]))
    #expect((table.unknownContents == nil) == isWhole)
    #expect(table.routes.count == 1)
  }

  @Test func twoSearchesMayShowEverythingTogether() throws {
    let first = Self.search(Self.filter("type", "static"), Self.route("10.1.0.0/16"))
    let second = Self.search(Self.filter("type", "propagated"), Self.route("10.2.0.0/16", "propagated"))
    #expect(try table(Self.network([first, second])).unknownContents == nil)
    let again = Self.search(Self.filter("type", "static"), Self.route("10.7.0.0/16"))
    let torn = Self.network([first, second, again])
    #expect(torn.codes.contains("IM009"))
    #expect(torn.unknown(try table(torn).unknownContents)?.rule == "CNV-8")
  }

  @Test func aTruncatedSearchIsUnknown() throws {
    let result = Self.network([Self.search("", Self.route("10.1.0.0/16"), more: true)])
    #expect(result.codes.contains("IM011"))
    #expect(result.unknown(try table(result).unknownContents)?.rule == "TGW-16")
  }

  @Test func pagesAreOneAnswer() throws {
    let first = (
      operation: "search-transit-gateway-routes", request: Self.request(),
      response: #"{"Routes": [\#(Self.route("10.1.0.0/16"))], "NextToken": "t"}"#
    )
    let second = (
      operation: "search-transit-gateway-routes",
      request: #"{"TransitGatewayRouteTableId": "tgw-rtb-1", "NextToken": "t"}"#,
      response: #"{"Routes": [\#(Self.route("10.2.0.0/16"))]}"#
    )
    let whole = try table(Self.network([first, second]))
    #expect(whole.unknownContents == nil && whole.routes.count == 2)
    #expect(try table(Self.network([first])).unknownContents != nil)
    #expect(try table(Self.network([second])).unknownContents != nil)
  }

  @Test func noSearchIsUnknown() throws {
    let result = Self.network([])
    #expect(result.unknown(try table(result).unknownContents)?.rule == "IMP-3a")
  }

  @Test func listsOfAssociations() throws {
    func associations(_ entries: String) -> (operation: String, request: String, response: String) {
      ("get-transit-gateway-route-table-associations", Self.request(), #"{"Associations": [\#(entries)]}"#)
    }
    func member(_ name: String, _ state: String = "associated") -> String {
      #"{"TransitGatewayAttachmentId": "\#(name)", "ResourceType": "vpc", "ResourceId": "x", "State": "\#(state)"}"#
    }
    func association(_ answers: [(operation: String, request: String, response: String)], _ name: String)
      throws -> TransitGatewayAssociation
    {
      let network = Self.network(answers).network
      return try #require(network.transitGatewayAttachments.named(name)).association
    }
    let both = associations(member("tgw-attach-a") + ", " + member("tgw-attach-p"))
    #expect(try association([both], "tgw-attach-a") == .table(.resolved(ID(index: 0))))
    #expect(try association([both], "tgw-attach-p/tgw-1") == .table(.resolved(ID(index: 0))))
    #expect(try association([both], "tgw-attach-b") == .none)
    // The attachment says that it is associated, the table that it is not; and the reverse.
    for (answer, name) in [
      (associations(member("tgw-attach-p")), "tgw-attach-a"),
      (associations(member("tgw-attach-b")), "tgw-attach-b"),
      (associations(member("tgw-attach-a", "disassociating")), "tgw-attach-a"),
    ] {
      guard case .unknown = try association([answer], name) else {
        Issue.record("expected an unknown association of \(name)")
        return
      }
    }
    let policy = (
      operation: "get-transit-gateway-policy-table-associations",
      request: #"{"TransitGatewayPolicyTableId": "tgw-ptb-1"}"#,
      response: #"{"Associations": [\#(member("tgw-attach-p"))]}"#
    )
    guard case .unknown = try association([policy], "tgw-attach-p/tgw-2") else {
      Issue.record("expected an unknown association")
      return
    }
  }

  @Test func prefixListsAreExpanded() throws {
    let named = #"{"PrefixListId": "pl-1", "Type": "static", "State": "active", "TransitGatewayAttachments": [{"TransitGatewayAttachmentId": "tgw-attach-a", "ResourceType": "vpc"}]}"#
    let routes = try table(Self.network([Self.search("", named)])).routes
    #expect(routes.map(\.source) == [.prefixList])
    #expect(routes.map(\.destination) == [try #require(CIDR("192.0.2.0/25"))])
    let other = Self.network([Self.search("", named.replacing("pl-1", with: "pl-2"))])
    #expect(other.unknown(try table(other).unknownContents)?.rule == "IMP-3a")
    let reference = (
      operation: "get-transit-gateway-prefix-list-references", request: Self.request(),
      response:
        #"{"TransitGatewayPrefixListReferences": [{"TransitGatewayRouteTableId": "tgw-rtb-1", "PrefixListId": "pl-1", "State": "available", "Blackhole": true}]}"#
    )
    let added = try table(Self.network([Self.search(), reference]))
    #expect(added.routes.map(\.state) == [.blackhole] && added.routes.map(\.source) == [.prefixList])
    #expect(try table(Self.network([Self.search("", named), reference])).routes.count == 1)
  }

  @Test(arguments: [
    (#""Type": "static", "State": "dreaming""#, true),
    (#""Type": "magic", "State": "active""#, true),
    (#""Type": "static", "State": "active", "OnlyAtNight": true"#, true),
    (#""Type": "static", "State": "pending""#, false),
  ])
  func aRouteThatIsNotUnderstoodIsUnknown(members: String, warns: Bool) throws {
    let result = Self.network([
      Self.search("", #"{"DestinationCidrBlock": "10.1.0.0/16", \#(members)}"#)
    ])
    guard case .unknown = try table(result).routes.first?.state else {
      Issue.record("expected an unknown route")
      return
    }
    #expect(result.codes.contains("IM013") == warns)
  }

  @Test func aRouteWithoutDestinationIsAnError() {
    let result = Self.network([Self.search("", #"{"Type": "static", "State": "active"}"#)])
    #expect(result.codes.contains("IM004"))
    #expect(Self.network([Self.search("", "7")]).codes.contains("IM005"))
  }
}

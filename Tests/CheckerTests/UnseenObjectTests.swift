import Checker
import Importers
import NetworkModel
import PolicySyntax
import PolicyTypes
import SourceText
import TestSupport
import Testing

/// OBJ-1: what the input does not show of the objects that a claim is about is no reason for a proof.
@Suite("Claims about objects that are not all seen")
struct UnseenObjectTests {
  private func verdict(_ claim: String, in network: NetworkModel) throws -> Verdict {
    let parsed = Parser.parseFile(Array("policy p { \(claim) }".utf8), file: FileID(index: 0))
    try #require(!parsed.hasErrors, "\(parsed.diagnostics)")
    let checked = TypeChecker.check([parsed.tree], against: network)
    let policy = try #require(checked.policies.first, "\(checked.diagnostics)")
    var checker = try Checker(network)
    return try checker.check(policy).verdict
  }

  /// A host behind a NAT gateway, in one group that another host of it may use.
  private func network(_ change: (inout NetworkBuilder, ID<VPC>, ID<RouteTable>) -> Void = { _, _, _ in }) -> NetworkModel {
    var net = NetworkBuilder()
    let vpc = net.vpc("vpc-a", "10.0.0.0/16")
    let table = net.table("rtb-a", in: vpc)
    let subnet = net.subnet("subnet-a", in: vpc, "10.0.1.0/24", table: table)
    let nat = net.nat("nat-a", in: subnet, ["10.0.1.4"], public: ["198.51.100.4"])
    net.route(in: table, "0.0.0.0/0", .natGateway(.resolved(nat)))
    let group = net.group("sg-a", in: vpc)
    net.model.securityGroups[group].rules = [.ingress(.tcp(443), group), .egress(.tcp(443), group)]
    net.host("eni-a", in: subnet, "10.0.1.10", groups: [group])
    net.host("eni-b", in: subnet, "10.0.1.11", groups: [group])
    change(&net, vpc, table)
    return net.model
  }

  private static let groupClaims = [
    "unused security-groups", "unmatched rules", "shadowed rules", "equivalent security-groups", "wide rules",
  ]

  @Test(arguments: groupClaims)
  func aGroupThatIsNotDescribed(_ kind: String) throws {
    var network = network()
    #expect(try verdict("forbid \(kind)", in: network) == .proved)
    let missing = network.note(Unknown(object: "sg-b", kind: "securityGroup", reason: "is not here", rule: "IMP-3a"))
    let id = try #require(network.interfaces.id(named: "eni-a"))
    network.interfaces[id].groups.append(.missing(missing))
    #expect(try verdict("forbid \(kind)", in: network) == .unknown)
    #expect(try verdict("forbid \(kind) of eni-a", in: network) == .unknown)
  }

  @Test(arguments: groupClaims + ["blackhole routes", "detours around nat-gateways", "routes to fd00::/8", "blocked replies"])
  func whatConcernsEveryAnswer(_ kind: String) throws {
    var network = network()
    #expect(try verdict("forbid \(kind)", in: network) == .proved)
    let cut = network.note(Unknown(object: "subnets", kind: "class", reason: "are cut off", rule: "IMP-3"))
    network.globalUnknowns.append(cut)
    #expect(try verdict("forbid \(kind)", in: network) == .unknown)
  }

  /// IMP-3: a list that is cut off, or not there.
  @Test func classesThatAreNotListed() throws {
    let group = #"{"GroupId": "sg-a", "GroupName": "a", "VpcId": "vpc-a", "IpPermissions": [], "IpPermissionsEgress": []}"#
    let subnet = #"{"SubnetId": "subnet-a", "VpcId": "vpc-a", "AvailabilityZone": "eu-west-1a", "CidrBlock": "10.0.1.0/24"}"#
    let lists = [
      ("Vpcs", #"{"VpcId": "vpc-a", "OwnerId": "111122223333", "CidrBlock": "10.0.0.0/16"}"#), ("Subnets", subnet),
      ("NetworkInterfaces", ""), ("Reservations", ""), ("SecurityGroups", group), ("InternetGateways", ""),
      ("EgressOnlyInternetGateways", ""), ("NatGateways", ""), ("VpcPeeringConnections", ""), ("VpnGateways", ""),
      ("VpcEndpoints", ""), ("NetworkAcls", ""), ("RouteTables", ""),
    ]
    func network(cut: String = "", without: String = "") throws -> NetworkModel {
      let files = lists.filter { $0.0 != without }.map { key, text in
        (path: "\(key).json", text: #"{"\#(key)": [\#(text)]\#(key == cut ? #", "NextToken": "more""# : "")}"#)
      }
      let imported = Importer.importNetwork(folder: files)
      try #require(!imported.hasErrors, "\(imported.diagnostics.map(\.message))")
      return imported.network
    }
    #expect(try network().unlisted.isEmpty)
    #expect(try verdict("forbid equivalent security-groups", in: network()) == .proved)
    #expect(try verdict("forbid equivalent security-groups", in: network(cut: "SecurityGroups")) == .unknown)
    #expect(try verdict("forbid encryption blockers", in: network()) == .proved)
    for key in ["InternetGateways", "EgressOnlyInternetGateways", "NatGateways", "VpcPeeringConnections", "VpnGateways", "VpcEndpoints"] {
      #expect(try verdict("forbid encryption blockers", in: network(without: key)) == .unknown, "\(key)")
      #expect(try verdict("forbid encryption blockers", in: network(cut: key)) == .unknown, "\(key)")
    }
  }

  /// A table whose routes were taken out may have any.
  @Test(arguments: [
    "forbid blackhole routes", "forbid routes to 8.8.8.8", "forbid detours around nat-gateways",
    "require default routes through nat-gateways",
  ])
  func aTableWithoutItsRoutes(_ claim: String) throws {
    func network(_ routes: String) throws -> NetworkModel {
      let table = #"{"RouteTableId": "rtb-a", "VpcId": "vpc-a", "Associations": [{"Main": true}]\#(routes)}"#
      let lists = [
        ("Vpcs", #"{"VpcId": "vpc-a", "OwnerId": "111122223333", "CidrBlock": "10.0.0.0/16"}"#), ("RouteTables", table),
        ("Subnets", #"{"SubnetId": "subnet-a", "VpcId": "vpc-a", "AvailabilityZone": "eu-west-1a", "CidrBlock": "10.0.1.0/24"}"#),
        ("NetworkInterfaces", ""), ("Reservations", ""), ("SecurityGroups", ""), ("InternetGateways", ""), ("NatGateways", ""),
      ]
      let files = lists.map { (path: "\($0).json", text: #"{"\#($0)": [\#($1)]}"#) }
      let imported = Importer.importNetwork(folder: files)
      try #require(!imported.hasErrors, "\(imported.diagnostics.map(\.message))")
      return imported.network
    }
    let local = #", "Routes": [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"}]"#
    #expect(try verdict(claim, in: network(local)) != .unknown)
    #expect(try verdict(claim, in: network("")) == .unknown)
  }

  /// OBJ-14: a narrower route whose target nobody described may lead around what a wider one leads through.
  @Test func detoursThatMayBe() throws {
    let claim = "forbid detours around nat-gateways"
    let odd = network { net, _, table in
      net.route(in: table, "172.16.0.0/12", .unmodelled(net.unknown("cagw-a", kind: "carrierGateway")))
    }
    #expect(try verdict(claim, in: odd) == .unknown)
    let missing = network { net, _, table in
      net.route(in: table, "172.16.0.0/12", .peering(.missing(net.unknown("pcx-a", kind: "vpcPeeringConnection"))))
    }
    #expect(try verdict(claim, in: missing) == .unknown)
    let dead = network { net, _, table in
      let unknown = net.unknown("pcx-a", kind: "vpcPeeringConnection")
      net.route(in: table, "172.16.0.0/12", .peering(.missing(unknown)), state: .blackhole)
    }
    #expect(try verdict(claim, in: dead) == .proved)
    let alone = network { net, _, table in
      net.model.routeTables[table].routes.removeAll { $0.destination == .range(NetworkBuilder.cidr("0.0.0.0/0")) }
      net.route(in: table, "172.16.0.0/12", .unmodelled(net.unknown("cagw-a", kind: "carrierGateway")))
    }
    #expect(try verdict(claim, in: alone) == .proved)
  }

  /// OBJ-8, OBJ-9: of a transit gateway whose attachments are not all listed some may be elsewhere; all are in itself.
  @Test func attachmentsThatNobodyListed() throws {
    var net = NetworkBuilder()
    let vpc = net.vpc("vpc-a", "10.0.0.0/16")
    let table = net.table("rtb-a", in: vpc)
    let subnet = net.subnet("subnet-a", in: vpc, "10.0.1.0/24", table: table)
    let scope = net.model.vpcs[vpc].scope
    let made = net.model.transitGateways.insert(TransitGateway(name: "tgw-a", scope: scope))
    let id = try #require(made)
    net.route(in: table, "0.0.0.0/0", .transitGateway(.resolved(id)))
    #expect(try verdict("require default routes through tgw-a", in: net.model) == .proved)
    #expect(try verdict("require default routes through nat-gateways", in: net.model) == .violated)
    net.model.transitGatewayAttachments.insert(
      TransitGatewayAttachment(
        name: "tgw-attach-a", gateway: .resolved(id),
        kind: .vpc(TransitGatewayVPC(vpc: .resolved(vpc), subnets: [.resolved(subnet)], applianceMode: false)),
        association: .none))
    let claims = ["require default routes through tgw-attach-a", "require next hop of 8.8.8.8 through tgw-attach-a"]
    for claim in claims { #expect(try verdict(claim, in: net.model) == .proved) }
    net.model.transitGateways[id].unlistedAttachments = net.unknown("tgw-a", kind: "transitGateway")
    for claim in claims { #expect(try verdict(claim, in: net.model) == .unknown) }
    #expect(try verdict("require default routes through tgw-a", in: net.model) == .proved)
    #expect(try verdict("require next hop of 8.8.8.8 through transit-gateways", in: net.model) == .proved)
  }

  /// OBJ-6: an entry that is not understood is no finding.
  @Test func repliesToWhatMayBeLetThrough() throws {
    let network = network { net, vpc, _ in
      var open = NetworkACLEntry.allow(100, .ingress, .tcp(443), "0.0.0.0/0")
      open.unknown = net.unknown("acl-a", kind: "networkAcl")
      let replies = ServiceMatch.tcp(1024...65535)
      let acl = net.acl(
        "acl-a", in: vpc,
        [open, .allow(110, .ingress, replies, "10.0.0.0/8"), .allow(100, .egress, replies, "10.0.0.0/8")])
      net.subnet("subnet-b", in: vpc, "10.0.2.0/24", acl: acl)
    }
    #expect(try verdict("forbid blocked replies", in: network) == .unknown)
  }

  /// OBJ-2: a peer that is not understood may be any group; one that is a range is none.
  @Test func groupsThatMayBeNamed() throws {
    func network(_ range: OpenRange?) -> NetworkModel {
      self.network { net, vpc, _ in
        net.group("sg-old", in: vpc)
        let unknown = Unknown(object: "sg-a", kind: "securityGroup", reason: "is open", rule: "IAC-7", openRange: range)
        let rule = SecurityGroupRule(direction: .ingress, service: .tcp(22), peer: .unknown(net.model.note(unknown)))
        if let id = net.model.securityGroups.id(named: "sg-a") { net.model.securityGroups[id].rules.append(rule) }
      }
    }
    #expect(try verdict("forbid unused security-groups", in: network(nil)) == .unknown)
    #expect(try verdict("forbid unused security-groups", in: network(OpenRange(name: "Admin", family: .v4))) == .violated)
  }

  /// POL-21: where nothing of the kind exists the claim is vacuous only if it holds as it is.
  @Test func nothingThatFails() throws {
    func network(_ peer: SecurityGroupPeer?) -> NetworkModel {
      self.network { net, vpc, _ in
        let subnet = net.subnet("subnet-c", in: vpc, "10.0.3.0/24")
        let unknown = net.unknown("sg-c", kind: "securityGroup")
        let rule = SecurityGroupRule(direction: .ingress, service: .tcp(443), peer: peer ?? .unknown(unknown))
        net.host("eni-c", in: subnet, "10.0.3.10", groups: [net.group("sg-c", in: vpc, [rule])])
        net.host("eni-d", in: subnet, "10.0.3.11")
      }
    }
    let claim = "require eni-d -> eni-c on tcp/443 tolerating 1 failure of attachments"
    #expect(try verdict(claim, in: network(.range(NetworkBuilder.cidr("10.0.0.0/8")))) == .vacuous)
    #expect(try verdict(claim, in: network(nil)) == .unknown)
    #expect(try verdict(claim, in: network(.range(NetworkBuilder.cidr("192.0.2.0/24")))) == .violated)
  }

  /// LANG-9a, POL-10: what does not arrive may have been sent to a member of an exception that is not known.
  @Test func exceptionsThatMayRelease() throws {
    let network = network { net, vpc, _ in
      let subnet = net.subnet("subnet-c", in: vpc, "10.0.3.0/24")
      let closed = net.host("eni-c", in: subnet, "10.0.3.10", groups: [net.group("sg-c", in: vpc)])
      net.model.interfaces[closed].gaps[.tags] = net.unknown("eni-c", kind: "networkInterface")
      net.host("eni-d", in: subnet, "10.0.3.11")
    }
    let claim = "require one-way eni-d -> eni-c on tcp/443"
    #expect(try verdict(claim, in: network) == .violated)
    let exception = #"except eni-d -> (interfaces where tag.Old == "yes") because "it goes""#
    #expect(try verdict("\(claim) \(exception)", in: network) == .unknown)
  }
}

import Checker
import Importers
import NetworkModel
import PolicySyntax
import PolicyTypes
import SourceText
import TestSupport
import Testing

/// `onprem` where a gateway is named by a route and described nowhere (LANG-5a).
@Suite("On-premises hosts behind undeclared gateways")
struct OnPremisesTests {
  @Test(arguments: [
    (#""TransitGatewayId": "tgw-1""#, ["PT015"]), (#""GatewayId": "vgw-1""#, ["PT015"]),
    (#""CoreNetworkArn": "arn:aws:networkmanager::111122223333:core-network/core-1""#, ["PT015"]),
    (#""GatewayId": "local""#, []),
  ])
  func undeclared(_ target: String, _ codes: [String]) throws {
    let imported = Importer.importNetwork(folder: [
      ("vgws.json", #"{"VpnGateways": []}"#), ("attachments.json", #"{"TransitGatewayVpcAttachments": []}"#),
      ("vpcs.json", #"{"Vpcs": [{"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16"}]}"#),
      (
        "tables.json",
        #"{"RouteTables": [{"RouteTableId": "rtb-a", "VpcId": "vpc-a", "Associations": [], "Routes": [{"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local"}, {"DestinationCidrBlock": "10.0.0.0/8", \#(target)}]}]}"#
      ),
    ])
    try #require(!imported.hasErrors)
    #expect(imported.network.uncollectedSites == nil)
    let text = "policy p { forbid onprem -> 10.0.0.0/16 }"
    let parsed = Parser.parseFile(Array(text.utf8), file: FileID(index: 1000))
    let checked = TypeChecker.check([parsed.tree], against: imported.network)
    #expect(checked.diagnostics.filter { $0.severity == .error }.map(\.code) == codes)
  }

  /// A site may send over a gateway to which no route leads.
  @Test func uncollected() throws {
    let vpcs = ("vpcs.json", #"{"Vpcs": [{"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16"}]}"#)
    let gateways = ("vgws.json", #"{"VpnGateways": []}"#)
    let attachments = ("attachments.json", #"{"TransitGatewayAttachments": []}"#)
    for (files, codes) in [
      ([vpcs], ["PT015"]), ([vpcs, gateways], ["PT015"]), ([vpcs, attachments], ["PT015"]), ([vpcs, gateways, attachments], []),
    ] {
      let imported = Importer.importNetwork(folder: files)
      try #require(!imported.hasErrors)
      let text = "policy p { forbid onprem, 10.0.0.5 -> 10.0.0.0/16 }"
      let parsed = Parser.parseFile(Array(text.utf8), file: FileID(index: 1000))
      let checked = TypeChecker.check([parsed.tree], against: imported.network)
      #expect(checked.diagnostics.filter { $0.severity == .error }.map(\.code) == codes, "\(files.map(\.0))")
    }
  }

  /// A VPC 10.0.0.0/16 with a host, and a VPN to a site that has 172.20.0.0/16 and claims 10.0.0.0/8.
  private static func network(_ change: (inout NetworkBuilder, ID<VPNGateway>, ID<PrivateConnection>) -> Void = { _, _, _ in })
    -> NetworkModel
  {
    var lab = TwoSubnets()
    lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    let gateway = lab.net.vpnGateway("vgw-1", lab.vpc)
    let vpn = lab.net.connection("vpn-1", at: gateway, learned: ["172.20.0.0/16", "10.0.0.0/8"])
    lab.net.route(in: lab.t1, "172.20.0.0/16", .vpnGateway(.resolved(gateway)), source: .propagated)
    change(&lab.net, gateway, vpn)
    return lab.net.model
  }

  private func check(_ claims: String, _ network: NetworkModel) -> CheckedPolicies {
    let parsed = Parser.parseFile(Array("policy p { \(claims) }".utf8), file: FileID(index: 1000))
    return TypeChecker.check([parsed.tree], against: network)
  }

  private func sources(_ network: NetworkModel) throws -> AddressSet {
    let checked = check("forbid onprem -> eni-a", network)
    return try #require(checked.policies.first?.claims.first?.source.onPremises)
  }

  @Test("LANG-5a: the known prefixes without those of the VPCs; every address where there may be others")
  func addresses() throws {
    let known = try sources(Self.network())
    let text = ["172.20.0.1", "10.1.0.1", "10.0.1.10", "172.21.0.1"]
    let inside = text.map { known.contains(NetworkBuilder.address($0)) }
    #expect(inside == [true, true, false, false])
    let open = try sources(
      Self.network { net, _, vpn in
        net.model.privateConnections[vpn].learned.others = net.unknown("vpn-1", kind: "vpnConnection")
      })
    #expect(text.map { open.contains(NetworkBuilder.address($0)) } == [true, true, false, true])
  }

  @Test("LANG-5a: refused where a connection may be missing")
  func unlisted() {
    let unlisted = Self.network { net, gateway, _ in
      net.model.vpnGateways[gateway].unlistedConnections = net.unknown("VpnConnections", kind: "class")
    }
    let astray = Self.network { net, _, vpn in net.model.privateConnections[vpn].end = nil }
    for network in [unlisted, astray] {
      #expect(check("forbid onprem -> eni-a", network).diagnostics.map(\.code) == ["PT015"])
    }
  }

  @Test("claims about sites are decided, and what a site may not use is proved")
  func verdicts() throws {
    let network = Self.network()
    var checker = try Checker(network)
    for (claim, verdict) in [
      ("forbid onprem -> eni-a on tcp/22", Verdict.violated), ("require onprem -> eni-a on tcp/22", .violated),
      ("forbid eni-a -> onprem on tcp/22", .violated), ("forbid 172.20.0.0/16 -> eni-a", .violated),
      ("require eni-a -> 172.20.5.5 on tcp/443", .proved), ("forbid eni-a -> 172.20.5.5", .violated),
      ("forbid 172.21.0.0/16 -> eni-a", .vacuous),
    ] {
      let checked = check(claim, network)
      let result = try checker.check(try #require(checked.policies.first?.claims.first, "\(claim)"))
      #expect(result.verdict == verdict, "\(claim)")
    }
  }
}

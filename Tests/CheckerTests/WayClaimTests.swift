import Checker
import NetworkModel
import PolicySyntax
import PolicyTypes
import Simulator
import SourceText
import TestSupport
import Testing

/// POL-13 to POL-16 on a small network: a host behind a NAT gateway, one with a public address, a peer.
@Suite("Claims about ways")
struct WayClaimTests {
  private static let network: NetworkModel = {
    var net = NetworkBuilder()
    let vpc = net.vpc("vpc-a", "10.0.0.0/16")
    let peer = net.vpc("vpc-b", "10.1.0.0/16")
    let gateway = net.internetGateway("igw-a", vpc)
    let pcx = net.peering("pcx-ab", vpc, peer)
    let outer = net.table("rtb-public", in: vpc)
    net.route(in: outer, "0.0.0.0/0", .internetGateway(.resolved(gateway)))
    let front = net.subnet("subnet-public", in: vpc, "10.0.1.0/24", table: outer)
    let nat = net.nat("nat-a", in: front, ["10.0.1.4"], public: ["198.51.100.4"])
    let inner = net.table("rtb-private", in: vpc)
    net.route(in: inner, "0.0.0.0/0", .natGateway(.resolved(nat)))
    net.route(in: inner, "10.1.0.0/16", .peering(.resolved(pcx)))
    let back = net.subnet("subnet-private", in: vpc, "10.0.2.0/24", table: inner)
    let distant = net.table("rtb-far", in: peer)
    net.route(in: distant, "10.0.0.0/16", .peering(.resolved(pcx)))
    let away = net.subnet("subnet-far", in: peer, "10.1.1.0/24", table: distant)
    let web = net.host("eni-web", in: front, "10.0.1.10", public: "198.51.100.10")
    let app = net.host("eni-app", in: back, "10.0.2.10")
    let far = net.host("eni-far", in: away, "10.1.1.10")
    net.host("eni-lambda", in: back, "10.0.2.11")
    // ENC-4: the peer's type is old.
    net.model.encryptingTypes = ["m6i.large": true, "m4.large": false]
    for (interface, type) in [(web, "m6i.large"), (app, "m6i.large"), (far, "m4.large")] {
      let object = net.model.interfaces[interface]
      let made = net.model.instances.insert(
        Instance(name: "i-\(object.name)", scope: object.scope, type: type, interfaces: [interface]))
      net.model.interfaces[interface].instance = made
    }
    return net.model
  }()

  private func check(_ claim: String, in network: NetworkModel = WayClaimTests.network) throws -> ClaimResult {
    let parsed = Parser.parseFile(Array("policy p { \(claim) }".utf8), file: FileID(index: 0))
    try #require(!parsed.hasErrors, "\(parsed.diagnostics)")
    let checked = TypeChecker.check([parsed.tree], against: network)
    let policy = try #require(checked.policies.first, "\(checked.diagnostics)")
    var checker = try Checker(network)
    return try checker.check(try #require(policy.claims.first))
  }

  @Test(arguments: [
    ("require eni-app -> internet through nat-a", Verdict.proved),
    ("require eni-app -> internet through nat-gateways", .proved),
    ("require eni-app -> internet through igw-a", .proved),
    ("require eni-web -> internet through nat-a", .violated),
    ("require eni-web, eni-app -> internet through nat-a", .violated),
    ("require eni-web, eni-app -> internet through nat-a except eni-web -> internet", .proved),
    ("forbid eni-app -> internet through nat-a", .violated),
    ("forbid eni-web -> internet through nat-a", .proved),
    ("forbid internet -> eni-web bypassing internet-gateways", .proved),
    ("forbid internet -> eni-web bypassing nat-gateways", .violated),
    ("require eni-app -> eni-far through pcx-ab", .proved),
    ("require eni-app -> eni-far through vpc-a", .violated),
    ("require eni-app -> eni-web through pcx-ab", .violated),
    ("forbid eni-app -> eni-far through nat-a", .proved),
    // The ends of a way do not count.
    ("require eni-app -> eni-far through eni-far, eni-app", .violated),
    ("forbid eni-app -> eni-far through eni-far, eni-app", .proved),
    ("require one-way eni-far -> eni-web through pcx-ab", .proved),
    // Nothing gets from the public subnet to the peer; there is no transit gateway.
    ("require eni-web -> eni-far through pcx-ab", .vacuous),
    ("forbid eni-app -> internet through transit-gateways", .vacuous),
  ])
  func verdicts(_ claim: String, _ verdict: Verdict) throws {
    #expect(try check(claim).verdict == verdict, "\(claim)")
  }

  /// ENC-4, ENC-8, ENC-12, ENC-16.
  @Test(arguments: [
    ("require eni-web -> eni-app encrypted", Verdict.proved),
    ("require eni-web -> eni-app encrypted by nitro", .proved),
    ("require eni-web -> eni-app encrypted by ipsec, macsec", .violated),
    ("require eni-web -> eni-app encrypted by tls", .violated),
    ("require eni-app -> eni-far encrypted by nitro", .violated),
    ("require eni-web -> eni-lambda encrypted by nitro", .unknown),
    ("require eni-app -> internet encrypted", .violated),
    ("require internet -> eni-web encrypted", .violated),
    ("require eni-web -> eni-far encrypted", .vacuous),
    ("require eni-web -> eni-app, eni-lambda encrypted except eni-web -> eni-lambda", .proved),
  ])
  func encryption(_ claim: String, _ verdict: Verdict) throws {
    let result = try check(claim)
    #expect(result.verdict == verdict, "\(claim): \(result.unknowns)")
  }

  /// ENC-8: nothing is promised on an Outpost, nor in a Local Zone, whatever the types.
  @Test func unusualPlaces() throws {
    let claim = "require eni-web -> eni-app encrypted by nitro"
    for change: (inout Subnet) -> Void in [{ $0.isOnOutpost = true }, { $0.zoneName = "us-east-1-bos-1a" }] {
      var network = Self.network
      let subnet = try #require(network.subnets.id(named: "subnet-private"))
      change(&network.subnets[subnet])
      #expect(try check(claim, in: network).verdict == .unknown)
    }
  }

  /// ENC-4: a peering between Regions contradicts two hosts of one.
  @Test func aPeeringBetweenRegions() throws {
    let claim = "require eni-app -> eni-far encrypted by nitro"
    var network = Self.network
    network.encryptingTypes["m4.large"] = true
    #expect(try check(claim, in: network).verdict == .proved)
    let peering = try #require(network.peerings.id(named: "pcx-ab"))
    network.peerings[peering].accepter.region = "eu-west-1"
    #expect(try check(claim, in: network).verdict == .unknown)
  }

  /// The reply is a leg of its own: the far host answers over the peering, whatever the request took.
  @Test func repliesCount() throws {
    let result = try check("forbid eni-app -> eni-far through pcx-ab")
    #expect(result.verdict == .violated)
    #expect(try check("require eni-web -> eni-app through nat-a on tcp").verdict == .violated)
  }

  @Test func witnessesAreReplayed() throws {
    let witness = try #require(try check("forbid eni-app -> internet through nat-a").witness)
    #expect(witness.exchange.forward.hops.contains { $0.component == "nat-a" })
  }

  /// A way over a peering of transit gateways passes both of its sides, whichever a claim names.
  @Test(arguments: ["pcx/tgw-near", "pcx/tgw-far", "tgw-near", "tgw-far"])
  func eitherSideOfATransitPeering(_ place: String) throws {
    var net = NetworkBuilder()
    let (near, far) = (net.vpc("vpc-near", "10.0.0.0/16"), net.vpc("vpc-far", "10.1.0.0/16"))
    let (one, two) = (net.transitGateway("tgw-near"), net.transitGateway("tgw-far"))
    let here = net.subnet("subnet-near", in: near, "10.0.1.0/24")
    let there = net.subnet("subnet-far", in: far, "10.1.1.0/24")
    net.attach("attach-near", one, [here])
    net.attach("attach-far", two, [there])
    let sides = net.peer("pcx", one, two)
    net.route(near, "10.1.0.0/16", one)
    net.route(far, "10.0.0.0/16", two)
    net.route(in: net.transitTable(one), "10.1.0.0/16", sides.near)
    net.route(in: net.transitTable(two), "10.0.0.0/16", sides.far)
    net.host("eni-near", in: here, "10.0.1.10")
    net.host("eni-far", in: there, "10.1.1.10")
    for (claim, verdict) in [
      ("require eni-near -> eni-far on tcp/443", Verdict.proved),
      (#"require eni-near -> eni-far through "\#(place)" on tcp/443"#, .proved),
      (#"require one-way eni-near -> eni-far through "\#(place)" on tcp/443"#, .proved),
      (#"forbid eni-near -> eni-far through "\#(place)" on tcp/443"#, .violated),
      (#"forbid one-way eni-near -> eni-far through "\#(place)" on tcp/443"#, .violated),
      (#"forbid eni-near -> eni-far bypassing "\#(place)" on tcp/443"#, .proved),
    ] {
      #expect(try check(claim, in: net.model).verdict == verdict, "\(claim)")
    }
  }

  /// Ways tell of a firewall's endpoint, and not of the interface that it has in its subnet.
  @Test(arguments: [
    ("subnet-middle", Verdict.violated), ("vpc-a", .violated), ("vpce-middle", .violated), ("eni-middle", .unknown),
    ("subnet-far", .proved),
  ])
  func placesOfAFirewall(_ place: String, _ verdict: Verdict) throws {
    var net = NetworkBuilder()
    let vpc = net.vpc("vpc-a", "10.0.0.0/16")
    let here = net.table("rtb-here", in: vpc)
    let near = net.subnet("subnet-near", in: vpc, "10.0.1.0/24", table: here)
    let far = net.subnet("subnet-far", in: vpc, "10.0.2.0/24")
    let middle = net.subnet("subnet-middle", in: vpc, "10.0.3.0/24")
    let passes = FirewallRule(FirewallMatch(), .pass, text: "default")
    let rules = FirewallRules(stateless: [passes], stateful: [passes], replies: net.unknown("replies", kind: "vpcEndpoint"))
    let endpoint = net.inspectionEndpoint("vpce-middle", in: middle, filter: .rules(rules))
    net.host("eni-middle", in: middle, "10.0.3.4", kind: .transparentService("gateway_load_balancer_endpoint"))
    net.route(in: here, "10.0.2.0/24", .inspection(.resolved(endpoint)))
    net.host("eni-near", in: near, "10.0.1.10")
    net.host("eni-far", in: far, "10.0.2.10")
    #expect(try check("forbid one-way eni-near -> eni-far through \"\(place)\"", in: net.model).verdict == verdict)
  }

  /// Nor of the interface of a transit gateway's attachment.
  @Test func theInterfaceOfAnAttachment() throws {
    var net = NetworkBuilder()
    let (near, far) = (net.vpc("vpc-near", "10.0.0.0/16"), net.vpc("vpc-far", "10.1.0.0/16"))
    let gateway = net.transitGateway("tgw-1")
    let here = net.subnet("subnet-near", in: near, "10.0.1.0/24")
    let there = net.subnet("subnet-far", in: far, "10.1.1.0/24")
    net.attach("attach-near", gateway, [here])
    net.attach("attach-far", gateway, [there])
    net.route(near, "10.1.0.0/16", gateway)
    net.host("eni-near", in: here, "10.0.1.10")
    net.host("eni-far", in: there, "10.1.1.10")
    net.host("eni-attached", in: there, "10.1.1.4", kind: .transparentService("gateway_load_balancer_endpoint"))
    let claim = "eni-near -> eni-far through eni-attached"
    #expect(try check("forbid one-way \(claim)", in: net.model).verdict == .unknown)
    #expect(try check("require one-way \(claim)", in: net.model).verdict == .unknown)
  }

  /// LOC-2: in a subnet that another account shares, an interface lies with both of them.
  @Test func sharedSubnets() throws {
    let own = #"within accounts "111122223333""#
    let both = #"within accounts "111122223333", "444455556666""#
    #expect(try check("require eni-web -> eni-app \(own)").verdict == .proved)
    var net = NetworkBuilder()
    net.model = Self.network
    let id = try #require(net.model.interfaces.id(named: "eni-app"))
    net.model.interfaces[id].scope = net.scope(account: "444455556666", region: "us-east-1")
    #expect(try check("require eni-web -> eni-app \(own)", in: net.model).verdict == .unknown)
    #expect(try check("require eni-web -> eni-app \(both)", in: net.model).verdict == .proved)
  }
}

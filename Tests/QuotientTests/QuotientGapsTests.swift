import Checker
import NetworkModel
import PolicyTypes
import TestSupport
import Testing

/// VPCs that look alike and are not: the verdict over representatives is that over all.
@Suite("VPCs that only look alike")
struct QuotientGapsTests {
  @Test("a range holds the address of one VPC without neighbours and not that of another")
  func rangesOfRealms() throws {
    var net = NetworkBuilder()
    var hosts: [ID<Interface>] = []
    // The range that lets hosts talk to each other holds the last one only.
    for (name, base) in [("a", "10.200"), ("b", "10.201"), ("c", "10.1")] {
      let vpc = net.vpc("vpc-\(name)", "\(base).0.0/16")
      let subnet = net.subnet("subnet-\(name)", in: vpc, "\(base).0.0/24")
      let group = net.group(
        "sg-\(name)", in: vpc, [.ingress(.any, "10.0.0.0/9"), .egress(.any, "0.0.0.0/0")])
      for host in 1...2 {
        hosts.append(net.host("eni-\(name)-\(host)", in: subnet, "\(base).0.1\(host)", groups: [group]))
      }
    }
    try expectSame(net, .forbid, set(hosts), set(hosts), .violated)
    try expectSame(net, .requireOneWay, set(hosts), set(hosts), .violated)
  }

  @Test("what a peering with a VPC that nobody knows is about")
  func rangesOfPeerings() throws {
    var net = NetworkBuilder()
    let origin = net.vpc("vpc-origin", "10.99.0.0/16")
    let here = net.subnet("subnet-origin", in: origin, "10.99.0.0/24")
    let source = net.host("eni-origin", in: here, "10.99.0.10")
    let missing = net.unknown("vpc-far", kind: "vpc")
    let peering = net.peering("pcx-1", origin, origin)
    net.model.peerings[peering].accepter = PeeringSide(
      vpcName: "vpc-far", vpc: .missing(missing), account: "444455556666", region: "us-east-1",
      ranges: [NetworkBuilder.cidr("10.5.0.0/16")])
    net.route(in: net.mainTable(origin), "10.0.0.0/8", .peering(.resolved(peering)))
    var hosts: [ID<Interface>] = []
    for k in 1...5 {
      let vpc = net.vpc("vpc-\(k)", "10.\(k).0.0/16")
      let subnet = net.subnet("subnet-\(k)", in: vpc, "10.\(k).0.0/24")
      hosts.append(net.host("eni-\(k)", in: subnet, "10.\(k).0.10"))
    }
    try expectSame(net, .forbid, set([source]), set(hosts), nil)
  }

  @Test("a table of another gateway")
  func tableOfAnotherGateway() throws {
    var net = NetworkBuilder()
    let gateway = net.transitGateway("tgw-1")
    let other = net.transitGateway("tgw-2")
    let table = net.transitTable(other)
    net.route(in: table, "10.9.0.0/16")
    let missing = net.unknown("tgw-attach-gone", kind: "transitGatewayAttachment")
    net.model.transitGatewayRouteTables[table].routes.append(
      TransitGatewayRoute(
        destination: NetworkBuilder.cidr("10.0.0.0/8"), source: .fixed, attachments: [.missing(missing)]))
    var hosts: [ID<Interface>] = []
    for k in [2, 1, 3, 9] {
      let vpc = net.vpc("vpc-\(k)", "10.\(k).0.0/16")
      let subnet = net.subnet("subnet-\(k)", in: vpc, "10.\(k).0.0/24")
      net.route(vpc, "10.0.0.0/8", gateway)
      net.attach("tgw-attach-\(k)", gateway, [subnet], table: table, propagatesTo: [])
      hosts.append(net.host("eni-\(k)", in: subnet, "10.\(k).0.10"))
    }
    try expectSame(net, .forbid, set(hosts), set(hosts), nil)
  }

  @Test("a way out that nobody knows, about a VPC without neighbours", arguments: [false, true])
  func unknownWays(isMissingGateway: Bool) throws {
    var net = NetworkBuilder()
    let gone = net.unknown("tgw-gone", kind: "transitGateway")
    var hosts: [ID<Interface>] = []
    for k in 1...5 {
      let vpc = net.vpc("vpc-\(k)", "10.\(k).0.0/16")
      let subnet = net.subnet("subnet-\(k)", in: vpc, "10.\(k).0.0/24")
      hosts.append(net.host("eni-\(k)", in: subnet, "10.\(k).0.10"))
      if k == 1 || isMissingGateway {
        net.route(in: net.mainTable(vpc), "10.5.0.0/17", .transitGateway(.missing(gone)))
      }
    }
    try expectSame(net, .forbid, set([hosts[0]]), set(Array(hosts.dropFirst())), nil)
    try expectSame(net, .forbid, set(hosts), set(hosts), nil)
  }

  @Test("a load balancer's target is a public address", arguments: [1, 2, 3])
  func publicTargets(target: Int) throws {
    var net = NetworkBuilder()
    let hub = net.vpc("vpc-hub", "10.99.0.0/16")
    let gateway = net.internetGateway("igw-hub", hub)
    net.route(in: net.mainTable(hub), "0.0.0.0/0", .internetGateway(.resolved(gateway)))
    let edge = net.subnet("subnet-hub", in: hub, "10.99.0.0/24")
    let group = net.targetGroup(
      "tg", [Target(place: .address(NetworkBuilder.address("198.51.100.\(target)")), port: 22)])
    let listener = Listener(transport: .tcp, port: 22, forwards: [Forward(group: .resolved(group))])
    let balancer = net.loadBalancer("lb", .application, hub, listeners: [listener], crossZone: true)
    let node = net.host("eni-lb", in: edge, "10.99.0.10", public: "198.51.100.99")
    net.model.interfaces[node].kind = .loadBalancer(balancer)
    var hosts: [ID<Interface>] = []
    for k in 1...3 {
      let vpc = net.vpc("vpc-\(k)", "10.\(k).0.0/16")
      let igw = net.internetGateway("igw-\(k)", vpc)
      net.route(in: net.mainTable(vpc), "0.0.0.0/0", .internetGateway(.resolved(igw)))
      let subnet = net.subnet("subnet-\(k)", in: vpc, "10.\(k).0.0/24")
      let open = net.group("sg-\(k)", in: vpc, [.ingress(.any, "198.51.100.99/32")])
      hosts.append(
        net.host("eni-\(k)", in: subnet, "10.\(k).0.10", groups: [open], public: "198.51.100.\(k)"))
    }
    let internet = EndpointSet(members: [], outside: .all, text: "internet")
    try expectSame(net, .forbid, internet, set(hosts), .violated)
  }

  private func set(_ members: [ID<Interface>]) -> EndpointSet {
    EndpointSet(members: members.sorted().map { EndpointMember(interface: $0) }, text: "hosts")
  }

  /// `verdict` nil: whatever the whole network gives.
  private func expectSame(
    _ net: NetworkBuilder, _ kind: Claim.Kind, _ source: EndpointSet, _ destination: EndpointSet,
    _ verdict: Verdict?
  ) throws {
    let traffic = Traffic(entries: [.init(proto: IPProtocol.tcp, ports: 22...22)], text: "tcp/22")
    let claim = Claim(
      kind: kind, source: source, destination: destination, traffic: traffic,
      addresses: .standard)
    let network = net.model
    var whole = try Checker(network, usesQuotient: false)
    var part = try Checker(network)
    let expected = try whole.check(claim).verdict
    if let verdict { #expect(expected == verdict) }
    #expect(try part.check(claim).verdict == expected)
  }
}

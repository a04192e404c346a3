import NetworkModel

/// B14 to B23: gateways, address translation and peering.
extension ConformanceVector {
  static var gateways: [ConformanceVector] {
    [
      publicHost("B14", "a public host answers by its own table", hasRoute: true),
      publicHost("B15", "a public host without a route does not answer", hasRoute: false),
      b16, b17, b18, b19(throughPeering: true), b19(throughPeering: false),
      toPeer("B20", "a NAT gateway is answered over a peering without a route", throughNAT: true),
      toPeer("B21", "a host is not answered over a peering without a route", throughNAT: false),
      b22, b23,
    ]
  }

  private static func publicHost(
    _ name: String, _ title: String, hasRoute: Bool
  ) -> ConformanceVector {
    var lab = TwoSubnets()
    let igw = lab.net.internetGateway("igw-1", lab.vpc)
    if hasRoute { lab.net.route(in: lab.t1, "0.0.0.0/0", .internetGateway(.resolved(igw))) }
    let server = lab.net.group("sg-a", in: lab.vpc, egressAll + [.ingress(.tcp(443), "0.0.0.0/0")])
    lab.net.host("eni-a", in: lab.s1, "10.0.1.10", groups: [server], public: "203.0.113.5")
    return ConformanceVector(name, title, lab.net)
      .sending(
        tcp("198.51.100.7", "203.0.113.5"), from: .internet,
        hasRoute ? .answered : .unanswered(.noRoute)
      )
      .sending(
        tcp("198.51.100.7", "203.0.113.5", 22), from: .internet, .dropped(.securityGroupMismatch))
  }

  /// `s2` reaches the Internet through a NAT gateway in `s1`.
  private static func withNAT() -> (lab: TwoSubnets, nat: ID<NATGateway>) {
    var lab = TwoSubnets()
    let igw = lab.net.internetGateway("igw-1", lab.vpc)
    let nat = lab.net.nat("nat-1", in: lab.s1, ["10.0.1.5"], public: ["203.0.113.9"])
    lab.net.route(in: lab.t1, "0.0.0.0/0", .internetGateway(.resolved(igw)))
    lab.net.route(in: lab.t2, "0.0.0.0/0", .natGateway(.resolved(nat)))
    return (lab, nat)
  }

  private static var b16: ConformanceVector {
    ingressBlocked("B16", "block-ingress keeps a public host in and its callers out", nil)
  }

  private static var b18: ConformanceVector {
    ingressBlocked("B18", "block-ingress ignores an exclusion for egress", .allowEgress)
  }

  private static func ingressBlocked(
    _ name: String, _ title: String, _ exclusion: PublicAccessExclusion?
  ) -> ConformanceVector {
    var lab = TwoSubnets()
    let igw = lab.net.internetGateway("igw-1", lab.vpc)
    lab.net.route(in: lab.t1, "0.0.0.0/0", .internetGateway(.resolved(igw)))
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10", public: "203.0.113.5")
    lab.net.model.vpcs[lab.vpc].blockPublicAccess = .on(PublicAccessBlock(.ingress))
    lab.net.model.subnets[lab.s1].publicAccessExclusion = exclusion
    return ConformanceVector(name, title, lab.net)
      .sending(tcp("10.0.1.10", "198.51.100.7"), from: a, .dropped(.publicAccessBlocked))
      .sending(
        tcp("198.51.100.7", "203.0.113.5"), from: .internet, .dropped(.publicAccessBlocked))
  }

  private static var b17: ConformanceVector {
    var (lab, _) = withNAT()
    let b = lab.net.host("eni-b", in: lab.s2, "10.0.2.10")
    lab.net.model.vpcs[lab.vpc].blockPublicAccess = .on(PublicAccessBlock(.ingress))
    return ConformanceVector(
      "B17", "block-ingress lets a private host out through a NAT gateway", lab.net
    )
    .sending(tcp("10.0.2.10", "198.51.100.7"), from: b, .answered)
  }

  private static func b19(throughPeering: Bool) -> ConformanceVector {
    var (lab, nat) = withNAT()
    let remote = lab.net.vpc("vpc-b", "10.1.0.0/16")
    let far = lab.net.subnet("subnet-b", in: remote, "10.1.2.0/24")
    let pcx = lab.net.peering("pcx-1", lab.vpc, remote)
    lab.net.route(
      in: lab.net.mainTable(remote), "0.0.0.0/0",
      throughPeering ? .peering(.resolved(pcx)) : .natGateway(.resolved(nat)))
    let host = lab.net.host("eni-b", in: far, "10.1.2.3")
    let title =
      throughPeering
      ? "a peering does not lead to a peer's NAT gateway" : "a route does not lead to a peer's NAT gateway"
    return ConformanceVector("B19", title, lab.net)
      .sending(
        tcp("10.1.2.3", "198.51.100.7"), from: host,
        .dropped(throughPeering ? .peeringAddress : .badState))
  }

  private static func toPeer(
    _ name: String, _ title: String, throughNAT: Bool
  ) -> ConformanceVector {
    var lab = TwoSubnets()
    let remote = lab.net.vpc("vpc-b", "10.1.0.0/16")
    let far = lab.net.subnet("subnet-b", in: remote, "10.1.2.0/24")
    lab.net.host("eni-b", in: far, "10.1.2.3")
    let pcx = lab.net.peering("pcx-1", lab.vpc, remote)
    let nat = lab.net.nat("nat-1", in: lab.s2, ["10.0.2.5"])
    lab.net.route(
      in: lab.t1, "10.1.0.0/16", throughNAT ? .natGateway(.resolved(nat)) : .peering(.resolved(pcx))
    )
    lab.net.route(in: lab.t2, "10.1.0.0/16", .peering(.resolved(pcx)))
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    return ConformanceVector(name, title, lab.net)
      .sending(tcp("10.0.1.10", "10.1.2.3"), from: a, throughNAT ? .answered : .unanswered(.noRoute))
  }

  private static var b22: ConformanceVector {
    var net = NetworkBuilder()
    let a = net.vpc("vpc-a", "10.0.0.0/16")
    let b = net.vpc("vpc-b", "10.1.0.0/16")
    let c = net.vpc("vpc-c", "10.2.0.0/16")
    let ab = net.peering("pcx-ab", a, b)
    let bc = net.peering("pcx-bc", b, c)
    net.route(in: net.mainTable(a), "10.0.0.0/8", .peering(.resolved(ab)))
    net.route(in: net.mainTable(b), "10.2.0.0/16", .peering(.resolved(bc)))
    net.route(in: net.mainTable(c), "10.0.0.0/8", .peering(.resolved(bc)))
    let host = net.host("eni-a", in: net.subnet("subnet-a", in: a, "10.0.1.0/24"), "10.0.1.10")
    net.host("eni-c", in: net.subnet("subnet-c", in: c, "10.2.1.0/24"), "10.2.1.10")
    return ConformanceVector("B22", "peering is not transitive", net)
      .sending(tcp("10.0.1.10", "10.2.1.10"), from: host, .dropped(.peeringAddress))
  }

  private static var b23: ConformanceVector {
    var lab = TwoSubnets(v6: true)
    let eigw = lab.net.egressOnlyGateway("eigw-1", lab.vpc)
    lab.net.route(in: lab.t1, "::/0", .egressOnlyInternetGateway(.resolved(eigw)))
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10", "2600:1f00:0:1::a")
    return ConformanceVector(
      "B23", "an egress-only gateway lets out and admits replies only", lab.net
    )
    .sending(tcp("2600:1f00:0:1::a", "2001:db8::7"), from: a, .answered)
    .sending(tcp("2001:db8::7", "2600:1f00:0:1::a"), from: .internet, .dropped(.eigwInbound))
  }
}

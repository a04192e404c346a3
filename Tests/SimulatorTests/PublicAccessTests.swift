import NetworkModel
import Simulator
import TestSupport
import Testing

/// BPA-1 to BPA-3: hosts with public addresses, a NAT gateway and an egress-only gateway under every mode and exclusion.
@Suite("VPC Block Public Access")
struct PublicAccessTests {
  /// `a` is public in S1, `b` leaves S2 through the NAT gateway in S1 and, by IPv6, the egress-only gateway.
  private struct Lab {
    var base = TwoSubnets(v6: true)
    let a: ID<Interface>
    let b: ID<Interface>

    init(_ mode: PublicAccessBlock.Mode, vpc: PublicAccessExclusion = .none) {
      let igw = base.net.internetGateway("igw-1", base.vpc)
      let eigw = base.net.egressOnlyGateway("eigw-1", base.vpc)
      let nat = base.net.nat("nat-1", in: base.s1, ["10.0.1.5"], public: ["203.0.113.9"])
      base.net.route(in: base.t1, "0.0.0.0/0", .internetGateway(.resolved(igw)))
      base.net.route(in: base.t1, "::/0", .internetGateway(.resolved(igw)))
      base.net.route(in: base.t2, "0.0.0.0/0", .natGateway(.resolved(nat)))
      base.net.route(in: base.t2, "::/0", .egressOnlyInternetGateway(.resolved(eigw)))
      a = base.net.host(
        "eni-a", in: base.s1, "10.0.1.10", "2600:1f00:0:1::a", public: "203.0.113.5")
      b = base.net.host("eni-b", in: base.s2, "10.0.2.10", "2600:1f00:0:2::b")
      base.net.model.vpcs[base.vpc].blockPublicAccess = .on(PublicAccessBlock(mode, exclusion: vpc))
    }

    /// In to `a`, out from `a`, out by NAT, out by the egress-only gateway; whether each exchange completes.
    func row(_ options: SimulatorOptions = .init()) -> [Bool] {
      let net = base.net
      let ways: [Outcome] = [
        net.exchangeFromInternet(tcp("198.51.100.7", "203.0.113.5"), options),
        net.exchange(tcp("10.0.1.10", "198.51.100.7"), from: a, options),
        net.exchange(tcp("10.0.2.10", "198.51.100.7"), from: b, options),
        net.exchange(tcp("2600:1f00:0:2::b", "2001:db8::7"), from: b, options),
      ]
      return ways.map { $0 == .complete }
    }
  }

  @Test(
    "BPA-2: mode by exclusion",
    arguments: [
      (.bidirectional, .none, [false, false, false, false]),
      (.bidirectional, .allowEgress, [false, true, true, true]),
      (.bidirectional, .allowBidirectional, [true, true, true, true]),
      (.ingress, .none, [false, false, true, true]),
      (.ingress, .allowEgress, [false, false, true, true]),
      (.ingress, .allowBidirectional, [true, true, true, true]),
    ] as [(PublicAccessBlock.Mode, PublicAccessExclusion, [Bool])])
  func table(_ mode: PublicAccessBlock.Mode, _ exclusion: PublicAccessExclusion, _ row: [Bool]) {
    #expect(Lab(mode, vpc: exclusion).row() == row)
    var lab = Lab(mode)
    for subnet in [lab.base.s1, lab.base.s2] {
      lab.base.net.model.subnets[subnet].publicAccessExclusion = exclusion
    }
    #expect(lab.row() == row)
  }

  @Test("BPA-1: the subnet of the interface at the gateway counts, and its own exclusion wins")
  func subnets() {
    var lab = Lab(.bidirectional, vpc: .allowBidirectional)
    lab.base.net.model.subnets[lab.base.s1].publicAccessExclusion = PublicAccessExclusion.none
    // The NAT gateway sits in S1 too.
    #expect(lab.row() == [false, false, false, true])
    #expect(
      lab.base.net.fromInternet(tcp("198.51.100.7", "203.0.113.5")) == .dropped(.publicAccessBlocked))
    lab.base.net.model.subnets[lab.base.s1].publicAccessExclusion = .unknown(lab.base.unknown("ex"))
    #expect(lab.base.net.fromInternet(tcp("198.51.100.7", "203.0.113.5")).unknownObject == "ex")
  }

  @Test("wrong rules are told apart")
  func mutants() {
    let blocked = Lab(.bidirectional)
    #expect(blocked.row(mutant(.bpaIgnored)) == [true, true, true, true])
    let egress = Lab(.bidirectional, vpc: .allowEgress)
    #expect(egress.row(mutant(.bpaBlocksReplies)) == [false, false, false, true])
    #expect(egress.row(mutant(.bpaEgressExclusionLetsIn)) == [true, true, true, true])
    let ingress = Lab(.ingress, vpc: .allowEgress)
    #expect(ingress.row(mutant(.bpaIngressLetsHostsOut)) == [false, true, true, true])
    #expect(ingress.row(mutant(.bpaIngressReadsEgressExclusion)) == [false, true, true, true])
    #expect(ingress.row(mutant(.bpaIngressBlocksNAT)) == [false, false, false, true])
    var own = Lab(.bidirectional)
    own.base.net.model.subnets[own.base.s1].publicAccessExclusion = .allowBidirectional
    #expect(own.row() == [true, true, true, false])
    #expect(own.row(mutant(.bpaIgnoresSubnetExclusion)) == [false, false, false, false])
  }
}

import NetworkModel
import Simulator
import TestSupport
import Testing

@Suite("Internet edge")
struct InternetEdgeTests {
  /// A in S1 with a public address and IPv6, S1 routed to an internet gateway for both families.
  private struct Lab {
    var base = TwoSubnets(v6: true)
    let igw: ID<InternetGateway>
    let a: ID<Interface>

    init() {
      igw = base.net.internetGateway("igw-1", base.vpc)
      base.net.route(in: base.t1, "0.0.0.0/0", .internetGateway(.resolved(igw)))
      base.net.route(in: base.t1, "::/0", .internetGateway(.resolved(igw)))
      a = base.net.host(
        "eni-a", in: base.s1, "10.0.1.10", "10.0.1.11", "2600:1f00:0:1::a", public: "203.0.113.5")
    }

    func out(_ source: String, _ destination: String) -> Disposition {
      base.net.forward(tcp(source, destination), from: a)
    }
  }

  @Test("IGW-2: a source needs a public address, the destination a public place")
  func egress() {
    let lab = Lab()
    #expect(lab.out("10.0.1.10", "198.51.100.7") == .delivered(.internet))
    #expect(lab.out("10.0.1.11", "198.51.100.7") == .dropped(.igwNeedsPublicSource))
    #expect(lab.out("10.0.1.10", "172.16.0.1") == .dropped(.igwDestinationRFC1918))
    #expect(lab.out("10.0.1.10", "100.64.0.1") == .dropped(.igwDestinationRFC6598))
    #expect(lab.base.net.exchange(tcp("10.0.1.10", "198.51.100.7"), from: lab.a) == .complete)
  }

  @Test("IGW-4: IPv6 passes unchanged if owned and globally routable")
  func egress6() {
    var lab = Lab()
    #expect(lab.base.net.exchange(tcp("2600:1f00:0:1::a", "2001:db8::7"), from: lab.a) == .complete)
    #expect(lab.out("2600:1f00:0:1::a", "fd00::1") == .dropped(.noPossibleDestination))
    lab.base.net.model.vpcs[lab.base.vpc].ipv6[0].isPublic = false
    #expect(lab.out("2600:1f00:0:1::a", "2001:db8::7") == .dropped(.igwNeedsPublicSource))
  }

  @Test("K12: a forwarded source is not the interface's own address")
  func spoofed() {
    var lab = Lab()
    lab.base.net.change(lab.a) { $0.sourceDestinationCheck = false }
    #expect(lab.out("10.0.1.99", "198.51.100.7") == .dropped(.igwNeedsPublicSource))
    #expect(lab.out("2600:1f00:0:1::99", "2001:db8::7") == .dropped(.igwNeedsPublicSource))
  }

  @Test("IGW-1: a gateway of another VPC")
  func foreign() {
    var lab = Lab()
    lab.base.net.model.internetGateways[lab.igw].vpc = nil
    #expect(lab.out("10.0.1.10", "198.51.100.7") == .dropped(.badState))
  }

  @Test("K13: what no Internet host has, unassociated and closed ranges")
  func nowhere() {
    var lab = Lab()
    #expect(lab.out("10.0.1.10", "240.0.0.1") == .dropped(.noPossibleDestination))
    #expect(lab.out("10.0.1.10", "0.1.0.1") == .dropped(.noPossibleDestination))
    lab.base.net.model.unassociatedPublicAddresses = [ip("198.51.100.7")]
    lab.base.net.model.closedProviderRanges = [NetworkBuilder.cidr("52.0.0.0/8")]
    #expect(lab.out("10.0.1.10", "198.51.100.7") == .dropped(.noPossibleDestination))
    #expect(lab.out("10.0.1.10", "52.1.1.1") == .dropped(.noPossibleDestination))
    #expect(lab.out("10.0.1.10", "53.1.1.1") == .delivered(.internet))
  }

  @Test("IGW-6: a hairpin to a public address loses references; the reply hairpins too")
  func hairpin() {
    var lab = Lab()
    let open = lab.base.net.openGroup(lab.base.vpc)
    let members = lab.base.net.group("sg-m", in: lab.base.vpc, [.ingress(.any, open)])
    let b = lab.base.net.host(
      "eni-b", in: lab.base.s1, "10.0.1.20", "2600:1f00:0:1::b", public: "203.0.113.6")
    let packet = tcp("10.0.1.10", "203.0.113.6")
    #expect(lab.base.net.forward(packet, from: lab.a) == .delivered(.interface(b)))
    #expect(lab.base.net.exchange(packet, from: lab.a) == .complete)
    lab.base.net.change(b) { $0.groups = [.resolved(members)] }
    #expect(lab.base.net.forward(packet, from: lab.a) == .dropped(.securityGroupMismatch))
    #expect(
      lab.base.net.forward(tcp("10.0.1.10", "10.0.1.20"), from: lab.a) == .delivered(.interface(b)))
  }

  @Test("SG-6: an internet gateway strips references, also where no address changes")
  func strippedReferences() {
    var lab = Lab()
    let open = lab.base.net.openGroup(lab.base.vpc)
    let other = lab.base.net.vpc("vpc-b", "10.1.0.0/16", "2600:1f01::/56")
    lab.base.net.internetGateway("igw-2", other)
    let members = lab.base.net.group("sg-m", in: other, [.ingress(.any, open)])
    let far = lab.base.net.subnet("subnet-b", in: other, "2600:1f01:0:1::/64")
    let b = lab.base.net.host("eni-b", in: far, "2600:1f01:0:1::b", groups: [members])
    let packet = tcp("2600:1f00:0:1::a", "2600:1f01:0:1::b")
    #expect(lab.base.net.forward(packet, from: lab.a) == .dropped(.securityGroupMismatch))
    let mutant = SimulatorOptions(mutation: .igwKeepsReferences)
    #expect(lab.base.net.forward(packet, from: lab.a, mutant) == .delivered(.interface(b)))
  }

  @Test("K14: ingress needs a gateway, a functional owner, an allowed source")
  func ingress() {
    var lab = Lab()
    let toA = tcp("198.51.100.7", "203.0.113.5")
    let toA6 = tcp("2001:db8::7", "2600:1f00:0:1::a")
    #expect(lab.base.net.fromInternet(toA) == .delivered(.interface(lab.a)))
    #expect(lab.base.net.fromInternet(toA6) == .delivered(.interface(lab.a)))
    #expect(lab.base.net.exchangeFromInternet(toA6) == .complete)
    #expect(
      lab.base.net.fromInternet(tcp("2001:db8::7", "2600:1f00:0:1::99"))
        == .dropped(.igwNeedsPrivateDestination))
    #expect(lab.base.net.fromInternet(tcp("198.51.100.7", "203.0.113.99")) == .delivered(.internet))
    lab.base.net.change(lab.a) { $0.deniesInternetGatewayTraffic = true }
    #expect(lab.base.net.fromInternet(toA6) == .dropped(.igwNeedsPrivateDestination))
    #expect(lab.base.net.fromInternet(toA) == .delivered(.interface(lab.a)))
    lab.base.filter(lab.base.s1, [])
    #expect(lab.base.net.fromInternet(toA) == .dropped(.networkACL))
    lab.base.net.model.internetGateways[lab.igw].edgeTable = .missing(lab.base.unknown("rtb-edge"))
    #expect(lab.base.net.fromInternet(toA).unknownObject == "rtb-edge")
    lab.base.net.change(lab.a) { $0.isFunctional = false }
    #expect(lab.base.net.fromInternet(toA) == .dropped(.igwNeedsPrivateDestination))
    lab.base.net.model.vpcs[lab.base.vpc].internetGateway = nil
    #expect(lab.base.net.fromInternet(toA) == .dropped(.igwNeedsPrivateDestination))
    #expect(lab.base.net.fromInternet(toA6) == .dropped(.igwNeedsPrivateDestination))
  }

  @Test("BPA-1: not collected follows the option, an unmodelled mode is unknown, a drop wins")
  func blockPublicAccess() {
    var lab = Lab()
    let packet = tcp("10.0.1.10", "198.51.100.7")
    let unknown = lab.base.unknown("BPA")
    let strict = SimulatorOptions(uncollectedFilters: .unknown)
    lab.base.net.model.vpcs[lab.base.vpc].blockPublicAccess = .notCollected(unknown)
    #expect(lab.base.net.forward(packet, from: lab.a) == .delivered(.internet))
    #expect(lab.base.net.forward(packet, from: lab.a, strict).unknownObject == "BPA")
    lab.base.net.model.vpcs[lab.base.vpc].blockPublicAccess = .unmodelled(unknown)
    #expect(lab.base.net.forward(packet, from: lab.a).unknownObject == "BPA")
    #expect(lab.out("10.0.1.11", "198.51.100.7") == .dropped(.igwNeedsPublicSource))
    #expect(lab.base.net.fromInternet(tcp("198.51.100.7", "203.0.113.5")).unknownObject == "BPA")
  }

  @Test("EIG-1: an egress-only gateway keeps state and serves its own VPC")
  func egressOnly() {
    var lab = Lab()
    let eigw = lab.base.net.egressOnlyGateway("eigw-1", lab.base.vpc)
    lab.base.net.route(in: lab.base.t2, "::/0", .egressOnlyInternetGateway(.resolved(eigw)))
    let b = lab.base.net.host("eni-b", in: lab.base.s2, "2600:1f00:0:2::b")
    #expect(lab.base.net.exchange(tcp("2600:1f00:0:2::b", "2001:db8::7"), from: b) == .complete)
    // In by the internet gateway, the reply finds no state at the egress-only one.
    #expect(
      lab.base.net.exchangeFromInternet(tcp("2001:db8::7", "2600:1f00:0:2::b"))
        == .replyFailed(.noState))
    lab.base.net.model.egressOnlyInternetGateways[eigw].vpc = nil
    #expect(
      lab.base.net.forward(tcp("2600:1f00:0:2::b", "2001:db8::7"), from: b) == .dropped(.badState))
  }
}

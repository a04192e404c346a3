import NetworkModel
import Simulator
import TestSupport
import Testing

/// Appendix B of the semantics: the vectors whose objects are modelled; where a target is not
/// modelled, that the right route was selected shows as an unknown that names the target.
@Suite("Conformance vectors")
struct ConformanceVectorTests {
  let egressAll: [SecurityGroupRule] = [.egress(.any, "0.0.0.0/0")]

  @Test("B1: a group reference admits its members")
  func b1() {
    var lab = TwoSubnets()
    let client = lab.net.group("sg-a", in: lab.vpc, egressAll)
    let server = lab.net.group("sg-b", in: lab.vpc, egressAll + [.ingress(.tcp(443), client)])
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10", groups: [client])
    lab.net.host("eni-b", in: lab.s2, "10.0.2.10", groups: [server])
    let stranger = lab.net.host("eni-c", in: lab.s1, "10.0.1.11")
    #expect(lab.net.exchange(tcp("10.0.1.10", "10.0.2.10"), from: a) == .complete)
    #expect(
      lab.net.forward(tcp("10.0.1.11", "10.0.2.10"), from: stranger)
        == .dropped(.securityGroupMismatch))
    #expect(
      lab.net.forward(tcp("10.0.1.10", "10.0.2.10", 80), from: a)
        == .dropped(.securityGroupMismatch))
  }

  @Test("B3: an ACL needs a rule for the reply")
  func b3() {
    var lab = TwoSubnets()
    let server = lab.net.group(
      "sg-b", in: lab.vpc, egressAll + [.ingress(.tcp(443), "10.0.1.0/24")])
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    lab.net.host("eni-b", in: lab.s2, "10.0.2.10", groups: [server])
    lab.filter(
      lab.s2,
      [.allow(100, .ingress, .any, "0.0.0.0/0"), .allow(100, .egress, .tcp(443), "0.0.0.0/0")])
    #expect(lab.net.exchange(tcp("10.0.1.10", "10.0.2.10"), from: a) == .replyFailed(.networkACL))
  }

  @Test("B4: no ACL inside a subnet")
  func b4() {
    var lab = TwoSubnets()
    lab.filter(lab.s1, [])
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    lab.net.host("eni-b", in: lab.s1, "10.0.1.20")
    #expect(lab.net.exchange(tcp("10.0.1.10", "10.0.1.20"), from: a) == .complete)
  }

  @Test("B5: the lowest matching number decides")
  func b5() throws {
    var lab = TwoSubnets()
    lab.filter(
      lab.s2,
      [
        .deny(100, .ingress, .any, "10.0.1.0/24"), .allow(110, .ingress, .any, "0.0.0.0/0"),
        .allow(100, .egress, .any, "0.0.0.0/0"),
      ])
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    lab.net.host("eni-b", in: lab.s2, "10.0.2.10")
    let leg = Simulator(lab.net.model).forward(tcp("10.0.1.10", "10.0.2.10"), from: .interface(a))
    #expect(leg.disposition == .dropped(.networkACL))
    #expect(try #require(leg.dropDetail).rule == "rule 100 deny")
  }

  @Test("B6: ports of a rule mean nothing to protocols without ports")
  func b6() {
    var lab = TwoSubnets()
    let rule = SecurityGroupRule.ingress(ServiceMatch(.number(50), ports: 1...1), "0.0.0.0/0")
    let server = lab.net.group("sg-b", in: lab.vpc, egressAll + [rule])
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    let b = lab.net.host("eni-b", in: lab.s2, "10.0.2.10", groups: [server])
    #expect(
      lab.net.forward(raw(50, "10.0.1.10", "10.0.2.10"), from: a) == .delivered(.interface(b)))
    #expect(
      lab.net.forward(raw(51, "10.0.1.10", "10.0.2.10"), from: a)
        == .dropped(.securityGroupMismatch))
  }

  @Test("B7: protocol any ignores ports")
  func b7() {
    var lab = TwoSubnets()
    lab.filter(
      lab.s2,
      [
        .allow(100, .ingress, ServiceMatch(.any, ports: 80...80), "0.0.0.0/0"),
        .allow(100, .egress, .any, "0.0.0.0/0"),
      ])
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    lab.net.host("eni-b", in: lab.s2, "10.0.2.10")
    #expect(lab.net.exchange(tcp("10.0.1.10", "10.0.2.10", 443), from: a) == .complete)
  }

  @Test("B8: an IPv4 rule says nothing about IPv6")
  func b8() {
    var lab = TwoSubnets(v6: true)
    let server = lab.net.group("sg-b", in: lab.vpc, egressAll + [.ingress(.any, "0.0.0.0/0")])
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10", "2600:1f00:0:1::a")
    lab.net.host("eni-b", in: lab.s2, "10.0.2.10", "2600:1f00:0:2::b", groups: [server])
    #expect(lab.net.exchange(tcp("10.0.1.10", "10.0.2.10"), from: a) == .complete)
    #expect(
      lab.net.forward(tcp("2600:1f00:0:1::a", "2600:1f00:0:2::b"), from: a)
        == .dropped(.securityGroupMismatch))
  }

  @Test("B9: the longest prefix wins")
  func b9() {
    var lab = TwoSubnets()
    let remote = lab.net.vpc("vpc-b", "10.1.0.0/16")
    let far = lab.net.subnet("subnet-b", in: remote, "10.1.2.0/24")
    let b = lab.net.host("eni-b", in: far, "10.1.2.3")
    let pcx = lab.net.peering("pcx-1", lab.vpc, remote)
    let igw = lab.net.internetGateway("igw-1", lab.vpc)
    lab.net.route(in: lab.t1, "0.0.0.0/0", .internetGateway(.resolved(igw)))
    lab.net.route(in: lab.t1, "10.1.0.0/16", .peering(.resolved(pcx)))
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    #expect(lab.net.forward(tcp("10.0.1.10", "10.1.2.3"), from: a) == .delivered(.interface(b)))
  }

  @Test("B10: a static route beats a propagated one of equal length")
  func b10() {
    var lab = TwoSubnets()
    let vgw = lab.unknown("vgw-1")
    let gateway = lab.net.transitGateway("tgw-1")
    lab.net.attach("tgw-attach-1", gateway, [lab.s1])
    lab.net.route(in: lab.t1, "172.16.0.0/16", .unmodelled(vgw), source: .propagated)
    lab.net.route(in: lab.t1, "172.16.0.0/16", .transitGateway(.resolved(gateway)))
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    #expect(lab.net.forward(tcp("10.0.1.10", "172.16.0.1"), from: a) == .dropped(.transitNoRoute))
  }

  @Test("B11: a longer propagated prefix beats a prefix list")
  func b11() {
    var lab = TwoSubnets()
    let (tgw, vgw) = (lab.unknown("tgw-1"), lab.unknown("vgw-1"))
    let list = lab.net.prefixList("pl-1", "172.16.0.0/16")
    lab.net.route(in: lab.t1, list: list, .unmodelled(tgw))
    lab.net.route(in: lab.t1, "172.16.5.0/24", .unmodelled(vgw), source: .propagated)
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    #expect(lab.net.forward(tcp("10.0.1.10", "172.16.5.1"), from: a).unknownObject == "vgw-1")
    #expect(lab.net.forward(tcp("10.0.1.10", "172.16.6.1"), from: a).unknownObject == "tgw-1")
  }

  @Test("B12: a local route discards what is propagated inside it")
  func b12() {
    var lab = TwoSubnets()
    let vgw = lab.unknown("vgw-1")
    lab.net.route(in: lab.t1, "10.0.2.0/24", .unmodelled(vgw), source: .propagated)
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    let b = lab.net.host("eni-b", in: lab.s2, "10.0.2.5")
    #expect(lab.net.forward(tcp("10.0.1.10", "10.0.2.5"), from: a) == .delivered(.interface(b)))
  }

  @Test("B13: a blackhole does not fall back")
  func b13() {
    var lab = TwoSubnets()
    let tgw = lab.unknown("tgw-1")
    lab.net.route(in: lab.t1, "10.9.1.0/24", .unmodelled(tgw), state: .blackhole)
    lab.net.route(in: lab.t1, "10.9.0.0/16", .unmodelled(tgw))
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    #expect(lab.net.forward(tcp("10.0.1.10", "10.9.1.1"), from: a) == .dropped(.badStateRoute))
    #expect(lab.net.forward(tcp("10.0.1.10", "10.9.2.1"), from: a).unknownObject == "tgw-1")
  }

  @Test("B14, B15: a public host answers by its own table", arguments: [true, false])
  func b14(hasRoute: Bool) {
    var lab = TwoSubnets()
    let igw = lab.net.internetGateway("igw-1", lab.vpc)
    if hasRoute { lab.net.route(in: lab.t1, "0.0.0.0/0", .internetGateway(.resolved(igw))) }
    let server = lab.net.group("sg-a", in: lab.vpc, egressAll + [.ingress(.tcp(443), "0.0.0.0/0")])
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10", groups: [server], public: "203.0.113.5")
    let packet = tcp("198.51.100.7", "203.0.113.5")
    #expect(lab.net.fromInternet(packet) == .delivered(.interface(a)))
    #expect(lab.net.exchangeFromInternet(packet) == (hasRoute ? .complete : .replyFailed(.noRoute)))
    #expect(
      lab.net.fromInternet(tcp("198.51.100.7", "203.0.113.5", 22))
        == .dropped(.securityGroupMismatch))
  }

  @Test("B17 without BPA: a private host reaches the Internet through a NAT gateway")
  func b17() {
    var lab = TwoSubnets()
    let igw = lab.net.internetGateway("igw-1", lab.vpc)
    let nat = lab.net.nat("nat-1", in: lab.s1, ["10.0.1.5"], public: ["203.0.113.9"])
    lab.net.route(in: lab.t1, "0.0.0.0/0", .internetGateway(.resolved(igw)))
    lab.net.route(in: lab.t2, "0.0.0.0/0", .natGateway(.resolved(nat)))
    let b = lab.net.host("eni-b", in: lab.s2, "10.0.2.10")
    let packet = tcp("10.0.2.10", "198.51.100.7")
    let exchange = Simulator(lab.net.model).exchange(packet, from: .interface(b))
    #expect(exchange.outcome == .complete)
    #expect(exchange.forward.packet == tcp("203.0.113.9", "198.51.100.7", from: 1024))
  }

  @Test("B19: a peer cannot use a NAT gateway")
  func b19() {
    var lab = TwoSubnets()
    let igw = lab.net.internetGateway("igw-1", lab.vpc)
    let nat = lab.net.nat("nat-1", in: lab.s1, ["10.0.1.5"], public: ["203.0.113.9"])
    lab.net.route(in: lab.t1, "0.0.0.0/0", .internetGateway(.resolved(igw)))
    lab.net.route(in: lab.t2, "0.0.0.0/0", .natGateway(.resolved(nat)))
    let remote = lab.net.vpc("vpc-b", "10.1.0.0/16")
    let far = lab.net.subnet("subnet-b", in: remote, "10.1.2.0/24")
    let pcx = lab.net.peering("pcx-1", lab.vpc, remote)
    lab.net.route(in: lab.net.mainTable(remote), "0.0.0.0/0", .peering(.resolved(pcx)))
    let host = lab.net.host("eni-b", in: far, "10.1.2.3")
    #expect(
      lab.net.forward(tcp("10.1.2.3", "198.51.100.7"), from: host) == .dropped(.peeringAddress))
    let other = lab.net.table("rtb-x", in: remote)
    lab.net.model.subnets[far].routeTable = .resolved(other)
    lab.net.route(in: other, "0.0.0.0/0", .natGateway(.resolved(nat)))
    #expect(lab.net.forward(tcp("10.1.2.3", "198.51.100.7"), from: host) == .dropped(.badState))
  }

  @Test(
    "B20, B21: only a NAT gateway is answered over a peering without a route back",
    arguments: [true, false])
  func b20(throughNAT: Bool) {
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
    let outcome = lab.net.exchange(tcp("10.0.1.10", "10.1.2.3"), from: a)
    #expect(outcome == (throughNAT ? .complete : .replyFailed(.noRoute)))
  }

  @Test("B22: peering is not transitive")
  func b22() {
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
    #expect(net.forward(tcp("10.0.1.10", "10.2.1.10"), from: host) == .dropped(.peeringAddress))
  }

  @Test("B23: an egress-only gateway lets out and admits replies only")
  func b23() {
    var lab = TwoSubnets(v6: true)
    let eigw = lab.net.egressOnlyGateway("eigw-1", lab.vpc)
    lab.net.route(in: lab.t1, "::/0", .egressOnlyInternetGateway(.resolved(eigw)))
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10", "2600:1f00:0:1::a")
    #expect(lab.net.exchange(tcp("2600:1f00:0:1::a", "2001:db8::7"), from: a) == .complete)
    #expect(lab.net.fromInternet(tcp("2001:db8::7", "2600:1f00:0:1::a")) == .dropped(.eigwInbound))
  }
}

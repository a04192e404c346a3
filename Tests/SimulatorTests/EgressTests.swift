import NetworkModel
import Simulator
import TestSupport
import Testing

@Suite("Egress: start, source check, exempt destinations, neighbours")
struct EgressTests {
  @Test(
    "K1: malformed and multicast packets",
    arguments: [
      raw(58, "10.0.1.10", "10.0.1.20"), raw(1, "2600:1f00:0:1::a", "2600:1f00:0:1::b"),
      tcp("10.0.1.10", "224.0.0.1"), tcp("10.0.1.10", "255.255.255.255"),
      tcp("2600:1f00:0:1::a", "ff02::1"), tcp("10.0.1.10", "2600:1f00:0:1::b"),
    ])
  func malformed(packet: Packet) {
    var lab = TwoSubnets(v6: true)
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10", "2600:1f00:0:1::a")
    lab.net.host("eni-b", in: lab.s1, "10.0.1.20", "2600:1f00:0:1::b")
    #expect(lab.net.forward(packet, from: a) == .dropped(.protocolRestriction))
  }

  @Test("K1: who does not start packets")
  func emitters() {
    var lab = TwoSubnets()
    lab.net.host("eni-b", in: lab.s1, "10.0.1.20")
    let off = lab.net.host("eni-off", in: lab.s1, "10.0.1.11", functional: false)
    let nat = lab.net.host("eni-nat", in: lab.s1, "10.0.1.12", kind: .natGateway)
    let tgw = lab.net.host("eni-tgw", in: lab.s1, "10.0.1.13", kind: .transparentService("tgw"))
    let unknown = lab.unknown("elb-1")
    let elb = lab.net.host("eni-elb", in: lab.s1, "10.0.1.14", kind: .unmodelledService(unknown))
    #expect(lab.net.forward(tcp("10.0.1.11", "10.0.1.20"), from: off) == .dropped(.badState))
    #expect(lab.net.forward(tcp("10.0.1.12", "10.0.1.20"), from: nat) == .dropped(.badState))
    #expect(lab.net.forward(tcp("10.0.1.13", "10.0.1.20"), from: tgw) == .dropped(.badState))
    #expect(lab.net.forward(tcp("10.0.1.14", "10.0.1.20"), from: elb).unknownObject == "elb-1")
  }

  @Test("ENI-3: an interface sends from its own addresses unless the check is off")
  func sourceCheck() {
    var lab = TwoSubnets()
    let b = lab.net.host("eni-b", in: lab.s1, "10.0.1.20")
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10", "10.0.1.64/28")
    let free = lab.net.host("eni-c", in: lab.s1, "10.0.1.11", check: false)
    #expect(lab.net.forward(tcp("10.0.1.70", "10.0.1.20"), from: a) == .delivered(.interface(b)))
    #expect(
      lab.net.forward(tcp("10.0.1.99", "10.0.1.20"), from: a) == .dropped(.sourceDestinationCheck))
    #expect(lab.net.forward(tcp("9.9.9.9", "10.0.1.20"), from: free) == .delivered(.interface(b)))
  }

  @Test(
    "K3: services beside the host answer whatever the filters say",
    arguments: [
      ("10.0.0.2", "resolver"), ("169.254.169.253", "resolver"),
      ("169.254.169.254", "169.254.169.254"),
      ("169.254.169.123", "169.254.169.123"), ("169.254.169.250", "169.254.169.250"),
      ("169.254.169.251", "169.254.169.251"), ("169.254.170.2", "169.254.170.2"),
      ("fd00:ec2::253", "resolver"), ("fd00:ec2::254", "fd00:ec2::254"),
      ("fd00:ec2::123", "fd00:ec2::123"),
      ("fd00:ec2::250", "fd00:ec2::250"), ("fd00:ec2::23", "fd00:ec2::23"),
    ])
  func exempt(address: String, service: String) {
    var lab = TwoSubnets(v6: true)
    lab.filter(lab.s1, [])
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10", "2600:1f00:0:1::a", groups: [])
    let packet = tcp(address.contains(":") ? "2600:1f00:0:1::a" : "10.0.1.10", address, 53)
    #expect(lab.net.forward(packet, from: a) == .delivered(.service(service)))
    #expect(lab.net.exchange(packet, from: a) == .complete)
  }

  @Test(
    "RT-8: other link-local addresses are never forwarded",
    arguments: ["169.254.1.1", "fd00:ec2::1"])
  func neverForwarded(address: String) {
    var lab = TwoSubnets(v6: true)
    let tgw = lab.unknown("tgw-1")
    lab.net.route(in: lab.t1, "0.0.0.0/0", .unmodelled(tgw))
    lab.net.route(in: lab.t1, "::/0", .unmodelled(tgw))
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10", "2600:1f00:0:1::a")
    let source = address.contains(":") ? "2600:1f00:0:1::a" : "10.0.1.10"
    #expect(lab.net.forward(tcp(source, address), from: a) == .dropped(.noRoute))
  }

  @Test("K4: neighbours need no table, but groups filter")
  func neighbours() {
    var lab = TwoSubnets()
    lab.net.route(in: lab.t1, "10.0.1.0/24", .unmodelled(lab.unknown("tgw-1")))
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    let b = lab.net.host("eni-b", in: lab.s1, "10.0.1.20")
    let closed = lab.net.group("sg-closed", in: lab.vpc, [.egress(.tcp(1), "0.0.0.0/0")])
    let c = lab.net.host("eni-c", in: lab.s1, "10.0.1.30", groups: [closed])
    #expect(lab.net.forward(tcp("10.0.1.10", "10.0.1.20"), from: a) == .delivered(.interface(b)))
    #expect(
      lab.net.forward(tcp("10.0.1.30", "10.0.1.20"), from: c) == .dropped(.securityGroupMismatch))
    #expect(
      lab.net.forward(tcp("10.0.1.10", "10.0.1.30"), from: a) == .dropped(.securityGroupEmpty))
  }

  @Test(
    "K21: only Internet addresses come from the Internet",
    arguments: [
      "10.1.1.1", "100.64.0.1", "0.1.2.3", "127.0.0.1", "169.254.1.1", "240.0.0.1", "203.0.113.5",
    ])
  func internetSources(source: String) {
    var lab = TwoSubnets()
    lab.net.internetGateway("igw-1", lab.vpc)
    lab.net.host("eni-a", in: lab.s1, "10.0.1.10", public: "203.0.113.5")
    lab.net.host("eni-b", in: lab.s1, "10.0.1.11", public: "203.0.113.6")
    #expect(lab.net.fromInternet(tcp(source, "203.0.113.6")) == .dropped(.spoofed))
  }

  @Test("K21: IPv6 and unassociated sources")
  func internetSources6() {
    var lab = TwoSubnets(v6: true)
    lab.net.internetGateway("igw-1", lab.vpc)
    let a = lab.net.host(
      "eni-a", in: lab.s1, "10.0.1.10", "2600:1f00:0:1::a", public: "203.0.113.5")
    lab.net.model.unassociatedPublicAddresses = [ip("203.0.113.77")]
    #expect(lab.net.fromInternet(tcp("2600:1f00:0:7::1", "2600:1f00:0:1::a")) == .dropped(.spoofed))
    #expect(lab.net.fromInternet(tcp("fd00::1", "2600:1f00:0:1::a")) == .dropped(.spoofed))
    #expect(
      lab.net.fromInternet(tcp("2001:db8::1", "2600:1f00:0:1::a")) == .delivered(.interface(a)))
    #expect(lab.net.fromInternet(tcp("203.0.113.77", "203.0.113.5")) == .dropped(.spoofed))
  }
}

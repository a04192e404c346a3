import NetworkModel
import Simulator
import TestSupport
import Testing

@Suite("Security groups")
struct SecurityGroupTests {
  let egressAll: [SecurityGroupRule] = [.egress(.any, "0.0.0.0/0"), .egress(.any, "::/0")]

  /// What B's group with one ingress rule says to A's packet.
  private func ask(_ rule: SecurityGroupRule, _ packet: Packet = tcp("10.0.1.10", "10.0.2.10"))
    -> Disposition
  {
    var lab = TwoSubnets()
    let server = lab.net.group("sg-b", in: lab.vpc, egressAll + [rule])
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    lab.net.host("eni-b", in: lab.s2, "10.0.2.10", groups: [server])
    return lab.net.forward(packet, from: a)
  }

  private func admits(_ rule: SecurityGroupRule, _ packet: Packet = tcp("10.0.1.10", "10.0.2.10"))
    -> Bool
  {
    if case .delivered = ask(rule, packet) { return true }
    return false
  }

  @Test("SG-3: ports are inclusive and belong to the destination")
  func ports() {
    let rule = SecurityGroupRule.ingress(.tcp(400...443), "0.0.0.0/0")
    #expect(admits(rule))
    #expect(admits(rule, tcp("10.0.1.10", "10.0.2.10", 400)))
    #expect(!admits(rule, tcp("10.0.1.10", "10.0.2.10", 399, from: 443)))
    #expect(!admits(rule, tcp("10.0.1.10", "10.0.2.10", 444)))
    #expect(!admits(.ingress(.udp(443), "0.0.0.0/0")))
  }

  @Test("SG-3: ICMP type and code")
  func icmp() {
    let echo = ping("10.0.1.10", "10.0.2.10")
    #expect(admits(.ingress(.icmp(), "0.0.0.0/0"), echo))
    #expect(admits(.ingress(.icmp(8), "0.0.0.0/0"), ping("10.0.1.10", "10.0.2.10", code: 3)))
    #expect(admits(.ingress(.icmp(8, 0), "0.0.0.0/0"), echo))
    #expect(!admits(.ingress(.icmp(8, 1), "0.0.0.0/0"), echo))
    #expect(!admits(.ingress(.icmp(0), "0.0.0.0/0"), echo))
    #expect(!admits(.ingress(.icmp6(), "0.0.0.0/0"), echo))
  }

  @Test("SG-4, SG-10: peers")
  func peers() {
    #expect(admits(.ingress(.any, "10.0.1.0/28")))
    #expect(!admits(.ingress(.any, "10.0.1.16/28")))
    #expect(!admits(.ingress(.any, .stale("sg-gone"))))
    #expect(!admits(.ingress(.any, "::/0")))
  }

  @Test("SG-1: rules of the other direction do not count; SG-13: no rules at all")
  func direction() {
    #expect(ask(.egress(.tcp(1), "0.0.0.0/0")) == .dropped(.securityGroupEmpty))
    #expect(ask(.ingress(.tcp(1), "0.0.0.0/0")) == .dropped(.securityGroupMismatch))
  }

  @Test("SG-4: prefix lists")
  func prefixLists() {
    var lab = TwoSubnets()
    let list = lab.net.prefixList("pl-1", "10.9.0.0/16", "10.0.1.0/24")
    let server = lab.net.group(
      "sg-b", in: lab.vpc, egressAll + [.ingress(.any, .prefixList(.resolved(list)))])
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    let c = lab.net.host("eni-c", in: lab.s2, "10.0.2.11")
    let b = lab.net.host("eni-b", in: lab.s2, "10.0.2.10", groups: [server])
    #expect(lab.net.forward(tcp("10.0.1.10", "10.0.2.10"), from: a) == .delivered(.interface(b)))
    #expect(
      lab.net.forward(tcp("10.0.2.11", "10.0.2.10"), from: c) == .dropped(.securityGroupMismatch))
  }

  @Test("K2: unknown peers are noted where the service matches, and a known match wins")
  func unknownPeers() {
    var lab = TwoSubnets()
    let missing = lab.unknown("gone")
    let peers: [SecurityGroupPeer] = [
      .unknown(missing), .group(.missing(missing)), .prefixList(.missing(missing)),
    ]
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    for (index, peer) in peers.enumerated() {
      let address = "10.0.2.1\(index)"
      let rules: [SecurityGroupRule] = [
        .ingress(.tcp(443), peer), .ingress(.tcp(22), "10.0.0.0/8"),
      ]
      let group = lab.net.group(
        "sg-\(index)", in: lab.vpc, egressAll + rules + [.ingress(.tcp(22), peer)])
      let b = lab.net.host("eni-\(index)", in: lab.s2, address, groups: [group])
      #expect(lab.net.forward(tcp("10.0.1.10", address), from: a).unknownObject == "gone")
      #expect(lab.net.forward(tcp("10.0.1.10", address, 22), from: a) == .delivered(.interface(b)))
      #expect(
        lab.net.forward(tcp("10.0.1.10", address, 80), from: a) == .dropped(.securityGroupMismatch))
    }
  }

  @Test("K2: a missing group may allow; a later drop wins; no group denies")
  func missingGroups() {
    var lab = TwoSubnets()
    let missing = lab.unknown("sg-gone")
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10", groups: [])
    lab.net.host("eni-b", in: lab.s2, "10.0.2.10")
    #expect(
      lab.net.forward(tcp("10.0.1.10", "10.0.2.10"), from: a) == .dropped(.securityGroupEmpty))
    lab.net.change(a) { $0.groups = [.missing(missing)] }
    #expect(lab.net.forward(tcp("10.0.1.10", "10.0.2.10"), from: a).unknownObject == "sg-gone")
    #expect(
      lab.net.forward(tcp("10.0.1.10", "10.0.2.99"), from: a) == .dropped(.noPossibleDestination))
  }

  @Test("SG-5: a reference needs an own address of the member; K19: state replaces rules")
  func references() {
    var lab = TwoSubnets()
    let client = lab.net.group("sg-a", in: lab.vpc, egressAll)
    let server = lab.net.group("sg-b", in: lab.vpc, [.ingress(.tcp(443), client)])
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10", groups: [client], check: false)
    let b = lab.net.host("eni-b", in: lab.s2, "10.0.2.10", groups: [server])
    #expect(lab.net.forward(tcp("10.0.1.10", "10.0.2.10"), from: a) == .delivered(.interface(b)))
    #expect(lab.net.exchange(tcp("10.0.1.10", "10.0.2.10"), from: a) == .complete)
    #expect(
      lab.net.forward(tcp("10.0.1.77", "10.0.2.10"), from: a) == .dropped(.securityGroupMismatch))
  }

  @Test("K5: an egress reference needs a member behind the local route")
  func egressReferences() {
    var lab = TwoSubnets()
    let server = lab.net.group("sg-b", in: lab.vpc, .open)
    let client = lab.net.group("sg-a", in: lab.vpc, [.egress(.any, server)])
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10", groups: [client])
    let near = lab.net.host("eni-n", in: lab.s1, "10.0.1.20", groups: [server])
    let b = lab.net.host("eni-b", in: lab.s2, "10.0.2.10", groups: [server])
    lab.net.host("eni-c", in: lab.s2, "10.0.2.11")
    let appliance = lab.net.host("eni-x", in: lab.s2, "10.0.2.12", check: false)
    #expect(lab.net.forward(tcp("10.0.1.10", "10.0.1.20"), from: a) == .delivered(.interface(near)))
    #expect(lab.net.forward(tcp("10.0.1.10", "10.0.2.10"), from: a) == .delivered(.interface(b)))
    #expect(
      lab.net.forward(tcp("10.0.1.10", "10.0.2.11"), from: a) == .dropped(.securityGroupMismatch))
    lab.net.route(in: lab.t1, "10.0.2.0/24", .interface(.resolved(appliance)))
    #expect(
      lab.net.forward(tcp("10.0.1.10", "10.0.2.10"), from: a) == .dropped(.securityGroupMismatch))
  }

  @Test("K5: an unknown route leaves an egress reference unknown, not closed")
  func unknownEgressReference() {
    var lab = TwoSubnets()
    let server = lab.net.group("sg-b", in: lab.vpc, .open)
    let client = lab.net.group("sg-a", in: lab.vpc, [.egress(.any, server)])
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10", groups: [client])
    lab.net.model.subnets[lab.s1].routeTable = .missing(lab.unknown("rtb-gone"))
    #expect(lab.net.forward(tcp("10.0.1.10", "10.0.2.10"), from: a).unknownObject == "rtb-gone")
  }
}

@Suite("Network ACLs")
struct NetworkACLTests {
  private func lab() -> (TwoSubnets, ID<Interface>, ID<Interface>) {
    var lab = TwoSubnets()
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    let b = lab.net.host("eni-b", in: lab.s2, "10.0.2.10")
    return (lab, a, b)
  }

  @Test("NACL-2, NACL-5: egress by destination, ingress by source, no entry denies")
  func boundaries() {
    var (lab, a, b) = lab()
    let packet = tcp("10.0.1.10", "10.0.2.10")
    lab.filter(lab.s1, [.allow(100, .egress, .tcp(443), "10.0.2.0/24")])
    lab.filter(lab.s2, [.allow(100, .ingress, .tcp(443), "10.0.1.0/24")])
    #expect(lab.net.forward(packet, from: a) == .delivered(.interface(b)))
    #expect(lab.net.exchange(packet, from: a) == .replyFailed(.networkACL))
    #expect(lab.net.forward(tcp("10.0.1.10", "10.0.2.10", 80), from: a) == .dropped(.networkACL))
    lab.filter(lab.s2, [])
    #expect(lab.net.forward(packet, from: a) == .dropped(.networkACL))
  }

  @Test("NACL-4: replies need the client's port")
  func replies() {
    var (lab, a, _) = lab()
    lab.filter(
      lab.s2,
      [
        .allow(100, .ingress, .tcp(443), "0.0.0.0/0"),
        .allow(100, .egress, .tcp(1024...65535), "0.0.0.0/0"),
      ])
    #expect(lab.net.exchange(tcp("10.0.1.10", "10.0.2.10"), from: a) == .complete)
    #expect(
      lab.net.exchange(tcp("10.0.1.10", "10.0.2.10", from: 1000), from: a)
        == .replyFailed(.networkACL))
  }

  @Test("K2: an entry that is not understood makes what it may match unknown")
  func unknownEntries() {
    var (lab, a, _) = lab()
    var odd = NetworkACLEntry.deny(90, .ingress, .tcp(443), "10.0.0.0/8")
    odd.unknown = lab.unknown("acl entry")
    lab.filter(
      lab.s2,
      [
        odd, .allow(80, .ingress, .tcp(22), "0.0.0.0/0"),
        .allow(100, .ingress, .tcp(443), "0.0.0.0/0"),
        .allow(100, .egress, .any, "0.0.0.0/0"),
      ])
    #expect(lab.net.exchange(tcp("10.0.1.10", "10.0.2.10", 22), from: a) == .complete)
    #expect(lab.net.forward(tcp("10.0.1.10", "10.0.2.10"), from: a).unknownObject == "acl entry")
    #expect(lab.net.forward(tcp("10.0.1.10", "10.0.2.10", 80), from: a) == .dropped(.networkACL))
  }

  @Test("K2: what was not collected is open or unknown as asked, what is missing is unknown")
  func notCollected() {
    var (lab, a, b) = lab()
    let packet = tcp("10.0.1.10", "10.0.2.10")
    let unknown = lab.unknown("NetworkAcls")
    let strict = SimulatorOptions(uncollectedFilters: .unknown)
    lab.net.model.subnets[lab.s2].networkACL = .notCollected(unknown)
    #expect(lab.net.forward(packet, from: a) == .delivered(.interface(b)))
    #expect(lab.net.forward(packet, from: a, strict).unknownObject == "NetworkAcls")
    lab.net.model.subnets[lab.s2].networkACL = .assumedOpen
    #expect(lab.net.forward(packet, from: a, strict) == .delivered(.interface(b)))
    lab.net.model.subnets[lab.s2].networkACL = .missing(unknown)
    #expect(lab.net.forward(packet, from: a).unknownObject == "NetworkAcls")
  }
}

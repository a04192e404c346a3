import NetworkModel
import Simulator
import TestSupport
import Testing

@Suite("NAT gateways")
struct NATTests {
  /// B in S2 behind a public NAT gateway with two addresses in S1, which leads to the Internet.
  private struct Lab {
    var base = TwoSubnets()
    let nat: ID<NATGateway>
    let b: ID<Interface>
    let packet = tcp("10.0.2.10", "198.51.100.7")

    init() {
      let igw = base.net.internetGateway("igw-1", base.vpc)
      nat = base.net.nat(
        "nat-1", in: base.s1, ["10.0.1.5", "10.0.1.6"], public: ["203.0.113.5", "203.0.113.6"])
      base.net.route(in: base.t1, "0.0.0.0/0", .internetGateway(.resolved(igw)))
      base.net.route(in: base.t2, "0.0.0.0/0", .natGateway(.resolved(nat)))
      b = base.net.host("eni-b", in: base.s2, "10.0.2.10")
    }

    func end(_ packet: Packet? = nil) -> Disposition {
      base.net.forward(packet ?? self.packet, from: b)
    }
  }

  @Test("NAT-3: address and port are free choices, each resolution completes")
  func choices() {
    let lab = Lab()
    let simulator = Simulator(lab.base.net.model)
    let resolutions = simulator.resolutions(
      lab.packet, from: .interface(lab.b), extraPorts: [5000, 80])
    #expect(resolutions.count == 6)
    var sent: Set<Packet> = []
    for choices in resolutions {
      let exchange = simulator.exchange(lab.packet, from: .interface(lab.b), choices: choices)
      #expect(exchange.outcome == .complete)
      sent.insert(exchange.forward.packet)
    }
    let expected: [Packet] = ["203.0.113.5", "203.0.113.6"].flatMap { address in
      [1024, 5000, 65535].map { tcp(address, "198.51.100.7", from: $0) }
    }
    #expect(sent == Set(expected))
  }

  @Test("NAT-1: TCP, UDP and ICMP of IPv4 only")
  func protocols() {
    let lab = Lab()
    #expect(lab.end(ping("10.0.2.10", "198.51.100.7")) == .delivered(.internet))
    #expect(lab.end(raw(50, "10.0.2.10", "198.51.100.7")) == .dropped(.protocolRestriction))
    let exchange = lab.base.net.exchange(ping("10.0.2.10", "198.51.100.7"), from: lab.b)
    #expect(exchange == .complete)
  }

  @Test("NAT-1, NAT-9: IPv6 is refused, NAT64 unknown")
  func v6() {
    var base = TwoSubnets(v6: true)
    let nat = base.net.nat("nat-1", in: base.s1, ["10.0.1.5"])
    base.net.route(in: base.t2, "::/0", .natGateway(.resolved(nat)))
    let b = base.net.host("eni-b", in: base.s2, "2600:1f00:0:2::b")
    let dropped = base.net.forward(tcp("2600:1f00:0:2::b", "2001:db8::1"), from: b)
    #expect(dropped == .dropped(.protocolRestriction))
    #expect(base.net.forward(tcp("2600:1f00:0:2::b", "64:ff9b::1"), from: b).unknownRule == "NAT-9")
  }

  @Test("K11: state, attachment and unmodelled kinds")
  func states() {
    var lab = Lab()
    lab.base.net.model.natGateways[lab.nat].isFunctional = false
    #expect(lab.end() == .dropped(.badState))
    lab.base.net.model.natGateways[lab.nat].isFunctional = true
    lab.base.net.model.natGateways[lab.nat].addresses = []
    #expect(lab.end() == .dropped(.badState))
    lab.base.net.model.natGateways[lab.nat].unmodelled = lab.base.unknown("regional")
    #expect(lab.end().unknownObject == "regional")
  }

  @Test("NACL-5: the gateway's subnet filters on entry and on exit, both ways")
  func acls() {
    let open = NetworkACLEntry.allow(100, .egress, .any, "0.0.0.0/0")
    let replies = NetworkACLEntry.allow(110, .ingress, .tcp(1024...65535), "198.51.100.0/24")
    let clients = NetworkACLEntry.allow(100, .ingress, .any, "10.0.2.0/24")
    var lab = Lab()
    lab.base.filter(lab.base.s1, [open, clients, replies])
    #expect(lab.base.net.exchange(lab.packet, from: lab.b) == .complete)
    lab.base.filter(lab.base.s1, [open, clients])
    #expect(lab.base.net.exchange(lab.packet, from: lab.b) == .replyFailed(.networkACL))
    lab.base.filter(lab.base.s1, [open, replies])
    #expect(lab.end() == .dropped(.networkACL))
    lab.base.filter(lab.base.s1, [.allow(100, .egress, .any, "10.0.0.0/8"), clients, replies])
    #expect(lab.end() == .dropped(.networkACL))
  }

  @Test("NAT-3: references do not survive; same subnet is reached without ACL and table")
  func neighbours() {
    var lab = Lab()
    let open = lab.base.net.openGroup(lab.base.vpc)
    let members = lab.base.net.group("sg-m", in: lab.base.vpc, [.ingress(.any, open)])
    let c = lab.base.net.host("eni-c", in: lab.base.s1, "10.0.1.20")
    lab.base.net.host("eni-d", in: lab.base.s1, "10.0.1.21", groups: [members])
    lab.base.net.route(in: lab.base.t2, "10.0.1.0/24", .natGateway(.resolved(lab.nat)))
    lab.base.filter(lab.base.s1, [.allow(100, .ingress, .any, "10.0.2.0/24")])
    #expect(lab.end(tcp("10.0.2.10", "10.0.1.20")) == .delivered(.interface(c)))
    #expect(lab.end(tcp("10.0.2.10", "10.0.1.21")) == .dropped(.securityGroupMismatch))
  }

  @Test("K11: a gateway that routes to itself loops, to link-local it drops")
  func loop() {
    var lab = Lab()
    lab.base.net.route(in: lab.base.t1, "172.16.0.0/16", .natGateway(.resolved(lab.nat)))
    #expect(lab.end(tcp("10.0.2.10", "172.16.0.1")) == .dropped(.loop))
  }

  @Test("NAT-6: replies find their state only at the gateway that made it")
  func foreignReply() {
    var lab = Lab()
    let second = lab.base.net.nat("nat-2", in: lab.base.s1, ["10.0.1.7"])
    lab.base.net.route(in: lab.base.t1, "10.0.2.0/24", .natGateway(.resolved(second)))
    let c = lab.base.net.host("eni-c", in: lab.base.s1, "10.0.1.20")
    lab.base.net.route(in: lab.base.t2, "10.0.1.0/24", .local)
    let packet = tcp("10.0.2.10", "10.0.1.20")
    #expect(lab.base.net.forward(packet, from: lab.b) == .delivered(.interface(c)))
    #expect(lab.base.net.exchange(packet, from: lab.b) == .replyFailed(.noState))
  }

  @Test("NAT-6: a chain of gateways is undone in reverse")
  func chain() {
    var lab = Lab()
    let s3 = lab.base.net.subnet(
      "subnet-3", in: lab.base.vpc, "10.0.3.0/24",
      table: lab.base.net.table("rtb-3", in: lab.base.vpc))
    let inner = lab.base.net.nat("nat-2", in: lab.base.s2, ["10.0.2.5"])
    guard let t3 = lab.base.net.model.subnets[s3].routeTable.id else { return }
    lab.base.net.route(in: t3, "0.0.0.0/0", .natGateway(.resolved(inner)))
    let c = lab.base.net.host("eni-c", in: s3, "10.0.3.10")
    let packet = tcp("10.0.3.10", "198.51.100.7")
    #expect(lab.base.net.exchange(packet, from: c) == .complete)
    let simulator = Simulator(lab.base.net.model)
    #expect(simulator.resolutions(packet, from: .interface(c)).count == 8)
  }

  @Test(
    "K18: another route for the gateway's address in the peer is unknown, the peering is fine"
  )
  func returnToSender() {
    var base = TwoSubnets()
    let remote = base.net.vpc("vpc-b", "10.1.0.0/16")
    base.net.host("eni-b", in: base.net.subnet("subnet-b", in: remote, "10.1.2.0/24"), "10.1.2.3")
    let pcx = base.net.peering("pcx-1", base.vpc, remote)
    let nat = base.net.nat("nat-1", in: base.s2, ["10.0.2.5"])
    base.net.route(in: base.t1, "10.1.0.0/16", .natGateway(.resolved(nat)))
    base.net.route(in: base.t2, "10.1.0.0/16", .peering(.resolved(pcx)))
    let a = base.net.host("eni-a", in: base.s1, "10.0.1.10")
    let packet = tcp("10.0.1.10", "10.1.2.3")
    let table = base.net.mainTable(remote)
    base.net.route(in: table, "10.0.0.0/16", .peering(.resolved(pcx)))
    #expect(base.net.exchange(packet, from: a) == .complete)
    base.net.route(in: table, "10.0.2.0/24", .peering(.resolved(pcx)), state: .blackhole)
    guard case .unknown(let unknown) = base.net.exchange(packet, from: a) else {
      Issue.record("not unknown")
      return
    }
    #expect(unknown.rule == "NAT-10")
  }
}

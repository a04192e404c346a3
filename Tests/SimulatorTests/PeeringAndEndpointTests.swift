import NetworkModel
import Simulator
import TestSupport
import Testing

@Suite("Peering")
struct PeeringTests {
  /// A in VPC a, B in VPC b with a group that admits A's group, routes both ways over a peering.
  private struct Lab {
    var base = TwoSubnets()
    let remote: ID<VPC>
    let far: ID<Subnet>
    let pcx: ID<Peering>
    let a: ID<Interface>
    let b: ID<Interface>
    let packet = tcp("10.0.1.10", "10.1.2.3")

    init() {
      remote = base.net.vpc("vpc-b", "10.1.0.0/16")
      far = base.net.subnet("subnet-b", in: remote, "10.1.2.0/24")
      pcx = base.net.peering("pcx-1", base.vpc, remote)
      base.net.route(in: base.t1, "10.0.0.0/8", .peering(.resolved(pcx)))
      base.net.route(in: base.net.mainTable(remote), "10.0.0.0/16", .peering(.resolved(pcx)))
      let server = base.net.group("sg-b", in: remote, .open)
      let client = base.net.group("sg-a", in: base.vpc, [.egress(.any, server)])
      base.net.model.securityGroups[server].rules = [.ingress(.tcp(443), client)]
      a = base.net.host("eni-a", in: base.s1, "10.0.1.10", groups: [client])
      b = base.net.host("eni-b", in: far, "10.1.2.3", groups: [server])
    }

    func end() -> Disposition { base.net.forward(packet, from: a) }
  }

  @Test("SG-7, SG-8: references work over a peering of one Region")
  func references() {
    var lab = Lab()
    #expect(lab.end() == .delivered(.interface(lab.b)))
    #expect(lab.base.net.exchange(lab.packet, from: lab.a) == .complete)
    lab.base.net.model.peerings[lab.pcx].accepter.region = "eu-west-1"
    #expect(lab.end() == .dropped(.securityGroupMismatch))
    lab.base.net.open(lab.a)
    #expect(lab.end() == .dropped(.securityGroupMismatch))
    lab.base.net.open(lab.b)
    #expect(lab.end() == .delivered(.interface(lab.b)))
  }

  @Test("PCX-1, PCX-2: state, ranges, ownership, the remote ACL")
  func conditions() {
    var lab = Lab()
    lab.base.net.open(lab.a)
    lab.base.net.open(lab.b)
    lab.base.net.model.peerings[lab.pcx].accepter.ranges = []
    #expect(lab.end() == .delivered(.interface(lab.b)))
    let elsewhere = lab.base.net.forward(tcp("10.0.1.10", "10.1.2.4"), from: lab.a)
    #expect(elsewhere == .dropped(.noPossibleDestination))
    let outside = lab.base.net.forward(tcp("10.0.1.10", "10.2.2.4"), from: lab.a)
    #expect(outside == .dropped(.peeringAddress))
    lab.base.net.change(lab.a) { $0.sourceDestinationCheck = false }
    let spoofed = lab.base.net.forward(tcp("10.0.1.99", "10.1.2.3"), from: lab.a)
    #expect(spoofed == .dropped(.peeringAddress))
    let acl = lab.base.net.acl("acl-b", in: lab.remote)
    lab.base.net.model.subnets[lab.far].networkACL = .acl(acl)
    #expect(lab.end() == .dropped(.networkACL))
    lab.base.net.model.peerings[lab.pcx].isActive = false
    #expect(lab.end() == .dropped(.badState))
  }

  @Test("K16: this VPC must be an end of the connection")
  func foreign() {
    var lab = Lab()
    lab.base.net.open(lab.a)
    let c = lab.base.net.vpc("vpc-c", "10.3.0.0/16")
    lab.base.net.model.peerings[lab.pcx].requester = lab.base.net.side(c)
    #expect(lab.end() == .dropped(.badState))
  }

  @Test("IMP-3a: a remote VPC that is not here is unknown, also to references")
  func missing() {
    var lab = Lab()
    lab.base.net.model.peerings[lab.pcx].accepter.vpc = .missing(lab.base.unknown("vpc-gone"))
    #expect(lab.end().unknownObject == "vpc-gone")
    lab.base.net.model.peerings[lab.pcx].accepter.ranges = []
    #expect(lab.end().unknownObject == "vpc-gone")
  }
}

@Suite("Gateway endpoints")
struct EndpointTests {
  private struct Lab {
    var base = TwoSubnets()
    let endpoint: ID<VPCEndpoint>
    let a: ID<Interface>

    init() {
      endpoint = base.net.gatewayEndpoint("vpce-1", base.vpc)
      let list = base.net.prefixList("pl-s3", "52.216.0.0/15")
      base.net.route(in: base.t1, list: list, .gatewayEndpoint(.resolved(endpoint)))
      a = base.net.host("eni-a", in: base.s1, "10.0.1.10")
    }
  }

  @Test("GWE-1: TCP and echo only, replies come back by ownership")
  func service() {
    var lab = Lab()
    let packet = tcp("10.0.1.10", "52.216.1.1")
    #expect(lab.base.net.forward(packet, from: lab.a) == .delivered(.service("vpce-1")))
    #expect(lab.base.net.exchange(packet, from: lab.a) == .complete)
    #expect(lab.base.net.exchange(ping("10.0.1.10", "52.216.1.1"), from: lab.a) == .complete)
    let unreachable = lab.base.net.forward(ping("10.0.1.10", "52.216.1.1", type: 3), from: lab.a)
    #expect(unreachable == .dropped(.gatewayEndpointProtocol))
    let udp = lab.base.net.forward(raw(17, "10.0.1.10", "52.216.1.1"), from: lab.a)
    #expect(udp == .dropped(.gatewayEndpointProtocol))
    lab.base.filter(lab.base.s1, [.allow(100, .egress, .any, "0.0.0.0/0")])
    #expect(lab.base.net.exchange(packet, from: lab.a) == .replyFailed(.networkACL))
  }

  @Test("K17: through a NAT gateway and back")
  func throughNAT() {
    var lab = Lab()
    let nat = lab.base.net.nat("nat-1", in: lab.base.s1, ["10.0.1.5"])
    lab.base.net.route(in: lab.base.t2, "0.0.0.0/0", .natGateway(.resolved(nat)))
    let b = lab.base.net.host("eni-b", in: lab.base.s2, "10.0.2.10")
    #expect(lab.base.net.exchange(tcp("10.0.2.10", "52.216.1.1"), from: b) == .complete)
  }

  @Test("K17: state, VPC and kind")
  func conditions() {
    var lab = Lab()
    let packet = tcp("10.0.1.10", "52.216.1.1")
    lab.base.net.model.vpcEndpoints[lab.endpoint].isFunctional = false
    #expect(lab.base.net.forward(packet, from: lab.a) == .dropped(.badState))
    lab.base.net.model.vpcEndpoints[lab.endpoint].isFunctional = true
    lab.base.net.model.vpcEndpoints[lab.endpoint].vpc = lab.base.net.vpc("vpc-b", "10.1.0.0/16")
    #expect(lab.base.net.forward(packet, from: lab.a) == .dropped(.badState))
    lab.base.net.model.vpcEndpoints[lab.endpoint].kind = .other("interface")
    #expect(lab.base.net.forward(packet, from: lab.a).unknownObject == "vpce-1")
  }

  @Test("K20: a reply that is not the reverse")
  func spoofed() {
    var lab = Lab()
    lab.base.net.change(lab.a) { $0.sourceDestinationCheck = false }
    lab.base.net.host("eni-b", in: lab.base.s2, "10.0.2.10")
    let exchange = lab.base.net.exchange(tcp("10.0.2.10", "52.216.1.1"), from: lab.a)
    #expect(exchange == .replyFailed(.notTheReverse))
  }
}

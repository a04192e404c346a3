import NetworkModel
import Simulator
import TestSupport
import Testing

/// NFW-1: what routes lead through a firewall's endpoint goes on from there, unless it is not known to pass.
@Suite("Inspection")
struct InspectionTests {
  /// `a` in S1 and `b` in S2; everything for S2 goes through an endpoint in a subnet of its own.
  private struct Lab {
    var base = TwoSubnets()
    let a: ID<Interface>
    let b: ID<Interface>
    let members: ID<SecurityGroup>
    let middle: ID<Subnet>
    let table: ID<RouteTable>
    let endpoint: ID<VPCEndpoint>
    let packet = tcp("10.0.1.10", "10.0.2.20")

    init(functional: Bool = true, reference: Bool = false) {
      members = base.net.group("sg-a", in: base.vpc, [.egress(.any, "0.0.0.0/0"), .ingress(.any, "0.0.0.0/0")])
      a = base.net.host("eni-a", in: base.s1, "10.0.1.10", groups: [members])
      let open = base.net.group("sg-open", in: base.vpc, [.ingress(.any, "0.0.0.0/0")])
      let narrow = base.net.group("sg-b", in: base.vpc, [.ingress(.any, members)])
      b = base.net.host("eni-b", in: base.s2, "10.0.2.20", groups: [reference ? narrow : open])
      table = base.net.table("rtb-firewall", in: base.vpc)
      middle = base.net.subnet("subnet-firewall", in: base.vpc, "10.0.3.0/24", table: table)
      endpoint = base.net.inspectionEndpoint("vpce-firewall", in: middle, functional: functional)
      base.net.route(in: base.t1, "10.0.2.0/24", .inspection(.resolved(endpoint)))
    }

    func end(_ options: SimulatorOptions = .init()) -> Disposition {
      base.net.forward(packet, from: a, options)
    }
  }

  @Test("what arrives behind it is not known to arrive")
  func arrival() {
    let lab = Lab()
    #expect(lab.end().unknownObject == "vpce-firewall")
    #expect(lab.end(mutant(.inspectionLetsEverythingPass)) == .delivered(.interface(lab.b)))
  }

  @Test("what cannot arrive behind it is dropped there")
  func drops() {
    var lab = Lab()
    lab.base.filter(lab.base.s2, [.allow(100, .egress, .any, "0.0.0.0/0")])
    #expect(lab.end() == .dropped(.networkACL))
    var closed = Lab()
    closed.base.filter(closed.middle, [.allow(100, .egress, .any, "0.0.0.0/0")])
    #expect(closed.end() == .dropped(.networkACL))
    #expect(closed.end(mutant(.inspectionSkipsACL)).unknownObject == "vpce-firewall")
    var lost = Lab()
    lost.base.net.model.routeTables[lost.table].routes = []
    #expect(lost.end() == .dropped(.noRoute))
  }

  @Test("it strips references")
  func references() {
    let lab = Lab(reference: true)
    #expect(lab.end() == .dropped(.securityGroupMismatch))
    #expect(lab.end(mutant(.inspectionKeepsReferences)).unknownObject == "vpce-firewall")
  }

  @Test("one that does not work drops")
  func state() {
    let lab = Lab(functional: false)
    #expect(lab.end() == .dropped(.badState))
    #expect(lab.end(mutant(.inspectionIgnoresState)).unknownObject == "vpce-firewall")
  }

  @Test("a packet that comes back to it loops")
  func loop() {
    var lab = Lab()
    lab.base.net.route(in: lab.table, "10.0.2.0/24", .inspection(.resolved(lab.endpoint)))
    #expect(lab.end() == .dropped(.loop))
  }

  @Test("BPA-4: what was inspected is not known to pass where public access is blocked")
  func blockedPublicAccess() {
    var lab = Lab()
    let passes = FirewallRule(FirewallMatch(), .pass, text: "default")
    let rules = FirewallRules(stateless: [passes], stateful: [passes], replies: lab.base.unknown("replies"))
    lab.base.net.model.vpcEndpoints[lab.endpoint].kind = .inspection(Inspection(subnet: lab.middle, filter: .rules(rules)))
    #expect(lab.end() == .delivered(.interface(lab.b)))
    lab.base.net.model.vpcs[lab.base.vpc].blockPublicAccess = .on(PublicAccessBlock(.ingress, exclusion: .none))
    #expect(lab.end().unknownRule == "BPA-4")
  }

  @Test("a gateway's table may lead to it")
  func edge() {
    var lab = Lab()
    let gateway = lab.base.net.internetGateway("igw-1", lab.base.vpc)
    lab.base.net.model.interfaces[lab.b].privateAddresses[0].publicAddress = NetworkBuilder.address("203.0.113.5")
    let edge = lab.base.net.table("rtb-edge", in: lab.base.vpc)
    lab.base.net.route(in: edge, "10.0.2.0/24", .inspection(.resolved(lab.endpoint)))
    lab.base.net.model.internetGateways[gateway].edgeTable = .resolved(edge)
    let packet = tcp("198.51.100.7", "203.0.113.5")
    #expect(lab.base.net.fromInternet(packet).unknownObject == "vpce-firewall")
    lab.base.filter(lab.base.s2, [])
    #expect(lab.base.net.fromInternet(packet) == .dropped(.networkACL))
  }
}

import NetworkModel
import Simulator
import TestSupport
import Testing

@Suite("NAT gateways and transit gateways")
struct NATBehindTransitTests {
  /// VPC c (10.3.0.0/16) with C behind tgw-1 in its zone; what comes from VPC a to it goes through the private NAT
  /// gateway of VPC b, what comes from VPC b goes straight.
  private struct Chain {
    var egress = EgressVPC(private: true)
    let c: ID<Interface>
    let packet = tcp("10.0.1.10", "10.3.1.10")

    init() {
      let third = egress.lab.net.vpc("vpc-c", "10.3.0.0/16")
      let subnet = egress.lab.net.subnet("subnet-c", in: third, "10.3.1.0/24")
      let gateway = egress.lab.gateway
      egress.lab.net.attach("tgw-attach-c", gateway, [subnet])
      egress.lab.net.route(third, "10.1.0.0/16", gateway)
      c = egress.lab.net.host("eni-c", in: subnet, "10.3.1.10")
      let spokes = egress.lab.net.transitTable("tgw-rtb-spokes", of: gateway)
      egress.lab.net.route(in: spokes, "0.0.0.0/0", egress.lab.right)
      egress.lab.attachment(egress.lab.left) { $0.association = .table(.resolved(spokes)) }
    }
  }

  @Test("NAT-5: a private gateway does not reach the Internet")
  func noInternet() {
    let egress = EgressVPC(private: true)
    #expect(egress.end() == .dropped(.igwNeedsPublicSource))
  }

  @Test("NAT-2, NAT-6: from a spoke through a private gateway to another, and all the way back")
  func chain() {
    let chain = Chain()
    let leg = Simulator(chain.egress.lab.net.model).forward(
      chain.packet, from: .interface(chain.egress.lab.a))
    #expect(leg.disposition == .delivered(.interface(chain.c)))
    #expect(leg.packet == tcp("10.1.50.5", "10.3.1.10", from: 1024))
    #expect(chain.egress.exchange(chain.packet) == .complete)
    #expect(chain.egress.exchange(ping("10.0.1.10", "10.3.1.10")) == .complete)
    #expect(
      chain.egress.end(raw(50, "10.0.1.10", "10.3.1.10")) == .dropped(.protocolRestriction))
  }

  @Test("NAT-6: the reply needs the client's route in the table of the gateway's subnet")
  func noWayBack() {
    var chain = Chain()
    chain.egress.lab.net.route(in: chain.egress.natTable, "10.0.1.0/24", .local, state: .blackhole)
    #expect(chain.egress.end(chain.packet) == .delivered(.interface(chain.c)))
    #expect(chain.egress.exchange(chain.packet) == .replyFailed(.badStateRoute))
  }

  @Test("NACL-5: the subnet of the gateway filters what comes and goes through the transit gateway")
  func acls() {
    let toNAT = NetworkACLEntry.allow(100, .ingress, .any, "10.0.1.0/24")
    let back = NetworkACLEntry.allow(110, .ingress, .any, "10.3.1.0/24")
    let out = NetworkACLEntry.allow(100, .egress, .any, "10.3.0.0/16")
    let home = NetworkACLEntry.allow(110, .egress, .any, "10.0.1.10/32")
    func outcome(_ entries: [NetworkACLEntry]) -> Outcome {
      var chain = Chain()
      chain.egress.lab.filter(chain.egress.natSubnet, entries)
      return chain.egress.exchange(chain.packet)
    }
    #expect(outcome([toNAT, back, out, home]) == .complete)
    #expect(outcome([back, out, home]) == .forwardFailed)
    #expect(outcome([toNAT, back, home]) == .forwardFailed)
    #expect(outcome([toNAT, out, home]) == .replyFailed(.networkACL))
    #expect(outcome([toNAT, back, out]) == .replyFailed(.networkACL))
  }

  @Test("NACL-10: from a NAT gateway in the attachment's subnet the ACL is asked out and in, back not at all")
  func sameSubnet() {
    func outcome(_ entries: [NetworkACLEntry]) -> Outcome {
      var lab = TransitLab()
      let nat = lab.net.nat("nat-1", in: lab.exitNear, ["10.0.100.5"])
      lab.net.route(in: lab.net.mainTable(lab.near), "10.1.0.0/16", .natGateway(.resolved(nat)))
      lab.net.route(in: lab.tableNear, "10.1.0.0/16", .transitGateway(.resolved(lab.gateway)))
      lab.filter(lab.exitNear, entries)
      return lab.exchange()
    }
    let toNAT = NetworkACLEntry.allow(100, .ingress, .any, "10.0.1.10/32")
    let own = NetworkACLEntry.allow(110, .ingress, .any, "10.0.100.5/32")
    let out = NetworkACLEntry.allow(100, .egress, .any, "10.1.0.0/16")
    let home = NetworkACLEntry.allow(110, .egress, .any, "10.0.1.10/32")
    #expect(outcome([toNAT, own, out, home]) == .complete)
    #expect(outcome([own, out, home]) == .forwardFailed)
    #expect(outcome([toNAT, out, home]) == .forwardFailed)
    #expect(outcome([toNAT, own, home]) == .forwardFailed)
    #expect(outcome([toNAT, own, out]) == .replyFailed(.networkACL))
  }

  @Test("NAT-6: what nobody asked for is dropped also from a transit gateway")
  func unsolicited() {
    let egress = EgressVPC()
    #expect(egress.end(tcp("10.0.1.10", "10.1.50.5")) == .dropped(.natUnsolicited))
  }

  @Test("NAT-4: a gateway in front of the transit gateway hides the client; any of its ports")
  func inFront() {
    var lab = TransitLab()
    let table = lab.net.table("rtb-nat", in: lab.near)
    let subnet = lab.net.subnet("subnet-nat", in: lab.near, "10.0.50.0/24", table: table)
    let nat = lab.net.nat("nat-1", in: subnet, ["10.0.50.5"])
    lab.net.route(in: table, "10.1.0.0/16", .transitGateway(.resolved(lab.gateway)))
    lab.net.route(in: lab.net.mainTable(lab.near), "10.1.0.0/16", .natGateway(.resolved(nat)))
    let server = lab.net.group("sg-b", in: lab.far, [.ingress(.any, "10.0.50.5/32")])
    lab.net.change(lab.b) { $0.groups = [.resolved(server)] }
    let simulator = Simulator(lab.net.model)
    let resolutions = simulator.resolutions(lab.packet, from: .interface(lab.a))
    #expect(resolutions.count == 2)
    for choices in resolutions {
      #expect(lab.net.exchange(lab.packet, from: lab.a, choices: choices) == .complete)
    }
    lab.net.model.routeTables[lab.net.mainTable(lab.near)].routes.removeLast()
    #expect(lab.end() == .dropped(.securityGroupMismatch), "straight, the client's address shows")
  }

  @Test("NAT-2: a gateway that is not functional or not of the VPC is a bad state for forwarded packets too")
  func states() {
    var egress = EgressVPC()
    egress.lab.net.model.natGateways[egress.nat].isFunctional = false
    #expect(egress.end() == .dropped(.badState))
  }
}

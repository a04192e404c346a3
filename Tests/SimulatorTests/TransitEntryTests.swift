import NetworkModel
import Simulator
import TestSupport
import Testing

@Suite("Into a transit gateway")
struct TransitEntryTests {
  @Test("two VPCs of one gateway reach each other, in both families")
  func thinPath() {
    let lab = TransitLab()
    #expect(lab.end() == .delivered(.interface(lab.b)))
    #expect(lab.exchange() == .complete)
    #expect(lab.exchange(lab.packet6) == .complete)
    #expect(lab.exchange(ping("10.0.1.10", "10.1.1.10")) == .complete)
    let simulator = Simulator(lab.net.model)
    #expect(simulator.resolutions(lab.packet, from: .interface(lab.a)) == [Choices()])
  }

  @Test("the trace names attachment, table and route")
  func trace() {
    let lab = TransitLab()
    let leg = Simulator(lab.net.model).forward(lab.packet, from: .interface(lab.a))
    let lines = leg.hops.map { hop in
      [hop.component, hop.kind, hop.action, hop.rule, hop.semantics].compactMap(\.self)
        .joined(separator: " ")
    }
    #expect(
      lines == [
        "eni-a networkInterface egress REA-2",
        "sg-open-vpc-a securityGroup allow all traffic to 0.0.0.0/0 SG-1",
        "acl-default-vpc-a networkAcl allow rule 100 allow NACL-2",
        "rtb-main-vpc-a routeTable forward 10.0.0.0/8 → tgw-1 RT-3",
        "acl-default-vpc-a networkAcl allow rule 100 allow NACL-2",
        "tgw-attach-a transitGatewayAttachment ingress subnet-exit-a TGW-4",
        "tgw-rtb-tgw-1 transitGatewayRouteTable forward 10.1.0.0/16 → tgw-attach-b TGW-5",
        "tgw-attach-b transitGatewayAttachment egress subnet-exit-b TGW-10",
        "acl-default-vpc-b networkAcl allow rule 100 allow NACL-2",
        "rtb-exit-b routeTable forward 10.1.0.0/16 → local RT-3",
        "acl-default-vpc-b networkAcl allow rule 100 allow NACL-2",
        "sg-open-vpc-b securityGroup allow all traffic from 0.0.0.0/0 SG-1",
        "eni-b networkInterface deliver RT-9",
      ])
  }

  @Test("TGW-1, CNV-4: the gateway and one functional attachment")
  func states() {
    var lab = TransitLab()
    lab.attachment(lab.left) { $0.isFunctional = false }
    #expect(lab.end() == .dropped(.badState))
    let unlisted = lab.unknown("attachments")
    lab.net.model.transitGateways[lab.gateway].unlistedAttachments = unlisted
    #expect(lab.end().unknownObject == "attachments")
    lab.attachment(lab.left) { $0.isFunctional = true }
    #expect(lab.end() == .delivered(.interface(lab.b)))
    lab.net.model.transitGateways[lab.gateway].isFunctional = false
    #expect(lab.end() == .dropped(.badState))
    lab.net.model.routeTables[lab.net.mainTable(lab.near)].routes.removeAll { $0.target != .local }
    lab.net.route(
      in: lab.net.mainTable(lab.near), "10.0.0.0/8", .transitGateway(.missing(unlisted)))
    #expect(lab.end().unknownObject == "attachments")
  }

  @Test("TGW-4: two attachments of one VPC are unknown, one to a VPC that is not here does not count")
  func several() {
    var lab = TransitLab()
    let gone = lab.unknown("vpc-gone")
    let extra = lab.net.attach("tgw-attach-a2", lab.gateway, [lab.nearSubnet], propagatesTo: [])
    #expect(lab.end().unknownObject == "tgw-1")
    #expect(lab.end().unknownRule == "TGW-4")
    lab.side(extra) { $0.vpc = .missing(gone) }
    #expect(lab.end() == .delivered(.interface(lab.b)))
    lab.attachment(lab.left) { $0.isFunctional = false }
    #expect(lab.end() == .dropped(.badState))
  }

  @Test("TGW-4: the zone of the sender's subnet")
  func zones() {
    var lab = TransitLab()
    lab.zone(lab.nearSubnet, Zone(id: "use1-az2"))
    #expect(lab.end() == .dropped(.transitZone))
    lab.zone(lab.nearSubnet, nil)
    #expect(lab.end().unknownRule == "TGW-4")
    #expect(lab.end().unknownObject == "tgw-attach-a")
    lab.zone(lab.nearSubnet, Zone(name: "us-east-1a", of: lab.net.scope))
    #expect(lab.end().unknownRule == "TGW-4")
    lab.zone(lab.exitNear, Zone(name: "us-east-1a", of: lab.net.scope))
    #expect(lab.end() == .delivered(.interface(lab.b)))
    lab.zone(lab.exitNear, Zone(name: "us-east-1b", of: lab.net.scope))
    #expect(lab.end() == .dropped(.transitZone))
    let gone = lab.unknown("subnet-gone")
    lab.side(lab.left) { $0.subnets.append(.missing(gone)) }
    #expect(lab.end().unknownRule == "TGW-4")
    lab.extend(lab.left, to: lab.nearSubnet)
    #expect(lab.end() == .delivered(.interface(lab.b)))
  }

  @Test("TGW-4: a known subnet of the zone wins over those that nobody can compare")
  func certainZone() {
    var lab = TransitLab()
    let gone = lab.unknown("subnet-gone")
    lab.side(lab.left) { $0.subnets.insert(.missing(gone), at: 0) }
    #expect(lab.end() == .delivered(.interface(lab.b)))
  }

  @Test("IPv6 needs the attachment's support on both sides")
  func v6() {
    var lab = TransitLab()
    lab.side(lab.right) { $0.supportsIPv6 = false }
    #expect(lab.end(lab.packet6).unknownObject == "tgw-attach-b")
    lab.side(lab.right) { $0.supportsIPv6 = true }
    lab.side(lab.left) { $0.supportsIPv6 = false }
    #expect(lab.end(lab.packet6).unknownRule == "TGW-4")
    #expect(lab.end(lab.packet6).unknownObject == "tgw-attach-a")
    #expect(lab.end() == .delivered(.interface(lab.b)))
  }

  @Test("NACL-9: the attachment's subnet filters what enters it by source, not what leaves it upward")
  func acls() {
    var lab = TransitLab()
    lab.filter(lab.exitNear, [.allow(100, .ingress, .any, "10.0.1.0/24")])
    #expect(lab.end() == .delivered(.interface(lab.b)))
    #expect(lab.exchange() == .replyFailed(.networkACL))
    lab.filter(lab.exitNear, [.deny(100, .ingress, .any, "10.0.1.10/32")])
    #expect(lab.end() == .dropped(.networkACL))
  }

  @Test("NACL-10: a sender in the attachment's subnet passes its ACL out and in")
  func sameSubnet() {
    var lab = TransitLab()
    lab.extend(lab.left, to: lab.nearSubnet)
    let out = NetworkACLEntry.allow(100, .egress, .any, "10.1.0.0/16")
    lab.filter(lab.nearSubnet, [out])
    #expect(lab.end() == .dropped(.networkACL))
    lab.filter(lab.nearSubnet, [.allow(100, .ingress, .any, "10.0.1.10/32")])
    #expect(lab.end() == .dropped(.networkACL))
    lab.filter(lab.nearSubnet, [out, .allow(100, .ingress, .any, "10.0.1.10/32")])
    #expect(lab.end() == .delivered(.interface(lab.b)))
  }
}

import NetworkModel
import Simulator
import TestSupport
import Testing

/// SG-9. B admits only the group of A.
@Suite("Group references across transit gateways")
struct TransitReferenceTests {
  private static func lab() -> TransitLab {
    var lab = TransitLab(references: true)
    let clients = lab.net.group("sg-clients", in: lab.near, .open)
    let servers = lab.net.group("sg-servers", in: lab.far, [.ingress(.tcp(443), clients)])
    lab.net.change(lab.a) { $0.groups = [.resolved(clients)] }
    lab.net.change(lab.b) { $0.groups = [.resolved(servers)] }
    return lab
  }

  @Test("references need the support of the gateway and of both attachments")
  func options() {
    var lab = Self.lab()
    #expect(lab.end() == .delivered(.interface(lab.b)))
    #expect(lab.exchange() == .complete)
    lab.side(lab.left) { $0.keepsGroupReferences = false }
    #expect(lab.end() == .dropped(.securityGroupMismatch))
    lab.side(lab.left) { $0.keepsGroupReferences = true }
    lab.side(lab.right) { $0.keepsGroupReferences = false }
    #expect(lab.end() == .dropped(.securityGroupMismatch))
    lab.side(lab.right) { $0.keepsGroupReferences = true }
    lab.net.model.transitGateways[lab.gateway].keepsGroupReferences = false
    #expect(lab.end() == .dropped(.securityGroupMismatch))
  }

  @Test("SG-7: references to groups never match on the way out")
  func egress() {
    var lab = Self.lab()
    let servers = lab.net.group("sg-others", in: lab.far, .open)
    let clients = lab.net.group("sg-strict", in: lab.near, [.egress(.any, servers)])
    lab.net.change(lab.b) { $0.groups = [.resolved(servers)] }
    lab.net.change(lab.a) { $0.groups = [.resolved(clients)] }
    #expect(lab.end() == .dropped(.securityGroupMismatch))
  }

  @Test("zone use1-az3 has none; a zone that may be it leaves the answer open")
  func zones() {
    var lab = Self.lab()
    lab.zone(lab.exitFar, Zone(id: "use1-az3"))
    #expect(lab.end() == .dropped(.securityGroupMismatch))
    lab.zone(lab.exitFar, nil)
    #expect(lab.end().unknownRule == "SG-9")
    #expect(lab.end().unknownObject == "tgw-attach-b")
    lab.zone(lab.exitFar, Zone(name: "us-east-1a", of: lab.net.scope))
    #expect(lab.end().unknownRule == "SG-9")
    let europe = lab.net.scope(region: "eu-west-1")
    lab.zone(lab.exitFar, Zone(name: "eu-west-1a", of: europe))
    #expect(lab.end() == .delivered(.interface(lab.b)))
    lab.zone(lab.nearSubnet, Zone(id: "use1-az3"))
    lab.zone(lab.exitNear, Zone(id: "use1-az3"))
    #expect(lab.end() == .dropped(.securityGroupMismatch))
    lab.zone(lab.exitFar, nil)
    #expect(lab.end() == .dropped(.securityGroupMismatch))
  }

  @Test("without references to keep, a zone that nobody knows does not matter")
  func noTag() {
    var lab = Self.lab()
    lab.zone(lab.exitFar, nil)
    lab.side(lab.right) { $0.keepsGroupReferences = false }
    lab.net.open(lab.b)
    #expect(lab.end() == .delivered(.interface(lab.b)))
  }

  @Test("an inspection VPC in between loses them, and so does a peering of gateways")
  func between() {
    var lab = Self.lab()
    let hub = Hub(&lab, references: true)
    #expect(lab.end() == .dropped(.securityGroupMismatch))
    lab.net.open(lab.b)
    #expect(lab.end() == .delivered(.interface(lab.b)))
    #expect(hub.passed(lab))

    var peers = TwoGateways(references: true)
    let clients = peers.net.group("sg-clients", in: peers.near, .open)
    let servers = peers.net.group("sg-servers", in: peers.far, [.ingress(.any, clients)])
    peers.net.change(peers.a) { $0.groups = [.resolved(clients)] }
    peers.net.change(peers.b) { $0.groups = [.resolved(servers)] }
    #expect(peers.end() == .dropped(.securityGroupMismatch))
  }
}

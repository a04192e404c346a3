import NetworkModel
import Simulator
import TestSupport
import Testing

@Suite("Estates around transit gateways")
struct TransitScenarioTests {
  @Test("spokes reach each other through a hub VPC without appliances, both ways")
  func hub() {
    var lab = TransitLab()
    let hub = Hub(&lab)
    #expect(lab.exchange() == .complete)
    #expect(hub.passed(lab))
    lab.net.model.transitGatewayRouteTables[hub.spokes].routes = []
    #expect(lab.end() == .dropped(.transitNoRoute))
  }

  @Test("a hub with two zones in appliance mode: the answer is known in the sender's zone only")
  func hubZones() {
    var lab = TransitLab()
    let hub = Hub(&lab)
    let second = lab.net.subnet("subnet-hub2", in: hub.vpc, "10.2.200.0/24", zone: "use1-az2")
    lab.extend(hub.attachment, to: second)
    let simulator = Simulator(lab.net.model)
    let ends = simulator.resolutions(lab.packet, from: .interface(lab.a)).map {
      simulator.disposition(of: lab.packet, from: .interface(lab.a), choices: $0)
    }
    #expect(ends.first == .delivered(.interface(lab.b)))
    #expect(ends.count == 2)
    #expect(ends.last?.unknownObject == "tgw-attach-hub")
  }

  @Test("TGW-11: two peered gateways, in both families; static routes only, each side its own")
  func peers() {
    var lab = TwoGateways()
    #expect(lab.exchange() == .complete)
    #expect(lab.exchange(lab.packet6) == .complete)
    let gone = lab.net.unknown("gone", kind: "test")
    lab.net.model.transitGateways[lab.second].isFunctional = false
    #expect(lab.end() == .dropped(.badState))
    lab.net.model.transitGatewayAttachments[lab.there].isFunctional = false
    #expect(lab.end() == .dropped(.badState))
    lab.net.model.transitGatewayAttachments[lab.there].isFunctional = true
    lab.net.model.transitGatewayAttachments[lab.there].gateway = .missing(gone)
    #expect(lab.end().unknownObject == "gone")
    lab.net.model.transitGatewayAttachments[lab.here].kind = .peering(.missing(gone))
    #expect(lab.end().unknownObject == "gone")
  }

  @Test("TGW-11: the peer's side looks up in its own table, and a route back is a loop")
  func peerTables() {
    var lab = TwoGateways()
    lab.net.model.transitGatewayAttachments[lab.there].association = .none
    #expect(lab.end() == .dropped(.transitNoAssociation))
    let empty = lab.net.transitTable("tgw-rtb-empty", of: lab.second)
    lab.net.model.transitGatewayAttachments[lab.there].association = .table(.resolved(empty))
    #expect(lab.end() == .dropped(.transitNoRoute))
    lab.net.route(in: empty, "10.1.0.0/16", lab.there)
    #expect(lab.end() == .dropped(.loop))
  }

  @Test("TGW-8: from a peering any zone is possible")
  func peerZones() {
    var lab = TwoGateways()
    let table = lab.net.table("rtb-broken", in: lab.far)
    lab.net.route(in: table, "10.1.1.0/24", .local, state: .blackhole)
    let broken = lab.net.subnet(
      "subnet-broken", in: lab.far, "10.1.9.0/24", table: table, zone: "use1-az1")
    guard let right = lab.net.model.transitGatewayAttachments.id(named: "tgw-attach-b"),
      case .vpc(var side) = lab.net.model.transitGatewayAttachments[right].kind
    else { return }
    side.subnets.append(.resolved(broken))
    lab.net.model.transitGatewayAttachments[right].kind = .vpc(side)
    let simulator = Simulator(lab.net.model)
    func ends() -> [Disposition] {
      let simulator = Simulator(lab.net.model)
      return simulator.resolutions(lab.packet, from: .interface(lab.a)).map {
        simulator.disposition(of: lab.packet, from: .interface(lab.a), choices: $0)
      }
    }
    #expect(simulator.resolutions(lab.packet, from: .interface(lab.a)).count == 2)
    #expect(ends() == [.delivered(.interface(lab.b)), .dropped(.badStateRoute)])
    side.applianceMode = true
    lab.net.model.transitGatewayAttachments[right].kind = .vpc(side)
    #expect(ends().first?.unknownRule == "TGW-9")
    #expect(ends().last == .dropped(.badStateRoute))
  }

  @Test("an egress VPC: out through NAT and internet gateway, the reply all the way back")
  func egress() {
    var egress = EgressVPC()
    #expect(egress.end() == .delivered(.internet))
    #expect(egress.exchange() == .complete)
    let leg = Simulator(egress.lab.net.model).forward(egress.packet, from: .interface(egress.lab.a))
    #expect(leg.packet == tcp("203.0.113.5", "198.51.100.7", from: 1024))
    egress.lab.net.model.routeTables[egress.natTable].routes.removeAll {
      $0.target == .transitGateway(.resolved(egress.lab.gateway))
    }
    #expect(egress.exchange() != .complete)
  }

  @Test("NAT-6: the reply to a client behind the gateway is routed, so the spoke's table counts")
  func egressWithoutWayBack() {
    var egress = EgressVPC()
    egress.lab.replace("10.0.0.0/16", [])
    #expect(egress.end() == .delivered(.internet))
    #expect(egress.exchange() == .replyFailed(.noState), "the default route leads back to the gateway")
    egress.lab.net.route(in: egress.lab.table, "10.0.0.0/16")
    #expect(egress.exchange() == .replyFailed(.transitBadStateRoute))
  }

  @Test("B24: no attachment in the sender's zone")
  func b24() {
    var net = NetworkBuilder()
    let vpc = net.vpc("vpc-a", "10.0.0.0/16")
    let first = net.subnet("subnet-1", in: vpc, "10.0.1.0/24", zone: "use1-az1")
    let second = net.subnet("subnet-2", in: vpc, "10.0.2.0/24", zone: "use1-az2")
    let gateway = net.transitGateway("tgw-1")
    net.attach("tgw-attach-1", gateway, [first])
    net.route(vpc, "172.16.0.0/16", gateway)
    let a = net.host("eni-a", in: first, "10.0.1.10")
    let b = net.host("eni-b", in: second, "10.0.2.10")
    #expect(net.forward(tcp("10.0.2.10", "172.16.0.1"), from: b) == .dropped(.transitZone))
    #expect(net.forward(tcp("10.0.1.10", "172.16.0.1"), from: a) == .dropped(.transitNoRoute))
  }

  @Test("B25: a static route beats a propagated one")
  func b25() {
    var lab = TransitLab()
    let gone = lab.unknown("att-1")
    let other = lab.net.transitAttachment("att-1", lab.gateway, .unmodelled(gone))
    lab.net.route(in: lab.table, "10.5.0.0/16", lab.right, source: .vpc)
    lab.net.route(in: lab.table, "10.5.0.0/16", other, source: .fixed)
    #expect(lab.end(tcp("10.0.1.10", "10.5.0.1")).unknownObject == "att-1")
  }

  @Test("B29: support on the gateway and one attachment only")
  func b29() {
    var lab = TransitLab(references: true)
    let clients = lab.net.group("sg-a", in: lab.near, .open)
    let servers = lab.net.group("sg-b", in: lab.far, [.ingress(.tcp(443), clients)])
    lab.net.change(lab.a) { $0.groups = [.resolved(clients)] }
    lab.net.change(lab.b) { $0.groups = [.resolved(servers)] }
    #expect(lab.end() == .delivered(.interface(lab.b)))
    lab.side(lab.left) { $0.keepsGroupReferences = false }
    #expect(lab.end() == .dropped(.securityGroupMismatch))
  }
}

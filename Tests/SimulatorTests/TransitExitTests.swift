import NetworkModel
import Simulator
import TestSupport
import Testing

@Suite("Out of a transit gateway")
struct TransitExitTests {
  /// The far attachment has a subnet in zone use1-az2, then one in use1-az1; only the table of the
  /// first cannot deliver, so that the end tells which one was used.
  private struct ZoneLab {
    var lab = TransitLab()
    let broken: ID<Subnet>

    init() {
      let table = lab.net.table("rtb-broken", in: lab.far)
      lab.net.route(
        in: table, "10.1.1.0/24", .local, state: .blackhole)
      broken = lab.net.subnet(
        "subnet-broken", in: lab.far, "10.1.200.0/24", table: table, zone: "use1-az2")
      let subnet = broken
      lab.side(lab.right) { $0.subnets.insert(.resolved(subnet), at: 0) }
    }

    /// The ends of all resolutions.
    var ends: [Disposition] {
      let simulator = Simulator(lab.net.model)
      return simulator.resolutions(lab.packet, from: .interface(lab.a)).map {
        simulator.disposition(of: lab.packet, from: .interface(lab.a), choices: $0)
      }
    }
  }

  @Test("TGW-8: the sender's zone if the VPC has it, else any")
  func zones() {
    var lab = ZoneLab()
    #expect(lab.ends == [.delivered(.interface(lab.lab.b))])
    lab.lab.zone(lab.lab.exitFar, Zone(id: "use1-az4"))
    #expect(lab.ends == [.dropped(.badStateRoute), .delivered(.interface(lab.lab.b))])
  }

  @Test("TGW-8: zones that nobody can compare leave every subnet possible, and unknown")
  func unknownZones() {
    var lab = ZoneLab()
    lab.lab.zone(lab.lab.exitFar, nil)
    #expect(lab.ends.count == 2)
    #expect(lab.ends.first == .dropped(.badStateRoute))
    #expect(lab.ends.last?.unknownRule == "TGW-8")
    #expect(lab.ends.last?.unknownObject == "tgw-attach-b")
    lab.lab.side(lab.lab.right) { $0.subnets.remove(at: 0) }
    #expect(lab.ends == [.delivered(.interface(lab.lab.b))])
  }

  @Test("TGW-9: appliance mode picks any zone, known only where it is the sender's")
  func applianceMode() {
    var lab = ZoneLab()
    lab.lab.side(lab.lab.right) { $0.applianceMode = true }
    #expect(lab.ends == [.dropped(.badStateRoute), .delivered(.interface(lab.lab.b))])
    lab.lab.zone(lab.lab.exitFar, Zone(id: "use1-az4"))
    #expect(lab.ends.count == 2)
    #expect(lab.ends.last?.unknownRule == "TGW-9")
    lab.lab.side(lab.lab.right) { $0.subnets.remove(at: 0) }
    #expect(lab.ends == [.delivered(.interface(lab.lab.b))])
  }

  @Test("TGW-9: a certain drop wins over the unknown zone")
  func dropWins() {
    var lab = ZoneLab()
    lab.lab.side(lab.lab.right) { $0.applianceMode = true }
    lab.lab.zone(lab.lab.exitFar, Zone(id: "use1-az4"))
    lab.lab.net.change(lab.lab.b) { $0.isFunctional = false }
    #expect(lab.ends == [.dropped(.badStateRoute), .dropped(.badState)])
  }

  @Test("K25: the visit tells two exits through one attachment apart")
  func visits() {
    var lab = TransitLab()
    let second = lab.net.subnet(
      "subnet-exit-b2", in: lab.far, "10.1.200.0/24", table: lab.tableFar, zone: "use1-az2")
    lab.zone(lab.exitFar, Zone(id: "use1-az4"))
    lab.extend(lab.right, to: second)
    let inspected = lab.net.transitTable("tgw-rtb-a", of: lab.gateway)
    lab.net.route(in: inspected, "10.0.0.0/8", lab.right)
    lab.attachment(lab.left) { $0.association = .table(.resolved(inspected)) }
    let target = RouteTarget.transitGateway(.resolved(lab.gateway))
    lab.net.route(in: lab.tableFar, "10.9.0.0/16", target)
    lab.net.route(in: lab.table, "10.9.0.0/16", lab.right)
    lab.net.route(in: inspected, "10.9.0.0/16", lab.right)
    let packet = tcp("10.0.1.10", "10.9.0.1")
    let simulator = Simulator(lab.net.model)
    let first = TransitExit(attachment: lab.right, visit: 0)
    let resolutions = simulator.resolutions(packet, from: .interface(lab.a))
    #expect(Set(resolutions.map { $0.transitExit[first] }) == [0, 1])
    for choices in resolutions {
      let end = simulator.disposition(of: packet, from: .interface(lab.a), choices: choices)
      #expect(end == .dropped(.loop))
    }
  }

  @Test("TGW-10: the table of the attachment's subnet decides, not ownership")
  func table() {
    var lab = TransitLab()
    lab.net.route(in: lab.tableFar, "10.1.1.10/32", .local, state: .blackhole)
    #expect(lab.end() == .dropped(.badStateRoute))
    #expect(lab.end(tcp("10.0.1.10", "10.1.1.99")) == .dropped(.noPossibleDestination))
    lab.net.route(in: lab.table, "10.8.0.0/16", lab.right)
    #expect(lab.end(tcp("10.0.1.10", "10.8.1.99")) == .dropped(.noRoute))
  }

  @Test("NACL-9: the attachment's subnet filters by destination what leaves it, not what arrives")
  func acls() {
    var lab = TransitLab()
    lab.filter(lab.exitFar, [.allow(100, .egress, .any, "10.1.1.10/32")])
    #expect(lab.end() == .delivered(.interface(lab.b)))
    lab.filter(lab.exitFar, [.allow(100, .ingress, .any, "0.0.0.0/0")])
    #expect(lab.end() == .dropped(.networkACL))
    lab.filter(lab.exitFar, .allowAll)
    lab.filter(lab.farSubnet, [.allow(100, .ingress, .any, "10.0.2.0/24")])
    #expect(lab.end() == .dropped(.networkACL))
  }

  @Test("NACL-10: to a host of the attachment's subnet no ACL is asked, for its reply it is")
  func sameSubnet() {
    var lab = TransitLab()
    let c = lab.net.host("eni-c", in: lab.exitFar, "10.1.100.10")
    let packet = tcp("10.0.1.10", "10.1.100.10")
    lab.net.route(in: lab.tableFar, "10.0.0.0/16", .transitGateway(.resolved(lab.gateway)))
    #expect(lab.exchange(packet) == .complete)
    lab.filter(lab.exitFar, [])
    #expect(lab.end(packet) == .delivered(.interface(c)))
    #expect(lab.exchange(packet) == .replyFailed(.networkACL))
  }

  @Test("what is not modelled, missing or contradictory is unknown")
  func unknowns() {
    var lab = TransitLab()
    let gone = lab.unknown("gone")
    let (near, far, foreign) = (lab.near, lab.far, lab.nearSubnet)
    lab.side(lab.right) { $0.vpc = .missing(gone) }
    #expect(lab.end().unknownObject == "gone")
    lab.side(lab.right) { $0.vpc = .resolved(near) }
    #expect(lab.end().unknownRule == "TGW-4", "now VPC a has two attachments")
    lab.side(lab.right) { $0.vpc = .resolved(far) }
    lab.side(lab.right) { $0.subnets = [.resolved(foreign)] }
    #expect(lab.end().unknownRule == "TGW-10")
    lab.side(lab.right) { $0.subnets = [.missing(gone)] }
    #expect(lab.end().unknownObject == "gone")
    lab.side(lab.right) { $0.subnets = [] }
    #expect(lab.end().unknownObject == "tgw-attach-b")
    lab.attachment(lab.right) { $0.kind = .unmodelled(gone) }
    #expect(lab.end().unknownObject == "gone")
  }
}

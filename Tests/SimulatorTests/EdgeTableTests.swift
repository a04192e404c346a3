import NetworkModel
import Simulator
import TestSupport
import Testing

/// RT-12, RT-13: what enters through an internet gateway with a route table of its own.
@Suite("Gateway route tables")
struct EdgeTableTests {
  /// `a` is public in S1; the gateway's table sends what is for S1 to the appliance in S2.
  private struct Lab {
    var base = TwoSubnets()
    let a: ID<Interface>
    let appliance: ID<Interface>
    let igw: ID<InternetGateway>
    let table: ID<RouteTable>
    let packet = tcp("198.51.100.7", "203.0.113.5")

    init(publicAppliance: Bool = true, check: Bool = false) {
      igw = base.net.internetGateway("igw-1", base.vpc)
      for table in [base.t1, base.t2] {
        base.net.route(in: table, "0.0.0.0/0", .internetGateway(.resolved(igw)))
      }
      a = base.net.host("eni-a", in: base.s1, "10.0.1.10", public: "203.0.113.5")
      appliance = base.net.host(
        "eni-m", in: base.s2, "10.0.2.20", public: publicAppliance ? "203.0.113.6" : nil, check: check)
      table = base.net.table("rtb-edge", in: base.vpc)
      base.net.route(in: table, "10.0.1.0/24", .interface(.resolved(appliance)))
      base.net.model.internetGateways[igw].edgeTable = .resolved(table)
    }

    func end(_ options: SimulatorOptions = .init()) -> Disposition {
      base.net.fromInternet(packet, options)
    }
  }

  @Test("RT-12: the longest prefix leads to the appliance, local to the owner")
  func redirection() {
    var lab = Lab()
    #expect(lab.end().unknownObject == "eni-m")
    #expect(lab.end(mutant(.edgeTableIgnored)) == .delivered(.interface(lab.a)))
    let direct = tcp("198.51.100.7", "203.0.113.6")
    #expect(lab.base.net.fromInternet(direct) == .delivered(.interface(lab.appliance)))
    #expect(lab.base.net.exchangeFromInternet(direct) == .complete)
    lab.base.net.route(in: lab.table, "10.0.1.10/32", .local)
    #expect(lab.end() == .delivered(.interface(lab.a)))
    #expect(lab.base.net.exchangeFromInternet(lab.packet) == .complete)
    lab.base.net.route(in: lab.table, "10.0.1.10/32", .local, state: .blackhole)
    lab.base.net.model.routeTables[lab.table].routes.removeAll { $0.target == .local && $0.state == .active }
    #expect(lab.end() == .dropped(.badStateRoute))
    lab.base.net.model.routeTables[lab.table].routes = []
    #expect(lab.end() == .dropped(.noRoute))
    lab.base.net.model.internetGateways[lab.igw].edgeTable = .missing(lab.base.unknown("rtb-gone"))
    #expect(lab.end().unknownObject == "rtb-gone")
  }

  @Test("RT-12: the appliance needs a public address and takes only its own packets while it checks")
  func appliance() {
    let hidden = Lab(publicAppliance: false)
    #expect(hidden.end() == .dropped(.edgeTargetNotPublic))
    #expect(hidden.end(mutant(.edgeTargetNeedsNoPublicAddress)).unknownObject == "eni-m")
    #expect(Lab(check: true).end() == .dropped(.sourceDestinationCheck))
  }

  @Test("RT-12: a target that no such table can have")
  func oddTarget() {
    var lab = Lab()
    lab.base.net.route(in: lab.table, "10.0.1.10/32", .internetGateway(.resolved(lab.igw)))
    #expect(lab.end().unknownObject == "rtb-edge")
  }

  @Test("RT-13: a redirected host that leaves directly")
  func leaving() {
    let lab = Lab()
    let out = tcp("10.0.1.10", "198.51.100.7")
    #expect(lab.base.net.forward(out, from: lab.a).unknownObject == "igw-1")
    let wrong = lab.base.net.forward(out, from: lab.a, mutant(.edgeRedirectionIgnored))
    #expect(wrong == .delivered(.internet))
    let own = tcp("10.0.2.20", "198.51.100.7")
    #expect(lab.base.net.exchange(own, from: lab.appliance) == .complete)
  }
}

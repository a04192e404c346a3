import NetworkModel
import Simulator
import TestSupport
import Testing

@Suite("Route look-up")
struct RouteLookupTests {
  /// A lab with a host and names for unmodelled targets, so that an unknown tells which route was
  /// selected.
  private struct Lab {
    var base = TwoSubnets()
    let a: ID<Interface>
    let t1: RouteTarget
    let t2: RouteTarget

    init() {
      a = base.net.host("eni-a", in: base.s1, "10.0.1.10")
      t1 = .unmodelled(base.unknown("tgw-1"))
      t2 = .unmodelled(base.unknown("tgw-2"))
    }

    mutating func route(
      _ range: String, _ target: RouteTarget, _ source: RouteSource = .fixed,
      _ state: RouteState = .active
    ) {
      base.net.route(in: base.t1, range, target, state: state, source: source)
    }

    func selected(_ destination: String, _ choices: Choices = .init()) -> String? {
      base.net.forward(tcp("10.0.1.10", destination), from: a, choices: choices).unknownObject
    }

    func end(_ destination: String) -> Disposition {
      base.net.forward(tcp("10.0.1.10", destination), from: a)
    }
  }

  @Test("RT-2, RT-6: nothing covers, filtered routes are not installed")
  func none() {
    var lab = Lab()
    #expect(lab.end("172.16.0.1") == .dropped(.noRoute))
    lab.route("172.16.0.0/16", lab.t1, .fixed, .filtered)
    #expect(lab.end("172.16.0.1") == .dropped(.noRoute))
  }

  @Test("RT-9: local delivers to the owner")
  func local() {
    #expect(Lab().end("10.0.2.99") == .dropped(.noPossibleDestination))
  }

  @Test("IMP-5: an unknown state matters when selected")
  func unknownState() {
    var lab = Lab()
    lab.route("172.16.0.0/16", lab.t1, .fixed, .unknown(lab.base.unknown("odd state")))
    lab.route("172.16.5.0/24", lab.t2)
    #expect(lab.selected("172.16.0.1") == "odd state")
    #expect(lab.selected("172.16.5.1") == "tgw-2")
  }

  @Test("RT-4: plain, then list, then learned")
  func ranks() {
    var lab = Lab()
    let list = lab.base.net.prefixList("pl-1", "172.16.0.0/16", "172.17.0.0/16")
    lab.route("172.16.0.0/16", lab.t1, .propagated)
    lab.route("172.17.0.0/16", lab.t1, .advertised)
    lab.base.net.route(in: lab.base.t1, list: list, lab.t2)
    #expect(lab.selected("172.16.0.1") == "tgw-2")
    #expect(lab.selected("172.17.0.1") == "tgw-2")
    lab.route("172.16.0.0/16", lab.t1)
    #expect(lab.selected("172.16.0.1") == "tgw-1")
  }

  @Test("RT-5: lists of equal length are a free choice")
  func ties() {
    var lab = Lab()
    let first = lab.base.net.prefixList("pl-1", "172.16.0.0/16")
    let second = lab.base.net.prefixList("pl-2", "172.16.0.0/16", "172.16.5.0/24")
    lab.base.net.route(in: lab.base.t1, list: first, lab.t1)
    lab.base.net.route(in: lab.base.t1, list: second, lab.t2)
    let resolutions = Simulator(lab.base.net.model).resolutions(
      tcp("10.0.1.10", "172.16.0.1"), from: .interface(lab.a))
    #expect(resolutions.count == 2)
    #expect(resolutions.map { lab.selected("172.16.0.1", $0) } == ["tgw-1", "tgw-2"])
    #expect(lab.selected("172.16.5.1") == "tgw-2")
  }

  @Test(
    "RT-7: advertised routes inside local stay, others go; rival learned targets are unknown"
  )
  func learned() {
    var lab = Lab()
    lab.route("10.0.2.0/24", lab.t1, .advertised)
    lab.route("10.0.0.0/16", lab.t2, .advertised)
    #expect(lab.selected("10.0.2.1") == "tgw-1")
    #expect(lab.end("10.0.3.1") == .dropped(.noPossibleDestination))
    lab.route("172.16.0.0/16", lab.t1, .propagated)
    #expect(lab.selected("172.16.0.1") == "tgw-1")
    lab.route("172.16.0.0/16", lab.t2, .advertised)
    #expect(lab.end("172.16.0.1").unknownRule == "RT-7")
  }

  @Test(
    "K6: a list with unknown entries may hide any prefix, a gateway endpoint's only public ones")
  func unknownLists() {
    var lab = Lab()
    let gone = lab.base.unknown("pl-gone")
    let list = RouteDestination.prefixList(.missing(gone))
    let endpoint = lab.base.net.gatewayEndpoint("vpce-1", lab.base.vpc)
    lab.base.net.model.routeTables[lab.base.t1].routes.append(
      Route(destination: list, target: .gatewayEndpoint(.resolved(endpoint))))
    lab.route("0.0.0.0/0", lab.t1)
    lab.route("52.0.0.7/32", lab.t2)
    #expect(lab.selected("52.0.0.1") == "pl-gone")
    #expect(lab.selected("52.0.0.7") == "tgw-2")
    #expect(lab.selected("172.16.0.1") == "tgw-1")
    #expect(lab.selected("100.64.0.1") == "tgw-1")
    lab.base.net.model.routeTables[lab.base.t1].routes.append(
      Route(destination: list, target: lab.t2))
    #expect(lab.selected("172.16.0.1") == "pl-gone")
  }

  @Test("K7: a missing table or target is unknown after the ACL")
  func missing() {
    var lab = Lab()
    let gone = lab.base.unknown("rtb-gone")
    lab.base.net.model.subnets[lab.base.s1].routeTable = .missing(gone)
    #expect(lab.selected("10.0.2.10") == "rtb-gone")
    lab.base.filter(lab.base.s1, [])
    #expect(lab.end("10.0.2.10") == .dropped(.networkACL))
  }

  @Test("K7: every kind of missing target")
  func missingTargets() {
    var lab = Lab()
    let gone = lab.base.unknown("gone")
    let targets: [RouteTarget] = [
      .internetGateway(.missing(gone)), .natGateway(.missing(gone)), .peering(.missing(gone)),
      .interface(.missing(gone)), .gatewayEndpoint(.missing(gone)),
      .egressOnlyInternetGateway(.missing(gone)),
    ]
    for (index, target) in targets.enumerated() {
      lab.route("172.16.\(index).0/24", target)
      #expect(lab.selected("172.16.\(index).1") == "gone")
    }
  }
}

@Suite("Delivery and appliances")
struct IngressTests {
  @Test("K9: what an interface does with a packet for it")
  func kinds() {
    var lab = TwoSubnets()
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    let unknown = lab.unknown("elb-1")
    lab.net.host("eni-off", in: lab.s2, "10.0.2.11", functional: false)
    lab.net.host("eni-nat", in: lab.s2, "10.0.2.12", kind: .natGateway)
    lab.net.host("eni-tgw", in: lab.s2, "10.0.2.13", kind: .transparentService("tgw"))
    lab.net.host("eni-elb", in: lab.s2, "10.0.2.14", groups: [], kind: .unmodelledService(unknown))
    let closed = lab.net.group("sg-c", in: lab.vpc, [.ingress(.tcp(80), "0.0.0.0/0")])
    lab.net.host(
      "eni-elb2", in: lab.s2, "10.0.2.15", groups: [closed], kind: .unmodelledService(unknown))
    func end(_ destination: String) -> Disposition {
      lab.net.forward(tcp("10.0.1.10", destination), from: a)
    }
    #expect(end("10.0.2.11") == .dropped(.badState))
    #expect(end("10.0.2.12") == .dropped(.natUnsolicited))
    #expect(end("10.0.2.13") == .dropped(.noPossibleDestination))
    #expect(end("10.0.2.14").unknownObject == "elb-1")
    #expect(end("10.0.2.15") == .dropped(.securityGroupMismatch))
  }

  @Test("K10: an interface as route target")
  func appliances() {
    var lab = TwoSubnets()
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    let x = lab.net.host("eni-x", in: lab.s2, "10.0.2.10", check: false)
    lab.net.host("eni-b", in: lab.s2, "10.0.2.20")
    lab.net.route(in: lab.t1, "172.16.0.0/16", .interface(.resolved(x)))
    lab.net.route(in: lab.t1, "10.0.2.10/32", .interface(.resolved(x)))
    let packet = tcp("10.0.1.10", "172.16.0.1")
    #expect(lab.net.forward(packet, from: a).unknownRule == "ENI-6")
    #expect(lab.net.forward(tcp("10.0.1.10", "10.0.2.10"), from: a) == .delivered(.interface(x)))
    lab.net.change(x) { $0.sourceDestinationCheck = true }
    #expect(lab.net.forward(packet, from: a) == .dropped(.sourceDestinationCheck))
    lab.net.change(x) { $0.groups = [] }
    #expect(lab.net.forward(packet, from: a) == .dropped(.securityGroupEmpty))
    lab.filter(lab.s2, [])
    #expect(lab.net.forward(packet, from: a) == .dropped(.networkACL))
    lab.net.change(x) { $0.isFunctional = false }
    #expect(lab.net.forward(packet, from: a) == .dropped(.badStateRoute))
    lab.net.change(x) { $0.kind = .natGateway }
    #expect(lab.net.forward(packet, from: a).unknownRule == "RT-11")
  }

  @Test("NACL-11, K10: an appliance in the sender's own subnet is filtered both ways")
  func applianceBeside() {
    var lab = TwoSubnets()
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    let x = lab.net.host("eni-x", in: lab.s1, "10.0.1.20", check: false)
    lab.net.route(in: lab.t1, "172.16.0.0/16", .interface(.resolved(x)))
    lab.filter(lab.s1, [.allow(100, .egress, .any, "0.0.0.0/0")])
    #expect(lab.net.forward(tcp("10.0.1.10", "172.16.0.1"), from: a) == .dropped(.networkACL))
  }

  @Test("K10: a target in another VPC is unknown")
  func foreignAppliance() {
    var lab = TwoSubnets()
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    let other = lab.net.vpc("vpc-b", "10.1.0.0/16")
    let x = lab.net.host(
      "eni-x", in: lab.net.subnet("subnet-b", in: other, "10.1.0.0/24"), "10.1.0.10")
    lab.net.route(in: lab.t1, "172.16.0.0/16", .interface(.resolved(x)))
    #expect(lab.net.forward(tcp("10.0.1.10", "172.16.0.1"), from: a).unknownObject == "eni-x")
  }
}

import NetworkModel
import Simulator
import TestSupport
import Testing

@Suite("Interface endpoints")
struct InterfaceEndpointTests {
  /// A in one subnet, an interface of an endpoint in another; its group admits A's group on 443.
  private struct Lab {
    var base = TwoSubnets()
    let endpoint: ID<VPCEndpoint>
    let a: ID<Interface>
    let e: ID<Interface>
    let group: ID<SecurityGroup>
    let packet = tcp("10.0.1.10", "10.0.2.20")

    init() {
      endpoint = base.net.interfaceEndpoint("vpce-1", base.vpc)
      let client = base.net.group("sg-client", in: base.vpc, .open)
      group = base.net.group("sg-endpoint", in: base.vpc, .open)
      base.net.model.securityGroups[group].rules = [.ingress(.tcp(443), client)]
      a = base.net.host("eni-a", in: base.s1, "10.0.1.10", groups: [client])
      e = base.net.host("eni-e", in: base.s2, "10.0.2.20", groups: [group])
      let id = endpoint
      base.net.change(e) { $0.kind = .interfaceEndpoint(id) }
    }
  }

  @Test("VPE-1: takes what its groups admit, and answers")
  func receives() {
    var lab = Lab()
    #expect(lab.base.net.forward(lab.packet, from: lab.a) == .delivered(.interface(lab.e)))
    #expect(lab.base.net.exchange(lab.packet, from: lab.a) == .complete)
    let other = lab.base.net.forward(tcp("10.0.1.10", "10.0.2.20", 80), from: lab.a)
    #expect(other == .dropped(.securityGroupMismatch))
    lab.base.filter(lab.base.s2, [.allow(100, .egress, .any, "0.0.0.0/0")])
    #expect(lab.base.net.forward(lab.packet, from: lab.a) == .dropped(.networkACL))
  }

  @Test("VPE-1: starts nothing")
  func startsNothing() {
    let lab = Lab()
    #expect(lab.base.net.forward(tcp("10.0.2.20", "10.0.1.10"), from: lab.e) == .dropped(.badState))
  }

  @Test("VPE-2, CNV-4: an endpoint that is not available is as if absent")
  func state() {
    var lab = Lab()
    lab.base.net.model.vpcEndpoints[lab.endpoint].isFunctional = false
    #expect(lab.base.net.forward(lab.packet, from: lab.a) == .dropped(.badState))
  }

  @Test("SG-9: references through a transit gateway do not count at an endpoint")
  func references() {
    var lab = TransitLab(references: true)
    let client = lab.net.group("sg-client", in: lab.near, .open)
    let server = lab.net.group("sg-server", in: lab.far, .open)
    lab.net.model.securityGroups[server].rules = [.ingress(.tcp(443), client)]
    lab.net.change(lab.a) { $0.groups = [.resolved(client)] }
    lab.net.change(lab.b) { $0.groups = [.resolved(server)] }
    #expect(lab.end() == .delivered(.interface(lab.b)))
    let endpoint = lab.net.interfaceEndpoint("vpce-1", lab.far)
    lab.net.change(lab.b) { $0.kind = .interfaceEndpoint(endpoint) }
    #expect(lab.end() == .dropped(.securityGroupMismatch))
    lab.net.open(lab.b)
    #expect(lab.end() == .delivered(.interface(lab.b)))
  }

  @Test("RT-11: no route leads to an interface endpoint")
  func asTarget() {
    var lab = Lab()
    lab.base.net.route(in: lab.base.t1, "192.0.2.0/24", .gatewayEndpoint(.resolved(lab.endpoint)))
    let end = lab.base.net.forward(tcp("10.0.1.10", "192.0.2.1"), from: lab.a)
    #expect(end.unknownObject == "vpce-1")
  }
}

import NetworkModel
import Simulator
import TestSupport
import Testing

/// Wrong rules of endpoints and load balancers that random networks seldom show.
@Suite("One wrong rule of services")
struct ServiceMutationTests {
  /// A node in the group `sg-lb`, which may send to tcp/8080 only, and a target that admits that group there.
  private func relayed(
    _ kind: LoadBalancer.Kind, keepsClients: Bool, port: UInt16 = 8080, _ mutation: Mutation?
  ) -> Disposition? {
    var base = TwoSubnets()
    let balancers = base.net.group(
      "sg-lb", in: base.vpc, [.ingress(.any, "0.0.0.0/0"), .egress(.tcp(8080), "0.0.0.0/0")])
    let servers = base.net.group(
      "sg-b", in: base.vpc, [.ingress(.tcp(8080), balancers), .ingress(.tcp(9090), "0.0.0.0/0")])
    let b = base.net.host("eni-b", in: base.s2, "10.0.2.10", groups: [servers])
    let targets = base.net.targetGroup(
      "tg", [Target(place: .interface(.resolved(b)), port: port)], keepsClients: keepsClients)
    let listener = Listener(transport: .tcp, port: 443, forwards: [Forward(group: .resolved(targets))])
    let balancer = base.net.loadBalancer("lb", kind, base.vpc, listeners: [listener], crossZone: true)
    let node = base.net.host("eni-lb", in: base.s1, "10.0.1.20", groups: [balancers])
    base.net.change(node) { $0.kind = .loadBalancer(balancer) }
    return Simulator(base.net.model, options: .init(mutation: mutation))
      .relayed(tcp("10.0.1.10", "10.0.1.20"), at: node, RelayStep(relay: 0))?.disposition
  }

  @Test("LB-4, LB-7: groups that do not travel")
  func groups() {
    for keepsClients in [true, false] {
      let right = relayed(.network, keepsClients: keepsClients, nil)
      #expect(right != relayed(.network, keepsClients: keepsClients, .balancerLosesGroups))
      let wrong = relayed(.network, keepsClients: keepsClients, .balancerGroupsNeedOwnAddress)
      #expect((right != wrong) == keepsClients)
    }
  }

  @Test("LB-2: groups that do not judge what is sent")
  func egress() {
    let right = relayed(.application, keepsClients: false, port: 9090, nil)
    #expect(right == .dropped(.securityGroupMismatch))
    #expect(right != relayed(.application, keepsClients: false, port: 9090, .balancerSendsUnfiltered))
  }

  @Test("SG-9: references through a transit gateway that count at an endpoint")
  func references() {
    var lab = TransitLab(references: true)
    let client = lab.net.group("sg-client", in: lab.near, .open)
    let server = lab.net.group("sg-server", in: lab.far, [.ingress(.tcp(443), client)])
    lab.net.change(lab.a) { $0.groups = [.resolved(client)] }
    let endpoint = lab.net.interfaceEndpoint("vpce-1", lab.far)
    lab.net.change(lab.b) {
      $0.groups = [.resolved(server)]
      $0.kind = .interfaceEndpoint(endpoint)
    }
    #expect(lab.end() == .dropped(.securityGroupMismatch))
    let wrong = lab.net.forward(
      lab.packet, from: lab.a, .init(mutation: .endpointSeesTransitReferences))
    #expect(wrong == .delivered(.interface(lab.b)))
  }
}

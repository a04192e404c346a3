import NetworkModel
import Simulator
import TestSupport
import Testing

@Suite("Load balancers")
struct LoadBalancerTests {
  /// A node in s1, a target B in s2 (another zone); A in s1.
  private struct Lab {
    var base = TwoSubnets()
    let balancer: ID<LoadBalancer>
    let targets: ID<TargetGroup>
    let a: ID<Interface>
    let b: ID<Interface>
    let node: ID<Interface>
    let packet = tcp("10.0.1.10", "10.0.1.20")

    init(_ kind: LoadBalancer.Kind = .network, crossZone: Bool = true, keepsClients: Bool = false) {
      b = base.net.host("eni-b", in: base.s2, "10.0.2.10")
      targets = base.net.targetGroup(
        "tg", [Target(place: .interface(.resolved(b)), port: 8080)], keepsClients: keepsClients)
      let listener = Listener(
        transport: .tcp, port: 443,
        forwards: [Forward(group: .resolved(targets))])
      balancer = base.net.loadBalancer("lb", kind, base.vpc, listeners: [listener], crossZone: crossZone)
      a = base.net.host("eni-a", in: base.s1, "10.0.1.10")
      node = base.net.host("eni-lb", in: base.s1, "10.0.1.20")
      let role = InterfaceKind.loadBalancer(balancer)
      base.net.change(node) { $0.kind = role }
      let far = base.s2
      base.net.model.subnets[far].zone = Zone(id: "use1-az2")
    }

    func relays(_ packet: Packet? = nil) -> [Relay] {
      Simulator(base.net.model).relays(of: packet ?? self.packet, at: node)
    }

    func relayed(_ packet: Packet? = nil) -> Leg? {
      Simulator(base.net.model).relayed(
        packet ?? self.packet, at: node, RelayStep(relay: 0, sourcePort: 5000))
    }
  }

  @Test("LB-1: a node takes what a listener names, and answers")
  func listeners() {
    var lab = Lab()
    #expect(lab.base.net.forward(lab.packet, from: lab.a) == .delivered(.interface(lab.node)))
    #expect(lab.base.net.exchange(lab.packet, from: lab.a) == .complete)
    let closed = lab.base.net.forward(tcp("10.0.1.10", "10.0.1.20", 80), from: lab.a)
    #expect(closed == .dropped(.listenerMismatch))
    #expect(lab.base.net.forward(ping("10.0.1.10", "10.0.1.20"), from: lab.a) == .dropped(.listenerMismatch))
    lab.base.net.model.loadBalancers[lab.balancer].isFunctional = false
    #expect(lab.base.net.forward(lab.packet, from: lab.a) == .dropped(.badState))
  }

  @Test("LB-2, LB-3: a network load balancer without groups is open, another one closed")
  func groups() {
    for (kind, end) in [(LoadBalancer.Kind.network, true), (.application, false), (.classic, false)] {
      var lab = Lab(kind)
      lab.base.net.change(lab.node) { $0.groups = [] }
      let found = lab.base.net.forward(lab.packet, from: lab.a)
      #expect(found == (end ? .delivered(.interface(lab.node)) : .dropped(.securityGroupEmpty)))
      #expect(lab.base.net.exchange(lab.packet, from: lab.a) == (end ? .complete : .forwardFailed))
    }
  }

  @Test("LB-6: what it sends of itself is unknown")
  func ownTraffic() {
    let lab = Lab()
    #expect(lab.base.net.forward(tcp("10.0.1.20", "10.0.2.10"), from: lab.node).unknownRule == "LB-6")
  }

  @Test("B37, LB-4: without client addresses the target sees the node")
  func nodeAddress() throws {
    var lab = Lab()
    let leg = try #require(lab.relayed())
    #expect(leg.disposition == .delivered(.interface(lab.b)))
    #expect(leg.packet == tcp("10.0.1.20", "10.0.2.10", 8080, from: 5000))
    let clients = lab.base.net.group("sg-clients", in: lab.base.vpc, [.ingress(.tcp(8080), "10.0.1.10/32")])
    lab.base.net.change(lab.b) { $0.groups = [.resolved(clients)] }
    #expect(lab.relayed()?.disposition == .dropped(.securityGroupMismatch))
  }

  @Test("LB-4: with client addresses it sees the client, and may name the load balancer's groups")
  func clientAddress() throws {
    var lab = Lab(keepsClients: true)
    let leg = try #require(lab.relayed())
    #expect(leg.packet == tcp("10.0.1.10", "10.0.2.10", 8080))
    let balancers = lab.base.net.group("sg-lb", in: lab.base.vpc, .open)
    let servers = lab.base.net.group("sg-b", in: lab.base.vpc, [.ingress(.tcp(8080), balancers)])
    lab.base.net.change(lab.b) { $0.groups = [.resolved(servers)] }
    #expect(lab.relayed()?.disposition == .dropped(.securityGroupMismatch))
    lab.base.net.change(lab.node) { $0.groups = [.resolved(balancers)] }
    #expect(lab.relayed()?.disposition == .delivered(.interface(lab.b)))
    #expect(lab.relayed(tcp("10.0.2.10", "10.0.1.20"))?.disposition == .dropped(.loop))
  }

  @Test("LB-4: a target that keeps clients lies in the VPC")
  func clientAddressStays() {
    var lab = Lab(keepsClients: true)
    lab.base.net.route(in: lab.base.t1, "10.0.2.0/24", .interface(.resolved(lab.a)))
    #expect(lab.relayed()?.disposition.unknownRule == "LB-4")
  }

  @Test("LB-5: zones, of the load balancer or the target group")
  func zones() {
    var lab = Lab(crossZone: false)
    #expect(lab.relays().isEmpty)
    lab.base.net.model.targetGroups[lab.targets].crossesZones = true
    #expect(lab.relays().count == 1)
    lab.base.net.model.loadBalancers[lab.balancer].crossesZones = true
    lab.base.net.model.targetGroups[lab.targets].crossesZones = false
    #expect(lab.relays().isEmpty)
    let far = lab.base.s2
    lab.base.net.model.subnets[far].zone = nil
    guard case .unknown(let unknown)? = lab.relays().first else {
      Issue.record("a zone that is not known is not skipped")
      return
    }
    #expect(unknown.rule == "LB-5")
  }

  @Test("LB-5: healthy targets, or all of them")
  func health() {
    var lab = Lab()
    let c = lab.base.net.host("eni-c", in: lab.base.s2, "10.0.2.11")
    func set(_ b: Bool, _ other: Bool) {
      lab.base.net.model.targetGroups[lab.targets].targets = .known([
        Target(place: .interface(.resolved(lab.b)), port: 8080, isHealthy: b),
        Target(place: .interface(.resolved(c)), port: 8080, isHealthy: other),
      ])
    }
    set(true, false)
    #expect(lab.relays() == [.target(ip("10.0.2.10"), port: 8080, keepsClient: false)])
    set(false, false)
    #expect(lab.relays().count == 2)
  }

  @Test("LB-5: without cross-zone, each zone has its own healthy targets")
  func healthOfAZone() {
    var lab = Lab(crossZone: false)
    let near = lab.base.net.host("eni-c", in: lab.base.s1, "10.0.1.11")
    func relays(_ isHealthy: Bool) -> [Relay] {
      lab.base.net.model.targetGroups[lab.targets].targets = .known([
        Target(place: .interface(.resolved(lab.b)), port: 8080, isHealthy: true),
        Target(place: .interface(.resolved(near)), port: 8080, isHealthy: isHealthy),
      ])
      return lab.relays()
    }
    let only = [Relay.target(ip("10.0.1.11"), port: 8080, keepsClient: false)]
    #expect(relays(true) == only)
    #expect(relays(false) == only)
  }

  @Test("LB-2: the groups of an application load balancer judge what it sends")
  func egress() {
    var lab = Lab(.application)
    let narrow = lab.base.net.group(
      "sg-lb", in: lab.base.vpc, [.ingress(.any, "0.0.0.0/0"), .egress(.tcp(9090), "0.0.0.0/0")])
    #expect(lab.relayed()?.disposition == .delivered(.interface(lab.b)))
    lab.base.net.change(lab.node) { $0.groups = [.resolved(narrow)] }
    #expect(lab.relayed()?.disposition == .dropped(.securityGroupMismatch))
    lab.base.net.model.loadBalancers[lab.balancer].kind = .network
    #expect(lab.relayed()?.disposition == .delivered(.interface(lab.b)))
  }

  @Test("LB-6: network ACLs of both subnets")
  func acls() {
    var lab = Lab()
    lab.base.filter(lab.base.s2, [.allow(100, .ingress, .tcp(443), "0.0.0.0/0"), .allow(100, .egress, .any, "0.0.0.0/0")])
    #expect(lab.relayed()?.disposition == .dropped(.networkACL))
  }

  @Test("a target group, a target or a condition that is not known")
  func unknowns() {
    var lab = Lab()
    let gone = lab.base.unknown("tg-gone")
    func relays(_ edit: (inout Listener) -> Void) -> [Relay] {
      var copy = lab
      edit(&copy.base.net.model.loadBalancers[copy.balancer].listeners[0])
      return copy.relays()
    }
    let all = [
      relays { $0.forwards[0].group = .missing(gone) }, relays { $0.forwards[0].condition = gone },
    ]
    for found in all {
      guard case .unknown(let unknown)? = found.first else {
        Issue.record("\(found)")
        continue
      }
      #expect(unknown.object == "tg-gone")
    }
    #expect(relays { $0.forwards = [] }.isEmpty)
    lab.base.net.model.targetGroups[lab.targets].family = .v6
    guard case .unknown? = lab.relays().first else {
      Issue.record("the other family is not followed")
      return
    }
  }
}

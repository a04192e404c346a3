import Differences
import ForwardingGraph
import NetworkModel
import TestSupport
import Testing

/// What a change may open without the packets showing it is a doubt, and never silence.
@Suite struct DoubtTests {
  private func difference(_ before: NetworkModel, _ after: NetworkModel) throws -> FlowDifference {
    let found = try #require(FlowDifference.between(before, after))
    let replay = Replay(before, after)
    for pair in found.opened { _ = try replay.opened(pair) }
    for pair in found.closed { _ = try replay.closed(pair) }
    return found
  }

  // MARK: Sites that the input does not tell of (DIF-5a)

  private func site(_ change: (inout NetworkBuilder, ID<VPC>) -> Void) -> NetworkModel {
    var net = NetworkBuilder()
    let vpc = net.vpc("vpc-a", "10.0.0.0/16")
    let subnet = net.subnet("subnet-a", in: vpc, "10.0.1.0/24")
    _ = net.host("eni-a", in: subnet, "10.0.1.5")
    change(&net, vpc)
    return net.model
  }

  @Test func aGatewayWhoseConnectionsAreNotListedIsADoubtAboutSites() throws {
    let before = site { _, _ in }
    let after = site { net, vpc in
      let gateway = net.vpnGateway("vgw-a", vpc)
      net.model.vpnGateways[gateway].unlistedConnections = net.unknown("vgw-a", kind: "vpnGateway")
    }
    let found = try difference(before, after)
    let doubt = try #require(found.undecided.first { $0.reason.kind == "site" })
    #expect(doubt.side == .after && doubt.from == [.onPremises] && doubt.reason.object == "vgw-a" && doubt.mayOpen)
    #expect(found.added == [] && found.opened == [])
    #expect(try difference(after, before).undecided.contains { $0.reason.kind == "site" && $0.side == .before })
    #expect(try difference(after, after).undecided.contains { $0.reason.kind == "site" && $0.side == .both })
  }

  @Test func aClientVPNIsADoubtAboutSites() throws {
    let after = site { net, _ in
      _ = net.model.unmodelled.insert(
        UnmodelledObject(name: "cvpn-endpoint-a", kind: "clientVpnEndpoint", scope: nil, origin: nil))
    }
    let found = try difference(site { _, _ in }, after)
    #expect(found.undecided.contains { $0.from == [Party.onPremises] && $0.reason.object == "cvpn-endpoint-a" })
  }

  /// What is known of sites is not said to be opened where others may have been there before.
  @Test func knownSitesAreNotOpenedWhereOthersMayHaveBeenBefore() throws {
    let connected: (inout NetworkBuilder, ID<VPC>) -> Void = { net, vpc in
      let gateway = net.vpnGateway("vgw-a", vpc)
      net.connection("vpn-a", at: gateway, learned: ["192.168.0.0/16"])
      net.route(in: net.mainTable(vpc), "192.168.0.0/16", .vpnGateway(.resolved(gateway)))
    }
    let (nothing, known) = (site { _, _ in }, site(connected))
    #expect(try difference(nothing, known).opened.contains { $0.from == .onPremises })
    let open = site { net, vpc in
      let gateway = net.vpnGateway("vgw-a", vpc)
      net.model.vpnGateways[gateway].unlistedConnections = net.unknown("vgw-a", kind: "vpnGateway")
    }
    let found = try difference(open, known)
    #expect(!found.opened.contains { $0.from == .onPremises })
    #expect(found.undecided.contains { $0.from == [Party.onPremises] && $0.side == .before })
  }

  // MARK: From site to site

  @Test func whatOneSiteSendsToAnotherThroughTheNetworkCounts() throws {
    func network(_ hasRoute: Bool) -> NetworkModel {
      var net = NetworkBuilder()
      let vpc = net.vpc("vpc-a", "10.0.0.0/16")
      let subnet = net.subnet("subnet-a", in: vpc, "10.0.1.0/24")
      _ = net.host("eni-a", in: subnet, "10.0.1.5")
      let gateway = net.transitGateway("tgw-a")
      _ = net.connection("vpn-left", at: gateway, learned: ["192.168.1.0/24"], advertised: ["192.168.2.0/24"])
      let right = net.connection(
        "vpn-right", at: gateway, learned: ["192.168.2.0/24"], advertised: ["192.168.1.0/24"])
      if hasRoute { net.route(in: net.transitTable(gateway), "192.168.2.0/24", right.attachment) }
      return net.model
    }
    let found = try difference(network(false), network(true))
    let pair = try #require(found.opened.first { $0.from == .onPremises && $0.to == .onPremises })
    #expect(pair.boxes.allSatisfy { $0[.destination].isSubset(of: Intervals(0xC0A8_0200, 0xC0A8_02FF)) })
    #expect(try difference(network(true), network(false)).closed.contains { $0.to == .onPremises })
  }

  // MARK: What load balancers pass on (DIF-5)

  private struct Balanced {
    var port: UInt16 = 443
    var targetPort: UInt16 = 8080
    var target = "eni-web"
    var open: UInt16 = 8080
    var listens = true
  }

  private func network(_ shape: Balanced) throws -> NetworkModel {
    var net = NetworkBuilder()
    let vpc = net.vpc("vpc-a", "10.0.0.0/16")
    let subnet = net.subnet("subnet-a", in: vpc, "10.0.1.0/24")
    let lb = net.group("sg-lb", in: vpc, [.ingress(.any, "0.0.0.0/0"), .egress(.any, "0.0.0.0/0")])
    let web = net.group("sg-web", in: vpc, [.ingress(.tcp(shape.open), lb)])
    _ = net.host("eni-client", in: subnet, "10.0.1.4")
    var hosts: [String: ID<Interface>] = [:]
    hosts["eni-web"] = net.host("eni-web", in: subnet, "10.0.1.5", groups: [web])
    hosts["eni-db"] = net.host("eni-db", in: subnet, "10.0.1.6", groups: [web])
    let target = try #require(hosts[shape.target])
    let group = net.targetGroup("tg-a", [Target(place: .interface(.resolved(target)), port: shape.targetPort)])
    let listener = Listener(transport: .tcp, port: shape.port, forwards: [Forward(group: .resolved(group))])
    let balancer = net.loadBalancer("lb-a", .application, vpc, listeners: shape.listens ? [listener] : [])
    let node = net.host("eni-lb", in: subnet, "10.0.1.9", groups: [lb])
    net.model.interfaces[node].kind = .loadBalancer(balancer)
    return net.model
  }

  private func passedOn(_ before: Balanced, _ after: Balanced) throws -> [Undecided] {
    try difference(network(before), network(after)).undecided.filter { $0.reason.rule == "DIF-5" }
  }

  @Test func equalLoadBalancersPassOnTheSame() throws {
    #expect(try passedOn(Balanced(), Balanced()) == [])
    // A listener whose target lets nothing in passes nothing on.
    #expect(try passedOn(Balanced(open: 1, listens: false), Balanced(open: 1)) == [])
  }

  @Test(arguments: ["listener", "target port", "target", "filter", "other port"])
  func aChangeBehindALoadBalancerIsADoubt(_ change: String) throws {
    var (before, after) = (Balanced(), Balanced())
    var side = Undecided.Side.after
    var ends = ["eni-web"]
    switch change {
    case "listener": before.listens = false
    case "target port": before.targetPort = 1
    case "filter": before.open = 1
    case "target":
      before.target = "eni-db"
      ends = ["eni-db", "eni-web"]
    case _:
      after.port = 80
      side = .both
    }
    let found = try passedOn(before, after)
    #expect(found.count == ends.count, "\(found)")
    for (end, doubt) in zip(ends, found.sorted { $0.reason.reason < $1.reason.reason }) {
      #expect(doubt.reason.reason.hasSuffix(end) && doubt.reason.object == "eni-lb")
      #expect(doubt.side == (end == "eni-db" ? .before : side))
      #expect(doubt.from.contains(.interface("eni-client")))
    }
  }
}

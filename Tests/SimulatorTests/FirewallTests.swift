import NetworkModel
import Simulator
import TestSupport
import Testing

/// NFW-2, NFW-3, NFW-8, NFW-10, NFW-11: the engines of a firewall, for first packets.
@Suite("Firewall rules")
struct FirewallRuleTests {
  private let pass = FirewallRule(FirewallMatch(), .pass, text: "default")
  private let drop = FirewallRule(FirewallMatch(), .drop, text: "default")
  private let forward = FirewallRule(FirewallMatch(), .forward, text: "default")
  private let web = FirewallMatch(destinationPorts: [443...443])

  /// `eni-a` in S1 sends to `eni-b` in S2 through the firewall.
  private func end(
    _ stateless: [FirewallRule], _ stateful: [FirewallRule], _ packet: Packet = tcp("10.0.1.10", "10.0.2.20"),
    _ options: SimulatorOptions = .init()
  ) -> Disposition {
    var base = TwoSubnets()
    let a = base.net.host("eni-a", in: base.s1, "10.0.1.10")
    base.net.host("eni-b", in: base.s2, "10.0.2.20")
    let middle = base.net.subnet(
      "subnet-firewall", in: base.vpc, "10.0.3.0/24", table: base.net.table("rtb-firewall", in: base.vpc))
    let rules = FirewallRules(stateless: stateless, stateful: stateful, replies: base.unknown("replies"))
    let endpoint = base.net.inspectionEndpoint("vpce-firewall", in: middle, filter: .rules(rules))
    base.net.route(in: base.t1, "10.0.2.0/24", .inspection(.resolved(endpoint)))
    return base.net.forward(packet, from: a, options)
  }

  private func isDelivered(_ end: Disposition) -> Bool {
    if case .delivered = end { true } else { false }
  }

  @Test("the first match of the stateless engine decides")
  func stateless() {
    #expect(isDelivered(end([pass], [drop])))
    #expect(end([drop], [pass]) == .dropped(.firewallRules))
    let first = [FirewallRule(web, .pass, text: "1"), FirewallRule(web, .drop, text: "2"), drop]
    #expect(isDelivered(end(first, [drop])))
    #expect(end(first, [drop], tcp("10.0.1.10", "10.0.2.20", 80)) == .dropped(.firewallRules))
    #expect(end(first, [pass], tcp("10.0.1.10", "10.0.2.20"), mutant(.firewallLastMatchWins)) == .dropped(.firewallRules))
    #expect(isDelivered(end([drop], [pass], tcp("10.0.1.10", "10.0.2.20"), mutant(.firewallSkipsStateless))))
    #expect(
      isDelivered(end(first, [drop], tcp("10.0.1.10", "10.0.2.20", 80), mutant(.firewallIgnoresPorts))))
  }

  @Test("what is forwarded meets the stateful engine")
  func stateful() {
    #expect(isDelivered(end([forward], [pass])))
    #expect(end([forward], [drop]) == .dropped(.firewallRules))
    let rules = [FirewallRule(web, .pass, text: "pass web"), drop]
    #expect(isDelivered(end([forward], rules)))
    var datagram = tcp("10.0.1.10", "10.0.2.20", 53)
    datagram.proto = IPProtocol.udp
    #expect(end([forward], rules, datagram) == .dropped(.firewallRules))
  }

  @Test("addresses and protocols")
  func matches() {
    let near = AddressRanges([NetworkBuilder.cidr("10.0.1.0/24")])
    func passes(_ match: FirewallMatch) -> Bool {
      isDelivered(end([forward], [FirewallRule(match, .pass, text: "rule"), drop]))
    }
    #expect(passes(FirewallMatch(sources: near)))
    #expect(!passes(FirewallMatch(sources: near.complement)))
    #expect(!passes(FirewallMatch(destinations: near)))
    #expect(passes(FirewallMatch(destinations: near.complement)))
    #expect(passes(FirewallMatch(protocols: [6])))
    #expect(!passes(FirewallMatch(protocols: [17])))
    #expect(passes(FirewallMatch(sourcePorts: [1024...65535])))
    #expect(!passes(FirewallMatch(sourcePorts: [0...1023])))
  }

  @Test("a rule that is not understood may do anything")
  func doubt() {
    var base = TwoSubnets()
    let doubted = FirewallRule(web, .unknown(base.unknown("rule")), text: "odd")
    #expect(end([forward], [doubted, drop]).unknownObject != nil)
    #expect(end([forward], [doubted, drop], tcp("10.0.1.10", "10.0.2.20", 80)) == .dropped(.firewallRules))
    #expect(end([forward], [FirewallRule(web, .drop, text: "drop"), doubted, pass]) == .dropped(.firewallRules))
  }
}

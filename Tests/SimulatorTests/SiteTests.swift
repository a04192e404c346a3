import NetworkModel
import Simulator
import TestSupport
import Testing

/// VGW-1, VGW-2, VPN-1 to VPN-3, DX-2 to DX-5: sites behind a virtual private gateway and behind a transit gateway.
@Suite("Sites behind VPN and Direct Connect")
struct SiteTests {
  /// `a` in S1; `vgw-1` with a VPN to a site that has 172.20.0.0/16.
  private struct Lab {
    var base = TwoSubnets(v6: true)
    let a: ID<Interface>
    let gateway: ID<VPNGateway>
    var vpn: ID<PrivateConnection>
    let out = tcp("10.0.1.10", "172.20.0.7")
    let back = tcp("172.20.0.7", "10.0.1.10")

    init(selectors: TrafficSelectors? = .any, functional: Bool = true) {
      gateway = base.net.vpnGateway("vgw-1", base.vpc)
      vpn = base.net.connection(
        "vpn-1", at: gateway, learned: ["172.20.0.0/16"], selectors: selectors, functional: functional)
      base.net.route(in: base.t1, "172.20.0.0/16", .vpnGateway(.resolved(gateway)), source: .propagated)
      base.net.route(in: base.t1, "172.16.0.0/12", .vpnGateway(.resolved(gateway)))
      base.net.route(in: base.t1, "fd20::/16", .vpnGateway(.resolved(gateway)))
      a = base.net.host("eni-a", in: base.s1, "10.0.1.10", "2600:1f00:0:1::a")
    }

    func leave(_ packet: Packet? = nil, _ options: SimulatorOptions = .init()) -> Disposition {
      base.net.forward(packet ?? out, from: a, options)
    }

    func enter(_ packet: Packet? = nil, _ options: SimulatorOptions = .init()) -> Disposition {
      Simulator(base.net.model, options: options).disposition(of: packet ?? back, from: .onPremises)
    }
  }

  @Test("VGW-1: to a prefix that the gateway knows, and back")
  func bothWays() {
    let lab = Lab()
    #expect(lab.leave() == .delivered(.onPremises))
    #expect(lab.base.net.exchange(lab.out, from: lab.a) == .complete)
    #expect(lab.enter() == .delivered(.interface(lab.a)))
    #expect(
      Simulator(lab.base.net.model).outcome(of: lab.back, from: .onPremises) == .complete)
    #expect(lab.leave(tcp("10.0.1.10", "172.31.0.1")) == .dropped(.noRoute))
    #expect(lab.leave(tcp("2600:1f00:0:1::a", "fd20::1")) == .dropped(.noRoute))
  }

  @Test("CNV-4, VGW-2: state, attachment and sources")
  func gateway() {
    var lab = Lab()
    lab.base.net.change(lab.a) { $0.sourceDestinationCheck = false }
    let strange = tcp("10.0.1.99", "172.20.0.7")
    #expect(lab.leave(strange) == .dropped(.vpnGatewaySource))
    #expect(lab.leave(strange, mutant(.vgwIgnoresSource)) == .delivered(.onPremises))
    #expect(lab.enter(tcp("172.20.0.7", "10.0.1.99")) == .dropped(.vpnGatewayDestination))
    #expect(lab.enter(tcp("10.0.1.99", "10.0.1.10")) == .dropped(.spoofed))
    #expect(lab.enter(tcp("172.31.0.1", "10.0.1.10")) == .dropped(.spoofed))
    lab.base.net.change(lab.a) { $0.isFunctional = false }
    #expect(lab.enter() == .dropped(.vpnGatewayDestination))
    #expect(lab.enter(nil, mutant(.vgwIgnoresOwnerState)) == .dropped(.badState))
    lab = Lab()
    lab.base.net.model.vpnGateways[lab.gateway].vpc = nil
    #expect(lab.leave() == .dropped(.badState))
    #expect(lab.enter() == .dropped(.badState))
  }

  @Test("VPN-1, VPN-2: tunnels and selectors")
  func tunnels() {
    let down = Lab(functional: false)
    #expect(down.leave() == .dropped(.vpnDown))
    #expect(down.leave(nil, mutant(.vpnIgnoresTunnels)) == .delivered(.onPremises))
    #expect(down.enter() == .dropped(.notAdvertised))
    let narrow = TrafficSelectors(
      site: [NetworkBuilder.cidr("172.20.0.0/24")], network: [NetworkBuilder.cidr("10.0.2.0/24")])
    let selected = Lab(selectors: narrow)
    #expect(selected.leave() == .dropped(.trafficSelector))
    #expect(selected.leave(nil, mutant(.vpnIgnoresSelectors)) == .delivered(.onPremises))
    #expect(selected.enter() == .dropped(.trafficSelector))
  }

  @Test("DX-4: a site sends only what it is told, DX-2: families")
  func advertised() {
    var lab = Lab(selectors: nil)
    lab.base.net.model.privateConnections[lab.vpn].advertised.ranges = [NetworkBuilder.cidr("10.0.2.0/24")]
    #expect(lab.enter() == .dropped(.notAdvertised))
    #expect(lab.enter(nil, mutant(.siteIgnoresAdvertisement)) == .delivered(.interface(lab.a)))
    #expect(lab.base.net.exchange(lab.out, from: lab.a) == .replyFailed(.notAdvertised))
    lab.base.net.model.privateConnections[lab.vpn].learned.ranges.append(NetworkBuilder.cidr("fd20::/16"))
    let six = tcp("2600:1f00:0:1::a", "fd20::1")
    #expect(lab.leave(six) == .dropped(.noRoute))
    #expect(lab.leave(six, mutant(.siteIgnoresFamily)) == .delivered(.onPremises))
    lab.base.net.model.privateConnections[lab.vpn].families.insert(.v6)
    #expect(lab.leave(six) == .delivered(.onPremises))
  }

  @Test("what is beyond a site, or not known of it, is unknown")
  func beyond() {
    var lab = Lab()
    lab.base.net.model.privateConnections[lab.vpn].learned.ranges += [
      NetworkBuilder.cidr("0.0.0.0/0"), NetworkBuilder.cidr("10.9.0.0/16"),
    ]
    lab.base.net.vpc("vpc-far", "10.9.0.0/16")
    lab.base.net.route(in: lab.base.t1, "0.0.0.0/0", .vpnGateway(.resolved(lab.gateway)))
    #expect(lab.leave(tcp("10.0.1.10", "198.51.100.7")).unknownObject == "vpn-1")
    #expect(lab.leave(tcp("10.0.1.10", "10.9.1.1")).unknownObject == "vpn-1")
    #expect(lab.leave(tcp("10.0.1.10", "192.168.1.1")) == .delivered(.onPremises))
    lab = Lab()
    lab.base.net.model.privateConnections[lab.vpn].learned.others = lab.base.unknown("bgp")
    #expect(lab.leave(tcp("10.0.1.10", "172.31.0.1")).unknownObject == "bgp")
    #expect(lab.leave().unknownObject == "bgp")
    #expect(lab.enter(tcp("172.31.0.1", "10.0.1.10")).unknownObject == "bgp")
    lab = Lab()
    lab.base.net.model.privateConnections[lab.vpn].advertised = PrefixKnowledge(others: lab.base.unknown("told"))
    #expect(lab.enter().unknownObject == "told")
    lab = Lab()
    lab.base.net.model.vpnGateways[lab.gateway].unlistedConnections = lab.base.unknown("more")
    #expect(lab.leave(tcp("10.0.1.10", "172.31.0.1")).unknownObject == "more")
  }

  @Test("RT-12: the gateway's table, for which no appliance needs to be public")
  func edgeTable() {
    var lab = Lab()
    let appliance = lab.base.net.host("eni-m", in: lab.base.s2, "10.0.2.20", check: false)
    let table = lab.base.net.table("rtb-edge", in: lab.base.vpc)
    lab.base.net.route(in: table, "10.0.1.0/24", .interface(.resolved(appliance)))
    lab.base.net.model.vpnGateways[lab.gateway].edgeTable = .resolved(table)
    #expect(lab.enter().unknownObject == "eni-m")
    #expect(lab.enter(tcp("172.20.0.7", "10.0.2.20")) == .delivered(.interface(appliance)))
  }

  @Test("PCX-2a: what came through a transit gateway does not leave through a virtual private gateway")
  func forwarded() {
    var transit = TransitLab()
    let vgw = transit.net.vpnGateway("vgw-1", transit.far)
    transit.net.connection("vpn-1", at: vgw, learned: ["172.20.0.0/16"])
    transit.net.route(transit.near, "172.20.0.0/16", transit.gateway)
    transit.net.route(in: transit.table, "172.20.0.0/16", transit.right)
    transit.net.route(in: transit.tableFar, "172.20.0.0/16", .vpnGateway(.resolved(vgw)))
    let packet = tcp("10.0.1.10", "172.20.0.7")
    #expect(transit.net.forward(packet, from: transit.a) == .dropped(.vpnGatewaySource))
    // An appliance with the check off sends with a source of the far VPC: only where it came from tells.
    transit.net.change(transit.a) { $0.sourceDestinationCheck = false }
    let odd = tcp("10.1.1.10", "172.20.0.7")
    #expect(transit.net.forward(odd, from: transit.a) == .dropped(.vpnGatewaySource))
    let wrong = transit.net.forward(odd, from: transit.a, mutant(.vgwForwardsTransit))
    #expect(wrong == .delivered(.onPremises))
  }

  @Test("B26, TGW-5: Direct Connect before VPN for one prefix, a static route before both")
  func preference() {
    var transit = TransitLab()
    let (_, vpn) = transit.net.connection(
      "vpn-1", at: transit.gateway, learned: ["10.8.0.0/16"], advertised: ["10.0.0.0/8"], functional: false)
    let (dxgw, direct) = transit.net.connection(
      "dx-1", at: transit.gateway, learned: ["10.8.0.0/16"], advertised: ["10.0.0.0/8"], selectors: nil)
    transit.net.route(in: transit.table, "10.8.0.0/16", vpn, source: .vpn)
    transit.net.route(in: transit.table, "10.8.0.0/16", direct, source: .directConnect)
    transit.net.route(transit.near, "10.8.0.0/16", transit.gateway)
    let packet = tcp("10.0.1.10", "10.8.0.1")
    #expect(transit.net.forward(packet, from: transit.a) == .delivered(.onPremises))
    #expect(transit.net.exchange(packet, from: transit.a) == .complete)
    transit.net.model.privateConnections[dxgw].isFunctional = false
    #expect(transit.net.forward(packet, from: transit.a) == .dropped(.vpnDown))
    transit.net.route(in: transit.table, "10.8.0.0/16")
    #expect(transit.net.forward(packet, from: transit.a) == .dropped(.transitBadStateRoute))
  }
}

import NetworkModel

/// B26, B39 and B40: sites behind Direct Connect and VPN.
extension ConformanceVector {
  static var sites: [ConformanceVector] { [b26, b39, b40] }

  /// 10.0.0.0/24 and 10.0.1.0/24 of one VPC, attached to a transit gateway that leads to 10.8.0.0/16.
  private static func hub() -> (net: NetworkBuilder, gateway: ID<TransitGateway>, hosts: [ID<Interface>]) {
    var net = NetworkBuilder()
    let vpc = net.vpc("vpc-a", "10.0.0.0/16")
    let near = net.subnet("subnet-0", in: vpc, "10.0.0.0/24")
    let far = net.subnet("subnet-1", in: vpc, "10.0.1.0/24")
    let gateway = net.transitGateway("tgw-1")
    net.attach("tgw-attach-a", gateway, [near])
    net.route(vpc, "10.8.0.0/16", gateway)
    let hosts = [
      net.host("eni-a", in: near, "10.0.0.10"), net.host("eni-b", in: far, "10.0.1.10"),
    ]
    return (net, gateway, hosts)
  }

  /// The VPN has no tunnel, so that a packet arrives only by Direct Connect.
  private static var b26: ConformanceVector {
    var (net, gateway, hosts) = hub()
    let (_, vpn) = net.connection(
      "vpn-1", at: gateway, learned: ["10.8.0.0/16"], advertised: ["10.0.0.0/16"], functional: false)
    let (_, direct) = net.connection(
      "dxgw-1", at: gateway, learned: ["10.8.0.0/16"], advertised: ["10.0.0.0/16"], selectors: nil)
    net.route(in: net.transitTable(gateway), "10.8.0.0/16", vpn, source: .vpn)
    net.route(in: net.transitTable(gateway), "10.8.0.0/16", direct, source: .directConnect)
    return ConformanceVector("B26", "Direct Connect wins over VPN for one prefix", net)
      .sending(tcp("10.0.0.10", "10.8.0.1"), from: hosts[0], .answered)
  }

  private static var b39: ConformanceVector {
    var (net, gateway, hosts) = hub()
    let (_, direct) = net.connection(
      "dxgw-1", at: gateway, learned: ["10.8.0.0/16"], advertised: ["10.0.0.0/24"], selectors: nil)
    net.route(in: net.transitTable(gateway), "10.8.0.0/16", direct, source: .directConnect)
    return ConformanceVector("B39", "a site sends to the allowed prefixes of the transit gateway only", net)
      .sending(tcp("10.8.0.1", "10.0.0.10"), from: .onPremises, .answered)
      .sending(tcp("10.8.0.1", "10.0.1.10"), from: .onPremises, .dropped(.notAdvertised))
      .sending(tcp("10.0.1.10", "10.8.0.1"), from: hosts[1], .unanswered(.notAdvertised))
  }

  private static var b40: ConformanceVector {
    var lab = TwoSubnets()
    let gateway = lab.net.vpnGateway("vgw-1", lab.vpc)
    lab.net.connection(
      "dxgw-1", at: gateway, learned: ["172.20.0.0/16"], advertised: [], selectors: nil)
    lab.net.route(in: lab.t1, "172.20.0.0/16", .vpnGateway(.resolved(gateway)), source: .propagated)
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    return ConformanceVector("B40", "no allowed prefix contains the VPC's range: nothing is told", lab.net)
      .sending(tcp("172.20.0.1", "10.0.1.10"), from: .onPremises, .dropped(.notAdvertised))
      .sending(tcp("10.0.1.10", "172.20.0.1"), from: a, .unanswered(.notAdvertised))
  }
}

import NetworkModel

/// B9 to B13: which route is selected. Where its target is not modelled, that the right one was selected shows as an
/// unknown that names the target.
extension ConformanceVector {
  static var routes: [ConformanceVector] { [b9, b10, b11, b12, b13, b13WithPeering] }

  private static var b9: ConformanceVector {
    var lab = TwoSubnets()
    let remote = lab.net.vpc("vpc-b", "10.1.0.0/16")
    let far = lab.net.subnet("subnet-b", in: remote, "10.1.2.0/24")
    lab.net.host("eni-b", in: far, "10.1.2.3")
    let pcx = lab.net.peering("pcx-1", lab.vpc, remote)
    let igw = lab.net.internetGateway("igw-1", lab.vpc)
    lab.net.route(in: lab.t1, "0.0.0.0/0", .internetGateway(.resolved(igw)))
    lab.net.route(in: lab.t1, "10.1.0.0/16", .peering(.resolved(pcx)))
    lab.net.route(in: lab.net.mainTable(remote), "10.0.0.0/16", .peering(.resolved(pcx)))
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    return ConformanceVector("B9", "the longest prefix wins", lab.net)
      .sending(tcp("10.0.1.10", "10.1.2.3"), from: a, .answered)
  }

  private static var b10: ConformanceVector {
    var lab = TwoSubnets()
    let vgw = lab.net.vpnGateway("vgw-1", lab.vpc)
    lab.net.connection("vpn-1", at: vgw, learned: ["172.16.0.0/16"])
    let gateway = lab.net.transitGateway("tgw-1")
    lab.net.attach("tgw-attach-1", gateway, [lab.s1])
    lab.net.route(in: lab.t1, "172.16.0.0/16", .vpnGateway(.resolved(vgw)), source: .propagated)
    lab.net.route(in: lab.t1, "172.16.0.0/16", .transitGateway(.resolved(gateway)))
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    return ConformanceVector(
      "B10", "a static route beats a propagated one of equal length", lab.net
    )
    .sending(tcp("10.0.1.10", "172.16.0.1"), from: a, .dropped(.transitNoRoute))
  }

  private static var b11: ConformanceVector {
    var lab = TwoSubnets()
    let tgw = lab.unknown("tgw-1")
    let vgw = lab.net.vpnGateway("vgw-1", lab.vpc)
    lab.net.connection("vpn-1", at: vgw, learned: ["172.16.5.0/24"])
    let list = lab.net.prefixList("pl-1", "172.16.0.0/16")
    lab.net.route(in: lab.t1, list: list, .unmodelled(tgw))
    lab.net.route(in: lab.t1, "172.16.5.0/24", .vpnGateway(.resolved(vgw)), source: .propagated)
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    return ConformanceVector("B11", "a longer propagated prefix beats a prefix list", lab.net)
      .sending(tcp("10.0.1.10", "172.16.5.1"), from: a, .answered)
      .sending(tcp("10.0.1.10", "172.16.6.1"), from: a, .unknown("tgw-1"))
  }

  private static var b12: ConformanceVector {
    var lab = TwoSubnets()
    let vgw = lab.net.vpnGateway("vgw-1", lab.vpc)
    lab.net.connection("vpn-1", at: vgw, learned: ["10.0.2.0/24"])
    lab.net.route(in: lab.t1, "10.0.2.0/24", .vpnGateway(.resolved(vgw)), source: .propagated)
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    lab.net.host("eni-b", in: lab.s2, "10.0.2.5")
    return ConformanceVector("B12", "a local route discards what is propagated inside it", lab.net)
      .sending(tcp("10.0.1.10", "10.0.2.5"), from: a, .answered)
  }

  private static var b13: ConformanceVector {
    var lab = TwoSubnets()
    let tgw = lab.unknown("tgw-1")
    lab.net.route(in: lab.t1, "10.9.1.0/24", .unmodelled(tgw), state: .blackhole)
    lab.net.route(in: lab.t1, "10.9.0.0/16", .unmodelled(tgw))
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    return ConformanceVector("B13", "a blackhole does not fall back", lab.net)
      .sending(tcp("10.0.1.10", "10.9.1.1"), from: a, .dropped(.badStateRoute))
      .sending(tcp("10.0.1.10", "10.9.2.1"), from: a, .unknown("tgw-1"))
  }

  /// The same where the shorter route leads to a host that would answer.
  private static var b13WithPeering: ConformanceVector {
    var lab = TwoSubnets()
    let remote = lab.net.vpc("vpc-b", "10.9.0.0/16")
    let far = lab.net.subnet("subnet-b", in: remote, "10.9.0.0/18")
    lab.net.host("eni-b", in: far, "10.9.1.1")
    lab.net.host("eni-c", in: far, "10.9.2.1")
    let pcx = lab.net.peering("pcx-1", lab.vpc, remote)
    lab.net.route(in: lab.t1, "10.9.1.0/24", .peering(.resolved(pcx)), state: .blackhole)
    lab.net.route(in: lab.t1, "10.9.0.0/16", .peering(.resolved(pcx)))
    lab.net.route(in: lab.net.mainTable(remote), "10.0.0.0/16", .peering(.resolved(pcx)))
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    return ConformanceVector("B13", "a blackhole does not fall back to a peering", lab.net)
      .sending(tcp("10.0.1.10", "10.9.1.1"), from: a, .dropped(.badStateRoute))
      .sending(tcp("10.0.1.10", "10.9.2.1"), from: a, .answered)
  }
}

import NetworkModel

/// B1 and B3 to B8: security groups and network ACLs.
extension ConformanceVector {
  static var filters: [ConformanceVector] { [b1, b3, b4, b5, b6, b7, b8] }

  private static var b1: ConformanceVector {
    var lab = TwoSubnets()
    let client = lab.net.group("sg-a", in: lab.vpc, egressAll)
    let server = lab.net.group("sg-b", in: lab.vpc, egressAll + [.ingress(.tcp(443), client)])
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10", groups: [client])
    lab.net.host("eni-b", in: lab.s2, "10.0.2.10", groups: [server])
    let stranger = lab.net.host("eni-c", in: lab.s1, "10.0.1.11")
    return ConformanceVector("B1", "a group reference admits its members", lab.net)
      .sending(tcp("10.0.1.10", "10.0.2.10"), from: a, .answered)
      .sending(tcp("10.0.1.11", "10.0.2.10"), from: stranger, .dropped(.securityGroupMismatch))
      .sending(tcp("10.0.1.10", "10.0.2.10", 80), from: a, .dropped(.securityGroupMismatch))
  }

  private static var b3: ConformanceVector {
    var lab = TwoSubnets()
    let rule = SecurityGroupRule.ingress(.tcp(443), "10.0.1.0/24")
    let server = lab.net.group("sg-b", in: lab.vpc, egressAll + [rule])
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    lab.net.host("eni-b", in: lab.s2, "10.0.2.10", groups: [server])
    lab.filter(
      lab.s2,
      [.allow(100, .ingress, .any, "0.0.0.0/0"), .allow(100, .egress, .tcp(443), "0.0.0.0/0")])
    return ConformanceVector("B3", "an ACL needs a rule for the reply", lab.net)
      .sending(tcp("10.0.1.10", "10.0.2.10"), from: a, .unanswered(.networkACL))
  }

  private static var b4: ConformanceVector {
    var lab = TwoSubnets()
    lab.filter(lab.s1, [])
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    lab.net.host("eni-b", in: lab.s1, "10.0.1.20")
    return ConformanceVector("B4", "no ACL inside a subnet", lab.net)
      .sending(tcp("10.0.1.10", "10.0.1.20"), from: a, .answered)
  }

  private static var b5: ConformanceVector {
    var lab = TwoSubnets()
    lab.filter(
      lab.s2,
      [
        .deny(100, .ingress, .any, "10.0.1.0/24"), .allow(110, .ingress, .any, "0.0.0.0/0"),
        .allow(100, .egress, .any, "0.0.0.0/0"),
      ])
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    lab.net.host("eni-b", in: lab.s2, "10.0.2.10")
    return ConformanceVector("B5", "the lowest matching number decides", lab.net)
      .sending(tcp("10.0.1.10", "10.0.2.10"), from: a, .dropped(.networkACL))
  }

  private static var b6: ConformanceVector {
    var lab = TwoSubnets()
    let rule = SecurityGroupRule.ingress(ServiceMatch(.number(50), ports: 1...1), "0.0.0.0/0")
    let server = lab.net.group("sg-b", in: lab.vpc, egressAll + [rule])
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    lab.net.host("eni-b", in: lab.s2, "10.0.2.10", groups: [server])
    return ConformanceVector("B6", "ports mean nothing to protocols without ports", lab.net)
      .sending(raw(50, "10.0.1.10", "10.0.2.10"), from: a, .answered)
      .sending(raw(51, "10.0.1.10", "10.0.2.10"), from: a, .dropped(.securityGroupMismatch))
  }

  private static var b7: ConformanceVector {
    var lab = TwoSubnets()
    lab.filter(
      lab.s2,
      [
        .allow(100, .ingress, ServiceMatch(.any, ports: 80...80), "0.0.0.0/0"),
        .allow(100, .egress, .any, "0.0.0.0/0"),
      ])
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    lab.net.host("eni-b", in: lab.s2, "10.0.2.10")
    return ConformanceVector("B7", "protocol any ignores ports", lab.net)
      .sending(tcp("10.0.1.10", "10.0.2.10"), from: a, .answered)
  }

  private static var b8: ConformanceVector {
    var lab = TwoSubnets(v6: true)
    let server = lab.net.group("sg-b", in: lab.vpc, egressAll + [.ingress(.any, "0.0.0.0/0")])
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10", "2600:1f00:0:1::a")
    lab.net.host("eni-b", in: lab.s2, "10.0.2.10", "2600:1f00:0:2::b", groups: [server])
    let v6 = tcp("2600:1f00:0:1::a", "2600:1f00:0:2::b")
    return ConformanceVector("B8", "an IPv4 rule says nothing about IPv6", lab.net)
      .sending(tcp("10.0.1.10", "10.0.2.10"), from: a, .answered)
      .sending(v6, from: a, .dropped(.securityGroupMismatch))
  }
}

import NetworkModel
import Simulator
import TestSupport
import Testing

@Suite("Traces")
struct TraceTests {
  @Test("a trace names every decision, in order")
  func words() {
    var lab = TwoSubnets()
    let igw = lab.net.internetGateway("igw-1", lab.vpc)
    let nat = lab.net.nat("nat-1", in: lab.s1, ["10.0.1.5"], public: ["203.0.113.9"])
    lab.net.route(in: lab.t1, "0.0.0.0/0", .internetGateway(.resolved(igw)))
    lab.net.route(in: lab.t2, "0.0.0.0/0", .natGateway(.resolved(nat)))
    var rule = SecurityGroupRule.egress(.tcp(443), "0.0.0.0/0")
    rule.name = "sgr-1"
    let group = lab.net.group("sg-b", in: lab.vpc, [rule])
    let b = lab.net.host("eni-b", in: lab.s2, "10.0.2.10", groups: [group])
    let exchange = Simulator(lab.net.model).exchange(
      tcp("10.0.2.10", "198.51.100.7"), from: .interface(b))
    #expect(
      exchange.forward.hops.map(line) == [
        "eni-b egress REA-2", "sg-b allow sgr-1 tcp/443 to 0.0.0.0/0 SG-1",
        "acl-default-vpc-a allow rule 100 allow NACL-2", "rtb-2 forward 0.0.0.0/0 → nat-1 RT-3",
        "acl-default-vpc-a allow rule 100 allow NACL-2", "nat-1 translate NAT-3",
        "acl-default-vpc-a allow rule 100 allow NACL-2", "rtb-1 forward 0.0.0.0/0 → igw-1 RT-3",
        "igw-1 translate IGW-2", "internet deliver REA-6",
      ])
    #expect(
      exchange.reply?.hops.map(line) == [
        "internet egress REA-3", "igw-1 translate IGW-3",
        "acl-default-vpc-a allow rule 100 allow NACL-2",
        "nat-1 translate NAT-6", "acl-default-vpc-a allow rule 100 allow NACL-2",
        "rtb-1 forward 10.0.0.0/16 → local RT-3", "acl-default-vpc-a allow rule 100 allow NACL-2",
        "eni-b allow SG-2", "eni-b deliver RT-9",
      ])
    #expect(exchange.reply?.packet == tcp("10.0.2.10", "198.51.100.7").reversed)
  }

  private func line(_ hop: Hop) -> String {
    [hop.component, hop.action, hop.rule, hop.semantics].compactMap(\.self).joined(separator: " ")
  }

  @Test("a drop is the last hop")
  func detail() throws {
    var lab = TwoSubnets()
    lab.filter(lab.s2, [])
    let a = lab.net.host("eni-a", in: lab.s1, "10.0.1.10")
    lab.net.host("eni-b", in: lab.s2, "10.0.2.10")
    let leg = Simulator(lab.net.model).forward(tcp("10.0.1.10", "10.0.2.10"), from: .interface(a))
    let detail = try #require(leg.dropDetail)
    #expect(
      line(detail) == "acl-3 drop rule * deny NACL-2"
        || line(detail).hasSuffix("drop rule * deny NACL-2"))
    #expect(leg.hops.last == detail)
  }
}

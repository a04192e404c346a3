import Checker
import NetworkModel
import PolicyTypes
import Simulator
import TestSupport
import Testing

/// Appendix B of the semantics, transit gateways, in the checker: a claim and a question about one sender, one receiver
/// and one service must give what the vector says.
@Suite("Transit gateway vectors in the checker")
struct TransitVectorTests {
  private struct Ends {
    var network: NetworkModel
    var from: ID<Interface>
    var to: ID<Interface>
  }

  /// `forbid`, `require` and the question for https from one end to the other.
  private func expect(_ ends: Ends, _ code: DropCode?, _ comment: Comment) throws {
    var checker = try Checker(ends.network)
    let source = EndpointSet(members: [EndpointMember(interface: ends.from)], text: "source")
    let destination = EndpointSet(members: [EndpointMember(interface: ends.to)], text: "destination")
    let traffic = Traffic(entries: [Traffic.Entry(proto: 6, ports: 443...443)], text: "tcp/443")
    func claim(_ kind: Claim.Kind) -> Claim {
      Claim(kind: kind, source: source, destination: destination, traffic: traffic)
    }
    let ban = try checker.check(claim(.forbid))
    #expect(ban.verdict == (code == nil ? .violated : .proved), comment)
    let demand = try checker.check(claim(.require))
    #expect(demand.verdict == (code == nil ? .proved : .violated), comment)
    if let code { #expect(demand.witness?.exchange.forward.disposition == .dropped(code), comment) }
    let answer = try checker.answer(.reach(source, destination, traffic)).answer
    #expect(answer == (code == nil ? .reachable : .unreachable), comment)
  }

  /// Two VPCs on one gateway that route everything private to it; the near one has subnets in two zones.
  private struct Lab {
    var net = NetworkBuilder()
    let near: ID<VPC>
    let far: ID<VPC>
    let first: ID<Subnet>
    let second: ID<Subnet>
    let other: ID<Subnet>
    let gateway: ID<TransitGateway>

    init(references: Bool = false) {
      near = net.vpc("vpc-near", "10.0.0.0/16")
      far = net.vpc("vpc-far", "10.5.0.0/16")
      first = net.subnet("subnet-az1", in: near, "10.0.1.0/24", zone: "use1-az1")
      second = net.subnet("subnet-az2", in: near, "10.0.2.0/24", zone: "use1-az2")
      other = net.subnet("subnet-far", in: far, "10.5.1.0/24", zone: "use1-az1")
      gateway = net.transitGateway("tgw-1", references: references)
      for vpc in [near, far] { net.route(vpc, "10.0.0.0/8", gateway) }
    }
  }

  @Test("B24: no attachment in the sender's zone")
  func b24() throws {
    var lab = Lab()
    lab.net.attach("tgw-attach-near", lab.gateway, [lab.first])
    lab.net.attach("tgw-attach-far", lab.gateway, [lab.other])
    let a = lab.net.host("eni-a", in: lab.first, "10.0.1.10")
    let b = lab.net.host("eni-b", in: lab.second, "10.0.2.10")
    let c = lab.net.host("eni-c", in: lab.other, "10.5.1.10")
    try expect(Ends(network: lab.net.model, from: b, to: c), .transitZone, "B in az2")
    try expect(Ends(network: lab.net.model, from: a, to: c), nil, "A in az1")
  }

  @Test("B25: a static route beats a propagated one of equal length")
  func b25() throws {
    var lab = Lab()
    let twin = lab.net.vpc("vpc-twin", "10.5.0.0/16")
    let twinSubnet = lab.net.subnet("subnet-twin", in: twin, "10.5.1.0/24")
    lab.net.route(twin, "10.0.0.0/8", lab.gateway)
    lab.net.attach("tgw-attach-near", lab.gateway, [lab.first, lab.second])
    let chosen = lab.net.attach("tgw-attach-1", lab.gateway, [lab.other], propagatesTo: [])
    lab.net.attach("tgw-attach-2", lab.gateway, [twinSubnet])
    lab.net.route(in: lab.net.transitTable(lab.gateway), "10.5.0.0/16", chosen)
    let a = lab.net.host("eni-a", in: lab.first, "10.0.1.10")
    let b = lab.net.host("eni-b", in: lab.other, "10.5.1.10")
    try expect(Ends(network: lab.net.model, from: a, to: b), nil, "the static route's VPC")
    let shadowed = lab.net.host("eni-c", in: twinSubnet, "10.5.1.11")
    try expect(
      Ends(network: lab.net.model, from: a, to: shadowed), .noPossibleDestination,
      "the propagating VPC")
  }

  @Test("B29: references need both attachments", arguments: [true, false], [true, false])
  func b29(sender: Bool, receiver: Bool) throws {
    var lab = Lab(references: true)
    let clients = lab.net.group("sg-a", in: lab.near, .open)
    let servers = lab.net.group(
      "sg-b", in: lab.far, [.ingress(.tcp(443), clients), .egress(.any, "0.0.0.0/0")])
    lab.net.attach("tgw-attach-near", lab.gateway, [lab.first, lab.second], references: sender)
    lab.net.attach("tgw-attach-far", lab.gateway, [lab.other], references: receiver)
    let a = lab.net.host("eni-a", in: lab.first, "10.0.1.10", groups: [clients])
    let b = lab.net.host("eni-b", in: lab.other, "10.5.1.10", groups: [servers])
    try expect(
      Ends(network: lab.net.model, from: a, to: b),
      sender && receiver ? nil : .securityGroupMismatch, "\(sender) \(receiver)")
  }

  /// Random networks hardly ever have all that this takes, so it has one of its own.
  @Test("references that survive an inspection VPC are told apart")
  func secondPassage() {
    var lab = Lab(references: true)
    let middle = lab.net.vpc("vpc-middle", "10.9.0.0/16")
    let landing = lab.net.subnet("subnet-middle", in: middle, "10.9.1.0/24")
    lab.net.route(middle, "10.0.0.0/8", lab.gateway)
    let clients = lab.net.group("sg-a", in: lab.near, .open)
    let servers = lab.net.group(
      "sg-b", in: lab.far, [.ingress(.any, clients), .egress(.any, "0.0.0.0/0")])
    let inward = lab.net.transitTable("tgw-rtb-in", of: lab.gateway)
    lab.net.attach("tgw-attach-near", lab.gateway, [lab.first], table: inward, references: true)
    lab.net.attach("tgw-attach-far", lab.gateway, [lab.other], table: inward, references: true)
    let inspection = lab.net.attach("tgw-attach-middle", lab.gateway, [landing], references: true)
    lab.net.route(in: inward, "0.0.0.0/0", inspection)
    let a = lab.net.host("eni-a", in: lab.first, "10.0.1.10", groups: [clients])
    lab.net.host("eni-b", in: lab.other, "10.5.1.10", groups: [servers])
    let packet = Packet(
      source: NetworkBuilder.address("10.0.1.10"), destination: NetworkBuilder.address("10.5.1.10"),
      proto: 6, sourcePort: 40000, destinationPort: 443)
    var right = PathAgreement(lab.net.model, uncollected: .open)
    #expect(right.contradictions([packet], from: .interface(a)).isEmpty)
    #expect(right.endings == ["ENI_SG_RULES_MISMATCH": 1])
    var wrong = PathAgreement(
      lab.net.model, uncollected: .open, mutation: .transitSecondPassageKeepsReferences)
    #expect(!wrong.contradictions([packet], from: .interface(a)).isEmpty)
  }

  @Test("the paths from one host of a hub grow with the number of VPCs, not faster")
  func hubIsLinear() {
    let fifty = paths(vpcs: 50)
    let start = ContinuousClock.now
    let hundred = paths(vpcs: 100)
    print("hub of 100 VPCs: \(hundred) paths in \(ContinuousClock.now - start)")
    #expect(hundred > fifty && hundred <= 2 * fifty, "\(fifty), \(hundred)")
  }

  /// A hub in which every VPC leads everything to the gateway, which leads what it does not know to the first VPC.
  private func paths(vpcs count: Int) -> Int {
    var net = NetworkBuilder()
    let gateway = net.transitGateway("tgw-1")
    var hosts: [ID<Interface>] = []
    for index in 0..<count {
      let vpc = net.vpc("vpc-\(index)", "10.\(index).0.0/16")
      let subnet = net.subnet("subnet-\(index)", in: vpc, "10.\(index).1.0/24")
      hosts.append(net.host("eni-\(index)", in: subnet, "10.\(index).1.10"))
      net.route(vpc, "0.0.0.0/0", gateway)
      let attachment = net.attach("tgw-attach-\(index)", gateway, [subnet])
      if index == 0 { net.route(in: net.transitTable(gateway), "0.0.0.0/0", attachment) }
    }
    return PathAgreement(net.model, uncollected: .open).pathCount(from: .interface(hosts[1]), .v4)
  }
}

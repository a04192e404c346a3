import NetworkModel
import RuleHygiene
import Simulator
import TestSupport
import Testing

@Suite("Hygiene of rules")
struct RuleHygieneTests {
  private func group(_ rules: [SecurityGroupRule], entries: [NetworkACLEntry] = []) throws -> [RuleHygiene.Finding] {
    var net = NetworkBuilder()
    let vpc = net.vpc("vpc-a", "10.0.0.0/16")
    let subnet = net.subnet("subnet-a", in: vpc, "10.0.1.0/24")
    let used = net.group("sg-used", in: vpc, [])
    net.host("eni-a", in: subnet, "10.0.1.10", groups: [used])
    // What is not understood is a note of this network.
    let unknown = net.model.note(Unknown(object: "sg-used", kind: "securityGroup", reason: "test", rule: "IMP-5"))
    net.model.securityGroups[used].rules = rules.map { rule in
      var rule = rule
      if case .unknown = rule.peer { rule.peer = .unknown(unknown) }
      return rule
    }
    if !entries.isEmpty {
      net.model.networkACLs.insert(NetworkACL(name: "acl-a", vpc: vpc, entries: entries))
    }
    return try RuleHygiene.findings(in: net.model).findings.filter { $0.object == "sg-used" || $0.object == "acl-a" }
  }

  private func rule(
    _ name: String, _ range: String, _ service: ServiceMatch, _ direction: Direction = .ingress
  ) -> SecurityGroupRule {
    SecurityGroupRule(
      name: name, direction: direction, service: service, peer: .range(NetworkBuilder.cidr(range)))
  }

  private static let tcp = ProtocolMatch.number(IPProtocol.tcp)

  @Test("HYG-3: two halves cover a whole, one does not")
  func unions() throws {
    let whole = rule("whole", "10.0.0.0/8", ServiceMatch(Self.tcp, ports: 80...443))
    let low = rule("low", "10.0.0.0/9", ServiceMatch(Self.tcp, ports: 80...500))
    let high = rule("high", "10.128.0.0/9", ServiceMatch(.any))
    #expect(try group([low, whole]).isEmpty)
    let found = try group([low, whole, high])
    #expect(found.map(\.rule) == ["whole"] && found.map(\.kind) == [.coveredRule])
    #expect(found.first?.because == ["low", "high"])
    // The other direction, a hole in the ports, or an address too many.
    #expect(try group([low, whole, rule("out", "10.128.0.0/9", ServiceMatch(.any), .egress)]).isEmpty)
    let holed = rule("holed", "10.128.0.0/9", ServiceMatch(Self.tcp, ports: 80...442))
    #expect(try group([low, whole, holed]).map(\.rule) == ["holed"])
  }

  @Test("HYG-3: of two equal rules the later one, and never both")
  func equals() throws {
    let one = rule("one", "10.0.0.0/8", ServiceMatch(Self.tcp, ports: 22...22))
    let two = rule("two", "10.0.0.0/8", ServiceMatch(Self.tcp, ports: 22...22))
    let three = rule("three", "10.0.0.0/8", ServiceMatch(Self.tcp, ports: 22...22))
    #expect(try group([one, two, three]).map(\.rule) == ["two", "three"])
  }

  @Test("HYG-3: what was not understood covers nothing and is not covered")
  func unknowns() throws {
    var net = NetworkBuilder()
    let unknown = net.model.note(Unknown(object: "sg-used", kind: "securityGroup", reason: "test", rule: "IMP-5"))
    let strange = SecurityGroupRule(
      name: "strange", direction: .ingress, service: ServiceMatch(.any), peer: .unknown(unknown))
    let one = rule("one", "10.0.0.0/8", ServiceMatch(Self.tcp, ports: 22...22))
    #expect(try group([strange, one]).isEmpty)
    let everything = ["0.0.0.0/0", "::/0"].map { rule("all \($0)", $0, ServiceMatch(.any)) }
    #expect(try !group(everything + [strange]).contains { $0.rule == "strange" })
  }

  @Test("HYG-4: entries that earlier ones decide, whatever they say")
  func entries() throws {
    func entry(_ number: Int, _ allows: Bool, _ range: String, _ service: ServiceMatch = .init(.any)) -> NetworkACLEntry {
      NetworkACLEntry(
        number: number, direction: .ingress, allows: allows, service: service, range: NetworkBuilder.cidr(range))
    }
    let found = try group(
      [],
      entries: [
        entry(100, false, "10.0.0.0/9"), entry(110, true, "10.128.0.0/9", .init(Self.tcp)),
        entry(120, true, "10.0.0.0/8", .init(Self.tcp, ports: 22...22)), entry(130, true, "0.0.0.0/0"),
        entry(140, false, "::/0"),
      ])
    #expect(found.map(\.rule) == ["ingress rule 120 allow"] && found.map(\.kind) == [.shadowedEntry])
  }

  @Test("HYG-1, HYG-2, HYG-5: unused groups, rules about nobody, doors wide open")
  func others() throws {
    var net = NetworkBuilder()
    let vpc = net.vpc("vpc-a", "10.0.0.0/16")
    let subnet = net.subnet("subnet-a", in: vpc, "10.0.1.0/24")
    let used = net.group("sg-used", in: vpc, [])
    let alone = net.group("sg-alone", in: vpc, [])
    let named = net.group("sg-named", in: vpc, [])
    net.host("eni-a", in: subnet, "10.0.1.10", groups: [used])
    net.model.securityGroups[used].rules = [
      rule("wide", "0.0.0.0/0", ServiceMatch(Self.tcp)),
      SecurityGroupRule(
        name: "nobody", direction: .ingress, service: ServiceMatch(.any), peer: .group(.resolved(named))),
      rule("web", "0.0.0.0/0", ServiceMatch(.number(IPProtocol.udp), ports: 443...443)),
    ]
    let found = try RuleHygiene.findings(in: net.model).findings
    #expect(found.contains { $0.kind == .unusedGroup && $0.object == "sg-alone" })
    #expect(!found.contains { $0.kind == .unusedGroup && $0.object != "sg-alone" })
    #expect(found.filter { $0.kind == .idleRule }.map(\.rule) == ["nobody"])
    #expect(found.filter { $0.kind == .broadRule }.map(\.rule) == ["wide"])
    _ = alone
    // One interface whose groups nobody told may have any.
    net.host("eni-b", in: subnet, "10.0.1.11", groups: [])
    let open = try RuleHygiene.findings(in: net.model).findings
    #expect(!open.contains { $0.kind == .unusedGroup || $0.kind == .idleRule })
  }

  /// Removing what is called superfluous changes no answer of the filters: by the simulator, packet by packet.
  @Test("removing covered rules changes nothing", arguments: 1...40)
  func removal(seed: UInt64) throws {
    let network = RandomNetwork.make(seed: seed, size: .mixed(seed))
    var without = network
    let findings = try RuleHygiene.findings(in: network).findings
    for id in network.securityGroups.ids {
      let gone = Set(
        findings.filter { $0.kind == .coveredRule && $0.object == network.securityGroups[id].name }.compactMap(\.rule))
      let rules = network.securityGroups[id].rules
      without.securityGroups[id].rules = rules.enumerated().filter { position, rule in
        !gone.contains(rule.name ?? "\(rule.direction.rawValue) rule \(position + 1)")
      }.map(\.element)
    }
    for id in network.networkACLs.ids {
      let gone = Set(
        findings.filter { $0.kind == .shadowedEntry && $0.object == network.networkACLs[id].name }.compactMap(\.rule))
      without.networkACLs[id].entries.removeAll {
        gone.contains("\($0.direction.rawValue) rule \($0.number) \($0.allows ? "allow" : "deny")")
      }
    }
    let (one, two) = (Simulator(network), Simulator(without))
    let enumerator = Enumerator(network, traffic: [], ranges: [])
    for interface in network.interfaces.ids {
      for packet in enumerator.packets(from: .interface(interface), budget: 60, seed: seed, where: { _ in true }) {
        let before = one.forward(packet, from: .interface(interface)).disposition
        #expect(before == two.forward(packet, from: .interface(interface)).disposition)
      }
    }
  }
}

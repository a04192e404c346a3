import Checker
import NetworkModel
import PolicySyntax
import PolicyTypes
import SourceText
import TestSupport
import Testing

/// OBJ-1 to OBJ-9 on a network with one object of each sort that a claim does not want.
@Suite("Claims about objects")
struct ObjectClaimTests {
  private static let network: NetworkModel = {
    var net = NetworkBuilder()
    let vpc = net.vpc("vpc-a", "10.0.0.0/16")
    let other = net.vpc("vpc-b", "10.1.0.0/16")
    let gateway = net.internetGateway("igw-a", vpc)
    let strict = net.acl(
      "acl-strict", in: vpc,
      [
        .allow(100, .ingress, .tcp(443), "0.0.0.0/0"), .allow(110, .ingress, .tcp(443), "10.0.0.0/8"),
        .allow(120, .ingress, .tcp(22), "10.0.0.0/8"), .allow(100, .egress, .tcp(1024...65535), "10.0.0.0/8"),
      ])
    let outer = net.table("rtb-public", in: vpc)
    net.route(in: outer, "0.0.0.0/0", .internetGateway(.resolved(gateway)))
    let front = net.subnet("subnet-public", in: vpc, "10.0.1.0/24", table: outer)
    let nat = net.nat("nat-a", in: front, ["10.0.1.4"], public: ["198.51.100.4"])
    let inner = net.table("rtb-private", in: vpc)
    net.route(in: inner, "0.0.0.0/0", .natGateway(.resolved(nat)))
    net.route(in: inner, "192.0.2.0/24", .internetGateway(.resolved(gateway)), state: .blackhole)
    let back = net.subnet("subnet-private", in: vpc, "10.0.2.0/24", table: inner, acl: strict)
    let away = net.subnet("subnet-far", in: other, "10.1.1.0/24", table: net.table("rtb-far", in: other))
    let far = net.group("sg-far", in: other, .open)
    let web = net.group("sg-web", in: vpc, [.egress(.any, "10.0.0.0/16"), .ingress(.tcp(443), "0.0.0.0/0")])
    let app = net.group(
      "sg-app", in: vpc,
      [
        .ingress(.tcp(443), web), .ingress(.tcp(440...450), web), .ingress(.tcp(443), "10.9.0.0/16"),
        .ingress(.tcp(443), far),
      ])
    net.group("sg-old", in: vpc)
    net.host("eni-web", in: front, "10.0.1.10", groups: [web], public: "198.51.100.10")
    net.host("eni-app", in: back, "10.0.2.10", groups: [app])
    net.host("eni-far", in: away, "10.1.1.10", groups: [far])
    return net.model
  }()

  private func check(_ claim: String, in network: NetworkModel = ObjectClaimTests.network) throws -> ObjectResult {
    let parsed = Parser.parseFile(Array("policy p { \(claim) }".utf8), file: FileID(index: 0))
    try #require(!parsed.hasErrors, "\(parsed.diagnostics)")
    let checked = TypeChecker.check([parsed.tree], against: network)
    let policy = try #require(checked.policies.first, "\(checked.diagnostics)")
    var checker = try Checker(network)
    let result = try checker.check(policy)
    #expect(result.verdict == result.objects.first?.verdict)
    return try #require(result.objects.first)
  }

  @Test(arguments: [
    ("forbid unused security-groups", ["sg-old"]),
    ("forbid unused security-groups of eni-app", []),
    // A range where nobody is, and a group beyond the VPC; the narrower of two references is matched all the same.
    ("forbid unmatched rules of eni-app", ["sg-app ingress 3", "sg-app ingress 4"]),
    ("forbid lost references", ["sg-app ingress 4"]),
    ("forbid lost references of eni-web", []),
    ("forbid shadowed rules of eni-app", ["sg-app ingress 1", "acl-strict ingress 110"]),
    ("forbid encryption blockers of eni-web", ["igw-a", "nat-a"]),
    // What may go out to high ports from here may be a request as well, whose reply is not let in.
    ("forbid blocked replies", ["acl-strict ingress 100", "acl-strict egress 100"]),
    ("forbid blocked replies of eni-web", []),
    ("forbid equivalent security-groups", []),
    ("forbid wide rules of eni-app", ["sg-app ingress 2", "sg-app ingress 3", "sg-app ingress 4"]),
    ("forbid routes to 192.0.0.0/8", ["rtb-public 0.0.0.0/0", "rtb-private 0.0.0.0/0", "rtb-private 192.0.2.0/24"]),
    ("forbid routes to 10.0.0.0/16 of subnet-far", []),
    ("forbid detours around nat-a", []),
    ("forbid reachable blackholes of eni-app", []),
    ("forbid routing loops", []),
    ("forbid blackhole routes", ["rtb-private 192.0.2.0/24"]),
    ("forbid blackhole routes of subnet-public", []),
    ("require default routes through nat-gateways", ["rtb-public 0.0.0.0/0"]),
    ("require default routes through nat-gateways, igw-a", []),
    ("require default routes through nat-gateways of subnet-private", []),
    ("require next hop of 8.8.0.0/16 through nat-a of subnet-private", []),
    ("require next hop of 0.0.0.0/0 through nat-a of eni-app", ["rtb-private 10.0.0.0/16", "rtb-private 192.0.2.0/24"]),
    ("require next hop of 8.8.8.8 through igw-a of subnet-far", ["rtb-far"]),
  ])
  func findings(_ claim: String, _ objects: [String]) throws {
    let result = try check(claim)
    #expect(result.findings.map(\.object) == objects, "\(claim): \(result)")
    let isVacuous = claim == "forbid lost references of eni-web"
    #expect(result.verdict == (objects.isEmpty ? isVacuous ? .vacuous : .proved : .violated), "\(claim): \(result)")
  }

  /// Everyone includes a gateway that translates: whether only it uses the rule is not told.
  @Test func whatOthersMaySendIsUnknown() throws {
    let result = try check("forbid unmatched rules of eni-web")
    #expect(result.findings == [], "\(result)")
    #expect(result.verdict == .proved || result.verdict == .unknown)
  }

  /// OBJ-6 against every packet at a bound of the entries, one step beside it, and every client port there.
  @Test("OBJ-6: blocked replies on random ACLs, enumerated")
  func replies() throws {
    var random = SplitMix64(seed: 6)
    var counts = [0, 0]
    for _ in 0..<300 {
      var net = NetworkBuilder()
      let vpc = net.vpc("vpc-a", "10.0.0.0/16")
      var entries: [NetworkACLEntry] = []
      for number in 1...6 {
        let lower = UInt16(random.among(0, 22, 443, 1024, 1025, 32768))
        let upper = UInt16(random.among(22, 443, 1024, 40000, 65535))
        let service: ServiceMatch =
          switch random.int(0...3) {
          case 0: .any
          case 1: .udp(min(lower, upper)...max(lower, upper))
          case _: .tcp(min(lower, upper)...max(lower, upper))
          }
        let range = random.among("0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.1.2.3/32", "192.0.2.0/24")
        let direction = random.chance(50) ? Direction.ingress : .egress
        entries.append(
          random.chance(75) ? .allow(number, direction, service, range) : .deny(number, direction, service, range))
      }
      let acl = net.acl("acl-a", in: vpc, entries)
      net.host("eni-a", in: net.subnet("subnet-a", in: vpc, "10.0.1.0/24", acl: acl), "10.0.1.10")
      var checker = try Checker(net.model)
      let claim = ObjectClaim(kind: .blockedReplies, subject: nil, doubts: [], text: "", range: .init(file: .init(index: 0), start: 0, end: 0))
      let found = Set(try checker.check(claim).findings.map(\.object))
      let wanted = enumerated(entries.inACLOrder)
      #expect(found == wanted, "\(entries)")
      counts[wanted.isEmpty ? 0 : 1] += 1
    }
    #expect(counts[0] > 0 && counts[1] > 20, "\(counts)")
  }

  /// OBJ-4 and OBJ-11 against every packet at a bound of the rules, sent by members of some groups.
  @Test("OBJ-4, OBJ-11: rules of random groups, enumerated")
  func groups() throws {
    var random = SplitMix64(seed: 11)
    var counts: [String: Int] = [:]
    for round in 0..<200 {
      var net = NetworkBuilder()
      let vpc = net.vpc("vpc-a", "10.0.0.0/16")
      let other = net.group("sg-peer", in: vpc, [])
      func rules() -> [SecurityGroupRule] {
        (0..<random.int(1...4)).map { _ in
          let (low, high) = (UInt16(random.among(20, 22, 443)), UInt16(random.among(443, 444, 8080)))
          let service = random.chance(80) ? ServiceMatch.tcp(min(low, high)...max(low, high)) : .any
          if random.chance(20) { return .ingress(service, other) }
          return .ingress(service, random.among("10.0.0.0/8", "10.0.0.0/9", "10.128.0.0/9", "0.0.0.0/0"))
        }
      }
      let first = net.group("sg-one", in: vpc, rules())
      let second = net.group("sg-two", in: vpc, random.chance(30) ? net.model.securityGroups[first].rules.reversed() : rules())
      let subnet = net.subnet("subnet-a", in: vpc, "10.0.1.0/24")
      let host = net.host("eni-a", in: subnet, "10.0.1.10", groups: [first, second])
      let network = net.model
      var checker = try Checker(network)
      func found(_ kind: ObjectClaim.Kind) throws -> [String] {
        let claim = ObjectClaim(kind: kind, subject: [host], text: "", range: .init(file: .init(index: 0), start: 0, end: 0))
        return try checker.check(claim).findings.map(\.object)
      }
      let (one, two) = (network.securityGroups[first].rules, network.securityGroups[second].rules)
      let areEqual = Self.packets.allSatisfy { packet in
        Self.admits(one, packet, other) == Self.admits(two, packet, other)
      }
      #expect(try found(.equivalentGroups) == (areEqual ? ["sg-two"] : []), "round \(round): \(one) \(two)")
      let covered = [("sg-one", one), ("sg-two", two)].flatMap { name, rules in
        Self.covered(rules, other).map { "\(name) ingress \($0 + 1)" }
      }
      #expect(try found(.shadowedRules) == covered, "round \(round): \(one) \(two)")
      counts[areEqual ? "equal" : "different", default: 0] += 1
      counts[covered.isEmpty ? "clean" : "covered", default: 0] += 1
    }
    #expect(counts.values.allSatisfy { $0 > 15 } && counts.count == 4, "\(counts)")
  }

  private struct Sent { var address: IPAddress, proto: UInt8, port: UInt16, isPeer: Bool }

  private static let packets: [Sent] = {
    var all: [Sent] = []
    for address in ["9.255.255.255", "10.0.0.0", "10.127.255.255", "10.128.0.0", "10.255.255.255", "11.0.0.0", "2001:db8::1"] {
      for (proto, ports) in [(UInt8(6), [0, 19, 20, 21, 22, 23, 442, 443, 444, 445, 8080, 8081, 65535]), (17, [0, 443]), (50, [0])] {
        for port in ports {
          for isPeer in [false, true] {
            all.append(Sent(address: NetworkBuilder.address(address), proto: proto, port: UInt16(port), isPeer: isPeer))
          }
        }
      }
    }
    return all
  }()

  private static func admits(_ rules: [SecurityGroupRule], _ sent: Sent, _ peer: ID<SecurityGroup>) -> Bool {
    rules.contains { rule in
      if case .number(let proto) = rule.service.proto {
        guard proto == sent.proto, rule.service.ports.map({ $0.contains(sent.port) }) ?? true else { return false }
      }
      switch rule.peer {
      case .range(let range): return range.contains(sent.address)
      case .group(.resolved(let group)): return group == peer && sent.isPeer
      case .group, .prefixList, .stale, .unknown: return false
      }
    }
  }

  /// Later rules first; one that was covered covers no other. A rule about a group that nobody has lets nobody in, which is
  /// another finding.
  private static func covered(_ rules: [SecurityGroupRule], _ peer: ID<SecurityGroup>) -> [Int] {
    var gone: Set<Int> = []
    for index in rules.indices {
      if case .group = rules[index].peer { gone.insert(index) }
    }
    var covered: [Int] = []
    for index in rules.indices.reversed() where !gone.contains(index) {
      let rest = rules.indices.filter { $0 != index && !gone.contains($0) }.map { rules[$0] }
      let isCovered = packets.allSatisfy { !admits([rules[index]], $0, peer) || admits(rest, $0, peer) }
      guard isCovered else { continue }
      gone.insert(index)
      covered.append(index)
    }
    return covered.sorted()
  }

  private func enumerated(_ entries: [NetworkACLEntry]) -> Set<String> {
    var ports: Set<Int> = [0, 1024, 65535]
    for bound in entries.compactMap(\.service.ports).flatMap({ [Int($0.lowerBound), Int($0.upperBound)] }) {
      ports.formUnion([bound - 1, bound, bound + 1])
    }
    let all = ports.filter { (0...65535).contains($0) }.map { UInt16($0) }
    var addresses: Set<UInt128> = [0]
    for range in entries.map(\.range) {
      addresses.formUnion([range.first, range.last])
      if range.first > 0 { addresses.insert(range.first - 1) }
      if range.last < 0xFFFF_FFFF { addresses.insert(range.last + 1) }
    }
    func first(_ direction: Direction, _ proto: UInt8, _ port: UInt16, _ address: IPAddress) -> NetworkACLEntry? {
      for entry in entries where entry.direction == direction && entry.range.contains(address) {
        switch entry.service.proto {
        case .any: return entry
        case .number(let number):
          if number == proto, entry.service.ports.map({ $0.contains(port) }) != false { return entry }
        }
      }
      return nil
    }
    var found: Set<String> = []
    for proto in [UInt8(6), 17] {
      for value in addresses {
        let address = IPAddress(.v4, value)
        for direction in [Direction.ingress, .egress] {
          let back: Direction = direction == .ingress ? .egress : .ingress
          let isBlocked = all.contains { $0 >= 1024 && first(back, proto, $0, address)?.allows != true }
          guard isBlocked else { continue }
          for port in all {
            guard let entry = first(direction, proto, port, address), entry.allows else { continue }
            found.insert("acl-a \(direction.rawValue) \(entry.number)")
          }
        }
      }
    }
    return found
  }

  /// A VPC with a NAT gateway, whose table has the routes that `change` adds.
  private func routed(_ change: (inout NetworkBuilder, ID<RouteTable>, ID<NATGateway>, ID<InternetGateway>) -> Void)
    -> NetworkModel
  {
    var net = NetworkBuilder()
    let vpc = net.vpc("vpc-a", "10.0.0.0/16")
    let gateway = net.internetGateway("igw-a", vpc)
    let table = net.table("rtb-a", in: vpc)
    let subnet = net.subnet("subnet-a", in: vpc, "10.0.1.0/24", table: table)
    let nat = net.nat("nat-a", in: subnet, ["10.0.1.4"], public: ["198.51.100.4"])
    change(&net, table, nat, gateway)
    return net.model
  }

  /// OBJ-8: a prefix list may hold everything.
  @Test func defaultRoutesByPrefixLists() throws {
    let claim = "require default routes through nat-gateways"
    func verdict(_ change: (inout NetworkBuilder, ID<RouteTable>, ID<InternetGateway>) -> Void) throws -> Verdict {
      try check(
        claim,
        in: routed { net, table, nat, gateway in
          net.route(in: table, "0.0.0.0/0", .natGateway(.resolved(nat)))
          change(&net, table, gateway)
        }
      ).verdict
    }
    #expect(try verdict { _, _, _ in } == .proved)
    let all = try verdict { net, table, gateway in
      let list = net.prefixList("pl-all", "192.0.2.0/24", "0.0.0.0/0")
      net.route(in: table, list: list, .internetGateway(.resolved(gateway)))
    }
    #expect(all == .violated)
    let some = try verdict { net, table, gateway in
      let list = net.prefixList("pl-some", "192.0.2.0/24")
      net.route(in: table, list: list, .internetGateway(.resolved(gateway)))
    }
    #expect(some == .proved)
    let open = try verdict { net, table, gateway in
      let list = net.prefixList("pl-open")
      net.model.prefixLists[list].entries = .unknown(net.unknown("pl-open", kind: "prefixList"))
      net.route(in: table, list: list, .internetGateway(.resolved(gateway)))
    }
    #expect(open == .unknown)
  }

  /// OBJ-9 asks for the route that is taken: local routes win over what was learned (RT-3), and blackholes lead nowhere.
  @Test func nextHopsThatAreTaken() throws {
    let learned = routed { net, table, nat, _ in
      net.route(in: table, "10.0.9.0/24", .natGateway(.resolved(nat)), source: .propagated)
      net.route(in: table, "172.16.0.0/12", .natGateway(.resolved(nat)), source: .propagated)
    }
    #expect(try check("require next hop of 10.0.9.0/24 through nat-a", in: learned).verdict == .violated)
    #expect(try check("require next hop of 172.16.0.0/12 through nat-a", in: learned).verdict == .proved)
    let fixed = routed { net, table, nat, _ in net.route(in: table, "10.0.9.0/24", .natGateway(.resolved(nat))) }
    #expect(try check("require next hop of 10.0.9.0/24 through nat-a", in: fixed).verdict == .proved)
    let dead = routed { net, table, nat, _ in
      net.route(in: table, "0.0.0.0/0", .natGateway(.resolved(nat)), state: .blackhole)
    }
    #expect(try check("require next hop of 8.8.8.8 through nat-a", in: dead).verdict == .violated)
    #expect(try check("require default routes through nat-a", in: dead).verdict == .violated)
    let odd = routed { net, table, nat, _ in
      net.route(in: table, "0.0.0.0/0", .natGateway(.resolved(nat)), state: .unknown(net.unknown("rtb-a", kind: "route")))
    }
    #expect(try check("require next hop of 8.8.8.8 through nat-a", in: odd).verdict == .unknown)
    #expect(try check("require default routes through nat-a", in: odd).verdict == .unknown)
  }

  /// OBJ-10: a firewall's endpoint is one, whether its interface was collected or not.
  @Test func firewallsKeepFromEnforcing() throws {
    var net = NetworkBuilder()
    let vpc = net.vpc("vpc-a", "10.0.0.0/16")
    let subnet = net.subnet("subnet-a", in: vpc, "10.0.1.0/24")
    #expect(try check("forbid encryption blockers", in: net.model).verdict == .proved)
    _ = net.inspectionEndpoint("vpce-a", in: subnet)
    #expect(try check("forbid encryption blockers", in: net.model).findings.map(\.object) == ["vpce-a"])
    net.host("eni-endpoint", in: subnet, "10.0.1.4", kind: .transparentService("gateway_load_balancer_endpoint"))
    #expect(try check("forbid encryption blockers", in: net.model).findings.map(\.object) == ["eni-endpoint"])
  }
}

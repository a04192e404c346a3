import Checker
import FoundationEssentials
import NetworkModel
import PolicyTypes
import Simulator
import SourceText
import TestSupport
import Testing

/// Claims about where routes lead against the simulator: POL-22 in a copy with open filters that is made here, OBJ-15 and OBJ-16
/// by the drops of enumerated packets, OBJ-13 and OBJ-14 by looking at single addresses. `ISOLA_ROUTE_NETWORKS` and
/// `ISOLA_FIRST_SEED` widen or move the campaign.
@Suite("Routes and simulator agree")
struct RouteClaimTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let count = environment["ISOLA_ROUTE_NETWORKS"].flatMap(Int.init) ?? 150
  private static let firstSeed = environment["ISOLA_FIRST_SEED"].flatMap(UInt64.init) ?? 1

  private static func networks(_ body: (UInt64, NetworkModel) throws -> Void) rethrows {
    for offset in 0..<count {
      let seed = firstSeed &+ UInt64(offset)
      try body(seed, RandomNetwork.make(seed: seed, size: .mixed(seed)))
    }
  }

  @Test("POL-22 on random networks, in a copy with open filters")
  func leaks() throws {
    var verdicts: [Verdict: Int] = [:]
    try Self.networks { seed, network in
      let open = Self.opened(network)
      for subject in RandomClaims.subjects(network, count: 6, seed: seed) {
        guard case .claim(var claim) = subject else { continue }
        claim.kind = .forbidDirect
        claim.ignoresFilters = true
        var checker = try Checker(network)
        let result = try checker.check(claim)
        verdicts[result.verdict, default: 0] += 1
        claim.ignoresFilters = false
        // What no route leads to, nothing gets to.
        if result.verdict == .proved {
          #expect(try checker.check(claim).verdict != .violated, "seed \(seed): \(claim)")
        }
        judge(result, claim, Harness(open), seed)
      }
    }
    print("route leaks on \(Self.count) networks: \(verdicts.map { "\($0.value) \($0.key.rawValue)" }.sorted())")
    #expect((verdicts[.proved] ?? 0) > 20 && (verdicts[.violated] ?? 0) > 20)
  }

  private func judge(_ result: ClaimResult, _ claim: Claim, _ harness: Harness, _ seed: UInt64) {
    let subject = Subject.claim(claim)
    switch result.verdict {
    case .unknown, .vacuous: return
    case .proved:
      let seen = harness.observations(of: subject, budget: 120, seed: seed)
      let found = harness.contradictions(
        CheckedVerdict(kind: .proved), on: subject, observations: seen, seed: seed)
      #expect(found.isEmpty, "seed \(seed): \(found.first ?? "")")
    case .violated:
      guard let witness = result.witness else {
        Issue.record("seed \(seed): violated without a packet")
        return
      }
      let shown = CheckedVerdict(
        kind: .violated,
        witness: .init(
          emitter: witness.emitter, packet: witness.packet, choices: witness.choices,
          returnChoices: witness.replyChoices, relays: witness.relays.map(\.step)))
      let found = harness.contradictions(shown, on: subject, observations: [], seed: seed)
      #expect(found.isEmpty, "seed \(seed): \(found.first ?? "")")
    }
  }

  /// Every group gets rules for everything, every subnet an ACL that lets everything pass.
  private static func opened(_ network: NetworkModel) -> NetworkModel {
    var copy = network
    let all = [NetworkBuilder.cidr("0.0.0.0/0"), NetworkBuilder.cidr("::/0")]
    for id in copy.securityGroups.ids {
      copy.securityGroups[id].rules = []
      for range in all {
        for direction in [Direction.egress, .ingress] {
          copy.securityGroups[id].rules.append(
            SecurityGroupRule(direction: direction, service: ServiceMatch(.any), peer: .range(range)))
        }
      }
    }
    for id in copy.subnets.ids { copy.subnets[id].networkACL = .assumedOpen }
    for id in copy.interfaces.ids where copy.interfaces[id].groups.contains(where: { $0.id == nil }) {
      guard let some = copy.securityGroups.ids.last else { continue }
      copy.interfaces[id].groups = [.resolved(some)]
    }
    return copy
  }

  // MARK: Drops

  @Test("OBJ-15, OBJ-16 on random networks, by enumerated packets")
  func drops() throws {
    var verdicts: [Verdict: Int] = [:]
    var seen = 0
    try Self.networks { seed, network in
      let kinds: [(ObjectClaim.Kind, Set<DropCode>)] = [
        (.reachableBlackholes, [.badStateRoute, .transitBadStateRoute]), (.routingLoops, [.loop]),
      ]
      for (kind, codes) in kinds {
        var checker = try Checker(network)
        let result = try checker.check(Self.claim(kind))
        verdicts[result.verdict, default: 0] += 1
        guard result.verdict == .proved || result.verdict == .vacuous else { continue }
        let dropped = Self.dropped(network, codes, seed)
        #expect(dropped == nil, "seed \(seed): \(dropped ?? "") though \(kind) is \(result.verdict)")
        seen += 1
      }
    }
    print("drops on \(Self.count) networks: \(verdicts.map { "\($0.value) \($0.key.rawValue)" }.sorted())")
    #expect(seen > 10 && (verdicts[.violated] ?? 0) > 5)
  }

  private static func claim(_ kind: ObjectClaim.Kind) -> ObjectClaim {
    ObjectClaim(kind: kind, text: "claim", range: SourceRange(file: FileID(index: 0), start: 0, end: 0))
  }

  private static func dropped(_ network: NetworkModel, _ codes: Set<DropCode>, _ seed: UInt64) -> String? {
    let simulator = Simulator(network, options: .init(uncollectedFilters: .open))
    let ranges = network.routeTables.elements.flatMap(\.routes).compactMap { route -> CIDR? in
      if case .range(let range) = route.destination { range } else { nil }
    }
    let enumerator = Enumerator(network, traffic: [.any], ranges: ranges)
    for id in network.interfaces.ids
    where network.interfaces[id].kind == .ordinary && network.interfaces[id].isFunctional {
      let packets = enumerator.packets(from: .interface(id), budget: 80, seed: seed) { _ in true }
      for packet in packets {
        for choices in simulator.resolutions(packet, from: .interface(id), extraPorts: []).prefix(16) {
          let leg = simulator.forward(packet, from: .interface(id), choices: choices)
          if case .dropped(let code) = leg.disposition, codes.contains(code) { return "\(packet) from \(id): \(code)" }
        }
      }
    }
    return nil
  }

  // MARK: Tables

  @Test("OBJ-13, OBJ-14 on random tables, address by address")
  func tables() throws {
    var random = SplitMix64(seed: 14)
    var counts: [Verdict: Int] = [:]
    for _ in 0..<300 {
      var net = NetworkBuilder()
      let vpc = net.vpc("vpc-a", "10.0.0.0/16")
      let gateway = net.internetGateway("igw-a", vpc)
      let front = net.subnet("subnet-f", in: vpc, "10.0.1.0/24")
      let nat = net.nat("nat-a", in: front, ["10.0.1.4"], public: ["198.51.100.4"])
      let table = net.table("rtb-a", in: vpc)
      var destinations: Set<String> = []
      for _ in 0..<random.int(1...6) {
        let destination = random.among(
          "0.0.0.0/0", "8.0.0.0/7", "8.0.0.0/8", "9.0.0.0/8", "8.8.0.0/16", "8.8.8.0/24", "8.8.8.8/32", "192.0.2.0/24")
        guard destinations.insert(destination).inserted else { continue }
        let target: RouteTarget = random.chance(50) ? .natGateway(.resolved(nat)) : .internetGateway(.resolved(gateway))
        net.route(in: table, destination, target, state: random.chance(85) ? .active : .blackhole)
      }
      let subnet = net.subnet("subnet-a", in: vpc, "10.0.2.0/24", table: table)
      let host = net.host("eni-a", in: subnet, "10.0.2.10")
      let network = net.model
      let places = PlaceSet(names: ["nat-a"], text: "nat-a")
      var checker = try Checker(network)
      for kind in [ObjectClaim.Kind.detours(places), .routesTo(NetworkBuilder.cidr("8.8.0.0/15"))] {
        var claim = Self.claim(kind)
        claim.subject = [host]
        let result = try checker.check(claim)
        counts[result.verdict, default: 0] += 1
        let isBroken = Self.isBroken(kind, network.routeTables[table].routes)
        #expect(result.verdict == (isBroken ? .violated : .proved), "\(kind) \(network.routeTables[table].routes)")
      }
    }
    #expect((counts[.proved] ?? 0) > 50 && (counts[.violated] ?? 0) > 50, "\(counts)")
  }

  private static func isBroken(_ kind: ObjectClaim.Kind, _ routes: [Route]) -> Bool {
    var samples: [UInt128] = []
    func range(_ route: Route) -> CIDR? { if case .range(let range) = route.destination { range } else { nil } }
    for found in routes.compactMap(range) where found.family == .v4 {
      samples += [found.first, found.last, found.first + (found.last - found.first) / 2]
      if found.first > 0 { samples.append(found.first - 1) }
      if found.last < IPFamily.v4.maximum { samples.append(found.last + 1) }
    }
    if case .routesTo(let prefix) = kind { samples += [prefix.first, prefix.last] }
    for sample in samples {
      let address = IPAddress(.v4, sample)
      let holding = routes.filter { range($0)?.contains(address) == true }
      if case .routesTo(let prefix) = kind {
        if prefix.contains(address), holding.contains(where: { $0.target != .local }) { return true }
        continue
      }
      guard let best = holding.max(by: { (range($0)?.length ?? 0) < (range($1)?.length ?? 0) }) else { continue }
      func isNAT(_ route: Route) -> Bool { if case .natGateway = route.target { true } else { false } }
      guard best.state == .active, best.target != .local, !isNAT(best) else { continue }
      if holding.contains(where: isNAT) { return true }
    }
    return false
  }
}

import Checker
import Evidence
import FoundationEssentials
import NetworkModel
import PolicyTypes
import TestSupport
import Testing

/// Claims about ways against all ways of enumerated packets: what is proved has no way that breaks it, what is vacuous no
/// way at all. `ISOLA_WAY_NETWORKS` and `ISOLA_FIRST_SEED` widen or move the campaign.
@Suite("Ways and simulator agree")
struct WayTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let count = environment["ISOLA_WAY_NETWORKS"].flatMap(Int.init) ?? 400
  private static let firstSeed = environment["ISOLA_FIRST_SEED"].flatMap(UInt64.init) ?? 1

  @Test("POL-13, POL-14, POL-17 and POL-20 (LOC-1, LOC-2, ENC-1, ENC-4, ENC-5, ENC-6, ENC-12, ENC-15) on random networks")
  func agree() throws {
    var verdicts: [Verdict: Int] = [:]
    var judged: [Bool: Int] = [:]
    for offset in 0..<Self.count {
      let seed = Self.firstSeed &+ UInt64(offset)
      var network = RandomNetwork.make(seed: seed, size: .mixed(seed))
      var random = SplitMix64(seed: seed ^ 0x7761_7973)
      var others = SplitMix64(seed: seed ^ 0x626F_756E_6473)
      if seed % 3 == 0 { Self.moveAbout(&network, &others) }
      if seed % 2 == 0 { Self.giveTypes(to: &network, &random) }
      var claims = RandomClaims(network, seed: seed)
      for _ in 0..<4 {
        var claim = claims.claim()
        guard let places = Self.places(network, &random) else { continue }
        claim.kind = .everyPath
        claim.addresses = .standard
        if random.chance(60) { claim.exceptions = [] }
        if random.chance(60) { claim.traffic = .any }
        let mechanisms = EncryptionMechanism.allCases.filter { _ in random.chance(50) }
        let condition: WayCondition.Condition =
          seed % 2 == 0 && random.chance(60)
          ? .encrypted(mechanisms.isEmpty ? [.nitro] : mechanisms)
          : others.chance(25) ? .mirrored(places) : random.chance(50) ? .passes(places) : .avoids(places)
        let bound = Self.bound(network, &others)
        claim.way = WayCondition(seed % 3 == 0 ? bound : condition, isOneWay: random.chance(40))
        var checker = try Checker(network)
        let result: ClaimResult
        do {
          result = try checker.check(claim)
        } catch {
          Issue.record("seed \(seed): \(error)\n\(claim)\n\(describe(network))")
          return
        }
        verdicts[result.verdict, default: 0] += 1
        replay(result, network, seed)
        var sample = WaySample(network, claim)
        sample.run(budget: 120, seed: seed)
        judged[!sample.violations.isEmpty, default: 0] += 1
        let isContradicted =
          switch result.verdict {
          case .proved: !sample.violations.isEmpty
          case .vacuous: sample.arrivals > 0 && result.emptiness?.hasPrefix("no place") != true
          case .violated, .unknown: false
          }
        #expect(
          !isContradicted,
          "seed \(seed): \(result.verdict) \(result.emptiness ?? "") but \(sample.violations.first ?? "something arrives")\n\(claim)\n\(describe(network))"
        )
        if isContradicted { return }
      }
    }
    print("ways on \(Self.count) networks: \(verdicts.map { "\($0.value) \($0.key.rawValue)" }.sorted()), broken in the sample \(judged)")
    #expect((verdicts[.proved] ?? 0) > Self.count / 8 && (verdicts[.violated] ?? 0) > Self.count / 8)
  }

  /// A witness stands on its own before the judge of bundles, and not against the opposite claim: one way cannot both pass a
  /// place and avoid it.
  private func replay(_ result: ClaimResult, _ network: NetworkModel, _ seed: UInt64) {
    guard result.verdict == .violated, result.claim.isShownByOnePacket, let witness = result.witness,
      let way = result.claim.way
    else { return }
    let example = Counterexample(
      emitter: witness.emitter, packet: witness.packet, choices: witness.choices,
      replyChoices: witness.replyChoices,
      relays: witness.relays.map { .init(node: $0.node, step: $0.step) })
    let objection = CounterexampleJudge(result.claim, in: network).objection(to: example)
    #expect(objection == nil, "seed \(seed): \(objection ?? "")\n\(result.claim)")
    var opposite = result.claim
    switch way.condition {
    case .passes(let places): opposite.way?.condition = .avoids(places)
    case .avoids(let places): opposite.way?.condition = .passes(places)
    case .encrypted, .within, .hops, .mirrored: return
    }
    guard way.isOneWay else { return }
    let second = CounterexampleJudge(opposite, in: network).objection(to: example)
    #expect(second != nil, "seed \(seed): breaks a claim and its opposite\n\(result.claim)")
  }

  /// Most interfaces get an instance; two types are described, a third one is not (ENC-4).
  private static func giveTypes(to network: inout NetworkModel, _ random: inout SplitMix64) {
    network.encryptingTypes = ["m6i.large": true, "m4.large": false]
    for id in network.interfaces.ids where network.interfaces[id].kind == .ordinary {
      guard random.chance(90) else { continue }
      let instance = Instance(
        name: "i-\(network.interfaces[id].name)", scope: network.interfaces[id].scope,
        type: random.among("m6i.large", "m6i.large", "m6i.large", "m4.large", "t3.micro"), interfaces: [id])
      guard let made = network.instances.insert(instance) else { continue }
      network.interfaces[id].instance = made
    }
  }

  /// Every VPC in some Region and account, and zones that fit.
  private static func moveAbout(_ network: inout NetworkModel, _ random: inout SplitMix64) {
    for id in network.vpcs.ids {
      let scope = Scope(
        account: random.among("111122223333", "444455556666"),
        region: random.among("us-east-1", "us-west-2", "eu-west-1", "xx-north-1"))
      guard let made = network.scopes.insert(scope) ?? network.scopes.id(named: scope.name) else { continue }
      network.vpcs[id].scope = made
    }
    for id in network.subnets.ids { network.subnets[id].scope = network.vpcs[network.subnets[id].vpc].scope }
    for id in network.interfaces.ids {
      network.interfaces[id].scope = network.vpcs[network.interfaces[id].vpc].scope
    }
    for id in network.subnets.ids {
      let region = network.scopes[network.subnets[id].scope].region
      let letter = random.among("a", "b")
      network.subnets[id].zone = random.chance(80) ? Zone(id: "az-\(region)-\(letter)") : nil
      network.subnets[id].zoneName = random.chance(80) ? region + letter : nil
    }
  }

  private static func bound(_ network: NetworkModel, _ random: inout SplitMix64) -> WayCondition.Condition {
    if random.chance(30) { return .hops(random.int(1...5)) }
    let scopes = network.scopes.elements
    func some(_ names: [String]) -> Set<String> { Set(names.filter { _ in random.chance(60) }) }
    let residence =
      switch random.int(0...4) {
      case 0: Residence(kind: .regions, names: some(scopes.map(\.region)))
      case 1: Residence(kind: .accounts, names: some(scopes.map(\.account)))
      case 2: Residence(kind: .countries, names: some(["US", "IE"]))
      case 3: Residence(kind: .subdivisions, names: some(["US-VA", "US-OR"]))
      case _: Residence(kind: .zones, names: some(network.subnets.elements.compactMap { $0.zone?.name ?? $0.zoneName }))
      }
    return .within(residence)
  }

  /// Up to three objects of the network that ways tell of.
  private static func places(_ network: NetworkModel, _ random: inout SplitMix64) -> PlaceSet? {
    let names =
      network.natGateways.elements.map(\.name) + network.internetGateways.elements.map(\.name)
      + network.peerings.elements.map(\.name) + network.loadBalancers.elements.map(\.name)
      + network.transitGatewayAttachments.elements.map(\.name)
      + network.egressOnlyInternetGateways.elements.map(\.name)
      + network.vpnGateways.elements.map(\.name) + network.privateConnections.elements.map(\.name)
      + network.interfaces.elements.filter { $0.kind == .ordinary }.map(\.name)
    var chosen: Set<String> = []
    for _ in 0...random.int(0...2) {
      if let name = random.pick(names) { chosen.insert(name) }
    }
    return chosen.isEmpty ? nil : PlaceSet(names: chosen, text: chosen.sorted().joined(separator: ", "))
  }
}

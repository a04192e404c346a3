import Checker
import FoundationEssentials
import Importers
import NetworkModel
import Packs
import PolicySyntax
import PolicyTypes
import SourceText
import TestSupport
import Testing

/// Faults of 18 kinds in the networks that ship. The enumerator says of each whether a policy of the packs or of the network's
/// own file is broken; the checker finds every one that is, and reports no other. `ISOLA_FAULTS` widens the campaign.
@Suite("Seeded faults")
struct FaultTests {
  private static let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
  private static let environment = ProcessInfo.processInfo.environment
  private static let count = environment["ISOLA_FAULTS"].flatMap(Int.init) ?? 36

  private struct Estate {
    var network: NetworkModel
    /// Files of policies; those behind the first `packs` are the network's own.
    var files: [PolicyFile]
    var packs: Int
    /// Policies that hold before anything is broken, by name.
    var kept: Set<String> = []
    var ofPacks: Set<String> = []
  }

  private static func estate(_ path: String, own: String?) throws -> Estate {
    let imported = Importer.importNetwork(at: root + "/" + path)
    try #require(!imported.hasErrors)
    var texts = Packs.names.compactMap { Packs.texts[$0] }
    let packs = texts.count
    if let own {
      texts.append(Array(try #require(FileManager.default.contents(atPath: root + "/" + own))))
    }
    let files = texts.enumerated().map { Parser.parseFile($1, file: FileID(index: UInt32($0))).tree }
    var estate = Estate(network: imported.network, files: files, packs: packs)
    let checked = TypeChecker.check(files, against: imported.network)
    var checker = try Checker(imported.network)
    for policy in checked.policies where try checker.check(policy).verdict == .proved {
      estate.kept.insert(policy.name)
    }
    for file in files[..<packs] {
      for case .policy(let policy) in file.declarations { estate.ofPacks.insert(policy.name.text) }
    }
    return estate
  }

  @Test("every fault that breaks a policy is found, and no other is reported")
  func faults() throws {
    let estates = [
      try Self.estate("Tests/Corpus/packs/kept", own: nil),
      try Self.estate("Specs/Examples/three-tier/network", own: "Specs/Examples/three-tier/policies.isola"),
    ]
    #expect(estates[0].kept.count >= 30 && estates[1].kept.count >= 7)
    var random = SplitMix64(seed: 0x6661_756C_7473)
    var (seeded, labelled, found, byPacks, byReplay, open) = (0, 0, 0, 0, 0, 0)
    var kinds: Set<Fault> = []
    var attempts = 0
    while seeded < Self.count, attempts < Self.count * 10 {
      attempts += 1
      let estate = estates[attempts % 2]
      let fault = Fault.allCases[(attempts / 2) % Fault.allCases.count]
      guard let network = fault.applied(to: estate.network, &random) else { continue }
      seeded += 1
      kinds.insert(fault)
      let checked = TypeChecker.check(estate.files, against: network)
      var checker = try Checker(network)
      var (broken, reported, confirmed): (Set<String>, Set<String>, Set<String>) = ([], [], [])
      for policy in checked.policies where estate.kept.contains(policy.name) {
        let result = try checker.check(policy)
        if result.verdict == .violated { reported.insert(policy.name) }
        // What end points do not show, the simulator may: it says of the packet itself whether it breaks the claim.
        if result.claims.contains(where: { isConfirmed($0, network, seed: UInt64(attempts)) }) {
          confirmed.insert(policy.name)
        }
        if result.verdict == .unknown { open += 1 }
        if policy.claims.contains(where: { isBroken($0, network, seed: UInt64(attempts)) }) { broken.insert(policy.name) }
      }
      #expect(broken.subtracting(reported).isEmpty, "missed after \(fault.rawValue): \(broken.subtracting(reported))")
      let others = reported.subtracting(broken).subtracting(confirmed)
      #expect(others.isEmpty, "reported after \(fault.rawValue): \(others)")
      byReplay += reported.subtracting(broken).isEmpty ? 0 : 1
      broken.formUnion(confirmed)
      if !broken.isEmpty { labelled += 1 }
      if !broken.isEmpty, broken.isSubset(of: reported) { found += 1 }
      if !broken.isDisjoint(with: estate.ofPacks), !reported.isDisjoint(with: estate.ofPacks) { byPacks += 1 }
    }
    print(
      "faults: \(seeded) of \(kinds.count) kinds, \(labelled) break a policy, \(found) of them found, "
        + "\(byPacks) by the packs alone, \(byReplay) with a policy that only the replayed packet shows, \(open) verdicts unknown")
    #expect(kinds.count >= 15 && seeded == Self.count && found == labelled && labelled > Self.count / 10)
  }

  /// The simulator says that the packet of the verdict breaks the claim.
  private func isConfirmed(_ result: ClaimResult, _ network: NetworkModel, seed: UInt64) -> Bool {
    guard result.verdict == .violated, result.claim.way == nil, let witness = result.witness else { return false }
    let shown = CheckedVerdict(
      kind: .violated,
      witness: .init(
        emitter: witness.emitter, packet: witness.packet, choices: witness.choices,
        returnChoices: witness.replyChoices, relays: witness.relays.map(\.step)))
    return Harness(network).contradictions(shown, on: .claim(result.claim), observations: [], seed: seed).isEmpty
  }

  /// What the enumerated packets show: a label, by nothing that the checker uses.
  private func isBroken(_ claim: Claim, _ network: NetworkModel, seed: UInt64) -> Bool {
    if claim.way != nil {
      var sample = WaySample(network, claim)
      sample.run(budget: 400, seed: seed)
      return !sample.violations.isEmpty
    }
    let harness = Harness(network)
    let subject = Subject.claim(claim)
    let seen = harness.observations(of: subject, budget: 400, seed: seed)
    return harness.enumeratedVerdict(on: subject, observations: seen).kind == .violated
  }
}

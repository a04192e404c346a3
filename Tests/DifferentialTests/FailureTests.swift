import Checker
import FoundationEssentials
import NetworkModel
import PolicyTypes
import TestSupport
import Testing

/// Claims that tolerate a failure against the simulator in every copy of the network in which one thing failed (POL-21). The
/// copies are made here, by nothing that the checker uses. `ISOLA_FAILURE_NETWORKS` and `ISOLA_FIRST_SEED` widen or move it.
@Suite("Failures and simulator agree")
struct FailureTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let count = environment["ISOLA_FAILURE_NETWORKS"].flatMap(Int.init) ?? 150
  private static let firstSeed = environment["ISOLA_FIRST_SEED"].flatMap(UInt64.init) ?? 1

  private struct Copy {
    var network: NetworkModel
    var gone: Set<ID<Interface>> = []
  }

  @Test("POL-21 on random networks, every single failure enumerated")
  func agree() throws {
    var verdicts: [Verdict: Int] = [:]
    var copies = 0
    for offset in 0..<Self.count {
      let seed = Self.firstSeed &+ UInt64(offset)
      let network = RandomNetwork.make(seed: seed, size: .mixed(seed))
      for kind in [FailureKind.natGateways, .attachments, .zones] {
        guard let all = Self.copies(network, kind), !all.isEmpty else { continue }
        for subject in RandomClaims.subjects(network, count: 6, seed: seed) {
          guard case .claim(var claim) = subject else { continue }
          claim.kind = .require
          claim.exceptions = []
          guard !claim.traffic.entries.contains(where: { $0.proto == nil }) else { continue }
          var tolerant = claim
          tolerant.failures = kind
          var checker = try Checker(network)
          let result = try checker.check(tolerant)
          verdicts[result.verdict, default: 0] += 1
          copies += all.count
          judge(result, claim, [Copy(network: network)] + all, seed)
        }
      }
    }
    print("failures on \(Self.count) networks, \(copies) copies: \(verdicts.map { "\($0.value) \($0.key.rawValue)" }.sorted())")
    #expect((verdicts[.proved] ?? 0) > 0 && (verdicts[.violated] ?? 0) > 0)
  }

  private func judge(_ result: ClaimResult, _ claim: Claim, _ copies: [Copy], _ seed: UInt64) {
    switch result.verdict {
    case .unknown, .vacuous: return
    case .proved:
      for copy in copies {
        let harness = Harness(copy.network)
        let subject = Subject.claim(Self.left(claim, copy.gone))
        let seen = harness.observations(of: subject, budget: 60, seed: seed)
        let found = harness.contradictions(
          CheckedVerdict(kind: .proved), on: subject, observations: seen, seed: seed)
        #expect(found.isEmpty, "seed \(seed): \(found.first ?? "")")
      }
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
      let isConfirmed = copies.contains { copy in
        let subject = Subject.claim(Self.left(claim, copy.gone))
        return Harness(copy.network).contradictions(shown, on: subject, observations: [], seed: seed).isEmpty
      }
      #expect(isConfirmed, "seed \(seed): no copy confirms \(witness.packet) after \(result.failed ?? "nothing")")
    }
  }

  private static func left(_ claim: Claim, _ gone: Set<ID<Interface>>) -> Claim {
    var claim = claim
    claim.source.members = claim.source.members.filter { !gone.contains($0.interface) }
    claim.destination.members = claim.destination.members.filter { !gone.contains($0.interface) }
    return claim
  }

  /// Nil where zones cannot be told apart.
  private static func copies(_ network: NetworkModel, _ kind: FailureKind) -> [Copy]? {
    switch kind {
    case .natGateways:
      return network.natGateways.ids.filter { network.natGateways[$0].isFunctional }.map { id in
        var copy = network
        copy.natGateways[id].isFunctional = false
        return Copy(network: copy)
      }
    case .attachments:
      return network.transitGatewayAttachments.ids.filter { network.transitGatewayAttachments[$0].isFunctional }.map { id in
        var copy = network
        copy.transitGatewayAttachments[id].isFunctional = false
        return Copy(network: copy)
      }
    case .zones:
      let zones = Set(network.subnets.elements.map(\.zone))
      guard !zones.contains(nil), Set(zones.map { $0?.scope }).count == 1 else { return nil }
      return zones.map { without($0, network) }
    }
  }

  private static func without(_ zone: Zone?, _ network: NetworkModel) -> Copy {
    var copy = Copy(network: network)
    for id in network.interfaces.ids where network.subnets[network.interfaces[id].subnet].zone == zone {
      copy.network.interfaces[id].isFunctional = false
      copy.gone.insert(id)
    }
    for id in network.natGateways.ids where network.subnets[network.natGateways[id].subnet].zone == zone {
      copy.network.natGateways[id].isFunctional = false
    }
    for id in network.transitGatewayAttachments.ids {
      guard case .vpc(var side) = network.transitGatewayAttachments[id].kind, !side.subnets.isEmpty else { continue }
      side.subnets.removeAll { $0.id.map { network.subnets[$0].zone == zone } ?? false }
      copy.network.transitGatewayAttachments[id].kind = .vpc(side)
      if side.subnets.isEmpty { copy.network.transitGatewayAttachments[id].isFunctional = false }
    }
    return copy
  }
}

import FoundationEssentials
import NetworkModel
import Simulator
import TestSupport
import Testing

/// Every packet, every resolution: the symbolic paths end as the simulator's do.
///
/// `ISOLA_NETWORKS` and `ISOLA_FIRST_SEED` widen or move the campaign; the default is what CI runs.
@Suite("Symbolic paths and simulator agree", .serialized)
struct PathAgreementTests {
  private static let environment = ProcessInfo.processInfo.environment
  static let count = environment["ISOLA_NETWORKS"].flatMap(Int.init) ?? 2000
  static let firstSeed = environment["ISOLA_FIRST_SEED"].flatMap(UInt64.init) ?? 1

  /// The contradictions of one random network.
  private static func compare(
    seed: UInt64, mutation: Mutation? = nil, budget: Int = 120
  ) -> (found: [String], agreement: PathAgreement) {
    let network = RandomNetwork.make(seed: seed, size: .mixed(seed))
    let mode: SimulatorOptions.UncollectedFilters = seed % 2 == 0 ? .open : .unknown
    var agreement = PathAgreement(network, uncollected: mode, mutation: mutation)
    let enumerator = Enumerator(network)
    let outside = [Emitter.internet] + (network.privateConnections.isEmpty ? [] : [.onPremises])
    for emitter in network.interfaces.ids.map(Emitter.interface) + outside {
      let packets = enumerator.packets(from: emitter, budget: starts(emitter, network) ? budget : 12, seed: seed)
      let found = agreement.contradictions(packets, from: emitter)
      if !found.isEmpty { return (found, agreement) }
    }
    return ([], agreement)
  }

  /// Gateways send nothing of their own: a few packets show it.
  private static func starts(_ emitter: Emitter, _ network: NetworkModel) -> Bool {
    switch emitter {
    case .internet, .onPremises: true
    case .interface(let id):
      switch network.interfaces[id].kind {
      case .natGateway, .loadBalancer, .interfaceEndpoint: false
      case .ordinary, .transparentService, .unmodelledService: network.interfaces[id].isFunctional
      }
    }
  }

  @Test("packet by packet on random networks")
  func agree() {
    var comparisons = 0
    var endings: [String: Int] = [:]
    for offset in 0..<Self.count {
      let seed = Self.firstSeed &+ UInt64(offset)
      let (found, agreement) = Self.compare(seed: seed)
      if !found.isEmpty {
        let network = RandomNetwork.make(seed: seed, size: .mixed(seed))
        Issue.record("seed \(seed):\n\(found.joined(separator: "\n"))\n\(describe(network))")
        return
      }
      comparisons += agreement.comparisons
      endings.merge(agreement.endings, uniquingKeysWith: +)
    }
    print("compared \(comparisons) packets on \(Self.count) networks from seed \(Self.firstSeed)")
    for (ending, times) in endings.sorted(by: { $0.key < $1.key }) { print("  \(times)  \(ending)") }
    #expect(comparisons > 1000 * min(Self.count, 1))
  }

  /// `ISOLA_MUTANTS`: `all`, or the beginning of names. Otherwise ten, others with each run of CI.
  private static let mutants: [Mutation] = {
    let all = Mutation.allCases
    if let wanted = environment["ISOLA_MUTANTS"] {
      return wanted == "all" ? all : all.filter { $0.rawValue.hasPrefix(wanted) }
    }
    let run = environment["GITHUB_RUN_NUMBER"].flatMap(Int.init) ?? 0
    return (0..<10).map { all[(run % all.count * 10 + $0) % all.count] }
  }()

  /// Need a network that random ones almost never are; `TransitVectorTests` and the simulator's own tests have them.
  private static let rare: Set<Mutation> = [
    .igwKeepsReferences, .transitSecondPassageKeepsReferences, .balancerGroupsNeedOwnAddress,
  ]

  @Test("a simulator with one wrong rule is told apart", arguments: mutants)
  func mutantsAreFound(mutation: Mutation) {
    for seed in UInt64(1)...1200 {
      // Wrong rules of transit gateways show only where there are some.
      if mutation.rawValue.hasPrefix("transit"), seed % 3 == 0 { continue }
      if ["vgw", "vpn", "site"].contains(where: mutation.rawValue.hasPrefix), seed % 6 != 4 { continue }
      let isOfServices = ["endpoint", "balancer"].contains { mutation.rawValue.hasPrefix($0) }
      if isOfServices, !RandomNetwork.Size.mixed(seed).hasServices { continue }
      let (found, _) = Self.compare(seed: seed, mutation: mutation, budget: 400)
      if !found.isEmpty {
        print("mutant \(mutation) found at seed \(seed)")
        return
      }
    }
    #expect(Self.rare.contains(mutation), "no network of 600 tells \(mutation) apart")
  }
}

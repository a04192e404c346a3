import NetworkModel
import PolicyTypes
import Simulator
import TestSupport
import Testing

/// The harness is worth something only if it notices a checker that gets one rule wrong.
@Suite("A checker with one wrong rule")
struct MutationTests {
  /// These get networks of their own below: on random ones the effect of two is hidden by what else is allowed, and a
  /// gateway that keeps the source sends replies to spoofed packets back to itself for ever.
  private static let planted: Set<Mutation> = [
    .peeringIgnoresSourceOwnership, .igwKeepsReferences, .natKeepsSource,
  ]
  /// These show only behind load balancers, where a sample answer does not look; `PathAgreementTests` does.
  private static let behindProxies: Set<Mutation> = [
    .balancerIgnoresZones, .balancerIgnoresGroupZones, .balancerIgnoresHealth, .balancerFailsClosed,
    .balancerHidesClient, .balancerShowsClient, .balancerKeepsClientEverywhere,
    .balancerGroupsNeedOwnAddress, .balancerKeepsPort, .balancerLosesGroups, .balancerSendsUnfiltered,
  ]

  /// A few seeds notice some mistakes; 300 (`ISOLA_SEEDS=300`, an hour) all of them. The comparison of paths notices each
  /// with far fewer packets (`PathAgreementTests`).
  @Test("is contradicted on some random network")
  func isNoticed() {
    let tried = seeds(10)
    var open = Mutation.allCases.filter { !Self.planted.union(Self.behindProxies).contains($0) }
    let all = open.count
    for seed in tried where !open.isEmpty {
      open.removeAll { contradicts($0, seed: seed) }
    }
    if tried.count >= 300 {
      #expect(open.isEmpty, "never noticed: \(open)")
    } else {
      #expect(all - open.count >= 4, "never noticed: \(open)")
    }
  }

  @Test("without a wrong rule is never contradicted")
  func correctIsAccepted() {
    var run = DifferentialRun(size: .tiny, subjects: 6, budget: 120)
    for seed in seeds(40) {
      run.run(seed: seed) { network, subject in
        let harness = Harness(network)
        let seen = harness.observations(of: subject, budget: 120, seed: seed)
        return harness.enumeratedVerdict(on: subject, observations: seen)
      }
    }
    #expect(run.contradictions.isEmpty, "\(run.contradictions.first ?? "")")
    for kind in [CheckedVerdict.Kind.proved, .violated, .reachable, .unreachable] {
      #expect(run.counts[kind, default: 0] > 5, "\(run.counts)")
    }
  }

  @Test("that lets spoofed sources cross a peering is contradicted")
  func peeringSourceIsNoticed() {
    var net = NetworkBuilder()
    let near = net.vpc("vpc-near", "10.0.0.0/16")
    let far = net.vpc("vpc-far", "10.1.0.0/16")
    let a = net.host("eni-a", in: net.subnet("subnet-a", in: near, "10.0.1.0/24"), "10.0.1.10", check: false)
    let narrow = net.group("sg-b", in: far, [.ingress(.any, "192.168.0.0/16")])
    let subnet = net.subnet("subnet-b", in: far, "10.1.1.0/24")
    let b = net.host("eni-b", in: subnet, "10.1.1.10", groups: [narrow])
    let peering = net.peering("pcx-a", near, far)
    net.route(in: net.mainTable(near), "10.1.0.0/16", .peering(.resolved(peering)))
    #expect(isContradicted(.peeringIgnoresSourceOwnership, net.model, ban(a, b)))
  }

  @Test("that does not translate the source at a NAT gateway is contradicted")
  func untranslatedSourceIsNoticed() {
    let planted = PlantedNetwork.behindNAT
    let source = EndpointSet(members: [EndpointMember(interface: planted.sender)], text: "a")
    let internet = EndpointSet(members: [], outside: .all, text: "internet")
    let web = Traffic(entries: [Traffic.Entry(proto: 6, ports: 443...443)], text: "tcp/443")
    #expect(isContradicted(.natKeepsSource, planted.network, .reach(source, internet, web)))
  }

  @Test("that keeps group references through an internet gateway is contradicted")
  func referenceThroughGatewayIsNoticed() throws {
    let planted = PlantedNetwork.referenceOverInternet
    let subject = ban(planted.sender, try #require(planted.receiver))
    #expect(isContradicted(.igwKeepsReferences, planted.network, subject))
  }

  private func ban(_ a: ID<Interface>, _ b: ID<Interface>) -> Subject {
    let source = EndpointSet(members: [EndpointMember(interface: a)], text: "a")
    let destination = EndpointSet(members: [EndpointMember(interface: b)], text: "b")
    return .claim(Claim(kind: .forbid, source: source, destination: destination, traffic: .any))
  }

  /// Whether the sample answer under the wrong rule contradicts the sample under the right ones, which contradicts nothing.
  private func isContradicted(_ mutation: Mutation, _ network: NetworkModel, _ subject: Subject) -> Bool {
    let right = Harness(network)
    let wrong = Harness(network, mutation: mutation)
    func verdict(_ harness: Harness) -> CheckedVerdict {
      let seen = harness.observations(of: subject, budget: 3000, seed: 1)
      return harness.enumeratedVerdict(on: subject, observations: seen)
    }
    return right.contradictions(verdict(right), on: subject, budget: 3000, seed: 1).isEmpty
      && !right.contradictions(verdict(wrong), on: subject, budget: 3000, seed: 1).isEmpty
  }

  /// Whether the answers that the wrong rule leads to are seen to be wrong for this seed.
  private func contradicts(_ mutation: Mutation, seed: UInt64) -> Bool {
    var run = DifferentialRun(size: .mixed(seed), subjects: 5, budget: 60)
    run.run(seed: seed) { network, subject in
      let wrong = Harness(network, mutation: mutation)
      let seen = wrong.observations(of: subject, budget: 60, seed: seed)
      return wrong.enumeratedVerdict(on: subject, observations: seen)
    }
    return !run.contradictions.isEmpty
  }
}

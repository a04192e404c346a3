import Certificates
import Checker
import FoundationEssentials
import NetworkModel
import PolicyTypes
import SolverZ3
import TestSupport
import Testing

/// Claims that require something have the same verdict with and without guarantees as invariants, and what a guarantee proves a
/// second reader accepts. `ISOLA_VERDICT_NETWORKS` and `ISOLA_FIRST_SEED` as in `VerdictTests`.
@Suite("Guarantees and explorer agree")
struct GuaranteeVerdictTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let count = environment["ISOLA_VERDICT_NETWORKS"].flatMap(Int.init) ?? 2000
  private static let firstSeed = environment["ISOLA_FIRST_SEED"].flatMap(UInt64.init) ?? 1

  @Test("on random networks")
  func random() throws {
    var tally = Tally()
    for offset in 0..<(Self.count / 4) {
      let seed = Self.firstSeed &+ UInt64(offset)
      let network = RandomNetwork.make(seed: seed, size: .mixed(seed))
      var claims = RandomClaims(network, seed: seed)
      var open = OpenClaims(network, seed: seed)
      let all = (0..<4).map { _ in claims.claim() } + (0..<6).map { _ in open.claim() }
      try compare(network, all.filter(\.requires), seed, &tally)
    }
    print("guarantees on random networks: \(tally)")
    #expect(tally.byGuarantee > Self.count / 40)
  }

  @Test("on networks of modules")
  func symmetric() throws {
    var tally = Tally()
    for offset in 0..<(Self.count / 10) {
      let seed = Self.firstSeed &+ UInt64(offset)
      let made = SymmetricNetwork(seed: seed, faults: Int(seed % 3))
      var claims = SymmetricClaims(made, seed: seed)
      var open = OpenClaims(made.network, seed: seed)
      let all = (0..<6).map { _ in claims.claim() } + (0..<8).map { _ in open.claim() }
      try compare(made.network, all.filter(\.requires), seed, &tally)
    }
    print("guarantees on networks of modules: \(tally)")
    #expect(tally.byGuarantee > Self.count / 100)
  }

  private struct Tally {
    var verdicts: [Verdict: Int] = [:]
    var byGuarantee = 0
    var certificates = 0
  }

  private func compare(
    _ network: NetworkModel, _ claims: [Claim], _ seed: UInt64, _ tally: inout Tally
  ) throws {
    if claims.isEmpty { return }
    var explorer = try Checker(network, usesGuarantees: false)
    var engine = try Checker(network)
    engine.keepsCertificates = true
    for claim in claims {
      let expected = try explorer.check(claim)
      let found = try engine.check(claim)
      tally.verdicts[expected.verdict, default: 0] += 1
      let text =
        "\(claim.kind) \(claim.source.text) -> \(claim.destination.text) on \(claim.traffic.text)"
      #expect(found.verdict == expected.verdict, "seed \(seed): \(text)")
      if engine.proved.isEmpty || found.verdict != .proved { continue }
      tally.byGuarantee += 1
      guard tally.byGuarantee % 5 == 0 else { continue }
      var files: [CertificateKey: CertificateFile] = [:]
      for part in engine.proved {
        let written = try #require(part.text)
        files[part.key] = try CertificateFile(written)
      }
      var recheck = try Recheck(network)
      tally.certificates += files.count
      guard case .accepted = try recheck.judge(claim, files: files) else {
        Issue.record("seed \(seed): the certificates of \(text) are rejected")
        return
      }
    }
  }
}

extension Claim {
  fileprivate var requires: Bool {
    switch kind {
    case .forbid, .forbidDirect, .forbidConnections, .everyPath: false
    case .require, .requireOneWay: true
    }
  }
}

/// Claims that stand a chance: between few hosts, on the traffic that some packet that arrives has.
private struct OpenClaims {
  private let network: NetworkModel
  private let arrived: [Observation]
  private var random: SplitMix64

  init(_ network: NetworkModel, seed: UInt64) {
    self.network = network
    random = SplitMix64(seed: seed ^ 0x6f70_656e)
    let harness = Harness(network)
    let enumerator = Enumerator(network)
    var arrived: [Observation] = []
    for emitter in enumerator.emitters {
      for packet in enumerator.packets(from: emitter, budget: 40, seed: seed) {
        for seen in harness.observe(
          packet, from: emitter, by: harness.unknown, exchanges: false, limit: 4)
        {
          if case .delivered = seen.forward { arrived.append(seen) }
        }
      }
    }
    self.arrived = arrived
  }

  mutating func claim() -> Claim {
    let kind: Claim.Kind = random.among(.require, .require, .requireOneWay)
    guard let seen = random.pick(arrived), case .delivered(let receiver) = seen.forward else {
      return Claim(kind: kind, source: hosts([]), destination: hosts([]), traffic: .any)
    }
    let source: EndpointSet
    switch seen.emitter {
    case .interface(let id): source = hosts(random.chance(30) ? alike(id) : [id])
    case .internet, .onPremises: source = EndpointSet(members: [], outside: .all, text: "internet")
    }
    let destination: EndpointSet
    switch receiver {
    case .interface(let id): destination = hosts(random.chance(30) ? alike(id) : [id])
    case .internet, .onPremises, .service:
      destination = EndpointSet(members: [], outside: .all, text: "internet")
    }
    let packet = seen.packet
    let isICMP = IPProtocol.isICMP(packet.proto)
    let entry = Traffic.Entry(
      proto: packet.proto,
      ports: IPProtocol.hasPorts(packet.proto)
        ? packet.destinationPort...packet.destinationPort : nil,
      icmpType: isICMP ? packet.icmpType : nil, icmpCode: isICMP ? packet.icmpCode : nil)
    return Claim(
      kind: kind, source: source, destination: destination,
      traffic: Traffic(entries: [entry], text: "\(packet.proto)/\(packet.destinationPort)"),
      addresses: random.among(.standard, .standard, .standard, .all, .public, .ipv6))
  }

  private func hosts(_ ids: [ID<Interface>]) -> EndpointSet {
    EndpointSet(members: ids.map { EndpointMember(interface: $0) }, text: "hosts \(ids)")
  }

  /// Hosts with the same groups.
  private func alike(_ id: ID<Interface>) -> [ID<Interface>] {
    network.interfaces.ids.filter {
      network.interfaces[$0].groups == network.interfaces[id].groups
        && network.interfaces[$0].kind == network.interfaces[id].kind
    }
  }
}

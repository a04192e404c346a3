import Checker
import Distribution
import FoundationEssentials
import NetworkModel
import PolicyTypes
import TestSupport
import Testing

/// What travels between machines is what was found.
@Suite struct RecordTests {
  private static func travelled(_ record: UnitRecord) throws -> UnitRecord {
    try JSONDecoder().decode(UnitRecord.self, from: JSONEncoder().encode(record))
  }

  @Test func resultsArriveAsTheyWereSent() throws {
    var verdicts: [Verdict: Int] = [:]
    var relayed = 0
    for seed in 1...UInt64(60) {
      let made = RandomNetwork.make(seed: seed, size: .mixed(seed))
      var claims = RandomClaims(made, seed: seed)
      var checker = try Checker(made)
      let replay = Replay(made)
      for number in 0..<6 {
        var claim = claims.claim()
        // Claims about copies of the network, too.
        if number == 4 {
          claim.kind = .forbidDirect
          claim.ignoresFilters = true
        }
        if number == 5, !claim.traffic.entries.contains(where: { $0.proto == nil }) {
          claim.kind = .require
          claim.failures = .zones
        }
        let result = try checker.check(claim)
        let record = UnitRecord(result, unit: "u", certificates: [], network: made)
        let back = try Self.travelled(record).result(about: claim, replay: replay)
        #expect(back == result, "seed \(seed): \(claim.kind) \(result.verdict)")
        verdicts[result.verdict, default: 0] += 1
        if result.witness?.relays.isEmpty == false { relayed += 1 }
      }
    }
    print("records: \(verdicts.map { "\($0.value) \($0.key)" }.sorted()), \(relayed) relayed")
    #expect(verdicts[.violated, default: 0] > 20)
    #expect(verdicts.count > 2)
  }

  /// A packet that somebody changed shows the violation again or is refused; it is never taken as it is.
  @Test func changedPacketsAreReplayed() throws {
    var refused = 0
    for seed in 1...UInt64(60) {
      let made = RandomNetwork.make(seed: seed, size: .mixed(seed))
      var claims = RandomClaims(made, seed: seed)
      var checker = try Checker(made)
      let replay = Replay(made)
      for _ in 0..<4 {
        let claim = claims.claim()
        let result = try checker.check(claim)
        guard let witness = result.witness, claim.kind == .forbid else { continue }
        var changed = result
        changed.witness?.packet.destination = witness.packet.source
        let record = UnitRecord(changed, unit: "u", certificates: [], network: made)
        do throws(RecordError) {
          let back = try record.result(about: claim, replay: replay)
          #expect(back.witness?.exchange != witness.exchange)
        } catch {
          refused += 1
        }
      }
    }
    #expect(refused > 5)
  }

  /// A packet that the claim says nothing of breaks nothing, however well it arrives; nor does what was found fit a proof.
  @Test func packetsAreOfTheClaim() throws {
    var net = NetworkBuilder()
    let vpc = net.vpc("vpc-a", "10.0.0.0/16")
    let subnet = net.subnet("subnet-a", in: vpc, "10.0.1.0/24")
    func set(_ interface: ID<Interface>) -> EndpointSet {
      EndpointSet(members: [EndpointMember(interface: interface)], text: "set")
    }
    let (a, b) = (net.host("eni-a", in: subnet, "10.0.1.10"), net.host("eni-b", in: subnet, "10.0.1.11"))
    let traffic = Traffic(entries: [.init(proto: IPProtocol.tcp, ports: 443...443)], text: "tcp/443")
    let claim = Claim(kind: .forbid, source: set(a), destination: set(b), traffic: traffic)
    var checker = try Checker(net.model)
    let result = try checker.check(claim)
    let replay = Replay(net.model)
    func record(_ result: ClaimResult) -> UnitRecord {
      UnitRecord(result, unit: "u", certificates: [], network: net.model)
    }
    #expect(try record(result).result(about: claim, replay: replay) == result)
    var changed = result
    changed.witness?.packet.destinationPort = 22
    #expect(throws: RecordError.self) { try record(changed).result(about: claim, replay: replay) }
    let reason = Unknown(object: "eni-a", kind: "networkInterface", reason: "test", rule: "IMP-3a")
    let doubtful = ClaimResult(claim: claim, verdict: .proved, unknowns: [reason], obligations: 1)
    #expect(throws: RecordError.self) { try record(doubtful).result(about: claim, replay: replay) }
  }

  @Test func verdictsNeedTheirEvidence() throws {
    let made = RandomNetwork.make(seed: 1, size: .mixed(1))
    var claims = RandomClaims(made, seed: 1)
    let claim = claims.claim()
    let record = UnitRecord(
      ClaimResult(claim: claim, verdict: .violated, obligations: 1), unit: "u", certificates: [],
      network: made)
    #expect(throws: RecordError.self) { try record.result(about: claim, replay: Replay(made)) }
  }
}

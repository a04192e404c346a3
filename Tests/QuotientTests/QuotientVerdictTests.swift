import Checker
import ForwardingGraph
import FoundationEssentials
import NetworkModel
import PolicyTypes
import Quotient
import TestSupport
import Testing

/// Representatives decide for all: the same verdict with and without the quotient, on networks of few kinds of VPCs.
/// `ISOLA_QUOTIENT_NETWORKS` and `ISOLA_FIRST_SEED` widen or move the campaign.
@Suite("Quotient and whole network agree")
struct QuotientVerdictTests {
  private static let environment = ProcessInfo.processInfo.environment
  static let count = environment["ISOLA_QUOTIENT_NETWORKS"].flatMap(Int.init) ?? 120
  static let firstSeed = environment["ISOLA_FIRST_SEED"].flatMap(UInt64.init) ?? 1

  @Test("verdicts with and without the quotient")
  func agree() throws {
    var verdicts: [Verdict: Int] = [:]
    var smaller = 0
    for offset in 0..<Self.count {
      let seed = Self.firstSeed &+ UInt64(offset)
      let made = SymmetricNetwork(seed: seed, faults: Int(seed % 3))
      var claims = SymmetricClaims(made, seed: seed)
      var whole = try Checker(made.network, usesQuotient: false)
      var part = try Checker(made.network)
      let quotient = Quotient(made.network)
      for _ in 0..<6 {
        let claim = claims.claim()
        let expected = try whole.check(claim)
        let found = try part.check(claim)
        verdicts[expected.verdict, default: 0] += 1
        if !quotient.scope(of: claim).isEverything { smaller += 1 }
        #expect(
          found.verdict == expected.verdict,
          "seed \(seed): \(claim.kind) \(claim.source.text) -> \(claim.destination.text) on \(claim.traffic.text)")
      }
    }
    print("quotient: \(verdicts.map { "\($0.value) \($0.key)" }.sorted()), \(smaller) over fewer VPCs")
    #expect(smaller > Self.count)
    #expect(verdicts.count == 4 || Self.count < 50)
  }

  @Test("VPCs that are taken for alike and are not show")
  func differencesShow() throws {
    var shown = 0
    for seed in 1...UInt64(Self.count) where shown < 5 {
      // The classes of the network before something in it changed.
      let before = SymmetricNetwork(seed: seed)
      let made = SymmetricNetwork(seed: seed, faults: 2)
      var claims = SymmetricClaims(made, seed: seed)
      var whole = try Checker(made.network, usesQuotient: false)
      var part = try Checker(made.network, quotient: Quotient(before.network))
      for _ in 0..<6 {
        let claim = claims.claim()
        if try whole.check(claim).verdict != part.check(claim).verdict { shown += 1 }
      }
    }
    #expect(shown >= 5)
  }
}

/// Answers about every host, asked with and without the quotient.
@Suite struct QuotientAnswerTests {
  @Test func rowsWithAndWithoutTheQuotientHaveTheSameMembers() throws {
    var (questions, members, shared) = (0, 0, 0)
    for seed in 1...UInt64(max(1, QuotientVerdictTests.count / 5)) {
      let made = SymmetricNetwork(seed: seed, faults: Int(seed % 3))
      var whole = try Checker(made.network, usesQuotient: false)
      var part = try Checker(made.network)
      var random = SplitMix64(seed: seed)
      let hosts = made.network.interfaces.ids.filter { made.network.interfaces[$0].kind == .ordinary }
      for _ in 0..<3 {
        guard let host = random.pick(hosts) else { continue }
        let set = EndpointSet(
          members: [EndpointMember(interface: host)], text: made.network.interfaces[host].name)
        let traffic = random.chance(50) ? Traffic.any : Traffic(entries: [.init(proto: 6, ports: 443...443)], text: "tcp/443")
        for question in [CheckedQuestion.whoReaches(set, traffic), .whatReaches(set, traffic)] {
          let expected = Self.answers(try whole.answer(question))
          let found = try part.answer(question)
          #expect(Self.answers(found) == expected, "seed \(seed): \(set.text), \(question)")
          questions += 1
          members += expected.count
          shared += found.rows.filter { $0.members.count > 1 }.count
        }
      }
    }
    print("quotient: \(questions) questions, \(members) members in rows, \(shared) rows of several")
    #expect(members > 100 && shared > 20)
  }

  private struct Row: Hashable {
    var answer: Answer
    var traffic: [TrafficRange]
  }

  private static func answers(_ result: QuestionResult) -> [String: Row] {
    var answers: [String: Row] = [:]
    for row in result.rows {
      for member in row.members { answers[member] = Row(answer: row.answer, traffic: row.traffic) }
    }
    return answers
  }
}

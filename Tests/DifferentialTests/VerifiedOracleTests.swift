import NetworkModel
import Simulator
import TestSupport
import Testing

/// The simulator against the interpreter that is extracted from Proofs/: an independent reading of the rules, made of the
/// definitions that the theorems are about.
@Suite("Verified interpreter", .disabled(if: VerifiedOracle.isLeftOut, "ISOLA_WITHOUT_VERIFIED=1"))
struct VerifiedOracleTests {
  /// Everything that the cases of a whole run have to meet.
  private static let places: Set<Substring> = [
    "interface", "groups", "group", "acl", "subnet", "subnet-table", "route", "vpc", "igw", "eigw", "nat",
    "peering", "endpoint", "internet", "service", "unknown",
  ]

  /// Codes that no case can meet: those of the first three lines belong to what the model does not have, and whatever comes
  /// to an internet gateway from outside has a source of the Internet (REA-6) or a public one (IGW-2).
  private static let unmet: Set<DropCode> = [
    .listenerMismatch, .natSourceOutsideVPC, .returnPath, .publicAccessBlocked, .edgeTargetNotPublic,
    .vpnDown, .vpnGatewaySource, .vpnGatewayDestination, .trafficSelector, .notAdvertised,
    .transitZone, .transitNoAssociation, .transitNoRoute, .transitBadStateRoute,
    .firewallRules, .igwSourceRFC1918, .igwSourceRFC6598,
  ]

  @Test("says the same as the simulator, hop by hop, on both legs")
  func agrees() throws {
    var count = 0
    var outcomes: [Substring: Int] = [:]
    var drops: [Substring: Int] = [:]
    var places: [Substring: Int] = [:]
    for group in seeds(260).chunks(of: 20) {
      let samples = group.map { OracleSample(seed: $0, packets: 12) }
      var text = OracleText()
      for sample in samples { sample.write(to: &text) }
      let answers = OracleAnswer.read(try VerifiedOracle.run(["interpret"], input: text.text))
      var rest = answers[...]
      for sample in samples {
        let differences = sample.differences(rest.prefix(sample.cases.count))
        rest = rest.dropFirst(sample.cases.count)
        #expect(
          differences.isEmpty,
          """
          \(differences.count) of \(sample.cases.count): \(differences.prefix(3).joined(separator: "\n"))
          \(describe(sample.network))
          """)
      }
      count += answers.count
      for answer in answers {
        outcomes[answer.outcome.prefix { $0 != " " }, default: 0] += 1
        if answer.outcome.hasPrefix("reply-failed ") { drops[answer.outcome.dropFirst(13), default: 0] += 1 }
        for leg in [answer.forward, answer.reply].compactMap(\.self) {
          if leg.end.hasPrefix("dropped ") { drops[leg.end.dropFirst(8), default: 0] += 1 }
          for hop in leg.hops {
            let words = hop.split(separator: " ", maxSplits: 2)
            places[words[1].prefix { $0 != ":" }, default: 0] += 1
          }
        }
      }
    }
    print("verified interpreter: \(count) cases, \(outcomes), drops \(drops), hops \(places)")
    guard count >= 20_000 else {
      #expect(seeds(260).count < 260, "only \(count) cases")
      return
    }
    #expect(Self.places.subtracting(places.keys).isEmpty)
    let missed = DropCode.allCases.filter { drops[Substring($0.rawValue)] == nil && !Self.unmet.contains($0) }
    #expect(missed.isEmpty, "never met: \(missed.map(\.rawValue))")
  }

  /// The model has neither transit gateways nor sites nor block-public-access modes.
  private static func isInTheModel(_ vector: ConformanceVector) -> Bool {
    vector.network.transitGateways.isEmpty && vector.network.vpnGateways.isEmpty
      && !vector.network.vpcs.elements.contains {
        if case .on = $0.blockPublicAccess { true } else { false }
      }
  }

  /// Decided by hand, so the model is held against people here and not against the simulator alone.
  @Test("computes the conformance vectors", arguments: ConformanceVector.all.filter(isInTheModel))
  func computesVectors(vector: ConformanceVector) throws {
    var text = OracleText()
    text.network(vector.network)
    for (index, question) in vector.questions.enumerated() {
      text.exchange(
        "\(index)", question.packet, from: question.emitter, choices: .init(), returnChoices: .init())
    }
    let answers = OracleAnswer.read(try VerifiedOracle.run(["interpret"], input: text.text))
    #expect(answers.count == vector.questions.count)
    for (question, answer) in zip(vector.questions, answers) {
      let expected =
        switch question.fate {
        case .answered: "complete"
        case .unanswered(let code): "reply-failed \(code.rawValue)"
        case .dropped(let code): "dropped \(code.rawValue)"
        case .unknown(let name): "unknown \(name)"
        }
      let said =
        if answer.forward.end.hasPrefix("dropped ") {
          String(answer.forward.end)
        } else if let number = Int(answer.outcome.dropFirst("unknown ".count)) {
          "unknown \(vector.network.unknowns[number].object)"
        } else {
          String(answer.outcome)
        }
      #expect(said == expected, "\(vector), \(describe(question.packet))")
    }
  }
}

import NetworkModel
import Simulator
import TestSupport
import Testing

/// The simulator against the interpreter that is extracted from Proofs/: an independent reading of the rules, made of the
/// definitions that the theorems are about.
@Suite("Verified interpreter", .disabled(if: VerifiedOracle.isLeftOut, "ISOLA_WITHOUT_VERIFIED=1"))
struct VerifiedOracleTests {
  @Test("says the same as the simulator, hop by hop, on both legs")
  func agrees() throws {
    var count = 0
    var complete = 0
    var unknown = 0
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
      complete += answers.count { $0.outcome == "complete" }
      unknown += answers.count { $0.outcome.hasPrefix("unknown") }
    }
    print("verified interpreter: \(count) cases, \(complete) complete, \(unknown) unknown")
  }
}

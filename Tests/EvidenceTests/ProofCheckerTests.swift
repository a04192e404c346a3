import Certificates
import Evidence
import Testing

/// The clauses of an obligation, and the checker of propositional proofs, against a search through all values.
@Suite struct ProofCheckerTests {
  /// `x in mask` boxes over two axes of three cells.
  private static func form(
    _ premises: [[(UInt64, UInt64)]], _ conclusion: [(UInt64, UInt64)]
  ) -> CanonicalObligation {
    CanonicalObligation(
      cells: [3, 3], premises: premises.map { $0.map { [[$0.0], [$0.1]] } },
      conclusion: conclusion.map { [[$0.0], [$0.1]] })
  }

  private static func holds(_ form: CanonicalObligation) -> Bool {
    for x in 0..<3 {
      for y in 0..<3 {
        func isIn(_ boxes: [CanonicalObligation.Box]) -> Bool {
          boxes.contains { $0[0][0] >> UInt64(x) & 1 == 1 && $0[1][0] >> UInt64(y) & 1 == 1 }
        }
        if form.premises.allSatisfy(isIn), !isIn(form.conclusion) { return false }
      }
    }
    return true
  }

  private static func isSatisfiable(_ encoding: OrderEncoding) -> Bool {
    let count = Int(encoding.variables)
    return (0..<(1 << count)).contains { values in
      encoding.clauses.allSatisfy { clause in
        clause.contains { (values >> (Int($0.magnitude) - 1) & 1 == 1) == ($0 > 0) }
      }
    }
  }

  /// Every obligation of one premise box and one conclusion box, and many of more.
  @Test func clausesSayWhatTheObligationSays() {
    var counts = (holding: 0, failing: 0)
    for first in UInt64(0)..<64 {
      for second in stride(from: UInt64(first % 5), to: 64, by: 5) {
        let form = Self.form(
          [[(first & 7, first >> 3), (5, 2)], [(7, 7)]], [(second & 7, second >> 3), (2, 5)])
        let encoding = OrderEncoding(form)
        guard encoding.variables <= 16 else { continue }
        let holds = Self.holds(form)
        #expect(Self.isSatisfiable(encoding) != holds, "\(form)")
        if holds { counts.holding += 1 } else { counts.failing += 1 }
      }
    }
    #expect(counts.holding > 20 && counts.failing > 200, "\(counts)")
  }

  /// x < 1 or x > 1 in the premise, the same in two boxes of the conclusion.
  private static let split = form([[(0b101, 7)]], [(0b001, 7), (0b100, 7)])

  @Test func aProofThatDoesNotFollowIsRefused() {
    let encoding = OrderEncoding(Self.split)
    #expect(ProofChecker.check(encoding, proof: Array("0\n".utf8)) != .refused(step: 0, reason: ""))
    let open = OrderEncoding(Self.form([[(0b111, 7)]], [(0b001, 7), (0b100, 7)]))
    for proof in ["0\n", "1 0\n0\n", "", "d 1 2 0\n0\n", "99999 0\n", "1\n", "x 0\n", "-1 0\n-2 0\n0\n"] {
      let answer = ProofChecker.check(open, proof: Array(proof.utf8))
      #expect(answer != .proved, "\(proof)")
    }
  }

  /// Pigeons as order-encoded values need real steps: a wrong one anywhere is noticed.
  @Test func deletedPremisesAreNotUsed() {
    // One axis; premises x in {0,1} and x in {1,2}; conclusion x in {1}.
    let form = CanonicalObligation(
      cells: [3, 1], premises: [[[[0b011], [1]], [[0b001], [1]]], [[[0b110], [1]], [[0b100], [1]]]],
      conclusion: [[[0b010], [1]]])
    let encoding = OrderEncoding(form)
    #expect(!Self.isSatisfiable(encoding))
    var proof = ""
    for clause in encoding.clauses where clause.count > 1 {
      proof += "d " + clause.map(String.init).joined(separator: " ") + " 0\n"
    }
    #expect(ProofChecker.check(encoding, proof: Array((proof + "0\n").utf8)) != .proved)
  }
}

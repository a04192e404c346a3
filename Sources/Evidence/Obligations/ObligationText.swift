package import Certificates
import TermGraph

/// A distinct obligation as files: its key, and the question whether it fails in SMT-LIB.
package enum ObligationText {
  package static let folder = "obligations/"

  package static func path(_ key: String) -> String { folder + key + ".smt2" }

  /// SHA-256 of the form, written out: equal keys are equal questions.
  package static func key(_ form: CanonicalObligation) -> String {
    var text = "isola-obligation 1\ncells \(words(form.cells))\n"
    for premise in form.premises {
      text += "premise\n"
      for box in premise { text += line(box) }
    }
    text += "conclusion\n"
    for box in form.conclusion { text += line(box) }
    return SHA256Text.of(Array(text.utf8))
  }

  private static func line(_ box: CanonicalObligation.Box) -> String {
    "box " + box.map { mask in mask.map { String($0, radix: 16) }.joined(separator: ",") }
      .joined(separator: " ") + "\n"
  }

  private static func words(_ numbers: [Int]) -> String {
    numbers.map(String.init).joined(separator: " ")
  }

  /// The text of `obligations/KEY.smt2`: unsatisfiable iff the obligation holds.
  package static func smtLIB(_ form: CanonicalObligation) -> String {
    var terms = TermGraph()
    let term = form.counterexample(in: &terms)
    return SMTLibPrinter(terms).text(
      term,
      comment: "Isola, distinct obligation \(key(form)).\nIt holds iff this has no model: the answer must be unsat.")
  }
}

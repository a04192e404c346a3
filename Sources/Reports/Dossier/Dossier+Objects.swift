import Checker
import NetworkModel
import PolicyTypes
import SourceText

extension Dossier {
  /// More objects than these are counted and not listed.
  private static let objectLimit = 200

  /// A claim about objects: verdict, how it was decided, and what was found.
  func writeObjects(_ result: ObjectResult, _ html: inout HTML) {
    html.add("p", ["class": "claim"], "Claim: \(result.claim.text)")
    switch result.verdict {
    case .proved: html.paragraph("This claim holds of every object. \(Self.decided(result))")
    case .vacuous: html.paragraph("Nothing to check: \(result.emptiness ?? "no such object").")
    case .violated:
      html.paragraph("These objects are not as the claim wants them. \(Self.decided(result))")
      html.table(
        "Objects", ["Object", "Why", "Where"],
        result.findings.prefix(Self.objectLimit).map { [$0.object, $0.reason, context.place($0.origin) ?? ""] })
      let rest = result.findings.count - Self.objectLimit
      if rest > 0 { html.paragraph("And \(rest) more.") }
    case .unknown:
      html.table(
        "Nothing is known to break it, but these could change that", ["Object", "Why", "Rule", "Where", "What to do"],
        result.unknowns.map {
          ["\($0.object) (\($0.kind))", $0.reason, $0.rule, context.place($0.origin) ?? "", $0.advice]
        })
    }
  }

  static func decided(_ result: ObjectResult) -> String {
    result.obligations == 0
      ? "It was decided by looking at the input, without the solver."
      : "The solver decided \(counted(result.obligations, "question")) for it; there is no certificate."
  }
}

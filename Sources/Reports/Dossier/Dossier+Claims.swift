import Checker
import Importers
import NetworkModel
import PolicyTypes
import SourceText

extension Dossier {
  /// One row per control that a policy names.
  func writeControls(_ html: inout HTML) {
    section(&html, "controls", "Controls") { html in
      if let framework = supplements.framework { return writeFramework(framework, &html) }
      var policies: [String: [Int]] = [:]
      for (number, result) in report.policies.enumerated() {
        for control in result.policy.controls { policies[control, default: []].append(number) }
      }
      let rows = policies.keys.sorted().map { control -> [String] in
        let numbers = policies[control] ?? []
        let results = numbers.map { report.policies[$0] }
        return [
          control, standing(results),
          results.map { "\($0.policy.name): \(mark($0))" }.joined(separator: "; "),
        ]
      }
      html.table(
        "Controls that the policies cite", ["Control", "Standing", "Policies and verdicts"], rows)
      let without = report.policies.filter(\.policy.controls.isEmpty).count
      if without > 0 { html.paragraph("\(counted(without, "policy", "policies")) cite no control.") }
      html.paragraph(
        "Requirements that no policy cites are not assessed: this report says nothing about them. A control is met only as far as its policies express it; much of most controls is no matter of network configuration.")
    }
  }

  func standing(_ results: [PolicyResult]) -> String {
    let verdicts = Set(results.map(\.verdict))
    if verdicts.contains(.violated) { return "✘ violated" }
    if verdicts.contains(.unknown) { return "? unknown" }
    if verdicts == [.vacuous] { return "∅ nothing to check" }
    if verdicts.contains(.vacuous) { return "✔ proved, as far as there is something to check" }
    let isLimited = results.contains { exceptions($0) > 0 }
    return isLimited ? "✔ proved, with exceptions" : "✔ proved"
  }

  /// Unknown and vacuous policies, each with its reasons.
  func writeOpenClaims(_ html: inout HTML) {
    section(&html, "open", "Open questions") { html in
      var isEmpty = true
      for (number, result) in report.policies.enumerated()
      where result.verdict == .unknown || result.verdict == .vacuous {
        isEmpty = false
        html.add("article", ["id": Self.anchor(number)]) { html in
          html.add("h3", "\(Self.mark(result.verdict)): \(result.policy.name)")
          about(result, &html)
          for claim in result.claims { openClaim(claim, &html) }
          for objects in result.objects { writeObjects(objects, &html) }
        }
      }
      if isEmpty { html.paragraph("None: every policy is proved or violated.") }
    }
  }

  private func openClaim(_ claim: ClaimResult, _ html: inout HTML) {
    html.add("p", ["class": "claim"], "Claim: \(ClaimWords.sentence(claim.claim))")
    switch claim.verdict {
    case .proved: html.paragraph("This claim is proved.")
    case .violated: html.paragraph("This claim is violated.")
    case .vacuous: html.paragraph("Nothing to check: \(claim.emptiness ?? "it is about no traffic").")
    case .unknown:
      html.table(
        "No packet is known to break it, but these could change that",
        ["Object", "Why", "Rule", "Where", "What to do"],
        claim.unknowns.map {
          [
            "\($0.object) (\($0.kind))", $0.reason, $0.rule, context.place($0.origin) ?? "",
            $0.advice,
          ]
        })
    }
  }

  /// Facts of a policy that every part repeats.
  func about(_ result: PolicyResult, _ html: inout HTML) {
    let policy = result.policy
    var facts = [
      ("Severity", policy.severity.rawValue),
      ("Why it matters", policy.rationale ?? "the policy does not say"),
      ("Controls", policy.controls.isEmpty ? "none cited" : policy.controls.joined(separator: ", ")),
      ("Owner", policy.owner ?? "nobody is named"),
    ]
    if result.verdict == .violated {
      facts.append(("Due", supplements.due[policy.severity] ?? "no term is set for this severity"))
    }
    facts.append(("Written at", context.place(policy.range) ?? ""))
    html.facts(facts)
  }

  func writeProved(_ html: inout HTML) {
    section(&html, "proved", "What is proved") { html in
      let proved = report.policies.enumerated().filter { $0.element.verdict == .proved }
      if proved.isEmpty { html.paragraph("No policy is proved.") }
      for (number, result) in proved {
        html.add("article", ["id": Self.anchor(number), "class": "short"]) { html in
          html.add("h3", "\(mark(result)): \(result.policy.name)")
          for (index, claim) in result.claims.enumerated() {
            html.add("p", ["class": "claim"], "Claim: \(ClaimWords.sentence(claim.claim))")
            html.paragraph(basis(claim, number, index))
          }
          for objects in result.objects { writeObjects(objects, &html) }
          let controls = result.policy.controls
          if !controls.isEmpty { html.paragraph("Controls: \(controls.joined(separator: ", "))") }
        }
        html.newLine()
      }
    }
  }

  private func basis(_ claim: ClaimResult, _ number: Int, _ index: Int) -> String {
    if claim.verdict == .vacuous {
      return "Nothing to check: \(claim.emptiness ?? "it is about no traffic")."
    }
    let flags = cover.certified.indices.contains(number) ? cover.certified[number] : []
    if flags.indices.contains(index), flags[index] {
      return "Established by an invariant: a set of packets for each place of the network that no step leaves and that avoids everything forbidden. A certificate holds it; it can be checked without Isola."
    }
    let how =
      claim.obligations == 0
      ? "Established path by path: every way to break it is ruled out before the solver is needed."
      : "Established by the solver, path by path (\(counted(claim.obligations, "question")))."
    return how + " There is no certificate: Isola's own reading\(claim.obligations == 0 ? "" : " and Z3") has to be believed for it."
  }

  func writeExceptions(_ html: inout HTML) {
    section(&html, "exceptions", "Exceptions") { html in
      let rows = report.policies.flatMap { result in
        unique(result.policy.claims.flatMap(\.exceptions)).map { exception in
          [
            result.policy.name,
            "\(exception.source.text) → \(exception.destination.text) on \(exception.traffic.text)",
            exception.reason, result.policy.owner ?? "nobody is named", "without end",
            context.place(exception.range) ?? "",
          ]
        }
      }
      writeAccepted(&html)
      if rows.isEmpty {
        html.paragraph("No policy has an exception.")
      } else {
        html.table(
          "Flows that a policy lets through on purpose",
          ["Policy", "Flow", "Because", "Owner of the policy", "Remaining", "Written at"], rows)
      }
    }
  }

  /// Exceptions of the policy files; those that a file beside them brought have a table of their own.
  private func unique(_ exceptions: [Claim.Exception]) -> [Claim.Exception] {
    let places = Set(supplements.accepted.compactMap(\.place))
    return exceptions.filter { !(context.place($0.range).map(places.contains) ?? false) }
  }
}

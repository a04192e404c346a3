import ForwardingGraph
import NetworkModel
import PolicyTypes
import SolverZ3

extension Recheck {
  /// Every part of every family; the answers' parts are derived from the claim as the forward ones are.
  mutating func judgeGuarantee(
    _ claim: Claim, _ scope: VPCScope, _ files: [CertificateKey: CertificateFile]
  ) throws(SolverError) -> Outcome {
    var discharge = Discharge(known: known)
    defer { known.merge(discharge.solved) { $1 } }
    let families = claim.addresses.families
    let starts = ends.starts(claim.source, claim.requiredReading, families: families)
    guard claim.demandsSomething(of: starts, ends) else {
      return .rejected("the claim demands nothing of this input")
    }
    var used = 0
    for family in families {
      guard let problems = GuaranteeProblems(claim, starts, family, network, ends) else {
        return .rejected("no certificate can show what the claim demands of this input")
      }
      for (index, part) in problems.parts.enumerated() {
        let key = CertificateKey(family: family, part: index + 1)
        guard let file = files[key] else { return .rejected("the certificate of \(key) is missing") }
        used += 1
        var graph = graph(family, scope, leg: part.leg)
        guard let problem = part.problem(in: &graph) else {
          return .rejected("\(key): a sender of the claim certainly sends nothing")
        }
        let annotation: Annotation
        let ranks: Ranks
        do throws(CertificateFile.Flaw) {
          annotation = try file.annotation(in: &graph)
          ranks = try file.ranks(in: graph)
        } catch {
          return .rejected("\(key), line \(error.line): \(error.message)")
        }
        let derived = CertificateText(graph, problem, annotation, ranks).statement()
        guard let derived, derived.utf8.elementsEqual(file.statement.utf8) else {
          return .rejected("\(key) states another graph or claim than this input gives")
        }
        let failed = try discharge.firstFailure(
          problem, annotation, ranks, in: &graph, with: &solver)
        if let failed { return .rejected("\(key): \(failed.reason.text)") }
      }
    }
    guard used > 0 else { return .rejected("the claim demands nothing of this input") }
    guard used == files.count else { return .rejected("there are certificates of parts that the claim lacks") }
    forms = Array(discharge.solved.keys)
    return .accepted(obligations: discharge.obligations, calls: discharge.calls)
  }
}

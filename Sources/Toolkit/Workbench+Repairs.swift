import Checker
package import Explanations
package import PolicyTypes
package import Reports

extension Workbench {
  /// The cheapest changes after which the claims hold, with what each does to the declared policies.
  package mutating func fix(
    _ claims: [Claim], text: String, costs: RepairCosts, isCancelled: @escaping () -> Bool
  ) throws -> RepairReport {
    var search = RepairSearch(network, claims, costs: costs, started: started, isCancelled: isCancelled)
    defer { started(checker.interrupter) }
    let result = try search.run()
    let policies = (try? policies()) ?? []
    var before: [Verdict] = []
    if !result.repairs.isEmpty {
      for policy in policies { before.append(try check(policy).verdict) }
    }
    var offers: [RepairReport.Offer] = []
    for repair in result.repairs {
      var judgements: [DiffReport.Judgement] = []
      if !policies.isEmpty {
        var after = try changed(by: repair.edits)
        for (policy, verdict) in zip(policies, before) {
          judgements.append(
            DiffReport.Judgement(
              name: policy.name, severity: policy.severity, before: verdict, after: try after.check(policy).verdict))
        }
      }
      offers.append(RepairReport.Offer(repair: repair, judgements: judgements))
    }
    return RepairReport(question: text, result: result, offers: offers)
  }
}

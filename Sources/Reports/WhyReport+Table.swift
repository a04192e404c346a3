import Checker
import Explanations
import NetworkModel

extension WhyReport {
  /// One row for each blocker or rule.
  package func table(_ context: ReportContext) -> DataTable {
    switch answer {
    case .reachable(let witness):
      DataTable(
        columns: ["leg", "component", "rule", "place"],
        rows: witness.decisions.map { decision in
          [
            decision.leg.rawValue, decision.hop.component, decision.hop.rule ?? "",
            context.place(decision.hop.origin) ?? "",
          ]
        })
    case .blocked(let sets):
      DataTable(
        columns: ["set", "leg", "code", "component", "place", "removal"],
        rows: sets.sets.enumerated().flatMap { number, set in
          set.blockers.map { blocker in
            ["\(number + 1)"] + cells(blocker.stop, context)
              + [blocker.removal.words(context, after: blocker.stop)]
          }
        } + sets.fixed.map { [""] + cells($0, context) + [""] })
    case .proved(let claims):
      DataTable(
        columns: ["claim", "leg", "code", "component", "place"],
        rows: claims.enumerated().flatMap { number, claim in
          claim.stops.map { ["\(number + 1)"] + cells($0, context) }
        })
    case .verdict(let report): report.table(context)
    }
  }

  private func cells(_ stop: Stop, _ context: ReportContext) -> [String] {
    [
      stop.leg.rawValue, stop.code.rawValue, stop.hop?.component ?? "",
      context.place(stop.hop?.origin) ?? "",
    ]
  }
}

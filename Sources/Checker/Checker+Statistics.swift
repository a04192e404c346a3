import Certificates
import NetworkModel
import Quotient
import SolverZ3

/// What a run took, in numbers that do not depend on the machine.
package struct CheckerStatistics: Hashable, Sendable {
  /// Classes of VPCs that are alike; as many as there are VPCs where none is left out.
  package var classes = 0
  /// Statements that were decided: obligations of invariants, and path conditions.
  package var obligations = 0
  /// Obligations of invariants that differ in their canonical form; each is decided once.
  package var distinctObligations = 0
  /// Z3 checks, those inside minimization and retries included.
  package var solverCalls = 0
  /// Boxes of the largest obligation.
  package var largestObligation = 0

  package init() {}
}

extension Checker {
  package var statistics: CheckerStatistics {
    var result = CheckerStatistics()
    result.classes = quotient?.classCount ?? network.vpcs.count
    result.obligations = obligations
    result.distinctObligations = engine.discharge.calls
    result.solverCalls = solver.checkCount
    result.largestObligation = engine.discharge.solved.keys.reduce(0) { largest, form in
      max(largest, form.premises.reduce(form.conclusion.count) { $0 + $1.count })
    }
    return result
  }
}

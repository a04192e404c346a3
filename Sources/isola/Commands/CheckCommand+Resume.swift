import Checker
import Distribution
import PolicyTypes
import Toolkit

/// A check that goes on where a stopped one was.
extension CheckCommand {
  /// Each claim is judged into the folder as soon as it can be, unless the folder has its result for these very inputs, this
  /// version and this day.
  func resumed(
    in folder: String, _ session: Session, _ policies: CheckedPolicies, _ today: Int, _ isStrict: Bool,
    _ observer: CheckObserver
  ) throws -> (results: [PolicyResult], evidence: [EvidenceFile]) {
    // Exceptions end and approvals expire: another day is another input.
    let plan = session.plan(
      policies, version: Isola.number, isStrict: isStrict, keepsCertificates: certificates != nil,
      shards: 1, day: today)
    let place = RunFolder(path: folder)
    try Shards.reported { () throws(RunFolder.Failure) in try place.open() }
    let run = UnitRun(session: session, policies: policies, plan: plan, place: place)
    let missing = plan.units.filter { place.record(of: $0) == nil }
    if missing.count < plan.units.count, !network.quiet {
      let known = plan.units.count - missing.count
      Console.complain("note: \(known) of \(plan.units.count) claims were judged before and are taken from the folder\n")
    }
    if !missing.isEmpty { try run.judge(missing, observer) }
    return try run.joined()
  }
}

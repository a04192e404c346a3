package import Checker
package import NetworkEdits
package import PolicySyntax
import PolicyTypes
package import Reports
import SourceText

/// Hypotheticals: questions about a copy of the network (HYP-1).
extension Workbench {
  /// Each edit is resolved in the network that those before it leave.
  package func edits(_ statements: [EditStatement]) throws(InputFailure) -> [NetworkEdit] {
    var copy = network
    var result: [NetworkEdit] = []
    let (session, index, declared) = (session, index, [PolicyFile(declarations)])
    for statement in statements {
      let resolver = EditResolver(
        network: copy,
        traffic: { (expression) throws(InputFailure) in
          var types = TypeChecker(index: index, files: declared)
          guard let traffic = types.check(traffic: expression) else { throw session.failure(types.reported) }
          return traffic
        },
        fail: { message, range, notes in session.failure("CL010", message, at: range, notes: notes) })
      let edits = try resolver.edits(statement)
      for edit in edits { edit.apply(to: &copy) }
      result += edits
    }
    return result
  }

  /// A workbench about a copy with the edits made; what was declared is declared there too.
  package func changed(by edits: [NetworkEdit]) throws(CheckError) -> Workbench {
    try Workbench(session.changed(network.edited(edits)), declarations: declarations, started: started)
  }

  /// Which flows the edits open and close, and the declared policies whose verdict they change; nil when it was cancelled.
  package mutating func changes(
    _ edits: [NetworkEdit], isCancelled: () -> Bool
  ) throws -> (report: DiffReport, before: ReportContext, after: ReportContext)? {
    try changes(to: session.changed(network.edited(edits)), isCancelled: isCancelled)
  }

  /// The same from this network to another one.
  package mutating func changes(
    to other: Session, isCancelled: () -> Bool
  ) throws -> (report: DiffReport, before: ReportContext, after: ReportContext)? {
    var after = try Workbench(other, declarations: declarations, started: started)
    defer { started(checker.interrupter) }
    guard let flows = try after.session.flows(since: session, isCancelled: isCancelled) else { return nil }
    var judgements: [DiffReport.Judgement] = []
    // Where the other network lacks something that a policy names, nobody can ask.
    let pairs = zip(try policies(), (try? after.policies()) ?? [])
    for (policy, changed) in pairs where policy.name == changed.name {
      judgements.append(
        DiffReport.Judgement(
          name: policy.name, severity: policy.severity, before: try check(policy).verdict,
          after: try after.check(changed).verdict))
    }
    let report = DiffReport(
      opened: flows.opened, closed: flows.closed, difference: flows.difference, judgements: judgements)
    return (report, session.context, after.session.context)
  }

  /// Two ends beside each other: who reaches them, and what they reach.
  package mutating func compare(
    _ a: SetExpression, _ b: SetExpression, _ traffic: TrafficExpression?
  ) throws -> CompareReport {
    func rows(_ set: SetExpression) throws -> (text: String, to: [ReachRow], from: [ReachRow]) {
      let who = try resolve(.whoReaches(set, traffic: traffic, range: set.range))
      let what = try resolve(.whatReaches(set, traffic: traffic, range: set.range))
      return (Printer.print(set), try answer(who).rows, try answer(what).rows)
    }
    let (first, second) = (try rows(a), try rows(b))
    return CompareReport(
      names: (first.text, second.text), reachedBy: (first.to, second.to), reaching: (first.from, second.from))
  }
}

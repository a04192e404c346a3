import Checker
import Collection
import Configuration
import Evidence
import Outputs
import PolicyTypes
import Reports
import ResultStore
import RuleHygiene
import SolverZ3
import SourceText
import Toolkit

/// What stands in a report beside verdicts.
extension ReportCommand {
  /// So many groups and network ACLs are judged in a report.
  private static let hygieneLimit = 5000

  func supplements(
    _ session: inout Session, _ paths: [String], _ accepted: [AcceptedFlow], _ results: [PolicyResult],
    today: Int
  ) throws -> Dossier.Supplements {
    var parts = Dossier.Supplements()
    parts.previous = try earlier()
    if let framework {
      guard let known = Framework.all[framework] else {
        throw complaint("expected \(Framework.all.keys.sorted().joined(separator: " or ")) for --framework, found `\(framework)`")
      }
      parts.framework = known
    }
    for term in due { parts.due[term.severity] = Moment.date(today + term.days) }
    let context = session.context
    let states = try Failures.reported { try session.states(of: accepted, results, today: today) }
    parts.accepted = states.map { state in
      .init(
        policy: state.flow.policy.text,
        flow: "\(state.flow.source.text) -> \(state.flow.destination.text) on \(state.flow.traffic.text)",
        reason: state.flow.reason, owner: state.flow.owner, ticket: state.flow.ticket,
        until: state.flow.expiryText, daysLeft: state.flow.expires - today, state: state.kind.rawValue,
        place: context.placeText(of: state.flow.range))
    }
    let approved = try session.declaredApprovals + Failures.reported {
      try session.approvals(at: approvals, days: Moment.days, read: CheckCommand.read)
    }
    parts.zones = try Failures.reported {
      try session.zones(
        policyFiles: paths, approvals: approved, today: today, started: Interruption.register,
        isCancelled: { Interruption.isRequested })
    }
    if Interruption.isRequested { Interruption.leave() }
    do throws(SolverError) {
      let found = try RuleHygiene.findings(in: session.network, limit: Self.hygieneLimit)
      parts.hygiene = .init(findings: found.findings, isCut: found.isCut)
    } catch {
      throw complaint(error.description)
    }
    return parts
  }

  /// `2026-01-31T23:59:59Z`.
  private static func moment(_ seconds: Int) -> String { Moment.text(seconds).prefix(19) + "Z" }

  // MARK: Before

  private func earlier() throws -> Dossier.Supplements.Previous? {
    if let previous { return try earlierReport(previous) }
    guard let since else { return nil }
    guard let store else { throw complaint("--since looks into a results store: name it with --store") }
    guard let day = Moment.days(of: since) else {
      throw complaint("expected a day such as 2030-01-31 for --since, found `\(since)`")
    }
    do throws(StoreProblem) {
      let history = try ResultStore(store)
      let begin = day * 86_400
      // The state of that day: the last run that ended by its end, or the first one since.
      var base = try history.lastRun(until: begin + 86_399)
      if base == nil { base = try history.runs(since: begin).first { $0.ended != nil } }
      guard let base else { return .init(label: "nothing: the store has no finished run", verdicts: [:]) }
      var runs: [[String]] = []
      for run in try history.runs(since: begin) {
        let verdicts = try history.verdicts(of: run.number)
        let counts = ["proved", "violated", "unknown", "vacuous"].compactMap { kind -> String? in
          let count = verdicts.count { $0.verdict == kind }
          return count == 0 ? nil : "\(count) \(kind)"
        }
        runs.append([
          Self.moment(run.started), run.ended.map(Self.moment) ?? "cut short", run.subject.who,
          counts.isEmpty ? "none" : counts.joined(separator: ", "), String(run.subject.snapshot.prefix(12)),
        ])
      }
      return .init(
        label: "the run of \(Self.moment(base.started)) in the results store",
        verdicts: Self.worst(try history.verdicts(of: base.number)), runs: runs)
    } catch {
      throw RunRecorder.complaint(error)
    }
  }

  /// POL-11: of the claims of a policy, the worst verdict is the policy's.
  private static func worst(_ verdicts: [ResultStore.Verdict]) -> [String: String] {
    let order = ["proved", "vacuous", "unknown", "violated"]
    func weight(_ verdict: String) -> Int { order.firstIndex(of: verdict) ?? order.count }
    return Dictionary(verdicts.map { ($0.policy, $0.verdict) }) {
      weight($0) >= weight($1) ? $0 : $1
    }
  }

  /// A bundle, or a report in JSON.
  private func earlierReport(_ path: String) throws -> Dossier.Supplements.Previous {
    let inside = path + "/reports/report.json"
    let isBundle = Console.contents(of: inside) != nil
    guard let bytes = Console.contents(of: isBundle ? inside : path) else {
      throw complaint("cannot read `\(path)`: \(Console.lastError)")
    }
    guard let tree = try? JSONTree(parsing: bytes), tree["schema"]?.string == "isola.check/1",
      case .array(let policies)? = tree["policies"]
    else { throw complaint("`\(path)` is no report of isola in JSON, and no bundle with one") }
    var verdicts: [String: String] = [:]
    for policy in policies {
      if let name = policy["name"]?.string, let verdict = policy["verdict"]?.string {
        verdicts[name] = verdict
      }
    }
    var label = "the report `\(path)`"
    if isBundle, let manifest = try? Manifest(Console.contents(of: path + "/" + Manifest.fileName) ?? []) {
      label = "the bundle of \(manifest.created), snapshot \(manifest.snapshot.prefix(12))"
    }
    return .init(label: label, verdicts: verdicts)
  }
}

import Checker
import Distribution
import PolicyTypes
import SourceText
import Toolkit

/// Claims that are judged one by one into a folder, and joined from it: by one process that may be stopped, or by many.
struct UnitRun {
  let session: Session
  let policies: CheckedPolicies
  let plan: RunPlan
  let place: RunFolder

  /// Judges these claims and keeps each result as soon as it is there.
  func judge(_ units: [RunPlan.Unit], _ observer: CheckObserver) throws {
    let isDone = try Failures.reported {
      try session.judge(
        units, of: policies, keepsCertificates: plan.keepsCertificates,
        started: Interruption.register, isCancelled: { Interruption.isRequested }, observer: observer, judged: save)
    }
    if !isDone { Interruption.leave() }
  }

  private func save(_ unit: RunPlan.Unit, _ outcome: UnitOutcome) throws {
    let record: UnitRecord
    var certificates: [(name: String, text: String)] = []
    switch outcome {
    case .objects(let found): record = UnitRecord(found, unit: unit.hash)
    case .claim(let result, let parts):
      let files = Session.evidence(
        parts, policy: policies.policies[unit.policy - 1], number: unit.policy, claim: unit.claim,
        network: plan.network, isStrict: plan.isStrict, policyFiles: plan.policyFiles.map(\.path))
      record = UnitRecord(
        result, unit: unit.hash, certificates: files.map { .init(name: $0.name, isWritten: $0.text != nil) },
        network: session.network)
      certificates = files.compactMap { file in file.text.map { (file.name, $0) } }
    }
    try Shards.reported { () throws(RunFolder.Failure) in try place.save(record, certificates: certificates) }
  }

  /// What all claims came to, in the order of the report. Every packet is replayed.
  func joined() throws -> (results: [PolicyResult], evidence: [EvidenceFile]) {
    let replay = Replay(session.network)
    let conditions = ConditionFinder(session.network)
    var results: [PolicyResult] = []
    var evidence: [EvidenceFile] = []
    var units = plan.units[...]
    for policy in policies.policies {
      var claims: [ClaimResult] = []
      for claim in policy.claims {
        guard let unit = units.popFirst(), let record = place.record(of: unit) else { throw ExitStatus.failure }
        var result = try Self.reported(unit) { () throws(RecordError) in
          try record.result(about: claim, replay: replay)
        }
        // Looked for again: what it rests on did not travel.
        result.condition = try Failures.reported { try conditions?.condition(for: result) }
        claims.append(result)
        for entry in record.certificates {
          let text: String? = try Shards.reported { () throws(RunFolder.Failure) in
            entry.isWritten ? try place.certificate(entry.name, of: unit.hash) : nil
          }
          evidence.append(EvidenceFile(name: entry.name, text: text))
        }
      }
      var objects: [ObjectResult] = []
      for claim in policy.objectClaims {
        guard let unit = units.popFirst(), let record = place.record(of: unit) else { throw ExitStatus.failure }
        objects.append(try Self.reported(unit) { () throws(RecordError) in try record.result(about: claim) })
      }
      results.append(PolicyResult(policy: policy, claims: claims, objects: objects))
    }
    return (results, evidence)
  }

  private static func reported<Value>(
    _ unit: RunPlan.Unit, _ step: () throws(RecordError) -> Value
  ) throws -> Value {
    do throws(RecordError) {
      return try step()
    } catch {
      let name = "\(DisplayText.escape(unit.name)), claim \(unit.claim)"
      switch error {
      case .unreadable(let reason):
        Console.complain(
          "error: the result of `\(name)` cannot be read: \(DisplayText.escape(reason))\n"
            + "  note: remove units/\(unit.hash).json and judge it again\n")
        throw ExitStatus.input
      case .disagreement(let dump):
        Console.complain(
          "internal error: the result of `\(name)` is not confirmed: \(DisplayText.escape(dump))\n")
        throw ExitStatus.failure
      }
    }
  }
}

import Checker
import Evidence
import Glibc
import PolicyTypes
import ResultStore
import SourceText
import Toolkit

/// Writes a run into a results store while it goes on: each verdict as soon as it is there, so that a run that is killed keeps what it
/// came to.
final class RunRecorder {
  private let store: ResultStore
  private let run: Int

  /// `policyFiles`: all that the verdicts depend on beside the network.
  init(_ path: String, _ command: String, _ session: Session, _ policyFiles: [String]) throws {
    let hashes = session.hashes(of: policyFiles)
    do throws(StoreProblem) {
      let opened = try ResultStore(path)
      store = opened
      run = try opened.begin(
        .init(
          command: command, who: Self.who, version: Isola.number, snapshot: hashes.snapshot,
          policies: hashes.policies), at: Surroundings.time)
    } catch {
      throw Self.complaint(error)
    }
  }

  func record(_ policy: CheckedPolicy, _ claim: Int, _ result: ClaimResult) throws {
    try record(policy, claim, ClaimText.of(result.claim), result.verdict)
  }

  func record(_ policy: CheckedPolicy, _ claim: Int, _ result: ObjectResult) throws {
    try record(policy, claim, result.claim.text, result.verdict)
  }

  private func record(_ policy: CheckedPolicy, _ claim: Int, _ text: String, _ verdict: Verdict) throws {
    do throws(StoreProblem) {
      try store.record(.init(policy: policy.name, claim: claim, text: text, verdict: verdict.rawValue), of: run)
    } catch {
      throw Self.complaint(error)
    }
  }

  func end() throws {
    do throws(StoreProblem) {
      try store.end(run, at: Surroundings.time)
    } catch {
      throw Self.complaint(error)
    }
  }

  static func complaint(_ problem: StoreProblem) -> ExitStatus {
    Console.complain("error: \(DisplayText.escape(problem.description))\n")
    return .input
  }

  private static var who: String {
    if let entry = getpwuid(geteuid()) { return String(cString: entry.pointee.pw_name) }
    return "user \(geteuid())"
  }
}

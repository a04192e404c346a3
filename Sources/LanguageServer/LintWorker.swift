import Dispatch
import PolicyLint
import PolicySyntax
import SolverZ3
import SourceText
import Synchronization

/// Judges policies against policies, one job after the other, the latest first: a new job ends the one that runs.
final class LintWorker: Sendable {
  struct Job: Sendable {
    var trees: [PolicyFile]
    /// Gets the findings unless something newer came.
    var finished: @Sendable ([Diagnostic]) -> Void
  }

  private struct State {
    var waiting: Job?
    var running: Interrupter?
    var isBusy = false
    /// Counts orders; findings of an older one are thrown away.
    var order: UInt64 = 0
  }

  private let state = Mutex(State())

  /// Nil ends what runs, and nothing follows it.
  func order(_ job: Job?) {
    let starts = state.withLock { state in
      state.order += 1
      state.waiting = job
      state.running?.interrupt()
      guard job != nil, !state.isBusy else { return false }
      state.isBusy = true
      return true
    }
    if starts { DispatchQueue.global().async { self.work() } }
  }

  private func work() {
    while true {
      let next = state.withLock { state -> (job: Job, order: UInt64)? in
        guard let job = state.waiting else {
          state.isBusy = false
          return nil
        }
        state.waiting = nil
        return (job, state.order)
      }
      guard let next else { return }
      let result = try? Linter.lint(next.job.trees) { interrupter in
        let isOld = state.withLock { state in
          state.running = interrupter
          return state.order != next.order
        }
        if isOld { interrupter.interrupt() }
      }
      let isCurrent = state.withLock { state in
        state.running = nil
        return state.order == next.order
      }
      if isCurrent, let result { next.job.finished(result.findings) }
    }
  }
}

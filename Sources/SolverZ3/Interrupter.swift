import CZ3
import Synchronization

/// Stops the checks of one `SolverContext` from another thread.
///
/// After `interrupt()` the running check and all later ones answer `unknown`, until `reset()`; so
/// an interruption between two checks is not lost.
package final class Interrupter: Sendable {
  /// The context to interrupt while a check runs in it, nil otherwise.
  ///
  /// `@unchecked Sendable`: the handle is only used for `Z3_interrupt`, the one call that Z3 allows
  /// from other threads, and only under the lock.
  @safe private struct State: @unchecked Sendable {
    var running: Z3_context?
    var isInterrupted = false
  }

  private let state = Mutex(State())

  init() {}

  package var isInterrupted: Bool { state.withLock { $0.isInterrupted } }

  package func interrupt() {
    state.withLock { state in
      state.isInterrupted = true
      if let running = unsafe state.running { unsafe Z3_interrupt(running) }
    }
  }

  package func reset() { state.withLock { $0.isInterrupted = false } }

  /// Announces a check in `context`; false when it must not start. The context stays alive until
  /// `finish()`, and `Z3_interrupt` is called under the lock: it never sees a dead context.
  func start(_ context: Z3_context) -> Bool {
    let announced = unsafe State(running: context)
    return state.withLock { state in
      if state.isInterrupted { return false }
      state = announced
      return true
    }
  }

  func finish() { state.withLock { unsafe $0.running = nil } }
}

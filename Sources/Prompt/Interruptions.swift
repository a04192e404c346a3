import SolverZ3
import Synchronization

/// What Ctrl-C stops: the statement at hand, every time, and nothing when there is none.
package final class Interruptions: Sendable {
  private struct State {
    var isRunning = false
    var isRequested = false
    var interrupter: Interrupter?
  }

  private let state = Mutex(State())
  /// Whether somebody sits in front of the session; else an interrupt ends it.
  package let isInteractive: Bool

  package init(isInteractive: Bool) { self.isInteractive = isInteractive }

  package var isRequested: Bool { state.withLock { $0.isRequested } }

  /// From any thread; false when nothing runs that could be stopped.
  package func interrupt() -> Bool {
    state.withLock { state in
      guard state.isRunning else { return false }
      state.isRequested = true
      state.interrupter?.interrupt()
      return true
    }
  }

  func begin() {
    state.withLock { state in
      state.isRunning = true
      state.isRequested = false
    }
  }

  func end() { state.withLock { $0.isRunning = false } }

  /// Names what works now. It learns of an interrupt that came before.
  func register(_ interrupter: Interrupter) {
    state.withLock { state in
      state.interrupter = interrupter
      if state.isRunning, state.isRequested { interrupter.interrupt() }
    }
  }
}

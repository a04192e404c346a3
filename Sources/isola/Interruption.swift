import Dispatch
import Glibc
import SolverZ3
import Synchronization

/// Control-C: stops the solver, so that the run ends in order; ends the process when that takes too
/// long.
enum Interruption {
  private struct State {
    var isRequested = false
    var interrupter: Interrupter?
    /// What happens instead, for runs that outlive an interrupt.
    var action: (@Sendable () -> Void)?
  }

  private static let state = Mutex(State())

  static var isRequested: Bool { state.withLock { $0.isRequested } }

  /// While `body` runs, the process does not die by itself of an interrupt; nor of a reader that
  /// went away.
  static func watched(_ body: () -> Void) {
    signal(SIGINT, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
    let source = DispatchSource.makeSignalSource(
      signal: SIGINT, queue: .global(qos: .userInitiated))
    source.setEventHandler {
      if let action = state.withLock({ $0.action }) { return action() }
      let interrupter = state.withLock { state in
        state.isRequested = true
        return state.interrupter
      }
      guard let interrupter else { leave() }
      interrupter.interrupt()
      DispatchQueue.global(qos: .userInitiated).asyncAfter(deadline: .now() + 2) { leave() }
    }
    source.resume()
    withExtendedLifetime(source, body)
  }

  /// Names the solver that the next interrupt stops.
  static func register(_ interrupter: Interrupter) {
    state.withLock { $0.interrupter = interrupter }
  }

  /// From now on an interrupt does this, and nothing else.
  static func handled(by action: @escaping @Sendable () -> Void) {
    state.withLock { $0.action = action }
  }

  static func leave() -> Never {
    // On a terminal there may be a line of progress, or the echo of the key.
    Console.complain((isatty(STDERR_FILENO) == 1 ? "\r\u{1B}[K" : "") + "interrupted\n")
    _exit(ExitStatus.interrupted.rawValue)
  }
}

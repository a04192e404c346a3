internal import Glibc
internal import Synchronization

/// Runs blocking work on threads of its own: the work waits for other processes, not for a processor.
enum Workers {
  /// The result of each item, in the order of the items; nil for those that were not begun because one asked to stop.
  static func map<Item: Sendable, Result: Sendable>(
    _ items: [Item], threads: Int, _ body: @escaping @Sendable (Item) -> (Result, isLast: Bool)
  ) -> [Result?] {
    let shared = Shared<Result>(count: items.count)
    let work: @Sendable () -> Void = {
      while let index = shared.take() {
        let (result, isLast) = body(items[index])
        shared.put(result, at: index, isLast: isLast)
      }
    }
    var started: [pthread_t] = []
    for _ in 1..<max(1, min(threads, items.count)) {
      var thread = pthread_t()
      let box = Unmanaged.passRetained(Work(body: work))
      let status = pthread_create(
        &thread, nil,
        { raw in
          if let raw { Unmanaged<Work>.fromOpaque(raw).takeRetainedValue().body() }
          return nil
        }, box.toOpaque())
      if status == 0 { started.append(thread) } else { box.release() }
    }
    work()
    for thread in started { pthread_join(thread, nil) }
    return shared.results
  }

  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(body: @escaping @Sendable () -> Void) { self.body = body }
  }

  private final class Shared<Result: Sendable>: Sendable {
    private struct State {
      var next = 0
      var isStopped = false
      var results: [Result?]
    }

    private let state: Mutex<State>

    init(count: Int) { state = Mutex(State(results: Array(repeating: nil, count: count))) }

    var results: [Result?] { state.withLock { $0.results } }

    func take() -> Int? {
      state.withLock { state in
        guard !state.isStopped, state.next < state.results.count else { return nil }
        state.next += 1
        return state.next - 1
      }
    }

    func put(_ result: Result, at index: Int, isLast: Bool) {
      state.withLock { state in
        state.results[index] = result
        if isLast { state.isStopped = true }
      }
    }
  }
}

import Dispatch
import Glibc
import Reports
import Synchronization

/// Watches a run from beside it: times its steps, says how far it is, and ends it when it needs too much memory.
final class RunMonitor: Sendable {
  private struct State {
    var step: String
    var started: ContinuousClock.Instant
    var processor: Int
    var done = 0
    var total = 0
    var laps: [CheckReport.Timing] = []
    var isShown = false
    var lastLine: ContinuousClock.Instant
  }

  /// Of memory; what a run allocates meanwhile is how far it may overshoot.
  private static let interval = DispatchTimeInterval.milliseconds(20)

  private let style: ProgressStyle
  private let limit: MemorySize?
  private let clock = ContinuousClock()
  private let state: Mutex<State>

  init(_ options: RunOptions, step: String) {
    style =
      options.progress == .auto && isatty(STDERR_FILENO) != 1 ? .none : options.progress
    limit = options.memoryLimit
    let now = clock.now
    state = Mutex(
      State(step: step, started: now, processor: ProcessUsage.processorMilliseconds, lastLine: now))
  }

  /// Runs `body` under observation.
  func watching<Value>(_ body: () throws -> Value) rethrows -> Value {
    guard style != .none || limit != nil else { return try body() }
    let timer = DispatchSource.makeTimerSource(queue: .global(qos: .userInitiated))
    timer.schedule(deadline: .now() + Self.interval, repeating: Self.interval)
    timer.setEventHandler { [self] in tick() }
    timer.resume()
    defer {
      timer.cancel()
      clear()
    }
    tell()
    return try body()
  }

  /// Ends a step and begins the next one.
  func lap(next step: String) {
    checkMemory()
    state.withLock { state in
      let now = clock.now
      let processor = ProcessUsage.processorMilliseconds
      state.laps.append(
        .init(
          step: state.step, milliseconds: Self.milliseconds(now - state.started),
          processorMilliseconds: processor - state.processor))
      state.step = step
      state.started = now
      state.processor = processor
      state.done = 0
      state.total = 0
    }
    if style == .json { tell() }
  }

  /// So much of the step is done.
  func advance(_ done: Int, of total: Int) {
    state.withLock { state in
      state.done = done
      state.total = total
    }
    if style == .json, done == total { tell() }
  }

  /// The steps that ended.
  var laps: [CheckReport.Timing] { state.withLock { $0.laps } }

  private func tick() {
    checkMemory()
    let pause: Duration = style == .json ? .seconds(1) : .milliseconds(200)
    if style != .none, clock.now - state.withLock({ $0.lastLine }) >= pause { tell() }
  }

  private func checkMemory() {
    guard let limit, ProcessUsage.anonymousBytes > limit.bytes else { return }
    MemoryLimit.end(limit, in: state.withLock { $0.step })
  }

  private func tell() {
    state.withLock { state in
      let now = clock.now
      let elapsed = Self.milliseconds(now - state.started)
      state.lastLine = now
      switch style {
      case .none: return
      case .json: Console.complain(Self.object(state, elapsed))
      case .auto:
        state.isShown = true
        Console.complain("\r\u{1B}[K" + Self.line(state, elapsed))
      }
    }
  }

  private func clear() {
    state.withLock { state in
      if state.isShown { Console.complain("\r\u{1B}[K") }
      state.isShown = false
    }
  }

  /// `claims 12 of 28, 3.1/s, 5 s left, 812.0 MiB`.
  private static func line(_ state: State, _ elapsed: Int) -> String {
    var parts = [state.total > 0 ? "\(state.step) \(state.done) of \(state.total)" : state.step]
    if state.done > 0, elapsed > 0 {
      let perTenSeconds = state.done * 10_000 / elapsed
      parts.append("\(perTenSeconds / 10).\(perTenSeconds % 10)/s")
      parts.append("\(elapsed * (state.total - state.done) / state.done / 1000) s left")
    } else {
      parts.append("\(elapsed / 1000) s")
    }
    parts.append(MemorySize(bytes: ProcessUsage.anonymousBytes).text)
    return parts.joined(separator: ", ")
  }

  /// `isola.progress/1`, on one line.
  private static func object(_ state: State, _ elapsed: Int) -> String {
    var text = #"{"schema":"isola.progress/1","step":"\#(state.step)","milliseconds":\#(elapsed)"#
    if state.total > 0 { text += #","done":\#(state.done),"total":\#(state.total)"# }
    return text + #","memoryBytes":\#(ProcessUsage.anonymousBytes)}"# + "\n"
  }

  private static func milliseconds(_ duration: Duration) -> Int {
    let (seconds, attoseconds) = duration.components
    return Int(seconds * 1000 + attoseconds / 1_000_000_000_000_000)
  }
}

/// The end of a run that needs too much.
enum MemoryLimit {
  static func end(_ limit: MemorySize, in step: String) -> Never {
    Console.complain(
      (isatty(STDERR_FILENO) == 1 ? "\r\u{1B}[K" : "")
        + "error: the step `\(step)` needs more memory than --memory-limit \(limit.text) allows\n"
        + "  note: raise the limit, or split the run over machines: isola plan --shards N\n")
    _exit(ExitStatus.input.rawValue)
  }
}

/// What the system says of this process.
enum ProcessUsage {
  static var processorMilliseconds: Int {
    var usage = rusage()
    guard getrusage(Int32(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
    let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
    return seconds * 1000 + Int(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000
  }

  /// The most memory that was resident at once, files that are mapped included.
  static var peakBytes: Int {
    var usage = rusage()
    return getrusage(Int32(RUSAGE_SELF.rawValue), &usage) == 0 ? usage.ru_maxrss << 10 : 0
  }

  /// Resident memory that no file backs; 0 where the system does not tell.
  static var anonymousBytes: Int {
    let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return 0 }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 128)
    let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    guard count > 0 else { return 0 }
    let pages = String(decoding: buffer[..<count], as: UTF8.self).split(separator: " ").map { Int($0) ?? 0 }
    guard pages.count > 2 else { return 0 }
    return max(0, pages[1] - pages[2]) * Int(getpagesize())
  }
}

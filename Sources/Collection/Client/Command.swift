@preconcurrency internal import Glibc
internal import Synchronization

/// What a program that ran to its end, or was stopped, left behind.
package struct CommandResult: Sendable {
  /// The exit code; 128 and the signal's number where one ended it.
  package let status: Int32
  package let output: [UInt8]
  package let errors: [UInt8]
  /// True when it took longer than it may, and was stopped.
  package let isTimedOut: Bool
}

/// Why a program could not be started.
package enum CommandProblem: Error, Equatable {
  case notFound(String)
  case notStarted(String, reason: String)
}

/// Starts programs. Safe from several threads.
package enum Command {
  /// Runs the program, found on the path, with the environment of this process and `environment` on top. Waits at most
  /// `seconds`. Its standard input is empty.
  package static func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:],
    seconds: Int = 300
  ) throws(CommandProblem) -> CommandResult {
    let started = starting.withLock { _ in start(program, arguments, environment) }
    let child = try started.get()
    return collect(child.id, child.output, child.errors, seconds: seconds)
  }

  /// One program starts at a time, so that none inherits the ends of another's pipes before they are marked.
  private static let starting = Mutex(())

  private struct Child {
    let id: pid_t
    let output: Int32
    let errors: Int32
  }

  private static func start(
    _ program: String, _ arguments: [String], _ environment: [String: String]
  ) -> Result<Child, CommandProblem> {
    guard let output = pipe() else {
      return .failure(.notStarted(program, reason: "no pipe can be opened"))
    }
    guard let errors = pipe() else {
      output.close()
      return .failure(.notStarted(program, reason: "no pipe can be opened"))
    }
    var child: pid_t = 0
    let status = spawn(program, arguments, environment, output, errors, &child)
    _ = Glibc.close(output.writing)
    _ = Glibc.close(errors.writing)
    guard status == 0 else {
      _ = Glibc.close(output.reading)
      _ = Glibc.close(errors.reading)
      if status == ENOENT { return .failure(.notFound(program)) }
      return .failure(
        .notStarted(program, reason: String(cString: strerror(status)).lowercased()))
    }
    return .success(Child(id: child, output: output.reading, errors: errors.reading))
  }

  private struct Pipe {
    let reading: Int32
    let writing: Int32

    func close() {
      _ = Glibc.close(reading)
      _ = Glibc.close(writing)
    }
  }

  private static func pipe() -> Pipe? {
    var ends: [Int32] = [0, 0]
    guard Glibc.pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return Pipe(reading: ends[0], writing: ends[1])
  }

  private static func spawn(
    _ program: String, _ arguments: [String], _ extra: [String: String], _ output: Pipe,
    _ errors: Pipe, _ child: inout pid_t
  ) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output.writing, 1)
    posix_spawn_file_actions_adddup2(&actions, errors.writing, 2)
    // The command ignores interrupts while it waits; its children must not inherit that.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
    words.append(nil)
    var settings: [UnsafeMutablePointer<CChar>?] = environment(with: extra).map { strdup($0) }
    settings.append(nil)
    defer { for text in words + settings { free(text) } }
    return posix_spawnp(&child, program, &actions, &attributes, words, settings)
  }

  private static func environment(with extra: [String: String]) -> [String] {
    var result: [String] = []
    var entry = environ
    while let text = entry.pointee {
      let setting = String(cString: text)
      let name = setting.prefix { $0 != "=" }
      if extra[String(name)] == nil { result.append(setting) }
      entry += 1
    }
    return result + extra.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
  }

  /// The value that a setting of the environment has for this process.
  static func setting(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  private static func collect(
    _ child: pid_t, _ output: Int32, _ errors: Int32, seconds: Int
  ) -> CommandResult {
    var texts: [[UInt8]] = [[], []]
    var streams = [
      pollfd(fd: output, events: Int16(POLLIN), revents: 0),
      pollfd(fd: errors, events: Int16(POLLIN), revents: 0),
    ]
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let end = time(nil) + seconds
    var isTimedOut = false
    while streams.contains(where: { $0.fd >= 0 }) {
      if !isTimedOut, time(nil) >= end {
        isTimedOut = true
        kill(child, SIGKILL)
      }
      guard poll(&streams, nfds_t(streams.count), 500) >= 0 else {
        if errno == EINTR { continue }
        break
      }
      for index in streams.indices where streams[index].fd >= 0 && streams[index].revents != 0 {
        let count = buffer.withUnsafeMutableBytes { read(streams[index].fd, $0.baseAddress, $0.count) }
        if count > 0 {
          texts[index] += buffer[..<count]
        } else if count == 0 || errno != EINTR {
          _ = Glibc.close(streams[index].fd)
          streams[index].fd = -1
        }
      }
      // A grandchild may keep the streams open for ever.
      if isTimedOut { break }
    }
    for stream in streams where stream.fd >= 0 { _ = Glibc.close(stream.fd) }
    var state: Int32 = 0
    while waitpid(child, &state, 0) < 0, errno == EINTR {}
    let signal = state & 0x7F
    return CommandResult(
      status: signal == 0 ? (state >> 8) & 0xFF : 128 + signal, output: texts[0],
      errors: texts[1], isTimedOut: isTimedOut)
  }
}

import FoundationEssentials
import Glibc

/// A trial that could not be made, or that shows a defect.
struct TrialFailure: Error {
  let message: String
}

/// One run of `isola check` on a generated network, and what it says of itself.
struct Trial {
  /// Milliseconds of processor time by step, in order.
  let steps: [String: Int]
  let counters: [String: Int]
  let wallMilliseconds: Int
  let processorMilliseconds: Int
  let peakBytes: Int

  private struct Report: Decodable {
    struct Policy: Decodable {
      let name: String
      let verdict: String
    }
    let policies: [Policy]
    let processorTimings: [String: Int]
    let counters: [String: Int]
  }

  private struct Expected: Decodable { let policies: [String: String] }

  /// Checks the network in `folder` in a process of its own and compares all verdicts with what holds by construction.
  init(isola: String, folder: String) throws {
    let output = "\(folder)/report.json"
    let clock = ContinuousClock()
    var usage = rusage()
    var status: Int32 = 0
    let elapsed = try clock.measure {
      status = try ChildProcess.run(
        [
          isola, "check", "\(folder)/expectations.isola", "--network", "\(folder)/network", "--format", "json",
          "--timings", "--progress", "none",
        ], output: output, &usage)
    }
    guard status == 0 || status == 1 || status == 3 else {
      throw TrialFailure(message: "isola check ended with exit code \(status)")
    }
    let report = try JSONDecoder().decode(Report.self, from: Files.read(output))
    let expected = try JSONDecoder().decode(
      Expected.self, from: Files.read("\(folder)/expectations.json"))
    let found = Dictionary(
      report.policies.map { ($0.name, $0.verdict) }, uniquingKeysWith: { first, _ in first })
    for (name, verdict) in expected.policies where found[name] != verdict {
      throw TrialFailure(
        message: "`\(name)`: expected \(verdict), found \(found[name] ?? "nothing")")
    }
    steps = report.processorTimings
    counters = report.counters.filter { $0.key != "peakMemoryBytes" }
    let (seconds, attoseconds) = elapsed.components
    wallMilliseconds = Int(seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    processorMilliseconds =
      (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000
      + Int(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000
    peakBytes = usage.ru_maxrss << 10
  }
}

enum ChildProcess {
  /// Runs a program with its standard output in a file; gives its exit code, and 128 more than the signal that ended it.
  static func run(_ arguments: [String], output: String, _ usage: inout rusage) throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(
      &actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    var vector = arguments.map { strdup($0) } + [nil]
    defer { for pointer in vector { free(pointer) } }
    var child = pid_t()
    guard posix_spawn(&child, arguments[0], &actions, nil, &vector, environ) == 0 else {
      throw TrialFailure(message: "cannot start `\(arguments[0])`")
    }
    var status: Int32 = 0
    while wait4(child, &status, 0, &usage) < 0 {
      guard errno == EINTR else { throw TrialFailure(message: "cannot wait for isola") }
    }
    return status & 127 == 0 ? status >> 8 & 255 : 128 + status & 127
  }
}

/// Files of a benchmark's own folder.
enum Files {
  static func read(_ path: String) throws -> Data { try Data(contentsOf: URL(filePath: path)) }

  /// Every JSON file below, in a fixed order.
  static func json(below folder: String) throws -> [String] {
    guard let handle = opendir(folder) else {
      throw TrialFailure(message: "cannot read the folder `\(folder)`")
    }
    defer { closedir(handle) }
    var result: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasPrefix(".") { continue }
      let path = "\(folder)/\(name)"
      var info = stat()
      guard lstat(path, &info) == 0 else { continue }
      if info.st_mode & S_IFMT == S_IFDIR {
        result += try json(below: path)
      } else if name.hasSuffix(".json") {
        result.append(path)
      }
    }
    return result.sorted()
  }

  static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

  static func write(_ data: Data, to path: String) throws {
    try data.write(to: URL(filePath: path))
  }
}

import Foundation
import Testing

/// The built executable, run as a user runs it.
struct Tool {
  struct Run {
    var status: Int32
    var output: String
    var errors: String
  }

  /// The root of the repository; every run starts there.
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static let example = "Specs/Examples/three-tier"
  static let network = example + "/network"
  static let policies = example + "/policies.isola"

  /// `ISOLA_BINARY`, else the one that was built beside the test bundle.
  static var binary: URL {
    if let path = ProcessInfo.processInfo.environment["ISOLA_BINARY"] { return URL(filePath: path) }
    let runner = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    let bundle =
      CommandLine.arguments.map { URL(filePath: $0) }.first { $0.pathExtension == "xctest" }
      ?? runner
    return bundle.deletingLastPathComponent().appending(path: "isola")
  }

  static func run(_ arguments: String..., input: String? = nil, environment: [String: String] = [:])
    throws -> Run
  {
    try run(binary, arguments, input: input, environment: environment)
  }

  static func run(
    _ executable: URL, _ arguments: [String], input: String? = nil,
    environment: [String: String] = [:]
  ) throws -> Run {
    let folder = try Scratch()
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = root
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // Files instead of pipes: no run can block on a full one.
    process.standardInput = try FileHandle(forReadingFrom: folder.file("in", input ?? ""))
    process.standardOutput = try FileHandle(forWritingTo: folder.file("out", ""))
    process.standardError = try FileHandle(forWritingTo: folder.file("err", ""))
    try process.run()
    process.waitUntilExit()
    return Run(
      status: process.terminationStatus, output: try folder.text("out"),
      errors: try folder.text("err"))
  }
}

/// A folder that disappears with its owner.
final class Scratch {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "isola-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appending(path: name).path }

  func file(_ name: String, _ text: String) throws -> URL {
    let file = url.appending(path: name)
    try Data(text.utf8).write(to: file)
    return file
  }

  func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: url.appending(path: name)), as: UTF8.self)
  }
}

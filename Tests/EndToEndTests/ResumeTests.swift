import Foundation
import Testing

/// `isola check --resume FOLDER`: what a stopped run came to is not lost, and the report is that of a run that was not stopped.
@Suite struct ResumeTests {
  private struct Job {
    let folder: Scratch
    let network: String
    let policies: String

    init() throws {
      folder = try Scratch()
      let hub = folder.path("hub")
      let made = try Tool.run("generate", "hub", "--vpcs", "60", "--output", hub, "--quiet")
      #expect(made.status == 0, "\(made)")
      (network, policies) = (hub + "/network", hub + "/expectations.isola")
    }

    var units: [String] {
      ((try? FileManager.default.contentsOfDirectory(atPath: folder.path("kept/units"))) ?? [])
        .filter { $0.hasSuffix(".json") }.sorted()
    }

    func check(_ options: [String]) throws -> Tool.Run {
      try Tool.run(Tool.binary, ["check", policies, "--network", network] + options)
    }
  }

  @Test func aKilledRunGoesOn() throws {
    let job = try Job()
    let kept = job.folder.path("kept")
    let process = Process()
    process.executableURL = Tool.binary
    process.arguments = ["check", job.policies, "--network", job.network, "--resume", kept, "--quiet"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    while process.isRunning, job.units.count < 3 { usleep(2000) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let before = job.units.count
    #expect(before >= 3)
    let whole = try job.check(["--format", "json"])
    let resumed = try job.check(["--format", "json", "--resume", kept])
    #expect(resumed.output == whole.output && resumed.status == whole.status)
    #expect(resumed.errors.contains("note: \(before) of "), "\(before): \(resumed.errors)")
    // Now everything is known.
    let again = try job.check(["--format", "json", "--resume", kept])
    #expect(again.output == whole.output)
    #expect(again.errors.contains("note: \(job.units.count) of \(job.units.count) "), "\(again.errors)")
  }

  @Test func otherInputsTakeNothing() throws {
    let job = try Job()
    let kept = job.folder.path("kept")
    _ = try job.check(["--resume", kept, "--quiet"])
    let count = job.units.count
    // Another day, strictness, certificates, a comment in the policies.
    for options in [["--today", "2031-01-01"], ["--strict"], ["--certificates", job.folder.path("c")]] {
      let other = try job.check(["--resume", kept] + options)
      #expect(!other.errors.contains("note: "), "\(options): \(other.errors)")
    }
    let handle = try #require(FileHandle(forWritingAtPath: job.policies))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("\n# a comment\n".utf8))
    try handle.close()
    #expect(try !job.check(["--resume", kept]).errors.contains("note: "))
    #expect(job.units.count == 5 * count)
  }

  /// A result that was damaged is judged again; a verdict that its evidence does not carry ends the run.
  @Test func damagedResultsAreNotTaken() throws {
    let job = try Job()
    let kept = job.folder.path("kept")
    let whole = try job.check(["--resume", kept, "--format", "json"])
    let first = try #require(job.units.first)
    try Data("{".utf8).write(to: URL(filePath: "\(kept)/units/\(first)"))
    let again = try job.check(["--resume", kept, "--format", "json"])
    #expect(again.output == whole.output && again.errors.contains("note: \(job.units.count - 1) of "))
    let violated = try #require(
      try job.units.first { try job.folder.text("kept/units/\($0)").contains("\"verdict\" : \"violated\"") })
    let text = try job.folder.text("kept/units/\(violated)")
    try Data(text.replacing("\"verdict\" : \"violated\"", with: "\"verdict\" : \"proved\"").utf8)
      .write(to: URL(filePath: "\(kept)/units/\(violated)"))
    let forged = try job.check(["--resume", kept])
    #expect(forged.status == 2 && forged.errors.contains("cannot be read"), "\(forged)")
  }

  @Test func cacheAndResumeDoNotStandTogether() throws {
    let run = try Tool.run(
      Tool.binary, ["check", Tool.policies, "--network", Tool.network, "--resume", "a", "--cache", "b"])
    #expect(run.status == 2 && run.errors.contains("cannot stand together"))
  }
}

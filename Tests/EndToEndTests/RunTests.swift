import Foundation
import Testing

/// What a run tells about itself, and how it ends early.
@Suite struct RunTests {
  private static let check = [
    "check", Tool.policies, "--network", Tool.network, "--format", "json",
  ]

  private static func objects(_ lines: String) throws -> [[String: Any]] {
    try lines.split(separator: "\n").map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any], "\($0)")
    }
  }

  @Test func timingsComeWithCounts() throws {
    let run = try Tool.run(Tool.binary, Self.check + ["--timings"])
    let report = try #require(
      JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let timings = try #require(report["timings"] as? [String: Int])
    #expect(Set(timings.keys) == ["network", "policies", "classes", "claims"])
    #expect((report["processorTimings"] as? [String: Int])?.keys == timings.keys)
    let counters = try #require(report["counters"] as? [String: Int])
    let claims = (report["policies"] as? [[String: Any]])?.compactMap { $0["claims"] as? [Any] }
    #expect(counters["claims"] == claims?.reduce(0) { $0 + $1.count })
    #expect(counters["vpcs"] == 2)
    for name in ["files", "bytes", "objects", "classes", "obligations", "solverCalls", "peakMemoryBytes"] {
      #expect(counters[name, default: 0] > 0, "\(name)")
    }
    #expect(counters["distinctObligations", default: 0] <= counters["obligations", default: 0])
  }

  @Test func progressForProgramsIsOneObjectALine() throws {
    let run = try Tool.run(Tool.binary, Self.check + ["--progress", "json"])
    #expect(run.status == 1)
    let objects = try Self.objects(run.errors)
    #expect(objects.allSatisfy { $0["schema"] as? String == "isola.progress/1" })
    var steps: [String] = []
    for case let step as String in objects.map({ $0["step"] }) where steps.last != step {
      steps.append(step)
    }
    #expect(steps == ["network", "policies", "classes", "claims", "report"])
    let last = objects.last { $0["step"] as? String == "claims" }
    #expect(last?["done"] as? Int == last?["total"] as? Int)
  }

  @Test func progressChangesNothingElse() throws {
    let plain = try Tool.run(Tool.binary, Self.check)
    #expect(plain.errors == "")
    for style in ["json", "none", "auto"] {
      #expect(try Tool.run(Tool.binary, Self.check + ["--progress", style]).output == plain.output)
    }
  }

  @Test func tooMuchMemoryIsAnErrorInWords() throws {
    let run = try Tool.run(Tool.binary, Self.check + ["--memory-limit", "1MiB"])
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors.contains("needs more memory than --memory-limit 1.0 MiB allows"), "\(run.errors)")
    #expect(try Tool.run(Tool.binary, Self.check + ["--memory-limit", "4GiB"]).status == 1)
  }

  @Test(arguments: ["0", "-1", "much", "1.5GiB", "99999999999999999999", "8388608TiB"])
  func sizesThatMeanNothingAreRefused(_ size: String) throws {
    let run = try Tool.run(Tool.binary, Self.check + ["--memory-limit", size])
    #expect(run.status == 2)
    #expect(run.errors.contains("--memory-limit"))
  }

  @Test func anInterruptWhileItProvesLeavesNoReport() throws {
    let folder = try Scratch()
    let generated = try Tool.run(
      "generate", "hub", "--vpcs", "400", "--output", folder.path("hub"), "--quiet")
    #expect(generated.status == 0)
    let process = Process()
    process.executableURL = Tool.binary
    process.arguments = [
      "check", folder.path("hub/expectations.isola"), "--network", folder.path("hub/network"),
      "--progress", "json", "--output", "json=\(folder.path("report.json"))",
    ]
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    // Until the claims are being judged.
    var seen = ""
    while !seen.contains("\"claims\"") {
      let data = errors.fileHandleForReading.availableData
      if data.isEmpty { break }
      seen += String(decoding: data, as: UTF8.self)
      if seen.contains("\"classes\"") { break }
    }
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130, "\(seen)")
    #expect(process.terminationReason == .exit)
    #expect(!FileManager.default.fileExists(atPath: folder.path("report.json")))
  }
}

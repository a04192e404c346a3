import Foundation
import ResultStore
import Testing

/// The results store under real processes: killed in the middle, and several at once.
@Suite(.serialized) struct StoreTests {
  private static func start(_ arguments: [String], _ folder: Scratch) throws -> Process {
    let process = Process()
    process.executableURL = Tool.binary
    process.arguments = arguments
    process.currentDirectoryURL = Tool.root
    process.standardOutput = try FileHandle(forWritingTo: folder.file("out-\(UUID().uuidString)", ""))
    process.standardError = try FileHandle(forWritingTo: folder.file("err-\(UUID().uuidString)", ""))
    try process.run()
    return process
  }

  /// Every run that is not killed at once has begun, and each verdict that it came to is there.
  @Test func aKilledRunLosesNothing() throws {
    let folder = try Scratch()
    let store = folder.path("store")
    let hub = folder.path("hub")
    #expect(try Tool.run("generate", "hub", "--vpcs", "60", "--output", hub, "--quiet").status == 0)
    let check = ["check", hub + "/expectations.isola", "--network", hub + "/network", "--quiet", "--store", store]
    #expect(try Tool.run(Tool.binary, check).status <= 1)
    let all = try ResultStore(store).verdicts(of: 1)
    #expect(!all.isEmpty)
    var seen: Set<Int> = []
    for _ in 0..<8 {
      let before = try ResultStore(store).runs().count
      let process = try Self.start(check, folder)
      // Killed as soon as it has written a few verdicts.
      let deadline = Date(timeIntervalSinceNow: 60)
      let wanted = min(all.count - 1, seen.count * 2)
      while process.isRunning, Date() < deadline {
        let history = try ResultStore(store)
        if try history.runs().count > before, try history.verdicts(of: before + 1).count >= wanted { break }
        usleep(500)
      }
      let known = try ResultStore(store).verdicts(of: before + 1)
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let history = try ResultStore(store)
      #expect(try history.isSound())
      let run = try #require(try history.runs().last)
      let verdicts = try history.verdicts(of: run.number)
      // What was read before the kill is still there, and all of it is as a whole run has it.
      #expect(known.allSatisfy(verdicts.contains))
      #expect(verdicts.allSatisfy(all.contains))
      if run.ended == nil { seen.insert(verdicts.count) } else { #expect(verdicts == all) }
    }
    #expect(!seen.isEmpty, "no run was caught in the middle")
    // The next run goes on as if nothing had been.
    #expect(try Tool.run(Tool.binary, check).status <= 1)
    let history = try ResultStore(store)
    #expect(try history.verdicts(of: history.runs().last?.number ?? 0) == all)
  }

  @Test func runsAtOnceDoNotHinderEachOther() throws {
    let folder = try Scratch()
    let store = folder.path("store")
    let check = ["check", Tool.policies, "--network", Tool.network, "--quiet", "--store", store]
    // The first ones also race for making the file.
    let processes = try (0..<6).map { _ in try Self.start(check, folder) }
    for process in processes {
      process.waitUntilExit()
      #expect(process.terminationStatus == 1)
    }
    let history = try ResultStore(store)
    #expect(try history.isSound())
    let runs = try history.runs()
    #expect(runs.count == 6 && runs.allSatisfy { $0.ended != nil })
    let first = try history.verdicts(of: runs[0].number)
    #expect(first.contains { $0.verdict == "violated" } && first.contains { $0.verdict == "proved" })
    for run in runs { #expect(try history.verdicts(of: run.number) == first) }
  }

  @Test func theReportTellsWhatChangedSinceADay() throws {
    let folder = try Scratch()
    let store = folder.path("store")
    func run(_ day: String, _ policies: String, _ more: [String]) throws -> Tool.Run {
      try Tool.run(
        Tool.binary, ["report", policies, "--network", Tool.network, "--store", store] + more,
        environment: ["SOURCE_DATE_EPOCH": day])
    }
    let page = folder.path("page.html")
    #expect(try run("1700000000", Tool.policies, ["--output", "html=\(page)"]).status == 1)
    let text = try String(contentsOfFile: Tool.root.path + "/" + Tool.policies, encoding: .utf8)
    let stricter = try folder.file(
      "policies.isola",
      text.replacing("forbid internet -> db on any", with: "forbid internet -> web on tcp/443")
    ).path
    let later = try run(
      "1700200000", stricter, ["--output", "html=\(page)", "--since", "2023-11-14"])
    #expect(later.status == 1, "\(later)")
    let words = try String(contentsOfFile: page, encoding: .utf8)
    #expect(words.contains("Changes since the previous report"))
    #expect(words.contains("the run of 2023-11-14T22:13:20Z in the results store"), "\(words.prefix(9000))")
    #expect(words.contains("db is not reachable from the internet</th><td>proved</td>"))
    #expect(words.contains("Runs since then, from the results store"))
    #expect(try run("1700200000", Tool.policies, ["--output", "html=\(page)", "--since", "x"]).status == 2)
  }
}

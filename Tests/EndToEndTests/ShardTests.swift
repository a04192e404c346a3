import Foundation
import Testing

/// One check over several processes gives the bytes of one.
@Suite struct ShardTests {
  private static func check(_ options: [String]) throws -> Tool.Run {
    try Tool.run(Tool.binary, ["check", Tool.policies, "--network", Tool.network] + options)
  }

  private static func plan(_ folder: Scratch, shards: Int, _ options: [String] = []) throws -> String {
    let job = folder.path("job")
    let run = try Tool.run(
      Tool.binary,
      ["plan", Tool.policies, "--network", Tool.network, "--shards", "\(shards)", "--output", job] + options)
    #expect(run.status == 0, "\(run)")
    return job
  }

  private static func runAll(_ job: String, _ shards: Int) throws {
    for shard in (1...shards).reversed() {
      let run = try Tool.run("run", job, "--shard", "\(shard)/\(shards)")
      #expect(run.status == 0, "\(run)")
      #expect(run.errors == "")
    }
  }

  @Test(arguments: [1, 3, 20]) func partsJoinIntoTheSameBytes(_ shards: Int) throws {
    let folder = try Scratch()
    let job = try Self.plan(folder, shards: shards, ["--certificates"])
    try Self.runAll(job, shards)
    for options in [[], ["--format", "json"], ["--fail-on", "critical", "--quiet"]] {
      let whole = try Self.check(options)
      let merged = try Tool.run(Tool.binary, ["merge", job] + options)
      #expect(merged.output == whole.output)
      #expect(merged.errors == whole.errors)
      #expect(merged.status == whole.status)
    }
    let (one, many) = (folder.path("one"), folder.path("many"))
    _ = try Self.check(["--certificates", one])
    _ = try Tool.run(Tool.binary, ["merge", job, "--certificates", many])
    let names = try FileManager.default.contentsOfDirectory(atPath: one).sorted()
    #expect(!names.isEmpty)
    #expect(try FileManager.default.contentsOfDirectory(atPath: many).sorted() == names)
    for name in names {
      #expect(try folder.text("one/\(name)") == folder.text("many/\(name)"), "\(name)")
    }
  }

  @Test func aPartThatIsDoneIsNotDoneAgain() throws {
    let folder = try Scratch()
    let job = try Self.plan(folder, shards: 2)
    let first = try Tool.run("run", job, "--shard", "1/2")
    #expect(!first.output.contains(" 0 of them"))
    let incomplete = try Tool.run("merge", job)
    #expect(incomplete.status == 2)
    #expect(incomplete.errors.contains("run shard 2/2"), "\(incomplete.errors)")
    #expect(try Tool.run("run", job, "--shard", "1/2").output.contains(" 0 of them judged now"))
    // One result is lost: only that one is judged again.
    let unit = try #require(
      FileManager.default.contentsOfDirectory(atPath: job + "/units").sorted().first)
    let before = try Data(contentsOf: URL(filePath: "\(job)/units/\(unit)"))
    try Data("{".utf8).write(to: URL(filePath: "\(job)/units/\(unit)"))
    #expect(try Tool.run("run", job, "--shard", "1/2").output.contains(" 1 of them judged now"))
    #expect(try Data(contentsOf: URL(filePath: "\(job)/units/\(unit)")) == before)
  }

  @Test func otherInputsAreRefused() throws {
    let folder = try Scratch()
    let job = try Self.plan(folder, shards: 1)
    let strange = try Tool.run("run", job, "--shard", "1/1", "--network", "Specs/Examples")
    #expect(strange.status == 2)
    #expect(strange.errors.contains("not the one that was planned") || strange.errors.contains("error"))
    #expect(try Tool.run("run", job, "--shard", "1/2").status == 2)
    #expect(try Tool.run("run", folder.path("nothing"), "--shard", "1/1").status == 2)
    #expect(try Tool.run("merge", job, Tool.policies).status == 2)
    #expect(try Tool.run("merge", job, "--certificates", folder.path("c")).status == 2)
    try Self.runAll(job, 1)
    #expect(try Tool.run("merge", job, "--network", "Specs/Examples").status == 2)
    let again = try Tool.run(
      "plan", Tool.policies, "--network", Tool.network, "--shards", "2", "--output", job)
    #expect(again.status == 2)
    #expect(again.errors.contains("holds another plan"))
  }

  /// The network lies elsewhere on this machine, and the report speaks of it as the plan does.
  @Test func theNetworkMayLieElsewhere() throws {
    let folder = try Scratch()
    let job = try Self.plan(folder, shards: 1)
    let copy = folder.path("copy")
    try FileManager.default.copyItem(
      at: Tool.root.appending(path: Tool.network), to: URL(filePath: copy))
    #expect(try Tool.run("run", job, "--shard", "1/1", "--network", copy).status == 0)
    #expect(try Tool.run("merge", job).output == Self.check([]).output)
  }

  @Test func aViolationThatDoesNotReplayIsNoVerdict() throws {
    let folder = try Scratch()
    let job = try Self.plan(folder, shards: 1)
    try Self.runAll(job, 1)
    var changed = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: job + "/units") {
      let file = URL(filePath: "\(job)/units/\(name)")
      let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
      guard text.contains("\"violated\""), text.contains("\"emitter\" : \"internet\"") else { continue }
      changed += 1
      // A packet to nobody.
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        line.contains("\"destination\"") ? "      \"destination\" : \"192.0.2.77\"," : String(line)
      }
      try Data(lines.joined(separator: "\n").utf8).write(to: file)
    }
    #expect(changed > 0)
    let merged = try Tool.run("merge", job)
    #expect(merged.status == 4, "\(merged.errors)")
    #expect(merged.output == "")
    #expect(merged.errors.contains("is not confirmed"))
  }
}

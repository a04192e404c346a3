import Foundation
import Testing

@Suite struct CheckTests {
  private func policy(_ text: String, in folder: Scratch) throws -> String {
    try folder.file("p.isola", text).path
  }

  @Test func theExampleShowsAllFourVerdicts() throws {
    let run = try Tool.run("check", Tool.policies, "--network", Tool.network)
    #expect(run.status == 1)
    #expect(run.errors == "")
    for part in [
      "VIOLATED  ", "UNKNOWN  ", "VACUOUS  ", "PROVED  ", "LET THROUGH BY",
      "What would stop this packet",
    ] {
      #expect(run.output.contains(part), "missing: \(part)")
    }
  }

  @Test func theSameInputGivesTheSameBytes() throws {
    let runs = try (0..<2).map { _ in
      try Tool.run("check", Tool.policies, "--network", Tool.network, "--format", "json").output
    }
    #expect(runs[0] == runs[1])
    #expect(runs[0].hasPrefix("{\n  \"schema\": \"isola.check/1\"") && runs[0].hasSuffix("}\n"))
  }

  @Test func severalReportsComeFromOneRun() throws {
    let folder = try Scratch()
    let run = try Tool.run(
      "check", Tool.policies, "--network", Tool.network, "--quiet", "--output",
      "json=\(folder.path("r.json"))",
      "--output", "text=\(folder.path("r.txt"))")
    #expect(run.status == 1)
    #expect(run.output == "")
    #expect(try folder.text("r.json").contains("\"summary\""))
    #expect(try folder.text("r.txt").contains("VIOLATED"))
  }

  @Test func exitCodesFollowTheVerdicts() throws {
    let folder = try Scratch()
    let set = "set db = instances where tag.Tier == \"db\"\n"
    let proved = try policy(
      set + "policy p { severity low forbid internet -> db on any }", in: folder)
    #expect(try Tool.run("check", proved, "--network", Tool.network).status == 0)
    let low = try policy(
      "set web = instances where tag.Tier == \"web\"\npolicy p { severity low forbid internet -> web on any }",
      in: folder)
    #expect(try Tool.run("check", low, "--network", Tool.network).status == 1)
    #expect(try Tool.run("check", low, "--network", Tool.network, "--fail-on", "high").status == 0)
    let vacuous = try policy(
      "set none = instances where tag.Tier == \"payments\"\npolicy p { forbid internet -> none on any }",
      in: folder)
    #expect(try Tool.run("check", vacuous, "--network", Tool.network).status == 3)
    #expect(
      try Tool.run("check", vacuous, "--network", Tool.network, "--allow-vacuous").status == 0)
    let unknown = try policy(
      "set app = instances where tag.Tier == \"app\"\npolicy p { forbid app -> 172.16.0.0/12 on tcp/22 }",
      in: folder)
    #expect(try Tool.run("check", unknown, "--network", Tool.network).status == 3)
  }

  @Test func mistakesInPoliciesGoToStandardError() throws {
    let folder = try Scratch()
    let file = try policy("policy p {\n  forbid webb -> internet\n}", in: folder)
    let run = try Tool.run("check", file, "--network", Tool.network)
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.errors.contains("p.isola:2:10: error[PT001]"), "\(run.errors)")
  }

  @Test func aRunThatChecksNothingIsNoSuccess() throws {
    let folder = try Scratch()
    let empty = try policy("set a = internet\n", in: folder)
    let run = try Tool.run("check", empty, "--network", Tool.network)
    #expect(run.status == 2)
    #expect(run.errors.contains("CL003"))
    #expect(try Tool.run("check", "--network", Tool.network).status == 2)
    #expect(try Tool.run("check", folder.path("none.isola"), "--network", Tool.network).status == 2)
  }

  @Test func timingsAreWholeNumbersAndOnlyThereOnRequest() throws {
    let run = try Tool.run(
      "check", Tool.policies, "--network", Tool.network, "--format", "json", "--timings")
    #expect(run.output.contains("\"timings\": {\n    \"network\": "))
  }
}

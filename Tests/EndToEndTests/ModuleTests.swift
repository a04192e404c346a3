import Foundation
import Testing

/// Imports, templates, assumptions and tests, as a user runs them.
@Suite struct ModuleTests {
  private let folder: Scratch

  init() throws { folder = try Scratch() }

  @Test("MOD-1, MOD-3, POL-18: files that import, policies with parameters, assumptions in the report")
  func check() throws {
    _ = try folder.file(
      "shared.isola",
      """
      set web = instances where tag.Tier == "web"
      set db = instances where tag.Tier == "db"
      policy isolated(tier: set) {
        forbid internet -> tier on tcp/22
      }
      """)
    let file = try folder.file(
      "main.isola",
      """
      import "shared.isola"
      assume no 203.0.113.0/24 -> web because "the office is closed"
      policy "db" = isolated(db) { severity critical }
      policy "web" = isolated(web)
      """)
    let run = try Tool.run("check", file.path, "--network", Tool.network)
    #expect(run.status == 1, "\(run)")
    #expect(run.output.contains("PROVED  db  [critical]") && run.output.contains("VIOLATED  web"), "\(run)")
    #expect(run.output.contains("It rests on 1 assumption of the policy files."), "\(run)")
    #expect(run.output.contains("Assumed: no `203.0.113.0/24` to `web` on any — the office is closed"), "\(run)")
    let json = try Tool.run("check", file.path, "--network", Tool.network, "--format", "json")
    #expect(json.output.contains("no 203.0.113.0/24 -> web on any: the office is closed"), "\(json)")
  }

  @Test("MOD-1: a mistake in an import stands at the import; all mistakes are reported at once")
  func mistakes() throws {
    _ = try folder.file("b.isola", "import \"a.isola\"\nset x = i-1 i-2\n")
    let file = try folder.file(
      "a.isola", "import \"b.isola\"\nimport \"c.isola\"\nimport pack \"nist\"\nset y =\npolicy p { forbid y -> z }\n")
    let run = try Tool.run("check", file.path, "--network", Tool.network)
    #expect(run.status == 2, "\(run)")
    for place in ["b.isola:1:8", "b.isola:2:", "a.isola:2:8", "a.isola:3:13", "a.isola:5:1"] {
      #expect(run.errors.contains(place), "\(place): \(run.errors)")
    }
  }

  @Test("TST-1, OBJ-2 to OBJ-10: the file that ships passes, and what is found is named")
  func shipped() throws {
    let file = "Tests/EndToEndTests/Policies/files.isola"
    let run = try Tool.run("test", file)
    #expect(run.status == 0 && run.output.contains("2 tests: 2 passed, 0 failed"), "\(run)")
    let broken = try Tool.run("check", file, "--network", "Tests/Corpus/packs/broken")
    #expect(broken.output.contains("it does not lead through `nat-gateways`"), "\(broken)")
    let sarif = try Tool.run("check", file, "--network", "Tests/Corpus/packs/broken", "--format", "sarif")
    #expect(sarif.output.contains("CK006"), "\(sarif.output.prefix(300))")
    let would = try Tool.run("query", "--network", "Tests/Corpus/packs/kept", "would enforce vpc-a")
    #expect(would.status == 1 && would.output.contains("nat-a: it needs the exclusion `natGateway`"), "\(would)")
  }

  @Test("TST-1: tests of policies")
  func tests() throws {
    let network = Tool.root.path + "/Tests/Corpus/packs"
    let file = try folder.file(
      "t.isola",
      """
      import pack "purdue"
      set dmz = instances where tag.PurdueLevel == "3.5"
      policy "about nobody" {
        applies when any instances where tag.PurdueLevel == "9"
        forbid internet -> dmz
      }
      test "kept" {
        given network "\(network)/kept"
        expect policy "purdue: untrusted networks end before the demilitarised zone" proved
        expect policy "about nobody" not-assessed
        expect unreachable internet -> dmz on tcp/22
      }
      test "broken" {
        given network "\(network)/broken"
        expect policies violated
        expect reachable internet -> dmz on tcp/22
      }
      """)
    let run = try Tool.run("test", file.path)
    #expect(run.status == 1, "\(run)")
    #expect(run.output.contains("passed  kept\nFAILED  broken\n"), "\(run)")
    #expect(
      run.output.contains("expected every policy to be violated, found `about nobody` not-assessed"), "\(run)")
    #expect(run.output.hasSuffix("2 tests: 1 passed, 1 failed\n"), "\(run)")
    let json = try Tool.run("test", file.path, "--format", "json")
    #expect(json.status == 1 && json.output.contains("\"schema\": \"isola.test/1\""), "\(json)")
    let typo = try folder.file(
      "u.isola", "policy p { forbid internet -> onprem }\ntest t { given network \"n\" expect policy q proved }\n")
    let wrong = try Tool.run("test", typo.path)
    #expect(wrong.status == 2 && wrong.errors.contains("PT022"), "\(wrong)")
  }
}

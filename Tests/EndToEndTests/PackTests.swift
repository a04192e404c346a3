import Foundation
import Testing

/// Every policy of every pack is proved on one network and violated on another one.
@Suite struct PackTests {
  static let packs = [
    "aws-foundational", "cis-aws", "fedramp-boundary", "hipaa", "nist-800-53", "pci-dss", "purdue", "zero-trust",
  ]

  private struct Report: Decodable {
    struct Policy: Decodable {
      let name: String
      let verdict: String
      let controls: [String]
    }
    let policies: [Policy]
  }

  private func verdicts(_ pack: String, _ network: String) throws -> [Report.Policy] {
    let run = try Tool.run(
      "check", "--pack", pack, "--network", "Tests/Corpus/packs/" + network, "--format", "json")
    return try #require(try? JSONDecoder().decode(Report.self, from: Data(run.output.utf8)), "\(run)").policies
  }

  @Test(arguments: packs)
  func keptAndBroken(_ pack: String) throws {
    let kept = try verdicts(pack, "kept")
    #expect(kept.count >= 3 && kept.allSatisfy { $0.verdict == "proved" && !$0.controls.isEmpty }, "\(kept)")
    let broken = try verdicts(pack, "broken")
    #expect(broken.count == kept.count && broken.allSatisfy { $0.verdict == "violated" }, "\(broken)")
  }

  /// POL-19: nothing that a pack is about, so nothing that it finds; the exit code stays neutral.
  @Test func whatDoesNotApplyIsNotAssessed() throws {
    let run = try Tool.run("check", "--pack", "purdue", "--network", Tool.network)
    #expect(run.status == 0, "\(run)")
    #expect(run.output.contains("NOT ASSESSED  purdue: the internet does not reach operational technology"), "\(run)")
    #expect(run.output.contains("4 policies: 0 violated, 0 unknown, 0 vacuous, 0 proved, 4 not assessed"), "\(run)")
  }

  @Test func packsAreThoseOfTheFolder() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Tool.root.path + "/Specs/Packs")
      .filter { $0.hasSuffix(".isola") }.map { String($0.dropLast(6)) }
    #expect(names.sorted() == Self.packs)
    for name in names {
      let path = "Specs/Packs/\(name).isola"
      #expect(try Tool.run("fmt", "--check", path).status == 0, "\(name)")
      let text = try String(contentsOfFile: Tool.root.path + "/" + path, encoding: .utf8)
      let policies = text.components(separatedBy: "\npolicy ").count - 1
      for clause in ["  controls ", "  shows ", "  omits ", "  severity "] {
        #expect(text.components(separatedBy: "\n" + clause).count - 1 == policies, "\(name): \(clause)")
      }
      let lint = try Tool.run("lint", path)
      // Controls overlap, so one policy may say what another one says too (PL004); nothing else is found.
      let codes = ["PL001", "PL002", "PL003", "PL005", "PL006", "PT011"].filter { lint.output.contains("[\($0)]") }
      #expect(lint.status <= 1 && codes.isEmpty, "\(name): \(lint.output)")
    }
    let unknown = try Tool.run("check", "--pack", "pci", "--network", Tool.network)
    #expect(unknown.status == 2 && unknown.errors.contains("there is no pack `pci`"), "\(unknown)")
  }
}

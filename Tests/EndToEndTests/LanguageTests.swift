import Foundation
import Testing

/// The commands that work on policy files alone.
@Suite struct LanguageTests {
  private static let crossed = "Tests/EndToEndTests/Policies/crossed.isola"

  @Test func lintNamesWhatIsCrossed() throws {
    let run = try Tool.run("lint", Self.crossed)
    #expect(run.status == 1, "\(run)")
    for code in ["PL001", "PL002", "PL003", "PL004", "PL005", "PT011"] {
      #expect(run.output.contains("[\(code)]"), "\(code): \(run.output)")
    }
    #expect(run.output.contains("4 policies with 4 claims: 6 findings"), "\(run.output)")
    #expect(try Tool.run("lint", Self.crossed, "--quiet").output == "")
  }

  @Test func theExampleHasNoFindings() throws {
    let run = try Tool.run("lint", Tool.policies)
    #expect(run.status == 0, "\(run)")
  }

  @Test func lintRefusesMistakes() throws {
    let folder = try Scratch()
    for text in ["set a = a\npolicy p { forbid a -> a }\n", "policy p { require i-1 -> i-2 }\n", "policy {\n"] {
      let run = try Tool.run("lint", try folder.file("x.isola", text).path)
      #expect(run.status == 2 && run.output == "" && !run.errors.isEmpty, "\(text): \(run)")
    }
  }

  @Test func fmtIsStable() throws {
    let folder = try Scratch()
    let file = try folder.file("x.isola", "set  a=i-1 , i-2 # both\npolicy p{forbid a->internet}\n")
    let check = try Tool.run("fmt", "--check", file.path)
    #expect(check.status == 1 && check.output == file.path + "\n", "\(check)")
    #expect(try Tool.run("fmt", file.path).status == 0)
    let wanted = "set a = i-1, i-2  # both\n\npolicy p {\n  forbid a -> internet\n}\n"
    #expect(try folder.text("x.isola") == wanted)
    let again = try Tool.run("fmt", "--check", file.path)
    #expect(again.status == 0 && again.output == "", "\(again)")
    let piped = try Tool.run("fmt", "-", input: "set a=i-1\npolicy p { forbid a -> internet }\n")
    #expect(piped.output.hasPrefix("set a = i-1\n"), "\(piped)")
  }

  @Test func fmtLeavesMistakesAlone() throws {
    let folder = try Scratch()
    let file = try folder.file("x.isola", "set a = \n")
    let run = try Tool.run("fmt", file.path)
    #expect(run.status == 2 && run.errors.contains("PS011"), "\(run)")
    #expect(try folder.text("x.isola") == "set a = \n")
  }

  /// The policies that ship are in the canonical form.
  @Test func whatShipsIsFormatted() throws {
    let run = try Tool.run("fmt", "--check", Tool.policies, Self.crossed, "Tests/EndToEndTests/Policies/files.isola")
    #expect(run.status == 0, "\(run)")
  }
}

import PolicySyntax
import PolicyTypes
import SourceText
import Testing

/// Imports, templates and assumptions, without a network (MOD-1 to MOD-3, POL-18).
@Suite("Modules")
struct ModuleTests {
  private static let packs = ["p": Array("set packed = i-1".utf8)]

  private func load(_ root: String, _ files: [String: String]) throws -> ModuleLoader {
    var loader = ModuleLoader(packs: Self.packs)
    var sources = SourceFiles()
    try loader.load(
      root, add: { sources.add(path: $0, contents: $1) },
      read: { path throws(ModuleLoader.Failure) in
        guard let text = files[path] else { throw ModuleLoader.Failure("no file `\(path)`") }
        return Array(text.utf8)
      })
    return loader
  }

  private func link(_ text: String) -> LinkedFiles {
    Linker.link([Parser.parseFile(Array(text.utf8), file: FileID(index: 0)).tree])
  }

  @Test("MOD-1: paths are relative to the file, each file is read once, imported files come first")
  func imports() throws {
    let loader = try load(
      "a/root.isola",
      [
        "a/root.isola": "import \"b/one.isola\"\nimport \"./two.isola\"\nimport pack \"p\"",
        "a/b/one.isola": "import \"../two.isola\"\nset one = i-1", "a/./two.isola": "set two = i-2",
        "a/b/../two.isola": "set two = i-2",
      ])
    #expect(loader.diagnostics == [])
    #expect(loader.modules.map(\.path) == ["a/b/../two.isola", "a/b/one.isola", "pack:p", "a/root.isola"])
    #expect(loader.modules.map(\.isImported) == [true, true, true, false])
  }

  @Test("MOD-1: mistakes stand at the import")
  func importMistakes() throws {
    let loader = try load(
      "a", ["a": "import \"b\"\nimport \"c\"\nimport pack \"q\"", "b": "import \"a\"\nset x ="])
    #expect(loader.diagnostics.map(\.code).sorted() == ["PS011", "PT020", "PT020", "PT021"])
    let circle = try #require(loader.diagnostics.first { $0.code == "PT021" })
    #expect(circle.range?.start == 7 && circle.notes == ["the circle is `a` → `b` → `a`"])
  }

  @Test("MOD-3: arguments take the place of parameters, and of nothing else")
  func templates() {
    let linked = link(
      """
      policy p(a: set, t: traffic) {
        severity low
        applies when any a
        forbid a -> b - a on t, udp/1 through (a or "a")
          except a -> c on t
      }
      policy one = p(x and y, ssh) { severity high }
      """)
    #expect(linked.diagnostics == [])
    #expect(
      Printer.print(linked.files[0]) == """
        policy one {
          severity high
          applies when any x and y
          forbid x and y -> b - (x and y) on ssh, udp/1 through (x and y), "a"
            except x and y -> c on ssh
        }

        """)
  }

  @Test("MOD-3: what does not fit is named")
  func templateMistakes() {
    let linked = link(
      """
      policy p(a: set, t: traffic) { forbid a -> b on t }
      policy q(a: set) { forbid a -> b }
      policy one = p(x)
      policy two = pp(x, y)
      policy three = p(tcp/1, tcp/1)
      policy four = p(x, internet)
      """)
    #expect(linked.diagnostics.map(\.code) == ["PT011", "PT019", "PT018", "PT019", "PT019"])
    #expect(linked.files[0].declarations.isEmpty)
  }

  @Test("POL-18: an assumption is an exception of what forbids, of ways too, and of no guarantee")
  func assumptions() {
    let linked = link(
      """
      assume no x -> y because "z"
      policy p {
        forbid a -> b
        require a -> b on tcp/1
        require a -> b encrypted
      }
      """)
    let claims = linked.files[0].declarations.flatMap { declaration -> [ClaimStatement] in
      if case .policy(let policy) = declaration { policy.claims } else { [] }
    }
    #expect(claims.map(\.exceptions.count) == [1, 0, 1])
    #expect(claims[0].exceptions.map(\.isAssumption) == [true])
    #expect(Linker.link(linked.files).files == linked.files)
  }
}

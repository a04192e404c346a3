import FoundationEssentials
import PolicySyntax
import SourceText
import Testing

/// Replays the fuzzer's corpus: every input ends, and what parses survives printing.
@Suite struct CorpusTests {
  private static let folder =
    #filePath.split(separator: "/").dropLast(2).map { "/" + $0 }.joined() + "/Corpus/policies"

  @Test func everyInputEnds() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder).sorted()
    #expect(names.count >= 20)
    for name in names {
      let data = try #require(FileManager.default.contents(atPath: Self.folder + "/" + name))
      let parsed = Parser.parseFile([UInt8](data), file: testFile)
      _ = Parser.parseQuestion([UInt8](data), file: testFile)
      _ = Parser.parseEndpoint([UInt8](data), file: testFile)
      guard !parsed.hasErrors else { continue }
      let printed = Printer.print(parsed.tree)
      let again = parseFile(printed)
      #expect(!again.hasErrors, "\(name)")
      #expect(shape(again.tree) == shape(parsed.tree), "\(name)")
    }
  }
}

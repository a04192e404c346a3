import FoundationEssentials
import Testing

/// Replays the fuzzer's corpus: every input ends, and the samples are still networks.
@Suite struct InfrastructureCorpusTests {
  private static let folder =
    #filePath.split(separator: "/").dropLast(2).map { "/" + $0 }.joined() + "/Corpus/infrastructure"

  @Test func everyInputEnds() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder).sorted()
    #expect(names.count >= 6)
    for name in names {
      let data = try #require(FileManager.default.contents(atPath: Self.folder + "/" + name))
      let isNetwork = InfrastructureExercise.run([UInt8](data))
      #expect(isNetwork || !name.hasPrefix("sample-"), "\(name)")
    }
  }
}

import SourceText
import Testing

@Suite struct LineIndexTests {
  @Test func positionsAreOneBasedAndCountBytes() {
    let index = LineIndex(Array("ab\r\nä x\n".utf8))
    #expect(index.position(of: 0) == SourcePosition(line: 1, column: 1))
    #expect(index.position(of: 4) == SourcePosition(line: 2, column: 1))
    #expect(index.position(of: 7) == SourcePosition(line: 2, column: 4))
    #expect(index.position(of: 9999) == SourcePosition(line: 3, column: 1))
  }

  @Test func linesLoseTheirEnd() {
    let text = Array("ab\r\ncd\n".utf8)
    let index = LineIndex(text)
    #expect(index.bytes(ofLine: 1, in: text) == 0..<2)
    #expect(index.bytes(ofLine: 2, in: text) == 4..<6)
    #expect(index.bytes(ofLine: 3, in: text) == 7..<7)
    #expect(index.bytes(ofLine: 9, in: text) == 0..<0)
  }
}

@Suite struct SpellingTests {
  @Test(
    arguments: [
      ("weeb", ["web", "db"], "web"), ("forbdi", ["forbid", "require"], "forbid"),
      ("Internet", ["internet"], "internet"), ("prod", ["web", "db"], nil), ("ab", ["ac"], nil),
      ("cat", ["hat", "bat"], "bat"),
    ] as [(String, [String], String?)])
  func closest(word: String, names: [String], expected: String?) {
    #expect(Spelling.closest(to: word, among: names) == expected)
  }
}

@Suite struct DiagnosticRendererTests {
  @Test func underlinesTheRange() {
    var files = SourceFiles()
    let file = files.add(path: "a.isola", text: "set web = []\nforbid weeb -> db\n")
    let renderer = DiagnosticRenderer(files: files)
    let diagnostic = Diagnostic(
      code: "PT004", message: "unknown set `weeb`",
      range: SourceRange(file: file, start: 20, end: 24),
      labels: [.init(range: SourceRange(file: file, start: 4, end: 7), message: "declared here")],
      notes: ["did you mean `web`?"])
    #expect(
      renderer.render(diagnostic) == """
        a.isola:2:8: error[PT004]: unknown set `weeb`
           2 | forbid weeb -> db
             |        ^^^^
           1 | set web = []
             |     --- declared here
          note: did you mean `web`?

        """)
  }

  @Test func escapesControlCharacters() {
    var files = SourceFiles()
    let file = files.add(path: "x\u{1B}[2J", text: "a\u{1B}b\u{202E}\tc")
    let text = DiagnosticRenderer(files: files).render(
      Diagnostic(code: "X", message: "bad \u{07}", range: SourceRange(file: file, start: 1, end: 2))
    )
    #expect(!text.unicodeScalars.contains("\u{1B}"))
    #expect(!text.unicodeScalars.contains("\u{202E}"))
    #expect(text.contains("bad \\u{07}"))
  }

  @Test func survivesRangesOutsideTheText() {
    var files = SourceFiles()
    let file = files.add(path: "f", contents: [0xFF, 0x0A, 0xC3])
    let renderer = DiagnosticRenderer(files: files, colour: true)
    for start in UInt32(0)...6 {
      let range = SourceRange(file: file, start: start, end: start &+ 100)
      #expect(!renderer.render(Diagnostic(code: "X", message: "m", range: range)).isEmpty)
    }
    let nowhere = SourceRange(file: FileID(index: 7), start: 3, end: 4)
    #expect(!renderer.render(Diagnostic(code: "X", message: "m", range: nowhere)).isEmpty)
  }

  @Test func showsAWindowOfALongLine() {
    var files = SourceFiles()
    let long = String(repeating: "ä", count: 5000)
    let file = files.add(path: "f", text: long)
    let range = SourceRange(file: file, start: 4000, end: 4004)
    let text = DiagnosticRenderer(files: files).render(
      Diagnostic(code: "X", message: "m", range: range))
    #expect(text.count < 300)
    #expect(!text.contains("\u{FFFD}"))
  }
}

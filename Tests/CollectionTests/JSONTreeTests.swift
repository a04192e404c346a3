import Collection
import Testing

@Suite struct JSONTreeTests {
  @Test(arguments: [
    #"{"b":1.50,"a":[true,false,null,-0.1e+10],"":"\"\\\n"}"#, "[]", "{}", #""é😀""#, "0",
    "12345678901234567890123456789",
  ])
  func whatIsReadIsWritten(_ text: String) throws {
    #expect(try JSONTree(parsing: Array(text.utf8)).text(indent: nil) == text)
  }

  @Test func escapesAreRead() throws {
    let value = try JSONTree(parsing: Array(#""\u00e9\ud83d\ude00\/\u0001""#.utf8))
    #expect(value.string == "é😀/\u{1}")
    #expect(value.text(indent: nil) == "\"é😀/\\u0001\"")
  }

  @Test(arguments: [
    "", "{", "[1,]", "{\"a\"}", "01", "1.", "-", "nul", "\"\u{1}\"", "\"\\ud800\"", "1 2", "[1 2]",
    String(repeating: "[", count: 300),
  ])
  func whatIsNoJSONIsRefused(_ text: String) {
    #expect(throws: JSONFlaw.self) { try JSONTree(parsing: Array(text.utf8)) }
  }

  @Test func linesAreIndented() throws {
    let value = JSONTree.object(["a": .array([.null]), "b": .object([JSONTree.Member]())])
    #expect(value.text(indent: 0) == "{\n  \"a\": [\n    null\n  ],\n  \"b\": {}\n}")
  }
}

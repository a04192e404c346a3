import Reports
import Testing

@Suite struct JSONWriterTests {
  @Test func keysKeepTheirOrderAndLinesEndWithLF() {
    let node: JSONNode = [
      "b": .number(1), "a": ["x", .null, .bool(true)], "empty": [], "none": .object([]),
    ]
    #expect(
      JSONWriter.write(node) == """
        {
          "b": 1,
          "a": ["x", null, true],
          "empty": [],
          "none": {}
        }

        """)
  }

  @Test func nestedListsStandOnLinesOfTheirOwn() {
    let node: JSONNode = ["list": [["k": "v"], ["k": .number(-2)]]]
    #expect(
      JSONWriter.write(node) == """
        {
          "list": [
            {
              "k": "v"
            },
            {
              "k": -2
            }
          ]
        }

        """)
  }

  @Test(arguments: [
    ("a\"b\\c", #""a\"b\\c""#), ("line\nend\ttab", #""line\nend\ttab""#),
    ("\u{1B}[31m", #""\u001b[31m""#),
    ("\u{202E}abc", #""\u202eabc""#), ("Grüße → 日本", "\"Grüße → 日本\""),
    ("\u{7F}\u{9B}", #""\u007f\u009b""#),
  ])
  func textIsEscaped(_ text: String, _ expected: String) {
    #expect(JSONWriter.write(.string(text)) == expected + "\n")
  }
}

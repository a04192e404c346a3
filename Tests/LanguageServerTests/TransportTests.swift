import LanguageServer
import Testing

/// The base protocol and places in UTF-16.
@Suite struct TransportTests {
  private func items(_ text: String, step: Int = .max) -> [MessageReader.Item] {
    var reader = MessageReader()
    var result: [MessageReader.Item] = []
    var left = Array(text.utf8)[...]
    while !left.isEmpty {
      reader.add(left.prefix(step))
      left = left.dropFirst(step)
      while let item = reader.next() { result.append(item) }
    }
    return result
  }

  private func body(_ text: String) -> MessageReader.Item { .body(Array(text.utf8)) }

  @Test(arguments: [1, 2, 7, 1000])
  func messagesMayComeInAnyPieces(_ step: Int) {
    let text = MessageReader.framed("{\"a\": 1}") + "Content-Type: x; charset=utf-8\r\ncontent-length:3\r\n\r\nabc"
      + "Content-Length: 0\n\n" + MessageReader.framed("é")
    #expect(items(text, step: step) == [body("{\"a\": 1}"), body("abc"), body(""), body("é")])
  }

  @Test(arguments: [
    "Content-Length: x\r\n\r\n", "Content-Length: -4\r\n\r\n", "Hello\r\n\r\n", "\r\n",
    "Content-Length: 99999999999999999999999\r\n\r\n", "Content-Length\r\n\r\n",
  ])
  func aBrokenHeaderIsSkipped(_ header: String) {
    let found = items(header + MessageReader.framed("{}"))
    guard case .broken? = found.first else { return #expect(Bool(false), "\(found)") }
    #expect(found.last == body("{}") && found.count == 2)
  }

  @Test func whatIsTooLongIsNotKept() {
    let size = MessageReader.longestBody + 1
    var reader = MessageReader()
    reader.add(Array("Content-Length: \(size)\r\n\r\n".utf8))
    guard case .broken? = reader.next() else { return #expect(Bool(false)) }
    reader.add([UInt8](repeating: 0x20, count: size))
    reader.add(Array(MessageReader.framed("{}").utf8))
    #expect(reader.next() == body("{}"))
    var endless = MessageReader()
    endless.add([UInt8](repeating: 0x41, count: 1 << 14))
    guard case .broken? = endless.next() else { return #expect(Bool(false)) }
  }

  @Test func columnsCountUTF16() {
    let text = TextLines(Array("aé€😀b\r\nsecond\rthird\n".utf8))
    // a 1, é 2, € 3, 😀 4 bytes.
    let expected = [(0, 0), (1, 1), (3, 2), (6, 3), (10, 5), (11, 6)]
    for (offset, character) in expected {
      #expect(text.position(of: offset) == TextPosition(line: 0, character: character))
      #expect(text.offset(of: TextPosition(line: 0, character: character)) == offset)
    }
    // In the middle of a pair: the start of the character.
    #expect(text.offset(of: TextPosition(line: 0, character: 4)) == 6)
    #expect(text.offset(of: TextPosition(line: 0, character: 1000)) == 11)
    #expect(text.position(of: 13) == TextPosition(line: 1, character: 0))
    #expect(text.position(of: 20) == TextPosition(line: 2, character: 0))
    #expect(text.end == TextPosition(line: 3, character: 0))
    #expect(text.offset(of: TextPosition(line: 99, character: 0)) == text.bytes.count)
    #expect(TextLines([]).offset(of: TextPosition(line: 0, character: 5)) == 0)
  }

  /// Every offset at the start of a character comes back.
  @Test func placesRoundTrip() {
    let samples = ["", "\n", "\r", "\r\n", "a\u{1F600}\nb", "\u{FFFF}\r\r\nx", "e\u{301}\u{10FFFF}"]
    for sample in samples {
      let text = TextLines(Array(sample.utf8))
      for offset in 0...text.bytes.count {
        let isInside = offset < text.bytes.count && text.bytes[offset] & 0xC0 == 0x80
        let isInPair = offset > 0 && offset < text.bytes.count && text.bytes[offset - 1] == 0x0D && text.bytes[offset] == 0x0A
        if isInside || isInPair { continue }
        #expect(text.offset(of: text.position(of: offset)) == offset, "\(sample.debugDescription) \(offset)")
      }
    }
  }
}

import SourceText

extension Lexer {
  /// A text between double quotes on one line. Escapes: `\"`, `\\`, `\n`, `\t`, `\u{…}`.
  mutating func lexString() {
    let start = position
    position += 1
    var value: [UInt8] = []
    var isBroken = false
    while true {
      guard let byte = peek(), byte != UInt8(ascii: "\n") else {
        report(
          "PS002", "the text is not closed on its line", start, position,
          notes: ["add the closing `\"`"])
        isBroken = true
        break
      }
      if byte == UInt8(ascii: "\"") {
        position += 1
        break
      }
      if byte == UInt8(ascii: "\\") {
        if let unescaped = lexEscape() {
          value.append(contentsOf: unescaped)
        } else {
          isBroken = true
        }
      } else if byte < 0x20 && byte != 0x09 {
        report("PS001", "unexpected a control character inside a text", position, position + 1)
        isBroken = true
        position += 1
      } else {
        value.append(byte)
        position += 1
      }
    }
    guard let text = String(validating: value, as: UTF8.self) else {
      report(
        "PS008", "the text is not valid UTF-8", start, position, notes: ["save the file as UTF-8"])
      add(.broken, text: "�", from: start)
      return
    }
    add(isBroken ? .broken : .string, text: text, from: start)
  }

  /// The bytes an escape stands for; nil after a report. Always moves past the backslash.
  private mutating func lexEscape() -> [UInt8]? {
    let start = position
    position += 1
    guard let byte = peek(), byte != UInt8(ascii: "\n") else { return [] }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): return [byte]
    case UInt8(ascii: "n"): return [0x0a]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      if let scalar = lexScalar() { return Array(String(Character(scalar)).utf8) }
    default:
      while let next = peek(), next & 0xc0 == 0x80 { position += 1 }
    }
    report(
      "PS003", "unknown escape `\(DisplayText.escape(text(start, position)))`", start, position,
      notes: ["the escapes are `\\\"`, `\\\\`, `\\n`, `\\t` and `\\u{…}`"])
    return nil
  }

  private mutating func lexScalar() -> Unicode.Scalar? {
    guard peek() == UInt8(ascii: "{") else { return nil }
    position += 1
    let start = position
    while let byte = peek(), byte.isHexDigit { position += 1 }
    let digits = text(start, position)
    guard peek() == UInt8(ascii: "}") else { return nil }
    position += 1
    guard let value = UInt32(digits, radix: 16) else { return nil }
    return Unicode.Scalar(value)
  }
}

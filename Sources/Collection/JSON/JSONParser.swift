/// A text that is no JSON; `offset` counts bytes.
package struct JSONFlaw: Error, Equatable {
  package let offset: Int
}

extension JSONTree {
  /// Reads one JSON value in UTF-8 with nothing behind it. At most 200 levels deep.
  package init(parsing bytes: [UInt8]) throws(JSONFlaw) {
    var parser = JSONParser(bytes: bytes)
    self = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.isAtEnd else { throw parser.flaw }
  }
}

private struct JSONParser {
  let bytes: [UInt8]
  var offset = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { offset >= bytes.count }
  var flaw: JSONFlaw { JSONFlaw(offset: offset) }
  private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      offset += 1
    }
  }

  mutating func value(depth: Int) throws(JSONFlaw) -> JSONTree {
    guard depth < 200 else { throw flaw }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return .object(try members(depth: depth))
    case UInt8(ascii: "["): return .array(try elements(depth: depth))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .boolean(true))
    case UInt8(ascii: "f"): return try word("false", .boolean(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case _: return try number()
    }
  }

  private mutating func word(_ text: String, _ value: JSONTree) throws(JSONFlaw) -> JSONTree {
    for byte in text.utf8 { try expect(byte) }
    return value
  }

  private mutating func expect(_ byte: UInt8) throws(JSONFlaw) {
    guard next == byte else { throw flaw }
    offset += 1
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    offset += 1
    return true
  }

  private mutating func members(depth: Int) throws(JSONFlaw) -> [JSONTree.Member] {
    try expect(UInt8(ascii: "{"))
    var members: [JSONTree.Member] = []
    skipSpace()
    if take(UInt8(ascii: "}")) { return members }
    repeat {
      skipSpace()
      let key = try string()
      skipSpace()
      try expect(UInt8(ascii: ":"))
      members.append(JSONTree.Member(key, try value(depth: depth + 1)))
      skipSpace()
    } while take(UInt8(ascii: ","))
    try expect(UInt8(ascii: "}"))
    return members
  }

  private mutating func elements(depth: Int) throws(JSONFlaw) -> [JSONTree] {
    try expect(UInt8(ascii: "["))
    var elements: [JSONTree] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return elements }
    repeat {
      elements.append(try value(depth: depth + 1))
      skipSpace()
    } while take(UInt8(ascii: ","))
    try expect(UInt8(ascii: "]"))
    return elements
  }

  private mutating func number() throws(JSONFlaw) -> JSONTree {
    let start = offset
    _ = take(UInt8(ascii: "-"))
    let first = next
    guard digits() > 0, first != UInt8(ascii: "0") || !isDigit(start) else { throw flaw }
    if take(UInt8(ascii: ".")), digits() == 0 { throw flaw }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      guard digits() > 0 else { throw flaw }
    }
    return .number(String(decoding: bytes[start..<offset], as: UTF8.self))
  }

  /// Whether the number that starts here has a second digit behind a leading zero.
  private func isDigit(_ start: Int) -> Bool {
    let first = bytes[start] == UInt8(ascii: "-") ? start + 1 : start
    return first + 1 < bytes.count && (0x30...0x39).contains(bytes[first + 1])
  }

  private mutating func digits() -> Int {
    let start = offset
    while let byte = next, (0x30...0x39).contains(byte) { offset += 1 }
    return offset - start
  }

  private mutating func string() throws(JSONFlaw) -> String {
    try expect(UInt8(ascii: "\""))
    var text: [UInt8] = []
    while let byte = next {
      offset += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let result = String(validating: text, as: UTF8.self) else { throw flaw }
        return result
      case UInt8(ascii: "\\"):
        text += Array(String(try escape()).utf8)
      case 0..<0x20: throw flaw
      case _: text.append(byte)
      }
    }
    throw flaw
  }

  private mutating func escape() throws(JSONFlaw) -> Character {
    guard let byte = next else { throw flaw }
    offset += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
      return Character(Unicode.Scalar(byte))
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let first = try codeUnit()
      guard (0xD800..<0xDC00).contains(first) else { return try character(first) }
      try expect(UInt8(ascii: "\\"))
      try expect(UInt8(ascii: "u"))
      let second = try codeUnit()
      guard (0xDC00..<0xE000).contains(second) else { throw flaw }
      return try character(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
    case _: throw flaw
    }
  }

  private func character(_ code: UInt32) throws(JSONFlaw) -> Character {
    guard let scalar = Unicode.Scalar(code) else { throw flaw }
    return Character(scalar)
  }

  private mutating func codeUnit() throws(JSONFlaw) -> UInt32 {
    let digits = bytes[offset...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw flaw }
    offset += 4
    return code
  }
}

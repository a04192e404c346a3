internal import SourceText

/// One `resource` block of a `.tf` file, as far as positions need it.
struct SourceBlock {
  struct Part {
    var key: String
    var range: SourceRange
    /// The bytes of the argument or nested block.
    var body: Range<Int>
  }

  /// From the word `resource` to its opening brace.
  var range: SourceRange
  /// Arguments and nested blocks, `dynamic` ones by the name of what they make.
  var parts: [Part] = []
  var text: [UInt8]
}

/// Finds the `resource` blocks of a file. It knows comments, texts, templates and braces, and nothing of expressions.
struct BlockScanner {
  private let text: [UInt8]
  private let file: FileID
  private var offset = 0

  init(_ text: [UInt8], file: FileID) {
    self.text = text
    self.file = file
  }

  /// The blocks by `aws_subnet.private`.
  mutating func blocks() -> [String: SourceBlock] {
    var found: [String: SourceBlock] = [:]
    while skipSpace() {
      let start = offset
      guard let word = word() else {
        skipItem()
        continue
      }
      var labels: [String] = []
      while skipSpace(), let label = label() { labels.append(label) }
      guard offset < text.count, text[offset] == UInt8(ascii: "{") else {
        skipLine()
        continue
      }
      var block = SourceBlock(range: range(start, offset + 1), text: text)
      offset += 1
      block.parts = parts()
      if word == "resource", labels.count == 2 { found[labels[0] + "." + labels[1]] = block }
    }
    return found
  }

  private func range(_ start: Int, _ end: Int) -> SourceRange {
    SourceRange(file: file, start: UInt32(clamping: start), end: UInt32(clamping: end))
  }

  /// What stands in a block, up to its closing brace.
  private mutating func parts() -> [SourceBlock.Part] {
    var parts: [SourceBlock.Part] = []
    while skipSpace() {
      if text[offset] == UInt8(ascii: "}") {
        offset += 1
        return parts
      }
      let start = offset
      guard var key = word() else {
        skipItem()
        continue
      }
      while skipSpace(), let label = label() { if key == "dynamic" { key = label } }
      let header = offset
      if offset < text.count, text[offset] == UInt8(ascii: "{") {
        offset += 1
        skipTo(UInt8(ascii: "}"))
        parts.append(.init(key: key, range: range(start, header + 1), body: start..<offset))
      } else {
        skipLine()
        parts.append(.init(key: key, range: range(start, offset), body: start..<offset))
      }
    }
    return parts
  }

  private func isWord(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      || byte == 0x5F || byte == 0x2D || byte >= 0x80
  }

  private mutating func word() -> String? {
    let start = offset
    while offset < text.count, isWord(text[offset]) { offset += 1 }
    return offset > start ? String(decoding: text[start..<offset], as: UTF8.self) : nil
  }

  private mutating func label() -> String? {
    guard offset < text.count else { return nil }
    if text[offset] == UInt8(ascii: "\"") {
      let start = offset + 1
      skipText()
      return start <= offset - 1 ? String(decoding: text[start..<offset - 1], as: UTF8.self) : ""
    }
    return isWord(text[offset]) ? word() : nil
  }

  /// Passes space and comments; false at the end.
  private mutating func skipSpace() -> Bool {
    while offset < text.count {
      if skipComment() { continue }
      guard [0x20, 0x09, 0x0A, 0x0D].contains(text[offset]) else { return true }
      offset += 1
    }
    return false
  }

  private mutating func skipComment() -> Bool {
    let next = offset + 1 < text.count ? text[offset + 1] : 0
    if text[offset] == UInt8(ascii: "#")
      || text[offset] == UInt8(ascii: "/") && next == UInt8(ascii: "/")
    {
      while offset < text.count, text[offset] != 0x0A { offset += 1 }
      return true
    }
    guard text[offset] == UInt8(ascii: "/"), next == UInt8(ascii: "*") else { return false }
    offset += 2
    while offset < text.count {
      if text[offset] == UInt8(ascii: "*"), offset + 1 < text.count,
        text[offset + 1] == UInt8(ascii: "/")
      {
        offset += 2
        return true
      }
      offset += 1
    }
    return true
  }

  /// A text with its quotes; `${…}` in it may hold quotes and braces of its own.
  private mutating func skipText() {
    offset += 1
    while offset < text.count {
      switch text[offset] {
      case UInt8(ascii: "\\"): offset += 2
      case UInt8(ascii: "\""):
        offset += 1
        return
      case 0x0A: return
      case UInt8(ascii: "$"), UInt8(ascii: "%"):
        if offset + 1 < text.count, text[offset + 1] == UInt8(ascii: "{") {
          offset += 2
          skipTo(UInt8(ascii: "}"))
        } else {
          offset += 1
        }
      case _: offset += 1
      }
    }
    offset = min(offset, text.count)
  }

  /// `<<EOT` to the line that holds only `EOT`.
  private mutating func skipHeredoc() -> Bool {
    guard offset + 2 < text.count, text[offset] == UInt8(ascii: "<"),
      text[offset + 1] == UInt8(ascii: "<")
    else { return false }
    offset += 2
    if text[offset] == UInt8(ascii: "-") { offset += 1 }
    guard let name = word() else { return true }
    let mark = Array(name.utf8)
    while offset < text.count {
      while offset < text.count, text[offset] != 0x0A { offset += 1 }
      offset += 1
      var start = offset
      while start < text.count, text[start] == 0x20 || text[start] == 0x09 { start += 1 }
      guard start <= text.count, text[start...].starts(with: mark) else { continue }
      let end = start + mark.count
      if end >= text.count || !isWord(text[end]) {
        offset = end
        return true
      }
    }
    offset = text.count
    return true
  }

  /// One byte, text, comment or heredoc.
  private mutating func skipItem() {
    if text[offset] == UInt8(ascii: "\"") { return skipText() }
    if skipHeredoc() || skipComment() { return }
    offset += 1
  }

  /// Past the closing byte that belongs to a bracket which is open already.
  private mutating func skipTo(_ closing: UInt8) {
    var depth = 1
    while offset < text.count {
      switch text[offset] {
      case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "("):
        depth += 1
        offset += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ")"):
        depth -= 1
        offset += 1
        if depth == 0 { return }
      case _: skipItem()
      }
    }
  }

  /// To the end of an argument: the end of the line outside every bracket.
  private mutating func skipLine() {
    while offset < text.count {
      switch text[offset] {
      case 0x0A, UInt8(ascii: "}"): return
      case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "("):
        offset += 1
        skipTo(0)
      case _: skipItem()
      }
    }
  }
}

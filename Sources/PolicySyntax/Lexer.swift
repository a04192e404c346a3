import SourceText

/// Cuts a policy file into tokens. Total: every input gives tokens that end with `endOfInput`.
///
/// Words may hold `-`, `:` and `_` inside, so ids need no quotes; `web - db` therefore needs its
/// spaces. Rule: Specs/Language/Grammar.md, "Tokens".
struct Lexer {
  /// Inputs above this size are refused, so that offsets and memory stay small.
  static let largestInput = 16 << 20

  let bytes: [UInt8]
  let file: FileID
  var position = 0
  var tokens: [Token] = []
  var comments: [Comment] = []
  var diagnostics: [Diagnostic] = []
  /// Line ends since the last token or comment.
  private var lineEnds = 1
  private var atLineStart: Bool { lineEnds > 0 }

  init(bytes: [UInt8], file: FileID) {
    self.file = file
    if bytes.count > Self.largestInput {
      self.bytes = []
      diagnostics.append(
        Diagnostic(
          code: "PS009", message: "the policy file is larger than 16 MiB",
          range: SourceRange(file: file, start: 0, end: 0),
          notes: ["split it into several files"]))
    } else {
      self.bytes = bytes
    }
  }

  mutating func run() {
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
    while let byte = peek() {
      let start = position
      switch byte {
      case UInt8(ascii: "\n"):
        position += 1
        lineEnds += 1
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
        position += 1
      case UInt8(ascii: "#"):
        lexComment()
      case UInt8(ascii: "\""):
        lexString()
      default:
        if !lexAddress() && !lexNumber() && !lexWord() && !lexMark() { lexUnexpected() }
      }
      precondition(position > start, "the lexer stands still at byte \(start)")
    }
    add(.endOfInput, text: "", from: position)
  }

  func peek(_ ahead: Int = 0) -> UInt8? {
    position + ahead < bytes.count ? bytes[position + ahead] : nil
  }

  func range(_ start: Int, _ end: Int) -> SourceRange {
    SourceRange(file: file, start: UInt32(clamping: start), end: UInt32(clamping: end))
  }

  func text(_ start: Int, _ end: Int) -> String {
    String(decoding: bytes[start..<end], as: UTF8.self)
  }

  mutating func add(_ kind: Token.Kind, text: String, from start: Int) {
    tokens.append(
      Token(
        kind: kind, text: text, range: range(start, position), startsLine: atLineStart,
        followsBlankLine: lineEnds > 1))
    lineEnds = 0
  }

  mutating func report(
    _ code: String, _ message: String, _ start: Int, _ end: Int,
    severity: Diagnostic.Severity = .error, notes: [String] = []
  ) {
    diagnostics.append(
      Diagnostic(
        code: code, severity: severity, message: message, range: range(start, end), notes: notes))
  }

  private mutating func lexComment() {
    let start = position
    while let byte = peek(), byte != UInt8(ascii: "\n") { position += 1 }
    var end = position
    while end > start, [0x20, 0x09, 0x0d].contains(bytes[end - 1]) { end -= 1 }
    if String(validating: bytes[start..<end], as: UTF8.self) == nil {
      report(
        "PS008", "the comment is not valid UTF-8", start, end, notes: ["save the file as UTF-8"])
    }
    comments.append(
      Comment(
        text: text(start + 1, end), range: range(start, end), startsLine: atLineStart,
        followsBlankLine: lineEnds > 1))
    lineEnds = 0
  }

  private mutating func lexNumber() -> Bool {
    guard let first = peek(), first.isDigit else { return false }
    let start = position
    while let byte = peek(), byte.isDigit { position += 1 }
    guard let next = peek(), next.isWordStart else {
      add(.number, text: text(start, position), from: start)
      return true
    }
    while let byte = peek(), byte.isWordPart { position += 1 }
    report(
      "PS004", "expected a number, found `\(text(start, position))`", start, position,
      notes: ["names start with a letter; write other text in quotes"])
    add(.broken, text: text(start, position), from: start)
    return true
  }

  private mutating func lexWord() -> Bool {
    guard let first = peek(), first.isWordStart else { return false }
    let start = position
    var isARN = false
    while let byte = peek() {
      if byte.isWordPart {
        position += 1
      } else if byte == UInt8(ascii: ":"),
        isARN || bytes[start..<position].elementsEqual("arn".utf8)
      {
        isARN = true
        position += 1
      } else if byte == UInt8(ascii: "-") || byte == UInt8(ascii: ":"), peek(1)?.isWordPart == true
      {
        position += 2
      } else if isARN, byte == UInt8(ascii: "/") || byte == UInt8(ascii: "."),
        peek(1)?.isWordPart == true
      {
        position += 2
      } else {
        break
      }
    }
    add(.word, text: text(start, position), from: start)
    return true
  }

  private mutating func lexMark() -> Bool {
    let start = position
    guard let byte = peek() else { return false }
    let two = peek(1).map { [byte, $0] } ?? []
    for mark in ["->", "==", "!=", "=>", "=~", "<=", ">=", "&&", "||"]
    where two.elementsEqual(mark.utf8) {
      position += 2
      add(.mark, text: mark, from: start)
      return true
    }
    guard "(){}[],./-=?:!<>+&|*;".utf8.contains(byte) else { return false }
    position += 1
    add(.mark, text: text(start, position), from: start)
    return true
  }

  /// Reports a run of bytes that start nothing, as one mistake.
  private mutating func lexUnexpected() {
    let start = position
    let isControl = bytes[start] < 0x20 || bytes[start] == 0x7f
    position += 1
    while let byte = peek(), isControl ? (byte < 0x20 && byte != 0x0a) : byte >= 0x80 {
      position += 1
    }
    if String(validating: bytes[start..<position], as: UTF8.self) == nil {
      report(
        "PS008", "the text is not valid UTF-8", start, position, notes: ["save the file as UTF-8"])
      add(.broken, text: "�", from: start)
      return
    }
    let shown = DisplayText.escape(text(start, position))
    let found = isControl ? "a control character" : "`\(shown)`"
    let notes =
      switch text(start, position) {
      case "→", "⇒": ["write the arrow as `->`"]
      case "“", "”", "‘", "’", "'": ["write texts between straight double quotes, `\"…\"`"]
      default: ["write text with special characters in quotes"]
      }
    report("PS001", "unexpected \(found)", start, position, notes: notes)
    add(.broken, text: text(start, position), from: start)
  }
}

extension UInt8 {
  var isDigit: Bool { self >= 0x30 && self <= 0x39 }
  var isHexDigit: Bool {
    isDigit || (self >= 0x61 && self <= 0x66) || (self >= 0x41 && self <= 0x46)
  }
  var isWordStart: Bool {
    (self >= 0x61 && self <= 0x7a) || (self >= 0x41 && self <= 0x5a) || self == UInt8(ascii: "_")
  }
  var isWordPart: Bool { isWordStart || isDigit }
}

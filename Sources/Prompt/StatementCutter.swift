/// Cuts a text into statements and says whether one goes on.
///
/// A statement ends with its line, or at `;`. It goes on while a bracket or a text is open, after a word or mark that
/// cannot end one, and after a `\` at the end of the line. A line that begins with `.` is a meta command and never goes on.
struct StatementCutter {
  /// Words and marks after which a statement goes on in the next line.
  private static let joining: Set<String> = [
    "->", ",", "=", "==", "!=", "on", "and", "or", "not", "where", "in", "like", "using", "except", "because", "reaches",
    "does", "flows", "policy", ":", "with", "without", "allowing", "denying", "from", "to", "route", "rule", "if", "changes",
  ]
  /// The same for the first word of a statement.
  private static let opening: Set<String> = [
    "forbid", "require", "reach", "deliver", "who", "what", "show", "paths", "let", "set", "traffic", "compare", "fix",
  ]

  struct Statement: Hashable {
    /// Bytes of the text, without blanks around and without `;`.
    var range: Range<Int>
    var isMeta: Bool
  }

  let bytes: [UInt8]
  private(set) var statements: [Statement] = []
  /// Where a statement stands that is not finished, if the text ends in one.
  private(set) var unfinished: Range<Int>?

  private var position = 0
  private var start: Int?
  private var end = 0
  private var depth = 0
  private var isInText = false
  private var lastWord = ""
  private var isFirstWord = true

  init(_ text: String) { self.init(Array(text.utf8)) }

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    run()
  }

  private mutating func run() {
    while position < bytes.count {
      let byte = bytes[position]
      if isInText {
        text(byte)
      } else if start == nil, byte == UInt8(ascii: ".") {
        meta()
      } else {
        step(byte)
      }
    }
    guard let start else { return }
    if goesOn { unfinished = start..<end } else { finish() }
  }

  private mutating func text(_ byte: UInt8) {
    if byte == UInt8(ascii: "\\"), position + 1 < bytes.count { position += 1 }
    if byte == UInt8(ascii: "\"") { isInText = false }
    position += 1
    end = position
  }

  private mutating func meta() {
    let begin = position
    while position < bytes.count, bytes[position] != 0x0A { position += 1 }
    var last = position
    while last > begin, [0x20, 0x09, 0x0D, UInt8(ascii: ";")].contains(bytes[last - 1]) { last -= 1 }
    statements.append(Statement(range: begin..<last, isMeta: true))
  }

  private mutating func step(_ byte: UInt8) {
    switch byte {
    case 0x0A:
      position += 1
      if start != nil, !goesOn { finish() }
    case 0x20, 0x09, 0x0D: position += 1
    case UInt8(ascii: "#"):
      while position < bytes.count, bytes[position] != 0x0A { position += 1 }
    case UInt8(ascii: ";"):
      position += 1
      if depth == 0 { finish() }
    case UInt8(ascii: "\\") where isAtLineEnd:
      lastWord = ","
      position += 1
    default: word(byte)
    }
  }

  /// Only blanks stand between here and the end of the line.
  private var isAtLineEnd: Bool {
    bytes[(position + 1)...].prefix { $0 != 0x0A }.allSatisfy { [0x20, 0x09, 0x0D].contains($0) }
  }

  private mutating func word(_ byte: UInt8) {
    isFirstWord = start == nil
    if start == nil { start = position }
    let begin = position
    switch byte {
    case UInt8(ascii: "\""): isInText = true
    case UInt8(ascii: "("), UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
    case UInt8(ascii: ")"), UInt8(ascii: "}"), UInt8(ascii: "]"): depth = max(0, depth - 1)
    default: break
    }
    position += 1
    if !isInText, !"(){}[],".utf8.contains(byte) {
      while position < bytes.count, !" \t\r\n;#\"(){}[],".utf8.contains(bytes[position]) { position += 1 }
    }
    end = position
    lastWord = String(decoding: bytes[begin..<position], as: UTF8.self)
  }

  private var goesOn: Bool {
    depth > 0 || isInText || Self.joining.contains(lastWord)
      || isFirstWord && Self.opening.contains(lastWord)
  }

  private mutating func finish() {
    if let start, start < end { statements.append(Statement(range: start..<end, isMeta: false)) }
    start = nil
    depth = 0
    lastWord = ""
  }
}

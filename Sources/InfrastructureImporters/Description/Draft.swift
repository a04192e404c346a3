internal import Importers
internal import SourceText

/// A part of a description in the provider's words, with the place it comes from.
indirect enum Draft: Hashable, Sendable {
  case text(String)
  case int(Int)
  case bool(Bool)
  case list([Draft])
  case object([Pair])
  case at(SourceRange, Draft)

  struct Pair: Hashable, Sendable {
    var key: String
    var value: Draft
  }

  /// The same without places.
  var plain: Draft {
    switch self {
    case .at(_, let inner): inner.plain
    case .list(let elements): .list(elements.map(\.plain))
    case .object(let pairs): .object(pairs.map { Pair(key: $0.key, value: $0.value.plain) })
    case .text, .int, .bool: self
    }
  }

  /// An object of the members that are there.
  static func make(at range: SourceRange? = nil, _ members: (String, Draft?)...) -> Draft {
    let pairs = members.compactMap { key, value in value.map { Pair(key: key, value: $0) } }
    return range.map { .at($0, .object(pairs)) } ?? .object(pairs)
  }

  static func text(_ text: String?) -> Draft? { text.map { .text($0) } }

  static func list(_ texts: [String]) -> Draft { .list(texts.map { .text($0) }) }
}

/// Writes drafts as JSON and remembers where each part comes from.
struct DraftWriter {
  private(set) var bytes: [UInt8] = []
  private(set) var origins = OriginMap()
  private var current: SourceRange

  init(from range: SourceRange) { current = range }

  mutating func write(_ draft: Draft) {
    switch draft {
    case .at(let range, let inner):
      let outer = current
      current = range
      write(inner)
      current = outer
    case .text(let text):
      mark()
      writeText(text)
    case .int(let number):
      mark()
      bytes += String(number).utf8
    case .bool(let bool):
      mark()
      bytes += (bool ? "true" : "false").utf8
    case .list(let elements):
      mark()
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        write(element)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let pairs):
      mark()
      bytes.append(UInt8(ascii: "{"))
      for (index, pair) in pairs.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        mark()
        writeText(pair.key)
        bytes.append(UInt8(ascii: ":"))
        write(pair.value)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  private mutating func mark() { origins.add(start: bytes.count, origin: current) }

  private mutating func writeText(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0..<0x20:
        let digits = String(byte, radix: 16)
        bytes += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8
      case _:
        bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

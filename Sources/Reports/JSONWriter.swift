/// One JSON value whose keys keep the order in which they were written.
package indirect enum JSONNode: Hashable, Sendable {
  case string(String)
  case number(Int)
  case bool(Bool)
  case null
  case array([JSONNode])
  case object([Member])

  package struct Member: Hashable, Sendable {
    package var key: String
    package var value: JSONNode
  }

  /// `null` where there is nothing.
  package static func optional(_ text: String?) -> JSONNode { text.map { .string($0) } ?? .null }
  package static func optional(_ number: Int?) -> JSONNode { number.map { .number($0) } ?? .null }
}

extension JSONNode: ExpressibleByDictionaryLiteral, ExpressibleByStringLiteral,
  ExpressibleByArrayLiteral
{
  package init(dictionaryLiteral elements: (String, JSONNode)...) {
    self = .object(elements.map { Member(key: $0.0, value: $0.1) })
  }

  package init(stringLiteral value: String) { self = .string(value) }
  package init(arrayLiteral elements: JSONNode...) { self = .array(elements) }

  /// The object with more members at its end; other values stay as they are.
  package func adding(_ members: KeyValuePairs<String, JSONNode>) -> JSONNode {
    guard case .object(let own) = self else { return self }
    return .object(own + members.map { Member(key: $0.key, value: $0.value) })
  }
}

/// Writes JSON: two spaces, LF, one line for lists of plain values, one LF at the end. The same
/// value always gives the same bytes. Control characters and those that change the direction of
/// text are escaped, so that a log shows them.
package struct JSONWriter {
  private var text = ""
  private var isOneLine = false

  package static func write(_ node: JSONNode) -> String {
    var writer = JSONWriter()
    writer.append(node, depth: 0)
    writer.text += "\n"
    return writer.text
  }

  /// The same on one line, for streams of values.
  package static func line(_ node: JSONNode) -> String {
    var writer = JSONWriter()
    writer.isOneLine = true
    writer.append(node, depth: 0)
    return writer.text + "\n"
  }

  private mutating func append(_ node: JSONNode, depth: Int) {
    switch node {
    case .string(let value): appendQuoted(value)
    case .number(let value): text += String(value)
    case .bool(let value): text += value ? "true" : "false"
    case .null: text += "null"
    case .array(let values): appendArray(values, depth: depth)
    case .object(let members): appendObject(members, depth: depth)
    }
  }

  private mutating func appendArray(_ values: [JSONNode], depth: Int) {
    let isPlain = values.allSatisfy(\.isPlain)
    text += "["
    for (index, value) in values.enumerated() {
      if index > 0 { text += isPlain ? ", " : "," }
      if !isPlain { newLine(depth + 1) }
      append(value, depth: depth + 1)
    }
    if !isPlain { newLine(depth) }
    text += "]"
  }

  private mutating func appendObject(_ members: [JSONNode.Member], depth: Int) {
    text += "{"
    for (index, member) in members.enumerated() {
      if index > 0 { text += "," }
      newLine(depth + 1)
      appendQuoted(member.key)
      text += ": "
      append(member.value, depth: depth + 1)
    }
    if !members.isEmpty { newLine(depth) }
    text += "}"
  }

  private mutating func newLine(_ depth: Int) {
    if isOneLine { return }
    text += "\n" + String(repeating: "  ", count: depth)
  }

  private mutating func appendQuoted(_ value: String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar.value {
      case 0x22: text += "\\\""
      case 0x5C: text += "\\\\"
      case 0x0A: text += "\\n"
      case 0x09: text += "\\t"
      case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      case _: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}

extension JSONNode {
  fileprivate var isPlain: Bool {
    switch self {
    case .string, .number, .bool, .null: true
    case .array, .object: false
    }
  }
}

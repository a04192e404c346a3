extension JSONTree {
  /// The value as text: on one line, or with two spaces for each level below `indent`.
  package func text(indent: Int?) -> String {
    var result = ""
    write(to: &result, indent: indent)
    return result
  }

  private func write(to result: inout String, indent: Int?) {
    switch self {
    case .null: result += "null"
    case .boolean(let value): result += value ? "true" : "false"
    case .number(let text): result += text
    case .string(let text): result += JSONTree.quoted(text)
    case .array(let elements):
      JSONTree.list("[", "]", elements, to: &result, indent: indent) { element, result, inner in
        element.write(to: &result, indent: inner)
      }
    case .object(let members):
      JSONTree.list("{", "}", members, to: &result, indent: indent) { member, result, inner in
        result += JSONTree.quoted(member.key) + (inner == nil ? ":" : ": ")
        member.value.write(to: &result, indent: inner)
      }
    }
  }

  private static func list<Item>(
    _ open: String, _ close: String, _ items: [Item], to result: inout String, indent: Int?,
    _ write: (Item, inout String, Int?) -> Void
  ) {
    guard !items.isEmpty else {
      result += open + close
      return
    }
    let inner = indent.map { $0 + 1 }
    result += open
    for (index, item) in items.enumerated() {
      if index > 0 { result += "," }
      if let inner { result += "\n" + String(repeating: "  ", count: inner) }
      write(item, &result, inner)
    }
    if let indent { result += "\n" + String(repeating: "  ", count: indent) }
    result += close
  }

  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      case _: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

import PolicySyntax
import SourceText
import Testing

/// A snippet with markers `1️⃣` … `9️⃣` taken out, and the byte offset at which each stood.
struct MarkedSnippet {
  var text = ""
  var offsets: [Character: UInt32] = [:]

  init(_ marked: String) {
    for character in marked {
      if "1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣9️⃣".contains(character) {
        offsets[character] = UInt32(text.utf8.count)
      } else {
        text.append(character)
      }
    }
  }
}

let testFile = FileID(index: 0)

func parseFile(_ text: String) -> Parsed<PolicyFile> {
  Parser.parseFile(Array(text.utf8), file: testFile)
}

/// The tree without its ranges and empty lines, so that two readings of different texts can be
/// compared.
func shape(_ value: Any) -> String {
  if value is SourceRange { return "" }
  let mirror = Mirror(reflecting: value)
  if mirror.children.isEmpty { return "\(value)" }
  let children = mirror.children.compactMap { child -> String? in
    if child.label == "followsBlankLine" { return nil }
    let text = shape(child.value)
    return text.isEmpty ? nil : "\(child.label ?? "")=\(text)"
  }
  return "(\(children.joined(separator: " ")))"
}

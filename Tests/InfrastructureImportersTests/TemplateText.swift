import FoundationEssentials
import Testing
import Yams

/// A template in YAML as the same template in JSON, whose members tests can change one by one.
enum TemplateText {
  static func json(of yaml: String) throws -> String {
    let node = try #require(try Yams.compose(yaml: yaml))
    return text(node)
  }

  private static func text(_ node: Node) -> String {
    let value: String
    switch node {
    case .mapping(let mapping):
      value = "{" + mapping.map { "\(quoted($0.key.string ?? "")): \(text($0.value))" }.joined(separator: ", ") + "}"
    case .sequence(let sequence):
      value = "[" + sequence.map(text).joined(separator: ", ") + "]"
    case .scalar(let scalar):
      value = plain(scalar)
    case .alias: value = "null"
    }
    let tag = node.tag.description
    guard tag.hasPrefix("!"), tag.count > 1 else { return value }
    return long(String(tag.dropFirst()), value, node.string)
  }

  /// `!Ref x` is `{"Ref": "x"}`, `!GetAtt a.b` is `{"Fn::GetAtt": ["a", "b"]}`.
  private static func long(_ tag: String, _ value: String, _ string: String?) -> String {
    if tag == "Ref" || tag == "Condition" { return "{\(quoted(tag)): \(quoted(string ?? ""))}" }
    if tag == "GetAtt", let string {
      let name = string.prefix { $0 != "." }
      return "{\"Fn::GetAtt\": [\(quoted(String(name))), \(quoted(String(string.dropFirst(name.count + 1))))]}"
    }
    return "{\(quoted("Fn::" + tag)): \(string.map(quoted) ?? value)}"
  }

  private static func plain(_ scalar: Node.Scalar) -> String {
    let isQuoted = scalar.style == .singleQuoted || scalar.style == .doubleQuoted
    let text = scalar.string
    if !isQuoted, ["true", "false"].contains(text.lowercased()) { return text.lowercased() }
    if !isQuoted, let number = Int(text), String(number) == text { return text }
    return quoted(text)
  }

  private static func quoted(_ text: String) -> String {
    let bytes = (try? JSONEncoder().encode(text)) ?? Data()
    return String(decoding: bytes, as: UTF8.self)
  }
}

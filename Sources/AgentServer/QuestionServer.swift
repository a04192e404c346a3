package import Collection
package import Reports

/// `isola serve --stdio`: one JSON object a line, one answer a line, in the same order.
package struct QuestionServer {
  private let toolbox: Toolbox

  package init(_ toolbox: Toolbox) { self.toolbox = toolbox }

  /// `{"id": …, "tool": "query", "arguments": {"question": "…"}}`; the answer has the same `id` and `answer` or `error`.
  package func answer(_ line: [UInt8]) -> String {
    let request: JSONTree
    do throws(JSONFlaw) {
      request = try JSONTree(parsing: line)
    } catch {
      return reply(nil, error: "no JSON: the mistake is at byte \(error.offset)")
    }
    let id = request["id"]
    guard case .object = request else { return reply(id, error: "expected an object") }
    guard let name = request["tool"]?.string, let tool = Toolbox.Tool(rawValue: name) else {
      let all = Toolbox.Tool.allCases.map(\.rawValue).joined(separator: ", ")
      return reply(id, error: "expected `tool`, one of \(all)")
    }
    let answer = toolbox.call(tool, request["arguments"] ?? .object([]))
    guard let value = answer.value else { return reply(id, error: answer.text) }
    return JSONWriter.line(["id": JSONNode(id), "answer": value])
  }

  private func reply(_ id: JSONTree?, error: String) -> String {
    JSONWriter.line(["id": JSONNode(id), "error": .string(error)])
  }
}

extension JSONNode {
  /// What came in, to be sent back; a number that is no whole one as its text.
  package init(_ tree: JSONTree?) {
    switch tree {
    case nil, .null?: self = .null
    case .boolean(let value)?: self = .bool(value)
    case .number(let text)?: self = Int(text).map { .number($0) } ?? .string(text)
    case .string(let text)?: self = .string(text)
    case .array(let elements)?: self = .array(elements.map { JSONNode($0) })
    case .object(let members)?:
      self = .made(of: members.map { ($0.key, JSONNode($0.value)) })
    }
  }

  /// An object of a few members.
  package static func made(of members: [(String, JSONNode)]) -> JSONNode {
    members.reduce(.object([])) { $0.adding([$1.0: $1.1]) }
  }
}

import Collection
import Prompt
import Reports

/// `isola mcp`: the tools over the Model Context Protocol on standard input and output, one JSON-RPC message a line.
///
/// Two eras are spoken: versions with the `initialize` handshake, and 2026-07-28, where each request names its version.
package final class ContextProtocolServer {
  private static let handshakeVersions = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]
  private static let modernVersions = ["2026-07-28"]
  private static let versionKey = "io.modelcontextprotocol/protocolVersion"
  private static let serverKey = "io.modelcontextprotocol/serverInfo"

  private enum Code: Int {
    case parse = -32700
    case request = -32600
    case method = -32601
    case parameters = -32602
    case version = -32022
  }

  private struct Failure: Error {
    var code: Code
    var message: String
    var data: JSONNode?
  }

  private let toolbox: Toolbox
  private let version: String

  package init(_ toolbox: Toolbox, version: String) {
    self.toolbox = toolbox
    self.version = version
  }

  /// The answer to one message; nil to a notification.
  package func answer(_ line: [UInt8]) -> String? {
    let message: JSONTree
    do throws(JSONFlaw) {
      message = try JSONTree(parsing: line)
    } catch {
      return reply(nil, Failure(code: .parse, message: "no JSON: the mistake is at byte \(error.offset)"))
    }
    let id = message["id"]
    guard message["jsonrpc"]?.string == "2.0" else {
      return reply(id, Failure(code: .request, message: "expected a JSON-RPC 2.0 message"))
    }
    // An answer to nothing that was asked, or a notification.
    guard let method = message["method"]?.string else { return nil }
    guard let id, id != .null else { return nil }
    do throws(Failure) {
      let result = try result(method, message["params"] ?? .object([]))
      return JSONWriter.line(["jsonrpc": "2.0", "id": JSONNode(id), "result": result])
    } catch {
      return reply(id, error)
    }
  }

  private func reply(_ id: JSONTree?, _ failure: Failure) -> String {
    var error: JSONNode = [
      "code": .number(failure.code.rawValue), "message": .string(failure.message),
    ]
    if let data = failure.data { error = error.adding(["data": data]) }
    return JSONWriter.line(["jsonrpc": "2.0", "id": JSONNode(id), "error": error])
  }

  private func result(_ method: String, _ parameters: JSONTree) throws(Failure) -> JSONNode {
    let named = parameters["_meta"]?[Self.versionKey]?.string
    let isModern = named != nil && method != "initialize"
    if isModern, let named, !Self.modernVersions.contains(named) {
      throw Failure(
        code: .version, message: "unsupported protocol version",
        data: ["supported": supported, "requested": .string(named)])
    }
    switch method {
    case "initialize": return initialized(parameters)
    case "server/discover":
      return cacheable(
        ["supportedVersions": supported, "capabilities": capabilities, "instructions": instructions])
    case "ping": return isModern ? complete([:]) : .object([])
    case "tools/list":
      let list: JSONNode = ["tools": .array(Toolbox.Tool.allCases.map(description))]
      return isModern ? cacheable(list) : list
    case "tools/call":
      let answer = try call(parameters)
      return isModern ? complete(answer) : answer
    case let other:
      throw Failure(code: .method, message: "there is no method `\(other)`")
    }
  }

  // MARK: Hello

  private var supported: JSONNode {
    .array((Self.modernVersions + Self.handshakeVersions).map { .string($0) })
  }

  private var capabilities: JSONNode { ["tools": ["listChanged": false]] }

  private var serverInfo: JSONNode {
    ["name": "isola", "title": "Isola", "version": .string(version)]
  }

  private var instructions: JSONNode {
    .string(
      "Formal verification of one cloud network, read-only. Ask instead of guessing: answers hold for all packets. "
        + "The network: \(toolbox.session.summary)")
  }

  private func initialized(_ parameters: JSONTree) -> JSONNode {
    let wanted = parameters["protocolVersion"]?.string ?? ""
    let chosen = Self.handshakeVersions.contains(wanted) ? wanted : Self.handshakeVersions[0]
    return [
      "protocolVersion": .string(chosen), "capabilities": capabilities, "serverInfo": serverInfo,
      "instructions": instructions,
    ]
  }

  /// What results carry since 2026-07-28.
  private func complete(_ result: JSONNode) -> JSONNode {
    result.adding([
      "resultType": "complete",
      "_meta": JSONNode.made(of: [(Self.serverKey, serverInfo)]),
    ])
  }

  private func cacheable(_ result: JSONNode) -> JSONNode {
    complete(result.adding(["ttlMs": 0, "cacheScope": "private"]))
  }

  // MARK: Tools

  private func description(_ tool: Toolbox.Tool) -> JSONNode {
    [
      "name": .string(tool.rawValue), "title": .string(tool.title), "description": .string(tool.words),
      "inputSchema": tool.inputSchema, "outputSchema": tool.outputSchema,
      "annotations": [
        "title": .string(tool.title), "readOnlyHint": true, "destructiveHint": false,
        "idempotentHint": true, "openWorldHint": false,
      ],
    ]
  }

  private func call(_ parameters: JSONTree) throws(Failure) -> JSONNode {
    guard let name = parameters["name"]?.string, let tool = Toolbox.Tool(rawValue: name) else {
      throw Failure(
        code: .parameters,
        message: "there is no tool `\(parameters["name"]?.string ?? "")`")
    }
    let answer = toolbox.call(tool, parameters["arguments"] ?? .object([]))
    let text: JSONNode = ["type": "text", "text": .string(answer.text)]
    guard let value = answer.value else { return ["content": [text], "isError": true] }
    return ["content": [text], "structuredContent": value, "isError": false]
  }
}

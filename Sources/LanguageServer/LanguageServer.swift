import AgentServer
import Collection
import Reports
import SourceText

/// A language server for policy files. Belongs to one thread; `send` is also called from another one.
package final class LanguageServer {
  package enum Outcome: Hashable, Sendable {
    case goesOn
    case exits(Int32)
  }

  enum Code: Int {
    case parse = -32700
    case request = -32600
    case method = -32601
    case parameters = -32602
    case notInitialized = -32002
  }

  struct Failure: Error {
    var code: Code
    var message: String
  }

  private enum Stage { case fresh, initialized, shutDown }

  let version: String
  private let open: (_ root: String?) -> Surrounding
  let send: @Sendable (String) -> Void
  private var stage = Stage.fresh
  private var root: String?
  var workspace = Workspace()
  let linter = LintWorker()

  /// `open` is asked once, with the folder of the workspace; `send` takes framed messages.
  package init(
    version: String, open: @escaping (_ root: String?) -> Surrounding, send: @escaping @Sendable (String) -> Void
  ) {
    self.version = version
    self.open = open
    self.send = send
  }

  // MARK: Messages

  /// One message of the client.
  package func receive(_ item: MessageReader.Item) -> Outcome {
    let body: [UInt8]
    switch item {
    case .broken(let reason):
      reply(nil, Failure(code: .parse, message: reason))
      return .goesOn
    case .body(let bytes): body = bytes
    }
    let message: JSONTree
    do throws(JSONFlaw) {
      message = try JSONTree(parsing: body)
    } catch {
      reply(nil, Failure(code: .parse, message: "no JSON: the mistake is at byte \(error.offset)"))
      return .goesOn
    }
    let id = message["id"]
    guard case .object = message, message["jsonrpc"]?.string == "2.0" else {
      reply(id, Failure(code: .request, message: "expected a JSON-RPC 2.0 message"))
      return .goesOn
    }
    guard let method = message["method"]?.string else {
      // An answer: nothing was asked.
      let isAnswer = message["result"] != nil || message["error"] != nil
      if !isAnswer { reply(id, Failure(code: .request, message: "expected a `method`")) }
      return .goesOn
    }
    let parameters = message["params"] ?? .object([])
    guard let id else { return notified(method, parameters) }
    switch id {
    case .number, .string: break
    case .null, .boolean, .array, .object:
      reply(nil, Failure(code: .request, message: "expected a number or a text as `id`"))
      return .goesOn
    }
    do throws(Failure) {
      let result = try answer(method, parameters)
      transmit(["jsonrpc": "2.0", "id": JSONNode(id), "result": result])
    } catch {
      reply(id, error)
    }
    return .goesOn
  }

  private func reply(_ id: JSONTree?, _ failure: Failure) {
    transmit([
      "jsonrpc": "2.0", "id": JSONNode(id),
      "error": ["code": .number(failure.code.rawValue), "message": .string(failure.message)],
    ])
  }

  func transmit(_ message: JSONNode) { send(MessageReader.framed(JSONWriter.line(message))) }

  func notify(_ method: String, _ parameters: JSONNode) {
    transmit(["jsonrpc": "2.0", "method": .string(method), "params": parameters])
  }

  private func answer(_ method: String, _ parameters: JSONTree) throws(Failure) -> JSONNode {
    switch (stage, method) {
    case (.fresh, "initialize"): return initialize(parameters)
    case (.fresh, _): throw Failure(code: .notInitialized, message: "expected `initialize` first")
    case (.initialized, "initialize"): throw Failure(code: .request, message: "`initialize` came twice")
    case (.shutDown, _): throw Failure(code: .request, message: "the server is shut down")
    case (.initialized, "shutdown"):
      stage = .shutDown
      linter.order(nil)
      return .null
    case (.initialized, "textDocument/hover"): return try hover(parameters)
    case (.initialized, "textDocument/completion"): return try completion(parameters)
    case (.initialized, "textDocument/definition"): return try definition(parameters)
    case (.initialized, "textDocument/formatting"): return try formatting(parameters)
    case (.initialized, let other): throw Failure(code: .method, message: "there is no method `\(other)`")
    }
  }

  /// Notifications have no answer, not even to a mistake.
  private func notified(_ method: String, _ parameters: JSONTree) -> Outcome {
    if method == "exit" { return .exits(stage == .shutDown ? 0 : 1) }
    guard stage == .initialized else { return .goesOn }
    switch method {
    case "initialized": opened()
    case "textDocument/didOpen": didOpen(parameters)
    case "textDocument/didChange": didChange(parameters)
    case "textDocument/didClose": didClose(parameters)
    case _: break
    }
    return .goesOn
  }

  // MARK: Life

  private func initialize(_ parameters: JSONTree) -> JSONNode {
    stage = .initialized
    let folder = parameters["workspaceFolders"]?.elements.first?["uri"]?.string ?? parameters["rootUri"]?.string
    root = folder.flatMap(FileURI.path)
    return [
      "capabilities": [
        "positionEncoding": "utf-16",
        "textDocumentSync": ["openClose": true, "change": 2],
        "hoverProvider": true,
        "completionProvider": ["triggerCharacters": [".", "-", "\""], "resolveProvider": false],
        "definitionProvider": true,
        "documentFormattingProvider": true,
      ],
      "serverInfo": ["name": "isola", "version": .string(version)],
    ]
  }

  private func opened() {
    let surrounding = open(root)
    workspace.enter(surrounding)
    if let complaint = surrounding.complaint {
      notify("window/showMessage", ["type": 2, "message": .string(complaint)])
    }
    for uri in workspace.documents.keys.sorted() { publish(uri) }
  }

  private func didOpen(_ parameters: JSONTree) {
    let document = parameters["textDocument"]
    guard let uri = document?["uri"]?.string, let text = document?["text"]?.string else { return }
    workspace.documents[uri] = Document(version: document?["version"]?.whole, text: text)
    publish(uri)
  }

  private func didChange(_ parameters: JSONTree) {
    guard let uri = parameters["textDocument"]?["uri"]?.string, var document = workspace.documents[uri] else { return }
    for change in parameters["contentChanges"]?.elements ?? [] {
      guard let text = change["text"]?.string else { continue }
      guard let range = change["range"], range != .null else {
        document.edit(nil, text)
        continue
      }
      guard let start = Self.position(range["start"]), let end = Self.position(range["end"]) else { continue }
      document.edit((start, end), text)
    }
    document.version = parameters["textDocument"]?["version"]?.whole ?? document.version
    workspace.documents[uri] = document
    publish(uri)
  }

  private func didClose(_ parameters: JSONTree) {
    guard let uri = parameters["textDocument"]?["uri"]?.string, workspace.documents.removeValue(forKey: uri) != nil
    else { return }
    notify("textDocument/publishDiagnostics", ["uri": .string(uri), "diagnostics": []])
  }

  /// Nil where a member is missing or no number from 0.
  static func position(_ tree: JSONTree?) -> TextPosition? {
    guard let line = tree?["line"]?.whole, let character = tree?["character"]?.whole, line >= 0, character >= 0 else {
      return nil
    }
    return TextPosition(line: line, character: character)
  }
}

extension JSONTree {
  fileprivate var whole: Int? {
    guard case .number(let text) = self else { return nil }
    return Int(text)
  }
}

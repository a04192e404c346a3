import AgentServer
import Collection
import PolicySyntax
import PolicyTypes
import Prompt
import Reports
import SourceText

/// What a client asks about a place in a document.
extension LanguageServer {
  private static let mostCandidates = 200

  private func place(_ parameters: JSONTree) throws(Failure) -> (uri: String, document: Document, offset: Int) {
    let (uri, document) = try document(parameters)
    guard let position = Self.position(parameters["position"]) else {
      throw Failure(code: .parameters, message: "expected `position` with `line` and `character`, numbers from 0")
    }
    return (uri, document, document.lines.offset(of: position))
  }

  private func document(_ parameters: JSONTree) throws(Failure) -> (uri: String, document: Document) {
    guard let uri = parameters["textDocument"]?["uri"]?.string else {
      throw Failure(code: .parameters, message: "expected `textDocument` with a `uri`")
    }
    guard let document = workspace.documents[uri] else {
      throw Failure(code: .parameters, message: "the document is not open")
    }
    return (uri, document)
  }

  func hover(_ parameters: JSONTree) throws(Failure) -> JSONNode {
    let (uri, _, offset) = try place(parameters)
    let reading = workspace.reading(of: uri)
    guard let tree = reading.trees.first, let mention = Mentions(tree).at(offset),
      let text = words(mention, reading), let place = reading.place(mention.range)
    else { return .null }
    return [
      "contents": ["kind": "plaintext", "value": .string(text)],
      "range": Self.range(place.start, place.end),
    ]
  }

  private func words(_ mention: Mention, _ reading: Reading) -> String? {
    switch mention {
    case .set(let set):
      var lines: [String] = []
      if case .name(let name) = set, !name.isQuoted, let declared = declaration(ofSet: name.text, reading) {
        lines.append("set \(name.text) = \(Printer.print(declared.value))")
      } else {
        lines.append(Printer.print(set))
      }
      if let members = members(set, reading) { lines.append(members) }
      return lines.joined(separator: "\n")
    case .setDeclaration(let declared):
      let head = "set \(declared.name.text) = \(Printer.print(declared.value))"
      return members(declared.value, reading).map { "\(head)\n\($0)" } ?? head
    case .traffic(let name):
      return declaration(ofTraffic: name.text, reading).map { "traffic \(name.text) = \(Printer.print($0.value))" }
    case .trafficDeclaration(let declared):
      return "traffic \(declared.name.text) = \(Printer.print(declared.value))"
    }
  }

  /// Nil without a network, and where the set is none of ends.
  private func members(_ set: SetExpression, _ reading: Reading) -> String? {
    guard let index = workspace.index, let network = workspace.network else { return nil }
    var types = TypeChecker(index: index, files: Linker.link(reading.trees).files)
    return types.check(endpoint: set, isSource: false).map { SetDescription(network: network).text($0) }
  }

  private func declaration(ofSet name: String, _ reading: Reading) -> SetDeclaration? {
    for declaration in workspace.declarations(reading) {
      if case .set(let set) = declaration, set.name.text == name { return set }
    }
    return nil
  }

  private func declaration(ofTraffic name: String, _ reading: Reading) -> TrafficDeclaration? {
    for declaration in workspace.declarations(reading) {
      if case .traffic(let traffic) = declaration, traffic.name.text == name { return traffic }
    }
    return nil
  }

  /// Of a set or traffic: its declaration; of an object: its place in what the network was read from.
  func definition(_ parameters: JSONTree) throws(Failure) -> JSONNode {
    let (uri, _, offset) = try place(parameters)
    let reading = workspace.reading(of: uri)
    guard let tree = reading.trees.first, let mention = Mentions(tree).at(offset) else { return .null }
    let found: SourceRange?
    switch mention {
    case .setDeclaration(let declared): found = declared.name.range
    case .trafficDeclaration(let declared): found = declared.name.range
    case .traffic(let name): found = declaration(ofTraffic: name.text, reading)?.name.range
    case .set(.name(let name)):
      if !name.isQuoted, let declared = declaration(ofSet: name.text, reading) {
        found = declared.name.range
      } else {
        return object(name.text)
      }
    case .set(.address), .set(.internet), .set(.onprem), .set(.selector), .set(.gateways), .set(.union),
      .set(.intersection), .set(.difference):
      found = nil
    }
    guard let found, let place = reading.place(found) else { return .null }
    return ["uri": .string(place.uri), "range": Self.range(place.start, place.end)]
  }

  private func object(_ name: String) -> JSONNode {
    guard let context = workspace.surrounding.context, let range = context.network.origin(ofObject: name) else {
      return .null
    }
    let files = workspace.surrounding.files
    let path = files.path(of: range.file)
    guard !path.isEmpty, !path.hasPrefix("<"), path != "-" else { return .null }
    let text = TextLines(files.contents(of: range.file))
    return [
      "uri": .string(FileURI.uri(ofPath: workspace.surrounding.absolute(path))),
      "range": Self.range(text.position(of: Int(range.start)), text.position(of: Int(range.end))),
    ]
  }

  func completion(_ parameters: JSONTree) throws(Failure) -> JSONNode {
    let (uri, document, offset) = try place(parameters)
    let (replaced, entries) = workspace.candidates(document, offset, workspace.reading(of: uri))
    let (start, end) = (document.lines.position(of: offset - replaced), document.lines.position(of: offset))
    return [
      "isIncomplete": .bool(entries.count > Self.mostCandidates),
      "items": .array(
        entries.prefix(Self.mostCandidates).map { entry in
          [
            "label": .string(entry.text), "kind": .number(Self.kind(entry.kind)),
            "detail": .string(entry.name.isEmpty ? entry.kind : "\(entry.kind) \(entry.name)"),
            "textEdit": ["range": Self.range(start, end), "newText": .string(entry.text)],
          ]
        }),
    ]
  }

  /// CompletionItemKind.
  private static func kind(_ kind: String) -> Int {
    switch kind {
    case "word": 14
    case "set", "traffic": 6
    case "value": 12
    case "tag": 10
    case _: 18
    }
  }

  /// The canonical form; a document with a mistake is left alone.
  func formatting(_ parameters: JSONTree) throws(Failure) -> JSONNode {
    let (_, document) = try document(parameters)
    var files = SourceFiles()
    let parsed = Parser.parseFile(
      document.lines.bytes, file: files.add(path: "document", contents: document.lines.bytes))
    guard !parsed.hasErrors else { return [] }
    let text = Printer.print(parsed.tree)
    guard Array(text.utf8) != document.lines.bytes else { return [] }
    return [["range": Self.range(TextPosition(line: 0, character: 0), document.lines.end), "newText": .string(text)]]
  }

  static func range(_ start: TextPosition, _ end: TextPosition) -> JSONNode {
    func position(_ place: TextPosition) -> JSONNode {
      ["line": .number(place.line), "character": .number(place.character)]
    }
    return ["start": position(start), "end": position(end)]
  }

  // MARK: Diagnostics

  /// What can be said at once, and later with what the solver finds.
  func publish(_ uri: String) {
    let reading = workspace.reading(of: uri)
    let (found, isWhole) = workspace.diagnostics(reading)
    let others = reading.uris.dropFirst().filter { workspace.documents[$0] != nil }
    let versions = Dictionary(uniqueKeysWithValues: workspace.documents.map { ($0.key, $0.value.version) })
    let send = self.send
    for target in [uri] + others {
      send(Self.published(found, of: target, version: versions[target] ?? nil, reading))
    }
    let files = Linker.link(reading.trees).files
    linter.order(
      isWhole
        ? LintWorker.Job(trees: files) { findings in
          for target in [uri] + others {
            send(Self.published(found + findings, of: target, version: versions[target] ?? nil, reading))
          }
        } : nil)
  }

  private static func published(
    _ diagnostics: [Diagnostic], of uri: String, version: Int?, _ reading: Reading
  ) -> String {
    struct Same: Hashable {
      var code: String
      var range: SourceRange?
    }
    var seen: Set<Same> = []
    var list: [JSONNode] = []
    for diagnostic in diagnostics.sorted(by: DiagnosticRenderer.precedes) {
      guard let range = diagnostic.range, let place = reading.place(range), place.uri == uri,
        seen.insert(Same(code: diagnostic.code, range: range)).inserted
      else { continue }
      list.append(node(diagnostic, place.start, place.end, reading))
    }
    var parameters: JSONNode = ["uri": .string(uri)]
    if let version { parameters = parameters.adding(["version": .number(version)]) }
    let message: JSONNode = [
      "jsonrpc": "2.0", "method": "textDocument/publishDiagnostics",
      "params": parameters.adding(["diagnostics": .array(list)]),
    ]
    return MessageReader.framed(JSONWriter.line(message))
  }

  private static func node(
    _ diagnostic: Diagnostic, _ start: TextPosition, _ end: TextPosition, _ reading: Reading
  ) -> JSONNode {
    let severity =
      switch diagnostic.severity {
      case .error: 1
      case .warning: 2
      case .note: 3
      }
    let message = ([diagnostic.message] + diagnostic.notes.map { "note: \($0)" }).joined(separator: "\n")
    let related = diagnostic.labels.compactMap { label in
      reading.place(label.range).map { place -> JSONNode in
        [
          "location": ["uri": .string(place.uri), "range": range(place.start, place.end)],
          "message": .string(label.message),
        ]
      }
    }
    let node: JSONNode = [
      "range": range(start, end), "severity": .number(severity), "code": .string(diagnostic.code), "source": "isola",
      "message": .string(message),
    ]
    return related.isEmpty ? node : node.adding(["relatedInformation": .array(related)])
  }
}

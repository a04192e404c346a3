package import SourceText
import Yams

/// A YAML document as texts, lists and objects, each with its place. Every scalar is its text: what it means is the reader's.
package struct YAMLTree: Hashable, Sendable {
  package indirect enum Shape: Hashable, Sendable {
    case text(String)
    case list([YAMLTree])
    case object([Member])
  }

  package struct Member: Hashable, Sendable {
    package var key: String
    package var keyRange: SourceRange
    package var value: YAMLTree
  }

  package var shape: Shape
  package var range: SourceRange

  /// The tree, or one diagnostic. An empty document is an empty object.
  package static func parse(_ text: [UInt8], file: FileID) -> Result<YAMLTree, YAMLFailure> {
    let whole = SourceRange(file: file, start: 0, end: 0)
    guard text.count <= 1 << 20, let string = String(validating: text, as: UTF8.self) else {
      return .failure(YAMLFailure("expected up to a mebibyte of text in UTF-8", whole))
    }
    var reader = YAMLReader(text: text, file: file)
    do {
      guard let root = try Yams.compose(yaml: string) else {
        return .success(YAMLTree(shape: .object([]), range: whole))
      }
      return reader.tree(root, depth: 0)
    } catch let error as YamlError {
      return .failure(reader.failure(error))
    } catch {
      return .failure(YAMLFailure("not a YAML document", whole))
    }
  }

  package var text: String? {
    if case .text(let text) = shape { text } else { nil }
  }

  package var list: [YAMLTree]? {
    if case .list(let list) = shape { list } else { nil }
  }

  package var members: [Member]? {
    if case .object(let members) = shape { members } else { nil }
  }

  /// `a text`, `a list` or `an object`, for messages.
  package var kind: String {
    switch shape {
    case .text: "a text"
    case .list: "a list"
    case .object: "an object"
    }
  }
}

package struct YAMLFailure: Error {
  package let diagnostic: Diagnostic

  init(_ message: String, _ range: SourceRange) {
    diagnostic = Diagnostic(code: "CF001", message: message, range: range)
  }
}

/// From the parser's nodes to the tree, within bounds: aliases may repeat a node very often.
private struct YAMLReader {
  let text: [UInt8]
  let file: FileID
  private var budget = 100_000
  private let lines: [Int]

  init(text: [UInt8], file: FileID) {
    self.text = text
    self.file = file
    lines = LineIndex(text).starts
  }

  mutating func tree(_ node: Node, depth: Int) -> Result<YAMLTree, YAMLFailure> {
    let place = range(node.mark, length: node.scalar?.string.utf8.count ?? 1)
    budget -= 1
    guard budget > 0, depth < 32 else {
      return .failure(YAMLFailure("the document is nested or repeated too much", place))
    }
    switch node {
    case .scalar(let scalar):
      return .success(YAMLTree(shape: .text(scalar.string), range: place))
    case .sequence(let sequence):
      var list: [YAMLTree] = []
      for element in sequence {
        switch tree(element, depth: depth + 1) {
        case .success(let value): list.append(value)
        case .failure(let failure): return .failure(failure)
        }
      }
      return .success(YAMLTree(shape: .list(list), range: place))
    case .mapping(let mapping):
      var members: [YAMLTree.Member] = []
      for (key, value) in mapping {
        let keyRange = range(key.mark, length: key.scalar?.string.utf8.count ?? 1)
        guard let name = key.scalar?.string else {
          return .failure(YAMLFailure("expected a text as key", keyRange))
        }
        switch tree(value, depth: depth + 1) {
        case .success(let value): members.append(.init(key: name, keyRange: keyRange, value: value))
        case .failure(let failure): return .failure(failure)
        }
      }
      return .success(YAMLTree(shape: .object(members), range: place))
    case .alias:
      return .failure(YAMLFailure("aliases are not read here", place))
    }
  }

  func failure(_ error: YamlError) -> YAMLFailure {
    let start = SourceRange(file: file, start: 0, end: 0)
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return YAMLFailure("not a YAML document: \(problem)", range(mark, length: 1))
    case .duplicatedKeysInMapping(let keys, let context):
      let names = keys.map { "`\($0)`" }.joined(separator: ", ")
      return YAMLFailure("a key stands twice: \(names)", range(context.mark, length: 1))
    case .no, .memory, .reader, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
      return YAMLFailure("not a YAML document", start)
    @unknown default: return YAMLFailure("not a YAML document", start)
    }
  }

  /// Columns of marks count characters, offsets bytes.
  private func range(_ mark: Mark?, length: Int) -> SourceRange {
    guard let mark, mark.line >= 1, mark.line <= lines.count else {
      return SourceRange(file: file, start: 0, end: 0)
    }
    var offset = lines[mark.line - 1]
    var column = 1
    while column < mark.column, offset < text.count, text[offset] != 0x0A {
      offset += 1
      while offset < text.count, text[offset] & 0xC0 == 0x80 { offset += 1 }
      column += 1
    }
    return SourceRange(
      file: file, start: UInt32(clamping: offset), end: UInt32(clamping: min(text.count, offset + max(1, length))))
  }
}

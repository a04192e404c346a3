internal import SourceText
internal import Yams

/// Why a text is not a YAML document, and where.
struct YAMLProblem: Error {
  var message: String
  var range: SourceRange
}

/// A YAML document as attributes with their places; a short tag such as `!Ref` becomes an object `{"Ref": …}`.
struct YAMLDocument {
  private let file: FileID
  private let lines: [Int]
  private let text: [UInt8]
  private var budget = 2_000_000
  private static let depthLimit = 256

  static func parse(_ text: [UInt8], file: FileID) throws(YAMLProblem) -> Attribute {
    var document = YAMLDocument(text, file: file)
    let whole = SourceRange(file: file, start: 0, end: 1)
    guard let string = String(validating: text, as: UTF8.self) else {
      throw YAMLProblem(message: "expected text in UTF-8", range: whole)
    }
    let root: Node?
    do {
      root = try Yams.compose(yaml: string)
    } catch let error as YamlError {
      throw document.problem(error)
    } catch {
      throw YAMLProblem(message: "expected a YAML document", range: whole)
    }
    guard let root else {
      throw YAMLProblem(message: "expected a YAML document, found nothing", range: whole)
    }
    return try document.attribute(root, depth: 0)
  }

  private init(_ text: [UInt8], file: FileID) {
    self.file = file
    self.text = text
    lines = LineIndex(text).starts
  }

  private func problem(_ error: YamlError) -> YAMLProblem {
    func at(_ mark: Mark) -> SourceRange { range(mark, length: 1) }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return YAMLProblem(message: "not a YAML document: \(problem)", range: at(mark))
    case .duplicatedKeysInMapping(let keys, let context):
      return YAMLProblem(
        message: "a key stands twice: \(keys.map { "\($0)" }.joined(separator: ", "))",
        range: at(context.mark))
    case .no, .memory, .reader, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
      return YAMLProblem(
        message: "not a YAML document", range: SourceRange(file: file, start: 0, end: 1))
    @unknown default:
      return YAMLProblem(
        message: "not a YAML document", range: SourceRange(file: file, start: 0, end: 1))
    }
  }

  private func range(_ mark: Mark?, length: Int) -> SourceRange {
    guard let mark, mark.line >= 1, mark.line <= lines.count else {
      return SourceRange(file: file, start: 0, end: 0)
    }
    // Columns count characters, offsets bytes.
    var offset = lines[mark.line - 1]
    var column = 1
    while column < mark.column, offset < text.count, text[offset] != 0x0A {
      offset += 1
      while offset < text.count, text[offset] & 0xC0 == 0x80 { offset += 1 }
      column += 1
    }
    return SourceRange(
      file: file, start: UInt32(clamping: offset),
      end: UInt32(clamping: min(text.count, offset + max(1, length))))
  }

  private mutating func attribute(_ node: Node, depth: Int) throws(YAMLProblem) -> Attribute {
    let place = range(node.mark, length: node.scalar?.string.utf8.count ?? 1)
    budget -= 1
    guard budget > 0, depth < Self.depthLimit else {
      throw YAMLProblem(message: "the document is nested or repeated too much", range: place)
    }
    let tag = node.tag.description
    var shape: Attribute.Shape
    switch node {
    case .scalar(let scalar): shape = Self.shape(scalar, tag)
    case .sequence(let sequence):
      var elements: [Attribute] = []
      for element in sequence { elements.append(try attribute(element, depth: depth + 1)) }
      shape = .list(elements)
    case .mapping(let mapping):
      var members: [Attribute.Member] = []
      for (key, value) in mapping {
        guard let name = key.scalar?.string else {
          throw YAMLProblem(message: "expected a text as key", range: range(key.mark, length: 1))
        }
        members.append(.init(key: name, value: try attribute(value, depth: depth + 1)))
      }
      shape = .object(members)
    case .alias: shape = .unknown("an alias that leads nowhere")
    }
    if tag.hasPrefix("!"), tag.count > 1 {
      let word = String(tag.dropFirst())
      let name = word == "Ref" || word == "Condition" ? word : "Fn::" + word
      shape = .object([.init(key: name, value: Attribute(shape, place))])
    }
    return Attribute(shape, place)
  }

  private static func shape(_ scalar: Node.Scalar, _ tag: String) -> Attribute.Shape {
    switch tag {
    case "tag:yaml.org,2002:null": return .null
    case "tag:yaml.org,2002:bool":
      return ["true", "yes", "on", "y"].contains(scalar.string.lowercased())
        ? .bool(true) : .bool(false)
    case "tag:yaml.org,2002:int":
      guard let number = Int(scalar.string), String(number) == scalar.string else {
        return .text(scalar.string)
      }
      return .number(number)
    case _: return .text(scalar.string)
    }
  }
}

internal import Glibc
internal import Importers
internal import SourceText

/// A text with its path.
struct SourceFile {
  var path: String
  var contents: [UInt8]
}

/// An input that is infrastructure as code, with the sources that lie beside it.
struct InfrastructureInput {
  enum Document {
    case terraform(JSONValue, TerraformDocument.Form)
    case template(Attribute)
    /// Meant to be one, and not readable.
    case broken(Diagnostic)
  }

  var document: Document
  var files: SourceFiles
  var sources: [SourceFile] = []
  /// The folder of the document.
  var folder = ""

  /// The document at `path`, or the only one in that folder; nil where it is for another importer to read or to refuse.
  static func find(at path: String) -> InfrastructureInput? {
    guard path != "-" else { return nil }
    if isFolder(path) { return inFolder(path) }
    guard mayBeDocument(path), let contents = read(path) else { return nil }
    return recognise(
      contents, path: path, sources: nil, folder: ConfigurationSources.folder(of: path))
  }

  private static func inFolder(_ path: String) -> InfrastructureInput? {
    var found: [InfrastructureInput] = []
    for name in names(path) where mayBeDocument(name) {
      let full = path.hasSuffix("/") ? path + name : path + "/" + name
      guard !isFolder(full), let contents = read(full),
        let input = recognise(
          contents, path: full, sources: nil, folder: ConfigurationSources.folder(of: full))
      else { continue }
      found.append(input)
    }
    let readable = found.filter { if case .broken = $0.document { false } else { true } }
    guard readable.count <= 1 else {
      var first = readable[0]
      first.document = .broken(
        Diagnostic(
          code: "IM003",
          message: "expected one plan, state or template, found \(readable.count) in this folder",
          range: nil,
          notes: ["name one of the files"]))
      return first
    }
    return readable.first
  }

  /// What the text is, by its content.
  static func recognise(
    _ contents: [UInt8], path: String, sources: [SourceFile]?, folder: String? = nil
  ) -> InfrastructureInput? {
    let text = UTF16Text.decoded(contents) ?? contents
    var files = SourceFiles()
    let file = files.add(path: path, contents: text)
    let first = text.first { ![0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) }
    if first == UInt8(ascii: "{") {
      guard mentionsInfrastructure(text) else { return nil }
      guard let root = try? JSONDocument(parsing: text, file: file).root else { return nil }
      if let form = TerraformDocument.form(of: root) {
        return InfrastructureInput(
          document: .terraform(root, form), files: files,
          sources: sources ?? folder.map { ConfigurationSources.files(in: $0, of: root) } ?? [],
          folder: folder ?? ConfigurationSources.folder(of: path))
      }
      guard root.peek("Resources")?.kind == .object else { return nil }
      let attribute = Attribute(root)
      return Template.isTemplate(attribute)
        ? InfrastructureInput(document: .template(attribute), files: files) : nil
    }
    guard !isJSONName(path), mentionsResources(text) else { return nil }
    do throws(YAMLProblem) {
      let root = try YAMLDocument.parse(text, file: file)
      return Template.isTemplate(root)
        ? InfrastructureInput(document: .template(root), files: files) : nil
    } catch {
      let diagnostic = Diagnostic(code: "IM001", message: error.message, range: error.range)
      return InfrastructureInput(document: .broken(diagnostic), files: files)
    }
  }

  /// A look at the bytes, so that large inputs of other layouts are not parsed twice.
  private static func mentionsInfrastructure(_ text: [UInt8]) -> Bool {
    let words = [
      "\"planned_values\"", "\"resource_changes\"", "\"terraform_version\"", "\"lineage\"",
      "\"serial\"",
      "\"format_version\"", "\"Resources\"", "\"modules\"",
    ].map { Array($0.utf8) }
    for index in text.indices where text[index] == 0x22 {
      if words.contains(where: { text[index...].starts(with: $0) }) { return true }
    }
    return false
  }

  /// A line that begins with `Resources`, space and quotes apart: every template has one.
  private static func mentionsResources(_ text: [UInt8]) -> Bool {
    let word = Array("Resources".utf8)
    var isLineStart = true
    for index in text.indices {
      if isLineStart, ![0x22, 0x27, 0x20].contains(text[index]) {
        if text[index...].starts(with: word) { return true }
        isLineStart = false
      }
      if text[index] == 0x0A { isLineStart = true }
    }
    return false
  }

  private static func isJSONName(_ path: String) -> Bool { path.lowercased().hasSuffix(".json") }

  private static func mayBeDocument(_ path: String) -> Bool {
    let name = path.lowercased()
    return [".json", ".tfstate", ".yaml", ".yml", ".template"].contains { name.hasSuffix($0) }
  }

  static func isFolder(_ path: String) -> Bool {
    var info = stat()
    return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
  }

  /// Names in a folder in the order of their bytes, hidden ones apart.
  static func names(_ folder: String) -> [String] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  static func standardInput() -> [UInt8] { read(descriptor: 0) ?? [] }

  static func read(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return read(descriptor: descriptor)
  }

  private static func read(descriptor: Int32) -> [UInt8]? {
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count < 0 { return nil }
      if count == 0 { return result }
      result.append(contentsOf: buffer[..<count])
    }
  }
}

/// Plans that a shell wrote as UTF-16.
enum UTF16Text {
  /// The text in UTF-8; nil for one that does not start with a mark of UTF-16.
  static func decoded(_ bytes: [UInt8]) -> [UInt8]? {
    guard bytes.count >= 2 else { return nil }
    let isLittle = bytes[0] == 0xFF && bytes[1] == 0xFE
    guard isLittle || bytes[0] == 0xFE && bytes[1] == 0xFF else { return nil }
    let units = stride(from: 2, to: bytes.count - 1, by: 2).map { index in
      isLittle
        ? UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8
        : UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1])
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }
}

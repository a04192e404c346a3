package import PolicySyntax
package import SourceText

/// Reads policy files and what they import, each file once (MOD-1, MOD-2).
package struct ModuleLoader {
  package struct Failure: Error {
    package let message: String

    package init(_ message: String) { self.message = message }
  }

  /// What was read.
  package struct Module: Sendable {
    package let path: String
    package let file: FileID
    package let tree: PolicyFile
    /// It came with an import, and not by itself.
    package let isImported: Bool
  }

  /// In the order in which they were read: a file behind those that it imports.
  package private(set) var modules: [Module] = []
  package private(set) var diagnostics: [Diagnostic] = []
  private var open: [String] = []
  private var done: Set<String> = []
  /// False where all files are named anyway, as in a bundle.
  private var followsImports = true
  /// The text of a pack by its name.
  private let packs: [String: [UInt8]]

  package init(packs: [String: [UInt8]]) { self.packs = packs }

  /// Files that are part of the pack and not of the disk begin so.
  package static let packPrefix = "pack:"

  /// Reads one file that was named and all that it imports; throws only if the file itself cannot be read.
  package mutating func load(
    _ path: String, followsImports: Bool = true, add: (String, [UInt8]) -> FileID,
    read: (String) throws(Failure) -> [UInt8]
  ) throws(Failure) {
    self.followsImports = followsImports
    guard !done.contains(Self.normal(path)) else { return }
    let contents = try contents(of: path, read)
    enter(path, contents, isImported: false, add: add, read: read)
  }

  private func contents(
    of path: String, _ read: (String) throws(Failure) -> [UInt8]
  ) throws(Failure) -> [UInt8] {
    guard path.hasPrefix(Self.packPrefix) else { return try read(path) }
    let name = String(path.dropFirst(Self.packPrefix.count))
    guard let contents = packs[name] else {
      throw Failure("there is no pack `\(DisplayText.escape(name))`")
    }
    return contents
  }

  private mutating func enter(
    _ path: String, _ contents: [UInt8], isImported: Bool, add: (String, [UInt8]) -> FileID,
    read: (String) throws(Failure) -> [UInt8]
  ) {
    let key = Self.normal(path)
    done.insert(key)
    open.append(key)
    defer { open.removeLast() }
    let file = add(path, contents)
    let parsed = Parser.parseFile(contents, file: file)
    diagnostics += parsed.diagnostics
    for declaration in parsed.tree.declarations where followsImports {
      guard case .importation(let importation) = declaration else { continue }
      load(importation, from: path, add: add, read: read)
    }
    modules.append(Module(path: path, file: file, tree: parsed.tree, isImported: isImported))
  }

  private mutating func load(
    _ importation: ImportDeclaration, from path: String, add: (String, [UInt8]) -> FileID,
    read: (String) throws(Failure) -> [UInt8]
  ) {
    let text = importation.target.text
    guard !text.isEmpty else { return }
    let target = importation.isPack ? Self.packPrefix + text : Self.path(text, from: path)
    let key = Self.normal(target)
    if let start = open.firstIndex(of: key) {
      let circle = (open[start...] + [key]).map { "`\(DisplayText.escape($0))`" }.joined(separator: " → ")
      report("PT021", "the file imports itself", at: importation.target.range, notes: ["the circle is \(circle)"])
      return
    }
    guard !done.contains(key) else { return }
    guard open.count < SetResolver.depthLimit else {
      report("PT016", "files import each other more than \(SetResolver.depthLimit) deep", at: importation.range)
      return
    }
    do throws(Failure) {
      let contents = try contents(of: target, read)
      enter(target, contents, isImported: true, add: add, read: read)
    } catch {
      let note = importation.isPack ? Spelling.note(for: text, among: packs.keys) : nil
      let names = packs.keys.sorted().map { "`\($0)`" }.joined(separator: ", ")
      report(
        "PT020", error.message, at: importation.target.range,
        notes: importation.isPack ? [note ?? "packs are \(names)"] : ["the path is relative to this file"])
    }
  }

  private mutating func report(_ code: String, _ message: String, at range: SourceRange, notes: [String] = []) {
    diagnostics.append(Diagnostic(code: code, message: message, range: range, notes: notes))
  }

  /// A path of an import seen from where the run started. A pack imports packs and nothing else.
  package static func path(_ text: String, from importer: String) -> String {
    guard !text.hasPrefix("/"), let slash = importer.lastIndex(of: "/"), !importer.hasPrefix(packPrefix) else {
      return text
    }
    return String(importer[...slash]) + text
  }

  /// `a/./b/../c` as `a/c`, so that one file has one name.
  private static func normal(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }
}

import NetworkModel
import Packs
import PolicySyntax
import PolicyTypes
import Prompt
package import Reports
package import SourceText

/// What the command found around the server: a network to resolve names in, and policy files that belong together.
package struct Surrounding: Sendable {
  package var context: ReportContext?
  /// What the network was read from.
  package var files = SourceFiles()
  /// Paths of policy files that the settings name, as they can be read.
  package var policies: [String] = []
  /// What went wrong, for the user.
  package var complaint: String?
  package var read: @Sendable (String) -> [UInt8]? = { _ in nil }
  /// The absolute path of one.
  package var absolute: @Sendable (String) -> String = { $0 }

  package init() {}
}

/// One open text.
struct Document {
  var version: Int?
  var lines: TextLines

  init(version: Int?, text: String) {
    self.version = version
    lines = TextLines(Array(text.utf8))
  }

  /// Replaces a part, or everything where there is no range.
  mutating func edit(_ range: (TextPosition, TextPosition)?, _ text: String) {
    guard let range else {
      lines = TextLines(Array(text.utf8))
      return
    }
    let start = lines.offset(of: min(range.0, range.1))
    let end = max(start, lines.offset(of: max(range.0, range.1)))
    lines = TextLines(lines.bytes[..<start] + Array(text.utf8) + lines.bytes[end...])
  }
}

/// Files that share one name space, read as they are now.
struct Reading {
  var files = SourceFiles()
  var trees: [PolicyFile] = []
  var uris: [String] = []
  var texts: [TextLines] = []
  var syntax: [Diagnostic] = []

  func place(_ range: SourceRange) -> (uri: String, start: TextPosition, end: TextPosition)? {
    let index = Int(range.file.index)
    // A pack is part of the program: there is nothing to open.
    guard texts.indices.contains(index), !uris[index].hasPrefix(ModuleLoader.packPrefix) else { return nil }
    let text = texts[index]
    return (uris[index], text.position(of: Int(range.start)), text.position(of: Int(range.end)))
  }
}

/// The open documents and the network.
struct Workspace {
  var documents: [String: Document] = [:]
  private(set) var surrounding = Surrounding()
  private(set) var index: NetworkIndex?
  private var words = CompletionIndex(NetworkModel())
  /// The files that the settings name, as URI.
  private var named: [String] = []

  mutating func enter(_ surrounding: Surrounding) {
    self.surrounding = surrounding
    index = surrounding.context.map { NetworkIndex($0.network) }
    words = CompletionIndex(surrounding.context?.network ?? NetworkModel())
    named = surrounding.policies.map { FileURI.uri(ofPath: surrounding.absolute($0)) }
  }

  var network: NetworkModel? { surrounding.context?.network }

  /// The name space of a document: it comes first.
  func group(of uri: String) -> [String] {
    guard named.contains(where: { FileURI.areSame($0, uri) }) else { return [uri] }
    return [uri] + named.filter { !FileURI.areSame($0, uri) }
  }

  func reading(of uri: String) -> Reading {
    var result = Reading()
    var loader = ModuleLoader(packs: Packs.texts)
    for member in group(of: uri) {
      // A file of the group that cannot be read is no mistake of this one.
      try? loader.load(
        member,
        add: { path, bytes in
          let open = documents.first { FileURI.areSame($0.key, path) }
          result.uris.append(open?.key ?? path)
          result.texts.append(open?.value.lines ?? TextLines(bytes))
          return result.files.add(path: path, contents: bytes)
        },
        read: { path throws(ModuleLoader.Failure) in
          guard let text = documents.first(where: { FileURI.areSame($0.key, path) })?.value.lines ?? contents(of: path)
          else { throw ModuleLoader.Failure("cannot read `\(DisplayText.escape(path))`") }
          return text.bytes
        })
    }
    result.syntax = loader.diagnostics
    result.trees = loader.modules.sorted { $0.file < $1.file }.map(\.tree)
    return result
  }

  private func contents(of uri: String) -> TextLines? {
    FileURI.path(of: uri).flatMap { surrounding.read($0) }.map { TextLines($0) }
  }

  /// Everything but the judgement of policies against policies. `isWhole`: that one can be made.
  func diagnostics(_ reading: Reading) -> (found: [Diagnostic], isWhole: Bool) {
    let linked = Linker.link(reading.trees)
    let known = reading.syntax + linked.diagnostics
    let types =
      index.map { TypeChecker.check(linked.files, index: $0).diagnostics }
      ?? TypeChecker.mistakes(in: linked.files)
    let found = known + types
    let independent = known + TypeChecker.mistakes(in: linked.files)
    return (found, !independent.contains { $0.severity == .error })
  }

  func declarations(_ reading: Reading) -> [Declaration] { reading.trees.flatMap(\.declarations) }

  // MARK: Completion

  func candidates(_ document: Document, _ offset: Int, _ reading: Reading) -> (replaced: Int, entries: [CompletionIndex.Entry]) {
    let text = document.lines
    let number = text.position(of: offset).line
    let start = min(text.line(number)?.lowerBound ?? 0, offset)
    guard let block = Self.block(text.bytes[..<start]),
      Self.block(text.bytes[start..<offset]) != nil || text.bytes[start..<offset].contains(UInt8(ascii: "\""))
    else { return (0, []) }
    let line = String(decoding: text.bytes[start..<offset], as: UTF8.self)
    let starts = block > 0 ? Parser.clauseWords : Parser.declarationWords
    return words.candidates(after: line, declarations: declarations(reading), starts: starts)
  }

  /// How deep in braces a text ends; nil inside of a comment.
  private static func block(_ bytes: ArraySlice<UInt8>) -> Int? {
    var (depth, isText, isComment, isEscaped) = (0, false, false, false)
    for byte in bytes {
      if byte == 0x0A {
        (isText, isComment, isEscaped) = (false, false, false)
      } else if isComment {
        continue
      } else if isText {
        if isEscaped { isEscaped = false } else if byte == UInt8(ascii: "\\") { isEscaped = true }
          else if byte == UInt8(ascii: "\"") { isText = false }
      } else {
        switch byte {
        case UInt8(ascii: "\""): isText = true
        case UInt8(ascii: "#"): isComment = true
        case UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: "}"): depth = max(0, depth - 1)
        case _: break
        }
      }
    }
    return isComment ? nil : depth
  }
}

/// `file:` URIs.
enum FileURI {
  static func path(of uri: String) -> String? {
    guard uri.hasPrefix("file://") else { return nil }
    let rest = uri.dropFirst(7)
    guard let slash = rest.firstIndex(of: "/") else { return nil }
    var bytes: [UInt8] = []
    var left = Array(rest[slash...].utf8)[...]
    while let byte = left.popFirst() {
      if byte == UInt8(ascii: "%"), left.count >= 2,
        let value = UInt8(String(decoding: left.prefix(2), as: UTF8.self), radix: 16), value != 0
      {
        bytes.append(value)
        left = left.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func uri(ofPath path: String) -> String {
    var result = "file://"
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      case _:
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count < 2 ? "0" : "") + digits
      }
    }
    return result
  }

  /// Clients differ in what they escape.
  static func areSame(_ a: String, _ b: String) -> Bool {
    if a == b { return true }
    guard let first = path(of: a), let second = path(of: b) else { return false }
    return first == second
  }
}

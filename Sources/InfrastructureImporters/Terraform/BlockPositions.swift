internal import Importers
internal import SourceText

/// Where the resources of a plan stand in the `.tf` files beside it (IAC-6).
struct BlockPositions {
  /// By folder, then by `aws_subnet.private`.
  private var blocks: [String: [String: SourceBlock]] = [:]
  private let root: String

  init(root: String) { self.root = root }

  mutating func add(_ source: SourceFile, file: FileID) {
    let folder = ConfigurationSources.folder(of: source.path)
    var scanner = BlockScanner(source.contents, file: file)
    blocks[folder, default: [:]].merge(scanner.blocks()) { first, _ in first }
  }

  /// Gives a resource and its attributes their places, and tells which attributes the author wrote.
  func place(_ resource: inout Resource, modules: [String: String]) {
    guard let address = ResourceAddress(resource.address),
      let block = block(of: address, modules: modules)
    else { return }
    resource.range = block.range
    resource.written = (resource.written ?? []).union(block.parts.map(\.key))
    guard case .object(let members) = resource.attributes.shape else { return }
    resource.attributes = Attribute(
      .object(
        members.map { member in
          var member = member
          member.value = placed(member.value, block.parts.filter { $0.key == member.key }, block)
          return member
        }), block.range)
  }

  private func block(of address: ResourceAddress, modules: [String: String]) -> SourceBlock? {
    var folder = root
    var prefix = ""
    for step in address.path.steps {
      prefix += "module.\(step.name)."
      guard let source = modules[prefix], ConfigurationSources.isLocal(source) else { return nil }
      folder = ConfigurationSources.joined(folder, source)
    }
    return blocks[folder]?[address.base]
  }

  private func placed(_ value: Attribute, _ parts: [SourceBlock.Part], _ block: SourceBlock)
    -> Attribute
  {
    if parts.count == 1 { return moved(value, to: parts[0].range) }
    // One nested block for each element: the one that says most of what the element says.
    guard parts.count > 1, case .list(let elements) = value.shape, elements.count == parts.count
    else { return moved(value, to: block.range) }
    var left = Array(parts.indices)
    let places = elements.map { element -> Attribute in
      let scores = left.map { score(element, parts[$0], block) }
      guard let best = scores.max(), scores.count(where: { $0 == best }) == 1,
        let index = scores.firstIndex(of: best)
      else { return moved(element, to: block.range) }
      return moved(element, to: parts[left.remove(at: index)].range)
    }
    return Attribute(.list(places), block.range)
  }

  /// How many of the element's values the part writes as an argument of the same name.
  private func score(_ element: Attribute, _ part: SourceBlock.Part, _ block: SourceBlock) -> Int {
    let body = String(decoding: block.text[part.body], as: UTF8.self)
    var words: [Substring] = []
    for line in body.split(whereSeparator: { $0 == "\n" || $0 == "\r\n" }) { words.append(line) }
    return element.members.reduce(0) { sum, member in
      let texts: [String]
      if case .list(let inner) = member.value.shape {
        texts = inner.compactMap(\.text)
      } else {
        texts = member.value.text.map { [$0] } ?? []
      }
      let isSaid = words.contains { line in
        line.contains(member.key) && !texts.isEmpty && texts.allSatisfy { line.contains($0) }
      }
      return sum + (isSaid ? 1 : 0)
    }
  }

  private func moved(_ value: Attribute, to range: SourceRange) -> Attribute {
    var result = value
    result.range = range
    switch value.shape {
    case .list(let elements): result.shape = .list(elements.map { moved($0, to: range) })
    case .object(let members):
      result.shape = .object(members.map { .init(key: $0.key, value: moved($0.value, to: range)) })
    case .null, .bool, .number, .text, .reference, .later, .parameter, .unknown: break
    }
    return result
  }
}

/// The `.tf` files of a plan's root folder and of the modules that lie on the same disk.
enum ConfigurationSources {
  private static let fileLimit = 2000

  static func isLocal(_ source: String) -> Bool {
    source.hasPrefix("./") || source.hasPrefix("../")
  }

  static func folder(of path: String) -> String {
    path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
  }

  /// A folder and a path from there, without `.` and with `..` worked out as far as possible.
  static func joined(_ folder: String, _ path: String) -> String {
    var parts = folder.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if parts == [""] { parts = [] }
    for step in path.split(separator: "/") where step != "." {
      if step == "..", let last = parts.last, last != "..", !last.isEmpty {
        parts.removeLast()
      } else {
        parts.append(String(step))
      }
    }
    return parts.joined(separator: "/")
  }

  static func files(in folder: String, of plan: JSONValue) -> [SourceFile] {
    var files: [SourceFile] = []
    var seen: Set<String> = []
    collect(
      folder, plan.peek("configuration")?.peek("root_module"), &files, &seen, depth: 0)
    return files
  }

  private static func collect(
    _ folder: String, _ module: JSONValue?, _ files: inout [SourceFile], _ seen: inout Set<String>,
    depth: Int
  ) {
    guard depth < 32, files.count < fileLimit else { return }
    if seen.insert(folder).inserted {
      for name in InfrastructureInput.names(folder.isEmpty ? "." : folder)
      where name.hasSuffix(".tf") {
        let path = folder.isEmpty ? name : folder + "/" + name
        if let contents = InfrastructureInput.read(path) {
          files.append(SourceFile(path: path, contents: contents))
        }
      }
    }
    for call in module?.peek("module_calls").map({ Array($0.members) }) ?? [] {
      guard let source = call.value.peek("source")?.string, isLocal(source) else { continue }
      collect(
        joined(folder, source), call.value.peek("module"), &files, &seen, depth: depth + 1)
    }
  }
}

internal import Importers

/// The configuration part of a plan: what each attribute refers to, module by module. It holds references, not formulas.
final class Configuration {
  struct Module {
    /// By `aws_subnet.private` or `data.aws_vpc.main`.
    var resources: [String: ResourceBlock] = [:]
    var calls: [String: Call] = [:]
    var outputs: [String: [String]] = [:]
  }

  struct Call {
    var source: String?
    var expressions: JSONValue?
    var module: Module
  }

  struct ResourceBlock {
    var expressions: JSONValue?
    var provider: String?
    /// What `for_each` refers to.
    var each: [String]
  }

  let root: Module
  /// Region by key of a provider's configuration.
  private(set) var regions: [String: String] = [:]
  /// Keys of the configurations of providers that add tags to everything they make.
  private var tagging: Set<String> = []

  init(_ configuration: JSONValue?, variables: JSONValue?) {
    root = configuration?.peek("root_module").map { Self.module($0, depth: 0) } ?? Module()
    guard let providers = configuration?.peek("provider_config") else { return }
    for member in providers.members {
      if member.value.peek("expressions")?.has("default_tags") == true { tagging.insert(member.key) }
      guard let region = member.value.peek("expressions")?.peek("region") else { continue }
      if let text = region.peek("constant_value")?.string {
        regions[member.key] = text
      } else if let first = references(region).first(where: { $0.hasPrefix("var.") }),
        references(region).count == 1,
        let text = variables?.peek(String(first.dropFirst(4)))?.peek("value")?.string
      {
        regions[member.key] = text
      }
    }
  }

  private static func module(_ value: JSONValue, depth: Int) -> Module {
    var module = Module()
    for resource in value.peek("resources").map({ Array($0.elements) }) ?? [] {
      guard let address = resource.peek("address")?.string else { continue }
      module.resources[address] = ResourceBlock(
        expressions: resource.peek("expressions"),
        provider: resource.peek("provider_config_key")?.string,
        each: resource.peek("for_each_expression").map(references) ?? [])
    }
    for output in value.peek("outputs").map({ Array($0.members) }) ?? [] {
      module.outputs[output.key] = output.value.peek("expression").map(references) ?? []
    }
    guard depth < 64 else { return module }
    for call in value.peek("module_calls").map({ Array($0.members) }) ?? [] {
      module.calls[call.key] = Call(
        source: call.value.peek("source")?.string, expressions: call.value.peek("expressions"),
        module: call.value.peek("module").map { Self.module($0, depth: depth + 1) } ?? Module())
    }
    return module
  }

  /// The module that a path leads to.
  func module(at path: ModulePath) -> Module? {
    var module = root
    for step in path.steps {
      guard let call = module.calls[step.name] else { return nil }
      module = call.module
    }
    return module
  }

  /// Whether the provider of a resource adds tags of its own; true where that is not told.
  func addsTags(provider key: String?) -> Bool {
    guard let key else { return !tagging.isEmpty }
    let plain = key.split(separator: ":").last.map(String.init) ?? key
    return tagging.contains(key) || tagging.contains(plain)
  }

  /// The region of a resource, by the key of its provider's configuration (`aws`, `aws.east`, `module.vpc:aws`).
  func region(ofProvider key: String?) -> String? {
    guard let key else { return regions.count == 1 ? regions.values.first : nil }
    if let region = regions[key] { return region }
    let plain = key.split(separator: ":").last.map(String.init) ?? key
    return regions[plain]
  }
}

/// The names that an expression of the configuration refers to, without the shorter forms of longer ones
/// (`aws_vpc.main` beside `aws_vpc.main.id`).
func references(_ expression: JSONValue) -> [String] {
  guard let list = expression.peek("references"), list.kind == .array else { return [] }
  var names: [String] = []
  for element in list.elements {
    if let text = element.string, !names.contains(text) { names.append(text) }
  }
  return names.filter { name in
    !names.contains { $0 != name && ($0.hasPrefix(name + ".") || $0.hasPrefix(name + "[")) }
  }
}

/// `module.a["x"].module.b`, step by step.
struct ModulePath: Hashable {
  struct Step: Hashable {
    var name: String
    /// With its brackets: `["x"]`, `[0]`, or nothing.
    var index: String
  }

  var steps: [Step] = []

  /// The prefix of the addresses in this module, with a final dot.
  var prefix: String { steps.map { "module.\($0.name)\($0.index)." }.joined() }

  var parent: ModulePath { ModulePath(steps: Array(steps.dropLast())) }
}

/// A resource's address, taken apart.
struct ResourceAddress: Hashable {
  var path = ModulePath()
  /// `aws_subnet.private` or `data.aws_vpc.main`.
  var base: String
  /// `[0]`, `["a"]`, or nothing.
  var index: String

  /// Nil for a text that is no address.
  init?(_ text: String) {
    var rest = AddressScanner(text)
    while rest.take("module.") {
      guard let name = rest.word() else { return nil }
      path.steps.append(.init(name: name, index: rest.brackets()))
      guard rest.take(".") else { return nil }
    }
    let isData = rest.take("data.")
    guard let type = rest.word(), rest.take("."), let name = rest.word() else { return nil }
    base = (isData ? "data." : "") + type + "." + name
    index = rest.brackets()
    guard rest.isAtEnd else { return nil }
  }

  var text: String { path.prefix + base + index }
}

/// Reads names and brackets of addresses and references.
struct AddressScanner {
  private var rest: Substring

  init(_ text: String) { rest = text[...] }

  var isAtEnd: Bool { rest.isEmpty }
  var remainder: String { String(rest) }

  mutating func take(_ prefix: String) -> Bool {
    guard rest.hasPrefix(prefix) else { return false }
    rest = rest.dropFirst(prefix.count)
    return true
  }

  mutating func word() -> String? {
    let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
    guard !word.isEmpty else { return nil }
    rest = rest.dropFirst(word.count)
    return String(word)
  }

  /// `[…]` at the front, with its brackets; quotes may hold a closing bracket.
  mutating func brackets() -> String {
    guard rest.first == "[" else { return "" }
    var isQuoted = false
    var isEscaped = false
    for index in rest.indices.dropFirst() {
      let character = rest[index]
      if isEscaped {
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if character == "\"" {
        isQuoted.toggle()
      } else if character == "]", !isQuoted {
        let end = rest.index(after: index)
        let found = String(rest[..<end])
        rest = rest[end...]
        return found
      }
    }
    return ""
  }
}

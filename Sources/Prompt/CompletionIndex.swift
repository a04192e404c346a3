import NetworkModel
import PolicySyntax
import SourceText
import Toolkit

/// What Tab may put in: ids of the network with their kinds and names, tags, and the words of the language.
struct CompletionIndex {
  struct Entry: Hashable {
    var text: String
    var kind: String
    /// The name that its owner gave it.
    var name = ""
    var tagKeys: [String] = []
  }

  /// Objects, in the order of their ids.
  let entries: [Entry]
  /// Values by tag key.
  let tags: [String: [String]]
  private let words: [Entry]

  init(_ network: NetworkModel, declarations: [Declaration]) {
    var entries: [Entry] = []
    var tags: [String: Set<String>] = [:]
    func add(_ text: String, _ kind: String, _ own: Tags, name: String? = nil) {
      entries.append(Entry(text: text, kind: kind, name: name ?? own["Name"] ?? "", tagKeys: own.keys.sorted()))
      for (key, value) in own { tags[key, default: []].insert(value) }
    }
    for object in network.instances.elements { add(object.name, "instance", object.tags) }
    for object in network.interfaces.elements {
      let name = object.instance.flatMap { network.instances[$0].tags["Name"] }
      add(object.name, "interface", object.tags, name: object.tags["Name"] ?? name)
    }
    for object in network.vpcs.elements { add(object.name, "vpc", object.tags) }
    for object in network.subnets.elements { add(object.name, "subnet", object.tags) }
    for object in network.securityGroups.elements {
      add(object.name, "group", object.tags, name: object.groupName)
    }
    for object in network.loadBalancers.elements { add(object.name, "balancer", object.tags) }
    for object in network.vpcEndpoints.elements { add(object.name, "endpoint", object.tags) }
    self.entries = entries.sorted { ($0.text, $0.kind) < ($1.text, $1.kind) }
    self.tags = tags.mapValues { $0.sorted() }
    words =
      declarations.map { Entry(text: $0.name.text, kind: $0.isTraffic ? "traffic" : "set") }
      + Parser.innerWords.map { Entry(text: $0, kind: "word") }
  }

  /// What may stand in place of the last word of `text`, and how many bytes that word has.
  func candidates(after text: String) -> (replaced: Int, entries: [Entry]) {
    let start = text.lastIndex { " (),;\n".contains($0) }.map { text.index(after: $0) } ?? text.startIndex
    let word = String(text[start...])
    let before = text[..<start].split(whereSeparator: { " \n;".contains($0) })
    if before.isEmpty, word.hasPrefix(".") {
      let all = MetaCommand.allCases.map { Entry(text: "." + $0.rawValue, kind: $0.help.words) }
      return (word.utf8.count, matching(all, word))
    }
    if let values = tagValues(before, word) { return (word.utf8.count, values) }
    if word.hasPrefix("tag.") {
      let keys = tags.keys.sorted().map { Entry(text: "tag." + $0, kind: "tag") }
      return (word.utf8.count, matching(keys, word))
    }
    var found: [Entry] = []
    if before.isEmpty { found = matching(Parser.statementWords.map { Entry(text: $0, kind: "word") }, word) }
    if !before.isEmpty { found += matching(words, word) }
    if !word.isEmpty, !before.isEmpty {
      found += matching(entries, word).map {
        Entry(text: $0.text, kind: $0.name.isEmpty ? $0.kind : "\($0.kind) \($0.name)")
      }
    }
    var seen: Set<String> = []
    return (word.utf8.count, found.filter { seen.insert($0.text).inserted })
  }

  /// After `tag.KEY ==`: its values.
  private func tagValues(_ before: [Substring], _ word: String) -> [Entry]? {
    guard before.count >= 2, ["==", "!="].contains(before[before.count - 1]) else { return nil }
    let attribute = before[before.count - 2]
    let key = attribute.hasPrefix("tag.") ? String(attribute.dropFirst(4)) : attribute == "name" ? "Name" : ""
    guard let values = tags[key] else { return nil }
    return matching(values.map { Entry(text: "\"\($0)\"", kind: "value") }, word)
  }

  private func matching(_ entries: [Entry], _ word: String) -> [Entry] {
    entries.filter { $0.text.hasPrefix(word) }.sorted { ($0.text, $0.kind) < ($1.text, $1.kind) }
  }
}

extension PromptSession {
  func index() -> CompletionIndex {
    if let completions { return completions }
    let made = CompletionIndex(workbench.network, declarations: workbench.declarations)
    completions = made
    return made
  }

  /// What Tab may put in place of the last word of what was typed so far.
  package func candidates(
    after text: String
  ) -> (replaced: Int, candidates: [(text: String, kind: String)]) {
    let found = index().candidates(after: text)
    // Names of other people's objects: nothing goes into the line, or beside it, that could steer a terminal.
    return (
      found.replaced,
      found.entries.filter { DisplayText.escape($0.text) == $0.text }.map { ($0.text, DisplayText.escape($0.kind)) }
    )
  }
}

package import NetworkModel
package import PolicySyntax
import SourceText
import Toolkit

/// What Tab may put in: ids of the network with their kinds and names, tags, and the words of the language.
package struct CompletionIndex: Sendable {
  package struct Entry: Hashable, Sendable {
    package var text: String
    package var kind: String
    /// The name that its owner gave it.
    package var name = ""
    var tagKeys: [String] = []
  }

  /// Objects, in the order of their ids.
  let entries: [Entry]
  /// Values by tag key.
  let tags: [String: [String]]

  package init(_ network: NetworkModel) {
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
  }

  /// What may stand in place of the last word of `text`, and how many bytes that word has. `starts` are the words that may
  /// stand first; nil: `text` is typed at the prompt.
  package func candidates(
    after text: String, declarations: [Declaration], starts: [String]? = nil
  ) -> (replaced: Int, entries: [Entry]) {
    let words =
      declarations.filter { !$0.isPolicy || starts == nil }
      .map { Entry(text: $0.name.text, kind: $0.isTraffic ? "traffic" : $0.isPolicy ? "policy" : "set") }
      + Parser.innerWords.map { Entry(text: $0, kind: "word") }
    let start = text.lastIndex { " (),;\n".contains($0) }.map { text.index(after: $0) } ?? text.startIndex
    let word = String(text[start...])
    let before = text[..<start].split(whereSeparator: { " \n;".contains($0) })
    if starts == nil, before.isEmpty, word.hasPrefix(".") {
      let all = MetaCommand.allCases.map { Entry(text: "." + $0.rawValue, kind: $0.help.words) }
      return (word.utf8.count, matching(all, word))
    }
    if let values = tagValues(before, word) { return (word.utf8.count, values) }
    if word.hasPrefix("tag.") {
      let keys = tags.keys.sorted().map { Entry(text: "tag." + $0, kind: "tag") }
      return (word.utf8.count, matching(keys, word))
    }
    var found: [Entry] = []
    if before.isEmpty {
      found = matching((starts ?? Parser.statementWords).map { Entry(text: $0, kind: "word") }, word)
    }
    // A line of a file may go on with what the one before began.
    let goesOn = !before.isEmpty || starts != nil
    if goesOn { found += matching(words, word) }
    if goesOn, !word.isEmpty { found += matching(entries, word) }
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
    let made = CompletionIndex(workbench.network)
    completions = made
    return made
  }

  /// What Tab may put in place of the last word of what was typed so far.
  package func candidates(
    after text: String
  ) -> (replaced: Int, candidates: [(text: String, kind: String)]) {
    let found = index().candidates(after: text, declarations: workbench.declarations)
    // Names of other people's objects: nothing goes into the line, or beside it, that could steer a terminal.
    return (
      found.replaced,
      found.entries.filter { DisplayText.escape($0.text) == $0.text }.map {
        ($0.text, DisplayText.escape($0.name.isEmpty ? $0.kind : "\($0.kind) \($0.name)"))
      }
    )
  }
}

import SourceText

/// Reads the keys of one object; every mistake is a diagnostic.
struct KeyReader {
  private(set) var diagnostics: [Diagnostic] = []

  /// The members by name; keys that are not in `known` are errors with the nearest that is.
  mutating func members(_ tree: YAMLTree, known: [String], of what: String) -> [String: YAMLTree] {
    guard let members = tree.members else {
      report("CF003", "expected an object for \(what), found \(tree.kind)", tree.range)
      return [:]
    }
    var result: [String: YAMLTree] = [:]
    for member in members {
      guard known.contains(member.key) else {
        let key = DisplayText.escape(member.key)
        let near = Spelling.note(for: member.key, among: known)
        let all = "\(what) knows \(known.map { "`\($0)`" }.joined(separator: ", "))"
        report("CF002", "unknown key `\(key)` in \(what)", member.keyRange, notes: [near ?? all])
        continue
      }
      result[member.key] = member.value
    }
    return result
  }

  mutating func text(_ tree: YAMLTree?, _ key: String) -> String? {
    guard let tree else { return nil }
    guard let text = tree.text, !text.isEmpty else {
      report("CF003", "expected a text for `\(key)`", tree.range)
      return nil
    }
    return text
  }

  mutating func bool(_ tree: YAMLTree?, _ key: String) -> Bool? {
    guard let tree else { return nil }
    switch tree.text {
    case "true": return true
    case "false": return false
    case _:
      report("CF003", "expected `true` or `false` for `\(key)`", tree.range)
      return nil
    }
  }

  /// A text, or a list of texts.
  mutating func texts(_ tree: YAMLTree?, _ key: String) -> [String] {
    guard let tree else { return [] }
    guard let list = tree.list else { return text(tree, key).map { [$0] } ?? [] }
    return list.compactMap { text($0, key) }
  }

  /// One of the words; nil with a diagnostic otherwise.
  mutating func word(_ tree: YAMLTree?, _ key: String, among words: [String]) -> String? {
    guard let tree, let text = text(tree, key) else { return nil }
    if words.contains(text) { return text }
    let near = Spelling.note(for: text, among: words)
    report(
      "CF003", "expected one of \(words.joined(separator: ", ")) for `\(key)`, found `\(DisplayText.escape(text))`",
      tree.range, notes: near.map { [$0] } ?? [])
    return nil
  }

  mutating func reportDay(_ text: String, _ range: SourceRange) {
    report(
      "CF003", "expected a day such as 2030-01-31 for `expires`, found `\(DisplayText.escape(text))`", range)
  }

  mutating func report(_ code: String, _ message: String, _ range: SourceRange, notes: [String] = []) {
    diagnostics.append(Diagnostic(code: code, message: message, range: range, notes: notes))
  }
}

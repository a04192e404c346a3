package import SourceText

/// A file of accepted flows: exceptions that people wrote, or a baseline that Isola wrote. Each entry is a set of flows that the
/// policies it names need not hold for, with the reason, who answers for it, and the day on which it ends.
package struct AcceptedFlow: Hashable, Sendable {
  /// Texts of the policy language, with their places in the file.
  package struct Words: Hashable, Sendable {
    package var text: String
    package var range: SourceRange

    package init(text: String, range: SourceRange) {
      self.text = text
      self.range = range
    }
  }

  package enum Kind: String, Hashable, Sendable, CaseIterable { case exception, baseline }

  package var kind = Kind.exception
  package var policy: Words
  package var source: Words
  package var destination: Words
  package var traffic: Words
  package var reason: String
  package var owner: String
  package var ticket: String
  /// Days since 1970-01-01; the entry counts up to and including this day.
  package var expires: Int
  package var expiryText: String
  package var range: SourceRange
}

package enum AcceptedFlows {
  private static let keys = [
    "policy", "from", "to", "on", "reason", "owner", "ticket", "expires",
  ]

  /// The entries under `exceptions:`. `days` turns `YYYY-MM-DD` into days since 1970. Every key is mandatory but `on`, which is
  /// `any` where it is left out.
  package static func read(
    _ text: [UInt8], file: FileID, days: (String) -> Int?
  ) -> (flows: [AcceptedFlow], diagnostics: [Diagnostic]) {
    let tree: YAMLTree
    switch YAMLTree.parse(text, file: file) {
    case .failure(let failure): return ([], [failure.diagnostic])
    case .success(let parsed): tree = parsed
    }
    var reader = KeyReader()
    let values = reader.members(tree, known: ["exceptions"], of: "a file of exceptions")
    guard let list = values["exceptions"] else { return ([], reader.diagnostics) }
    guard let entries = list.list else {
      reader.report("CF003", "expected a list for `exceptions`, found \(list.kind)", list.range)
      return ([], reader.diagnostics)
    }
    let flows = entries.compactMap { entry(&reader, $0, days) }
    return (flows, reader.diagnostics)
  }

  /// The entries under `baseline:`, which `isola baseline write` writes. Only `on` may be left out. `expires` of the file, where
  /// it has one, is the last day of all of them.
  package static func readBaseline(
    _ text: [UInt8], file: FileID, days: (String) -> Int?
  ) -> (flows: [AcceptedFlow], diagnostics: [Diagnostic]) {
    let tree: YAMLTree
    switch YAMLTree.parse(text, file: file) {
    case .failure(let failure): return ([], [failure.diagnostic])
    case .success(let parsed): tree = parsed
    }
    var reader = KeyReader()
    let values = reader.members(tree, known: ["baseline", "expires"], of: "a baseline")
    var end = (day: Int.max, text: "")
    if let text = reader.text(values["expires"], "expires"), let range = values["expires"]?.range {
      if let day = days(text) { end = (day, text) } else { reader.reportDay(text, range) }
    }
    guard let list = values["baseline"] else {
      reader.report("CF004", "a baseline needs `baseline`", tree.range)
      return ([], reader.diagnostics)
    }
    guard let entries = list.list else {
      reader.report("CF003", "expected a list for `baseline`, found \(list.kind)", list.range)
      return ([], reader.diagnostics)
    }
    let flows = entries.compactMap { entry -> AcceptedFlow? in
      let values = reader.members(entry, known: ["policy", "from", "to", "on"], of: "an entry of a baseline")
      for key in ["policy", "from", "to"] where values[key] == nil {
        reader.report("CF004", "an entry of a baseline needs `\(key)`", entry.range)
      }
      func words(_ key: String) -> AcceptedFlow.Words? {
        reader.text(values[key], key).map { .init(text: $0, range: values[key]?.range ?? entry.range) }
      }
      let (policy, source, destination) = (words("policy"), words("from"), words("to"))
      let traffic = words("on") ?? .init(text: "any", range: entry.range)
      guard let policy, let source, let destination else { return nil }
      return AcceptedFlow(
        kind: .baseline, policy: policy, source: source, destination: destination, traffic: traffic,
        reason: "accepted by the baseline", owner: "", ticket: "", expires: end.day, expiryText: end.text,
        range: entry.range)
    }
    return (flows, reader.diagnostics)
  }

  private static func entry(
    _ reader: inout KeyReader, _ tree: YAMLTree, _ days: (String) -> Int?
  ) -> AcceptedFlow? {
    let values = reader.members(tree, known: keys, of: "an exception")
    for key in keys where key != "on" && values[key] == nil {
      reader.report("CF004", "an exception needs `\(key)`", tree.range)
    }
    func words(_ key: String) -> AcceptedFlow.Words? {
      reader.text(values[key], key).map { .init(text: $0, range: values[key]?.range ?? tree.range) }
    }
    let (policy, source, destination) = (words("policy"), words("from"), words("to"))
    let traffic = words("on") ?? .init(text: "any", range: tree.range)
    let reason = reader.text(values["reason"], "reason")
    let owner = reader.text(values["owner"], "owner")
    let ticket = reader.text(values["ticket"], "ticket")
    guard let expires = words("expires") else { return nil }
    guard let day = days(expires.text) else {
      reader.reportDay(expires.text, expires.range)
      return nil
    }
    guard let policy, let source, let destination, let reason, let owner, let ticket else { return nil }
    return AcceptedFlow(
      policy: policy, source: source, destination: destination, traffic: traffic, reason: reason,
      owner: owner, ticket: ticket, expires: day, expiryText: expires.text, range: tree.range)
  }
}

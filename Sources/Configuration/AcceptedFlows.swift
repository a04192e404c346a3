package import SourceText

/// A file of accepted flows: exceptions that people wrote, or a baseline that Isola wrote. Each entry is a set of flows that the
/// policies it names need not hold for, with the reason, who answers for it, and the day on which it ends.
package struct AcceptedFlow: Hashable, Sendable {
  /// Texts of the policy language, with their places in the file.
  package struct Words: Hashable, Sendable {
    package var text: String
    package var range: SourceRange
  }

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
      reader.report(
        "CF003", "expected a day such as 2030-01-31 for `expires`, found `\(DisplayText.escape(expires.text))`",
        expires.range)
      return nil
    }
    guard let policy, let source, let destination, let reason, let owner, let ticket else { return nil }
    return AcceptedFlow(
      policy: policy, source: source, destination: destination, traffic: traffic, reason: reason,
      owner: owner, ticket: ticket, expires: day, expiryText: expires.text, range: tree.range)
  }
}

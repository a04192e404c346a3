package import SourceText

/// A flow that somebody approved: who may send what to whom, under which ticket, by whom, and until which day.
package struct Approval: Hashable, Sendable {
  package var source: AcceptedFlow.Words
  package var destination: AcceptedFlow.Words
  package var traffic: AcceptedFlow.Words
  package var ticket: String
  package var by: String
  /// Days since 1970-01-01; it counts up to and including this day.
  package var until: Int
  package var untilText: String
  package var range: SourceRange

  package init(
    source: AcceptedFlow.Words, destination: AcceptedFlow.Words, traffic: AcceptedFlow.Words, ticket: String, by: String,
    until: Int, untilText: String, range: SourceRange
  ) {
    self.source = source
    self.destination = destination
    self.traffic = traffic
    self.ticket = ticket
    self.by = by
    self.until = until
    self.untilText = untilText
    self.range = range
  }
}

/// A file of approvals. They change no verdict: reports join them to what is open.
package enum Approvals {
  private static let keys = ["from", "to", "on", "ticket", "by", "until"]

  /// The entries under `approvals:`. `days` turns `YYYY-MM-DD` into days since 1970. Every key is mandatory but `on`, which is `any`
  /// where it is left out.
  package static func read(
    _ text: [UInt8], file: FileID, days: (String) -> Int?
  ) -> (approvals: [Approval], diagnostics: [Diagnostic]) {
    let tree: YAMLTree
    switch YAMLTree.parse(text, file: file) {
    case .failure(let failure): return ([], [failure.diagnostic])
    case .success(let parsed): tree = parsed
    }
    var reader = KeyReader()
    let values = reader.members(tree, known: ["approvals"], of: "a file of approvals")
    guard let list = values["approvals"] else { return ([], reader.diagnostics) }
    guard let entries = list.list else {
      reader.report("CF003", "expected a list for `approvals`, found \(list.kind)", list.range)
      return ([], reader.diagnostics)
    }
    return (entries.compactMap { entry(&reader, $0, days) }, reader.diagnostics)
  }

  private static func entry(
    _ reader: inout KeyReader, _ tree: YAMLTree, _ days: (String) -> Int?
  ) -> Approval? {
    let values = reader.members(tree, known: keys, of: "an approval")
    for key in keys where key != "on" && values[key] == nil {
      reader.report("CF004", "an approval needs `\(key)`", tree.range)
    }
    func words(_ key: String) -> AcceptedFlow.Words? {
      reader.text(values[key], key).map { .init(text: $0, range: values[key]?.range ?? tree.range) }
    }
    let (source, destination) = (words("from"), words("to"))
    let traffic = words("on") ?? .init(text: "any", range: tree.range)
    let (ticket, by) = (reader.text(values["ticket"], "ticket"), reader.text(values["by"], "by"))
    guard let until = words("until") else { return nil }
    guard let day = days(until.text) else {
      reader.report(
        "CF003", "expected a day such as 2030-01-31 for `until`, found `\(DisplayText.escape(until.text))`",
        until.range)
      return nil
    }
    guard let source, let destination, let ticket, let by else { return nil }
    return Approval(
      source: source, destination: destination, traffic: traffic, ticket: ticket, by: by, until: day,
      untilText: until.text, range: tree.range)
  }
}

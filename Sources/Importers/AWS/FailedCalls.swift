internal import NetworkModel
package import SourceText

/// A call that gave no answer when the network was collected: an envelope with `error` in place of `response` (IMP-3c).
package struct FailedCall: Hashable, Sendable {
  package let account: String
  package let region: String
  /// `ec2 describe-vpcs`.
  package let call: String
  /// The object that was asked about, if any.
  package let object: String?
  /// The provider's code, or `ChangedWhileRead`.
  package let code: String
  package let message: String
  package let range: SourceRange
  let provenance: Provenance
  let operation: String
  /// The keys that the answer would have had.
  let lists: [String]

  /// Nil where the envelope holds an answer.
  init?(_ envelope: JSONValue) {
    guard let error = envelope.peek("error"), error.kind == .object else { return nil }
    func text(_ key: String, in value: JSONValue) -> String? { value.peek(key)?.string }
    account = text("account", in: envelope) ?? ""
    region = text("region", in: envelope) ?? ""
    let service = text("service", in: envelope) ?? ""
    let operation = text("operation", in: envelope) ?? ""
    call = "\(service) \(operation)"
    self.operation = "\(service)-\(operation)"
    let request = envelope.peek("request")
    object = request?.members.first { $0.value.kind == .string }?.value.string
    code = text("code", in: error) ?? "Unknown"
    message = text("message", in: error) ?? ""
    range = envelope.range.shortened
    provenance = Provenance(
      partition: text("partition", in: envelope), account: text("account", in: envelope),
      region: text("region", in: envelope), isStated: true)
    let keys = envelope.peek("lists")
    lists = keys?.kind == .array ? keys?.elements.compactMap { $0.string } ?? [] : []
  }
}

/// `collection.json`, the account that a collection gives of itself.
enum CollectionRecord {
  static let schema = "isola.collection/1"
}

extension ImportState {
  /// A class whose call failed stays as if it had not been collected (IMP-3a); where its objects are ends of traffic or
  /// add paths by themselves, that concerns every answer.
  func gather(_ calls: [FailedCall]) {
    for call in calls {
      let group = gathered.group(call.provenance)
      for key in call.lists {
        if let kind = ResourceClass(rawValue: key), kind.addsEnds, kind != .securityGroupRules {
          gathered.markTruncated(kind, group)
        }
        let kind = AnswerKeys.listed(key, by: call.operation) ?? AnswerKeys.unmodelled[key]
        if kind?.addsPaths == true || key == "ServiceConfigurations" {
          unknownEverywhere(
            "\(key) of \(title(ofGroup: group))", "class",
            "`\(DisplayText.escape(call.call))` failed when the network was collected",
            rule: "IMP-3c", at: call.range)
          let isLattice = kind?.kind == "latticeVpcAssociation"
          gathered.presentKeys[isLattice ? "VpcLattice" : key, default: []].insert(group)
        }
      }
    }
    guard let first = calls.first else { return }
    warn(
      "IM019",
      calls.count == 1
        ? "a call gave no answer when the network was collected: `\(DisplayText.escape(first.call))`"
        : "\(calls.count) calls gave no answer when the network was collected", at: first.range,
      notes: ["what they list is unknown, not empty; `isola inspect` names them"])
  }

  /// What a collection did not read at all is an assumption that every answer lists: it speaks of what was read.
  func noteCollections(_ records: [JSONValue]) {
    for record in records {
      guard let notRead = record.peek("notRead"), notRead.kind == .object else { continue }
      var parts: [String] = []
      let accounts = texts(notRead.peek("accounts"))
      if !accounts.isEmpty { parts.append("the accounts \(listed(accounts)) of the organisation") }
      if notRead.peek("accounts")?.kind == .null {
        parts.append("other accounts of the organisation, which could not be listed")
      }
      for place in elements(notRead.peek("regions")) {
        let account = DisplayText.escape(place.peek("account")?.string ?? "")
        let regions = texts(place.peek("regions"))
        parts.append(
          regions.isEmpty
            ? "other Regions of account \(account), which could not be listed"
            : "the Regions \(listed(regions)) of account \(account)")
      }
      guard !parts.isEmpty else { continue }
      model.assumptions.append(
        Assumption(
          name: "collection.not-read",
          text: "the answer speaks of what was read; not read: \(parts.joined(separator: "; "))"))
    }
  }

  private func texts(_ value: JSONValue?) -> [String] {
    elements(value).compactMap { $0.string }.map(DisplayText.escape)
  }

  private func elements(_ value: JSONValue?) -> [JSONValue] {
    guard let value, value.kind == .array else { return [] }
    return Array(value.elements)
  }

  private func listed(_ names: [String]) -> String {
    names.count <= 8
      ? names.joined(separator: ", ")
      : names.prefix(8).joined(separator: ", ") + " and \(names.count - 8) more"
  }
}

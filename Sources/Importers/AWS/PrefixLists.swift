internal import NetworkModel
internal import SourceText

extension ImportState {
  /// Prefix lists: provider lists carry their ranges, managed ones have them in another answer.
  func importPrefixLists() {
    var described: [String: (title: String, ranges: [CIDR]?, range: SourceRange)] = [:]
    var order: [String] = []
    forEach(.prefixLists) { record, element in
      record.ignore(
        [
          "AddressFamily", "State", "StateMessage", "PrefixListArn", "MaxEntries", "Version",
          "OwnerId", "Tags",
          "IpamPrefixListResolverTargetId", "IpamPrefixListResolverSyncEnabled",
        ],
        type: "PrefixLists")
      guard let name = record.id("PrefixListId") else { return }
      let title = record.string("PrefixListName") ?? ""
      var ranges: [CIDR]?
      if record.value["Cidrs"] != nil {
        ranges = record.list("Cidrs").compactMap { value in
          guard let text = value.string else {
            error(
              "IM005", "expected a string in `Cidrs`, found \(value.kind.name)", at: value.range)
            return nil
          }
          return cidr(text, at: value.range)
        }
      }
      if let known = described[name] {
        described[name] = (known.title, known.ranges ?? ranges, known.range)
      } else {
        described[name] = (title, ranges, record.range)
        order.append(name)
      }
    }
    for name in gathered.prefixListEntries.keys.sorted() where described[name] == nil {
      guard let first = gathered.prefixListEntries[name]?.values.first else { continue }
      described[name] = ("", nil, first.range)
      order.append(name)
    }
    for name in order {
      guard let entry = described[name] else { continue }
      model.prefixLists.insert(
        PrefixList(
          name: name, title: entry.title, entries: entries(of: name, entry.ranges, entry.range),
          origin: entry.range))
    }
  }

  private func entries(of name: String, _ ranges: [CIDR]?, _ range: SourceRange)
    -> PrefixListEntries
  {
    if let answer = gathered.prefixListEntries[name] {
      let entries = answer.values.compactMap { value -> CIDR? in
        let record = Record(value, self)
        record.ignore(["Description"], type: "Entries")
        defer { ledger.add(type: "Entries", unread: value.unconsumed()) }
        if record.id("Cidr") == nil { return nil }
        return record.cidr("Cidr")
      }
      if answer.isComplete { return .known(entries) }
      return .unknown(
        unknown(
          name, "prefixList", "its entries were not collected to the end", rule: "IMP-3", at: range)
      )
    }
    if let ranges { return .known(ranges) }
    return .unknown(
      unknown(name, "prefixList", "its entries were not collected", rule: "IMP-3a", at: range))
  }
}

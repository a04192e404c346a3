internal import SourceText

extension [Answer] {
  /// Finds, for each answer with a pagination token, the answer that continues it: a request with that token, or the
  /// file of the next number (`…_1.json` → `…_2.json`). Later numbers that continue nothing are later answers to the
  /// same call, not more objects: they are taken out and returned.
  mutating func joinPages(numberedFiles: Bool) -> [Answer] {
    var requested: Set<String> = []
    for answer in self {
      for key in ["NextToken", "nextToken", "Marker", "StartingToken", "position"] {
        if let token = answer.request?.peek(key)?.string { requested.insert(Self.page(token, of: answer)) }
      }
    }
    for index in indices {
      if let token = Self.token(of: self[index]), requested.contains(Self.page(token, of: self[index]))
      {
        self[index].isContinued = true
      }
    }
    guard numberedFiles else { return [] }
    var dropped: [Answer] = []
    var kept: [Answer] = []
    var lastOfCall: [String: Int] = [:]
    let numbered = map { ($0, Self.callAndNumber($0)) }
      .sorted { ($0.1.call, $0.1.number) < ($1.1.call, $1.1.number) }
    for (answer, name) in numbered {
      if name.number > 1 {
        guard let last = lastOfCall[name.call], Self.token(of: kept[last]) != nil else {
          answer.response.markConsumed()
          dropped.append(answer)
          continue
        }
        kept[last].isContinued = true
      }
      lastOfCall[name.call] = kept.count
      kept.append(answer)
    }
    self = kept
    return dropped
  }

  fileprivate static func token(of answer: Answer) -> String? {
    for key in ["NextToken", "nextToken", "NextMarker", "Marker", "position"] {
      if let token = answer.response.peek(key)?.string, !token.isEmpty { return token }
    }
    for member in answer.response.members where member.value.kind == .object {
      // A list may hold its own mark.
      guard member.value.has("Items") else { continue }
      if let token = member.value.peek("NextMarker")?.string, !token.isEmpty { return token }
    }
    return nil
  }

  /// A token together with the call that it belongs to: two calls may have the same one.
  private static func page(_ token: String, of answer: Answer) -> String {
    let place = [answer.provenance.account, answer.provenance.region].map { $0 ?? "" }
    let object = answer.call.object.flatMap { $0 == token ? nil : $0 } ?? ""
    return (place + [answer.call.operation, object, token]).joined(separator: "\n")
  }

  /// `dir/ec2.DescribeSubnets_2.json` → its folder and call, and 2.
  private static func callAndNumber(_ answer: Answer) -> (call: String, number: Int) {
    let base =
      LayoutReader.isJSON(answer.fileName) ? String(answer.fileName.dropLast(5)) : answer.fileName
    let place = answer.folder + "/"
    guard let bar = base.lastIndex(of: "_"), let number = Int(base[base.index(after: bar)...])
    else {
      return (place + base, 1)
    }
    return (place + String(base[..<bar]), number)
  }
}

/// Whether two readings say the same about the network.
enum Agreement {
  /// Pages and their tokens, counters that change by themselves, and times say nothing about it.
  private static let passing: Set<String> = [
    "NextToken", "nextToken", "NextMarker", "Marker", "position", "IsTruncated", "UpdateToken",
    "AvailableIpAddressCount", "AvailableIPAddressCount", "RouteTableTimestamp",
    "LastStatusChange", "ETag",
  ]

  /// Files of the same call: the same objects with the same content in any order, or the same failure.
  static func sameAnswer(_ first: JSONTree, _ second: JSONTree) -> Bool {
    essence(first) == essence(second)
  }

  private static func essence(_ file: JSONTree) -> String {
    var lists: [String: [JSONTree]] = [:]
    var others: [String] = []
    for envelope in file.elements {
      if let failure = envelope["error"]?["code"] { others.append("!" + failure.canonical) }
      for member in (envelope["response"]?.without(passing) ?? .null).members {
        if case .array(let elements) = member.value {
          lists[member.key, default: []] += elements
        } else {
          others.append(member.key + member.value.canonical)
        }
      }
    }
    let joined = lists.map { $0.key + JSONTree.array($0.value).canonical }
    return (joined + Set(others).map { $0 }).sorted().joined(separator: "\n")
  }
}

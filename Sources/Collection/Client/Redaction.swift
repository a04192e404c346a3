/// Takes secrets out of answers before anything else sees them. They never reach a file.
enum Redaction {
  static let mark = "REDACTED"

  /// Members whose value is a secret wherever they stand: keys of tunnels and of BGP sessions, headers that prove who
  /// calls, keys of identity providers.
  private static let secrets: Set<String> = [
    "PreSharedKey", "authKey", "AuthKey", "HeaderValue", "ClientSecret", "clientSecret",
    "customerRouterConfig", "requestParameters", "RequestParameters", "requestTemplates",
    "RequestTemplates", "UserData", "StageVariables", "stageVariables", "cak",
  ]

  /// The answer with every secret replaced by a mark; everything else is as it was.
  static func clean(_ value: JSONTree) -> JSONTree {
    switch value {
    case .null, .boolean, .number, .string: value
    case .array(let elements): .array(elements.map(clean))
    case .object(let members):
      .object(
        members.map { member in
          if secrets.contains(member.key), !isEmpty(member.value) {
            return .init(member.key, .string(mark))
          }
          if member.key == "CustomerGatewayConfiguration", let text = member.value.string {
            return .init(member.key, .string(configuration(text)))
          }
          return .init(member.key, clean(member.value))
        })
    }
  }

  private static func isEmpty(_ value: JSONTree) -> Bool {
    switch value {
    case .null: true
    case .string(let text): text.isEmpty
    case .array(let elements): elements.isEmpty
    case .object(let members): members.isEmpty
    case .boolean, .number: false
    }
  }

  /// The XML of a VPN connection without its keys; all of it goes where the keys cannot be told from the rest.
  private static func configuration(_ text: String) -> String {
    let (open, close) = ("<pre_shared_key>", "</pre_shared_key>")
    var result = ""
    var rest = text[...]
    while let start = rest.firstRange(of: open) {
      guard let end = rest[start.upperBound...].firstRange(of: close) else { return mark }
      result += rest[..<start.upperBound] + mark
      rest = rest[end.lowerBound...]
    }
    result += rest
    let marks = result.split(separator: open, omittingEmptySubsequences: false).count
    let names = result.lowercased().split(
      separator: "pre_shared_key", omittingEmptySubsequences: false
    ).count
    return names - 1 == (marks - 1) * 2 ? result : mark
  }
}

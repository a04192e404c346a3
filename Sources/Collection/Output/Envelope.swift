/// The account and Region of a call.
package struct Scope: Hashable, Sendable, Comparable {
  package let partition: String
  package let account: String
  package let region: String

  package init(partition: String, account: String, region: String) {
    self.partition = partition
    self.account = account
    self.region = region
  }

  package static func < (first: Scope, second: Scope) -> Bool {
    (first.account, first.region) < (second.account, second.region)
  }
}

/// What became of one call.
package enum Outcome: Hashable, Sendable {
  case answered([Page])
  case failed(CallFailure)

  /// The pages of an answer; none of a failure.
  package var pages: [Page] {
    switch self {
    case .answered(let pages): pages
    case .failed: []
    }
  }
}

/// The file of one call: a list of envelopes, one for each page, or one with an `error` in place of the `response` [IMP-1].
enum Envelope {
  static func file(_ call: CallDescription, _ request: JSONTree, _ scope: Scope, _ outcome: Outcome)
    -> JSONTree
  {
    switch outcome {
    case .answered(let pages):
      return .array(
        pages.map { page in
          .object(
            head(call, page.request, scope) + [
              .init("started", .string(page.started)), .init("ended", .string(page.ended)),
              .init("response", page.response),
            ])
        })
    case .failed(let failure):
      let members = head(call, request, scope) + [
        .init("lists", .array(call.lists.map { .string($0) })),
        .init(
          "error",
          .object(["code": .string(failure.code), "message": .string(failure.message)])),
      ]
      return .array([.object(members)])
    }
  }

  private static func head(_ call: CallDescription, _ request: JSONTree, _ scope: Scope)
    -> [JSONTree.Member]
  {
    [
      .init("partition", .string(scope.partition)), .init("account", .string(scope.account)),
      .init("region", .string(scope.region)), .init("service", .string(call.service)),
      .init("operation", .string(call.operation)), .init("request", request),
    ]
  }

  /// The answer that a file holds; nil where it holds a failure, or was not written by us.
  static func pages(in file: JSONTree) -> [Page]? {
    guard case .array(let envelopes) = file, !envelopes.isEmpty else { return nil }
    var pages: [Page] = []
    for envelope in envelopes {
      guard let request = envelope["request"], let response = envelope["response"],
        let started = envelope["started"]?.string, let ended = envelope["ended"]?.string
      else { return nil }
      pages.append(Page(request: request, response: response, started: started, ended: ended))
    }
    return pages
  }

  /// The failure that a file holds.
  static func failure(in file: JSONTree) -> CallFailure? {
    guard let error = file.elements.last?["error"], let code = error["code"]?.string else {
      return nil
    }
    return CallFailure(.lasting, code, error["message"]?.string ?? "")
  }

  /// `ACCOUNT/REGION/ec2-describe-vpcs.json`, with the objects asked about as a folder's file where there are any.
  static func name(_ call: CallDescription, _ request: JSONTree, _ scope: Scope) -> String {
    let base = "\(scope.account)/\(scope.region)/\(call.service)-\(call.operation)"
    let objects = texts(in: request)
    return objects.isEmpty ? base + ".json" : "\(base)/\(fileName(objects)).json"
  }

  private static func texts(in value: JSONTree) -> [String] {
    switch value {
    case .null, .boolean, .number: []
    case .string(let text): [text]
    case .array(let elements): elements.flatMap(texts)
    case .object(let members): members.flatMap { texts(in: $0.value) }
    }
  }

  /// Letters, digits, points, dashes and underscores as they are, everything else as `%XX`. Long names are cut and end
  /// in a sum over all of it.
  static func fileName(_ objects: [String]) -> String {
    var result = ""
    var sum: UInt64 = 0xCBF2_9CE4_8422_2325
    for (index, object) in objects.enumerated() {
      if index > 0 { result += "," }
      for byte in object.utf8 {
        sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3
        let scalar = Unicode.Scalar(byte)
        let isPlain =
          scalar.isASCII
          && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "-"
            || scalar == "_" || (scalar == "." && !result.isEmpty))
        let digits = String(byte, radix: 16, uppercase: true)
        result += isPlain ? String(Character(scalar)) : "%" + (byte < 16 ? "0" : "") + digits
      }
      sum = (sum ^ 0xFF) &* 0x100_0000_01B3
    }
    guard result.utf8.count > 180 else { return result }
    return result.prefix(160) + "~" + String(sum, radix: 16)
  }
}

/// Why a call gave no answer.
package struct CallFailure: Error, Hashable, Sendable {
  package enum Kind: Sendable {
    /// The provider asks for patience, or the line is bad: worth another try.
    case passing
    /// The same answer would come again.
    case lasting
    /// No call of this profile can succeed: there are no credentials, or they are no longer valid.
    case credentials
    /// The AWS CLI itself is not there.
    case noClient
  }

  package let kind: Kind
  /// The provider's own code (`AccessDenied`), or one of ours.
  package let code: String
  /// What the client said, shortened, without anything that could be a secret.
  package let message: String

  package init(_ kind: Kind, _ code: String, _ message: String) {
    self.kind = kind
    self.code = code
    self.message = message
  }
}

extension CallFailure {
  private static let passingCodes: Set<String> = [
    "BandwidthLimitExceeded", "EC2ThrottledException", "InternalError", "InternalFailure",
    "InternalServerError", "InternalServerException", "InternalServiceError",
    "PriorRequestNotComplete", "RequestLimitExceeded", "RequestThrottled",
    "RequestThrottledException", "RequestTimeout", "RequestTimeoutException", "ServiceUnavailable",
    "ServiceUnavailableException", "SlowDown", "Throttled", "ThrottledException", "Throttling",
    "ThrottlingException", "TooManyRequestsException", "TransactionInProgressException",
    "Unavailable", "429", "500", "502", "503", "504",
  ]
  private static let credentialCodes: Set<String> = [
    "ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired",
  ]
  /// What the client says when no provider answers it, and what that means.
  private static let phrases: [(text: String, kind: Kind, code: String)] = [
    ("Unable to locate credentials", .credentials, "NoCredentials"),
    ("The config profile", .credentials, "ProfileNotFound"),
    ("Partial credentials found", .credentials, "NoCredentials"),
    ("Error loading SSO Token", .credentials, "ExpiredToken"),
    ("Token has expired", .credentials, "ExpiredToken"),
    ("Error when retrieving credentials", .credentials, "NoCredentials"),
    ("You must specify a region", .credentials, "NoRegion"),
    ("nvalid choice", .lasting, "NoSuchCommand"),
    ("Unknown parameter in input", .lasting, "NoSuchCommand"),
    ("Unknown options", .lasting, "NoSuchCommand"),
    ("Could not connect to the endpoint", .passing, "EndpointUnreachable"),
    ("timeout on endpoint", .passing, "EndpointUnreachable"),
    ("Connection was closed", .passing, "EndpointUnreachable"),
    ("Connection reset", .passing, "EndpointUnreachable"),
  ]

  /// What a call that ended badly means, from what the client wrote.
  init(_ result: CommandResult) {
    if result.isTimedOut {
      self.init(.passing, "TookTooLong", "the client did not end in time and was stopped")
      return
    }
    let text = String(decoding: result.errors, as: UTF8.self)
    let known = Self.phrases.first { text.contains($0.text) }
    let message = Self.harmless(text, around: known?.text)
    if let code = Self.code(in: text) {
      let kind: Kind =
        Self.passingCodes.contains(code)
        ? .passing : Self.credentialCodes.contains(code) ? .credentials : .lasting
      self.init(kind, code, message)
      return
    }
    if let known {
      self.init(known.kind, known.code, message)
      return
    }
    self.init(.lasting, "ClientFailed", "exit code \(result.status): \(message)")
  }

  /// `An error occurred (CODE) when calling …`.
  private static func code(in text: String) -> String? {
    guard let start = text.firstRange(of: "An error occurred (") else { return nil }
    let code = text[start.upperBound...].prefix { $0 != ")" }
    return code.isEmpty || code.contains(where: \.isNewline) ? nil : String(code)
  }

  /// The last line that says something, at most 240 characters, without key ids and long runs such as tokens, encoded
  /// messages and signatures have; request numbers are left out because they differ every time.
  static func harmless(_ text: String, around phrase: String? = nil) -> String {
    let lines = text.split(whereSeparator: \.isNewline)
      .map { $0.trimmingPrefix { $0.isWhitespace } }.filter { !$0.isEmpty }
    let wanted = phrase ?? "An error occurred ("
    let line = lines.first { $0.contains(wanted) } ?? lines.last ?? ""
    let words = line.split(separator: " ").map { word -> Substring in
      let isKey = ["AKIA", "ASIA"].contains { word.contains($0) }
      let core = word.filter { $0.isLetter || $0.isNumber || "+/=_-".contains($0) }
      let isLong = core.count >= 40 && !word.contains(":") && !word.contains(".")
      return isKey || isLong ? "…" : word
    }
    var kept: [Substring] = []
    for word in words {
      let isID = ["RequestID:", "RequestId:", "Request"].contains(String(kept.last ?? ""))
      kept.append(isID && word.count >= 30 ? "…" : word)
    }
    return String(kept.joined(separator: " ").prefix(240))
  }
}

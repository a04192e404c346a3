/// Makes calls through the AWS CLI, each in a process of its own, with bounded retries. Reads only.
package struct AWSClient: Sendable {
  /// How often and how patiently a call is tried.
  package struct Patience: Sendable {
    /// At least one.
    package var attempts: Int
    /// Before the second attempt, in milliseconds; doubled before each further one.
    package var firstPause: Int
    package var longestPause: Int

    package init(attempts: Int = 8, firstPause: Int = 1_000, longestPause: Int = 30_000) {
      self.attempts = max(1, attempts)
      self.firstPause = max(0, firstPause)
      self.longestPause = max(0, longestPause)
    }

    /// Milliseconds to wait after this many attempts that failed.
    package func pause(after attempts: Int) -> Int {
      var pause = min(firstPause, longestPause)
      for _ in 1..<max(1, attempts) { pause = min(pause * 2, longestPause) }
      return pause
    }
  }

  package var program: String
  /// Nil: the credentials that the environment gives.
  package var profile: String?
  package var patience: Patience
  /// A size for the pages of calls that take one; nil leaves each call its own.
  package var pageSize: Int?
  /// At most this many pages of one call; a provider that repeats itself ends here.
  var mostPages = 10_000
  var sleep: @Sendable (_ milliseconds: Int) -> Void = Clock.sleep

  package init(
    program: String = "aws", profile: String? = nil, patience: Patience = Patience(),
    pageSize: Int? = nil
  ) {
    self.program = program
    self.profile = profile
    self.patience = patience
    self.pageSize = pageSize
  }

  /// All pages of the answer to one request.
  package func pages(
    of call: CallDescription, _ request: JSONTree, region: String?
  ) throws(CallFailure) -> [Page] {
    var pages: [Page] = []
    var token: JSONTree?
    var seen: Set<JSONTree> = []
    repeat {
      let asked = self.request(of: call, request, token: token)
      let started = Clock.now
      let response = try answer(to: call, asked, region: region)
      pages.append(
        Page(request: asked, response: response, started: started, ended: Clock.now))
      token = call.pages.flatMap { Self.token(in: response, at: $0.responseToken) }
      if let token, !seen.insert(token).inserted || pages.count >= mostPages {
        throw CallFailure(.lasting, "PagesRepeat", "the answer has no last page")
      }
    } while token != nil
    return pages
  }

  /// What is sent: the object that is asked about, what every such call says, the page.
  private func request(of call: CallDescription, _ request: JSONTree, token: JSONTree?) -> JSONTree {
    var members = request.members + call.request.members
    if let pages = call.pages {
      if let key = pages.sizeKey, let size = pages.size {
        let wanted = min(size, max(pages.least, pageSize ?? size))
        members.append(.init(key, .number(String(wanted))))
      }
      if let token { members.append(.init(pages.requestToken, token)) }
    }
    return .object(members)
  }

  private static func token(in response: JSONTree, at path: [String]) -> JSONTree? {
    var value: JSONTree? = response
    for key in path { value = value?[key] }
    guard let text = value?.string, !text.isEmpty else { return nil }
    return value
  }

  /// One answer, after as many attempts as it takes and may take.
  private func answer(
    to call: CallDescription, _ request: JSONTree, region: String?
  ) throws(CallFailure) -> JSONTree {
    var failures = 0
    while true {
      do throws(CallFailure) {
        return try attempt(call, request, region: region)
      } catch {
        failures += 1
        guard error.kind == .passing, failures < patience.attempts else { throw error }
        sleep(patience.pause(after: failures))
      }
    }
  }

  private func attempt(
    _ call: CallDescription, _ request: JSONTree, region: String?
  ) throws(CallFailure) -> JSONTree {
    guard ReadOnlyVerb.admits(call.operation) else {
      throw CallFailure(.lasting, "NotReadOnly", "`\(call.name)` is not known to read only")
    }
    let result: CommandResult
    do {
      result = try Command.run(
        program, arguments(call, request, region: region), environment: Self.environment)
    } catch {
      switch error {
      case .notFound(let program):
        throw CallFailure(.noClient, "NoClient", "there is no `\(program)` on the path")
      case .notStarted(let program, let reason):
        throw CallFailure(.noClient, "NoClient", "`\(program)` cannot be started: \(reason)")
      }
    }
    guard result.status == 0, !result.isTimedOut else { throw CallFailure(result) }
    if result.output.allSatisfy({ $0 <= 0x20 }) { return .object([JSONTree.Member]()) }
    guard let answer = try? JSONTree(parsing: result.output), case .object = answer else {
      throw CallFailure(.lasting, "NotJSON", "the client printed something else than a JSON object")
    }
    return Redaction.clean(answer)
  }

  private func arguments(_ call: CallDescription, _ request: JSONTree, region: String?) -> [String] {
    var words = [call.service, call.operation, "--no-paginate", "--output", "json"]
    words += ["--color", "off", "--cli-connect-timeout", "15", "--cli-read-timeout", "120"]
    if let region { words += ["--region", region] }
    if let profile { words += ["--profile", profile] }
    if !request.members.isEmpty { words += ["--cli-input-json", request.text(indent: nil)] }
    return words
  }

  /// No pager, no questions; the client's own retries are few, because ours come on top.
  private static let environment = [
    "AWS_PAGER": "", "AWS_CLI_AUTO_PROMPT": "off", "AWS_MAX_ATTEMPTS": "2",
    "AWS_RETRY_MODE": "standard", "PYTHONWARNINGS": "ignore",
  ]
}

/// One answer with the request that gave it. Times are in UTC, to the millisecond.
package struct Page: Hashable, Sendable {
  package let request: JSONTree
  package let response: JSONTree
  package let started: String
  package let ended: String
}

/// What a collection read, what it did not, and what went wrong: `collection.json`, beside the answers.
package struct CollectionRecord: Sendable {
  static let fileName = "collection.json"
  static let schema = "isola.collection/1"

  /// A call that gave no answer, or different ones.
  package struct Failure: Hashable, Sendable {
    package let scope: Scope
    /// `ec2 describe-vpcs`.
    package let call: String
    package let file: String
    package let failure: CallFailure
  }

  package let started: String
  package let targets: [Target]
  package var organisation = Organisation.none
  package var passes = 0
  package private(set) var failures: [Failure] = []
  package private(set) var calls = 0
  private var ended: String?
  private let options: CollectionOptions

  init(options: CollectionOptions, started: String, targets: [Target]) {
    self.options = options
    self.started = started
    self.targets = targets
  }

  /// Everything was read, and nothing changed meanwhile.
  package var isWhole: Bool { failures.isEmpty }

  mutating func finish(_ pass: Pass) {
    ended = Clock.now
    calls = pass.jobs.count
    failures = pass.failures.keys.sorted().compactMap { name in
      guard let job = pass.jobs[name], let failure = pass.failures[name] else { return nil }
      return Failure(
        scope: job.scope, call: CallCatalogue.all[job.call].name, file: name, failure: failure)
    }
  }

  /// What makes two runs parts of one collection.
  static func arguments(_ options: CollectionOptions) -> JSONTree {
    .object([
      "profiles": .array(options.profiles.map { .string($0) }),
      "regions": .array(Set(options.regions).sorted().map { .string($0) }),
    ])
  }

  var json: JSONTree {
    var members: [JSONTree.Member] = [
      .init("schema", .string(Self.schema)),
      .init("state", .string(ended == nil ? "running" : "finished")),
      .init("arguments", Self.arguments(options)), .init("started", .string(started)),
    ]
    if let ended { members.append(.init("ended", .string(ended))) }
    members += [
      .init("readings", .number(String(passes))), .init("calls", .number(String(calls))),
      .init("read", .array(targets.map { places($0, $0.regions) })),
      .init("notRead", notRead),
      .init("failed", .array(failures.map(json))),
    ]
    return .object(members)
  }

  private func places(_ target: Target, _ regions: [String]?) -> JSONTree {
    .object([
      "partition": .string(target.partition), "account": .string(target.account),
      "regions": regions.map { .array($0.map { .string($0) }) } ?? .null,
    ])
  }

  /// Regions are `null` where they could not be listed.
  private var notRead: JSONTree {
    let accounts: JSONTree
    let status: String
    switch organisation {
    case .others(let others): (accounts, status) = (.array(others.map { .string($0) }), "listed")
    case .none: (accounts, status) = (.array([]), "none")
    case .unlisted(let code): (accounts, status) = (.null, code)
    }
    return .object([
      "organisation": .string(status), "accounts": accounts,
      "regions": .array(
        targets.filter { $0.otherRegions?.isEmpty != true }.map { places($0, $0.otherRegions) }),
    ])
  }

  private func json(_ failure: Failure) -> JSONTree {
    .object([
      "account": .string(failure.scope.account), "region": .string(failure.scope.region),
      "call": .string(failure.call), "file": .string(failure.file),
      "code": .string(failure.failure.code), "message": .string(failure.failure.message),
    ])
  }
}

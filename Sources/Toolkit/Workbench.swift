package import Checker
package import Explanations
import Importers
package import NetworkModel
package import PolicySyntax
package import PolicyTypes
package import Reports
package import SolverZ3
package import SourceText

/// One network that is read once and asked again and again: the model, its indexes, the exploration plan and the solver stay
/// warm. Belongs to one thread.
package struct Workbench: ~Copyable {
  package private(set) var session: Session
  package let index: NetworkIndex
  /// Of the network alone; places in it are found again without reading it again.
  package let context: ReportContext
  /// What was declared or loaded, in order; a later declaration takes the place of one of the same name.
  package private(set) var declarations: [Declaration] = []
  var checker: Checker
  /// Called with what stops the work at hand from another thread, whenever that changes.
  let started: (Interrupter) -> Void

  package init(
    _ session: Session, declarations: [Declaration] = [], started: @escaping (Interrupter) -> Void
  ) throws(CheckError) {
    self.session = session
    self.declarations = declarations
    self.started = started
    index = NetworkIndex(session.network)
    context = session.context
    checker = try session.checker(started)
  }

  package var network: NetworkModel { session.network }

  /// Places in policies and statements as well.
  package var fullContext: ReportContext { session.context }

  /// Before each question: an interruption of the last one is over.
  package func begin() {
    checker.interrupter.reset()
    started(checker.interrupter)
  }

  /// After another workbench had the work: this one's is what an interrupt stops.
  package func resume() { started(checker.interrupter) }

  // MARK: Texts

  /// A text of the user whose statements will be read one by one.
  package mutating func enter(_ text: [UInt8], named name: String) -> FileID {
    session.add(text, named: name)
  }

  /// The statement that stands in a part of an entered text.
  package func statement(
    _ part: Range<Int>, of file: FileID
  ) throws(InputFailure) -> PromptStatement {
    let contents = session.files.contents(of: file)
    // What stands before keeps its lines, so that positions are those of the whole text.
    let before = contents[..<part.lowerBound].map { $0 == 0x0A ? $0 : 0x20 }
    let traffics = Set(declarations.filter(\.isTraffic).map(\.name.text))
    let parsed = Parser.parseStatement(before + contents[part], file: file, traffics: traffics)
    guard !parsed.hasErrors, let tree = parsed.tree else { throw session.failure(parsed.diagnostics) }
    return tree
  }

  // MARK: Names

  package func resolve(_ question: QuestionStatement) throws(InputFailure) -> CheckedQuestion {
    var types = TypeChecker(index: index, files: [PolicyFile(declarations)], reachability: session.reachability)
    guard let checked = types.check(question) else { throw session.failure(types.reported) }
    return checked
  }

  /// Keeps a declaration once its names are resolved; warnings come back.
  package mutating func declare(_ declaration: Declaration) throws(InputFailure) -> [Diagnostic] {
    if case .importation(let importation) = declaration {
      throw session.failure(
        "PT020", "imports are for files", at: importation.range, notes: ["`.load FILE` reads policies"])
    }
    var kept = declarations.filter { !declaration.replaces($0) }
    kept.append(declaration)
    let checked = TypeChecker.check([PolicyFile(kept)], index: index, reachability: session.reachability)
    guard !checked.hasErrors else { throw session.failure(checked.diagnostics) }
    declarations = kept
    return checked.diagnostics.filter { $0.code != "PT011" }
  }

  /// The declared policies whose name is `name`, or all of them.
  package func policies(_ name: Name? = nil) throws(InputFailure) -> [CheckedPolicy] {
    let checked = TypeChecker.check([PolicyFile(declarations)], index: index, reachability: session.reachability)
    guard !checked.hasErrors else { throw session.failure(checked.diagnostics) }
    guard let name else { return checked.policies }
    let found = checked.policies.filter { $0.name == name.text }
    guard found.isEmpty else { return found }
    let note = Spelling.note(for: name.text, among: checked.policies.map(\.name))
    throw session.failure(
      "CL009", "there is no policy `\(DisplayText.escape(name.text))`", at: name.range,
      notes: note.map { [$0] } ?? ["`.load FILE` reads policies"])
  }

  /// The policies of a text, with nothing else that was declared.
  package mutating func policies(in text: [UInt8]) throws(InputFailure) -> [CheckedPolicy] {
    let parsed = Parser.parseFile(text, file: session.add(text, named: "<policies>"))
    guard !parsed.hasErrors else { throw session.failure(parsed.diagnostics) }
    for case .importation(let importation) in parsed.tree.declarations {
      throw session.failure("PT020", "imports are for files", at: importation.range)
    }
    let checked = TypeChecker.check([parsed.tree], index: index, reachability: session.reachability)
    guard !checked.hasErrors else { throw session.failure(checked.diagnostics) }
    guard !checked.policies.isEmpty else { throw session.failure("CL003", "no policy in the text") }
    return checked.policies
  }

  package mutating func trace(_ request: TraceRequest) throws(InputFailure) -> TraceReport {
    try session.trace(request)
  }

  /// A claim that stands alone, as a policy.
  package func policy(_ claim: ClaimStatement) throws(InputFailure) -> CheckedPolicy {
    let policy = PolicyDeclaration(name: "claim", claim: claim)
    let others = declarations.filter { !$0.isPolicy }
    let checked = TypeChecker.check(
      [PolicyFile(others + [.policy(policy)])], index: index, reachability: session.reachability)
    guard !checked.hasErrors, let made = checked.policies.first else {
      throw session.failure(checked.diagnostics)
    }
    return made
  }

  // MARK: Answers

  package mutating func answer(_ question: CheckedQuestion) throws(CheckError) -> QuestionResult {
    try checker.answer(question)
  }

  package mutating func check(_ policy: CheckedPolicy) throws(CheckError) -> PolicyResult {
    try checker.check(policy)
  }

  package mutating func flows(_ pair: PairQuestion, limit: Int) throws(CheckError) -> FlowResult {
    try checker.flows(
      pair.source, pair.destination, pair.traffic, twoWay: pair.isTwoWay, limit: limit)
  }

  package mutating func ways(
    _ pair: PairQuestion, byRules: Bool, limit: Int
  ) throws(CheckError) -> FlowResult {
    try checker.ways(
      pair.source, pair.destination, pair.traffic, twoWay: pair.isTwoWay, byRules: byRules,
      limit: limit)
  }

  package mutating func smtLib(_ pair: PairQuestion, limit: Int) throws(CheckError) -> [String] {
    try checker.smtLib(
      pair.source, pair.destination, pair.traffic, twoWay: pair.isTwoWay, limit: limit)
  }

  /// Why the question about two sets has its answer. `isCancelled` is asked now and then.
  package mutating func why(
    _ pair: PairQuestion, text: String, isCancelled: @escaping () -> Bool
  ) throws(CheckError) -> WhyReport {
    let answer = try checker.answer(pair.question, explains: false)
    if let witness = answer.witness {
      return WhyReport(question: text, answer: .reachable(witness))
    }
    var search = BlockerSearch(network, pair, started: started, isCancelled: isCancelled)
    defer { started(checker.interrupter) }
    return WhyReport(question: text, answer: .blocked(try search.run()))
  }

  /// Why a policy has its verdict.
  package mutating func why(_ policy: CheckedPolicy) throws(CheckError) -> WhyReport {
    let result = try checker.check(policy)
    guard result.verdict == .proved else {
      return WhyReport(
        question: "policy \(policy.name)",
        answer: .verdict(CheckReport(policies: [result], warnings: [])))
    }
    var claims: [WhyReport.ProvedClaim] = []
    for claim in result.claims where claim.verdict == .proved {
      let about = claim.claim
      guard about.failures == nil, !about.ignoresFilters else {
        // What stops or takes its packets stands in other networks.
        claims.append(.init(claim: claim, stops: [], isCut: false))
        continue
      }
      switch about.kind {
      case .forbid, .forbidDirect, .forbidConnections:
        let (stops, isCut) = try checker.stops(
          about.source, about.destination, about.traffic, twoWay: about.kind == .forbidConnections,
          limit: Blocker.limit)
        claims.append(.init(claim: claim, stops: stops, isCut: isCut))
      case .require, .requireOneWay:
        let found = try checker.ways(
          about.source, about.destination, about.traffic, twoWay: about.kind == .require, byRules: true,
          limit: Blocker.limit)
        claims.append(.init(claim: claim, stops: [], isCut: found.isCut, ways: found.ways))
      case .everyPath: claims.append(.init(claim: claim, stops: [], isCut: false))
      }
    }
    return WhyReport(question: "policy \(policy.name)", answer: .proved(claims))
  }
}

extension Session {
  /// Tells inputs apart: a number made of the names and bytes of all files that were read. No evidence: it is easy to find
  /// two inputs with the same one.
  package var fingerprint: String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func mix(_ bytes: some Sequence<UInt8>) {
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
    for id in imported.files.ids {
      let path = imported.files.path(of: id)
      mix((path.hasPrefix(self.path) ? path.dropFirst(self.path.count) : path[...]).utf8)
      mix([0])
      mix(imported.files.contents(of: id))
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

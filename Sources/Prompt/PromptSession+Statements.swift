import Checker
import Explanations
import PolicySyntax
import PolicyTypes
import Reports
import SourceText
import Toolkit

extension PromptSession {
  func reply(to statement: PromptStatement, text: String) throws -> Reply {
    switch statement {
    case .question(let question): return try reply(question, text)
    case .flows(let flow): return try flows(flow, text)
    case .paths(let flow): return try paths(flow, text)
    case .why(let question): return try why(try pair(question), text)
    case .whyLast:
      guard let last else { return notYet("there is no question yet; ask `why A -> B on T`") }
      return try why(last.pair, last.text)
    case .whyPolicy(let name): return try whyPolicy(name)
    case .prove(let name): return try prove(workbench.policies(name))
    case .claim(let claim):
      let reply = try prove([workbench.policy(claim)])
      let words = text.hasPrefix("prove") ? text.dropFirst(5) : text[...]
      claims.append(String(words.drop { $0 == " " }))
      return reply
    case .declaration(let declaration): return try declare(declaration)
    case .hypothetical(let edits, let inner): return try hypothetically(edits, inner, text)
    case .changes(let edits): return try changes(edits)
    case .compare(let a, let b, let traffic): return try compare(a, b, traffic)
    case .fixPolicy(let name): return try fix(workbench.policies(name).flatMap(\.claims), text)
    case .fix(let claim): return try fix(workbench.policy(claim).claims, text)
    }
  }

  // MARK: Questions

  private func reply(_ statement: QuestionStatement, _ text: String) throws -> Reply {
    let question = try workbench.resolve(statement)
    remember(PairQuestion(question), text)
    let result = try workbench.answer(question)
    let report = QueryReport(question: text, asked: question, result: result)
    let context = workbench.context
    return Reply(
      status: report.isDefinite ? .answered : .unknown, json: report.json(context),
      table: report.table(context), subject: subject(PairQuestion(question), result)
    ) { report.text(context, colour: $0) }
  }

  private func subject(_ pair: PairQuestion?, _ result: QuestionResult) -> Reply.Subject {
    if let pair { return .pair(pair, result.witness) }
    return .witnesses(Array(result.rows.compactMap(\.witness).prefix(4)))
  }

  private func pair(_ statement: QuestionStatement) throws -> PairQuestion? {
    PairQuestion(try workbench.resolve(statement))
  }

  private func remember(_ pair: PairQuestion?, _ text: String) {
    guard let pair else { return }
    last = (pair, text)
    ways = nil
  }

  private func flows(_ flow: Flow, _ text: String) throws -> Reply {
    guard let pair = try pair(.reach(flow)) else { return notYet("ask about two ends") }
    remember(pair, text)
    let report = FlowReport(question: text, result: try workbench.flows(pair, limit: limit))
    let context = workbench.context
    return Reply(
      status: report.isDefinite ? .answered : .unknown, json: report.json(context),
      table: report.table(context), subject: .pair(pair, nil)
    ) { report.text(context, colour: $0) }
  }

  private func paths(_ flow: Flow, _ text: String) throws -> Reply {
    guard let pair = try pair(.reach(flow)) else { return notYet("ask about two ends") }
    remember(pair, text)
    let result = try workbench.ways(pair, byRules: false, limit: limit)
    let report = PathReport(question: text, result: result)
    let context = workbench.context
    return Reply(
      status: report.isDefinite ? .answered : .unknown, json: report.json(context),
      table: report.table(context), subject: .witnesses(Array(result.ways.prefix(8)))
    ) { report.text(context, colour: $0) }
  }

  /// `.next`: a packet that other rules let through than those that were shown.
  func nextWay() throws -> Reply {
    guard let last else { return notYet("there is no question yet; ask `reach A -> B on T`") }
    if ways == nil {
      let found = try workbench.ways(last.pair, byRules: true, limit: 64)
      ways = (found.ways, found.isCut, 0)
    }
    guard var known = ways, known.shown < known.found.count else {
      let more = ways?.isCut == true ? "more exist, but no more are looked for" : "there are no others"
      return notYet(ways?.found.isEmpty == true ? "nothing arrives for certain" : more)
    }
    let witness = known.found[known.shown]
    known.shown += 1
    ways = known
    let report = PathReport(question: last.text, next: witness, number: known.shown)
    let context = workbench.context
    return Reply(json: report.json(context), table: report.table(context), subject: .witnesses([witness])) {
      report.text(context, colour: $0)
    }
  }

  // MARK: Why

  private func why(_ pair: PairQuestion?, _ text: String) throws -> Reply {
    guard let pair else { return notYet("`why` is about two ends: ask `why A -> B on T`") }
    if last?.pair != pair { remember(pair, text) }
    let report = try workbench.why(pair, text: text) { [interruptions] in interruptions.isRequested }
    return reply(report)
  }

  private func whyPolicy(_ name: Name) throws -> Reply {
    guard let policy = try workbench.policies(name).first else { return notYet("no such policy") }
    return reply(try workbench.why(policy))
  }

  private func reply(_ report: WhyReport) -> Reply {
    let context = workbench.fullContext
    let subject: Reply.Subject =
      switch report.answer {
      case .reachable(let witness): .witnesses([witness])
      case .blocked(let sets): .witnesses(Array(sets.sets.map(\.witness).prefix(4)))
      case .proved(let claims): .witnesses(Array(claims.flatMap(\.stops).map(\.witness).prefix(4)))
      case .verdict: .none
      }
    return Reply(
      status: report.isDefinite ? .answered : .unknown, json: report.json(context),
      table: report.table(context), subject: subject
    ) { report.text(context, colour: $0) }
  }

  // MARK: Policies

  func prove(_ policies: [CheckedPolicy]) throws -> Reply {
    guard !policies.isEmpty else { return notYet("there are no policies; `.load FILE` reads some") }
    var results: [PolicyResult] = []
    for policy in policies { results.append(try workbench.check(policy)) }
    let report = CheckReport(policies: results, warnings: [])
    proved = results.filter { $0.verdict == .proved }.map(\.policy)
    let context = workbench.fullContext
    let status: ReplyStatus =
      report.count(.violated) > 0
      ? .violated : report.count(.unknown) + report.count(.vacuous) > 0 ? .unknown : .answered
    let witnesses = results.flatMap(\.claims).compactMap(\.witness).prefix(4)
    return Reply(
      status: status, json: report.json(context), table: report.table(context), subject: .witnesses(Array(witnesses))
    ) { report.text(context, colour: $0) }
  }

  private func declare(_ declaration: Declaration) throws -> Reply {
    let warnings = try workbench.declare(declaration)
    if !warnings.isEmpty {
      streams.complain(
        DiagnosticRenderer(files: workbench.session.files, colour: streams.complaintColour)
          .render(warnings))
    }
    completions = nil
    let name = DisplayText.escape(declaration.name.text)
    return Reply(
      json: ["declared": .string(declaration.name.text)],
      table: DataTable(columns: ["declared"], rows: [[declaration.name.text]])
    ) { _ in "\(name) is declared\n" }
  }

  /// Nothing could be answered: a mistake of the user that has no place in the text.
  func notYet(_ words: String) -> Reply {
    Reply(
      status: .mistake, json: ["error": .string(words)],
      table: DataTable(columns: ["error"], rows: [[words]])
    ) { _ in words + "\n" }
  }
}

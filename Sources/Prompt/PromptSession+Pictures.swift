import Checker
import Differences
import Explanations
import PolicyTypes
import Reports
import SourceText
import Toolkit

/// Answers as pictures and as what the solver gets.
extension PromptSession {
  /// The reply in the mode that was chosen.
  func rendered(_ reply: Reply, colour: Bool) throws -> String {
    switch mode {
    case .dot: return try picture(reply.subject).dot
    case .svg: return try picture(reply.subject).svg
    case .smt2:
      guard case .pair(let pair, _) = reply.subject else { return "; this answer is of no question about two ends\n" }
      return try smtText(pair)
    case .text, .table, .json, .ndjson, .csv, .markdown:
      return reply.rendered(mode, limit: limit, colour: colour)
    }
  }

  /// What arrives, else what is stopped.
  func picture(_ subject: Reply.Subject) throws -> AnswerPicture {
    switch subject {
    case .none: return AnswerPicture([], workbench.network)
    case .witnesses(let witnesses): return AnswerPicture(witnesses, workbench.network)
    case .pair(let pair, let witness):
      if let witness { return AnswerPicture([witness], workbench.network) }
      return AnswerPicture(try workbench.stops(pair, limit: 4).map(\.witness), workbench.network)
    }
  }

  func smtText(_ pair: PairQuestion) throws -> String {
    let name = last?.text.split(separator: "\n").joined(separator: " ") ?? ""
    return try workbench.smtLib(pair, limit: limit).map { "; \(name)\n" + $0 }.joined()
  }

  /// `.draw [FILE]`: the last answer; DOT for names that end so, SVG otherwise.
  func draw(_ path: String) throws -> ReplyStatus {
    let drawn = try picture(lastSubject)
    guard !drawn.ways.isEmpty else {
      return mistake("there is no answer to draw yet", "ask `reach A -> B on T`, then `.draw FILE.svg`")
    }
    guard !path.isEmpty else {
      publish(drawn.dot)
      return .answered
    }
    guard streams.write(path.hasSuffix(".dot") || path.hasSuffix(".gv") ? drawn.dot : drawn.svg, path, false) else {
      return mistake("cannot write the picture: \(streams.lastError())", nil)
    }
    return wrote(path)
  }

  /// `.diff PATH`: from this network to the one there.
  func difference(to path: String) throws -> ReplyStatus {
    guard !path.isEmpty else { return mistake("expected a network", ".diff PATH") }
    let other = try Session.open(path, isStrict: isStrict)
    let found = try workbench.changes(to: other) { [interruptions] in interruptions.isRequested }
    guard let (report, before, after) = found else { throw CheckError.interrupted }
    let isDoubtful = report.difference.undecided.isEmpty == false
    return show(
      Reply(
        status: isDoubtful ? .unknown : .answered, json: report.json(before, after), table: report.table
      ) { report.text(before, after, colour: $0) })
  }

  /// `.certificate FOLDER`: of what was proved last, with the policies that they are about.
  func certificate(_ folder: String) throws -> ReplyStatus {
    guard !proved.isEmpty else {
      return mistake("nothing was proved yet", "ask `prove policies` or `forbid A -> B on T` first")
    }
    guard !folder.isEmpty else { return mistake("expected a folder that exists", ".certificate FOLDER") }
    let policies = "\(folder)/policies.isola"
    guard streams.write(policyText(of: proved), policies, false) else {
      return mistake("cannot write to this folder: \(streams.lastError())", nil)
    }
    var count = 0
    for (number, policy) in proved.enumerated() {
      for file in try workbench.certificates(policy, number: number + 1, network: path, isStrict: isStrict, policyFile: policies) {
        guard let text = file.text else { continue }
        guard streams.write(text, "\(folder)/\(file.name)", false) else {
          return mistake("cannot write to this folder: \(streams.lastError())", nil)
        }
        count += 1
      }
    }
    guard count > 0 else {
      return mistake(
        "no invariant proves it, so there is no certificate", "claims that are followed path by path have none")
    }
    publish("wrote \(count == 1 ? "1 certificate" : "\(count) certificates"); `isola recheck FOLDER` judges them again\n")
    return .answered
  }

  // MARK: Watching

  /// `.watch [STATEMENT]`: again whenever the network's files change, until Ctrl-C; all policies where nothing is named.
  func watch(_ statement: String) throws -> ReplyStatus {
    let text = statement.isEmpty ? "prove policies" : statement
    guard Self.isWhole(text) else { return mistake("the statement is not whole", ".watch reach A -> B on T") }
    var stamp = streams.stamp(watched)
    var shown = ""
    var status = ReplyStatus.answered
    var isFirst = true
    while true {
      let (answer, ended) = try captured(text)
      if interruptions.isRequested { return status }
      status = ended
      if isFirst || answer != shown {
        publish(answer)
      } else {
        publish("no change\n")
      }
      (shown, isFirst) = (answer, false)
      while streams.stamp(watched) == stamp {
        if interruptions.isRequested { return status }
        streams.pause()
      }
      stamp = streams.stamp(watched)
      publish("-- the network changed\n")
      do {
        try reopen()
      } catch let failure as InputFailure {
        // Half-written files are read again when they change again.
        streams.complain(failure.text(colour: streams.complaintColour))
      }
    }
  }

  /// The network's own path and the files that were read below it.
  private var watched: [String] {
    let files = workbench.session.files
    return [path] + files.ids.map(files.path(of:)).filter { $0.hasPrefix(path) }
  }

  private func captured(_ text: String) throws -> (String, ReplyStatus) {
    let bytes = Array(text.utf8)
    let file = workbench.enter(bytes, named: "<watch>")
    do {
      let statement = try workbench.statement(0..<bytes.count, of: file)
      let reply = try reply(to: statement, text: text)
      return (try rendered(reply, colour: streams.answerColour), reply.status)
    } catch let failure as InputFailure {
      return (failure.text(colour: false), .mistake)
    }
  }
}

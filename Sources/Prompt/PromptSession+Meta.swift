import Checker
import NetworkModel
import PolicySyntax
import PolicyTypes
import Reports
import SourceText
import Toolkit

extension PromptSession {
  /// Runs `.NAME ARGUMENT`.
  func meta(_ line: String) -> ReplyStatus {
    let words = line.dropFirst().split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
    let name = words.first.map(String.init) ?? ""
    let argument = words.count > 1 ? Self.unquoted(words[1]) : ""
    let all = MetaCommand.allCases.map(\.rawValue)
    guard let command = MetaCommand(rawValue: name) ?? Self.abbreviated(name) else {
      let note = Spelling.note(for: name, among: all) ?? "`.help` lists the commands"
      return mistake("unknown command `.\(DisplayText.escape(name))`", note)
    }
    workbench.begin()
    interruptions.begin()
    defer { interruptions.end() }
    do {
      return try run(command, argument)
    } catch let failure as InputFailure {
      streams.complain(failure.text(colour: streams.complaintColour))
      return .mistake
    } catch let failure as CheckError {
      return report(failure)
    } catch {
      streams.complain("internal error: \(error)\n")
      return .failure
    }
  }

  /// The only command that begins so.
  private static func abbreviated(_ name: String) -> MetaCommand? {
    let found = MetaCommand.allCases.filter { !name.isEmpty && $0.rawValue.hasPrefix(name) }
    return found.count == 1 ? found[0] : nil
  }

  private static func unquoted(_ text: Substring) -> String {
    let trimmed = String(text.drop { $0 == " " })
    let end = trimmed.lastIndex { $0 != " " }
    let whole = end.map { String(trimmed[...$0]) } ?? ""
    guard whole.count >= 2, whole.hasPrefix("\""), whole.hasSuffix("\"") else { return whole }
    return String(whole.dropFirst().dropLast())
  }

  private func run(_ command: MetaCommand, _ argument: String) throws -> ReplyStatus {
    switch command {
    case .help: return help(argument)
    case .load: return load(argument)
    case .reload: return try reload()
    case .resources: return show(Reply(resources(argument)))
    case .policies: return show(Reply(try policyTable()))
    case .mode: return setMode(argument)
    case .output:
      output = argument.isEmpty ? nil : argument
      return .answered
    case .once:
      guard !argument.isEmpty else { return mistake("expected a file", ".once FILE") }
      outputOnce = argument
      return .answered
    case .timer:
      guard ["on", "off", ""].contains(argument) else {
        return mistake("expected `on` or `off`, found `\(DisplayText.escape(argument))`", nil)
      }
      showsTime = argument.isEmpty ? !showsTime : argument == "on"
      return .answered
    case .limit: return setLimit(argument)
    case .save: return save(argument)
    case .smt: return try smt()
    case .certificate: return try certificate(argument)
    case .draw: return try draw(argument)
    case .diff: return try difference(to: argument)
    case .watch: return try watch(argument)
    case .schema: return show(Reply(schema(argument)))
    case .next:
      let reply = try nextWay()
      publish(try rendered(reply, colour: false))
      return reply.status
    case .cost: return setCost(argument)
    case .quit, .exit:
      leave()
      return .answered
    }
  }

  func mistake(_ message: String, _ note: String?) -> ReplyStatus {
    streams.complain("error: \(message)\n" + (note.map { "  note: \($0)\n" } ?? ""))
    return .mistake
  }

  func show(_ reply: Reply) -> ReplyStatus {
    publish(reply.rendered(mode, limit: limit, colour: false))
    return reply.status
  }

  func wrote(_ path: String) -> ReplyStatus {
    streams.answer("wrote `\(DisplayText.escape(path))`\n")
    return .answered
  }

  private func help(_ topic: String) -> ReplyStatus {
    let name = topic.hasPrefix(".") ? String(topic.dropFirst()) : topic
    if topic.isEmpty {
      publish(HelpText.start)
    } else if let page = HelpText.page(name) {
      publish(page)
    } else if let command = MetaCommand(rawValue: name) {
      publish("\(command.help.form)\n  \(command.help.words)\n")
    } else if let page = CodeCatalog.page(for: topic) {
      publish(page)
    } else {
      let known = HelpText.topics + MetaCommand.allCases.map(\.rawValue) + CodeCatalog.codes
      return mistake(
        "there is no topic `\(DisplayText.escape(topic))`",
        Spelling.note(for: name, among: known) ?? "topics are \(HelpText.topics.joined(separator: ", "))")
    }
    return .answered
  }

  private func setMode(_ argument: String) -> ReplyStatus {
    if argument.isEmpty {
      publish(mode.rawValue + "\n")
      return .answered
    }
    guard let chosen = OutputMode(rawValue: argument) else {
      let all = OutputMode.allCases.map(\.rawValue)
      return mistake(
        "unknown mode `\(DisplayText.escape(argument))`",
        Spelling.note(for: argument, among: all) ?? "modes are \(all.joined(separator: ", "))")
    }
    mode = chosen
    return .answered
  }

  private func setLimit(_ argument: String) -> ReplyStatus {
    if argument.isEmpty {
      publish("\(limit)\n")
      return .answered
    }
    guard let number = Int(argument), (1...1_000_000).contains(number) else {
      return mistake("expected a number from 1, found `\(DisplayText.escape(argument))`", nil)
    }
    limit = number
    return .answered
  }

  // MARK: Files

  func load(_ path: String) -> ReplyStatus {
    guard !path.isEmpty else { return mistake("expected a file", ".load FILE") }
    guard loading.count < 8, !loading.contains(path) else {
      return mistake("`\(DisplayText.escape(path))` loads itself", nil)
    }
    guard let text = streams.read(path) else {
      return mistake("cannot read `\(DisplayText.escape(path))`: \(streams.lastError())", nil)
    }
    loading.append(path)
    defer { loading.removeLast() }
    run(text, named: path)
    return .answered
  }

  /// Statements that were declared keep their meaning in the network as it is now.
  private func reload() throws -> ReplyStatus {
    let status = try reopen()
    publish(greeting)
    return status
  }

  @discardableResult
  func reopen() throws -> ReplyStatus {
    let declarations = workbench.declarations
    let interruptions = interruptions
    workbench = try Workbench(Session.open(path, isStrict: isStrict)) { interruptions.register($0) }
    generation += 1
    completions = nil
    last = nil
    ways = nil
    lastSubject = .none
    proved = []
    let text = Array(Printer.print(PolicyFile(declarations)).utf8)
    let file = workbench.enter(text, named: "declared before")
    var status = ReplyStatus.answered
    for part in StatementCutter(text).statements {
      do throws(InputFailure) {
        guard case .declaration(let declaration) = try workbench.statement(part.range, of: file) else {
          continue
        }
        _ = try workbench.declare(declaration)
      } catch {
        streams.complain(error.text(colour: streams.complaintColour))
        status = .mistake
      }
    }
    return status
  }

  private func save(_ path: String) -> ReplyStatus {
    guard !path.isEmpty else { return mistake("expected a file", ".save FILE") }
    let text = policyText(of: nil)
    guard !claims.isEmpty || workbench.declarations.contains(where: \.isPolicy) else {
      return mistake("there is no policy or claim to save", "ask `forbid A -> B on T`, then `.save FILE`")
    }
    guard streams.write(text, path, false) else {
      return mistake("cannot write `\(DisplayText.escape(path))`: \(streams.lastError())", nil)
    }
    return wrote(path)
  }

  /// What was declared and claimed, as a policy file; or what it takes for a few policies.
  func policyText(of policies: [CheckedPolicy]?) -> String {
    var text = Printer.print(PolicyFile(workbench.declarations))
    if let policies {
      guard policies.contains(where: { $0.name == "claim" }), let claim = claims.last else { return text }
      return text + "\npolicy \"claim\" {\n  \(claim)\n}\n"
    }
    for (number, claim) in claims.enumerated() {
      text += "\npolicy \"claim \(number + 1)\" {\n  \(claim)\n}\n"
    }
    return text
  }

  private func smt() throws -> ReplyStatus {
    guard let last else { return mistake("there is no question yet", "ask `reach A -> B on T`") }
    publish(try smtText(last.pair))
    return .answered
  }

  // MARK: Lists

  private func policyTable() throws -> DataTable {
    DataTable(
      columns: ["policy", "severity", "claims", "owner"],
      rows: try workbench.policies().map {
        [$0.name, $0.severity.rawValue, "\($0.claims.count)", $0.owner ?? ""]
      })
  }

  private func schema(_ kind: String) -> DataTable {
    let kinds = Set(index().entries.map(\.kind)).sorted().filter { kind.isEmpty || $0 == kind }
    return DataTable(
      columns: ["kind", "objects", "tags"],
      rows: kinds.map { kind in
        let own = index().entries.filter { $0.kind == kind }
        let keys = Set(own.flatMap(\.tagKeys)).sorted()
        return [kind, "\(own.count)", keys.map { "tag.\($0)" }.joined(separator: " ")]
      })
  }

  private func resources(_ argument: String) -> DataTable {
    var words = argument.split(separator: " ").map(String.init)
    let kinds = Set(index().entries.map(\.kind))
    var kind: String?
    if let first = words.first, kinds.contains(first) { kind = words.removeFirst() }
    let entries = index().entries.filter { entry in
      (kind == nil || entry.kind == kind)
        && words.allSatisfy { entry.text.contains($0) || entry.name.contains($0) }
    }
    return DataTable(
      columns: ["kind", "id", "name"], rows: entries.map { [$0.kind, $0.text, $0.name] })
  }
}

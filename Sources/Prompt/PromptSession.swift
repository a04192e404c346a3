import Checker
import Explanations
import NetworkModel
import PolicySyntax
import PolicyTypes
import Reports
import SolverZ3
import SourceText
import Toolkit

/// Where a session writes, and what it may read.
package struct PromptStreams {
  package var answer: (String) -> Void
  package var complain: (String) -> Void
  /// A whole file; nil when it cannot be read, with the reason at the place where C puts it.
  package var read: (String) -> [UInt8]?
  /// Replaces a file, or adds to it; false when the disk refuses.
  package var write: (_ text: String, _ path: String, _ appends: Bool) -> Bool
  package var lastError: () -> String
  /// Tells states of files apart, for `.watch`.
  package var stamp: ([String]) -> UInt64 = { _ in 0 }
  /// Waits a little before files are looked at again.
  package var pause: () -> Void = {}
  package var answerColour = false
  package var complaintColour = false

  package init(
    answer: @escaping (String) -> Void, complain: @escaping (String) -> Void,
    read: @escaping (String) -> [UInt8]?,
    write: @escaping (_ text: String, _ path: String, _ appends: Bool) -> Bool,
    lastError: @escaping () -> String
  ) {
    self.answer = answer
    self.complain = complain
    self.read = read
    self.write = write
    self.lastError = lastError
  }
}

/// One session at the prompt: statements and meta commands in, answers out. Belongs to one thread; only `Interruptions` may
/// be used from another.
package final class PromptSession {
  /// What stops the statement at hand.
  package let interruptions: Interruptions
  package private(set) var worst = ReplyStatus.answered
  package private(set) var isLeaving = false

  var workbench: Workbench
  var streams: PromptStreams
  let isStrict: Bool
  let path: String
  var mode = OutputMode.text
  var limit = 100
  var showsTime = false
  var output: String?
  var outputOnce: String?
  /// The last question about two sets, for `why`, `.next`, `.smt`.
  var last: (pair: PairQuestion, text: String)?
  /// Ways of the last question that were found, and how many were shown.
  var ways: (found: [Witness], isCut: Bool, shown: Int)?
  /// Claims that were asked for by themselves, for `.save`.
  var claims: [String] = []
  /// What `.draw` shows.
  var lastSubject = Reply.Subject.none
  /// The policies that were proved last, for `.certificate`.
  var proved: [CheckedPolicy] = []
  /// What changes cost that `fix` proposes.
  var costs = RepairCosts()
  var completions: CompletionIndex?
  /// Counts the networks that were read: places in texts belong to one of them.
  var generation = 0
  /// Files that are being loaded, outermost first.
  var loading: [String] = []
  /// Answers are not wanted now; complaints always are.
  private var isSilent = false

  package init(
    path: String, isStrict: Bool, streams: PromptStreams, interruptions: Interruptions
  ) throws {
    self.path = path
    self.isStrict = isStrict
    self.streams = streams
    self.interruptions = interruptions
    workbench = try Workbench(Session.open(path, isStrict: isStrict)) { interruptions.register($0) }
  }

  /// The network, its fingerprint and what is in it, on two lines.
  package var greeting: String {
    let network = workbench.network
    let counts = [
      (network.vpcs.count, "VPC", "VPCs"), (network.subnets.count, "subnet", "subnets"),
      (network.interfaces.count, "interface", "interfaces"),
      (network.securityGroups.count, "security group", "security groups"),
      (network.routeTables.count, "route table", "route tables"),
    ].map { "\($0) \($0 == 1 ? $1 : $2)" }
    return """
      \(DisplayText.escape(path)) [\(workbench.session.fingerprint)]: \(counts.joined(separator: ", "))
      `.help` lists what can be asked, Ctrl-D leaves.

      """
  }

  /// Everything that a text holds, in order. `name` is how mistakes name the text. Statements after a mistake go on.
  package func run(_ text: [UInt8], named name: String) {
    let cutter = StatementCutter(text)
    var file = workbench.enter(text, named: name)
    var entered = generation
    var parts = cutter.statements
    if let rest = cutter.unfinished { parts.append(.init(range: rest, isMeta: false)) }
    for part in parts where !isLeaving {
      if interruptions.isRequested, !interruptions.isInteractive { return }
      if entered != generation {
        file = workbench.enter(text, named: name)
        entered = generation
      }
      let status =
        part.isMeta
        ? meta(String(decoding: text[part.range], as: UTF8.self))
        : answer(part.range, of: file, text: String(decoding: text[part.range], as: UTF8.self))
      worst = .worst(worst, status)
    }
  }

  /// Runs a file, as `.load` does; silently where only its declarations are wanted.
  package func load(_ path: String, isSilent: Bool) {
    self.isSilent = isSilent
    defer { self.isSilent = false }
    worst = .worst(worst, load(path))
  }

  /// Whether the text can be run, or waits for more lines.
  package static func isWhole(_ text: String) -> Bool { StatementCutter(text).unfinished == nil }

  func leave() { isLeaving = true }

  // MARK: One statement

  private func answer(_ range: Range<Int>, of file: FileID, text: String) -> ReplyStatus {
    workbench.begin()
    interruptions.begin()
    defer { interruptions.end() }
    let clock = ContinuousClock()
    let start = clock.now
    let status: ReplyStatus
    do {
      let statement = try workbench.statement(range, of: file)
      let reply = try reply(to: statement, text: text)
      status = reply.status
      if case .none = reply.subject {} else { lastSubject = reply.subject }
      publish(try rendered(reply, colour: streams.answerColour && goesToTerminal))
    } catch let failure as InputFailure {
      streams.complain(failure.text(colour: streams.complaintColour))
      return .mistake
    } catch let failure as CheckError {
      return report(failure)
    } catch {
      streams.complain("internal error: \(error)\n")
      return .failure
    }
    if showsTime { streams.complain("time: \(Self.milliseconds(clock.now - start)) ms\n") }
    return status
  }

  private static func milliseconds(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let tenths = seconds * 10_000 + attoseconds / 100_000_000_000_000
    return "\(tenths / 10).\(tenths % 10)"
  }

  func report(_ failure: CheckError) -> ReplyStatus {
    switch failure {
    case .interrupted:
      streams.complain("interrupted\n")
      return .interrupted
    case .solver(let reason): streams.complain("internal error: \(reason)\n")
    case .disagreement(let dump):
      streams.complain(
        "internal error: two readings of the network disagree; this is a defect of Isola, and no answer is given\n"
          + "\(dump)\n")
    }
    return .failure
  }

  // MARK: Output

  /// Without characters that could steer a terminal, whoever's name they stand in; our own colours stay.
  private static func harmless(_ text: String, hasColour: Bool) -> String {
    func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
      scalar.value < 0x20 && scalar != "\n" && scalar != "\t" || (0x7F...0x9F).contains(scalar.value)
        || (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    }
    guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
    var result = String.UnicodeScalarView()
    var rest = text.unicodeScalars[...]
    while let scalar = rest.first {
      if hasColour, scalar == "\u{1B}", let length = colour(rest) {
        result.append(contentsOf: rest.prefix(length))
        rest = rest.dropFirst(length)
        continue
      }
      if isUnsafe(scalar) {
        result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
      } else {
        result.append(scalar)
      }
      rest = rest.dropFirst()
    }
    return String(result)
  }

  /// The length of `ESC [ digits ; … m` at the start.
  private static func colour(_ text: Substring.UnicodeScalarView) -> Int? {
    let body = text.dropFirst()
    guard body.first == "[" else { return nil }
    let digits = body.dropFirst().prefix { ("0"..."9").contains($0) || $0 == ";" }
    guard digits.count <= 8, body.dropFirst(1 + digits.count).first == "m" else { return nil }
    return 3 + digits.count
  }

  private var goesToTerminal: Bool { output == nil && outputOnce == nil }

  /// To where `.once` or `.output` says, else to the terminal.
  func publish(_ text: String) {
    if isSilent { return }
    guard let target = outputOnce ?? output else { return streams.answer(Self.harmless(text, hasColour: streams.answerColour)) }
    let appends = outputOnce == nil
    outputOnce = nil
    if streams.write(text, target, appends) { return }
    streams.complain("error: cannot write `\(DisplayText.escape(target))`: \(streams.lastError())\n")
    worst = .worst(worst, .mistake)
  }
}

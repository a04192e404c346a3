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
      publish(reply.rendered(mode, limit: limit, colour: streams.answerColour && goesToTerminal))
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

  private var goesToTerminal: Bool { output == nil && outputOnce == nil }

  /// To where `.once` or `.output` says, else to the terminal.
  func publish(_ text: String) {
    if isSilent { return }
    guard let target = outputOnce ?? output else { return streams.answer(text) }
    let appends = outputOnce == nil
    outputOnce = nil
    if streams.write(text, target, appends) { return }
    streams.complain("error: cannot write `\(DisplayText.escape(target))`: \(streams.lastError())\n")
    worst = .worst(worst, .mistake)
  }
}

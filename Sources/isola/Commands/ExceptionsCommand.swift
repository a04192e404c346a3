import ArgumentParser
import Configuration
import Outputs
import PolicyTypes
import Reports
import SourceText
import Toolkit

struct ExceptionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exceptions",
    abstract: "Lists accepted flows, and those that have ended or are not needed.",
    discussion: """
      EXAMPLE
        isola exceptions policies.isola --exceptions exceptions.yaml --network ./network

      What the policy files approve is listed too. Ends with 1 when one has ended, or is not needed because its policy is proved without it.
      """)

  @Argument(help: ArgumentHelp("Policy files.", valueName: "policy.isola"))
  var policies: [String] = []

  @OptionGroup var network: NetworkOptions

  @Option(help: ArgumentHelp("A file of exceptions; repeatable.", valueName: "path"))
  var exceptions: [String] = []

  @OptionGroup var day: DayOption

  func run() throws {
    let settings = try network.settings()
    var session = try network.open(settings, formats: OutputFormat.answers)
    let today = try day.today()
    let files = exceptions.isEmpty ? settings.exceptions : exceptions
    let paths = policies.isEmpty ? settings.policies : policies
    guard !paths.isEmpty else {
      Console.complain("error: expected policy files, and exceptions (--exceptions PATH) or approvals in them\n")
      throw ExitStatus.input
    }
    let accepted = try Failures.reported {
      try session.accepted(at: files, days: Moment.days, read: CheckCommand.read)
    }
    let checked = try Failures.reported {
      try session.policies(at: paths, accepted: accepted, today: today, read: CheckCommand.read)
    }
    let approvals = session.declaredApprovals
    guard !files.isEmpty || !approvals.isEmpty else {
      Console.complain("error: expected a file of exceptions (--exceptions PATH), or `approve` in the policy files\n")
      throw ExitStatus.input
    }
    let results = try Failures.reported {
      try session.check(checked, started: Interruption.register, isCancelled: { Interruption.isRequested })
    }
    guard let results, !Interruption.isRequested else { Interruption.leave() }
    let states = try Failures.reported { try session.states(of: accepted, results, today: today) }
    let context = session.context
    network.show(
      text: { _ in
        states.map { Self.line($0, today, context) }.joined() + approvals.map { Self.line($0, today, context) }.joined()
      },
      json: { Self.json(states, approvals, today, context) })
    let hasEnded = approvals.contains { $0.until < today }
    if hasEnded || states.contains(where: { $0.kind != .active }) { throw ExitStatus.violated }
  }

  private static func line(_ approval: Approval, _ today: Int, _ context: ReportContext) -> String {
    let place = context.place(of: approval.range).map { "\(DisplayText.escape($0.path)):\($0.startLine)" } ?? ""
    let days = approval.until - today
    let left = days < 0 ? "ended \(approval.untilText)" : "until \(approval.untilText), \(days) days"
    let words = [
      "\(approval.source.text) -> \(approval.destination.text) on \(approval.traffic.text)",
      "\(approval.by), \(approval.ticket), \(left)",
    ].map(DisplayText.escape)
    return "\(days < 0 ? "EXPIRED" : "ACTIVE")  approval  \(place)\n" + words.map { "  \($0)\n" }.joined()
  }

  private static func line(_ state: ExceptionState, _ today: Int, _ context: ReportContext) -> String {
    let flow = state.flow
    let place = context.place(of: flow.range).map { "\(DisplayText.escape($0.path)):\($0.startLine)" } ?? ""
    let days = flow.expires - today
    let left = days < 0 ? "ended \(flow.expiryText)" : "until \(flow.expiryText), \(days) days"
    let words = [
      flow.policy.text, "\(flow.source.text) -> \(flow.destination.text) on \(flow.traffic.text)", flow.reason,
      "\(flow.owner), \(flow.ticket), \(left)",
    ].map(DisplayText.escape)
    return "\(state.kind.rawValue.uppercased())  \(words[0])  \(place)\n"
      + words.dropFirst().map { "  \($0)\n" }.joined()
  }

  /// `isola.exceptions/1`.
  private static func json(
    _ states: [ExceptionState], _ approvals: [Approval], _ today: Int, _ context: ReportContext
  ) -> JSONNode {
    [
      "schema": "isola.exceptions/1", "today": .string(Moment.date(today)),
      "exceptions": .array(
        states.map { state in
          let flow = state.flow
          let place = context.place(of: flow.range)
          return [
            "policy": .string(flow.policy.text), "state": .string(state.kind.rawValue),
            "from": .string(flow.source.text), "to": .string(flow.destination.text), "on": .string(flow.traffic.text),
            "reason": .string(flow.reason), "owner": .string(flow.owner), "ticket": .string(flow.ticket),
            "expires": .string(flow.expiryText), "file": .optional(place?.path), "line": .optional(place?.startLine),
          ]
        }),
      "approvals": .array(
        approvals.map { approval in
          let place = context.place(of: approval.range)
          return [
            "state": .string(approval.until < today ? "expired" : "active"),
            "from": .string(approval.source.text), "to": .string(approval.destination.text),
            "on": .string(approval.traffic.text), "by": .string(approval.by), "ticket": .string(approval.ticket),
            "until": .string(approval.untilText), "file": .optional(place?.path), "line": .optional(place?.startLine),
          ]
        }),
    ]
  }
}

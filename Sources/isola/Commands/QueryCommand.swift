import ArgumentParser
import Checker
import PolicyTypes
import Reports
import Toolkit

struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Answers one question about a network.",
    discussion: """
      EXAMPLE
        isola query --network ./network 'reach internet -> i-0abc on tcp/22'
        isola query --network ./network 'who reaches i-0abc on tcp/5432'
        isola query --network ./network 'would enforce vpc-0abc'

      reach A -> B asks for packets and replies, deliver A -> B for packets alone.
      """)

  @OptionGroup var network: NetworkOptions

  @Argument(
    help: "reach A -> B, deliver A -> B, who reaches B, what does A reach; each with: on tcp/443.")
  var question: String

  func run() throws {
    if question.hasPrefix(Self.enforcement) { return try runEnforcement() }
    var session = try network.open()
    let asked = try Failures.reported { try session.question(question) }
    let report = try Failures.reported {
      try session.answer(asked, text: question, started: Interruption.register)
    }
    if Interruption.isRequested { Interruption.leave() }
    let context = session.context
    network.show(text: { report.text(context, colour: $0) }, json: { report.json(context) })
    if !report.isDefinite { throw ExitStatus.unknown }
  }

  private static let enforcement = "would enforce "

  /// `would enforce SET`: what keeps its VPCs from enforcing encryption (OBJ-10). The answer is yes, or the list.
  private func runEnforcement() throws {
    var session = try network.open()
    let text = "policy \"would enforce\" { forbid encryption blockers of \(question.dropFirst(Self.enforcement.count)) }\n"
    let checked = try Failures.reported {
      try session.policies(at: ["question"], read: { _ in Array(text.utf8) })
    }
    let results = try Failures.reported {
      try session.check(checked, started: Interruption.register, isCancelled: { Interruption.isRequested })
    }
    guard let results, !Interruption.isRequested else { Interruption.leave() }
    let report = CheckReport(policies: results, warnings: checked.diagnostics)
    let context = session.context
    network.show(text: { report.text(context, colour: $0) }, json: { report.json(context) })
    switch results.first?.verdict {
    case .proved: return
    case .violated: throw ExitStatus.violated
    case .unknown, .vacuous, nil: throw ExitStatus.unknown
    }
  }
}

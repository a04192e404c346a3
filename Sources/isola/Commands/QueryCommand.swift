import ArgumentParser
import Checker
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

      reach A -> B asks for packets and replies, deliver A -> B for packets alone.
      """)

  @OptionGroup var network: NetworkOptions

  @Argument(
    help: "reach A -> B, deliver A -> B, who reaches B, what does A reach; each with: on tcp/443.")
  var question: String

  func run() throws {
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
}

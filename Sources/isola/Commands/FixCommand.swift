import ArgumentParser
import Configuration
import Prompt
import Toolkit

struct FixCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fix",
    abstract: "The smallest changes after which something is reachable, or a policy holds.",
    discussion: """
      EXAMPLE
        isola fix --network ./network 'i-0abc -> i-0def on tcp/5432'
        isola fix --network ./network --policies policies.isola 'policy "no ssh"'

      Each change comes with everything that it opens and closes, as AWS CLI commands and as Terraform. Nothing is changed.
      """)

  @OptionGroup var network: NetworkOptions

  @Option(
    name: .customLong("policies"),
    help: ArgumentHelp("A policy file with the names that the question uses; repeatable.", valueName: "file"))
  var policies: [String] = []

  @Argument(help: "A -> B on tcp/443, deliver A -> B on udp/53, a claim, or policy \"name\".")
  var question: String

  func run() throws {
    try network.format.check()
    let settings = try network.settings()
    let path = try network.path(settings)
    let isStrict = network.strict || settings.isStrict == true
    let interruptions = Interruptions(isInteractive: false)
    let session = try Failures.reported {
      try PromptSession(
        path: path, isStrict: isStrict,
        streams: ReplCommand.streams(isQuiet: network.quiet), interruptions: interruptions)
    }
    Interruption.handled(by: {
      if !interruptions.interrupt() { Interruption.leave() }
    })
    for file in policies { session.load(file, isSilent: true) }
    guard session.worst == .answered else {
      throw ExitStatus(rawValue: session.worst.rawValue) ?? .failure
    }
    if network.format == .json { session.run(Array(".mode json".utf8), named: "<option>") }
    session.run(Array("fix \(question)".utf8), named: "<question>")
    if interruptions.isRequested { Interruption.leave() }
    throw ExitStatus(rawValue: session.worst.rawValue) ?? .failure
  }
}

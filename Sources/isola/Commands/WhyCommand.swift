import ArgumentParser
import Configuration
import Prompt
import Toolkit

struct WhyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Why something is reachable or not: the rules, or every minimal set of blockers.",
    discussion: """
      EXAMPLE
        isola why --network ./network 'i-0abc -> i-0def on tcp/5432'
        isola why --network ./network --policies policies.isola 'policy "no ssh"'
      """)

  @OptionGroup var network: NetworkOptions

  @Option(
    name: .customLong("policies"),
    help: ArgumentHelp("A policy file with the names that the question uses; repeatable.", valueName: "file"))
  var policies: [String] = []

  @Argument(help: "A -> B on tcp/443, deliver A -> B on udp/53, or policy \"name\".")
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
    session.run(Array("why \(question)".utf8), named: "<question>")
    if interruptions.isRequested { Interruption.leave() }
    throw ExitStatus(rawValue: session.worst.rawValue) ?? .failure
  }
}

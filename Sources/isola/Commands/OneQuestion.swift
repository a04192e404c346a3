import ArgumentParser
import Configuration
import Prompt
import Toolkit

/// What commands that put one statement to the prompt have in common.
struct OneQuestion: ParsableArguments {
  @OptionGroup var network: NetworkOptions

  @Option(
    name: .customLong("policies"),
    help: ArgumentHelp("A policy file with the names that the question uses; repeatable.", valueName: "file"))
  var policies: [String] = []

  /// Asks, prints the answer, and ends the program with the exit code of the prompt.
  func ask(_ statement: String) throws {
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
    session.run(Array(statement.utf8), named: "<question>")
    if interruptions.isRequested { Interruption.leave() }
    throw ExitStatus(rawValue: session.worst.rawValue) ?? .failure
  }
}

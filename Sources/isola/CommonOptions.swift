import ArgumentParser
import Checker
import Glibc
import Reports
import Toolkit

/// How a report looks. `pretty` is another word for `text`.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
  case text, json, pretty
}

/// Which network, and how to answer.
struct NetworkOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The network: a folder or a file, in any known layout; - is standard input.",
      valueName: "path"))
  var network: String

  @Option(help: "How to write the answer: text or json.")
  var format: OutputFormat = .text

  @Flag(help: "Assume nothing about what was not collected.")
  var strict = false

  @Flag(help: "Print nothing on standard output; the exit code tells.")
  var quiet = false

  /// The network; its mistakes end the run.
  func open() throws -> Session {
    try Failures.reported { try Session.open(network, isStrict: strict) }
  }

  /// Prints one report in the format that was asked for.
  func show(text: (_ colour: Bool) -> String, json: () -> JSONNode) {
    guard !quiet else { return }
    switch format {
    case .text, .pretty: Console.print(text(Console.shows(colourOn: STDOUT_FILENO)))
    case .json: Console.print(JSONWriter.write(json()))
    }
  }
}

/// From thrown errors to messages and exit codes.
package enum Failures {
  /// Runs a step; mistakes of the user and failures of the tool go to standard error.
  package static func reported<Value>(_ step: () throws -> Value) throws -> Value {
    do {
      return try step()
    } catch let failure as InputFailure {
      Console.complain(failure.text(colour: Console.shows(colourOn: STDERR_FILENO)))
      throw ExitStatus.input
    } catch let failure as CheckError {
      if Interruption.isRequested { Interruption.leave() }
      switch failure {
      case .interrupted: Interruption.leave()
      case .solver(let reason): Console.complain("internal error: \(reason)\n")
      case .disagreement(let dump):
        Console.complain(
          "internal error: two readings of the network disagree; this is a defect of Isola, and no verdict is given\n"
            + "\(dump)\n")
      }
      throw ExitStatus.failure
    }
  }
}

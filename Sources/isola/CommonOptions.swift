import ArgumentParser
import Checker
import Configuration
import Glibc
import Outputs
import Reports
import SourceText
import TemporaryFolders
import Toolkit

/// How a report looks. `pretty` is another word for `text`. The formats from `sarif` on are reports of `isola check` for other
/// programs.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
  case text, json, pretty, sarif, junit, github, gitlab, markdown, compact, ocsf, asff

  /// What every command can answer in.
  static let answers: [OutputFormat] = [.text, .json, .pretty]

  /// The report for programs; nil for the answers of every command.
  var kind: OutputKind? { OutputKind(rawValue: rawValue) }

  /// Prints an answer; `check(among:)` was asked before.
  func show(text: (_ colour: Bool) -> String, json: () -> JSONNode) {
    switch self {
    case .text, .pretty: Console.print(text(Console.shows(colourOn: STDOUT_FILENO)))
    case .json: Console.print(JSONWriter.write(json()))
    case .sarif, .junit, .github, .gitlab, .markdown, .compact, .ocsf, .asff: break
    }
  }

  /// Ends the run with a message where the command does not know this format.
  func check(among formats: [OutputFormat] = answers) throws {
    guard !formats.contains(self) else { return }
    Console.complain(
      "error: `--format \(rawValue)` is for `isola check`; use \(formats.map(\.rawValue).joined(separator: ", "))\n")
    throw ExitStatus.input
  }
}

/// Which network, and how to answer.
struct NetworkOptions: ParsableArguments {
  @Option(
    name: .customLong("network"),
    help: ArgumentHelp(
      "The network: a folder or a file, in any known layout; - is standard input. Without it, the one that .isola.yaml names.",
      valueName: "path"))
  var given: String?

  @Option(help: "How to write the answer: text or json; check knows more.")
  var format: OutputFormat = .text

  @Flag(help: "Assume nothing about what was not collected.")
  var strict = false

  @Flag(help: "Print nothing on standard output; the exit code tells.")
  var quiet = false

  @Option(
    help: ArgumentHelp(
      "The settings, in place of the .isola.yaml of this folder or of one above it in the repository.", valueName: "path"))
  var config: String?

  @Flag(help: "Read no settings.")
  var noConfig = false

  /// The settings of the repository; none with `--no-config`.
  func settings() throws -> Settings {
    noConfig ? Settings() : try Surroundings.settings(at: config)
  }

  /// The network; its mistakes end the run.
  func open(formats: [OutputFormat] = OutputFormat.answers) throws -> Session {
    try open(settings(), formats: formats)
  }

  func open(_ settings: Settings, formats: [OutputFormat]) throws -> Session {
    try format.check(among: formats)
    let path = try path(settings)
    return try Failures.reported {
      try Session.open(path, isStrict: strict || settings.isStrict == true)
    }
  }

  /// Where the network is.
  func path(_ settings: Settings) throws -> String {
    if let path = given ?? settings.network { return path }
    Console.complain(
      "error: expected a network: give `--network PATH`, or name one in \(Settings.fileName)\n")
    throw ExitStatus.input
  }

  /// Prints one report in the format that was asked for.
  func show(text: (_ colour: Bool) -> String, json: () -> JSONNode) {
    if !quiet { format.show(text: text, json: json) }
  }
}

/// On which day exceptions are judged.
struct DayOption: ParsableArguments {
  @Option(
    name: .customLong("today"),
    help: ArgumentHelp("The day for which exceptions are judged, else that of SOURCE_DATE_EPOCH, else today in UTC.", valueName: "YYYY-MM-DD"))
  var given: String?

  /// Days since 1970-01-01.
  func today() throws -> Int {
    guard let given else { return Surroundings.time / 86_400 }
    guard let day = Moment.days(of: given) else {
      Console.complain("error: expected a day such as 2030-01-31 for --today, found `\(DisplayText.escape(given))`\n")
      throw ExitStatus.input
    }
    return day
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
    } catch let failure as TemporaryFolderError {
      Console.complain("error: \(DisplayText.escape(failure.description))\n")
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

import ArgumentParser
import Glibc

/// The root of all commands.
struct Isola: ParsableCommand {
  static let number = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "isola",
    abstract: "Proves what can reach what in a cloud network.",
    discussion: """
      EXAMPLE
        isola check policies.isola --network ./network

      Exit codes: 0 all proved or answered, 1 violated, 2 mistake in the input, 3 unknown, 4 internal error.
      """,
    version: "isola \(number)",
    subcommands: [
      CheckCommand.self, DiffCommand.self, ExceptionsCommand.self, BaselineCommand.self, ReportCommand.self,
      QueryCommand.self, WhyCommand.self, FixCommand.self, ReplCommand.self, TraceCommand.self, InspectCommand.self,
      MatrixCommand.self, PlanCommand.self, RunCommand.self, MergeCommand.self, ServeCommand.self, MCPCommand.self,
      LanguageServerCommand.self, CollectCommand.self, GenerateCommand.self,
      RecheckCommand.self, FormatCommand.self, LintCommand.self, TestCommand.self, ExplainCommand.self,
      CompletionsCommand.self,
    ])
}

@main
enum Entry {
  static func main() {
    Interruption.watched(run)
  }

  private static func run() {
    do {
      var command = try Isola.parseAsRoot()
      try command.run()
    } catch let status as ExitStatus {
      exit(status.rawValue)
    } catch {
      finish(error)
    }
  }

  /// Help and version end well; every other complaint of the argument parser is a usage error.
  private static func finish(_ error: any Error) -> Never {
    let message = Isola.fullMessage(for: error)
    guard Isola.exitCode(for: error).isSuccess else {
      Console.complain(message + "\n")
      exit(ExitStatus.input.rawValue)
    }
    Console.print(message + "\n")
    exit(ExitStatus.success.rawValue)
  }
}

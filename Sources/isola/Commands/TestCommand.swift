import ArgumentParser
import Glibc
import Reports
import SourceText
import Toolkit

struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Runs the tests that policy files hold.",
    discussion: """
      EXAMPLE
        isola test policies.isola
        isola test *.isola --format json

      A test names a network and what is expected of it. Ends with 1 if a test fails.
      """)

  @Argument(
    help: ArgumentHelp("Policy files; without any, every *.isola here.", valueName: "policy.isola"))
  var policies: [String] = []

  @Option(help: "How to write the outcome: text or json.")
  var format: OutputFormat = .text

  func run() throws {
    try format.check()
    let paths = try PolicyPaths.resolve(policies)
    var run = try Failures.reported { try PolicyTestRun(paths, read: CheckCommand.read) }
    guard run.count > 0 else {
      Console.complain("error: no test in the policy files\n")
      throw ExitStatus.input
    }
    let outcomes = try Failures.reported {
      try run.run(read: CheckCommand.read, started: Interruption.register)
    }
    if Interruption.isRequested { Interruption.leave() }
    let files = SourceMap(run.files)
    format.show(text: { _ in Self.text(outcomes, files) }, json: { Self.json(outcomes, files) })
    if outcomes.contains(where: { !$0.failures.isEmpty }) { throw ExitStatus.violated }
  }

  private static func place(_ range: SourceRange?, _ files: SourceMap) -> String {
    guard let range else { return "" }
    return "\(files.files.path(of: range.file)):\(files.position(of: range).line)"
  }

  private static func text(_ outcomes: [PolicyTestOutcome], _ files: SourceMap) -> String {
    var text = ""
    for outcome in outcomes {
      let word = outcome.failures.isEmpty ? "passed" : "FAILED"
      text += "\(word)  \(DisplayText.escape(outcome.name))\n"
      for failure in outcome.failures {
        text += "  \(DisplayText.escape(place(failure.place, files))): \(DisplayText.escape(failure.message))\n"
      }
    }
    let failed = outcomes.count { !$0.failures.isEmpty }
    return text + "\(outcomes.count) tests: \(outcomes.count - failed) passed, \(failed) failed\n"
  }

  private static func json(_ outcomes: [PolicyTestOutcome], _ files: SourceMap) -> JSONNode {
    [
      "schema": "isola.test/1",
      "tests": .array(
        outcomes.map { outcome in
          [
            "name": .string(outcome.name), "network": .string(outcome.network),
            "passed": .bool(outcome.failures.isEmpty), "place": .string(place(outcome.place, files)),
            "failures": .array(
              outcome.failures.map { failure in
                ["place": .string(place(failure.place, files)), "message": .string(failure.message)]
              }),
          ]
        }),
    ]
  }
}

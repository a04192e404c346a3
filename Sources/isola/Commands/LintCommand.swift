import ArgumentParser
import Glibc
import Reports
import SourceText
import Toolkit

struct LintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint",
    abstract: "Judges policies against policies; needs no network.",
    discussion: """
      EXAMPLE
        isola lint policies.isola
        isola lint *.isola --format json

      Finds what no network can mend: sets without members, claims about nothing, exceptions that release nothing, claims
      that others imply, and claims that contradict each other. Ends with 1 if it finds anything.
      """)

  @Argument(
    help: ArgumentHelp("Policy files; without any, every *.isola here.", valueName: "policy.isola"))
  var policies: [String] = []

  @Option(help: "How to write the findings: text or json.")
  var format: OutputFormat = .text

  @Flag(help: "Print nothing on standard output; the exit code tells.")
  var quiet = false

  func run() throws {
    try format.check()
    let paths = try PolicyPaths.resolve(policies)
    let documents = try Failures.reported {
      try PolicyDocuments.read(paths, read: CheckCommand.read)
    }
    let result = try Failures.reported { try documents.lint(started: Interruption.register) }
    if Interruption.isRequested { Interruption.leave() }
    let counts = documents.counts
    let report = LintReport(
      result,
      counts: .init(
        policies: counts.policies, claims: counts.claims, sets: counts.sets,
        traffics: counts.traffics),
      files: documents.files)
    if !quiet {
      Console.complain(
        DiagnosticRenderer(files: documents.files, colour: Console.shows(colourOn: STDERR_FILENO))
          .render(documents.warnings))
      format.show(text: { report.text(colour: $0) }, json: { report.json() })
    }
    if report.hasFindings { throw ExitStatus.violated }
  }
}

import ArgumentParser
import Collection
import SourceText

struct CollectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect",
    abstract: "Reads live accounts through the AWS CLI into a folder that --network accepts.",
    discussion: """
      Starts `aws` and nothing else; every call only reads. Specs/Collection/policy.json holds the permissions that it
      needs. A call that fails leaves what it lists unknown. What routes and filters is read until two readings agree.
      A run that was stopped goes on when it is repeated.

      EXAMPLE
        isola collect --output ./estate --profile production --profile network --region eu-west-1
        isola check policies.isola --network ./estate

      Exit codes: 0 everything was read, 3 something could not be read and is unknown, 2 nothing could be read.
      """)

  @Option(help: ArgumentHelp("The folder to write; new, empty, or of a run that was stopped.", valueName: "dir"))
  var output: String?

  @Option(
    name: .customLong("profile"),
    help: "A profile of the AWS CLI, one for each account; repeatable. Without one, the environment's credentials.")
  var profiles: [String] = []

  @Option(
    name: .customLong("region"),
    help: "A Region to read; repeatable. Without one, every Region that is enabled in the account.")
  var regions: [String] = []

  @Option(help: "How often a call is tried when the provider asks for patience.")
  var attempts = 8

  @Option(help: "Objects on a page, where a call takes a number; without it the most that it gives.")
  var pageSize: Int?

  @Option(help: "How many calls run at once.")
  var jobs = 4

  @Option(help: "How often what routes and filters is read at most, until two readings agree.")
  var readings = 5

  @Flag(help: "Print the permissions that a collection needs, as a policy document, and read nothing.")
  var printPolicy = false

  @Flag(help: "Print every call that a collection may make, and read nothing.")
  var printCalls = false

  @Flag(help: "Print nothing on standard output.")
  var quiet = false

  func validate() throws {
    guard output != nil || printPolicy || printCalls else {
      throw ValidationError("Missing expected argument '--output <dir>'")
    }
    guard (1...20).contains(attempts), (1...32).contains(jobs), (2...20).contains(readings),
      (pageSize ?? 1) >= 1
    else {
      throw ValidationError(
        "--attempts is 1 to 20, --jobs 1 to 32, --readings 2 to 20, --page-size at least 1")
    }
  }

  func run() throws {
    if printPolicy { return Console.print(PermissionPolicy.text) }
    if printCalls { return Console.print(CallCatalogue.text) }
    var options = CollectionOptions(output: output ?? "")
    options.profiles = profiles
    options.regions = regions
    options.patience.attempts = attempts
    options.pageSize = pageSize
    options.threads = jobs
    options.mostPasses = readings
    let isQuiet = quiet
    let record: CollectionRecord
    do {
      record = try Collector(options) { line in
        if !isQuiet { Console.complain(DisplayText.escape(line) + "\n") }
      }.collect()
    } catch {
      throw complain(error)
    }
    if !quiet {
      for line in record.summary(folder: options.output) {
        Console.print(DisplayText.escape(line) + "\n")
      }
    }
    if !record.isWhole { throw ExitStatus.unknown }
  }

  private func complain(_ error: any Error) -> ExitStatus {
    let (message, note): (String, String?) =
      switch error {
      case let problem as CollectionProblem: (problem.message, problem.note)
      case let failure as CallFailure:
        ("\(failure.message) [\(failure.code)]", "repeat the command to go on where it stopped")
      case FolderProblem.unwritable(let path, let reason): ("cannot write `\(path)`: \(reason)", nil)
      case _: ("\(error)", nil)
      }
    Console.complain("error: \(DisplayText.escape(message))\n")
    if let note { Console.complain("  note: \(DisplayText.escape(note))\n") }
    return .input
  }
}

import ArgumentParser
import Checker
import Differences
import Glibc
import InfrastructureImporters
import PolicyTypes
import Reports
import SourceText
import TemporaryFolders
import Toolkit

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Says exactly which flows a change opens and closes.",
    discussion: """
      EXAMPLE
        isola diff --before ./recorded --after ./planned policies.isola
        isola diff --plan plan.json --fail-on opened
        isola diff --before git:main:infra/template.yaml --after infra/template.yaml

      Flows are sets of packets, one way; each set comes with a packet that the simulator sent through both networks. With
      policies, those whose verdict changes are named. A network is a path as for --network, or git:REVISION:PATH, which is read
      from git's objects.
      """)

  enum Demand: String, CaseIterable, ExpressibleByArgument { case opened }

  @Argument(help: ArgumentHelp("Policy files.", valueName: "policy.isola"))
  var policies: [String] = []

  @Option(help: ArgumentHelp("The network before the change.", valueName: "path"))
  var before: String?

  @Option(help: ArgumentHelp("The network after the change.", valueName: "path"))
  var after: String?

  @Option(help: ArgumentHelp("A Terraform plan: both networks from one file.", valueName: "path"))
  var plan: String?

  @Option(help: "How to write the answer: text or json.")
  var format: OutputFormat = .text

  @Option(
    help: ArgumentHelp(
      "Also write the report to a file, text=PATH or json=PATH; repeatable.", valueName: "format=path"))
  var output: [ReportFile] = []

  @Option(help: "opened: end with 1 when a flow is opened, and with 3 when one may be.")
  var failOn: Demand?

  @Flag(help: "Assume nothing about what was not collected.")
  var strict = false

  @Flag(help: "Print nothing on standard output; the exit code tells.")
  var quiet = false

  func validate() throws {
    let formats = output.map(\.format) + [format]
    guard formats.allSatisfy(OutputFormat.answers.contains) else {
      throw ValidationError("`isola diff` writes text or json")
    }
    guard plan == nil ? before != nil && after != nil : before == nil && after == nil else {
      throw ValidationError("Give --before and --after, or --plan")
    }
  }

  func run() throws {
    var folders: [TemporaryFolder] = []
    defer { withExtendedLifetime(folders) {} }
    var old = try open(plan ?? before ?? "", .before, &folders)
    var new = try open(plan ?? after ?? "", .after, &folders)
    let flows = try Failures.reported {
      try new.flows(since: old, isCancelled: { Interruption.isRequested })
    }
    guard let flows, !Interruption.isRequested else { Interruption.leave() }
    let report = DiffReport(
      opened: flows.opened, closed: flows.closed, difference: flows.difference,
      judgements: try judgements(&old, &new))
    try publish(report, old.context, new.context)
    guard failOn == .opened else { return }
    if !report.difference.opened.isEmpty { throw ExitStatus.violated }
    if report.difference.undecided.contains(where: \.mayOpen) { throw ExitStatus.unknown }
  }

  /// Nil before: the policy speaks of something that the network did not have.
  private func judgements(_ old: inout Session, _ new: inout Session) throws -> [DiffReport.Judgement] {
    guard !policies.isEmpty else { return [] }
    let after = try verdicts(try Failures.reported { try new.policies(at: policies, read: CheckCommand.read) }, new)
    var before: [String: Verdict] = [:]
    if let checked = try? old.policies(at: policies, read: CheckCommand.read) {
      before = Dictionary(try verdicts(checked, old).map { ($0.policy.name, $0.verdict) }) { first, _ in first }
    }
    return after.map {
      .init(name: $0.policy.name, severity: $0.policy.severity, before: before[$0.policy.name], after: $0.verdict)
    }
  }

  private func verdicts(_ policies: CheckedPolicies, _ session: Session) throws -> [PolicyResult] {
    let results = try Failures.reported {
      try session.check(policies, started: Interruption.register, isCancelled: { Interruption.isRequested })
    }
    guard let results, !Interruption.isRequested else { Interruption.leave() }
    return results
  }

  private func open(_ path: String, _ state: PlanState, _ folders: inout [TemporaryFolder]) throws -> Session {
    guard path.hasPrefix("git:") else {
      // A plan named as `before` stands for the state it starts from only with --plan.
      return try Failures.reported {
        try Session.open(path, isStrict: strict, state: plan == nil ? .after : state)
      }
    }
    guard let objects = GitObjects(path) else {
      Console.complain("error: expected git:REVISION:PATH, found `\(DisplayText.escape(path))`\n")
      throw ExitStatus.input
    }
    let folder = try Failures.reported { try TemporaryFolder("diff") }
    folders.append(folder)
    let place = try objects.extract(to: folder.path)
    return try Failures.reported {
      try Session.open(place, isStrict: strict, state: .after, shown: path)
    }
  }

  private func publish(_ report: DiffReport, _ before: ReportContext, _ after: ReportContext) throws {
    func text(_ format: OutputFormat, colour: Bool) -> String {
      format == .json ? JSONWriter.write(report.json(before, after)) : report.text(before, after, colour: colour)
    }
    if !quiet { Console.print(text(format, colour: Console.shows(colourOn: STDOUT_FILENO))) }
    for file in output where !Console.save(text(file.format, colour: false), to: file.path) {
      Console.complain("error: cannot write `\(DisplayText.escape(file.path))`: \(Console.lastError)\n")
      throw ExitStatus.input
    }
  }
}

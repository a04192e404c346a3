import ArgumentParser
import Checker
import Distribution
import PolicyTypes
import SourceText
import Toolkit

struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Joins the parts of a plan into the report of one check.",
    discussion: """
      Takes the options of isola check that say how to report (--format, --output, --certificates, --fail-on, --allow-vacuous,
      --timings, --quiet) and writes the bytes that it would have written on one machine. Every packet is replayed.

      EXAMPLE
        isola merge ./job
        isola merge ./job --format json --certificates ./evidence
      """)

  @Argument(help: ArgumentHelp("The folder that isola plan wrote.", valueName: "folder"))
  var folder: String

  @Option(
    help: ArgumentHelp("The network, where this machine has it elsewhere.", valueName: "path"))
  var network: String?

  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp("Options of isola check.", valueName: "option"))
  var options: [String] = []

  func run() throws {
    let place = RunFolder(path: folder)
    let plan = try Shards.reported { () throws(RunFolder.Failure) in try place.readPlan() }
    let check = try parsed(plan)
    let missing = plan.units.filter { place.record(of: $0) == nil }
    guard missing.isEmpty else {
      let shards = Set(missing.map(\.shard)).sorted()
      let list = shards.prefix(20).map { "\($0)/\(plan.shards)" }.joined(separator: ", ")
      Console.complain(
        "error: \(missing.count) of \(plan.units.count) claims are not judged yet\n"
          + "  note: run shard \(list)\(shards.count > 20 ? " and \(shards.count - 20) more" : "")\n")
      throw ExitStatus.input
    }
    try check.complete { monitor in
      let (session, policies) = try Shards.inputs(of: plan, network: network, monitor)
      monitor.lap(next: "claims")
      let (results, evidence) = try UnitRun(session: session, policies: policies, plan: plan, place: place).joined()
      return CheckCommand.Judged(
        session: session, policies: policies, results: results, evidence: evidence)
    }
  }

  /// `isola check` with the inputs of the plan and the options of this command.
  private func parsed(_ plan: RunPlan) throws -> CheckCommand {
    var arguments = plan.policyFiles.map(\.path) + ["--network", plan.network]
    if plan.isStrict { arguments.append("--strict") }
    // Settings and exceptions are not part of a plan.
    let check = try CheckCommand.parse(arguments + ["--no-config"] + options)
    guard check.policies == plan.policyFiles.map(\.path), check.network.given == plan.network,
      check.network.strict == plan.isStrict, check.network.config == nil, check.exceptions.isEmpty
    else { throw ValidationError("policies, network, exceptions and --strict are those of the plan") }
    guard check.certificates == nil || plan.keepsCertificates else {
      throw ValidationError("the plan was made without --certificates, so there are none")
    }
    return check
  }
}

import ArgumentParser
import Distribution
import PolicyTypes
import SourceText
import Toolkit

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Splits a check over many machines.",
    discussion: """
      Writes into FOLDER what each machine has to do, and jobs for Slurm, Kubernetes and AWS Batch that do it. All machines need
      to see FOLDER, and the same network and policies.

      EXAMPLE
        isola plan policies.isola --network ./network --shards 8 --output ./job
        sbatch ./job/slurm.sh                       # or: isola run ./job --shard 1/8, … 8/8
        isola merge ./job --format json             # what isola check would have printed
      """)

  @Argument(
    help: ArgumentHelp("Policy files; without any, every *.isola here.", valueName: "policy.isola"))
  var policies: [String] = []

  @Option(help: ArgumentHelp("The network: a folder or a file.", valueName: "path"))
  var network: String

  @Flag(help: "Assume nothing about what was not collected.")
  var strict = false

  @Option(help: "How many parts.")
  var shards: Int

  @Flag(help: "Keep certificates, for isola merge --certificates.")
  var certificates = false

  @Option(help: ArgumentHelp("The folder of the run.", valueName: "folder"))
  var output: String

  @Flag(help: "Print nothing on standard output.")
  var quiet = false

  /// Schedulers number the tasks of an array; this is what the smallest of their limits admits.
  static let mostShards = 1000

  func validate() throws {
    guard (1...Self.mostShards).contains(shards) else {
      throw ValidationError("expected 1 to \(Self.mostShards) shards, found \(shards)")
    }
    guard network != "-" else {
      throw ValidationError("every machine reads the network: it cannot be standard input")
    }
  }

  func run() throws {
    let paths = try CheckCommand.policyPaths(policies)
    var session = try Failures.reported { try Session.open(network, isStrict: strict) }
    let checked = try Failures.reported { try session.policies(at: paths, read: CheckCommand.read) }
    let plan = session.plan(
      checked, version: Isola.configuration.version, isStrict: strict,
      keepsCertificates: certificates, shards: shards)
    let folder = RunFolder(path: output)
    try Shards.reported { () throws(RunFolder.Failure) in
      try folder.create(plan)
      for (name, text) in JobDefinitions(plan, folder: output, isola: "isola").files {
        try folder.save(text: text, as: name)
      }
    }
    guard !quiet else { return }
    Console.print(
      "\(plan.units.count) claims in \(shards) shards\n"
        + "  run each: isola run \(DisplayText.escape(output)) --shard 1/\(shards)\n"
        + "  then: isola merge \(DisplayText.escape(output))\n")
  }
}

/// What the commands of a split run share.
enum Shards {
  /// Failures of the folder are mistakes in the input.
  static func reported<Value>(_ step: () throws(RunFolder.Failure) -> Value) throws -> Value {
    do throws(RunFolder.Failure) {
      return try step()
    } catch {
      Console.complain("error: \(DisplayText.escape(error.message))\n")
      throw ExitStatus.input
    }
  }

  /// The inputs of a plan, which must be what they were when it was made.
  static func inputs(
    of plan: RunPlan, network: String?, _ monitor: RunMonitor
  ) throws -> (session: Session, policies: CheckedPolicies) {
    var session = try Failures.reported {
      try Session.open(network ?? plan.network, isStrict: plan.isStrict)
    }
    monitor.lap(next: "policies")
    let policies = try Failures.reported {
      try session.policies(at: plan.policyFiles.map(\.path), read: CheckCommand.read)
    }
    var now = session.plan(
      policies, version: Isola.configuration.version, isStrict: plan.isStrict,
      keepsCertificates: plan.keepsCertificates, shards: plan.shards)
    now.network = plan.network
    guard now == plan else {
      let what =
        now.version != plan.version
        ? "this is \(now.version), the plan is of \(plan.version)"
        : now.networkHash != plan.networkHash
          ? "the network is not the one that was planned" : "the policies are not those that were planned"
      Console.complain("error: \(DisplayText.escape(what))\n  note: make a new plan: isola plan\n")
      throw ExitStatus.input
    }
    monitor.lap(next: "classes")
    return (session, policies)
  }
}

import ArgumentParser
import Checker
import Distribution
import PolicyTypes
import SourceText
import Toolkit

extension ShardNumber: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Judges one part of a plan.",
    discussion: """
      What the folder holds already is not judged again, so a part that was stopped goes on where it was. Exit code 0 says that the
      part is done, whatever its verdicts: those are for isola merge to tell.

      EXAMPLE
        isola run ./job --shard 3/8
      """)

  @Argument(help: ArgumentHelp("The folder that isola plan wrote.", valueName: "folder"))
  var folder: String

  @Option(help: ArgumentHelp("Which part, e.g. 3/8.", valueName: "i/N"))
  var shard: ShardNumber

  @Option(
    help: ArgumentHelp("The network, where this machine has it elsewhere.", valueName: "path"))
  var network: String?

  @OptionGroup var limits: RunOptions

  @Flag(help: "Print nothing on standard output.")
  var quiet = false

  func run() throws {
    let place = RunFolder(path: folder)
    let plan = try Shards.reported { () throws(RunFolder.Failure) in try place.readPlan() }
    guard shard.count == plan.shards else {
      Console.complain(
        "error: expected one of \(plan.shards) shards, found \(shard.number)/\(shard.count)\n")
      throw ExitStatus.input
    }
    let own = plan.units(of: shard.number)
    let missing = own.filter { place.record(of: $0) == nil }
    if !missing.isEmpty {
      let monitor = RunMonitor(limits, step: "network")
      try monitor.watching { try judge(missing, plan, place, monitor) }
      monitor.lap(next: "end")
      if limits.timings { monitor.tellTimings() }
    }
    guard !quiet else { return }
    Console.print(
      "shard \(shard.number)/\(shard.count): \(own.count) claims, \(missing.count) of them judged now\n")
  }

  private func judge(
    _ units: [RunPlan.Unit], _ plan: RunPlan, _ place: RunFolder, _ monitor: RunMonitor
  ) throws {
    let (session, policies) = try Shards.inputs(of: plan, network: network, monitor)
    var observer = CheckObserver()
    observer.classified = { monitor.lap(next: "claims") }
    observer.judged = { monitor.advance($0, of: $1) }
    try UnitRun(session: session, policies: policies, plan: plan, place: place).judge(units, observer)
  }
}

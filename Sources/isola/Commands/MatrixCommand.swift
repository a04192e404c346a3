import ArgumentParser
import Glibc
import IsolationMatrix
import PolicyTypes
import Reports
import SourceText
import Toolkit

extension PartitionKey: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}

enum MatrixFormat: String, CaseIterable, ExpressibleByArgument {
  case text, json, csv
}

struct MatrixCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "matrix",
    abstract: "Says which parts of a network can send to which others.",
    discussion: """
      Parts that are alike are one class, and every pair of classes is decided once: isolated is proved, open comes with a packet.
      One-way packets count, as in `forbid`; what passes a load balancer counts too.

      EXAMPLE
        isola matrix --network ./network --by account
        isola matrix --network ./network --by tag:Environment --on tcp/22 --format csv
      """)

  @Option(
    help: ArgumentHelp(
      "The network: a folder or a file, in any known layout; - is standard input.",
      valueName: "path"))
  var network: String

  @Option(help: ArgumentHelp("What a part is: vpc, account, region or tag:KEY (of the VPC).", valueName: "key"))
  var by: PartitionKey = .vpc

  @Option(help: ArgumentHelp("Which traffic.", valueName: "traffic"))
  var on = "any"

  @Option(help: "How to write the answer: text, json or csv.")
  var format: MatrixFormat = .text

  @Flag(help: "Assume nothing about what was not collected.")
  var strict = false

  @OptionGroup var limits: RunOptions

  @Flag(help: "Print nothing on standard output; the exit code tells.")
  var quiet = false

  func run() throws {
    let monitor = RunMonitor(limits, step: "network")
    let (session, report) = try monitor.watching { try judge(monitor) }
    guard let report, !Interruption.isRequested else { Interruption.leave() }
    if !quiet {
      let context = session.context
      switch format {
      case .text: Console.print(report.text(context, colour: Console.shows(colourOn: STDOUT_FILENO)))
      case .json: Console.print(JSONWriter.write(report.json(context)))
      case .csv: Console.print(report.csv())
      }
    }
    if limits.timings { monitor.tellTimings() }
    if !report.isDefinite { throw ExitStatus.unknown }
  }

  private func judge(_ monitor: RunMonitor) throws -> (Session, MatrixReport?) {
    var session = try Failures.reported { try Session.open(network, isStrict: strict) }
    let traffic = try Failures.reported { try session.traffic(on) }
    monitor.lap(next: "pairs")
    let report: MatrixReport?
    do throws(MatrixError) {
      report = try session.matrix(
        by: by, on: traffic, started: Interruption.register,
        isCancelled: { Interruption.isRequested }, judged: { monitor.advance($0, of: $1) })
    } catch {
      switch error {
      case .check(let failure): return try Failures.reported { throw failure }
      case .tooLarge(let checks):
        Console.complain(
          "error: expected at most \(MatrixBuilder.mostChecks) kinds of pairs, found \(checks)\n"
            + "  note: the VPCs of this network are like no others; a coarser part does not help, a part of the network does\n")
        throw ExitStatus.input
      }
    }
    monitor.lap(next: "report")
    return (session, report)
  }
}

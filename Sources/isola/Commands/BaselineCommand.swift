import ArgumentParser
import Checker
import Configuration
import Outputs
import PolicyTypes
import Reports
import SourceText
import Toolkit

struct BaselineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline",
    abstract: "Accepts today's violations as sets of flows, so that a check fails only when they grow.",
    discussion: """
      EXAMPLE
        isola baseline write policies.isola --network ./network
        isola check policies.isola --network ./network --baseline isola-baseline.yaml
      """, subcommands: [BaselineWriteCommand.self])
}

struct BaselineWriteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "write",
    abstract: "Writes the flows that violate policies now.",
    discussion: """
      EXAMPLE
        isola baseline write policies.isola --network ./network --baseline isola-baseline.yaml

      Each entry holds flows that certainly arrive and that a `forbid` forbids; the policy is still proved for everything else.
      Ends with 1 when violations are left that no entry can hold: of `require`, through load balancers.
      """)

  @Argument(help: ArgumentHelp("Policy files; without any, every *.isola here.", valueName: "policy.isola"))
  var policies: [String] = []

  @OptionGroup var network: NetworkOptions

  @Option(
    help: ArgumentHelp(
      "The file to write, else that of the settings, else isola-baseline.yaml; - is standard output.", valueName: "path"))
  var baseline: String?

  @Option(help: ArgumentHelp("A file of exceptions, which count first; repeatable.", valueName: "path"))
  var exceptions: [String] = []

  @OptionGroup var day: DayOption

  func run() throws {
    let settings = try network.settings()
    var session = try network.open(settings, formats: OutputFormat.answers)
    let paths = try CheckCommand.policyPaths(policies, settings)
    let today = try day.today()
    let draft = try Failures.reported { () throws -> BaselineDraft? in
      let accepted = try session.accepted(
        at: exceptions.isEmpty ? settings.exceptions : exceptions, days: Moment.days, read: CheckCommand.read)
      let checked = try session.policies(at: paths, accepted: accepted, today: today, read: CheckCommand.read)
      return try session.baseline(
        checked, started: Interruption.register, isCancelled: { Interruption.isRequested })
    }
    guard let draft, !Interruption.isRequested else { Interruption.leave() }
    let path = baseline ?? settings.baseline ?? "isola-baseline.yaml"
    guard Console.save(draft.text, to: path) else {
      Console.complain("error: cannot write `\(DisplayText.escape(path))`: \(Console.lastError)\n")
      throw ExitStatus.input
    }
    for (policy, reason) in draft.left {
      Console.complain("warning: `\(DisplayText.escape(policy))` stays violated: \(reason)\n")
    }
    if path != "-" {
      network.show(
        text: { _ in
          let count = draft.entries.count
          return "\(DisplayText.escape(path)): \(count) \(count == 1 ? "entry" : "entries")\n"
        },
        json: {
          [
            "schema": "isola.baseline/1", "path": .string(path),
            "entries": .array(
              draft.entries.map {
                [
                  "policy": .string($0.policy), "from": .string($0.from.joined(separator: ", ")),
                  "to": .string($0.to.joined(separator: ", ")), "on": .string($0.on.joined(separator: ", ")),
                ]
              }),
            "left": .array(draft.left.map { ["policy": .string($0.policy), "reason": .string($0.reason)] }),
          ]
        })
    }
    if !draft.left.isEmpty { throw ExitStatus.violated }
  }
}

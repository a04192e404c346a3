import ArgumentParser
import SourceText
import TopologyGenerator

extension Family: ExpressibleByArgument {}

struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Writes a network whose properties are known, as AWS answers.",
    discussion: """
      Writes PATH/network (one folder for each account and Region) and, beside it, expectations.isola with the
      policies and expectations.json with the verdict of each. The same options and seed give the same bytes.

      EXAMPLE
        isola generate hub --vpcs 1000 --output ./hub
        isola check ./hub/expectations.isola --network ./hub/network
      """)

  @Argument(help: "The shape of the network.")
  var family: Family

  @Option(help: "How many VPCs.")
  var vpcs: Int

  @Option(help: "Another seed gives other names and other faults.")
  var seed: UInt64 = 1

  @Option(help: "Subnets in each VPC; half of them are public.")
  var subnets: Int?

  @Option(help: "Instances in each subnet.")
  var instances: Int?

  @Option(help: "Security groups of the family single.")
  var groups: Int?

  @Option(help: "The most VPCs of one hub.")
  var hubSize = GeneratorOptions.mostAttachments

  @Flag(name: .customLong("ipv6"), help: "Give every interface an IPv6 address too.")
  var hasIPv6 = false

  @Option(help: "How many mistakes to sow; expectations.json lists them.")
  var faults = 0

  @Option(help: ArgumentHelp("The folder to write; it must be empty or new.", valueName: "path"))
  var output: String

  @Flag(help: "Replace the generated network that is there.")
  var force = false

  @Flag(help: "Print nothing on standard output.")
  var quiet = false

  func run() throws {
    do {
      let options = try GeneratorOptions(
        family: family, vpcs: vpcs, seed: seed, subnets: subnets, instances: instances,
        groups: groups, hubSize: hubSize, hasIPv6: hasIPv6, faults: faults)
      let network = try Generator.generate(options, to: output, isForced: force)
      guard !quiet else { return }
      Console.print(
        "wrote \(network.interfaces) interfaces in \(network.files) files (\(network.bytes >> 20) MiB), "
          + "\(network.policies) policies, \(network.faults) faults\n"
          + "  check it: isola check \(output)/expectations.isola --network \(output)/network\n")
    } catch {
      Console.complain("error: \(DisplayText.escape(error.message))\n")
      if let note = error.note { Console.complain("  note: \(note)\n") }
      throw ExitStatus.input
    }
  }
}

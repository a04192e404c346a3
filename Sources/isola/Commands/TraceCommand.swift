import ArgumentParser
import Reports
import Toolkit

struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Follows one packet and its reply, hop by hop.",
    discussion: """
      EXAMPLE
        isola trace --network ./network --from i-0abc --to 10.0.1.7 --protocol tcp --port 5432
      """)

  @OptionGroup var network: NetworkOptions

  @Option(help: "Who sends: an instance, an interface, an address, or internet.")
  var from: String

  @Option(help: "Who is to receive.")
  var to: String

  @Option(name: .customLong("protocol"), help: "tcp, udp, icmp (an echo request), or a number.")
  var transport = "tcp"

  @Option(help: "The destination port.")
  var port: UInt16 = 443

  @Option(help: "The source port.")
  var sourcePort: UInt16 = 40000

  func run() throws {
    var session = try network.open()
    let request = TraceRequest(
      source: from, destination: to, proto: transport, port: port, sourcePort: sourcePort)
    let report = try Failures.reported { try session.trace(request) }
    let context = session.context
    network.show(text: { report.text(context, colour: $0) }, json: { report.json(context) })
    if !report.isDefinite { throw ExitStatus.unknown }
  }
}

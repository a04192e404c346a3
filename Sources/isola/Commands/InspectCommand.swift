import ArgumentParser
import Reports
import Toolkit

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Says what was read: counts, what is not understood, what is assumed.",
    discussion: """
      EXAMPLE
        isola inspect --network ./network
      """)

  @OptionGroup var network: NetworkOptions

  func run() throws {
    let session = try network.open()
    let context = session.context
    let report = session.inspection
    network.show(text: { report.text(context, colour: $0) }, json: { report.json(context) })
  }
}

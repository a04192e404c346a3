package import Checker
package import NetworkModel
import Simulator
import SourceText

/// `paths A -> B`: the ways on which packets arrive, each with a packet.
package struct PathReport: Sendable {
  package let question: String
  package let ways: [Witness]
  package let isCut: Bool
  package let unknowns: [Unknown]
  /// Where the first of `ways` stands among all, from 1; nil where all are meant.
  package let number: Int?

  package init(question: String, result: FlowResult) {
    self.question = question
    ways = result.ways
    isCut = result.isCut
    unknowns = result.unknowns
    number = nil
  }

  /// The next class of packets alone (`.next`).
  package init(question: String, next: Witness, number: Int) {
    self.question = question
    ways = [next]
    isCut = false
    unknowns = []
    self.number = number
  }

  package var isDefinite: Bool { unknowns.isEmpty && !isCut }

  package func table(_ context: ReportContext) -> DataTable {
    DataTable(
      columns: ["path", "packet", "components"],
      rows: ways.enumerated().map { index, way in
        [
          "\((number ?? 1) + index)", PacketText.line(way.packet),
          way.exchange.forward.hops.map(\.component).withoutRepeats.joined(separator: " > "),
        ]
      })
  }

  package func text(_ context: ReportContext, colour: Bool) -> String {
    var page = TextPage(colour: colour)
    if ways.isEmpty {
      page.line(page.paint("no path", .strong))
      page.line()
      page.wrap("No packet of `\(DisplayText.escape(question))` arrives for certain.", indent: 2)
    }
    for (index, way) in ways.enumerated() {
      if index > 0 { page.line() }
      let title = number.map { "class \($0)" } ?? "path \(index + 1)"
      page.line(page.paint(title, .strong) + "  from \(context.text(way.emitter))")
      page.witness(way, context, showsReply: true, marksAdmission: true)
    }
    if isCut {
      page.line()
      page.wrap("There are more; `.limit` says how many are shown.")
    }
    page.unknowns(unknowns, context)
    return page.text
  }

  /// `isola.paths/1`.
  package func json(_ context: ReportContext) -> JSONNode {
    [
      "schema": "isola.paths/1", "question": .string(question),
      "paths": .array(ways.map(context.json)), "isComplete": .bool(!isCut),
      "unknowns": context.json(unknowns), "assumptions": context.assumptionsJSON,
    ]
  }
}

extension [String] {
  fileprivate var withoutRepeats: [String] {
    indices.filter { $0 == 0 || self[$0] != self[$0 - 1] }.map { self[$0] }
  }
}

package import Checker
import ForwardingGraph
import NetworkModel
import SourceText

/// `show flows A -> B`: the exact set of what arrives.
package struct FlowReport: Sendable {
  package let question: String
  package let result: FlowResult

  package init(question: String, result: FlowResult) {
    self.question = question
    self.result = result
  }

  package var isDefinite: Bool { result.unknowns.isEmpty && !result.isCut }

  package func table(_ context: ReportContext) -> DataTable {
    DataTable(
      columns: ["from", "to", "source", "destination", "protocol", "port", "source port"],
      rows: result.rows.map { row in
        [
          context.name(row.emitter), context.name(row.receiver),
          row.comesFromAnywhere ? "internet" : ValueText.addresses(row.sources, row.family),
          row.goesAnywhere ? "internet" : ValueText.addresses(row.destinations, row.family),
          ValueText.protocols(row.protocols),
          row.service, row.clientPorts,
        ]
      })
  }

  package func text(_ context: ReportContext, colour: Bool) -> String {
    var page = TextPage(colour: colour)
    if result.rows.isEmpty {
      page.line(page.paint("nothing", .strong))
      page.line()
      page.wrap("No packet of `\(DisplayText.escape(question))` arrives for certain.", indent: 2)
    } else {
      for line in table(context).text.split(separator: "\n") { page.line(String(line)) }
    }
    if result.rows.contains(where: { !$0.isWhole }) {
      page.wrap("Of some rows only a part arrives: it depends on several fields at once.")
    }
    if result.isCut { page.wrap("There are more; `.limit` says how many are shown.") }
    page.unknowns(result.unknowns, context)
    return page.text
  }

  /// `isola.flows/1`.
  package func json(_ context: ReportContext) -> JSONNode {
    [
      "schema": "isola.flows/1", "question": .string(question),
      "flows": .array(result.rows.map { json($0, context) }), "isComplete": .bool(!result.isCut),
      "unknowns": context.json(result.unknowns), "assumptions": context.assumptionsJSON,
    ]
  }

  private func json(_ row: FlowRow, _ context: ReportContext) -> JSONNode {
    func numbers(_ set: Intervals?) -> JSONNode {
      guard let set else { return .null }
      return .array(
        set.spans.map { .array([.number(Int(clamping: $0.lowerBound)), .number(Int(clamping: $0.upperBound))]) })
    }
    func addresses(_ set: Intervals) -> JSONNode {
      .array(
        set.spans.map { span in
          .array(
            [span.lowerBound, span.upperBound].map {
              .string(IPAddress(row.family, $0).description)
            })
        })
    }
    return [
      "family": .string(PacketText.family(row.family)), "from": .string(context.name(row.emitter)),
      "to": .string(context.name(row.receiver)), "protocols": numbers(row.protocols),
      "sources": addresses(row.sources), "destinations": addresses(row.destinations),
      "sourcePorts": numbers(row.sourcePorts), "destinationPorts": numbers(row.destinationPorts),
      "icmpTypes": numbers(row.icmpTypes), "icmpCodes": numbers(row.icmpCodes),
      "isWhole": .bool(row.isWhole),
    ]
  }
}

extension ReportContext {
  func name(_ receiver: Receiver) -> String {
    switch receiver {
    case .interface(let id): network.interfaces[id].name
    case .internet: "internet"
    case .onPremises: "onprem"
    case .service(let name): name
    }
  }
}

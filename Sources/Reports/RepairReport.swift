import Checker
import Differences
import ForwardingGraph
package import Explanations
import NetworkEdits
import NetworkModel
import SourceText

/// The cheapest changes after which claims hold.
package struct RepairReport: Sendable {
  /// A repair, and what it does to the other policies.
  package struct Offer: Sendable {
    package var repair: Repair
    package var judgements: [DiffReport.Judgement]

    package init(repair: Repair, judgements: [DiffReport.Judgement]) {
      self.repair = repair
      self.judgements = judgements
    }
  }

  package let question: String
  package let result: Repairs
  package let offers: [Offer]

  package init(question: String, result: Repairs, offers: [Offer]) {
    self.question = question
    self.result = result
    self.offers = offers
  }

  enum Answer: String {
    case holds, fixable, unfixable, unknown, vacuous, unsupported
  }

  var answer: Answer {
    switch result.need {
    case .none: .holds
    case .repair: offers.isEmpty ? .unfixable : .fixable
    case .unknown: .unknown
    case .vacuous: .vacuous
    case .unsupported: .unsupported
    }
  }

  package var isDefinite: Bool {
    switch answer {
    case .holds, .fixable: true
    case .unfixable: !result.isCut && result.unknowns.isEmpty
    case .unknown, .vacuous, .unsupported: false
    }
  }

  /// `isola.fix/1`
  package func json(_ context: ReportContext) -> JSONNode {
    [
      "schema": "isola.fix/1", "question": .string(question), "answer": .string(answer.rawValue),
      "fixes": .array(offers.map { json($0, context) }),
      "obstacles": .array(
        result.obstacles.map { obstacle in
          [
            "packet": context.json(obstacle.witness.packet), "code": .optional(obstacle.stop?.code.rawValue),
            "component": .optional(obstacle.stop?.hop?.component),
          ]
        }),
      "isComplete": .bool(!result.isCut), "unknowns": context.json(result.unknowns),
      "assumptions": context.assumptionsJSON,
    ]
  }

  private func json(_ offer: Offer, _ context: ReportContext) -> JSONNode {
    let repair = offer.repair
    func list(_ texts: [String]) -> JSONNode { .array(texts.map { .string($0) }) }
    func flows(_ pairs: [PairFlows]) -> JSONNode {
      .array(
        pairs.map { pair in
          [
            "from": .string(pair.from.text), "to": .string(pair.to.text),
            "flows": .array(
              pair.boxes.map { box in
                let words = FlowWords(box)
                return [
                  "traffic": .string(words.traffic), "sources": list(words.addresses(.source)),
                  "destinations": list(words.addresses(.destination)),
                ]
              }),
          ]
        })
    }
    return [
      "cost": .number(repair.cost), "isExact": .bool(repair.isExact),
      "changes": list(repair.edits.flatMap { $0.words(context) }),
      "commands": list(commands(repair, context)), "terraform": .string(terraform(repair, context)),
      "opened": flows(repair.difference.opened), "closed": flows(repair.difference.closed),
      "alsoOpened": flows(repair.sideEffects.opened), "alsoClosed": flows(repair.sideEffects.closed),
      "undecided": .number(repair.difference.undecided.count),
      "policies": .array(
        offer.judgements.filter(\.isChanged).map {
          [
            "name": .string($0.name), "before": .optional($0.before?.rawValue), "after": .string($0.after.rawValue),
          ]
        }),
    ]
  }

  func commands(_ repair: Repair, _ context: ReportContext) -> [String] {
    // A later edit may speak of what an earlier one changed.
    var network = context.network
    return repair.edits.flatMap { edit in
      defer { edit.apply(to: &network) }
      return edit.commands(in: network)
    }
  }

  func terraform(_ repair: Repair, _ context: ReportContext) -> String {
    var network = context.network
    return repair.edits.enumerated().map { number, edit in
      defer { edit.apply(to: &network) }
      return edit.terraform(in: network, label: "isola_fix_\(number + 1)") { $0.place(in: context) }
    }.joined()
  }

  package func table(_ context: ReportContext) -> DataTable {
    DataTable(
      columns: ["fix", "cost", "change", "also opens", "also closes"],
      rows: offers.enumerated().flatMap { number, offer in
        offer.repair.edits.flatMap { $0.words(context) }.map { words in
          [
            "\(number + 1)", "\(offer.repair.cost)", words, "\(offer.repair.sideEffects.opened.count)",
            "\(offer.repair.sideEffects.closed.count)",
          ]
        }
      })
  }
}

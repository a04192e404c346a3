package import Checker
import NetworkModel
package import PolicyTypes

/// The answer to one question.
package struct QueryReport: Sendable {
  package let question: String
  package let asked: CheckedQuestion
  package let result: QuestionResult

  package init(question: String, asked: CheckedQuestion, result: QuestionResult) {
    self.question = question
    self.asked = asked
    self.result = result
  }

  /// `who reaches` and `what does … reach` answer with rows.
  var isAboutSets: Bool {
    switch asked {
    case .reach, .deliver: false
    case .whoReaches, .whatReaches: true
    }
  }

  var unknowns: [Unknown] {
    var seen: Set<Unknown> = []
    let all = result.unknowns + result.rows.flatMap(\.unknowns)
    return all.filter { seen.insert($0).inserted }
  }

  /// Whether the answer is final: no, where an unknown could change it.
  package var isDefinite: Bool {
    isAboutSets ? !result.rows.contains { $0.answer == .unknown } : result.answer != .unknown
  }

  /// `isola.query/1`.
  package func json(_ context: ReportContext) -> JSONNode {
    let head: JSONNode = ["schema": "isola.query/1", "question": .string(question)]
    let body: JSONNode
    if isAboutSets {
      body = head.adding(["results": .array(result.rows.map { json($0, context) })])
    } else {
      body = head.adding([
        "answer": .string(result.answer.rawValue),
        "witness": result.witness.map(context.json) ?? .null,
        "blockedBy": context.json(result.blockers),
      ])
    }
    return body.adding([
      "unknowns": context.json(unknowns), "assumptions": context.assumptionsJSON,
    ])
  }

  private func json(_ row: ReachRow, _ context: ReportContext) -> JSONNode {
    [
      "class": .string(row.text), "answer": .string(row.answer.rawValue),
      "members": .array(row.members.map { .string($0) }), "count": .number(row.members.count),
      "traffic": .array(row.traffic.map { .string(PacketText.traffic($0)) }),
      "witness": row.witness.map(context.json) ?? .null, "unknowns": context.json(row.unknowns),
    ]
  }
}

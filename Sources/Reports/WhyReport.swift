package import Checker
package import Explanations
import NetworkModel
import Simulator
import SourceText

/// Why an answer or a verdict is as it is.
package struct WhyReport: Sendable {
  package enum Answer: Sendable {
    /// Which rules let it through.
    case reachable(Witness)
    case blocked(BlockerSets)
    /// For each claim of a proved policy: where packets are stopped.
    case proved([ProvedClaim])
    /// A verdict with its own evidence.
    case verdict(CheckReport)
  }

  package struct ProvedClaim: Sendable {
    package let claim: ClaimResult
    package let stops: [Stop]
    package let isCut: Bool
    /// For what is required: packets that differ in the rules that let them through.
    package let ways: [Witness]

    package init(claim: ClaimResult, stops: [Stop], isCut: Bool, ways: [Witness] = []) {
      self.claim = claim
      self.stops = stops
      self.isCut = isCut
      self.ways = ways
    }

    /// The rules on these ways, each once.
    var rules: [(hop: Hop, leg: Blocker.LegName)] {
      var seen: Set<[String]> = []
      return ways.flatMap(\.decisions).filter {
        seen.insert([$0.hop.component, $0.hop.rule ?? "", $0.leg.rawValue]).inserted
      }
    }
  }

  package let question: String
  package let answer: Answer

  package init(question: String, answer: Answer) {
    self.question = question
    self.answer = answer
  }

  /// False where something unknown could change the answer.
  package var isDefinite: Bool {
    switch answer {
    case .reachable, .proved: true
    case .blocked(let sets): sets.unknowns.isEmpty
    case .verdict(let report): report.count(.unknown) + report.count(.vacuous) == 0
    }
  }

  /// `isola.why/1`.
  package func json(_ context: ReportContext) -> JSONNode {
    let head: JSONNode = ["schema": "isola.why/1", "question": .string(question)]
    let body: JSONNode
    switch answer {
    case .reachable(let witness):
      body = head.adding([
        "answer": "reachable", "witness": context.json(witness),
        "rules": .array(witness.decisions.map { context.json($0.hop, leg: $0.leg) }),
      ])
    case .blocked(let sets):
      body = head.adding([
        "answer": sets.unknowns.isEmpty ? "unreachable" : "unknown",
        "blockerSets": .array(sets.sets.map { json($0, context) }),
        "withoutRemoval": .array(sets.fixed.map { json($0, context) }),
        "isComplete": .bool(!sets.isCut), "unknowns": context.json(sets.unknowns),
      ])
    case .proved(let claims):
      body = head.adding([
        "answer": "proved",
        "claims": .array(
          claims.map { proved in
            [
              "claim": .string(ClaimWords.sentence(proved.claim.claim)),
              "restsOn": .array(proved.stops.map { json($0, context) }),
              "rules": .array(proved.rules.map { context.json($0.hop, leg: $0.leg) }),
              "isComplete": .bool(!proved.isCut),
            ]
          }),
      ])
    case .verdict(let report):
      body = head.adding([
        "answer": .string(report.policies.first?.verdict.rawValue ?? "unknown"),
        "report": report.json(context),
      ])
    }
    return body.adding(["assumptions": context.assumptionsJSON])
  }

  private func json(_ set: BlockerSet, _ context: ReportContext) -> JSONNode {
    [
      "blockers": .array(
        set.blockers.map { blocker in
          json(blocker.stop, context).adding([
            "removal": .string(blocker.removal.words(context, after: blocker.stop))
          ])
        }),
      "witness": context.json(set.witness),
    ]
  }

  private func json(_ stop: Stop, _ context: ReportContext) -> JSONNode {
    [
      "code": .string(stop.code.rawValue), "component": .optional(stop.hop?.component),
      "rule": .optional(stop.hop?.rule), "semantics": .optional(stop.hop?.semantics),
      "leg": .string(stop.leg.rawValue), "file": .optional(context.file(stop.hop?.origin)),
      "line": .optional(context.line(stop.hop?.origin)),
    ]
  }
}

extension Witness {
  /// The hops of both legs at which a rule of the network's owner decided.
  var decisions: [(hop: Hop, leg: Blocker.LegName)] {
    exchange.forward.hops.filter(\.isRuled).map { ($0, .forward) }
      + relays.flatMap(\.leg.hops).filter(\.isRuled).map { ($0, .forward) }
      + (exchange.reply?.hops ?? []).filter(\.isRuled).map { ($0, .reply) }
  }
}

extension Hop {
  fileprivate var isRuled: Bool { rule != nil && ["allow", "forward"].contains(action) }
}

extension ReportContext {
  fileprivate func json(_ hop: Hop, leg: Blocker.LegName) -> JSONNode {
    [
      "component": .string(hop.component), "kind": .string(hop.kind), "rule": .optional(hop.rule),
      "semantics": .string(hop.semantics), "leg": .string(leg.rawValue),
      "file": .optional(file(hop.origin)), "line": .optional(line(hop.origin)),
    ]
  }
}

package import Checker
import NetworkModel
package import PolicyTypes
import Simulator
package import SourceText

/// The verdicts of one run.
package struct CheckReport: Sendable {
  package let policies: [PolicyResult]
  /// Policies that do not apply to this network by what they say of themselves (POL-19).
  package let notAssessed: [CheckedPolicy]
  /// Warnings about the policies; errors end a run before there is a report.
  package let warnings: [Diagnostic]
  /// What was remarkable about the network's description; `isola inspect` shows it in full.
  package let networkWarnings: [Diagnostic]
  /// Whole milliseconds by step, where they were asked for.
  package let timings: [Timing]
  /// What the run took in numbers other than time, where they were asked for.
  package let counters: [Counter]

  package struct Timing: Hashable, Sendable {
    package let step: String
    package let milliseconds: Int
    /// Time of this process on all processors, the system's work for it included.
    package let processorMilliseconds: Int

    package init(step: String, milliseconds: Int, processorMilliseconds: Int) {
      self.step = step
      self.milliseconds = milliseconds
      self.processorMilliseconds = processorMilliseconds
    }
  }

  package struct Counter: Hashable, Sendable {
    package let name: String
    package let value: Int

    package init(_ name: String, _ value: Int) {
      self.name = name
      self.value = value
    }
  }

  package init(
    policies: [PolicyResult], notAssessed: [CheckedPolicy] = [], warnings: [Diagnostic], networkWarnings: [Diagnostic] = [],
    timings: [Timing] = [], counters: [Counter] = []
  ) {
    self.policies = policies
    self.notAssessed = notAssessed
    self.warnings = warnings
    self.networkWarnings = networkWarnings
    self.timings = timings
    self.counters = counters
  }

  /// What the policy files assume, each once (POL-18).
  var assumptions: [Claim.Exception] {
    var seen: Set<SourceRange?> = []
    return policies.flatMap(\.policy.claims).flatMap(\.exceptions)
      .filter { $0.isAssumption && seen.insert($0.range).inserted }
  }

  package func count(_ verdict: Verdict) -> Int { policies.count { $0.verdict == verdict } }

  /// `isola.check/1`.
  package func json(_ context: ReportContext) -> JSONNode {
    let report: JSONNode = [
      "schema": "isola.check/1",
      "network": ["path": .string(context.networkPath), "layout": .string(context.layout)],
      "policies": .array(policies.map { json($0, context) } + notAssessed.map { json($0, context) }),
      "summary": [
        "policies": .number(policies.count + notAssessed.count), "proved": .number(count(.proved)),
        "violated": .number(count(.violated)), "unknown": .number(count(.unknown)),
        "vacuous": .number(count(.vacuous)), "notAssessed": .number(notAssessed.count),
      ],
      "assumptions": context.assumptionsJSON(and: assumptions),
      "diagnostics": context.json(networkWarnings + warnings),
    ]
    guard !timings.isEmpty else { return report }
    return report.adding([
      "timings": .object(
        timings.map { .init(key: $0.step, value: .number($0.milliseconds)) }),
      "processorTimings": .object(
        timings.map { .init(key: $0.step, value: .number($0.processorMilliseconds)) }),
      "counters": .object(counters.map { .init(key: $0.name, value: .number($0.value)) }),
    ])
  }

  private func unjudged(
    _ sentence: String, _ range: SourceRange?, _ context: ReportContext
  ) -> JSONNode {
    [
      "claim": .string(sentence), "verdict": "notAssessed", "location": context.location(range),
      "witness": .null, "unknowns": .array([]), "vacuousBecause": .null, "obligations": .number(0),
    ]
  }

  /// A policy that was not judged, with claims that were not.
  private func json(_ policy: CheckedPolicy, _ context: ReportContext) -> JSONNode {
    var claims = policy.claims.map { unjudged(ClaimWords.sentence($0), $0.range, context) }
    claims += policy.objectClaims.map { unjudged($0.text, $0.range, context) }
    return [
      "name": .string(policy.name), "verdict": "notAssessed", "evidence": .null,
      "severity": .string(policy.severity.rawValue), "rationale": .optional(policy.rationale),
      "controls": .array(policy.controls.map { .string($0) }), "owner": .optional(policy.owner),
      "exceptions": .array(policy.claims.flatMap(\.exceptions).map { json($0, context) }),
      "location": context.location(policy.range),
      "claims": .array(claims),
      "witness": .null, "blame": .array([]), "unknowns": .array([]), "certificate": .null,
    ]
  }

  private func json(_ result: PolicyResult, _ context: ReportContext) -> JSONNode {
    let policy = result.policy
    let violated = result.claims.first { $0.verdict == .violated }
    let claims = result.claims.map { json($0, context) } + result.objects.map { json($0, context) }
    let evidence: JSONNode =
      result.verdict != .violated ? .null : violated == nil ? "object" : "packet"
    return [
      "name": .string(policy.name), "verdict": .string(result.verdict.rawValue),
      "evidence": evidence,
      "severity": .string(policy.severity.rawValue), "rationale": .optional(policy.rationale),
      "controls": .array(policy.controls.map { .string($0) }), "owner": .optional(policy.owner),
      "exceptions": .array(policy.claims.flatMap(\.exceptions).map { json($0, context) }),
      "location": context.location(policy.range),
      "claims": .array(claims),
      "witness": violated?.witness.map(context.json) ?? .null,
      "blame": .array(violated.map { blame($0, context) } ?? []),
      "unknowns": context.json(result.unknowns), "certificate": .null,
    ]
  }

  private func json(_ exception: Claim.Exception, _ context: ReportContext) -> JSONNode {
    [
      "source": .string(exception.source.text), "destination": .string(exception.destination.text),
      "traffic": .string(exception.traffic.text), "reason": .string(exception.reason),
      "location": context.location(exception.range),
    ]
  }

  private func json(_ result: ObjectResult, _ context: ReportContext) -> JSONNode {
    [
      "claim": .string(result.claim.text), "verdict": .string(result.verdict.rawValue),
      "location": context.location(result.claim.range), "witness": .null,
      "unknowns": context.json(result.unknowns), "vacuousBecause": .optional(result.emptiness),
      "obligations": .number(result.obligations),
      "objects": .array(
        result.findings.map { finding in
          [
            "object": .string(finding.object), "kind": .string(finding.kind), "reason": .string(finding.reason),
            "location": context.location(finding.origin),
          ]
        }),
    ]
  }

  private func json(_ result: ClaimResult, _ context: ReportContext) -> JSONNode {
    let node: JSONNode = [
      "claim": .string(ClaimWords.sentence(result.claim)),
      "verdict": .string(result.verdict.rawValue),
      "location": context.location(result.claim.range),
      "witness": result.witness.map(context.json) ?? .null,
      "unknowns": context.json(result.unknowns), "vacuousBecause": .optional(result.emptiness),
      "obligations": .number(result.obligations),
    ]
    if let condition = result.condition {
      return node.adding([
        "violatedIf": [
          "values": .object(condition.values.map { .init(key: $0.range.name, value: .string($0.value.description)) }),
          "witness": context.json(condition.witness),
        ]
      ])
    }
    return result.usesProposal ? node.adding(["cache": "hit"]) : node
  }

  /// The rules that decided about the witness: those that let it through, or the one that stopped
  /// it.
  private func blame(_ result: ClaimResult, _ context: ReportContext) -> [JSONNode] {
    guard let exchange = result.witness?.exchange else { return [] }
    let relayed = (result.witness?.relays ?? []).flatMap(\.leg.hops)
    let deciding = (exchange.forward.hops + relayed).filter { hop in
      result.claim.kind.forbids ? hop.isDecision : hop.action == "drop"
    }
    let reply =
      result.claim.kind.forbids ? [] : (exchange.reply?.hops ?? []).filter { $0.action == "drop" }
    return deciding.map { blame($0, "forward", context) }
      + reply.map { blame($0, "return", context) }
  }

  private func blame(_ hop: Hop, _ leg: String, _ context: ReportContext) -> JSONNode {
    [
      "component": .string(hop.component), "kind": .string(hop.kind), "rule": .optional(hop.rule),
      "semantics": .string(hop.semantics), "leg": .string(leg),
      "file": .optional(context.file(hop.origin)), "line": .optional(context.line(hop.origin)),
    ]
  }
}

extension Hop {
  /// A rule of the network's owner decided here.
  var isDecision: Bool {
    rule != nil && (action == "allow" || action == "forward" || action == "drop")
  }
}

extension PolicyResult {
  var unknowns: [Unknown] {
    var seen: Set<Unknown> = []
    return (claims.flatMap(\.unknowns) + objects.flatMap(\.unknowns)).filter { seen.insert($0).inserted }
  }
}

extension Claim.Kind {
  var forbids: Bool {
    switch self {
    case .forbid, .forbidDirect, .forbidConnections, .everyPath: true
    case .require, .requireOneWay: false
    }
  }
}

/// A claim as a sentence.
package enum ClaimWords {
  package static func sentence(_ claim: Claim) -> String {
    let (source, destination) = (claim.source.text, claim.destination.text)
    let traffic = on(claim.traffic)
    if claim.ignoresFilters {
      return "no route leads from `\(source)` to `\(destination)`\(traffic), whatever security groups and network ACLs say"
        + addresses(claim.addresses) + exceptions(claim.exceptions)
    }
    let base =
      switch claim.kind {
      case .forbid: "nothing that starts at `\(source)` reaches `\(destination)`\(traffic)"
      case .forbidDirect:
        "nothing that starts at `\(source)` reaches `\(destination)` directly\(traffic)"
      case .forbidConnections:
        "no connection can be opened from `\(source)` to `\(destination)`\(traffic)"
      case .require:
        "every `\(source)` reaches every `\(destination)`\(traffic), and the replies come back"
      case .requireOneWay: "packets of every `\(source)` reach every `\(destination)`\(traffic)"
      case .everyPath: way(claim.way, source, destination, traffic)
      }
    return base + failures(claim.failures) + addresses(claim.addresses) + exceptions(claim.exceptions)
  }

  private static func failures(_ kind: FailureKind?) -> String {
    switch kind {
    case nil: ""
    case .zones: ", also when any one availability zone fails"
    case .attachments: ", also when any one attachment of a transit gateway fails"
    case .natGateways: ", also when any one NAT gateway fails"
    }
  }

  private static func way(
    _ way: WayCondition?, _ source: String, _ destination: String, _ traffic: String
  ) -> String {
    guard let way else { return "`\(source)` to `\(destination)`\(traffic)" }
    let replies = way.isOneWay ? "" : ", and so do the replies"
    let subject = "from `\(source)` to `\(destination)`\(traffic)"
    return switch way.condition {
    case .passes(let places): "everything that gets \(subject) passes `\(places.text)`\(replies)"
    case .avoids(let places):
      "nothing that gets \(subject) passes `\(places.text)`\(way.isOneWay ? "" : ", nor do the replies")"
    case .within(let residence):
      "everything that gets \(subject) stays within \(residence.text)\(replies)"
    case .hops(let count):
      "everything that gets \(subject) takes at most \(counted(count, "hop"))\(replies)"
    case .mirrored(let places):
      "replies to everything that gets \(subject) pass the same members of `\(places.text)` as what they answer"
    case .encrypted(let mechanisms):
      "everything that gets \(subject) is encrypted on every hop by "
        + mechanisms.map(\.rawValue).joined(separator: ", ") + (way.isOneWay ? "" : ", and so are the replies")
    }
  }

  /// ` on ssh (tcp/22)`: a named traffic with what it stands for.
  private static func on(_ traffic: Traffic) -> String {
    guard traffic.text != "any" else { return "" }
    let meaning = traffic.entries.map(text).joined(separator: ", ")
    let isNamed = !traffic.text.contains("/") && meaning.contains("/")
    return " on \(traffic.text)" + (isNamed ? " (\(meaning))" : "")
  }

  private static func text(_ entry: Traffic.Entry) -> String {
    guard let proto = entry.proto else { return "any" }
    let values = entry.ports ?? entry.icmpType.map { UInt16($0)...UInt16($0) }
    return PacketText.traffic(TrafficRange(protocols: proto...proto, values: values))
  }

  private static func addresses(_ mode: AddressMode) -> String {
    switch mode {
    case .standard: ""
    case .all: ", at all their addresses"
    case .public: ", at their public addresses"
    case .ipv6: ", at their IPv6 addresses"
    }
  }

  private static func exceptions(_ exceptions: [Claim.Exception]) -> String {
    guard !exceptions.isEmpty else { return "" }
    let list = exceptions.map { exception in
      "`\(exception.source.text)` to `\(exception.destination.text)`\(on(exception.traffic))"
    }
    return ", except " + list.joined(separator: " and ")
  }
}

package import Checker
package import Differences
import ForwardingGraph
import NetworkModel
package import PolicyTypes
import Simulator

/// What a change of a network does: the flows that it opens and closes, and the policies whose verdict it changes.
package struct DiffReport: Sendable {
  /// Pairs that differ alike, with one replayed packet for each box of the first pair.
  package struct Row: Sendable {
    package var flows: FlowClass
    package var replayed: [ReplayedFlow]

    package init(flows: FlowClass, replayed: [ReplayedFlow]) {
      self.flows = flows
      self.replayed = replayed
    }
  }

  /// One policy; nil where it cannot be asked about the network before the change.
  package struct Judgement: Sendable {
    package var name: String
    package var severity: PolicySeverity
    package var before: Verdict?
    package var after: Verdict

    package init(name: String, severity: PolicySeverity, before: Verdict?, after: Verdict) {
      self.name = name
      self.severity = severity
      self.before = before
      self.after = after
    }

    package var isChanged: Bool { before != after }
  }

  package var opened: [Row]
  package var closed: [Row]
  package var difference: FlowDifference
  package var judgements: [Judgement]

  package init(opened: [Row], closed: [Row], difference: FlowDifference, judgements: [Judgement]) {
    self.opened = opened
    self.closed = closed
    self.difference = difference
    self.judgements = judgements
  }

  /// `isola.diff/1`.
  package func json(_ before: ReportContext, _ after: ReportContext) -> JSONNode {
    [
      "schema": "isola.diff/1",
      "before": ["path": .string(before.networkPath), "layout": .string(before.layout)],
      "after": ["path": .string(after.networkPath), "layout": .string(after.layout)],
      "opened": .array(opened.map { json($0, before, after) }),
      "closed": .array(closed.map { json($0, before, after) }),
      "undecided": .array(difference.undecided.map { json($0, before, after) }),
      "added": .array(difference.added.map { .string($0.text) }),
      "removed": .array(difference.removed.map { .string($0.text) }),
      "policies": .array(
        judgements.map {
          [
            "name": .string($0.name), "severity": .string($0.severity.rawValue),
            "before": .optional($0.before?.rawValue), "after": .string($0.after.rawValue),
            "changed": .bool($0.isChanged),
          ]
        }),
      "summary": [
        "openedPairs": .number(difference.opened.count), "closedPairs": .number(difference.closed.count),
        "openedClasses": .number(opened.count), "closedClasses": .number(closed.count),
        "undecided": .number(difference.undecided.count),
        "policiesChanged": .number(judgements.count(where: \.isChanged)),
      ],
    ]
  }

  private func json(_ row: Row, _ before: ReportContext, _ after: ReportContext) -> JSONNode {
    let boxes = row.flows.pairs.first?.boxes ?? []
    return [
      "from": .array(row.flows.from.map { .string($0.text) }), "to": .array(row.flows.to.map { .string($0.text) }),
      "pairs": .number(row.flows.pairs.count),
      "flows": .array(zip(boxes, row.replayed).map { json($0, $1, before, after) }),
    ]
  }

  private func json(
    _ box: FlowBox, _ replayed: ReplayedFlow, _ before: ReportContext, _ after: ReportContext
  ) -> JSONNode {
    let words = FlowWords(box)
    func list(_ values: [String]) -> JSONNode { .array(values.map { .string($0) }) }
    return [
      "family": .string(PacketText.family(box.family)), "protocols": list(words.protocols),
      "sources": list(words.addresses(.source)), "destinations": list(words.addresses(.destination)),
      "sourcePorts": list(words.numbers(.sourcePort)), "destinationPorts": list(words.numbers(.destinationPort)),
      "icmpTypes": list(words.numbers(.icmpType)), "icmpCodes": list(words.numbers(.icmpCode)),
      "packet": after.json(replayed.packet), "before": json(replayed.before, before),
      "after": json(replayed.after, after),
    ]
  }

  private func json(_ leg: Leg?, _ context: ReportContext) -> JSONNode {
    guard let leg else { return .null }
    let end: String =
      switch leg.disposition {
      case .delivered: "delivered"
      case .dropped(let code): code.rawValue
      case .unknown: "unknown"
      }
    return ["disposition": .string(end), "hops": context.json(leg.hops)]
  }

  private func json(_ undecided: Undecided, _ before: ReportContext, _ after: ReportContext) -> JSONNode {
    [
      "object": .string(undecided.reason.object), "kind": .string(undecided.reason.kind),
      "reason": .string(undecided.reason.reason), "rule": .string(undecided.reason.rule),
      "side": .string(undecided.side.rawValue), "from": .array(undecided.from.map { .string($0.text) }),
    ]
  }
}

/// A box in words of the policy language.
struct FlowWords {
  let box: FlowBox

  init(_ box: FlowBox) { self.box = box }

  /// `tcp`, `protocol/50-90`.
  var protocols: [String] {
    box[.proto].spans.flatMap { span -> [String] in
      guard span.upperBound - span.lowerBound < 2 else {
        return ["protocol/\(span.lowerBound)-\(span.upperBound)"]
      }
      return (span.lowerBound...span.upperBound).map { number in
        PacketText.traffic(TrafficRange(protocols: UInt8(clamping: number)...UInt8(clamping: number), values: nil))
      }
    }
  }

  /// Prefixes where a span is one, else `first-last`.
  func addresses(_ field: HeaderField) -> [String] {
    box[field].spans.map { span in
      let (first, last) = (IPAddress(box.family, span.lowerBound), IPAddress(box.family, span.upperBound))
      if span.lowerBound == span.upperBound { return first.description }
      let size = span.upperBound - span.lowerBound
      let isPrefix = size & (size &+ 1) == 0 && span.lowerBound & size == 0
      guard isPrefix else { return "\(first)-\(last)" }
      return "\(first)/\(box.family.width - size.nonzeroBitCount)"
    }
  }

  /// Empty where the protocols have no such field.
  func numbers(_ field: HeaderField) -> [String] {
    let hasPorts = box[.proto].spans.allSatisfy { $0.lowerBound == $0.upperBound && IPProtocol.hasPorts(UInt8(clamping: $0.lowerBound)) }
    let hasTypes = box[.proto].single.map { IPProtocol.isICMP(UInt8(clamping: $0)) } ?? false
    let applies =
      switch field {
      case .sourcePort, .destinationPort: hasPorts
      case .icmpType, .icmpCode: hasTypes
      case .source, .destination, .proto: true
      }
    guard applies else { return [] }
    return box[field].spans.map { $0.lowerBound == $0.upperBound ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
  }

  /// `tcp/22, 80-90`, `icmp/8`, `any`.
  var traffic: String {
    let ports = numbers(.destinationPort)
    let types = numbers(.icmpType)
    let codes = numbers(.icmpCode)
    var text = protocols.joined(separator: ", ")
    if !ports.isEmpty, ports != ["0-65535"] { text = protocols.map { "\($0)/\(ports.joined(separator: ","))" }.joined(separator: ", ") }
    if !types.isEmpty, types != ["0-255"] { text += "/" + types.joined(separator: ",") }
    if !codes.isEmpty, codes != ["0-255"] { text += " code " + codes.joined(separator: ",") }
    let sources = numbers(.sourcePort)
    if !sources.isEmpty, sources != ["0-65535"] { text += " from ports \(sources.joined(separator: ","))" }
    return text
  }

  var ends: String {
    "\(Self.listed(addresses(.source))) → \(Self.listed(addresses(.destination)))"
  }

  private static func listed(_ ranges: [String]) -> String {
    ranges.count <= 4 ? ranges.joined(separator: ", ") : ranges.prefix(3).joined(separator: ", ") + " and \(ranges.count - 3) more"
  }
}

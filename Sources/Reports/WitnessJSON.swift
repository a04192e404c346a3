import Checker
import NetworkModel
import PolicyTypes
import Simulator
import SourceText

/// The parts that the JSON of several commands shares. Shapes: Specs/Schemas.
extension ReportContext {
  func json(_ packet: Packet) -> JSONNode {
    let ends: JSONNode = [
      "source": .string(packet.source.description),
      "destination": .string(packet.destination.description),
      "protocol": .string(Self.protocolName(packet.proto)),
    ]
    if IPProtocol.hasPorts(packet.proto) {
      return ends.adding([
        "sourcePort": .number(Int(packet.sourcePort)),
        "destinationPort": .number(Int(packet.destinationPort)),
      ])
    }
    guard IPProtocol.isICMP(packet.proto) else { return ends }
    return ends.adding([
      "icmpType": .number(Int(packet.icmpType)), "icmpCode": .number(Int(packet.icmpCode)),
    ])
  }

  /// `tcp`, `udp`, `icmp`, `icmpv6`, else the number.
  private static func protocolName(_ proto: UInt8) -> String {
    IPProtocol.hasPorts(proto) || IPProtocol.isICMP(proto) ? IPProtocol.name(proto) : String(proto)
  }

  func json(_ hop: Hop) -> JSONNode {
    var node: JSONNode = [
      "component": .string(hop.component), "kind": .string(hop.kind),
      "action": .string(hop.action), "rule": .optional(hop.rule),
      "semantics": .string(hop.semantics),
    ]
    if let file = file(hop.origin), let line = line(hop.origin) {
      node = node.adding(["file": .string(file), "line": .number(line)])
    }
    return node
  }

  func json(_ hops: [Hop]) -> JSONNode { .array(hops.map(json)) }

  func json(_ witness: Witness) -> JSONNode {
    let node: JSONNode = [
      "family": .string(PacketText.family(witness.packet.family)),
      "packet": json(witness.packet),
      "emitter": .string(name(witness.emitter)),
      "choices": .array(
        json(witness.choices, leg: "forward") + json(witness.replyChoices, leg: "return")),
      "outcome": json(witness.exchange),
      "forward": json(witness.exchange.forward.hops),
      "return": json(witness.exchange.reply?.hops ?? []),
    ]
    guard !witness.relays.isEmpty else { return node }
    return node.adding([
      "relays": .array(
        witness.relays.map { relay in
          [
            "node": .string(network.interfaces[relay.node].name), "packet": json(relay.leg.packet),
            "hops": json(relay.leg.hops),
          ]
        })
    ])
  }

  /// `complete`, the code of the drop, or `unknown`.
  private func json(_ exchange: Exchange) -> JSONNode {
    switch exchange.outcome {
    case .complete: "complete"
    case .replyFailed(let code): .string(code.rawValue)
    case .unknown: "unknown"
    case .forwardFailed:
      switch exchange.forward.disposition {
      case .dropped(let code): .string(code.rawValue)
      case .unknown: "unknown"
      case .delivered: "delivered"
      }
    }
  }

  /// In the order of the components' names.
  private func json(_ choices: Choices, leg: String) -> [JSONNode] {
    var lines: [(component: String, value: String)] = []
    for (gateway, index) in choices.natAddress {
      let addresses = network.natGateways[gateway].addresses
      let address = addresses.indices.contains(index) ? addresses[index].privateAddress : nil
      lines.append(
        (network.natGateways[gateway].name, "address \(address?.description ?? String(index))"))
    }
    for (gateway, port) in choices.natPort {
      lines.append((network.natGateways[gateway].name, "port \(port)"))
    }
    for (tie, index) in choices.routeTie {
      lines.append((network.routeTables[tie.table].name, "route \(tie.range) number \(index + 1)"))
    }
    for (exit, index) in choices.transitExit {
      let attachment = network.transitGatewayAttachments[exit.attachment]
      guard case .vpc(let side) = attachment.kind, side.subnets.indices.contains(index) else { continue }
      let subnet = side.subnets[index].id.map { network.subnets[$0].name } ?? String(index)
      lines.append((attachment.name, "exit \(exit.visit + 1) into \(subnet)"))
    }
    if let entry = choices.siteEntry {
      lines.append((network.privateConnections[entry].name, "taken by the site"))
    }
    return lines.sorted { $0 < $1 }.map {
      ["component": .string($0.component), "value": .string($0.value), "leg": .string(leg)]
    }
  }

  func name(_ emitter: Emitter) -> String {
    switch emitter {
    case .interface(let id): network.interfaces[id].name
    case .internet: "internet"
    case .onPremises: "onprem"
    }
  }

  func json(_ unknowns: [Unknown]) -> JSONNode {
    .array(
      unknowns.map { unknown in
        [
          "object": .string(unknown.object), "kind": .string(unknown.kind),
          "reason": .string(unknown.reason), "rule": .string(unknown.rule),
          "file": .optional(file(unknown.origin)), "line": .optional(line(unknown.origin)),
        ]
      })
  }

  func json(_ blockers: [Blocker]) -> JSONNode {
    .array(
      blockers.map { blocker in
        [
          "code": .string(blocker.code.rawValue), "component": .optional(blocker.hop?.component),
          "rule": .optional(blocker.hop?.rule), "semantics": .optional(blocker.hop?.semantics),
          "leg": .string(blocker.leg.rawValue), "file": .optional(file(blocker.hop?.origin)),
          "line": .optional(line(blocker.hop?.origin)),
        ]
      })
  }

  var assumptionsJSON: JSONNode { assumptionsJSON(and: []) }

  /// What the layout assumes, and what the policy files do.
  func assumptionsJSON(and declared: [Claim.Exception]) -> JSONNode {
    .array(
      network.assumptions.map { ["name": .string($0.name), "text": .string($0.text)] }
        + declared.map { exception in
          [
            "name": "declared",
            "text": .string(
              "no \(exception.source.text) -> \(exception.destination.text) on \(exception.traffic.text): "
                + exception.reason.dropFirst("assumed: ".count)),
          ]
        })
  }

  /// Where something stands, or null.
  func location(_ range: SourceRange?) -> JSONNode {
    guard let range else { return .null }
    let position = map.position(of: range)
    return [
      "file": .string(map.files.path(of: range.file)), "line": .number(position.line),
      "column": .number(position.column),
    ]
  }

  func json(_ diagnostics: [Diagnostic]) -> JSONNode {
    .array(
      diagnostics.map { diagnostic in
        [
          "code": .string(diagnostic.code), "severity": .string(diagnostic.severity.rawValue),
          "message": .string(diagnostic.message), "location": location(diagnostic.range),
          "notes": .array(diagnostic.notes.map { .string($0) }),
        ]
      })
  }
}

import Collection
package import NetworkModel
package import Simulator

/// A packet that breaks a claim, with every choice without which nobody could replay it. Objects stand by their names.
package struct Counterexample: Hashable, Sendable {
  package var emitter: Emitter
  package var packet: Packet
  package var choices: Choices
  package var replyChoices: Choices
  /// What load balancers do with it, leg by leg: the node, and what settles its leg.
  package var relays: [Relayed]

  package struct Relayed: Hashable, Sendable {
    package var node: ID<Interface>
    package var step: RelayStep

    package init(node: ID<Interface>, step: RelayStep) {
      self.node = node
      self.step = step
    }
  }

  package init(
    emitter: Emitter, packet: Packet, choices: Choices, replyChoices: Choices, relays: [Relayed]
  ) {
    self.emitter = emitter
    self.packet = packet
    self.choices = choices
    self.replyChoices = replyChoices
    self.relays = relays
  }
}

/// What a counterexample is about: its file says so, next to the packet.
package struct CounterexampleSubject: Hashable, Sendable {
  package var policy: String
  package var claim: Int
  package var snapshot: String
  package var policySet: String

  package init(policy: String, claim: Int, snapshot: String, policySet: String) {
    self.policy = policy
    self.claim = claim
    self.snapshot = snapshot
    self.policySet = policySet
  }
}

extension Counterexample {
  private static let schema = "isola.counterexample/1"

  package func text(_ subject: CounterexampleSubject, _ network: NetworkModel) -> [UInt8] {
    let tree = JSONTree.object([
      "schema": .string(Self.schema), "policy": .string(subject.policy),
      "claim": .whole(subject.claim), "snapshot": .string(subject.snapshot),
      "policies": .string(subject.policySet), "emitter": json(emitter, network),
      "packet": json(packet), "choices": json(choices, network),
      "returnChoices": json(replyChoices, network),
      "relays": .array(
        relays.map { relayed in
          .object([
            "node": .string(network.interfaces[relayed.node].name),
            "relay": .whole(relayed.step.relay), "sourcePort": .whole(relayed.step.sourcePort),
            "choices": json(relayed.step.choices, network),
          ])
        }),
    ])
    return Array((tree.text(indent: 0) + "\n").utf8)
  }

  private func json(_ emitter: Emitter, _ network: NetworkModel) -> JSONTree {
    switch emitter {
    case .interface(let id): .object(["interface": .string(network.interfaces[id].name)])
    case .internet: .string("internet")
    case .onPremises: .string("onprem")
    }
  }

  private func json(_ packet: Packet) -> JSONTree {
    .object([
      "source": .string(packet.source.description),
      "destination": .string(packet.destination.description), "protocol": .whole(packet.proto),
      "sourcePort": .whole(packet.sourcePort), "destinationPort": .whole(packet.destinationPort),
      "icmpType": .whole(packet.icmpType), "icmpCode": .whole(packet.icmpCode),
    ])
  }

  private func json(_ choices: Choices, _ network: NetworkModel) -> JSONTree {
    func list(_ lines: [(String, JSONTree)]) -> JSONTree {
      .array(lines.sorted { $0.0 < $1.0 }.map(\.1))
    }
    return .object([
      "natAddress": list(
        choices.natAddress.map { gateway, index in
          let name = network.natGateways[gateway].name
          return (name, .object(["gateway": .string(name), "index": .whole(index)]))
        }),
      "natPort": list(
        choices.natPort.map { gateway, port in
          let name = network.natGateways[gateway].name
          return (name, .object(["gateway": .string(name), "port": .whole(port)]))
        }),
      "routeTie": list(
        choices.routeTie.map { tie, index in
          let name = network.routeTables[tie.table].name
          let range = tie.range.description
          return (
            name + " " + range,
            .object(["table": .string(name), "range": .string(range), "index": .whole(index)])
          )
        }),
      "transitExit": list(
        choices.transitExit.map { exit, index in
          let name = network.transitGatewayAttachments[exit.attachment].name
          return (
            "\(name) \(exit.visit)",
            .object([
              "attachment": .string(name), "visit": .whole(exit.visit), "index": .whole(index),
            ])
          )
        }),
      "siteEntry": choices.siteEntry.map { .string(network.privateConnections[$0].name) } ?? .null,
    ])
  }
}

extension Counterexample {
  /// Reads what `text` gives for this subject in this network, and nothing else.
  package init(
    _ bytes: [UInt8], _ subject: CounterexampleSubject, _ network: NetworkModel
  ) throws(EvidenceFlaw) {
    guard let tree = try? JSONTree(parsing: bytes), tree["schema"]?.string == Self.schema else {
      throw EvidenceFlaw("expected a counterexample")
    }
    var relays: [Relayed] = []
    for element in try tree["relays"].list() {
      guard let node = network.interfaces.id(named: try element.text("node")),
        let port = UInt16(exactly: try element.number("sourcePort"))
      else { throw EvidenceFlaw("a relay that this network does not have") }
      let step = RelayStep(
        relay: try element.number("relay"), sourcePort: port,
        choices: try Self.choices(element["choices"], network))
      relays.append(Relayed(node: node, step: step))
    }
    self.init(
      emitter: try Self.emitter(tree["emitter"], network), packet: try Self.packet(tree["packet"]),
      choices: try Self.choices(tree["choices"], network),
      replyChoices: try Self.choices(tree["returnChoices"], network), relays: relays)
    guard text(subject, network) == bytes else {
      throw EvidenceFlaw("it is about something else, or not written as isola writes it")
    }
  }

  private static func emitter(
    _ tree: JSONTree?, _ network: NetworkModel
  ) throws(EvidenceFlaw) -> Emitter {
    switch tree?.string {
    case "internet": return .internet
    case "onprem": return .onPremises
    case _:
      guard let id = network.interfaces.id(named: try tree.text("interface")) else {
        throw EvidenceFlaw("a sender that this network does not have")
      }
      return .interface(id)
    }
  }

  private static func packet(_ tree: JSONTree?) throws(EvidenceFlaw) -> Packet {
    guard let source = IPAddress(try tree.text("source")),
      let destination = IPAddress(try tree.text("destination")), source.family == destination.family,
      let proto = UInt8(exactly: try tree.number("protocol")),
      let from = UInt16(exactly: try tree.number("sourcePort")),
      let to = UInt16(exactly: try tree.number("destinationPort")),
      let type = UInt8(exactly: try tree.number("icmpType")),
      let code = UInt8(exactly: try tree.number("icmpCode"))
    else { throw EvidenceFlaw("expected a packet") }
    return Packet(
      source: source, destination: destination, proto: proto, sourcePort: from, destinationPort: to,
      icmpType: type, icmpCode: code)
  }

  private static func choices(
    _ tree: JSONTree?, _ network: NetworkModel
  ) throws(EvidenceFlaw) -> Choices {
    var choices = Choices()
    let strange = EvidenceFlaw("a choice that this network does not have")
    for element in try (tree?["natAddress"]).list() {
      guard let gateway = network.natGateways.id(named: try element.text("gateway")) else {
        throw strange
      }
      choices.natAddress[gateway] = try element.number("index")
    }
    for element in try (tree?["natPort"]).list() {
      guard let gateway = network.natGateways.id(named: try element.text("gateway")),
        let port = UInt16(exactly: try element.number("port")), port >= 1024
      else { throw strange }
      choices.natPort[gateway] = port
    }
    for element in try (tree?["routeTie"]).list() {
      guard let table = network.routeTables.id(named: try element.text("table")),
        let range = CIDR(try element.text("range"))
      else { throw strange }
      choices.routeTie[RouteTie(table: table, range: range)] = try element.number("index")
    }
    for element in try (tree?["transitExit"]).list() {
      let name = try element.text("attachment")
      guard let attachment = network.transitGatewayAttachments.id(named: name) else { throw strange }
      choices.transitExit[TransitExit(attachment: attachment, visit: try element.number("visit"))] =
        try element.number("index")
    }
    if let name = tree?["siteEntry"]?.string {
      guard let connection = network.privateConnections.id(named: name) else { throw strange }
      choices.siteEntry = connection
    }
    return choices
  }
}

import Checker
import NetworkModel
import Simulator

/// A packet with everything that settles its way, by names; the way itself is not recorded, the simulator finds it again.
struct WitnessRecord: Codable, Hashable, Sendable {
  struct PacketRecord: Codable, Hashable, Sendable {
    var source: String
    var destination: String
    var proto: UInt8
    var sourcePort: UInt16
    var destinationPort: UInt16
    var icmpType: UInt8
    var icmpCode: UInt8
  }

  /// One choice of the provider: at which object, and which.
  struct Choice: Codable, Hashable, Sendable {
    var object: String
    /// The prefix of a tie, or how many visits came before.
    var detail: String?
    var value: Int
  }

  struct ChoicesRecord: Codable, Hashable, Sendable {
    var natAddress: [Choice]
    var natPort: [Choice]
    var routeTie: [Choice]
    var transitExit: [Choice]
    var siteEntry: String?
  }

  struct RelayRecord: Codable, Hashable, Sendable {
    var node: String
    var relay: Int
    var sourcePort: UInt16
    var choices: ChoicesRecord
  }

  var packet: PacketRecord
  /// `internet`, `onprem`, or the name of an interface.
  var emitter: String
  var choices: ChoicesRecord
  var replyChoices: ChoicesRecord
  var relays: [RelayRecord]

  static let internet = "internet"
  static let onPremises = "onprem"

  init(_ witness: Witness, _ network: NetworkModel) {
    let sent = witness.packet
    packet = PacketRecord(
      source: sent.source.description, destination: sent.destination.description, proto: sent.proto,
      sourcePort: sent.sourcePort, destinationPort: sent.destinationPort, icmpType: sent.icmpType,
      icmpCode: sent.icmpCode)
    emitter =
      switch witness.emitter {
      case .internet: Self.internet
      case .onPremises: Self.onPremises
      case .interface(let id): network.interfaces[id].name
      }
    choices = ChoicesRecord(witness.choices, network)
    replyChoices = ChoicesRecord(witness.replyChoices, network)
    relays = witness.relays.map { leg in
      RelayRecord(
        node: network.interfaces[leg.node].name, relay: leg.step.relay,
        sourcePort: leg.step.sourcePort, choices: ChoicesRecord(leg.step.choices, network))
    }
  }
}

extension WitnessRecord.ChoicesRecord {
  init(_ choices: Choices, _ network: NetworkModel) {
    natAddress = Self.sorted(
      choices.natAddress.map { .init(object: network.natGateways[$0.key].name, value: $0.value) })
    natPort = Self.sorted(
      choices.natPort.map { .init(object: network.natGateways[$0.key].name, value: Int($0.value)) })
    routeTie = Self.sorted(
      choices.routeTie.map {
        .init(
          object: network.routeTables[$0.key.table].name, detail: $0.key.range.description,
          value: $0.value)
      })
    transitExit = Self.sorted(
      choices.transitExit.map {
        .init(
          object: network.transitGatewayAttachments[$0.key.attachment].name,
          detail: "\($0.key.visit)", value: $0.value)
      })
    siteEntry = choices.siteEntry.map { network.privateConnections[$0].name }
  }

  private static func sorted(_ choices: [WitnessRecord.Choice]) -> [WitnessRecord.Choice] {
    choices.sorted { ($0.object, $0.detail ?? "") < ($1.object, $1.detail ?? "") }
  }

  /// The choices on this network.
  func choices(_ network: NetworkModel) throws(RecordError) -> Choices {
    var result = Choices()
    for choice in natAddress {
      result.natAddress[try Self.found(network.natGateways.id(named: choice.object), choice.object)] =
        choice.value
    }
    for choice in natPort {
      guard let port = UInt16(exactly: choice.value) else {
        throw .unreadable("a port is \(choice.value)")
      }
      result.natPort[try Self.found(network.natGateways.id(named: choice.object), choice.object)] = port
    }
    for choice in routeTie {
      guard let range = choice.detail.flatMap({ CIDR($0) }) else {
        throw .unreadable("a route tie without its prefix")
      }
      let table = try Self.found(network.routeTables.id(named: choice.object), choice.object)
      result.routeTie[RouteTie(table: table, range: range)] = choice.value
    }
    for choice in transitExit {
      guard let visit = choice.detail.flatMap({ Int($0) }) else {
        throw .unreadable("a transit exit without its number")
      }
      let attachment = try Self.found(
        network.transitGatewayAttachments.id(named: choice.object), choice.object)
      result.transitExit[TransitExit(attachment: attachment, visit: visit)] = choice.value
    }
    if let siteEntry {
      result.siteEntry = try Self.found(network.privateConnections.id(named: siteEntry), siteEntry)
    }
    return result
  }

  private static func found<Object>(
    _ id: ID<Object>?, _ name: String
  ) throws(RecordError) -> ID<Object> {
    guard let id else { throw .unreadable("the network has no `\(name)`") }
    return id
  }
}

package import NetworkModel

/// One conformance vector: a small network and what becomes of some packets in it, decided by hand. The simulator and the
/// checker run the same ones.
package struct ConformanceVector: Sendable, CustomStringConvertible {
  /// What becomes of a packet and of the reply to it.
  package enum Fate: Hashable, Sendable {
    /// Both legs succeed.
    case answered
    /// The packet is delivered, the reply is dropped.
    case unanswered(DropCode)
    case dropped(DropCode)
    /// The object of this name decides, and what it does is not known.
    case unknown(String)
  }

  package struct Question: Sendable {
    package var packet: Packet
    package var emitter: Emitter
    package var fate: Fate
  }

  package let name: String
  package let title: String
  package var network: NetworkModel
  package var questions: [Question] = []

  package var description: String { "\(name): \(title)" }

  init(_ name: String, _ title: String, _ net: NetworkBuilder) {
    self.name = name
    self.title = title
    network = net.model
  }

  /// The vector with one more packet.
  func sending(_ packet: Packet, from emitter: ID<Interface>, _ fate: Fate) -> ConformanceVector {
    sending(packet, from: .interface(emitter), fate)
  }

  func sending(_ packet: Packet, from emitter: Emitter, _ fate: Fate) -> ConformanceVector {
    var copy = self
    copy.questions.append(Question(packet: packet, emitter: emitter, fate: fate))
    return copy
  }

  /// In the order of their numbers.
  package static var all: [ConformanceVector] { filters + routes + gateways + sites }
}

/// A TCP packet of an ordinary client.
func tcp(_ source: String, _ destination: String, _ port: UInt16 = 443) -> Packet {
  Packet(
    source: NetworkBuilder.address(source), destination: NetworkBuilder.address(destination),
    proto: IPProtocol.tcp, sourcePort: 40000, destinationPort: port)
}

func raw(_ proto: UInt8, _ source: String, _ destination: String) -> Packet {
  Packet(
    source: NetworkBuilder.address(source), destination: NetworkBuilder.address(destination),
    proto: proto)
}

let egressAll: [SecurityGroupRule] = [.egress(.any, "0.0.0.0/0")]

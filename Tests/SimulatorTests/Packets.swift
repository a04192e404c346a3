import NetworkModel
import Simulator
import TestSupport

func ip(_ text: String) -> IPAddress { NetworkBuilder.address(text) }

func tcp(
  _ source: String, _ destination: String, _ port: UInt16 = 443, from sourcePort: UInt16 = 40000
)
  -> Packet
{
  Packet(
    source: ip(source), destination: ip(destination), proto: IPProtocol.tcp, sourcePort: sourcePort,
    destinationPort: port)
}

func ping(_ source: String, _ destination: String, type: UInt8 = 8, code: UInt8 = 0) -> Packet {
  let source = ip(source)
  let isV4 = source.family == .v4
  return Packet(
    source: source, destination: ip(destination), proto: isV4 ? IPProtocol.icmp : IPProtocol.icmp6,
    icmpType: isV4 ? type : type &+ 120, icmpCode: code)
}

func raw(_ proto: UInt8, _ source: String, _ destination: String) -> Packet {
  Packet(source: ip(source), destination: ip(destination), proto: proto)
}

extension Disposition {
  /// The object that is unknown, if that is the end.
  var unknownObject: String? {
    guard case .unknown(let unknown) = self else { return nil }
    return unknown.object
  }

  var unknownRule: String? {
    guard case .unknown(let unknown) = self else { return nil }
    return unknown.rule
  }
}

extension NetworkBuilder {
  func forward(
    _ packet: Packet, from emitter: ID<Interface>, _ options: SimulatorOptions = .init(),
    choices: Choices = .init()
  ) -> Disposition {
    Simulator(model, options: options).forward(packet, from: .interface(emitter), choices: choices)
      .disposition
  }

  func fromInternet(_ packet: Packet, _ options: SimulatorOptions = .init()) -> Disposition {
    Simulator(model, options: options).forward(packet, from: .internet).disposition
  }

  func exchange(
    _ packet: Packet, from emitter: ID<Interface>, _ options: SimulatorOptions = .init(),
    choices: Choices = .init()
  ) -> Outcome {
    Simulator(model, options: options).exchange(packet, from: .interface(emitter), choices: choices)
      .outcome
  }

  func exchangeFromInternet(_ packet: Packet, _ options: SimulatorOptions = .init()) -> Outcome {
    Simulator(model, options: options).exchange(packet, from: .internet).outcome
  }

  /// Changes one interface.
  mutating func change(_ id: ID<Interface>, _ edit: (inout Interface) -> Void) {
    edit(&model.interfaces[id])
  }

  /// Takes the filters off one interface.
  mutating func open(_ id: ID<Interface>) {
    let group = openGroup(model.interfaces[id].vpc)
    model.interfaces[id].groups = [.resolved(group)]
  }
}

/// The rules with one of them wrong.
func mutant(_ mutation: Mutation) -> SimulatorOptions { .init(mutation: mutation) }

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

/// One VPC 10.0.0.0/16 with S1 10.0.1.0/24 and S2 10.0.2.0/24, tables of their own, and nothing
/// filtered: the setting of the conformance vectors.
struct TwoSubnets {
  var net = NetworkBuilder()
  let vpc: ID<VPC>
  let t1: ID<RouteTable>
  let t2: ID<RouteTable>
  let s1: ID<Subnet>
  let s2: ID<Subnet>

  init(v6: Bool = false) {
    vpc = v6 ? net.vpc("vpc-a", "10.0.0.0/16", "2600:1f00::/56") : net.vpc("vpc-a", "10.0.0.0/16")
    t1 = net.table("rtb-1", in: vpc)
    t2 = net.table("rtb-2", in: vpc)
    s1 =
      v6
      ? net.subnet("subnet-1", in: vpc, "10.0.1.0/24", "2600:1f00:0:1::/64", table: t1)
      : net.subnet("subnet-1", in: vpc, "10.0.1.0/24", table: t1)
    s2 =
      v6
      ? net.subnet("subnet-2", in: vpc, "10.0.2.0/24", "2600:1f00:0:2::/64", table: t2)
      : net.subnet("subnet-2", in: vpc, "10.0.2.0/24", table: t2)
  }

  /// Gives `subnet` an ACL of its own.
  mutating func filter(_ subnet: ID<Subnet>, _ entries: [NetworkACLEntry]) {
    let acl = net.acl("acl-\(net.model.networkACLs.count)", in: vpc, entries)
    net.model.subnets[subnet].networkACL = .acl(acl)
  }

  mutating func unknown(_ name: String) -> UnknownID { net.unknown(name, kind: "test") }
}

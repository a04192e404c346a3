import NetworkModel
import Simulator
import TestSupport

/// An inspection VPC without appliances between the two VPCs of a `TransitLab`: both VPCs' packets are looked up in a
/// table that leads to the hub, the hub's in the gateway's default table.
struct Hub {
  let vpc: ID<VPC>
  let attachment: ID<TransitGatewayAttachment>
  let spokes: ID<TransitGatewayRouteTable>

  init(_ lab: inout TransitLab, references: Bool = false) {
    vpc = lab.net.vpc("vpc-hub", "10.2.0.0/16")
    let subnet = lab.net.subnet("subnet-hub", in: vpc, "10.2.100.0/24")
    attachment = lab.net.attach(
      "tgw-attach-hub", lab.gateway, [subnet], appliance: true, references: references)
    spokes = lab.net.transitTable("tgw-rtb-spokes", of: lab.gateway)
    lab.net.route(in: spokes, "10.0.0.0/8", attachment)
    for side in [lab.left, lab.right] {
      let table = spokes
      lab.attachment(side) { $0.association = .table(.resolved(table)) }
    }
    lab.net.route(vpc, "10.0.0.0/8", lab.gateway)
  }

  /// Whether the forward leg visits the hub.
  func passed(_ lab: TransitLab) -> Bool {
    Simulator(lab.net.model).forward(lab.packet, from: .interface(lab.a)).hops.contains {
      $0.component == "tgw-attach-hub"
    }
  }
}

/// A in VPC a on tgw-1, B in VPC b on tgw-2 of another Region; the gateways peer, with static routes
/// both ways.
struct TwoGateways {
  var net = NetworkBuilder()
  let near: ID<VPC>
  let far: ID<VPC>
  let first: ID<TransitGateway>
  let second: ID<TransitGateway>
  let here: ID<TransitGatewayAttachment>
  let there: ID<TransitGatewayAttachment>
  let a: ID<Interface>
  let b: ID<Interface>
  let packet = tcp("10.0.1.10", "10.1.1.10")
  let packet6 = tcp("2600:1f00:0:1::a", "2600:1f01:0:1::b")

  init(references: Bool = false) {
    let remote = net.scope(region: "eu-west-1")
    near = net.vpc("vpc-a", "10.0.0.0/16", "2600:1f00::/56")
    far = net.vpc("vpc-b", "10.1.0.0/16", "2600:1f01::/56", scope: remote)
    let nearSubnet = net.subnet("subnet-a", in: near, "10.0.1.0/24", "2600:1f00:0:1::/64")
    let farSubnet = net.subnet(
      "subnet-b", in: far, "10.1.1.0/24", "2600:1f01:0:1::/64", zone: "euw1-az1")
    first = net.transitGateway("tgw-1", references: references)
    second = net.transitGateway("tgw-2", scope: remote, references: references)
    net.attach("tgw-attach-a", first, [nearSubnet], references: references)
    net.attach("tgw-attach-b", second, [farSubnet], references: references)
    (here, there) = net.peer("tgw-attach-peer", first, second)
    for range in ["10.1.0.0/16", "2600:1f01::/56"] {
      net.route(near, range, first)
      net.route(in: net.transitTable(first), range, here)
    }
    for range in ["10.0.0.0/16", "2600:1f00::/56"] {
      net.route(far, range, second)
      net.route(in: net.transitTable(second), range, there)
    }
    a = net.host("eni-a", in: nearSubnet, "10.0.1.10", "2600:1f00:0:1::a")
    b = net.host("eni-b", in: farSubnet, "10.1.1.10", "2600:1f01:0:1::b")
  }

  func end(_ packet: Packet? = nil) -> Disposition { net.forward(packet ?? self.packet, from: a) }

  func exchange(_ packet: Packet? = nil) -> Outcome {
    net.exchange(packet ?? self.packet, from: a)
  }
}

/// VPC b of a `TransitLab` is the egress VPC: its attachment's subnet leads to a NAT gateway in a
/// subnet of its own, which leads to an internet gateway and back to tgw-1. Everything that VPC a does
/// not own goes there.
struct EgressVPC {
  var lab = TransitLab()
  let nat: ID<NATGateway>
  let natSubnet: ID<Subnet>
  let natTable: ID<RouteTable>
  let internet: ID<InternetGateway>
  let packet = tcp("10.0.1.10", "198.51.100.7")

  init(private isPrivate: Bool = false) {
    natTable = lab.net.table("rtb-nat", in: lab.far)
    natSubnet = lab.net.subnet("subnet-nat", in: lab.far, "10.1.50.0/24", table: natTable)
    nat = lab.net.nat(
      "nat-1", in: natSubnet, ["10.1.50.5"], public: isPrivate ? [] : ["203.0.113.5"])
    internet = lab.net.internetGateway("igw-b", lab.far)
    lab.net.route(in: natTable, "0.0.0.0/0", .internetGateway(.resolved(internet)))
    lab.net.route(in: natTable, "10.0.0.0/8", .transitGateway(.resolved(lab.gateway)))
    lab.net.route(in: lab.tableFar, "0.0.0.0/0", .natGateway(.resolved(nat)))
    lab.net.route(lab.near, "0.0.0.0/0", lab.gateway)
    lab.net.route(in: lab.table, "0.0.0.0/0", lab.right)
  }

  func end(_ packet: Packet? = nil) -> Disposition { lab.end(packet ?? self.packet) }
  func exchange(_ packet: Packet? = nil) -> Outcome { lab.exchange(packet ?? self.packet) }
}

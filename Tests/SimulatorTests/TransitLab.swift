import NetworkModel
import Simulator
import TestSupport

/// VPC a (10.0.0.0/16) with A, VPC b (10.1.0.0/16) with B, both attached to tgw-1 by subnets of their own
/// in zone use1-az1; the main tables lead 10.0.0.0/8 and 2600::/16 to the gateway, the tables of the
/// attachments' subnets have local routes only. Nothing is filtered.
struct TransitLab {
  var net = NetworkBuilder()
  let near: ID<VPC>
  let far: ID<VPC>
  let nearSubnet: ID<Subnet>
  let farSubnet: ID<Subnet>
  /// The attachments' subnets.
  let exitNear: ID<Subnet>
  let exitFar: ID<Subnet>
  let tableNear: ID<RouteTable>
  let tableFar: ID<RouteTable>
  let gateway: ID<TransitGateway>
  /// The gateway's only table.
  let table: ID<TransitGatewayRouteTable>
  let left: ID<TransitGatewayAttachment>
  let right: ID<TransitGatewayAttachment>
  let a: ID<Interface>
  let b: ID<Interface>
  let packet = tcp("10.0.1.10", "10.1.1.10")
  let packet6 = tcp("2600:1f00:0:1::a", "2600:1f01:0:1::b")

  init(references: Bool = false) {
    near = net.vpc("vpc-a", "10.0.0.0/16", "2600:1f00::/56")
    far = net.vpc("vpc-b", "10.1.0.0/16", "2600:1f01::/56")
    tableNear = net.table("rtb-exit-a", in: near)
    tableFar = net.table("rtb-exit-b", in: far)
    nearSubnet = net.subnet("subnet-a", in: near, "10.0.1.0/24", "2600:1f00:0:1::/64")
    farSubnet = net.subnet("subnet-b", in: far, "10.1.1.0/24", "2600:1f01:0:1::/64")
    exitNear = net.subnet("subnet-exit-a", in: near, "10.0.100.0/24", table: tableNear)
    exitFar = net.subnet("subnet-exit-b", in: far, "10.1.100.0/24", table: tableFar)
    gateway = net.transitGateway("tgw-1", references: references)
    table = net.transitTable(gateway)
    left = net.attach("tgw-attach-a", gateway, [exitNear], references: references)
    right = net.attach("tgw-attach-b", gateway, [exitFar], references: references)
    for vpc in [near, far] {
      net.route(vpc, "10.0.0.0/8", gateway)
      net.route(vpc, "2600::/16", gateway)
    }
    a = net.host("eni-a", in: nearSubnet, "10.0.1.10", "2600:1f00:0:1::a")
    b = net.host("eni-b", in: farSubnet, "10.1.1.10", "2600:1f01:0:1::b")
  }

  func end(_ packet: Packet? = nil) -> Disposition { net.forward(packet ?? self.packet, from: a) }

  func exchange(_ packet: Packet? = nil) -> Outcome {
    net.exchange(packet ?? self.packet, from: a)
  }

  mutating func unknown(_ name: String) -> UnknownID { net.unknown(name, kind: "test") }

  mutating func attachment(
    _ id: ID<TransitGatewayAttachment>, _ edit: (inout TransitGatewayAttachment) -> Void
  ) {
    edit(&net.model.transitGatewayAttachments[id])
  }

  /// Changes the VPC side of an attachment.
  mutating func side(
    _ id: ID<TransitGatewayAttachment>, _ edit: (inout TransitGatewayVPC) -> Void
  ) {
    guard case .vpc(var side) = net.model.transitGatewayAttachments[id].kind else { return }
    edit(&side)
    net.model.transitGatewayAttachments[id].kind = .vpc(side)
  }

  /// Attaches `id` by one more subnet.
  mutating func extend(_ id: ID<TransitGatewayAttachment>, to subnet: ID<Subnet>) {
    side(id) { $0.subnets.append(.resolved(subnet)) }
  }

  mutating func zone(_ subnet: ID<Subnet>, _ zone: Zone?) { net.model.subnets[subnet].zone = zone }

  /// Gives `subnet` an ACL of its own.
  mutating func filter(_ subnet: ID<Subnet>, _ entries: [NetworkACLEntry]) {
    let vpc = net.model.subnets[subnet].vpc
    let acl = net.acl("acl-\(net.model.networkACLs.count)", in: vpc, entries)
    net.model.subnets[subnet].networkACL = .acl(acl)
  }

  /// The routes of the gateway's table to `destination` become `routes`.
  mutating func replace(_ destination: String, _ routes: [TransitGatewayRoute]) {
    let range = NetworkBuilder.cidr(destination)
    net.model.transitGatewayRouteTables[table].routes.removeAll { $0.destination == range }
    net.model.transitGatewayRouteTables[table].routes += routes
  }
}

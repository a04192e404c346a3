package import NetworkModel

/// One VPC 10.0.0.0/16 with S1 10.0.1.0/24 and S2 10.0.2.0/24, tables of their own, and nothing
/// filtered: the setting of the conformance vectors.
package struct TwoSubnets {
  package var net = NetworkBuilder()
  package let vpc: ID<VPC>
  package let t1: ID<RouteTable>
  package let t2: ID<RouteTable>
  package let s1: ID<Subnet>
  package let s2: ID<Subnet>

  package init(v6: Bool = false) {
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
  package mutating func filter(_ subnet: ID<Subnet>, _ entries: [NetworkACLEntry]) {
    let acl = net.acl("acl-\(net.model.networkACLs.count)", in: vpc, entries)
    net.model.subnets[subnet].networkACL = .acl(acl)
  }

  package mutating func unknown(_ name: String) -> UnknownID { net.unknown(name, kind: "test") }
}

package import NetworkModel

/// Networks in which one wrong rule shows that random networks hide.
package struct PlantedNetwork: Sendable {
  package let network: NetworkModel
  package let sender: ID<Interface>
  /// Nil where the packet is meant for the Internet.
  package let receiver: ID<Interface>?

  /// A private host behind a public NAT gateway: a gateway that keeps the source shows.
  package static var behindNAT: PlantedNetwork {
    var net = NetworkBuilder()
    let vpc = net.vpc("vpc-a", "10.0.0.0/16")
    let inner = net.subnet("subnet-a", in: vpc, "10.0.1.0/24")
    let table = net.table("rtb-b", in: vpc)
    let outer = net.subnet("subnet-b", in: vpc, "10.0.2.0/24", table: table)
    let a = net.host("eni-a", in: inner, "10.0.1.10")
    let nat = net.nat("nat-a", in: outer, ["10.0.2.5"], public: ["198.51.100.1"])
    net.route(in: net.mainTable(vpc), "0.0.0.0/0", .natGateway(.resolved(nat)))
    let igw = net.internetGateway("igw-a", vpc)
    net.route(in: table, "0.0.0.0/0", .internetGateway(.resolved(igw)))
    return PlantedNetwork(network: net.model, sender: a, receiver: nil)
  }

  /// Two VPCs over the Internet by IPv6, with a rule that references the sender's group: a gateway that keeps references
  /// shows.
  package static var referenceOverInternet: PlantedNetwork {
    var net = NetworkBuilder()
    let near = net.vpc("vpc-near", "10.0.0.0/16", "2600:1f18::/56")
    let far = net.vpc("vpc-far", "10.1.0.0/16", "2600:1f18:0:100::/56")
    for (name, vpc) in [("igw-near", near), ("igw-far", far)] {
      let igw = net.internetGateway(name, vpc)
      net.route(in: net.mainTable(vpc), "::/0", .internetGateway(.resolved(igw)))
    }
    let senders = net.group("sg-a", in: near, .open)
    let receivers = net.group("sg-b", in: far, [.ingress(.any, senders)])
    let inner = net.subnet("subnet-a", in: near, "10.0.1.0/24", "2600:1f18::/64")
    let outer = net.subnet("subnet-b", in: far, "10.1.1.0/24", "2600:1f18:0:100::/64")
    let a = net.host("eni-a", in: inner, "10.0.1.10", "2600:1f18::10", groups: [senders])
    let b = net.host(
      "eni-b", in: outer, "10.1.1.10", "2600:1f18:0:100::10", groups: [receivers])
    return PlantedNetwork(network: net.model, sender: a, receiver: b)
  }
}

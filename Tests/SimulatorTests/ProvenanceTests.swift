import NetworkModel
import Simulator
import TestSupport
import Testing

/// PCX-2a and NAT-2: what came through a transit gateway, at the edges of the VPC it came to.
@Suite("Forwarded packets at other edges")
struct ProvenanceTests {
  @Test("PCX-2a: no way on over a peering, also with a source of this VPC")
  func peering() {
    var lab = TransitLab()
    let third = lab.net.vpc("vpc-c", "10.3.0.0/16")
    lab.net.host("eni-c", in: lab.net.subnet("subnet-c", in: third, "10.3.1.0/24"), "10.3.1.10")
    let pcx = lab.net.peering("pcx-1", lab.far, third)
    lab.net.route(in: lab.tableFar, "10.3.0.0/16", .peering(.resolved(pcx)))
    lab.net.route(in: lab.table, "10.3.0.0/16", lab.right)
    #expect(lab.end(tcp("10.0.1.10", "10.3.1.10")) == .dropped(.peeringAddress))
    let home = lab.net.forward(tcp("10.1.1.10", "10.3.1.10"), from: lab.b)
    #expect(home == .dropped(.peeringAddress), "out and in again through the gateway")
    lab.net.model.peerings[pcx].isActive = false
    #expect(lab.end(tcp("10.0.1.10", "10.3.1.10")) == .dropped(.badState))
  }

  @Test("PCX-2a: at an internet gateway foreign sources drop, own ones are unknown")
  func internetGateway() {
    var lab = TransitLab()
    let igw = lab.net.internetGateway("igw-b", lab.far)
    lab.net.route(in: lab.tableFar, "0.0.0.0/0", .internetGateway(.resolved(igw)))
    lab.net.route(in: lab.tableFar, "::/0", .internetGateway(.resolved(igw)))
    for vpc in [lab.near, lab.far] {
      lab.net.route(vpc, "0.0.0.0/0", lab.gateway)
      lab.net.route(vpc, "::/0", lab.gateway)
    }
    lab.net.route(in: lab.table, "0.0.0.0/0", lab.right)
    lab.net.route(in: lab.table, "::/0", lab.right)
    #expect(lab.end(tcp("10.0.1.10", "198.51.100.7")) == .dropped(.igwNeedsPublicSource))
    #expect(lab.end(tcp("2600:1f00:0:1::a", "2001:db8::7")) == .dropped(.igwNeedsPublicSource))
    let own4 = tcp("10.1.1.10", "198.51.100.7")
    #expect(lab.net.forward(own4, from: lab.b) == .dropped(.igwNeedsPublicSource))
    lab.net.change(lab.b) { $0.privateAddresses[0].publicAddress = ip("203.0.113.9") }
    #expect(lab.net.forward(own4, from: lab.b).unknownRule == "PCX-2a")
    #expect(lab.net.forward(own4, from: lab.b).unknownObject == "igw-b")
    let own6 = tcp("2600:1f01:0:1::b", "2001:db8::7")
    #expect(lab.net.forward(own6, from: lab.b).unknownObject == "igw-b")
    let eigw = lab.net.egressOnlyGateway("eigw-b", lab.far)
    lab.net.model.routeTables[lab.tableFar].routes.removeAll {
      $0.destination == .range(NetworkBuilder.cidr("::/0"))
    }
    lab.net.route(in: lab.tableFar, "::/0", .egressOnlyInternetGateway(.resolved(eigw)))
    #expect(lab.net.forward(own6, from: lab.b).unknownObject == "eigw-b")
    #expect(lab.end(tcp("2600:1f00:0:1::a", "2001:db8::7")) == .dropped(.igwNeedsPublicSource))
  }

  @Test("GWE-1: whether a gateway endpoint serves forwarded packets is unknown")
  func endpoint() {
    var lab = TransitLab()
    let endpoint = lab.net.gatewayEndpoint("vpce-1", lab.far)
    let list = lab.net.prefixList("pl-s3", "52.216.0.0/15")
    lab.net.route(in: lab.tableFar, list: list, .gatewayEndpoint(.resolved(endpoint)))
    lab.net.route(lab.near, "52.216.0.0/15", lab.gateway)
    lab.net.route(in: lab.table, "52.216.0.0/15", lab.right)
    let packet = tcp("10.0.1.10", "52.216.1.1")
    #expect(lab.end(packet).unknownObject == "vpce-1")
    #expect(lab.end(packet).unknownRule == "GWE-1")
    lab.net.model.vpcEndpoints[endpoint].isFunctional = false
    #expect(lab.end(packet) == .dropped(.badState))
  }

  @Test("NAT-2: a NAT gateway translates them, then they are the gateway's own")
  func nat() {
    var egress = EgressVPC()
    let endpoint = egress.lab.net.gatewayEndpoint("vpce-1", egress.lab.far)
    let list = egress.lab.net.prefixList("pl-s3", "52.216.0.0/15")
    egress.lab.net.route(in: egress.natTable, list: list, .gatewayEndpoint(.resolved(endpoint)))
    #expect(egress.end(tcp("10.0.1.10", "52.216.1.1")) == .delivered(.service("vpce-1")))
    #expect(egress.exchange(tcp("10.0.1.10", "52.216.1.1")) == .complete)
    let third = egress.lab.net.vpc("vpc-c", "172.16.0.0/16")
    let subnet = egress.lab.net.subnet("subnet-c", in: third, "172.16.1.0/24")
    let c = egress.lab.net.host("eni-c", in: subnet, "172.16.1.10")
    let pcx = egress.lab.net.peering("pcx-1", egress.lab.far, third)
    egress.lab.net.route(in: egress.natTable, "172.16.0.0/16", .peering(.resolved(pcx)))
    #expect(egress.end(tcp("10.0.1.10", "172.16.1.10")) == .delivered(.interface(c)))
    #expect(egress.exchange(tcp("10.0.1.10", "172.16.1.10")) == .complete, "NAT-10")
  }

  @Test("an appliance is a target as usual: its own address, its check, then nobody knows")
  func appliance() {
    var lab = TransitLab()
    lab.net.route(in: lab.tableFar, "10.1.1.0/24", .interface(.resolved(lab.b)))
    lab.net.route(in: lab.tableFar, "10.8.0.0/16", .interface(.resolved(lab.b)))
    lab.net.route(in: lab.table, "10.8.0.0/16", lab.right)
    #expect(lab.end() == .delivered(.interface(lab.b)))
    #expect(lab.end(tcp("10.0.1.10", "10.8.0.1")) == .dropped(.sourceDestinationCheck))
    lab.net.change(lab.b) { $0.sourceDestinationCheck = false }
    #expect(lab.end(tcp("10.0.1.10", "10.8.0.1")).unknownRule == "ENI-6")
  }
}

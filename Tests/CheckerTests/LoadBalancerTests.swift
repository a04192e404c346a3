import Checker
import NetworkModel
import PolicyTypes
import Simulator
import TestSupport
import Testing

/// APP-3: what load balancers pass on counts against a `forbid`, unless it says `direct`.
@Suite("Load balancers in the checker")
struct LoadBalancerTests {
  /// The Internet, an application load balancer on 443 with a web server on 8080 behind it, and a database that only the
  /// web server may reach.
  private struct Lab {
    var net = NetworkBuilder()
    let web: ID<Interface>
    let database: ID<Interface>
    let node: ID<Interface>
    let balancer: ID<LoadBalancer>
    let targets: ID<TargetGroup>

    init() {
      let vpc = net.vpc("vpc-a", "10.0.0.0/16")
      let gateway = net.internetGateway("igw-a", vpc)
      let table = net.table("rtb-public", in: vpc)
      net.route(in: table, "0.0.0.0/0", .internetGateway(.resolved(gateway)))
      let outer = net.subnet("subnet-public", in: vpc, "10.0.1.0/24", table: table)
      let inner = net.subnet("subnet-private", in: vpc, "10.0.2.0/24")
      let edge = net.group("sg-lb", in: vpc, [.ingress(.tcp(443), "0.0.0.0/0"), .egress(.any, "0.0.0.0/0")])
      let servers = net.group("sg-web", in: vpc, [.ingress(.tcp(8080), edge), .egress(.any, "0.0.0.0/0")])
      let data = net.group("sg-db", in: vpc, [.ingress(.tcp(5432), servers)])
      web = net.host("eni-web", in: inner, "10.0.2.10", groups: [servers])
      database = net.host("eni-db", in: inner, "10.0.2.20", groups: [data])
      targets = net.targetGroup("tg", [Target(place: .interface(.resolved(web)), port: 8080)])
      balancer = net.loadBalancer(
        "lb", .application, vpc,
        listeners: [
          Listener(
            transport: .tcp, port: 443, forwards: [Forward(group: .resolved(targets))])
        ], crossZone: true)
      node = net.host("eni-lb", in: outer, "10.0.1.20", groups: [edge], public: "198.51.100.20")
      let role = InterfaceKind.loadBalancer(balancer)
      net.model.interfaces[node].kind = role
    }

    func check(_ kind: Claim.Kind, to end: ID<Interface>, port: UInt16? = nil) throws -> ClaimResult {
      var checker = try Checker(net.model)
      let traffic =
        port.map { Traffic(entries: [Traffic.Entry(proto: 6, ports: $0...$0)], text: "tcp/\($0)") }
        ?? .any
      return try checker.check(
        Claim(
          kind: kind, source: EndpointSet(members: [], outside: .all, text: "internet"),
          destination: EndpointSet(members: [EndpointMember(interface: end)], text: "b"),
          traffic: traffic))
    }
  }

  @Test("what stands behind a load balancer is reached through it")
  func reached() throws {
    let lab = Lab()
    let result = try lab.check(.forbid, to: lab.web)
    #expect(result.verdict == .violated)
    let witness = try #require(result.witness)
    #expect(witness.packet.destinationPort == 443)
    #expect(witness.relays.count == 1)
    #expect(witness.lastLeg.packet.destinationPort == 8080)
    #expect(witness.lastLeg.disposition == .delivered(.interface(lab.web)))
    #expect(try lab.check(.forbidDirect, to: lab.web).verdict == .proved)
    #expect(try lab.check(.forbid, to: lab.node).witness?.relays.isEmpty == true)
  }

  @Test("APP-3a: on the port of either leg")
  func ports() throws {
    let lab = Lab()
    #expect(try lab.check(.forbid, to: lab.web, port: 8080).verdict == .violated)
    #expect(try lab.check(.forbid, to: lab.web, port: 443).verdict == .violated)
    #expect(try lab.check(.forbid, to: lab.web, port: 22).verdict == .proved)
  }

  @Test("what does not stand behind it is not")
  func separate() throws {
    let lab = Lab()
    #expect(try lab.check(.forbid, to: lab.database).verdict == .proved)
    #expect(try lab.check(.forbid, to: lab.database, port: 5432).verdict == .proved)
  }

  @Test("what the load balancer's targets are is not known: nobody is safe")
  func unknownTargets() throws {
    var lab = Lab()
    lab.net.model.targetGroups[lab.targets].targets = .unknown(lab.net.unknown("tg", kind: "targetGroup"))
    #expect(try lab.check(.forbid, to: lab.database).verdict == .unknown)
    #expect(try lab.check(.forbidDirect, to: lab.database).verdict == .proved)
  }

  @Test("through a second load balancer")
  func chained() throws {
    var lab = Lab()
    let vpc = lab.net.model.interfaces[lab.web].vpc
    let subnet = lab.net.model.interfaces[lab.web].subnet
    let inner = lab.net.loadBalancer(
      "lb-inner", .network, vpc,
      listeners: [
        Listener(
          transport: .tcp, port: 9000,
          forwards: [Forward(group: .resolved(lab.targets))])
      ])
    let node = lab.net.host("eni-inner", in: subnet, "10.0.2.30", groups: [])
    lab.net.model.interfaces[node].kind = .loadBalancer(inner)
    let first = lab.net.targetGroup("tg-inner", [Target(place: .loadBalancer(.resolved(inner)), port: 9000)])
    lab.net.model.loadBalancers[lab.balancer].listeners[0].forwards = [Forward(group: .resolved(first))]
    // The web server admits the outer load balancer's group only.
    #expect(try lab.check(.forbid, to: lab.web).verdict == .proved)
    lab.net.model.interfaces[node].groups = lab.net.model.interfaces[lab.node].groups
    let edge = try #require(lab.net.model.interfaces[lab.node].groups.first?.id)
    lab.net.model.securityGroups[edge].rules.append(.ingress(.tcp(9000), "10.0.0.0/8"))
    let result = try lab.check(.forbid, to: lab.web)
    #expect(result.verdict == .violated)
    #expect(result.witness?.relays.count == 2)
  }

  @Test("LANG-5: what stands behind it is meant by its address", arguments: [false, true])
  func writtenDestinations(isPublic: Bool) throws {
    var lab = Lab()
    let vpc = lab.net.model.interfaces[lab.web].vpc
    let target: String
    let written: String
    if isPublic {
      // A host of another VPC under its public address.
      let far = lab.net.vpc("vpc-far", "10.9.0.0/16")
      let gateway = lab.net.internetGateway("igw-far", far)
      lab.net.route(in: lab.net.mainTable(far), "0.0.0.0/0", .internetGateway(.resolved(gateway)))
      let subnet = lab.net.subnet("subnet-far", in: far, "10.9.0.0/24")
      let group = lab.net.group("sg-far", in: far, [.ingress(.any, "198.51.100.20/32")])
      lab.net.host("eni-far", in: subnet, "10.9.0.10", groups: [group], public: "198.51.100.77")
      (target, written) = ("198.51.100.77", "198.51.100.77/32")
    } else {
      // An endpoint: no host, so no member of a range.
      let endpoint = lab.net.interfaceEndpoint("vpce-1", vpc)
      let subnet = lab.net.subnet("subnet-ends", in: vpc, "10.0.3.0/24")
      lab.net.host("eni-end", in: subnet, "10.0.3.10", kind: .interfaceEndpoint(endpoint))
      (target, written) = ("10.0.3.10", "10.0.3.0/24")
    }
    lab.net.model.targetGroups[lab.targets].targets = .known([
      Target(place: .address(NetworkBuilder.address(target)), port: 8080)
    ])
    var checker = try Checker(lab.net.model)
    let destination = EndpointSet(
      members: [], written: AddressSet([NetworkBuilder.cidr(written)]), text: written)
    let https = Traffic(entries: [Traffic.Entry(proto: 6, ports: 443...443)], text: "tcp/443")
    for traffic in [Traffic.any, https] {
      let result = try checker.check(
        Claim(
          kind: .forbid, source: EndpointSet(members: [], outside: .all, text: "internet"),
          destination: destination, traffic: traffic))
      #expect(result.verdict == .violated, "\(traffic.text)")
    }
  }
}

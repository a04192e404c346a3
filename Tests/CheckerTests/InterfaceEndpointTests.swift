import Checker
import NetworkModel
import PolicyTypes
import TestSupport
import Testing

/// APP-3: what an endpoint may pass on counts against a `forbid`, whatever the traffic, unless the claim says `direct`.
@Suite("Interface endpoints in the checker")
struct InterfaceEndpointTests {
  /// A, an endpoint that admits tcp/443 from everywhere, and B, which admits nothing but tcp/5432 from nobody here.
  private struct Lab {
    var net = NetworkBuilder()
    let a: ID<Interface>
    let b: ID<Interface>
    let e: ID<Interface>

    init(_ service: (inout NetworkBuilder) -> EndpointService) {
      let vpc = net.vpc("vpc-a", "10.0.0.0/16")
      let subnet = net.subnet("subnet-a", in: vpc, "10.0.1.0/24")
      let behind = service(&net)
      let endpoint = net.interfaceEndpoint("vpce-1", vpc, service: behind)
      let web = net.group("sg-web", in: vpc, [.ingress(.tcp(443), "0.0.0.0/0")])
      let database = net.group("sg-db", in: vpc, [.ingress(.tcp(5432), "192.168.0.0/16")])
      a = net.host("eni-a", in: subnet, "10.0.1.10")
      b = net.host("eni-b", in: subnet, "10.0.1.11", groups: [database])
      e = net.host("eni-e", in: subnet, "10.0.1.12", groups: [web])
      let kind = InterfaceKind.interfaceEndpoint(endpoint)
      net.model.interfaces[e].kind = kind
    }

    func verdict(
      _ kind: Claim.Kind, to end: ID<Interface>, port: UInt16? = nil
    ) throws -> Verdict {
      var checker = try Checker(net.model)
      let traffic =
        port.map { Traffic(entries: [Traffic.Entry(proto: 6, ports: $0...$0)], text: "tcp/\($0)") }
        ?? .any
      return try checker.check(
        Claim(
          kind: kind, source: EndpointSet(members: [EndpointMember(interface: a)], text: "a"),
          destination: EndpointSet(members: [EndpointMember(interface: end)], text: "b"),
          traffic: traffic)
      ).verdict
    }
  }

  @Test("a service of the provider ends what it gets")
  func provider() throws {
    let lab = Lab { _ in .provider }
    #expect(try lab.verdict(.forbid, to: lab.b) == .proved)
    #expect(try lab.verdict(.forbid, to: lab.e) == .violated)
    #expect(try lab.verdict(.forbid, to: lab.e, port: 80) == .proved)
    #expect(try lab.verdict(.require, to: lab.e, port: 443) == .proved)
  }

  @Test("another service may reach anybody, on any port")
  func unknown() throws {
    let lab = Lab { .unknown($0.unknown("vpce-1", kind: "vpcEndpoint")) }
    #expect(try lab.verdict(.forbid, to: lab.b) == .unknown)
    #expect(try lab.verdict(.forbid, to: lab.b, port: 5432) == .unknown)
    #expect(try lab.verdict(.forbidDirect, to: lab.b) == .proved)
    #expect(try lab.verdict(.forbid, to: lab.e, port: 443) == .violated)
    #expect(try lab.verdict(.require, to: lab.e, port: 443) == .proved)
  }
}

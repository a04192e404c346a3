import Checker
import NetworkModel
import PolicyTypes
import TestSupport
import Testing

/// POL-10 for `require`: an exception that names addresses releases the packets to these addresses, whatever else it covers.
@Suite struct RequireExceptionTests {
  @Test(arguments: [
    ("0.0.0.0/0", false), ("10.0.2.10/32", false), ("10.0.2.0/24", false), ("10.0.3.0/24", true),
  ])
  func addressesRelease(_ range: String, _ isViolated: Bool) throws {
    var net = NetworkBuilder()
    let vpc = net.vpc("vpc-a", "10.0.0.0/16")
    let closed = net.group("sg-closed", in: vpc, [])
    let a = net.host("eni-a", in: net.subnet("subnet-a", in: vpc, "10.0.1.0/24"), "10.0.1.10")
    let b = net.host(
      "eni-b", in: net.subnet("subnet-b", in: vpc, "10.0.2.0/24"), "10.0.2.10", groups: [closed])
    func set(_ interface: ID<Interface>, _ addresses: AddressSet? = nil) -> EndpointSet {
      EndpointSet(
        members: [EndpointMember(interface: interface, addresses: addresses)], text: "set")
    }
    var claim = Claim(kind: .require, source: set(a), destination: set(b), traffic: .any)
    var checker = try Checker(net.model)
    #expect(try checker.check(claim).verdict == .violated)
    let ranges = AddressSet([try #require(CIDR(range))])
    claim.exceptions = [
      Claim.Exception(
        source: set(a), destination: set(b, ranges), traffic: .any, reason: "test", range: nil)
    ]
    #expect((try checker.check(claim).verdict == .violated) == isViolated)
  }
}

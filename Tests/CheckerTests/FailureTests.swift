import Checker
import NetworkModel
import PolicySyntax
import PolicyTypes
import SourceText
import TestSupport
import Testing

/// POL-21: what fails with a zone.
@Suite("Claims about failures")
struct FailureTests {
  /// Two hosts in one zone, with a firewall between them in a zone of its own or in theirs.
  private func network(firewallIn zone: String) -> NetworkModel {
    var net = NetworkBuilder()
    let vpc = net.vpc("vpc-a", "10.0.0.0/16")
    let here = net.table("rtb-here", in: vpc)
    let near = net.subnet("subnet-near", in: vpc, "10.0.1.0/24", table: here)
    let far = net.subnet("subnet-far", in: vpc, "10.0.2.0/24")
    let middle = net.subnet("subnet-middle", in: vpc, "10.0.3.0/24", zone: zone)
    let passes = FirewallRule(FirewallMatch(), .pass, text: "default")
    let rules = FirewallRules(stateless: [passes], stateful: [passes], replies: net.unknown("replies", kind: "vpcEndpoint"))
    let endpoint = net.inspectionEndpoint("vpce-middle", in: middle, filter: .rules(rules))
    net.route(in: here, "10.0.2.0/24", .inspection(.resolved(endpoint)))
    net.host("eni-near", in: near, "10.0.1.10")
    net.host("eni-far", in: far, "10.0.2.10")
    return net.model
  }

  private func check(_ claim: String, in network: NetworkModel) throws -> ClaimResult {
    let parsed = Parser.parseFile(Array("policy p { \(claim) }".utf8), file: FileID(index: 0))
    try #require(!parsed.hasErrors, "\(parsed.diagnostics)")
    let checked = TypeChecker.check([parsed.tree], against: network)
    let policy = try #require(checked.policies.first, "\(checked.diagnostics)")
    var checker = try Checker(network)
    return try checker.check(try #require(policy.claims.first))
  }

  @Test func aFirewallFailsWithItsZone() throws {
    let claim = "require one-way eni-near -> eni-far on tcp/443 tolerating 1 failure of availability-zones"
    let apart = try check(claim, in: network(firewallIn: "use1-az2"))
    #expect(apart.verdict == .violated)
    #expect(apart.failed == "use1-az2")
    #expect(try check(claim, in: network(firewallIn: "use1-az1")).verdict == .proved, "the ends fail with it")
  }
}

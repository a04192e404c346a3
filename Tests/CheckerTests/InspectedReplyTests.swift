import Checker
import NetworkModel
import PolicySyntax
import PolicyTypes
import SourceText
import TestSupport
import Testing

/// FLW-5: a firewall that sees one direction of a connection alone does not let it stand.
@Suite("Replies that avoid a firewall")
struct InspectedReplyTests {
  @Test(arguments: [
    ("require eni-near -> eni-far on tcp/443", Verdict.unknown), ("require one-way eni-near -> eni-far on tcp/443", .proved),
    ("require one-way eni-far -> eni-near on tcp/443", .proved), ("require eni-far -> eni-near on tcp/443", .unknown),
    ("forbid connections eni-near -> eni-far on tcp/443", .unknown), ("forbid eni-near -> eni-far on tcp/443", .violated),
  ])
  func claims(_ claim: String, _ verdict: Verdict) throws {
    var net = NetworkBuilder()
    let vpc = net.vpc("vpc-a", "10.0.0.0/16")
    let here = net.table("rtb-here", in: vpc)
    let near = net.subnet("subnet-near", in: vpc, "10.0.1.0/24", table: here)
    let far = net.subnet("subnet-far", in: vpc, "10.0.2.0/24")
    let middle = net.subnet("subnet-middle", in: vpc, "10.0.3.0/24")
    let passes = FirewallRule(FirewallMatch(), .pass, text: "default")
    let rules = FirewallRules(
      stateless: [passes], stateful: [passes], replies: net.unknown("replies", kind: "vpcEndpoint"))
    let endpoint = net.inspectionEndpoint("vpce-middle", in: middle, filter: .rules(rules))
    net.route(in: here, "10.0.2.0/24", .inspection(.resolved(endpoint)))
    net.host("eni-near", in: near, "10.0.1.10")
    net.host("eni-far", in: far, "10.0.2.10")
    let parsed = Parser.parseFile(Array("policy p { \(claim) }".utf8), file: FileID(index: 0))
    let checked = TypeChecker.check([parsed.tree], against: net.model)
    let policy = try #require(checked.policies.first, "\(checked.diagnostics)")
    var checker = try Checker(net.model)
    #expect(try checker.check(try #require(policy.claims.first)).verdict == verdict)
  }
}

import Checker
import NetworkModel
import PolicySyntax
import PolicyTypes
import Simulator
import SourceText
import TestSupport
import Testing

/// Two interfaces with one address: the readings may say different ones have it, and no verdict depends on which.
@Suite("An address of two interfaces")
struct AddressOfTwoTests {
  private static let network: NetworkModel = {
    var net = NetworkBuilder()
    let vpc = net.vpc("vpc-a", "10.0.0.0/16")
    let table = net.table("rtb-a", in: vpc)
    let subnet = net.subnet("subnet-a", in: vpc, "10.0.1.0/24", table: table)
    net.host("eni-client", in: subnet, "10.0.1.10")
    net.host("eni-one", in: subnet, "10.0.1.20")
    net.host("eni-two", in: subnet, "10.0.1.20")
    net.model.hasAddressesOfTwo = true
    let unknown = net.model.note(
      Unknown(object: "10.0.1.20/32", kind: "address", reason: "two interfaces have it", rule: "ENI-1"))
    net.model.globalUnknowns = [unknown]
    return net.model
  }()

  @Test(arguments: [
    "forbid eni-client -> eni-one", "forbid eni-client -> eni-two", "require eni-client -> eni-one on tcp/443",
    "require eni-client -> eni-two on tcp/443", "forbid eni-one -> eni-client", "require eni-two -> eni-client on tcp/443",
  ])
  func noProofAndNoDefect(_ claim: String) throws {
    let parsed = Parser.parseFile(Array("policy p { \(claim) }".utf8), file: FileID(index: 0))
    let checked = TypeChecker.check([parsed.tree], against: Self.network)
    var checker = try Checker(Self.network)
    let result = try checker.check(try #require(checked.policies.first?.claims.first))
    #expect(result.verdict == .unknown || result.verdict == .violated, "\(claim)")
  }
}

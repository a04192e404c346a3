import Importers
import NetworkModel
import Testing

/// BPA-1: modes, exclusions, and what is not settled.
@Suite("VPC Block Public Access in answers")
struct PublicAccessTests {
  private func network(_ options: String?, exclusions: [String]?) -> ImportResult {
    Fixture.network(
      replacing: [
        "VpcBlockPublicAccessOptions": options.map { [$0] }, "VpcBlockPublicAccessExclusions": exclusions,
      ])
  }

  private static let ingress = #"{"InternetGatewayBlockMode": "block-ingress", "State": "update-complete"}"#

  private static func exclusion(_ id: String, _ resource: String, _ mode: String, _ state: String) -> String {
    #"{"ExclusionId": "\#(id)", "ResourceArn": "arn:aws:ec2:eu-west-1:111122223333:\#(resource)", "InternetGatewayExclusionMode": "\#(mode)", "State": "\#(state)"}"#
  }

  @Test func modesAndExclusions() {
    let result = network(
      Self.ingress,
      exclusions: [
        Self.exclusion("vpcbpa-exclude-1", "vpc/vpc-a", "allow-bidirectional", "create-complete"),
        Self.exclusion("vpcbpa-exclude-2", "subnet/subnet-a", "allow-egress", "update-complete"),
        Self.exclusion("vpcbpa-exclude-3", "vpc/vpc-b", "allow-egress", "delete-complete"),
      ])
    #expect(result.diagnostics.isEmpty, "\(result.rendered)")
    let network = result.network
    #expect(
      network.vpcs.named("vpc-a")?.blockPublicAccess
        == .on(PublicAccessBlock(.ingress, exclusion: .allowBidirectional)))
    #expect(network.vpcs.named("vpc-b")?.blockPublicAccess == .on(PublicAccessBlock(.ingress)))
    #expect(network.subnets.named("subnet-a")?.publicAccessExclusion == .allowEgress)
    #expect(network.subnets.named("subnet-b")?.publicAccessExclusion == nil)
  }

  @Test("an exclusion that is changing, and exclusions that nobody collected, are unknown")
  func unsettled() {
    let changing = network(
      Self.ingress,
      exclusions: [Self.exclusion("e-1", "subnet/subnet-a", "allow-egress", "create-in-progress")])
    guard case .unknown? = changing.network.subnets.named("subnet-a")?.publicAccessExclusion else {
      Issue.record("an exclusion in progress was decided")
      return
    }
    let absent = network(Self.ingress, exclusions: nil)
    guard case .on(let block)? = absent.network.vpcs.named("vpc-a")?.blockPublicAccess,
      case .unknown = block.exclusion
    else {
      Issue.record("absent exclusions were decided")
      return
    }
  }

  @Test(
    "a mode in progress or an unknown one is not modelled",
    arguments: [("block-ingress", "update-in-progress"), ("block-everything", "update-complete")])
  func modes(_ mode: String, _ state: String) {
    let result = network(
      #"{"InternetGatewayBlockMode": "\#(mode)", "State": "\#(state)"}"#, exclusions: [])
    guard case .unmodelled? = result.network.vpcs.named("vpc-a")?.blockPublicAccess else {
      Issue.record("decided as \(String(describing: result.network.vpcs.named("vpc-a")?.blockPublicAccess))")
      return
    }
  }
}

import Importers
import NetworkModel
import Testing

/// ENC-4: which instance types encrypt comes from `describe-instance-types`, and from nowhere else.
@Suite("Instance types")
struct InstanceTypeTests {
  private func types(_ texts: String...) -> [String: Bool] {
    let files = texts.enumerated().map {
      (path: "111122223333/us-east-\($0.offset + 1)/ec2-describe-instance-types.json", text: $0.element)
    }
    let vpcs = (
      path: "111122223333/us-east-1/ec2-describe-vpcs.json",
      text: #"{"Vpcs": [{"VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16", "OwnerId": "111122223333"}]}"#)
    let imported = Importer.importNetwork(folder: files + [vpcs])
    #expect(!imported.hasErrors, "\(imported.rendered)")
    return imported.network.encryptingTypes
  }

  private func answer(_ name: String, _ member: String) -> String {
    #"{"InstanceTypes": [{"InstanceType": "\#(name)", "NetworkInfo": {\#(member)}}]}"#
  }

  @Test func supportIsRead() {
    #expect(types(answer("m6i.large", #""EncryptionInTransitSupported": true"#)) == ["m6i.large": true])
    #expect(types(answer("m4.large", #""EncryptionInTransitSupported": false"#)) == ["m4.large": false])
  }

  @Test func whatIsNotSaidIsNotKnown() {
    #expect(types(answer("m6i.large", #""EnaSupport": "required""#)) == [:])
    #expect(types(#"{"InstanceTypes": []}"#) == [:])
  }

  @Test func twoAnswersThatDifferAreNotKnown() {
    let both = types(
      answer("m6i.large", #""EncryptionInTransitSupported": true"#),
      answer("m6i.large", #""EncryptionInTransitSupported": false"#))
    #expect(both == [:])
  }

  @Test func oneAnswerWithoutTheKeyLeavesTheTypeOpen() {
    let both = types(
      answer("m6i.large", #""EncryptionInTransitSupported": true"#), answer("m6i.large", #""EnaSupport": "required""#))
    #expect(both == [:])
  }
}

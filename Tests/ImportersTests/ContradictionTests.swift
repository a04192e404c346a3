import Importers
import NetworkModel
import SourceText
import Testing

/// Descriptions that cannot all hold, or that say something new, are errors or unknown, never one of them in silence.
@Suite struct ContradictionTests {
  private func rules(_ result: ImportResult) -> [String] {
    result.network.globalUnknowns.map {
      let unknown = result.network[$0]
      return "\(unknown.rule) \(unknown.object)"
    }
  }

  private func vpc(_ state: String) -> ImportResult {
    Fixture.network(replacing: [
      "Vpcs": [
        #"{"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16", "CidrBlockAssociationSet": [{"CidrBlock": "10.9.0.0/16", "CidrBlockState": {"State": "\#(state)"}}]}"#,
        #"{"VpcId": "vpc-b", "CidrBlock": "10.1.0.0/16"}"#,
      ]
    ])
  }

  @Test func aRangeInANewStateIsUnknown() {
    #expect(rules(vpc("paused")).contains("IMP-5 vpc-a"))
    for state in ["associated", "associating", "disassociating", "disassociated", "failing", "failed"] {
      #expect(!rules(vpc(state)).contains("IMP-5 vpc-a"))
    }
  }

  private func accounts(_ first: String, _ second: String) -> ImportResult {
    func answer(_ account: String, _ vpc: String) -> (path: String, text: String) {
      (
        "\(account).json",
        #"{"account": "\#(account)", "region": "eu-west-1", "service": "ec2", "operation": "describe-vpcs", "request": {}, "response": {"Vpcs": [\#(vpc)]}}"#
      )
    }
    return Importer.importNetwork(
      folder: [answer("111122223333", first), answer("444455556666", second)])
  }

  private func owned(_ owner: String, _ range: String) -> String {
    #"{"VpcId": "vpc-a", \#(owner)"CidrBlock": "\#(range)"}"#
  }

  @Test func onlyTheOwnersViewComesBeforeAnother() {
    let owner = #""OwnerId": "111122223333", "#
    let shared = accounts(owned(owner, "10.0.0.0/16"), owned(owner, "10.1.0.0/16"))
    #expect(shared.codes.contains("IM009") && !shared.hasErrors)
    #expect(!rules(shared).contains("CNV-8 vpc-a"))
    #expect(accounts(owned("", "10.0.0.0/16"), owned("", "10.1.0.0/16")).hasErrors)
    #expect(!accounts(owned("", "10.0.0.0/16"), owned("", "10.0.0.0/16")).hasErrors)
  }

  @Test func whichOfTwoOtherViewsHoldsIsUnknown() {
    let owner = #""OwnerId": "777788889999", "#
    let shared = accounts(owned(owner, "10.0.0.0/16"), owned(owner, "10.1.0.0/16"))
    #expect(!shared.hasErrors && rules(shared).contains("CNV-8 vpc-a"))
  }

  @Test func publicRangesOfTwoVPCsDoNotOverlap() {
    func result(_ second: String) -> ImportResult {
      Fixture.network(replacing: [
        "Vpcs": [
          #"{"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16", "Ipv6CidrBlockAssociationSet": [{"Ipv6CidrBlock": "2001:db8::/56"}]}"#,
          #"{"VpcId": "vpc-b", "CidrBlock": "10.1.0.0/16", "Ipv6CidrBlockAssociationSet": [{"Ipv6CidrBlock": "\#(second)"}]}"#,
        ]
      ])
    }
    #expect(rules(result("2001:db8::/60")).contains("IGW-4 2001:db8::/60"))
    #expect(!result("2001:db8:1::/56").codes.contains("IM009"))
  }

  @Test func twoInterfacesOfAVPCDoNotShareAnAddress() {
    func interface(_ name: String, _ address: String) -> String {
      #"{"NetworkInterfaceId": "\#(name)", "VpcId": "vpc-a", "SubnetId": "subnet-a", "Status": "in-use", "PrivateIpAddress": "\#(address)", "Groups": [{"GroupId": "sg-a"}]}"#
    }
    func result(_ address: String) -> ImportResult {
      Fixture.network(replacing: [
        "NetworkInterfaces": [interface("eni-a", "10.0.1.20"), interface("eni-z", address)]
      ])
    }
    #expect(rules(result("10.0.1.20")).contains("ENI-1 10.0.1.20/32"))
    #expect(!rules(result("10.0.1.21")).contains { $0.hasPrefix("ENI-1") })
  }

  @Test func aPublicAddressMapsToOnePrivateAddress() {
    let result = Fixture.network(replacing: [
      "NetworkInterfaces": [
        #"{"NetworkInterfaceId": "eni-a", "VpcId": "vpc-a", "SubnetId": "subnet-a", "Status": "in-use", "Groups": [{"GroupId": "sg-a"}], "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.1.5", "Primary": true, "Association": {"PublicIp": "198.51.100.5"}}, {"PrivateIpAddress": "10.0.1.6", "Association": {"PublicIp": "198.51.100.5"}}]}"#
      ]
    ])
    #expect(rules(result).contains("ENI-2 198.51.100.5"))
  }

  private func interface(_ members: String) -> ImportResult {
    Fixture.network(replacing: [
      "NetworkInterfaces": [
        #"{"NetworkInterfaceId": "eni-a", "VpcId": "vpc-a", "SubnetId": "subnet-a", "Status": "in-use", "Groups": [{"GroupId": "sg-a"}], \#(members)}"#
      ]
    ])
  }

  @Test func aPrivateAddressIsListedOnce() {
    func twice(_ publicAddress: String) -> ImportResult {
      interface(
        #""PrivateIpAddresses": [{"PrivateIpAddress": "10.0.1.5", "Primary": true, "Association": {"PublicIp": "198.51.100.5"}}, {"PrivateIpAddress": "10.0.1.5", "Association": {"PublicIp": "\#(publicAddress)"}}]"#)
    }
    #expect(rules(twice("198.51.100.6")).contains("ENI-2 eni-a"))
    #expect(!rules(twice("198.51.100.5")).contains("ENI-2 eni-a"))
  }

  @Test func anInterfaceInUseIsAttached() {
    func attached(_ status: String) -> ImportResult {
      interface(#""PrivateIpAddress": "10.0.1.5", "Attachment": {"Status": "\#(status)"}"#)
    }
    #expect(rules(attached("detaching")).contains("CNV-4 eni-a"))
    #expect(!rules(attached("attached")).contains("CNV-4 eni-a"))
  }

  @Test func aFunctionsInterfaceIsNoInstances() {
    func attached(_ type: String) -> ImportResult {
      interface(
        #""PrivateIpAddress": "10.0.1.5", "InterfaceType": "\#(type)", "Attachment": {"Status": "attached", "InstanceId": "i-a"}"#)
    }
    #expect(rules(attached("lambda")).contains("IMP-5 eni-a"))
    #expect(!rules(attached("interface")).contains("IMP-5 eni-a"))
  }
}

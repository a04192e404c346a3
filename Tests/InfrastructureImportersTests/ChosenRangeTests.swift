import Checker
import Importers
import InfrastructureImporters
import NetworkModel
import Testing

/// IAC-1, IAC-4: addresses that the author chose and the input does not give are not those that the provider assigns.
@Suite("Addresses that the author chose")
struct ChosenRangeTests {
  private func template(_ range: String, _ part: String, rule: String, parameters: String) -> String {
    """
    AWSTemplateFormatVersion: '2010-09-09'
    Parameters:
    \(parameters)
    Resources:
      Net: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
      Six: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref Net, \(range)}}
      Sub: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Net, CidrBlock: 10.0.1.0/24, Ipv6CidrBlock: \(part), AssignIpv6AddressOnCreation: true}}
      Group:
        Type: AWS::EC2::SecurityGroup
        Properties:
          GroupDescription: g
          VpcId: !Ref Net
          SecurityGroupIngress:
            - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIpv6: '\(rule)'}
      One: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-1, InstanceType: t3.micro, SubnetId: !Ref Sub, SecurityGroupIds: [!Ref Group]}}
      Two: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-1, InstanceType: t3.micro, SubnetId: !Ref Sub, SecurityGroupIds: [!Ref Group]}}

    """
  }

  private static let first = "!Select [0, !Cidr [!Select [0, !GetAtt Net.Ipv6CidrBlocks], 8, 64]]"
  private static let own = "Ipv6CidrBlock: !Ref Range, Ipv6Pool: pool-1"

  private func verdict(_ range: String, _ part: String, rule: String, parameters: String) throws -> Verdict {
    let text = template(range, part, rule: rule, parameters: parameters)
    return try verdict("forbid One -> Two on tcp/22", on: text)
  }

  private func verdict(_ claim: String, on text: String) throws -> Verdict {
    try InfrastructureImportersTests.verdict(claim, on: text, name: "t.yaml")
  }

  @Test func aRangeFromAParameter() throws {
    let open = "  Range: {Type: String}"
    #expect(try verdict(Self.own, Self.first, rule: "2001:db8::/32", parameters: open) == .unknown)
    let given = "  Range: {Type: String, Default: '2001:db8:1::/56'}"
    #expect(try verdict(Self.own, Self.first, rule: "2001:db8::/32", parameters: given) == .violated)
    let assigned = "AmazonProvidedIpv6CidrBlock: true"
    #expect(try verdict(assigned, Self.first, rule: "2001:db8::/32", parameters: open) == .proved)
  }

  @Test func aPartOfAKnownRange() throws {
    let given = "  Range: {Type: String, Default: '2001:db8:1::/56'}"
    #expect(try verdict(Self.own, Self.first, rule: "2001:db8:1::/64", parameters: given) == .unknown)
    #expect(try verdict(Self.own, "'2001:db8:1::/64'", rule: "2001:db8:1::/64", parameters: given) == .violated)
    #expect(try verdict(Self.own, "'2001:db8:1:1::/64'", rule: "2001:db8:1::/64", parameters: given) == .proved)
  }

  /// An allocation that exists already may be the address that a rule names.
  @Test func anAllocationThatExists() throws {
    func names(_ allocation: String) throws -> [String] {
      let nat = """
          Nat: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref Open, AllocationId: \(allocation)}}
          Own: {Type: AWS::EC2::EIP, Properties: {Domain: vpc}}

        """
      return try network(Samples.template + "\n" + nat, name: "t.yaml").network.assumptions.map(\.name)
        .filter { $0.hasSuffix("named-addresses-elsewhere") }
    }
    #expect(try names("eipalloc-1").count == 1)
    #expect(try names("!ImportValue address").count == 1)
    #expect(try names("!GetAtt Own.AllocationId").isEmpty)
  }
}

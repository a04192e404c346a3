import Checker
import Importers
import InfrastructureImporters
import NetworkModel
import PolicySyntax
import PolicyTypes
import SourceText
import TestSupport
import Testing

/// IAC-7: ranges that the author wrote and the input does not give.
@Suite("Open ranges")
struct OpenRangeTests {
  /// The shipped template with a parameter in place of the range from which everybody comes.
  private func template(_ range: String = "!Ref Admin", parameters: String = "  Admin: {Type: String}") throws -> String {
    try #require(Samples.template.contains("CidrIp: 0.0.0.0/0"))
    let text = Samples.template.replacing("CidrIp: 0.0.0.0/0", with: "CidrIp: \(range)")
    return text.replacing("Parameters:\n", with: "Parameters:\n\(parameters)\n")
  }

  private func condition(_ body: String, on text: String, name: String = "t.yaml") throws -> OpenCondition? {
    let imported = try network(text, name: name)
    let parsed = Parser.parseFile(Array("policy p { \(body) }".utf8), file: FileID(index: 1000))
    let checked = TypeChecker.check([parsed.tree], against: imported.network)
    let claim = try #require(checked.policies.first?.claims.first)
    var checker = try Checker(imported.network)
    let result = try checker.check(claim)
    return try ConditionFinder(imported.network)?.condition(for: result)
  }

  @Test func aParameterMattersOnlyForItsService() throws {
    let text = try template()
    #expect(try verdict("forbid internet -> Web on tcp/443", on: text, name: "t.yaml") == .unknown)
    #expect(try verdict("forbid internet -> Web on tcp/3389", on: text, name: "t.yaml") == .proved)
    #expect(try verdict("forbid internet -> Data", on: text, name: "t.yaml") == .proved)
  }

  @Test func theValueThatBreaksAClaimIsNamed() throws {
    let text = try template()
    let found = try #require(try condition("forbid internet -> Web on tcp/443", on: text))
    #expect(found.values.map(\.range.name) == ["Admin"])
    // The condition is true: the template with that value as a default violates the claim.
    let value = try #require(found.values.first?.value)
    let set = try template(parameters: "  Admin: {Type: String, Default: \(value)}")
    #expect(try verdict("forbid internet -> Web on tcp/443", on: set, name: "t.yaml") == .violated)
    #expect(value.length == 32)
    #expect(found.witness.packet.source == IPAddress(.v4, value.base))
  }

  @Test func aRequirementIsBrokenByTooNarrowARange() throws {
    let text = try template()
    #expect(try verdict("require internet -> Web on tcp/443", on: text, name: "t.yaml") == .unknown)
    let found = try #require(try condition("require internet -> Web on tcp/443", on: text))
    #expect(found.values.map(\.value.description) == ["0.0.0.0/32"])
  }

  /// A parameter within a text is not the value of the range.
  @Test func aPartOfATextHasNoName() throws {
    let text = try template("!Sub '${Admin}/8'")
    #expect(try network(text, name: "t.yaml").network.openRanges.map(\.name) == ["range 1 of WebGroup"])
  }

  @Test func aListThatIsNotKnownHasNoName() throws {
    let text = try template("!Ref Admin", parameters: "  Admin: {Type: 'List<String>', Default: ''}")
    let imported = InfrastructureImporter.importNetwork(text: text, name: "t.yaml", options: .init())
    #expect(imported.network.openRanges.allSatisfy { $0.name != "Admin" })
  }

  @Test func nothingOpenNeedsNoFinder() throws {
    let imported = try network(Samples.template, name: "t.yaml")
    #expect(ConditionFinder(imported.network) == nil)
  }

  @Test func entriesOfNetworkACLs() throws {
    let acl = """
        Acl:
          Type: AWS::EC2::NetworkAcl
          Properties: {VpcId: !Ref Net}
        In:
          Type: AWS::EC2::NetworkAclEntry
          Properties: {NetworkAclId: !Ref Acl, RuleNumber: 90, Protocol: 6, RuleAction: deny, CidrBlock: !ImportValue gone, PortRange: {From: 22, To: 22}}
        InAll:
          Type: AWS::EC2::NetworkAclEntry
          Properties: {NetworkAclId: !Ref Acl, RuleNumber: 100, Protocol: -1, RuleAction: allow, CidrBlock: 0.0.0.0/0}
        Out:
          Type: AWS::EC2::NetworkAclEntry
          Properties: {NetworkAclId: !Ref Acl, RuleNumber: 100, Protocol: -1, RuleAction: allow, Egress: true, CidrBlock: 0.0.0.0/0}
        Of:
          Type: AWS::EC2::SubnetNetworkAclAssociation
          Properties: {NetworkAclId: !Ref Acl, SubnetId: !Ref Open}

      """
    let imported = try network(Samples.template + "\n" + acl, name: "t.yaml")
    let entries = imported.network.networkACLs.elements.flatMap(\.entries).filter { $0.number == 90 }
    #expect(entries.count == 1)
    #expect(entries.first?.service.ports == 22...22)
    #expect(entries.first?.unknown.flatMap { imported.network[$0].openRange }?.name == "range 1 of Acl")
    #expect(try verdict("require internet -> Web on tcp/443", on: imported) == .proved)
  }

  /// The address of a host in a template stands for a later one, so that it is no value of a condition.
  @Test func addressesThatComeLaterAreNoValues() throws {
    let acl = """
        Acl:
          Type: AWS::EC2::NetworkAcl
          Properties: {VpcId: !Ref Net}
        In:
          Type: AWS::EC2::NetworkAclEntry
          Properties: {NetworkAclId: !Ref Acl, RuleNumber: 100, Protocol: -1, RuleAction: allow, CidrBlock: 0.0.0.0/0}
        Closing:
          Type: AWS::EC2::NetworkAclEntry
          Properties: {NetworkAclId: !Ref Acl, RuleNumber: 90, Protocol: 6, RuleAction: deny, Egress: true, CidrBlock: !Ref Admin, PortRange: {From: 443, To: 443}}
        Out:
          Type: AWS::EC2::NetworkAclEntry
          Properties: {NetworkAclId: !Ref Acl, RuleNumber: 100, Protocol: -1, RuleAction: allow, Egress: true, CidrBlock: 0.0.0.0/0}
        Of:
          Type: AWS::EC2::SubnetNetworkAclAssociation
          Properties: {NetworkAclId: !Ref Acl, SubnetId: !Ref Closed}

      """
    let found = try #require(
      try condition("require Data -> Web on tcp/443", on: template("0.0.0.0/0") + "\n" + acl))
    #expect(found.values.map(\.range.name) == ["Admin"])
    #expect(found.values.map(\.value.description) == ["0.0.0.0/0"])
  }

  @Test func aParameterThatIsAListIsNotOneRange() throws {
    let text = try template(parameters: "  Admin: {Type: CommaDelimitedList}")
    #expect(try network(text, name: "t.yaml").network.openRanges.allSatisfy { $0.name != "Admin" })
  }
}

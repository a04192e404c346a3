import Checker
import Importers
import InfrastructureImporters
import NetworkModel
import SourceText
import Testing

@Suite("Templates")
struct TemplateTests {
  @Test(
    arguments: [
      ("forbid internet -> Data", Verdict.proved), ("forbid internet -> Web on tcp/443", .violated),
      ("forbid internet -> Web on tcp/3389", .proved), ("require Web -> Data on tcp/5432", .proved),
      ("require internet -> Web on tcp/443", .proved), ("forbid Web -> Data on tcp/22", .proved),
      ("forbid internet -> Web on tcp/22", .violated),
      ("forbid Data -> internet", .proved),
    ])
  func verdicts(policy: String, expected: Verdict) throws {
    #expect(try verdict(policy, on: Samples.template, name: "t.yaml") == expected)
  }

  @Test func factsAndPlaces() throws {
    let result = try network(Samples.template, name: "t.yaml")
    let model = result.network
    #expect(model.vpcs.named("Net")?.ipv4.map(\.description) == ["10.20.0.0/16"])
    #expect(model.subnets.named("Closed")?.ranges.map(\.description) == ["10.20.1.0/24"])
    let group = try #require(model.securityGroups.named("WebGroup"))
    let ingress = group.rules.filter { $0.direction == .ingress }
    #expect(ingress.compactMap { line($0.origin, in: result) } == ["t.yaml:63", "t.yaml:67"])
    #expect(ingress.last?.service.ports == 22...22)
    // A template's group lets everything out unless it says otherwise.
    #expect(
      group.rules.contains {
        $0.direction == .egress && $0.peer == .range(CIDR(.v4, base: 0, length: 0))
      })
    #expect(line(model.subnets.named("Open")?.origin, in: result) == "t.yaml:28")
    #expect(model.assumptions.map(\.name).contains("cloudformation.parameters-have-their-defaults"))
  }

  @Test(
    arguments: [
      ("Default: 203.0.113.0/24", "Description: none", "forbid internet -> Web on tcp/22"),
      ("!GetAtt Net.VpcId", "!ImportValue net", "forbid Web -> Data on tcp/22"),
      (
        "SourceSecurityGroupId: !GetAtt WebGroup.GroupId", "SourceSecurityGroupName: web",
        "forbid Web -> Data on tcp/22"
      ),
      ("Default: prod", "Description: none", "forbid internet -> Data"),
      (
        "GatewayId: !Ref Gate", "GatewayId: !ImportValue gate", "require internet -> Web on tcp/443"
      ),
      ("- !GetAtt [DataGroup, GroupId]", "- !ImportValue group", "forbid Web -> Data on tcp/22"),
      ("CidrIp: 0.0.0.0/0", "CidrIp: !Transform {Name: x}", "require internet -> Web on tcp/443"),
      ("Type: AWS::EC2::VPCGatewayAttachment", "Type: AWS::New::Thing", "forbid internet -> Data"),
    ])
  func whatIsNotKnownIsUnknown(old: String, new: String, policy: String) throws {
    let text = Samples.template.replacing(old, with: new)
    try #require(text != Samples.template)
    let result = InfrastructureImporter.importNetwork(text: text, name: "t.yaml")
    #expect(try result.hasErrors || verdict(policy, on: result) != .proved)
  }

  @Test func brokenTextHasAPlace() {
    let result = InfrastructureImporter.importNetwork(
      text: "Resources:\n  A:\n   - x\n  b", name: "t.yaml")
    #expect(result.diagnostics.first?.code == "IM001")
    #expect(result.diagnostics.first?.range != nil)
  }

  @Test func jsonAndShortTagsSayTheSame() throws {
    let json = """
      {"Resources": {
        "Net": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": {"Fn::Sub": "10.${A}.0.0/16"}}},
        "Closed": {"Type": "AWS::EC2::Subnet", "Properties": {"VpcId": {"Ref": "Net"},
          "CidrBlock": {"Fn::Select": [1, {"Fn::Cidr": [{"Fn::GetAtt": ["Net", "CidrBlock"]}, 4, 8]}]}}}},
       "Parameters": {"A": {"Type": "Number", "Default": 20}}}
      """
    let model = try network(json, name: "t.template").network
    #expect(model.subnets.named("Closed")?.ranges.map(\.description) == ["10.20.1.0/24"])
  }

  @Test func intrinsicsInTexts() throws {
    let yaml = """
      Resources:
        Net:
          Type: AWS::EC2::VPC
          Properties:
            CidrBlock: !Join ['/', [!Select [1, !Split ['|', 'a|10.9.0.0|b']], '16']]
        Other:
          Type: AWS::EC2::VPC
          Properties:
            CidrBlock: !Sub ['10.${B}.0.0/16', {B: !If [IsSeven, 7, 8]}]
      Conditions:
        IsSeven: !And [!Not [!Equals [a, b]], !Or [!Equals [1, '1'], !Equals [x, y]]]
      """
    let model = try network(yaml, name: "t.yaml").network
    #expect(
      model.vpcs.elements.map { $0.ipv4.map(\.description) } == [["10.9.0.0/16"], ["10.7.0.0/16"]])
  }

  /// A function outside every VPC changes nothing; one inside, and every type that nobody reviewed, may.
  @Test(arguments: [
    ("AWS::Lambda::Function", "{Runtime: python3.12}", Verdict.proved),
    ("AWS::Lambda::Function", "{VpcConfig: {SubnetIds: [!Ref Closed]}}", .unknown),
    ("AWS::S3::Bucket", "{BucketName: b}", .proved), ("AWS::RDS::DBInstance", "{Engine: x}", .unknown),
    ("Custom::Anything", "{ServiceToken: x}", .unknown),
    ("Custom::VpcRestrictDefaultSG", "{DefaultSecurityGroupId: !GetAtt Net.DefaultSecurityGroup}", .proved),
    ("AWS::EC2::Subnet", "{VpcId: !Ref Net, CidrBlock: 10.20.9.0/24, NewSwitch: true}", .unknown),
  ])
  func otherTypes(type: String, properties: String, expected: Verdict) throws {
    let text = Samples.template + "  Other: {Type: \(type), Properties: \(properties)}\n"
    #expect(try verdict("forbid internet -> Data", on: text, name: "t.yaml") == expected)
    #expect(try verdict("forbid internet -> Web on tcp/443", on: text, name: "t.yaml") == .violated)
  }
}

/// Parts of templates that are set apart from the resource that they belong to.
@Suite("Set apart in templates")
struct SetApartTests {
  private func launched(_ data: String) -> String {
    Samples.template.replacing(
      "      SubnetId: !Ref Open\n      SecurityGroupIds: [!Ref WebGroup]",
      with: "      SubnetId: !Ref Open\n      LaunchTemplate: {LaunchTemplateId: !Ref Launch, Version: '1'}")
      + """
          Launch:
            Type: AWS::EC2::LaunchTemplate
            Properties: {LaunchTemplateData: \(data)}
        """
  }

  @Test(arguments: ["!ImportValue data", "{SecurityGroups: [web]}"])
  func aLaunchTemplateThatIsNotUnderstood(data: String) throws {
    try #require(launched(data) != Samples.template)
    #expect(
      try verdict("forbid internet -> Web on tcp/22", on: launched(data), name: "t.yaml") == .unknown)
  }

  @Test(arguments: [("", Verdict.proved), ("Globals: {Function: {VpcConfig: {SubnetIds: [!Ref Open]}}}\n", .unknown)])
  func functionsWithACommonNetwork(globals: String, expected: Verdict) throws {
    let text =
      globals + Samples.template + """
          Work:
            Type: AWS::Serverless::Function
            Properties: {Handler: x, Runtime: nodejs20.x, CodeUri: ./x}
        """
    #expect(try verdict("forbid internet -> Data", on: text, name: "t.yaml") == expected)
  }
}

import Checker
import Glibc
import Importers
import InfrastructureImporters
import NetworkModel
import SourceText
import Testing

/// Real inputs of other projects, where they are at hand: `ISOLA_CORPORA`, else `../shared/corpora` beside the package.
enum Corpora {
  static let root: String? = {
    if let set = getenv("ISOLA_CORPORA") { return String(cString: set) }
    let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let beside = "/\(package)/../shared/corpora"
    return access(beside, R_OK) == 0 ? beside : nil
  }()

  /// Files below a folder with one of these endings, in order.
  static func files(_ folder: String, _ endings: [String]) -> [String] {
    guard let root, let handle = opendir(root + "/" + folder) else { return [] }
    defer { closedir(handle) }
    var found: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasPrefix(".") { continue }
      let path = folder + "/" + name
      if endings.contains(where: name.hasSuffix) {
        found.append(path)
      } else {
        found += files(path, endings)
      }
    }
    return found.sorted()
  }

  static let plans = files("terraform-plan", [".json"])
  static let states = files("terraform-state", [".json", ".tfstate"])
  static let templates =
    files("cloudformation", [".json", ".yaml", ".yml"]) + files("network-firewall", [".yaml"])

  static func text(_ path: String) throws -> String {
    let root = try #require(root)
    let file = try #require(fopen(root + "/" + path, "rb"))
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { return String(decoding: bytes, as: UTF8.self) }
      bytes += buffer[..<count]
    }
  }
}

@Suite("Corpora", .enabled(if: Corpora.root != nil, "no corpora beside the package"))
struct CorporaTests {
  @Test(arguments: Corpora.plans + Corpora.states + Corpora.templates)
  func imports(path: String) throws {
    let root = try #require(Corpora.root)
    let result = InfrastructureImporter.importNetwork(at: root + "/" + path)
    _ = DiagnosticRenderer(files: result.files).render(result.diagnostics)
    #expect(["terraform", "cloudformation"].contains(result.layout))
    // One sample has two entries with one number, which cannot be deployed.
    if !path.hasSuffix("entry_port_overlaps.yml") { #expect(!result.hasErrors) }
    for diagnostic in result.diagnostics { #expect(diagnostic.range != nil) }
  }

  @Test func unsupportedTypesAreNamed() throws {
    let root = try #require(Corpora.root)
    let result = InfrastructureImporter.importNetwork(
      at: root + "/terraform-state/inframap/aws_state_sg.json")
    #expect(result.unsupported.map(\.key) == ["aws_db_instance"])
    #expect(result.network.unmodelled.elements.map(\.name).contains("module.lemp.aws_lb.tQBgz"))
  }

  /// The plan of the whole VPC module: what it says about subnets, tables and gateways.
  @Test func theVPCModule() throws {
    let root = try #require(Corpora.root)
    let result = InfrastructureImporter.importNetwork(
      at: root + "/terraform-plan/terraform-compliance/test_issue-158/plan.out.json")
    let model = result.network
    #expect(model.vpcs.elements.map { $0.ipv4.map(\.description) } == [["10.0.0.0/16"]])
    #expect(model.subnets.count == 6 && model.natGateways.count == 3)
    #expect(model.globalUnknowns.isEmpty)
    let gateway = try #require(
      model.internetGateways.named("module.vpc.aws_internet_gateway.this[0]"))
    #expect(gateway.vpc == ID(index: 0))
    let zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
    let everywhere = RouteDestination.range(CIDR(.v4, base: 0, length: 0))
    for index in 0..<3 {
      let open = try #require(model.subnets.named("module.vpc.aws_subnet.public[\(index)]"))
      #expect(open.ranges.map(\.description) == ["10.0.10\(index + 1).0/24"])
      #expect(open.zoneName == zones[index] && open.mapsPublicAddress)
      let openTable = try #require(open.routeTable.id.map { model.routeTables[$0] })
      #expect(openTable.name == "module.vpc.aws_route_table.public[0]")
      let out = try #require(openTable.routes.first { $0.destination == everywhere })
      #expect(out.target == .internetGateway(.resolved(ID(index: 0))))

      let closed = try #require(model.subnets.named("module.vpc.aws_subnet.private[\(index)]"))
      #expect(closed.ranges.map(\.description) == ["10.0.\(index + 1).0/24"])
      let table = try #require(closed.routeTable.id.map { model.routeTables[$0] })
      #expect(table.name == "module.vpc.aws_route_table.private[\(index)]")
      let nat = try #require(
        model.natGateways.id(named: "module.vpc.aws_nat_gateway.this[\(index)]"))
      #expect(
        table.routes.first { $0.destination == everywhere }?.target == .natGateway(.resolved(nat)))
      #expect(table.routes.contains { $0.target == .local })
      let own = model.natGateways[nat]
      #expect(model.subnets[own.subnet].name == open.name && own.isPublic && own.unmodelled == nil)
      guard case .acl(let acl) = closed.networkACL else {
        Issue.record("no network ACL")
        continue
      }
      #expect(model.networkACLs[acl].isDefault)
    }
    #expect(model.routeTables.elements.count(where: \.isMain) == 1)
  }

  // MARK: Facts stated by the tests of the tools that the files come from

  /// D-TFP: which group lets the whole Internet in on anything but exactly tcp/80 or tcp/443.
  @Test(arguments: [
    ("invalid_allow_all", true), ("invalid_include_443", true), ("invalid_include_80", true),
    ("valid_exact_443", false), ("valid_exact_80", false),
  ])
  func openGroups(name: String, isOpen: Bool) throws {
    let root = try #require(Corpora.root)
    let result = InfrastructureImporter.importNetwork(
      at: root + "/terraform-plan/regula/ingress_anywhere_infra.json")
    let group = try #require(result.network.securityGroups.named("aws_security_group." + name))
    let ingress = group.rules.filter { $0.direction == .ingress }
    #expect(!ingress.isEmpty)
    let everywhere = CIDR(.v4, base: 0, length: 0)
    let found = ingress.contains { rule in
      guard rule.peer == .range(everywhere) else { return false }
      return rule.service.proto != .number(6) || ![80...80, 443...443].contains(rule.service.ports)
    }
    #expect(found == isOpen)
    #expect(ingress.allSatisfy { if case .unknown = $0.peer { false } else { true } })
    // The rule's place is its block in the source beside the plan.
    let place = try #require(line(ingress.first?.origin, in: result))
    #expect(place.contains("ingress_anywhere_infra.tf:"))
  }

  /// D-CFN: whether a host behind the ACL gets tcp/3389 from the Internet, decided by the whole tool.
  @Test(arguments: [
    ("ValidVpc02", Verdict.proved), ("ValidVpc03", .proved), ("InvalidVpc01", .violated),
    ("InvalidVpc03", .violated),
  ])
  func remoteDesktopThroughACLs(vpc: String, expected: Verdict) throws {
    let text =
      try Corpora.text("cloudformation/regula/nacl_ingress_3389_infra.yaml") + Self.host(in: vpc)
    #expect(
      try verdict("forbid internet -> Host on tcp/3389", on: text, name: "t.yaml") == expected)
    #expect(try verdict("forbid internet -> Host on tcp/22", on: text, name: "t.yaml") != .unknown)
  }

  private static func host(in vpc: String) -> String {
    """

      Gate: {Type: AWS::EC2::InternetGateway}
      GateAttachment:
        Type: AWS::EC2::VPCGatewayAttachment
        Properties: {VpcId: !Ref \(vpc), InternetGatewayId: !Ref Gate}
      Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref \(vpc)}}
      Out:
        Type: AWS::EC2::Route
        Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gate}
      Out6:
        Type: AWS::EC2::Route
        Properties: {RouteTableId: !Ref Table, DestinationIpv6CidrBlock: '::/0', GatewayId: !Ref Gate}
      IPv6: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref \(vpc), AmazonProvidedIpv6CidrBlock: true}}
      Place:
        Type: AWS::EC2::Subnet
        Properties:
          VpcId: !Ref \(vpc)
          CidrBlock: 10.0.1.0/24
          Ipv6CidrBlock: !Select [0, !Cidr [!Select [0, !GetAtt '\(vpc).Ipv6CidrBlocks'], 4, 64]]
          MapPublicIpOnLaunch: true
      PlaceTable:
        Type: AWS::EC2::SubnetRouteTableAssociation
        Properties: {SubnetId: !Ref Place, RouteTableId: !Ref Table}
      PlaceACL:
        Type: AWS::EC2::SubnetNetworkAclAssociation
        Properties: {SubnetId: !Ref Place, NetworkAclId: !Ref \(vpc)Nacl}
      Group:
        Type: AWS::EC2::SecurityGroup
        Properties:
          GroupDescription: open
          VpcId: !Ref \(vpc)
          SecurityGroupIngress: [{IpProtocol: -1, CidrIp: 0.0.0.0/0}, {IpProtocol: -1, CidrIpv6: '::/0'}]
      Host:
        Type: AWS::EC2::Instance
        Properties: {InstanceType: t3.micro, SubnetId: !Ref Place, SecurityGroupIds: [!Ref Group], Ipv6AddressCount: 1}
    """
  }

  /// D-TFS: which group lets in what another group has; the states name the groups of a resource as dependencies.
  @Test(
    arguments: [
      ("aws_state_sg.json", "", "module.lemp.aws_security_group.rZnGI", 80),
      ("aws_state_sg.json", "", "module.lemp.aws_security_group.rZnGI", 443),
      (
        "aws_state_sg.json", "module.lemp.aws_security_group.rZnGI",
        "module.lemp.aws_security_group.YPHPR", nil
      ),
      (
        "aws_state_sg.json", "module.lemp.aws_security_group.YPHPR",
        "module.lemp.aws_security_group.LHwFh[0]", nil
      ),
      (
        "aws_state_cyclic.json", "aws_security_group.prometheus-prometheus-infra",
        "aws_security_group.prometheus-infra-allow-metrics", nil
      ),
    ] as [(String, String, String, UInt16?)])
  func groupsLetIn(file: String, from: String, to: String, port: UInt16?) throws {
    let root = try #require(Corpora.root)
    let model = InfrastructureImporter.importNetwork(at: root + "/terraform-state/inframap/" + file)
      .network
    let target = try #require(model.securityGroups.named(to))
    let everywhere = CIDR(.v4, base: 0, length: 0)
    let lets = target.rules.contains { rule in
      guard rule.direction == .ingress else { return false }
      if from.isEmpty {
        return rule.peer == .range(everywhere)
          && rule.service.ports.map { $0.contains(port ?? 0) } ?? true
      }
      guard case .group(let peer) = rule.peer, let id = peer.id else { return false }
      return model.securityGroups[id].name == from
    }
    #expect(lets)
  }
}

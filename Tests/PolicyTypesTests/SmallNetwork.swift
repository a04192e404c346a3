import NetworkModel
import PolicySyntax
import PolicyTypes
import SourceText
import Testing

/// Two VPCs with the same range: `vpc-a` holds `i-web` (two interfaces, one public address), `i-db`
/// and a NAT gateway; `vpc-b` holds `eni-twin` with an address that `i-db` has too, and a stopped
/// `i-old`.
func smallNetwork() throws -> NetworkModel {
  var model = NetworkModel()
  let scope = try add(to: &model.scopes, Scope(account: "111122223333", region: "eu-west-1"))
  var vpcs: [ID<VPC>] = []
  var subnets: [ID<Subnet>] = []
  for (letter, environment) in [("a", "prod"), ("b", "test")] {
    let vpc = try add(
      to: &model.vpcs,
      VPC(
        name: "vpc-\(letter)", scope: scope, ipv4: [cidr("10.0.0.0/16")], tags: ["Env": environment]
      ))
    let table = try add(to: &model.routeTables, RouteTable(name: "rtb-\(letter)", vpc: vpc))
    let subnet = try add(
      to: &model.subnets,
      Subnet(
        name: "subnet-\(letter)", vpc: vpc, scope: scope, zone: Zone(id: "euw1-az1"),
        ranges: [cidr("10.0.1.0/24")],
        routeTable: .resolved(table), networkACL: .assumedOpen, tags: ["Name": "net-\(letter)"]))
    vpcs.append(vpc)
    subnets.append(subnet)
  }
  let group = try add(
    to: &model.securityGroups,
    SecurityGroup(name: "sg-web", groupName: "web", vpc: vpcs[0], scope: scope))

  func instance(_ name: String, tags: Tags, isRunning: Bool = true) throws -> ID<Instance> {
    try add(
      to: &model.instances,
      Instance(name: name, scope: scope, isRunning: isRunning, type: "t3.micro", tags: tags))
  }
  func interface(
    _ name: String, in place: Int, _ addresses: [(String, String?)], instance: ID<Instance>? = nil,
    groups: [ID<SecurityGroup>] = [], kind: InterfaceKind = .ordinary, isFunctional: Bool = true
  ) throws {
    let list = try addresses.enumerated().map { offset, pair in
      PrivateAddress(
        address: try #require(IPAddress(pair.0)), isPrimary: offset == 0,
        publicAddress: try pair.1.map { try #require(IPAddress($0)) })
    }
    let id = try add(
      to: &model.interfaces,
      Interface(
        name: name, vpc: vpcs[place], subnet: subnets[place], scope: scope, kind: kind,
        isFunctional: isFunctional, groups: groups.map { .resolved($0) }, privateAddresses: list,
        instance: instance))
    if let instance { model.instances[instance].interfaces.append(id) }
  }
  let web = try instance("i-web", tags: ["Name": "front", "Tier": "web"])
  let db = try instance("i-db", tags: ["Name": "data", "Tier": "db"])
  let old = try instance("i-old", tags: ["Tier": "web"], isRunning: false)
  try interface("eni-web1", in: 0, [("10.0.1.10", "54.0.0.12")], instance: web, groups: [group])
  try interface(
    "eni-web2", in: 0, [("10.0.1.11", nil), ("10.0.1.12", nil)], instance: web, groups: [group])
  try interface("eni-db", in: 0, [("10.0.1.20", nil)], instance: db)
  try interface("eni-nat", in: 0, [("10.0.1.30", "54.0.0.30")], kind: .natGateway)
  try interface("eni-twin", in: 1, [("10.0.1.20", nil)])
  try interface("eni-old", in: 1, [("10.0.1.40", nil)], instance: old, isFunctional: false)
  _ = try add(to: &model.internetGateways, InternetGateway(name: "igw-a", vpc: vpcs[0]))
  return model
}

private func add<Object>(to table: inout Table<Object>, _ object: Object) throws -> ID<Object> {
  let id = table.insert(object)
  return try #require(id)
}

private func cidr(_ text: String) -> CIDR {
  CIDR(text) ?? CIDR(.v4, base: 0, length: 0)
}

let testFile = FileID(index: 0)

/// Parses and checks a policy file against the small network.
func check(_ text: String) throws -> CheckedPolicies {
  let parsed = Parser.parseFile(Array(text.utf8), file: testFile)
  #expect(parsed.diagnostics == [])
  return TypeChecker.check([parsed.tree], against: try smallNetwork())
}

/// What one expression resolves to, as names and texts that are easy to read.
struct Resolution: Equatable {
  var members: [String]
  var outside: [String]?
  var written: [String]?
}

func resolve(_ expression: String, isSource: Bool = false) throws -> Resolution {
  let model = try smallNetwork()
  let parsed = Parser.parseEndpoint(Array(expression.utf8), file: testFile)
  #expect(parsed.diagnostics.filter { $0.severity == .error } == [])
  var checker = TypeChecker(network: model)
  let tree = try #require(parsed.tree)
  let checked = checker.check(endpoint: tree, isSource: isSource)
  let set = try #require(checked, "\(checker.reported)")
  #expect(checker.reported.filter { $0.severity == .error } == [])
  return Resolution(
    members: set.members.map { member in
      let limit = member.addresses.map {
        "[" + $0.ranges.map(\.description).joined(separator: " ") + "]"
      }
      return model.interfaces[member.interface].name + (limit ?? "")
    }.sorted(),
    outside: set.outside?.ranges.map(\.description), written: set.written?.ranges.map(\.description)
  )
}

import NetworkModel
import PolicySyntax
import PolicyTypes
import SourceText
import Testing

struct Finding: Sendable, CustomTestStringConvertible {
  var code: String
  var text: String
  var underlined: String
  var message: String
  var notes: [String] = []
  var severity = Diagnostic.Severity.error

  var testDescription: String { "\(code) \(text)" }
}

private func forbid(_ flow: String) -> String { "policy p { forbid \(flow) }" }

let findings: [Finding] = [
  Finding(
    code: "PT001", text: forbid("i-wbe -> i-db"), underlined: "i-wbe",
    message: "no instance `i-wbe` in the network", notes: ["did you mean `i-web`?"]),
  Finding(
    code: "PT001", text: forbid("front -> i-db"), underlined: "front",
    message: "unknown name `front`",
    notes: ["to select by the tag `Name`, write `instances where name == \"front\"`"]),
  Finding(
    code: "PT001", text: "set a = i-web\nset b = i-db\npolicy p { forbid a, b -> a-b }",
    underlined: "a-b",
    message: "unknown name `a-b`", notes: ["a difference needs spaces around `-`"]),
  Finding(
    code: "PT002", text: forbid("10.0.1.20 in vpc-c -> i-web"), underlined: "vpc-c",
    message: "no VPC `vpc-c` in the network", notes: ["did you mean `vpc-a`?"]),
  Finding(
    code: "PT003", text: forbid("igw-a -> i-db"), underlined: "igw-a",
    message: "`igw-a` is an internet gateway, where no traffic starts or ends",
    notes: ["name instances, interfaces, subnets, VPCs, security groups, addresses or CIDRs"]),
  Finding(
    code: "PT003", text: forbid("nat-gateways -> i-db"), underlined: "nat-gateways",
    message: "`nat-gateways` is a kind of gateway, where no traffic starts or ends",
    notes: ["name instances, interfaces, subnets, VPCs, security groups, addresses or CIDRs"]),
  Finding(
    code: "PT017", text: forbid("i-web -> i-db through internet"), underlined: "internet",
    message: "`internet` holds hosts outside, which are no places on a way",
    notes: ["name gateways, instances, interfaces, subnets or VPCs"]),
  Finding(
    code: "PT017", text: forbid("i-web -> i-db through vpcs"), underlined: "vpcs",
    message: "`vpcs` does not say for certain which places of a way it means",
    notes: ["name gateways, load balancers, instances, interfaces, subnets or VPCs, joined by commas"]),
  Finding(
    code: "PT017", text: forbid("i-web -> i-db through subnets"), underlined: "subnets",
    message: "`subnets` does not say for certain which places of a way it means",
    notes: ["name gateways, load balancers, instances, interfaces, subnets or VPCs, joined by commas"]),
  Finding(
    code: "PT017", text: forbid("i-web -> i-db through interfaces"), underlined: "interfaces",
    message: "`interfaces` does not say for certain which places of a way it means",
    notes: ["name gateways, load balancers, instances, interfaces, subnets or VPCs, joined by commas"]),
  Finding(
    code: "PT004", text: "set a = b\nset b = a\n" + forbid("a -> b"), underlined: "a",
    message: "the set `a` is defined by itself", notes: ["the circle is `a` → `b` → `a`"]),
  Finding(
    code: "PT005", text: forbid("i-web -> 10.0.1.20"), underlined: "10.0.1.20",
    message: "the address `10.0.1.20` has 2 owners",
    notes: [
      "owned by `eni-db` in `vpc-a`", "owned by `eni-twin` in `vpc-b`",
      "write `10.0.1.20 in vpc-a`",
    ]),
  Finding(
    code: "PT006", text: forbid("instances where tags.Tier == \"web\" -> i-db"),
    underlined: "tags.Tier",
    message: "instances have no attribute `tags.Tier`", notes: ["did you mean `tag`?"]),
  Finding(
    code: "PT006", text: forbid("vpcs where az == x -> i-db"), underlined: "az",
    message: "vpcs have no attribute `az`",
    notes: ["attributes are `id`, `name`, `tag`, `cidr`, `region`, `account`, `vpc`"]),
  Finding(
    code: "PT007", text: forbid("interfaces where address in (web) -> i-db"), underlined: "web",
    message: "expected an address or a CIDR, found `web`", notes: ["`address` holds addresses"]),
  Finding(
    code: "PT008", text: forbid("instances where tag.Teir == \"web\" -> i-db"), underlined: "Teir",
    message: "nothing in the network has the tag `Teir`", notes: ["did you mean `Tier`?"],
    severity: .warning),
  Finding(
    code: "PT008", text: forbid("interfaces where sg == sg-wbe -> i-db"), underlined: "sg-wbe",
    message: "nothing in the network has the id `sg-wbe`", notes: ["did you mean `sg-web`?"],
    severity: .warning),
  Finding(
    code: "PT009", text: forbid("i-web -> i-db on https"), underlined: "https",
    message: "unknown traffic `https`", notes: ["declare it: `traffic https = tcp/443`"]),
  Finding(
    code: "PT010", text: "set a = i-web\nset a = i-db\n" + forbid("a -> i-db"), underlined: "a",
    message: "the set `a` is declared twice"),
  Finding(
    code: "PT011", text: "set a = i-web\n" + forbid("i-web -> i-db"), underlined: "a",
    message: "the set `a` is never used", severity: .warning),
  Finding(
    code: "PT012", text: "policy p { require i-web -> i-db }", underlined: "i-web -> i-db",
    message: "`require` needs the protocols it is about", notes: ["list them: `on tcp/443, udp/53`"]
  ),
  Finding(
    code: "PT012", text: "policy p { require i-web -> i-db on tcp/1, any }",
    underlined: "tcp/1, any",
    message: "`require` cannot ask for `any`", notes: ["list them: `on tcp/443, udp/53`"]),
  Finding(
    code: "PT013", text: forbid("i-web -> i-db except i-db -> i-db because \"x\""),
    underlined: "except i-db -> i-db because \"x\"", message: "the exception changes nothing",
    notes: ["no source of the exception is a source of the claim"], severity: .warning),
  Finding(
    code: "PT013", text: forbid("i-web -> i-db on tcp/1-5 except i-web -> i-db on tcp/6, udp"),
    underlined: "except i-web -> i-db on tcp/6, udp", message: "the exception changes nothing",
    notes: ["the claim is not about `tcp/6, udp`"], severity: .warning),
]

@Suite struct PolicyDiagnosticTests {
  @Test(arguments: findings) func finding(_ finding: Finding) throws {
    let result = try check(finding.text)
    #expect(result.diagnostics.count == 1, "\(result.diagnostics)")
    let found = try #require(result.diagnostics.first)
    #expect(found.code == finding.code)
    #expect(found.severity == finding.severity)
    #expect(found.message == finding.message)
    #expect(found.notes == finding.notes)
    let range = try #require(found.range)
    let bytes = Array(finding.text.utf8)[Int(range.start)..<Int(range.end)]
    #expect(String(decoding: bytes, as: UTF8.self) == finding.underlined)
    #expect(result.policies.isEmpty == (finding.severity == .error && finding.code != "PT010"))
  }

  @Test func deepReferencesAreRefused() throws {
    var text = "policy p { forbid s0 -> i-db on t0 }\n"
    for number in 0..<400 {
      text +=
        "set s\(number) = s\(number + 1)\ntraffic t\(number) = t\(number + 1), t\(number + 1)\n"
    }
    text += "set s400 = i-web\ntraffic t400 = tcp/1\n"
    let codes = Set(try check(text).diagnostics.map(\.code))
    #expect(codes == ["PT016"])
  }

  @Test func onPremisesNeedsAModel() throws {
    var network = try smallNetwork()
    let parsed = Parser.parseFile(Array(forbid("onprem -> i-db").utf8), file: testFile)
    #expect(
      TypeChecker.check([parsed.tree], against: network).policies.first?.claims.first?
        .vacuity(internet: NetworkIndex(network).internet) == [
        .emptySource("onprem")
      ])
    // A gateway that only a route names was not declared, and is there all the same.
    var undeclared = network
    _ = undeclared.note(
      Unknown(object: "tgw-1", kind: "transitGateway", reason: "is not modelled", rule: "TGW-4"))
    let found = TypeChecker.check([parsed.tree], against: undeclared).diagnostics
    #expect(found.map(\.code) == ["PT015"])
    #expect(
      found.first?.message == "`onprem` cannot be resolved, because `tgw-1` is not modelled")
    network.unmodelled.insert(
      UnmodelledObject(name: "vpn-1", kind: "vpnConnection", scope: nil, origin: nil))
    #expect(TypeChecker.check([parsed.tree], against: network).diagnostics.map(\.code) == ["PT015"])
  }

  @Test func transitGatewaysThatLeadOutOfTheSnapshotMayLeadToPremises() throws {
    let parsed = Parser.parseFile(Array(forbid("onprem -> i-db").utf8), file: testFile)
    func codes(_ change: (inout NetworkModel) throws -> Void) throws -> [String] {
      var network = try smallNetwork()
      try change(&network)
      return TypeChecker.check([parsed.tree], against: network).diagnostics.map(\.code)
    }
    func add(
      _ kind: TransitGatewayAttachment.Kind, isFunctional: Bool = true, to network: inout NetworkModel
    ) throws {
      let scope = try #require(network.scopes.ids.first)
      let inserted = network.transitGateways.insert(TransitGateway(name: "tgw-1", scope: scope))
      let gateway = try #require(inserted)
      network.transitGatewayAttachments.insert(
        TransitGatewayAttachment(
          name: "tgw-attach-1", gateway: .resolved(gateway), kind: kind, isFunctional: isFunctional,
          association: .none))
    }
    let vpc = TransitGatewayVPC(vpc: .resolved(ID(index: 0)), subnets: [])
    let out = UnknownID(index: 0)
    #expect(try !codes { network in try add(.vpc(vpc), to: &network) }.contains("PT015"))
    #expect(try codes { network in try add(.unmodelled(out), to: &network) }.contains("PT015"))
    #expect(try codes { network in try add(.peering(.missing(out)), to: &network) }.contains("PT015"))
    #expect(try !codes { network in
      try add(.unmodelled(out), isFunctional: false, to: &network)
    }.contains("PT015"))
    let unlisted = Unknown(object: "tgw-1", kind: "transitGateway", reason: "", rule: "IMP-3a")
    #expect(try codes { network in _ = network.note(unlisted) }.contains("PT015"))
  }
}

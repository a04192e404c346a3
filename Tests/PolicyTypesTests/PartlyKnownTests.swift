import NetworkModel
import PolicySyntax
import PolicyTypes
import Testing

/// Three-valued selectors (LANG-9a) on the small network, where the tags and ranges of `vpc-b`, the type of `i-db` and
/// the groups of `eni-twin` are open.
@Suite struct PartlyKnownTests {
  private static func network() throws -> NetworkModel {
    var model = try smallNetwork()
    func open(_ object: String) -> UnknownID {
      model.note(Unknown(object: object, kind: "x", reason: "it was not described", rule: "IMP-3a"))
    }
    let vpc = try #require(model.vpcs.id(named: "vpc-b"))
    model.vpcs[vpc].tags = [:]
    model.vpcs[vpc].gaps = [.tags: open("vpc-b"), .ranges: open("vpc-b")]
    let instance = try #require(model.instances.id(named: "i-db"))
    model.instances[instance].gaps = [.type: open("i-db")]
    let twin = try #require(model.interfaces.id(named: "eni-twin"))
    model.interfaces[twin].groups = [.missing(open("eni-twin"))]
    return model
  }

  /// Certain members, and the objects that leave others open.
  private func resolve(_ expression: String, isSource: Bool = false) throws -> ([String], [String]) {
    let model = try Self.network()
    let parsed = Parser.parseEndpoint(Array(expression.utf8), file: testFile)
    var checker = TypeChecker(network: model)
    let checked = checker.check(endpoint: try #require(parsed.tree), isSource: isSource)
    let set = try #require(checked, "\(checker.reported)")
    return (
      set.members.map { model.interfaces[$0.interface].name }.sorted(),
      set.doubts.map(\.object).sorted()
    )
  }

  @Test(arguments: [
    ("vpcs where tag.Env == prod", ["eni-db", "eni-web1", "eni-web2"], ["vpc-b"]),
    ("vpcs where tag.Env != prod", [], ["vpc-b"]),
    ("vpcs where tag.Env exists", ["eni-db", "eni-web1", "eni-web2"], ["vpc-b"]),
    ("vpcs where not (tag.Env like \"p*\")", [], ["vpc-b"]),
    ("vpcs where tag.Env == prod and id == vpc-a", ["eni-db", "eni-web1", "eni-web2"], []),
    ("vpcs where tag.Env == prod or id == vpc-b", ["eni-db", "eni-twin", "eni-web1", "eni-web2"], []),
    ("vpcs where cidr in 10.0.0.0/8", ["eni-db", "eni-twin", "eni-web1", "eni-web2"], []),
    ("vpcs where cidr in 172.16.0.0/12", [], ["vpc-b"]),
    ("instances where type == \"t3.micro\"", ["eni-web1", "eni-web2"], ["i-db"]),
    ("interfaces where sg == sg-web", ["eni-web1", "eni-web2"], ["eni-twin"]),
    ("interfaces where sg.name == web", ["eni-web1", "eni-web2"], ["eni-twin"]),
    ("sg-web", ["eni-web1", "eni-web2"], ["eni-twin"]),
    ("sg-web and vpc-a", ["eni-web1", "eni-web2"], []),
    ("sg-web or vpcs", ["eni-db", "eni-twin", "eni-web1", "eni-web2"], []),
    ("vpcs - sg-web", ["eni-db"], ["eni-twin"]),
    ("sg-web - vpc-b", ["eni-web1", "eni-web2"], []),
    ("10.0.0.0/16 and (vpcs where tag.Env == test)", [], ["vpc-b"]),
    ("internet - (vpcs where tag.Env == test)", [], []),
  ])
  func certainAndOpen(_ expression: String, _ members: [String], _ doubts: [String]) throws {
    for isSource in [true, false] where !(isSource && members.isEmpty && doubts.isEmpty) {
      let (found, open) = try resolve(expression, isSource: isSource)
      #expect(found == members)
      #expect(open == doubts)
    }
  }
}

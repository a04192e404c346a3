import Checker
import FoundationEssentials
import Importers
import InfrastructureImporters
import PolicySyntax
import PolicyTypes
import SourceText
import TestSupport
import Testing

/// What is not known, or not there, must not look like a smaller network: with any one attribute of a plan or a template
/// made unknown or cut out, no policy that was not proved becomes proved. The import may fail.
@Suite("Blank attributes of infrastructure")
struct BlankAttributeTests {
  private static let policyCount = 13

  private static func policies(_ web: String, _ data: String) -> String {
    [
      "forbid internet -> \(web)", "forbid internet -> \(web) on tcp/443",
      "forbid \(web) -> \(data)",
      "forbid \(web) -> internet", "require \(data) -> \(web) on tcp/22",
      "require \(web) -> \(data) on tcp/22",
      "require internet -> \(data) on tcp/443", "forbid internet -> \(data)",
      "forbid \(data) -> \(web)", "forbid internet -> \(web) on tcp/22", "forbid internet -> \(web) on tcp/3389",
      "forbid internet -> \(web) on tcp/8080", "forbid \(web) -> internet on tcp/8080",
    ].enumerated().map { "policy p\($0.offset) { \($0.element) }" }.joined(separator: "\n")
  }

  /// The policies that are proved; nil where the input or a policy has an error.
  private func proved(
    _ text: String, _ name: String, _ policies: String, state: PlanState = .after
  ) throws -> Set<String>? {
    let imported = InfrastructureImporter.importNetwork(
      text: text, name: name, options: .init(state: state))
    guard !imported.hasErrors else { return nil }
    let parsed = Parser.parseFile(Array(policies.utf8), file: FileID(index: 1000))
    let checked = TypeChecker.check([parsed.tree], against: imported.network)
    guard !checked.hasErrors else { return nil }
    var checker = try Checker(imported.network)
    var proved: Set<String> = []
    for policy in checked.policies
    where try checker.check(policy).claims.allSatisfy({ $0.verdict == .proved }) {
      proved.insert(policy.name)
    }
    return proved
  }

  /// What may be missing without a trace: the plan says nothing else about it.
  private static func mayBeAbsent(_ path: String) -> Bool {
    let parts = path.split(separator: ".")
    // A configuration without an argument is one where nobody wrote it.
    let isArgument = parts.dropLast().last == "expressions"
    return path.contains(".tags") || path.hasPrefix("configuration.provider_config") || isArgument
  }

  /// Lists that are open in a plan and not in its configuration were not written (`open-lists-unwritten`).
  private static let openLists: Set<String> = ["ingress", "egress", "route"]

  /// Where the `after_unknown` of each change begins.
  private static func marks(_ members: TestSupport.JSONMembers) -> [String: Int] {
    Dictionary(
      members.all.filter { $0.path.hasSuffix(".after_unknown") }.map { ($0.path, $0.value.lowerBound + 1) }
    ) { first, _ in first }
  }

  /// The member cut out, and, where it is an attribute after a change, known only after apply.
  private static func variants(
    of member: TestSupport.JSONMembers.Member, in members: TestSupport.JSONMembers, _ marks: [String: Int]
  ) -> [(String, String)] {
    var variants = [("cut", members.text(without: member))]
    let parts = member.path.split(separator: ".").map(String.init)
    if let place = parts.firstIndex(of: "after"), parts.count == place + 2, !openLists.contains(parts[place + 1]),
      let offset = marks[parts[..<place].joined(separator: ".") + ".after_unknown"]
    {
      let mark = "\"\(parts[place + 1])\": true, "
      variants.append(("unknown", members.text(without: member, inserting: mark, at: offset)))
    }
    return variants
  }

  @Test(arguments: [0, 1, 2])
  func plan(part: Int) throws { try blank(PlanText.small, part, of: 3, Self.planPolicies) }

  @Test(arguments: 0..<6)
  func guardedPlan(part: Int) throws { try blank(PlanText.guarded, part, of: 6, Self.planPolicies) }

  /// Once with policies that name the site, which a network with unknown connections refuses, and once without.
  @Test(arguments: 0..<4)
  func planWithVPN(part: Int) throws {
    try blank(PlanText.joined, part, of: 4, Self.planPolicies)
    try blank(PlanText.joined, part, of: 4, Self.sitePolicies(#""aws_instance.web""#, #""aws_instance.data""#))
  }

  @Test(arguments: 0..<4)
  func planWithDirectConnect(part: Int) throws {
    try blank(PlanText.linked, part, of: 4, Self.planPolicies)
    try blank(PlanText.linked, part, of: 4, Self.sitePolicies(#""aws_instance.web""#, #""aws_instance.data""#))
  }

  private static let planPolicies = policies(#""aws_instance.web""#, #""aws_instance.data""#)

  private static func sitePolicies(_ web: String, _ data: String) -> String {
    [
      "forbid onprem -> \(web)", "forbid onprem -> \(web) on tcp/443", "forbid onprem -> \(web) on tcp/22",
      "forbid onprem -> \(data)", "forbid \(web) -> onprem", "forbid \(data) -> onprem",
      "require \(web) -> onprem on tcp/443", "require onprem -> \(web) on tcp/443",
      "forbid \(web) -> 192.168.0.0/16", "forbid \(web) -> 172.20.0.0/16", "forbid 192.168.0.0/16 -> \(web) on tcp/443",
      "require \(web) -> 192.168.0.0/16 on tcp/443", "forbid 172.20.0.0/16 -> \(web) on tcp/443",
    ].enumerated().map { "policy p\($0.offset) { \($0.element) }" }.joined(separator: "\n")
  }

  private func blank(_ plan: PlanText, _ part: Int, of parts: Int, _ policies: String) throws {
    let text = plan.text
    let before = try #require(try proved(text, "p", policies))
    #expect(!before.isEmpty && before.count < Self.policyCount)
    let members = JSONMembers(text)
    let marks = Self.marks(members)
    var tried = 0
    for (number, member) in members.all.enumerated()
    where number % parts == part && !Self.mayBeAbsent(member.path) {
      for (how, changed) in Self.variants(of: member, in: members, marks) {
        tried += 1
        guard let after = try proved(changed, "p", policies) else { continue }
        let found = after.subtracting(before).sorted()
        #expect(found.isEmpty, "\(member.path) \(how) proves \(found)")
      }
    }
    #expect(tried > 20)
  }

  @Test func template() throws { try blank(Samples.template, web: "Web", data: "Data") }

  /// Every property, also those that hold others.
  @Test(arguments: 0..<3)
  func guardedTemplate(part: Int) throws {
    try blankMembers(Samples.firewallTemplate, part, of: 3, Self.policies("Web", "Web"))
  }

  @Test(arguments: [Samples.vpnTemplate, Samples.directConnectTemplate])
  func templateWithASite(text: String) throws {
    try blankMembers(text, 0, of: 1, Self.policies("App", "Data"))
    try blankMembers(text, 0, of: 1, Self.sitePolicies("App", "Data"))
  }

  private func blankMembers(_ template: String, _ part: Int, of parts: Int, _ policies: String) throws {
    let text = try TemplateText.json(of: template)
    let before = try #require(try proved(text, "t.json", policies))
    #expect(!before.isEmpty && before.count < Self.policyCount)
    let members = JSONMembers(text)
    var tried = 0
    for (number, member) in members.all.enumerated()
    where number % parts == part && member.path.contains(".Properties") {
      tried += 1
      let changed = members.text(replacing: member, with: #"{"Fn::ImportValue": "gone"}"#)
      guard let after = try proved(changed, "t.json", policies) else { continue }
      let found = after.subtracting(before).sorted()
      #expect(found.isEmpty, "\(member.path) proves \(found)")
    }
    #expect(tried > 30)
  }

  private func blank(_ template: String, web: String, data: String) throws {
    let policies = Self.policies(web, data)
    let before = try #require(try proved(template, "t.yaml", policies))
    #expect(!before.isEmpty && before.count < Self.policyCount)
    let lines = template.split(separator: "\n", omittingEmptySubsequences: false).map(
      String.init)
    var tried = 0
    for index in lines.indices {
      guard let changed = Self.unknown(lines[index]) else { continue }
      var text = lines
      text[index] = changed
      tried += 1
      guard let after = try proved(text.joined(separator: "\n"), "t.yaml", policies) else {
        continue
      }
      let found = after.subtracting(before).sorted()
      #expect(found.isEmpty, "line \(index + 1), `\(changed)`, proves \(found)")
    }
    #expect(tried > 30)
  }

  /// The line with an imported value in the place of its own.
  private static func unknown(_ line: String) -> String? {
    guard let colon = line.firstRange(of: ": "), line.hasPrefix("      "),
      !["Type", "Default", "DependsOn"].contains(where: { line[..<colon.lowerBound].hasSuffix($0) })
    else { return nil }
    return line[..<colon.upperBound] + "!ImportValue gone"
  }

  /// The samples of others: each attribute of a plan or state cut out in turn, each of a template made unknown, a part of
  /// them in each run. `ISOLA_BLANK_STRIDE=1` takes all (minutes).
  @Test(
    .enabled(if: Corpora.root != nil, "no corpora beside the package"),
    arguments: Corpora.plans + Corpora.states + Corpora.templates)
  func samples(path: String) throws {
    let isTemplate = Corpora.templates.contains(path)
    let isYAML = path.hasSuffix("yaml") || path.hasSuffix("yml")
    let text = try isYAML ? TemplateText.json(of: Corpora.text(path)) : Corpora.text(path)
    let policies = """
      policy a { forbid internet -> vpcs }
      policy b { forbid vpcs -> internet }
      policy c { require internet -> vpcs on tcp/443 }
      policy d { forbid vpcs -> vpcs on tcp/22 }
      """
    guard let before = try proved(text, path, policies) else { return }
    let stride = Int(ProcessInfo.processInfo.environment["ISOLA_BLANK_STRIDE"] ?? "") ?? 40
    let members = JSONMembers(text)
    let marks = Self.marks(members)
    let step = max(1, min(stride, members.all.count / 10))
    for (number, member) in members.all.enumerated() where number % step == 0 {
      let gone = ("imported", members.text(replacing: member, with: #"{"Fn::ImportValue": "gone"}"#))
      if !isTemplate, Self.mayBeAbsent(member.path) { continue }
      for (how, changed) in isTemplate ? [gone] : Self.variants(of: member, in: members, marks) {
        guard let after = try proved(changed, path, policies) else { continue }
        let found = after.subtracting(before).sorted()
        #expect(found.isEmpty, "\(path): \(member.path) \(how) proves \(found)")
      }
    }
  }
}

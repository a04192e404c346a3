import PolicyLint
import PolicySyntax
import SourceText
import Testing

/// Parses and lints; the text must have no mistakes.
func lint(_ text: String) throws -> LintResult {
  var files = SourceFiles()
  let id = files.add(path: "test.isola", text: text)
  let parsed = Parser.parseFile(Array(text.utf8), file: id)
  try #require(!parsed.hasErrors, "\(parsed.diagnostics)")
  return try Linter.lint([parsed.tree])
}

/// What the linter finds, and what it must leave alone (LINT-2 to LINT-7).
@Suite struct LintTests {
  /// Sets that never have a member, in any network.
  @Test(arguments: [
    "web - web", "instances - interfaces", "internet and instances", "internet and 10.0.0.0/8",
    "10.0.0.0/8 and 192.168.0.0/16", "10.0.0.0/8 - 10.0.0.0/9 - 10.128.0.0/9", "i-1 and i-2",
    "vpc-1 and vpc-2", "onprem and internet", "fd00::/8 and 10.0.0.0/8",
    "instances where tag.Tier == \"web\" and tag.Tier == \"db\"",
    "instances where tag.Tier == \"web\" and not tag.Tier == \"web\"",
    "instances where tag.Tier exists and tag.Tier not like \"*\"",
    "instances where tag.Tier like \"web-*\" and tag.Tier == \"db-1\"",
    "instances where tag.Tier like \"web-*\" and tag.Tier like \"db-*\"",
    "(interfaces where subnet.tag.X == \"a\") and (subnets where tag.X != \"a\")",
    "(instances where vpc.tag.Env == \"prod\") and (instances where vpc.tag.Env != \"prod\")",
    "interfaces where address in 10.1.0.0/16 and address not in 10.0.0.0/8",
    "(interfaces where id == eni-1) - eni-1", "subnet-1 - subnets",
  ])
  func emptySets(_ set: String) throws {
    let found = try lint(
      "set web = instances where tag.Tier == \"web\"\nset none = \(set)\npolicy p { forbid web -> none }\n")
    #expect(found.findings.map(\.code).contains("PL001"), "\(set): \(found)")
  }

  /// Sets that may have members.
  @Test(arguments: [
    "sg-1 and sg-2", "web and db", "instances where tag.Tier != \"web\"",
    "instances where subnet.id == subnet-1 and subnet.id == subnet-2",
    "interfaces where sg == \"sg-1\" and sg == \"sg-2\"", "10.0.0.0/8 and vpc-1",
    "internet - 0.0.0.0/0", "54.0.0.0/8 and vpc-1", "i-1 and vpc-1", "i-1 and sg-1 and eni-1",
    "instances where tag.Tier like \"web-*\" and tag.Tier like \"web-prod-*\"",
    "instances where az == \"use1-az1\" and az == \"us-east-1a\"", "10.0.0.5 in vpc-1",
    "instances where not tag.Tier exists", "10.0.0.0/8 - vpc-1",
    "interfaces where address in 10.1.0.0/16 and address in 10.2.0.0/16",
  ])
  func possibleSets(_ set: String) throws {
    let found = try lint(
      """
      set web = instances where tag.Tier == "web"
      set db = instances where tag.Role == "db"
      set some = \(set)
      policy p { forbid web -> some except db -> some }
      """)
    #expect(found.findings == [], "\(set): \(found)")
  }

  private static let sets = """
    set web = instances where tag.Tier == "web"
    set db = instances where tag.Tier == "db"
    set guest = instances where vpc.tag.Env == "guest"
    set both = web, db
    traffic sql = tcp/5432

    """

  private static let uses = "policy uses { forbid guest -> web, db on gre forbid both -> guest on esp, sql }\n"

  @Test(arguments: [
    // The source is empty in any network; nothing but ICMPv6 over IPv4; one interface alone.
    ("PL002", "forbid web and db -> guest"), ("PL002", "forbid 10.0.0.0/8 -> web on icmpv6"),
    ("PL002", "forbid eni-1 -> eni-1"), ("PL002", "forbid internet -> internet"),
    ("PL002", "forbid both -> guest except web -> interfaces except db -> interfaces"),
    ("PL002", "forbid web -> guest on tcp/1-9 except web -> guest on tcp/1-5 except web -> guest on tcp/6-9"),
    ("PL005", "forbid web -> guest except db -> guest"),
    ("PL005", "forbid web -> guest on tcp/1 except web -> guest on tcp/2"),
    ("PL005", "forbid internet -> web except 10.0.0.0/8 -> web"),
    ("PL006", "forbid both -> guest except web -> guest except web -> guest on tcp/22"),
  ])
  func claims(_ code: String, _ claim: String) throws {
    let found = try lint(Self.sets + Self.uses + "policy p { \(claim) }\n").findings
    #expect(found.map(\.code) == [code], "\(claim): \(found)")
  }

  @Test(arguments: [
    ("forbid web -> guest on tcp/22", "forbid web -> guest on tcp"),
    ("forbid direct web -> guest", "forbid both -> guest"),
    ("forbid connections web -> guest", "forbid web -> guest"),
    ("forbid web -> guest using ipv6", "forbid web -> guest"),
    ("forbid web -> guest except web -> guest on tcp/22", "forbid web -> guest except web -> guest on tcp/22"),
    ("require one-way web -> guest on tcp/80", "require web -> guest on tcp/80-90"),
    ("forbid both -> guest", "forbid web -> guest forbid db -> guest"),
  ])
  func implied(_ claim: String, by others: String) throws {
    let text = Self.sets + Self.uses.replacingOccurrence(of: "both -> guest on esp", with: "i-9, both -> eni-9 on esp")
    let found = try lint(text + "policy all { \(others) }\npolicy p { \(claim) }\n").findings
    #expect(found.map(\.code) == ["PL004"], "\(claim): \(found)")
    #expect(found.first?.message.contains("`p`") == true, "\(found)")
  }

  @Test(arguments: [
    ("forbid web -> guest on tcp", "forbid web -> guest on tcp/22"),
    ("forbid web -> guest", "forbid web -> guest except web -> guest on tcp/22"),
    ("forbid direct web -> guest", "forbid connections web -> guest"),
    ("require web -> guest on tcp/80", "require one-way web -> guest on tcp/80"),
    ("require web -> guest on tcp/80 using public", "require web -> guest on tcp/80"),
    ("forbid i-1 -> guest", "forbid web -> guest"),
  ])
  func notImplied(_ claim: String, by others: String) throws {
    let found = try lint(Self.sets + "policy all { \(others) }\npolicy p { \(claim) }\n").findings
    #expect(found.allSatisfy { $0.message.contains("`all`") || $0.code == "PT011" }, "\(claim): \(found)")
  }

  @Test(arguments: [
    ("web -> db on sql", "forbid web -> db"), ("web -> db on sql", "forbid instances -> instances on tcp"),
    ("both -> guest on tcp/443", "forbid web -> guest on tcp/443"),
    ("web -> guest on tcp/1-100", "forbid web -> guest on tcp/50"),
    ("web -> guest on tcp/80", "forbid connections web -> guest"),
    ("web -> guest on tcp/80, udp/53", "forbid web -> interfaces except web -> guest on tcp/80"),
  ])
  func contradictions(_ required: String, _ forbidden: String) throws {
    let found = try lint(Self.sets + "policy a { require \(required) }\npolicy b { \(forbidden) }\n").findings
    #expect(found.filter { $0.code == "PL003" }.count == 1, "\(required): \(found)")
  }

  @Test(arguments: [
    ("web -> db on sql", "forbid guest -> db"), ("web -> db on sql", "forbid web -> db on tcp/22"),
    ("web -> db on sql", "forbid instances -> db except web -> db on sql"),
    ("one-way web -> guest on tcp/80", "forbid connections web -> guest"),
    ("web -> guest on tcp/80 except web -> i-1", "forbid web -> i-1"),
    ("web -> guest on tcp/80", "forbid web -> guest using ipv6"),
  ])
  func noContradictions(_ required: String, _ forbidden: String) throws {
    let found = try lint(Self.sets + "policy a { require \(required) }\npolicy b { \(forbidden) }\n").findings
    #expect(found.allSatisfy { $0.code == "PT011" }, "\(required): \(found)")
  }

  @Test func unusedNamesAndNothingElse() throws {
    let found = try lint(Self.sets + "policy p { forbid web -> guest on tcp/80 }\n").findings
    #expect(found.map(\.code) == ["PT011", "PT011"], "\(found)")
  }

  @Test func theSameBytesEveryTime() throws {
    let text = Self.sets + "policy a { require both -> guest on sql }\npolicy b { forbid instances -> guest }\n"
    let first = try lint(text)
    for _ in 0..<3 { #expect(try lint(text).findings == first.findings) }
  }
}

extension String {
  fileprivate func replacingOccurrence(of part: String, with other: String) -> String {
    guard let range = firstRange(of: part) else { return self }
    return replacingCharacters(in: range, with: other)
  }

  private func replacingCharacters(in range: Range<Index>, with other: String) -> String {
    self[..<range.lowerBound] + other + self[range.upperBound...]
  }
}

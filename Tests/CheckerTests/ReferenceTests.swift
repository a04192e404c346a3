import Checker
import FoundationEssentials
import Importers
import NetworkModel
import PolicySyntax
import PolicyTypes
import SourceText
import Testing

/// `Specs/Language/Reference.md` is made from the numbered rules of `Meaning.md` and the examples here: each form with its rule
/// word for word, and an example that is judged on the network `Tests/Corpus/packs/kept` and gets the verdict that stands
/// beside it. `ISOLA_RECORD=1 swift test --filter ReferenceTests` writes the file anew.
@Suite struct ReferenceTests {
  private static let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
  private static let path = root + "/Specs/Language/Reference.md"
  private static let network = Importer.importNetwork(at: root + "/Tests/Corpus/packs/kept").network

  private struct Form {
    var title: String
    var rule: String
    var example: String
    /// Of the first policy.
    var verdict: String
  }

  private static let forms: [Form] = [
    Form(
      title: "forbid", rule: "POL-1", example: "policy p {\n  forbid internet -> instances on tcp/22\n}", verdict: "proved"),
    Form(
      title: "forbid direct", rule: "POL-2", example: "policy p {\n  forbid direct internet -> instances\n}",
      verdict: "proved"),
    Form(
      title: "forbid connections", rule: "POL-3",
      example: "policy p {\n  forbid connections instances where name == \"prod\" -> internet on tcp/443\n}",
      verdict: "violated"),
    Form(
      title: "require", rule: "POL-4",
      example:
        "set callers = instances where name == \"pci-connected\"\nset store = instances where name == \"cde-1\"\n\n"
        + "policy p {\n  require callers -> store on tcp/5432\n}", verdict: "proved"),
    Form(
      title: "require one-way", rule: "POL-5",
      example:
        "policy p {\n  require one-way instances where name == \"cde-1\" -> instances where name == \"cde-2\" on tcp/5432\n}",
      verdict: "proved"),
    Form(
      title: "using", rule: "POL-8",
      example: "policy p {\n  forbid internet -> interfaces on tcp/3389 using all addresses\n}", verdict: "proved"),
    Form(
      title: "except", rule: "POL-10",
      example:
        "policy p {\n  forbid instances -> internet\n    except instances -> internet on tcp/443 because \"updates\"\n}",
      verdict: "proved"),
    Form(
      title: "require … through, forbid … bypassing", rule: "POL-13",
      example: "policy p {\n  require instances -> internet through nat-gateways\n  forbid instances -> internet bypassing nat-gateways\n}",
      verdict: "proved"),
    Form(
      title: "forbid … through", rule: "POL-14",
      example: "policy p {\n  forbid instances -> internet through nat-gateways\n}", verdict: "violated"),
    Form(
      title: "encrypted", rule: "POL-17",
      example: "policy p {\n  require instances -> instances encrypted by nitro\n}", verdict: "proved"),
    Form(
      title: "within", rule: "POL-20",
      example:
        "policy p {\n  require instances -> instances within regions us-east-1\n  require instances -> instances within countries US\n"
        + "  require instances -> instances within 1 hop\n}", verdict: "proved"),
    Form(
      title: "tolerating", rule: "POL-21",
      example:
        "policy p {\n  require instances where name == \"prod\" -> 192.0.2.1 on tcp/443 tolerating 1 failure of nat-gateways\n}",
      verdict: "violated"),
    Form(
      title: "require symmetric", rule: "POL-23",
      example: "policy p {\n  require symmetric instances -> internet on tcp/443 through nat-gateways\n}", verdict: "proved"),
    Form(
      title: "forbid route-leaks", rule: "POL-22",
      example: "policy p {\n  forbid route-leaks instances where name == \"prod\" -> instances where tag.PCI == \"cde\"\n}",
      verdict: "violated"),
    Form(
      title: "that reach, reachable from", rule: "LANG-6a",
      example:
        "set talkers = instances that reach internet on tcp/443\nset shown = instances reachable from internet on tcp/22\n\n"
        + "policy p {\n  forbid talkers -> internet on tcp/25\n  forbid internet -> shown on tcp/22\n}", verdict: "proved"),
    Form(
      title: "approve", rule: "POL-24",
      example:
        "approve instances -> internet on tcp/443 { ticket \"CHG-2001\", by \"network board\", until 2030-01-31 }\n\n"
        + "policy p {\n  forbid internet -> instances on tcp/22\n}", verdict: "proved"),
    Form(
      title: "of", rule: "OBJ-1",
      example: "policy p {\n  forbid blackhole routes of instances where name == \"prod\"\n}", verdict: "proved"),
    Form(
      title: "forbid unused security-groups", rule: "OBJ-2",
      example: "policy p {\n  forbid unused security-groups\n}", verdict: "proved"),
    Form(
      title: "forbid unmatched rules", rule: "OBJ-3",
      example: "policy p {\n  forbid unmatched rules of instances where tag.PCI == \"cde\"\n}", verdict: "proved"),
    Form(
      title: "forbid shadowed rules", rule: "OBJ-4", example: "policy p {\n  forbid shadowed rules\n}",
      verdict: "proved"),
    Form(
      title: "forbid lost references", rule: "OBJ-5", example: "policy p {\n  forbid lost references\n}",
      verdict: "vacuous"),
    Form(
      title: "forbid blocked replies", rule: "OBJ-6", example: "policy p {\n  forbid blocked replies\n}",
      verdict: "proved"),
    Form(
      title: "forbid blackhole routes", rule: "OBJ-7", example: "policy p {\n  forbid blackhole routes\n}",
      verdict: "proved"),
    Form(
      title: "require default routes through", rule: "OBJ-8",
      example: "policy p {\n  require default routes through nat-gateways of instances\n}", verdict: "proved"),
    Form(
      title: "require next hop of … through", rule: "OBJ-9",
      example: "policy p {\n  require next hop of 10.1.0.0/16 through peering-connections of instances where name == \"prod\"\n}",
      verdict: "proved"),
    Form(
      title: "forbid encryption blockers", rule: "OBJ-10",
      example: "policy p {\n  forbid encryption blockers\n}", verdict: "violated"),
    Form(
      title: "forbid equivalent security-groups", rule: "OBJ-11",
      example: "policy p {\n  forbid equivalent security-groups of instances where tag.PCI == \"cde\"\n}", verdict: "proved"),
    Form(
      title: "forbid wide rules", rule: "OBJ-12",
      example: "policy p {\n  forbid wide rules of instances where name == \"cde-1\"\n}", verdict: "proved"),
    Form(
      title: "forbid routes to", rule: "OBJ-13", example: "policy p {\n  forbid routes to 192.168.0.0/16\n}",
      verdict: "violated"),
    Form(
      title: "forbid detours around", rule: "OBJ-14",
      example: "policy p {\n  forbid detours around nat-gateways\n}", verdict: "violated"),
    Form(
      title: "forbid reachable blackholes", rule: "OBJ-15",
      example: "policy p {\n  forbid reachable blackholes of instances where name == \"prod\"\n}", verdict: "proved"),
    Form(
      title: "forbid routing loops", rule: "OBJ-16", example: "policy p {\n  forbid routing loops\n}", verdict: "proved"),
    Form(
      title: "parameters", rule: "MOD-3",
      example:
        "policy isolated(tier: set, port: traffic) {\n  forbid internet -> tier on port\n}\n\npolicy p = isolated(instances, tcp/22)",
      verdict: "proved"),
    Form(
      title: "assume", rule: "POL-18",
      example:
        "assume no instances where name == \"office\" -> internet because \"it is switched off, CHG-12\"\n\n"
        + "policy p {\n  forbid instances where name == \"office\" -> internet on tcp/443\n}", verdict: "vacuous"),
    Form(
      title: "applies when", rule: "POL-19",
      example: "policy p {\n  applies when any load-balancers\n  forbid internet -> instances\n}", verdict: "not assessed"),
  ]

  private func verdict(_ example: String) throws -> String {
    let parsed = Parser.parseFile(Array(example.utf8), file: FileID(index: 0))
    try #require(parsed.diagnostics.isEmpty, "\(parsed.diagnostics)")
    #expect(Printer.print(parsed.tree) == example + "\n")
    let checked = TypeChecker.check([parsed.tree], against: Self.network, reachability: .engine(Self.network))
    try #require(!checked.hasErrors, "\(checked.diagnostics)")
    guard let policy = checked.policies.first else { return checked.notAssessed.isEmpty ? "nothing" : "not assessed" }
    var checker = try Checker(Self.network)
    return try checker.check(policy).verdict.rawValue
  }

  /// The rule as `Meaning.md` has it, in one line.
  private func meaning(_ rule: String, _ text: String) throws -> String {
    var lines: [Substring] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("- **\(rule)**") {
        lines.append(line.dropFirst("- **\(rule)** ".count))
      } else if !lines.isEmpty {
        guard line.hasPrefix("  ") else { break }
        lines.append(line.drop { $0 == " " })
      }
    }
    try #require(!lines.isEmpty, "\(rule) is no rule of Meaning.md")
    return lines.joined(separator: " ")
  }

  @Test func referenceIsThatOfTheRules() throws {
    let rules = String(
      decoding: try #require(FileManager.default.contents(atPath: Self.root + "/Specs/Language/Meaning.md")), as: UTF8.self)
    var text = """
      # Reference

      Every form of a claim and of a file: its rule as `Meaning.md` has it, and an example with its verdict on the network
      `Tests/Corpus/packs/kept`. Made by a test; do not edit.

      """
    for form in Self.forms {
      let found = try verdict(form.example)
      #expect(found == form.verdict, "\(form.title)")
      text += "\n## \(form.title)\n\n**\(form.rule)** \(try meaning(form.rule, rules))\n\n```isola\n\(form.example)\n```\n\n"
      text += "Here: \(form.verdict).\n"
    }
    if ProcessInfo.processInfo.environment["ISOLA_RECORD"] != nil {
      #expect(FileManager.default.createFile(atPath: Self.path, contents: Data(text.utf8)))
    }
    let known = FileManager.default.contents(atPath: Self.path).map { String(decoding: $0, as: UTF8.self) }
    #expect(known == text, "Reference.md is not that of the rules: record it anew")
  }

  /// Every rule of claims and files has a form here, or says nothing that one could write.
  @Test func everyFormIsShown() throws {
    let rules = String(
      decoding: try #require(FileManager.default.contents(atPath: Self.root + "/Specs/Language/Meaning.md")), as: UTF8.self)
    let silent: Set<String> = ["POL-6", "POL-7", "POL-9", "POL-11", "POL-12", "POL-15", "POL-16", "MOD-1", "MOD-2"]
    let shown = Set(Self.forms.map(\.rule)).union(silent)
    #expect(shown.contains("LANG-6a"))
    for line in rules.split(separator: "\n") where line.hasPrefix("- **POL-") || line.hasPrefix("- **MOD-") || line.hasPrefix("- **OBJ-") {
      let rule = String(line.dropFirst(4).prefix { $0 != "*" })
      #expect(shown.contains(rule), "\(rule) has no example")
    }
  }
}

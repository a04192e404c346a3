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
  private static func policies(_ web: String, _ data: String) -> String {
    [
      "forbid internet -> \(web)", "forbid internet -> \(web) on tcp/443",
      "forbid \(web) -> \(data)",
      "forbid \(web) -> internet", "require \(data) -> \(web) on tcp/22",
      "require \(web) -> \(data) on tcp/22",
      "require internet -> \(data) on tcp/443", "forbid internet -> \(data)",
      "forbid \(data) -> \(web)",
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

  @Test(arguments: [0, 1, 2])
  func plan(part: Int) throws {
    let text = PlanText.small.text
    let policies = Self.policies(#""aws_instance.web""#, #""aws_instance.data""#)
    let before = try #require(try proved(text, "p", policies))
    #expect(!before.isEmpty && before.count < 9)
    let members = JSONMembers(text)
    let marks = Dictionary(
      members.all.filter { $0.path.hasSuffix(".after_unknown") }.map {
        ($0.path, $0.value.lowerBound + 1)
      }
    ) { first, _ in first }
    var tried = 0
    for (number, member) in members.all.enumerated()
    where number % 3 == part && !Self.mayBeAbsent(member.path) {
      var variants = [("cut", members.text(without: member))]
      let parts = member.path.split(separator: ".").map(String.init)
      if let place = parts.firstIndex(of: "after"), parts.count == place + 2,
        !Self.openLists.contains(parts[place + 1]),
        let offset = marks[parts[..<place].joined(separator: ".") + ".after_unknown"]
      {
        variants.append(
          (
            "unknown",
            members.text(
              without: member, inserting: "\"\(parts[place + 1])\": true, ", at: offset)
          ))
      }
      for (how, changed) in variants {
        tried += 1
        guard let after = try proved(changed, "p", policies) else { continue }
        let found = after.subtracting(before).sorted()
        #expect(found.isEmpty, "\(member.path) \(how) proves \(found)")
      }
    }
    #expect(tried > 40)
  }

  @Test func template() throws {
    let policies = Self.policies("Web", "Data")
    let before = try #require(try proved(Samples.template, "t.yaml", policies))
    #expect(!before.isEmpty && before.count < 9)
    let lines = Samples.template.split(separator: "\n", omittingEmptySubsequences: false).map(
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

  /// The samples of others: each attribute cut out in turn, a part of them in each run.
  @Test(
    .enabled(if: Corpora.root != nil, "no corpora beside the package"),
    arguments: (Corpora.plans + Corpora.states + Corpora.templates).filter {
      $0.hasSuffix("json") || $0.hasSuffix("tfstate")
    })
  func samples(path: String) throws {
    let text = try Corpora.text(path)
    let policies = """
      policy a { forbid internet -> vpcs }
      policy b { forbid vpcs -> internet }
      policy c { require internet -> vpcs on tcp/443 }
      """
    guard let before = try proved(text, path, policies) else { return }
    let stride = Int(ProcessInfo.processInfo.environment["ISOLA_BLANK_STRIDE"] ?? "") ?? 40
    let members = JSONMembers(text)
    let step = max(1, min(stride, members.all.count / 10))
    for (number, member) in members.all.enumerated() where number % step == 0 {
      guard let after = try proved(members.text(without: member), path, policies) else { continue }
      let found = after.subtracting(before).sorted()
      #expect(found.isEmpty, "\(path): \(member.path) cut proves \(found)")
    }
  }
}

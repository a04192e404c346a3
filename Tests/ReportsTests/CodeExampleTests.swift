import NetworkModel
import PolicyLint
import PolicySyntax
import PolicyTypes
import Reports
import SourceText
import TestSupport
import Testing

/// Every page of a policy's code has a text with the mistake and one without, and both are what the page says they are.
@Suite struct CodeExampleTests {
  private static let network: NetworkModel = {
    var net = NetworkBuilder()
    for letter in ["a", "b"] {
      let vpc = net.vpc("vpc-\(letter)", "10.0.0.0/16")
      let gateway = net.internetGateway("igw-\(letter)", vpc)
      let table = net.table("rtb-\(letter)", in: vpc)
      net.route(in: table, "0.0.0.0/0", .internetGateway(.resolved(gateway)))
      let subnet = net.subnet("subnet-\(letter)", in: vpc, "10.0.1.0/24", table: table)
      let group = net.group("sg-\(letter)", in: vpc, .open)
      net.host("eni-\(letter)", in: subnet, "10.0.1.10", groups: [group])
    }
    var network = net.model
    for id in network.vpcs.ids { network.vpcs[id].tags = ["Env": "prod"] }
    return network
  }()

  @Test func everyDiagnosticHasAWholePage() throws {
    let prefixes = ["PS", "PT", "PL", "IM", "CF", "CL", "CK"]
    for code in CodeCatalog.codes where code.count == 5 && prefixes.contains(String(code.prefix(2))) {
      let page = try #require(CodeCatalog.page(for: code))
      for part in ["Why it matters:", "Fails:", "Passes:", "Controls:"] {
        #expect(page.contains(part), "\(code) has no `\(part)`")
      }
    }
  }

  private func mistakes(_ text: String, _ code: String, _ kind: CodeExample.Kind) throws -> [Diagnostic] {
    let bytes = Array(text.utf8)
    let file = FileID(index: 0)
    switch kind {
    case .words: return []
    case .question:
      let parsed = Parser.parseQuestion(bytes, file: file)
      guard code.hasPrefix("PT"), let tree = parsed.tree else { return parsed.diagnostics }
      var types = TypeChecker(network: Self.network)
      _ = types.check(tree)
      return parsed.diagnostics + types.reported
    case .file:
      let parsed = Parser.parseFile(bytes, file: file)
      if code.hasPrefix("PS") || parsed.hasErrors { return parsed.diagnostics }
      if code.hasPrefix("PL") { return try Linter.lint([parsed.tree]).findings }
      return parsed.diagnostics + TypeChecker.check([parsed.tree], against: Self.network).diagnostics
    }
  }

  @Test(arguments: CodeCatalog.examples.keys.sorted())
  func examplesAreWhatTheySay(_ code: String) throws {
    let example = try #require(CodeCatalog.examples[code])
    #expect(!example.why.isEmpty && !example.fails.isEmpty && !example.passes.isEmpty && example.fails != example.passes)
    guard example.kind != .words else { return }
    let wrong = try mistakes(example.fails, code, example.kind)
    #expect(wrong.contains { $0.code == code }, "\(code) fails: \(wrong)")
    let right = try mistakes(example.passes, code, example.kind)
    #expect(!right.contains { $0.code == code || $0.severity == .error }, "\(code) passes: \(right)")
  }

  /// Few pages have words only: where an example would need a network of its own or thousands of characters.
  @Test func mostExamplesAreRead() {
    let policies = CodeCatalog.examples.filter { ["PS", "PT", "PL"].contains($0.key.prefix(2)) }
    #expect(policies.count(where: { $0.value.kind != .words }) > 55)
  }
}

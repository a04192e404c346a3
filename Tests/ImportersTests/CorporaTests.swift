import Glibc
import Importers
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

  static func names(_ folder: String) -> [String] {
    guard let root, let handle = opendir(root + "/" + folder) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  static var networks: [String] {
    guard root != nil else { return [] }
    return names("").filter { $0.hasPrefix("batfish-") && $0 != "batfish-units" }
      + names("np-guard-aws").filter { $0.hasSuffix(".json") }.map { "np-guard-aws/" + $0 }
      + ["cloudmapper-demo", "aws-cli-examples/ec2", "batfish-units"]
      + names("custodian-placebo").map { "custodian-placebo/" + $0 }
  }
}

@Suite struct CorporaTests {
  @Test(.enabled(if: Corpora.root != nil), arguments: Corpora.networks)
  func importsWithoutCrash(name: String) throws {
    let root = try #require(Corpora.root)
    let result = Importer.importNetwork(at: root + "/" + name)
    if getenv("ISOLA_PRINT") != nil {
      let m = result.network
      print(
        "== \(name) [\(result.layout)] vpc \(m.vpcs.count) sub \(m.subnets.count) eni \(m.interfaces.count)",
        "i \(m.instances.count) sg \(m.securityGroups.count) acl \(m.networkACLs.count) rtb \(m.routeTables.count)",
        "igw \(m.internetGateways.count) nat \(m.natGateways.count) pcx \(m.peerings.count)",
        "vpce \(m.vpcEndpoints.count) pl \(m.prefixLists.count) unmodelled \(m.unmodelled.count)",
        "unknowns \(m.unknowns.count) global \(m.globalUnknowns.map { m[$0].object + ": " + m[$0].reason })",
        "assumptions \(m.assumptions.map(\.name)) scopes \(m.scopes.elements.map(\.name))")
      print(DiagnosticRenderer(files: result.files).render(result.diagnostics))
      for entry in result.ledger.unread { print("   unread \(entry.type) \(entry.key) \(entry.count)") }
      for unknown in m.unknowns { print("   unknown \(unknown.kind) \(unknown.object): \(unknown.reason) [\(unknown.rule)]") }
    }
    if name.hasPrefix("batfish-"), name != "batfish-units" {
      #expect(!result.hasErrors)
      #expect(result.layout == "batfish")
    }
  }
}

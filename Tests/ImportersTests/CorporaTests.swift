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
  @Test(
    .enabled(if: Corpora.root != nil, "no corpora beside the package"), arguments: Corpora.networks)
  func importsWithoutCrash(name: String) throws {
    let root = try #require(Corpora.root)
    let result = Importer.importNetwork(at: root + "/" + name)
    _ = DiagnosticRenderer(files: result.files).render(result.diagnostics)
    if name.hasPrefix("batfish-"), name != "batfish-units" {
      #expect(!result.hasErrors)
      #expect(result.layout == "batfish")
    }
  }

  @Test(.enabled(if: Corpora.root != nil, "no corpora beside the package"))
  func factsOfRealNetworks() throws {
    let root = try #require(Corpora.root)
    let open = Importer.importNetwork(at: root + "/batfish-public-subnet").network
    let host = try #require(open.instances.named("i-06669a407b2ef3ae5"))
    let interface = open.interfaces[try #require(host.interfaces.first)]
    #expect(interface.privateAddresses.first?.publicAddress == IPAddress("18.216.80.133"))
    let table = open.subnets[interface.subnet].routeTable.id.map { open.routeTables[$0] }
    #expect(
      table?.routes.contains { $0.target == .internetGateway(.resolved(ID(index: 0))) } == true)
    let unowned = try #require(IPAddress("54.191.107.23"))
    #expect(open.closedProviderRanges.contains { $0.contains(unowned) })
    let outside = try #require(IPAddress("8.8.8.8"))
    #expect(!open.closedProviderRanges.contains { $0.contains(outside) })

    let nat = Importer.importNetwork(at: root + "/batfish-nat-gateway").network
    let gateway = try #require(nat.natGateways.named("nat-07ab4846da51f4612"))
    #expect(gateway.addresses.first?.publicAddress == IPAddress("3.135.127.225"))
    // Nobody asked for gateways to sites.
    #expect(nat.unknowns.map(\.rule) == ["LANG-5a"] && nat.globalUnknowns.isEmpty)

    let mixed = Importer.importNetwork(at: root + "/np-guard-aws/input_aws_mixed.json")
    // This layout has no interfaces of its own: what they are tagged with is open.
    #expect(mixed.network.unknowns.allSatisfy { ["only its instance is described", "were not collected"].contains($0.reason) })
    #expect(mixed.network.globalUnknowns.isEmpty && mixed.diagnostics.isEmpty)
    #expect(mixed.network.subnets.elements.allSatisfy { $0.routeTable.id != nil })
  }
}

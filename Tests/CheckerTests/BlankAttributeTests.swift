import Checker
import FoundationEssentials
import Importers
import PolicySyntax
import PolicyTypes
import SourceText
import TestSupport
import Testing

/// Half a description must not look like a smaller network: with any one attribute of the shipped example set to null or
/// cut out, no policy that was not proved becomes proved. The import may fail.
///
/// Each run takes one of `stride` parts, another one every day; `ISOLA_BLANK_STRIDE=1` takes all,
/// `ISOLA_BLANK_OFFSET` a certain one.
@Suite("Blank attributes")
struct BlankAttributeTests {
  private static let environment = ProcessInfo.processInfo.environment
  static let stride = max(1, environment["ISOLA_BLANK_STRIDE"].flatMap(Int.init) ?? 40)
  static let offset =
    (environment["ISOLA_BLANK_OFFSET"].flatMap(Int.init)
      ?? Int(Date().timeIntervalSince1970 / 86400)) % stride

  /// What AWS leaves out when there is nothing to say; that it is gone shows nowhere.
  private static func mayBeAbsent(_ path: String) -> Bool {
    let keys = path.split(separator: ".").filter { Int($0) == nil }
    return keys.contains("Tags") || keys.contains("TagSet")
  }

  @Test("none makes a policy proved", arguments: [0, 1])
  func sweep(part: Int) throws {
    let example = try Example()
    let before = try #require(try example.proved(example.files))
    #expect(before.count == 7)
    var tried = 0
    var number = 0
    for (index, file) in example.files.enumerated() {
      let members = JSONMembers(file.text)
      for member in members.all where !Self.mayBeAbsent(member.path) {
        number += 1
        guard number % (2 * Self.stride) == 2 * Self.offset + part else { continue }
        for (how, text) in [
          ("null", members.text(blanking: member)), ("absent", members.text(without: member)),
        ] {
          tried += 1
          var files = example.files
          files[index].text = text
          guard let after = try example.proved(files, apartFrom: before) else { continue }
          #expect(after.isEmpty, "\(file.path): \(member.path) \(how) proves \(after.sorted())")
        }
      }
    }
    print("blank attributes: tried \(tried), part \(Self.offset) of \(Self.stride)")
    #expect(tried > 0)
  }
}

/// The shipped example in memory.
private struct Example {
  let files: [(path: String, text: String)]
  private let policies: PolicyFile

  init() throws {
    let package = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let folder = package + "/Specs/Examples/three-tier"
    let root = folder + "/network"
    files = try FileManager.default.subpathsOfDirectory(atPath: root).filter { $0.hasSuffix(".json") }
      .sorted().map { path in
        let data = try #require(FileManager.default.contents(atPath: root + "/" + path))
        return (path, String(decoding: data, as: UTF8.self))
      }
    let text = try #require(FileManager.default.contents(atPath: folder + "/policies.isola"))
    let parsed = Parser.parseFile(Array(text), file: FileID(index: 1000))
    try #require(parsed.diagnostics.isEmpty)
    policies = parsed.tree
  }

  /// The names of the proved policies; nil when the network or a policy has an error.
  func proved(
    _ files: [(path: String, text: String)], apartFrom known: Set<String> = []
  ) throws -> Set<String>? {
    let imported = Importer.importNetwork(folder: files)
    guard !imported.hasErrors else { return nil }
    let checked = TypeChecker.check([policies], against: imported.network)
    guard !checked.hasErrors else { return nil }
    var checker = try Checker(imported.network)
    var proved: Set<String> = []
    for policy in checked.policies where !known.contains(policy.name) {
      let claims = try checker.check(policy).claims
      if claims.allSatisfy({ $0.verdict == .proved }) { proved.insert(policy.name) }
    }
    return proved
  }
}

import FoundationEssentials
import Importers
import NetworkModel
import SourceText
import Testing

/// Which files of a folder are read, and that the others are named.
@Suite struct FolderTests {
  private static let vpcs = #"{"Vpcs": [{"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16"}]}"#

  private func read(_ files: [String: String]) throws -> ImportResult {
    let folder = FileManager.default.temporaryDirectory.appending(path: "isola-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      try Data(text.utf8).write(to: folder.appending(path: name))
    }
    return Importer.importNetwork(at: folder.path)
  }

  @Test(arguments: ["vpcs.json.bak", "vpcs.bak", "vpcs.json~", "vpcs.json.gz", "vpcs.txt"])
  func whatIsLeftOutIsNamed(_ name: String) throws {
    let result = try read([
      "subnets.json": #"{"Subnets": []}"#, name: Self.vpcs, "README.md": "x", "p.isola": "x",
    ])
    #expect(!result.hasErrors && result.network.vpcs.isEmpty)
    let note = try #require(result.diagnostics.first { $0.code == "IM017" })
    #expect(note.message == "a file is not read: its name does not end in `.json`")
    #expect(note.notes == ["`\(name)`"])
  }

  @Test func manyAreCounted() throws {
    var files = ["vpcs.json": Self.vpcs]
    for number in 0..<8 { files["vpcs.json.\(number)"] = Self.vpcs }
    let note = try read(files).diagnostics.first { $0.code == "IM017" }
    #expect(note?.message == "8 files are not read: their names do not end in `.json`")
    #expect(note?.notes.count == 6 && note?.notes.last == "and 3 more")
  }

  @Test func theEndingMayBeInCapitals() throws {
    let result = try read(["vpcs.JSON": Self.vpcs])
    #expect(result.network.vpcs.named("vpc-a") != nil && result.codes.allSatisfy { $0 != "IM017" })
  }

  @Test func aFolderOfCopiesHoldsNoNetwork() throws {
    #expect(try read(["vpcs.json.bak": Self.vpcs]).codes.sorted() == ["IM003", "IM017"])
  }
}

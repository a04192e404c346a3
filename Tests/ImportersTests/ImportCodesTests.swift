import Glibc
import Importers
import Testing

@Suite struct ImportCodesTests {
  /// The codes that the sources use are exactly those that have a page.
  @Test func everyCodeHasAPage() throws {
    let package = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    var used: Set<String> = []
    for folder in ["", "/AWS", "/JSON", "/Layouts", "/Input"] {
      let path = package + "/Sources/Importers" + folder
      for name in names(path) where name.hasSuffix(".swift") && name != "ImportCodes.swift" {
        let text = try String(decoding: contents(path + "/" + name), as: UTF8.self)
        for part in text.split(separator: "\"") where part.wholeMatch(of: /IM\d{3}/) != nil {
          used.insert(String(part))
        }
      }
    }
    #expect(used.sorted() == ImportCode.all.map(\.code))
  }

  /// Specs/Language/Diagnostics.md has one row for each code, with the title of its page.
  @Test func everyCodeHasARow() throws {
    let package = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let text = try String(
      decoding: contents(package + "/Specs/Language/Diagnostics.md"), as: UTF8.self)
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| IM") }
      .map { $0.split(separator: "|").map { $0.trimmingPrefix(" ") } }
    #expect(rows.map { $0[0].prefix(5) } == ImportCode.all.map { $0.code[...] })
    for (row, page) in zip(rows, ImportCode.all) {
      let meaning = row[1].replacing("warning: ", with: "")
      #expect(meaning == page.title + " ")
    }
  }

  private func names(_ path: String) -> [String] {
    guard let handle = opendir(path) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      names.append(
        withUnsafeBytes(of: entry.pointee.d_name) {
          String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        })
    }
    return names
  }

  private func contents(_ path: String) throws -> [UInt8] {
    let file = try #require(fopen(path, "r"))
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 18)
    let count = fread(&bytes, 1, bytes.count, file)
    return Array(bytes[..<count])
  }
}

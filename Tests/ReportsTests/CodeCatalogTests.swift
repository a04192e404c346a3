import Foundation
import NetworkModel
import Reports
import Testing

/// Every code that can be shown has a page, and every page a code that can be shown.
@Suite struct CodeCatalogTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent()

  @Test(arguments: DropCode.allCases)
  func everyDropHasAPage(_ code: DropCode) throws {
    let page = try #require(CodeCatalog.page(for: code.rawValue))
    #expect(page.hasPrefix(code.rawValue + "\n"))
    #expect(!code.meaning.isEmpty && !code.advice.isEmpty)
  }

  @Test func unknownCodesHaveNoPage() {
    #expect(CodeCatalog.page(for: "PS999") == nil)
    #expect(CodeCatalog.page(for: "pt001") != nil)
  }

  @Test func policyCodesAreThoseOfTheSpecification() throws {
    let text = try String(
      contentsOf: Self.root.appending(path: "Specs/Language/Diagnostics.md"), encoding: .utf8)
    var rows: [String] = []
    for line in text.split(separator: "\n") where line.hasPrefix("| P") {
      let cells = line.replacing("\\|", with: "¦").split(separator: "|").map {
        $0.trimmingCharacters(in: .whitespaces).replacing("¦", with: "|")
      }
      let code = try #require(cells.first)
      rows.append(code)
      let page = try #require(CodeCatalog.page(for: code), "\(code) has no page")
      let shown = page.lowercased().filter { !$0.isWhitespace }
      let meaning = cells[1].lowercased().filter { !$0.isWhitespace }
      #expect(
        shown.contains(meaning), "the page of \(code) says something else than the specification")
    }
    #expect(rows.count > 40)
    let codes = CodeCatalog.codes.filter { code in
      code.count == 5 && ["PS", "PT", "PL"].contains { code.hasPrefix($0) }
    }
    #expect(Set(rows) == Set(codes))
  }

  /// Importers and the command line have no table of their own: the sources are asked.
  @Test(arguments: [("Sources/Importers", "IM"), ("Sources/Toolkit", "CL")])
  func codesOfTheSourcesHavePages(_ folder: String, _ prefix: String) throws {
    let files = try #require(
      FileManager.default.enumerator(atPath: Self.root.appending(path: folder).path))
    var used: Set<String> = []
    for case let name as String in files where name.hasSuffix(".swift") {
      let text = try String(
        contentsOf: Self.root.appending(path: folder).appending(path: name), encoding: .utf8)
      for match in text.matches(of: /"([A-Z]{2}[0-9]{3})"/) { used.insert(String(match.1)) }
    }
    used = used.filter { $0.hasPrefix(prefix) }
    #expect(!used.isEmpty)
    #expect(used.subtracting(CodeCatalog.codes).sorted() == [])
  }
}

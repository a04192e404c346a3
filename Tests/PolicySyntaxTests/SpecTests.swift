import FoundationEssentials
import PolicySyntax
import SourceText
import Testing

/// The texts of Specs/Language and the sources agree.
@Suite struct SpecTests {
  private static let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

  private func read(_ path: String) throws -> String {
    let data = try #require(FileManager.default.contents(atPath: Self.root + "/" + path), "\(path)")
    return String(decoding: data, as: UTF8.self)
  }

  /// Words of the form `PS012`, `PT012` or `PL001` in a text.
  private func codes(in text: String) -> Set<String> {
    Set(
      text.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.map(String.init).filter { word in
        word.count == 5 && ["PS", "PT", "PL"].contains { word.hasPrefix($0) }
          && word.dropFirst(2).allSatisfy(\.isNumber)
      })
  }

  private func codesInSources(_ module: String) throws -> Set<String> {
    let folder = "Sources/" + module
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.root + "/" + folder)
    var found: Set<String> = []
    for name in names where name.hasSuffix(".swift") {
      found.formUnion(codes(in: try read(folder + "/" + name)))
    }
    return found
  }

  @Test func everyCodeHasARow() throws {
    let rows = try read("Specs/Language/Diagnostics.md").split(separator: "\n")
      .filter { $0.hasPrefix("| P") }.compactMap { codes(in: String($0.prefix(8))).first }
    #expect(Set(rows).count == rows.count)
    let sources = try ["PolicySyntax", "PolicyTypes", "PolicyLint"].map(codesInSources)
      .reduce(into: Set<String>()) { $0.formUnion($1) }
    #expect(Set(rows) == sources)
  }

  @Test func everyReadingCodeHasAGoldenCase() throws {
    let covered = Set(mistakes.map(\.code)).union(["PS008", "PS009"])
    #expect(try codesInSources("PolicySyntax") == covered)
  }

  @Test(arguments: ["Grammar.md", "Meaning.md", "Diagnostics.md"])
  func examplesParse(_ name: String) throws {
    for block in try read("Specs/Language/" + name).blocks("isola") {
      let parsed = parseFile(block)
      #expect(parsed.diagnostics == [])
      #expect(parseFile(Printer.print(parsed.tree)).diagnostics == [])
    }
    for line in try read("Specs/Language/" + name).blocks("question").flatMap({
      $0.split(separator: "\n")
    }) {
      #expect(Parser.parseQuestion(Array(line.utf8), file: testFile).diagnostics == [], "\(line)")
    }
  }

  @Test func theGrammarHasExamples() throws {
    #expect(try read("Specs/Language/Grammar.md").blocks("isola").isEmpty == false)
    #expect(try read("Specs/Language/Grammar.md").blocks("question").isEmpty == false)
  }

  @Test func reservedWordsAreListed() throws {
    let grammar = try read("Specs/Language/Grammar.md")
    let section = try #require(grammar.section("## Words"))
    let listed = Set(
      section.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 1 }.flatMap { $0.element.split { $0 == " " || $0 == "\n" } }.map(
          String.init))
    #expect(listed.allSatisfy(isReservedWord))
    for word in [
      "set", "one-way", "reaches", "esp", "icmpv6", "because", "exists", "vpcs", "onprem",
    ] {
      #expect(listed.contains(word), "\(word)")
    }
  }
}

extension String {
  /// The fenced blocks of a language in a Markdown text.
  fileprivate func blocks(_ language: String) -> [String] {
    var blocks: [String] = []
    var current: [Substring]?
    for line in split(separator: "\n", omittingEmptySubsequences: false) {
      if line == "```" + language {
        current = []
      } else if line.hasPrefix("```") {
        if let lines = current { blocks.append(lines.joined(separator: "\n")) }
        current = nil
      } else {
        current?.append(line)
      }
    }
    return blocks
  }

  /// The lines under a heading, up to the next one.
  fileprivate func section(_ heading: String) -> String? {
    let lines = split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(where: { $0 == heading }) else { return nil }
    return lines[(start + 1)...].prefix { !$0.hasPrefix("## ") }.joined(separator: "\n")
  }
}

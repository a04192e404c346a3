import Checker
import Foundation
import NetworkModel
import Outputs
import PolicyTypes
import Reports
import SourceText
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Names, tags and paths of other people's accounts in every format: none of them may end a string, a line, a tag or a command.
@Suite struct HostileTests {
  static let payloads = [
    "\"", "'", "\\", "\\\"", "</script><script>alert(1)</script>", "</failure></testcase>", "]]>", "<!--", "&amp;&lt;",
    "a\nb", "a\r\nb", "a\rb", "\u{2028}x\u{2029}", "\u{0}", "\u{1B}[31mred\u{1B}[0m", "\u{202E}evil\u{202C}",
    "::error::owned", "\n::set-output name=x::y", "%0A::warning::x", "%0D%0A::error file=x::y", "a,line=1,b:c::d",
    "##[error]owned", "| a | b |", "`rm -rf`", "```\nfence", "[link](http://x.example)", "![i](http://x.example)",
    "<img src=x onerror=y>", "@everyone", "#123", "**bold**", "{0}", "{{x}}", "[x](1)", "../../etc/passwd", "file:///etc",
    "%2e%2e/%00", "=1+1", "ﬀ\u{FFFE}\u{FFFF}", "\u{E0041}\u{E007F}", String(repeating: "x", count: 5000), "🙂", "",
  ]

  private static func run(_ payload: String) throws -> (report: CheckReport, context: ReportContext) {
    var net = OneHole()
    net.model.interfaces[net.web].tags["Name"] = payload
    for id in net.model.securityGroups.ids {
      net.model.securityGroups[id].groupName = payload
      net.model.securityGroups[id].tags["Name"] = payload
    }
    return try net.report(
      policy: payload, rationale: payload, controls: [payload, "PCI"], path: "net/\(payload)/groups.json")
  }

  private static func text(_ kind: OutputKind, _ payload: String) throws -> String {
    let (report, context) = try run(payload)
    return Output.text(kind, report, context, OneHole.settings)
  }

  @Test(arguments: payloads)
  func jsonHoldsTheNamesAsText(_ payload: String) throws {
    for kind in [OutputKind.sarif, .gitlab, .ocsf, .asff] {
      let text = try Self.text(kind, payload)
      let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
      // The same shape whatever the names say.
      let plain = try JSONSerialization.jsonObject(with: Data(try Self.text(kind, "plain").utf8))
      // A path that leaves the repository has no base.
      let (found, wanted) = (Self.shape(object), Self.shape(plain).replacing(",uriBaseId:s", with: ""))
      #expect(found.replacing(",uriBaseId:s", with: "") == wanted, "\(kind)")
      #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }, "\(kind)")
    }
  }

  /// Keys, kinds and counts of a document, without its texts.
  private static func shape(_ value: Any) -> String {
    switch value {
    case let list as [Any]: "[" + list.map(shape).joined(separator: ",") + "]"
    case let object as [String: Any]:
      "{" + object.sorted { $0.key < $1.key }.map { "\($0.key):\(shape($0.value))" }.joined(separator: ",") + "}"
    case is String: "s"
    case _: "v"
    }
  }

  @Test(arguments: payloads)
  func xmlHoldsTheNamesAsText(_ payload: String) throws {
    let reader = ElementReader()
    let parser = XMLParser(data: Data(try Self.text(.junit, payload).utf8))
    parser.delegate = reader
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    #expect(reader.elements == ["testsuites", "testsuite", "testcase", "failure"])
  }

  /// Every line is a command that we wrote or the count at the end, and every command has our keys only.
  @Test(arguments: payloads)
  func workflowCommandsStayOurs(_ payload: String) throws {
    let lines = try Self.text(.github, payload).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 3 && lines.last == "")
    let line = try #require(lines.first)
    #expect(line.hasPrefix("::error file="))
    let parts = line.dropFirst(2).split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
    let properties = parts[0].dropFirst("error ".count).split(separator: ",")
    #expect(properties.map { $0.split(separator: "=")[0] } == ["file", "line", "col", "endColumn", "title"])
    #expect(!line.contains("\r") && !line.contains("\u{1B}"))
    #expect(lines[1] == "1 policy: 1 violated, 0 unknown, 0 vacuous, 0 proved")
  }

  @Test(arguments: payloads)
  func oneLineStaysOneLine(_ payload: String) throws {
    let text = try Self.text(.compact, payload)
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count == 3)
    #expect(!text.unicodeScalars.contains { ($0.value < 0x20 && $0 != "\n") || $0 == "\u{1B}" || $0 == "\u{202E}" })
  }

  /// The table keeps its columns, and nothing but our own tags is a tag.
  @Test(arguments: payloads)
  func markdownShowsTheNamesAsText(_ payload: String) throws {
    let text = try Self.text(.markdown, payload)
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| ❌") }
    #expect(rows.count == 1)
    #expect(rows.first?.filter { $0 == "|" }.count == 5)
    let tags = text.matches(of: /<[^>]*>/).map { String($0.0) }
    #expect(Set(tags).isSubset(of: ["<details>", "<summary>", "</summary>", "</details>", "<pre>", "</pre>"]), "\(tags)")
    // Between <pre> and </pre> nothing but a tag has a meaning.
    let rest = text.replacing(/<pre>[^<]*<\/pre>/, with: "")
    for part in ["](http", "![", "```", "@everyone", "**bold**", "http://"] { #expect(!rest.contains(part), "\(part)") }
  }

  @Test func annotationTextIsThatOfTheRunner() throws {
    let text = try Self.text(.github, "a,b:c%d")
    #expect(text.contains("title=a%2Cb%3Ac%25d [high]::"), "\(text)")
  }
}

private final class ElementReader: NSObject, XMLParserDelegate {
  var elements: [String] = []

  func parser(
    _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?, qualifiedName qName: String?,
    attributes attributeDict: [String: String] = [:]
  ) {
    elements.append(elementName)
  }
}

import Checker
import Foundation
import NetworkModel
import Outputs
import PolicyTypes
import Reports
import SourceText
import Testing

@Suite struct FormatTests {
  private let net = OneHole()

  private func sarifResult(_ text: String) throws -> [String: Any] {
    let log = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let run = try #require((log["runs"] as? [[String: Any]])?.first)
    return try #require((run["results"] as? [[String: Any]])?.first)
  }

  private func region(_ node: Any?) throws -> (uri: String, line: Int, column: Int, end: Int) {
    let location = try #require(node as? [String: Any])
    let physical = try #require(location["physicalLocation"] as? [String: Any])
    let artifact = try #require(physical["artifactLocation"] as? [String: Any])
    let region = try #require(physical["region"] as? [String: Int])
    return (
      try #require(artifact["uri"] as? String), region["startLine"] ?? 0, region["startColumn"] ?? 0,
      region["endColumn"] ?? 0
    )
  }

  /// Columns count characters: the `é` before the rule is one.
  @Test func theFirstLocationIsTheLineOfTheRule() throws {
    let result = try sarifResult(try net.text(.sarif))
    let place = try region((result["locations"] as? [Any])?.first)
    #expect(place == ("net/groups.json", 3, 4, 15))
    let policy = try region((result["relatedLocations"] as? [Any])?.first)
    #expect(policy.uri == "policies/p.isola" && policy.line == 2)
  }

  @Test func theWayOfThePacketIsTheCodeFlow() throws {
    let result = try sarifResult(try net.text(.sarif))
    let flows = try #require(result["codeFlows"] as? [[String: Any]])
    let threads = try #require(flows.first?["threadFlows"] as? [[String: Any]])
    let locations = try #require(threads.first?["locations"] as? [[String: Any]])
    let texts = try locations.map { step -> String in
      let location = try #require(step["location"] as? [String: Any])
      return try #require((location["message"] as? [String: String])?["text"])
    }
    let whole = texts.joined(separator: "\n")
    #expect(whole.hasPrefix("1. internet sends the packet"), "\(whole)")
    #expect(whole.contains("lets it in by tcp/22 from 0.0.0.0/0") && whole.hasSuffix("receives the packet"), "\(whole)")
  }

  /// The name of a finding does not depend on lines; another port is another finding.
  @Test func fingerprintsSurviveMovedLines() throws {
    func fingerprint(_ lines: Int) throws -> String? {
      let result = try sarifResult(try net.text(.sarif, linesBefore: lines))
      return (result["partialFingerprints"] as? [String: String])?["primaryLocationLineHash"]
    }
    #expect(try fingerprint(2) == fingerprint(40))
    #expect(try fingerprint(2)?.hasSuffix(":1") == true)
    var other = net
    other.model.securityGroups[try #require(other.model.securityGroups.ids.first)].rules[0].name = "sgr-1"
    let result = try sarifResult(try other.text(.sarif))
    #expect((result["partialFingerprints"] as? [String: String])?["primaryLocationLineHash"] != (try fingerprint(2)))
  }

  /// A report says that something fails exactly when the exit code does.
  @Test(arguments: [
    (PolicySeverity.info, "failure", "::error", "error:"), (.critical, "skipped", "::notice", "note:"),
  ])
  func everyFormatFollowsTheGate(_ failOn: PolicySeverity, _ tag: String, _ command: String, _ word: String) throws {
    let gate = Gate(failOn: failOn)
    #expect(try net.text(.junit, gate: gate).contains("<\(tag) message="))
    #expect(try net.text(.github, gate: gate).hasPrefix(command))
    #expect(try net.text(.compact, gate: gate).hasPrefix("net/groups.json:3:4: \(word)"))
    #expect(try net.text(.markdown, gate: gate).hasPrefix("## Isola: \(failOn == .info ? "failed" : "passed")"))
  }

  @Test func annotationsAreBounded() throws {
    let (report, context) = try net.report()
    let many = CheckReport(policies: Array(repeating: report.policies[0], count: 25), warnings: [])
    let lines = Output.text(.github, many, context, OneHole.settings).split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("::error") } == 10)
    #expect(lines.contains("15 more of kind error: the step summary has all of them"))
  }

  @Test func theMostSevereComesFirst() throws {
    let low = try net.report(policy: "low", severity: .low)
    let high = try net.report(policy: "high", severity: .critical)
    let report = CheckReport(policies: low.report.policies + high.report.policies, warnings: [])
    let lines = Output.text(.compact, report, low.context, OneHole.settings).split(separator: "\n")
    #expect(lines[0].contains("error: high:") && lines[1].contains("error: low:"))
  }

  @Test func theSameRunGivesTheSameBytes() throws {
    for kind in OutputKind.allCases { #expect(try net.text(kind) == net.text(kind), "\(kind)") }
  }

  /// More than code scanning takes is cut, and said.
  @Test func sarifKeepsWithinTheLimit() throws {
    let (report, context) = try net.report()
    let many = CheckReport(policies: Array(repeating: report.policies[0], count: 25_003), warnings: [])
    let text = Output.text(.sarif, many, context, OneHole.settings)
    #expect(text.matches(of: /"ruleIndex"/).count == 25_000)
    #expect(text.contains("3 results are left out"))
  }

  @Test(arguments: [
    ("a/b.tf", "w/a/b.tf"), ("../b.tf", "b.tf"), ("./x/../b c.tf", "w/b%20c.tf"), ("/r/m/é.tf", "m/%C3%A9.tf"),
    ("/other/b.tf", "file:///other/b.tf"), ("../../x", "file:///x"), ("a:b", "w/a%3Ab"),
  ])
  func pathsAreThoseOfTheRepository(_ path: String, _ uri: String) {
    #expect(RepositoryPaths(workingFolder: "/r/w", repositoryRoot: "/r").uri(of: path) == uri)
  }

  @Test(arguments: [(0, "1970-01-01"), (11016, "2000-02-29"), (19723, "2024-01-01"), (2_932_896, "9999-12-31")])
  func daysAreThoseOfTheCalendar(_ days: Int, _ text: String) {
    #expect(Moment.date(days) == text)
    #expect(Moment.days(of: text) == days)
  }

  @Test(arguments: ["2023-02-29", "2024-13-01", "2024-1-1", "soon", "2024-01-01T", "-024-01-01"])
  func otherTextsAreNoDays(_ text: String) { #expect(Moment.days(of: text) == nil) }

  @Test func timesAreInUTC() { #expect(Moment.text(1_700_000_000) == "2023-11-14T22:13:20.000Z") }
}

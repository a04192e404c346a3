import Checker
import NetworkModel
import PolicyTypes
import Reports
import SourceText
import Testing

@Suite struct CheckReportTests {
  private let net = SmallNetwork()

  private func forbidden(_ kind: Claim.Kind = .forbid) -> Claim {
    Claim(
      kind: kind, source: SmallNetwork.internet, destination: net.set(net.web, "web"),
      traffic: net.tcp(22))
  }

  @Test func aViolationExplainsItself() throws {
    let text = try net.report([forbidden()], name: "no ssh").text(net.context, colour: false)
    for part in [
      "VIOLATED  no ssh  [high]", "Why it matters: because", "Controls: C-1",
      "Claim: nothing that starts at `internet` reaches `web` on tcp/22",
      "But this packet from a host on the Internet arrives at eni-web:", ":40000 → 54.0.0.5:22",
      "1  internet", "translates the destination 54.0.0.5 to 10.0.1.5",
      "▶ LET THROUGH BY tcp/22 from 0.0.0.0/0",
      "The reply gets back to the sender", "What would stop this packet",
      "1 policy: 1 violated, 0 unknown, 0 vacuous, 0 proved",
    ] {
      #expect(text.contains(part), "missing: \(part)\n\(text)")
    }
  }

  /// One rule alone stops nothing when a second one admits the same packet.
  @Test func suggestedEditsAreThoseThatWork() throws {
    let report = try net.report([forbidden()])
    let source = try #require(report.policies.first?.claims.first?.witness?.packet.source)
    let text = report.text(net.context, colour: false).split(whereSeparator: \.isWhitespace).joined(
      separator: " ")
    let covered = CIDR("198.51.100.0/24")?.contains(source) == true
    #expect(covered)
    #expect(
      text.contains(
        "in security group sg-web, remove or narrow the rules `tcp/22 from 0.0.0.0/0` and "
          + "`tcp/20-30 from 198.51.100.0/24`"), "\(text)")
    #expect(text.contains("deny tcp/22 for this peer in an entry before"), "\(text)")
  }

  @Test func requirementsSayWhatIsMissing() throws {
    let claim = Claim(
      kind: .require, source: net.set(net.web, "web"), destination: net.set(net.db, "db"),
      traffic: net.tcp(3306))
    let text = try net.report([claim]).text(net.context, colour: false)
    #expect(text.contains("does not arrive (ENI_SG_RULES_MISMATCH):"), "\(text)")
    #expect(
      text.contains("✗ DROPS the packet: no rule of the security groups allows it"), "\(text)")
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(
      words.contains(
        "What would let it through: a rule that allows tcp/3306 from 10.0.1.5 in security group sg-db."
      ), "\(text)")
  }

  @Test func provedAndVacuousAreShort() throws {
    let proved = Claim(
      kind: .forbid, source: SmallNetwork.internet, destination: net.set(net.db, "db"),
      traffic: .any)
    let text = try net.report([proved]).text(net.context, colour: false)
    #expect(
      text.contains("PROVED  p  [high]") && text.contains("Holds for every packet"), "\(text)")
    let empty = Claim(
      kind: .forbid, source: EndpointSet(members: [], text: "nobody"),
      destination: net.set(net.db, "db"),
      traffic: .any)
    let vacuous = try net.report([empty]).text(net.context, colour: false)
    #expect(
      vacuous.contains("VACUOUS") && vacuous.contains("`nobody` is empty"), "\(vacuous)")
  }

  @Test func linesFitIntoAHundredColumns() throws {
    let text = try net.report([forbidden()]).text(net.context, colour: false)
    for line in text.split(separator: "\n") {
      #expect(DisplayText.width(String(line)) <= 100, "\(line)")
    }
  }

  @Test func colourIsOnlyThereWhenAskedFor() throws {
    let report = try net.report([forbidden()])
    #expect(!report.text(net.context, colour: false).contains("\u{1B}"))
    #expect(report.text(net.context, colour: true).contains("\u{1B}[1;31mVIOLATED\u{1B}[0m"))
  }

  @Test func namesOfOthersCannotWriteOnTheTerminal() throws {
    var net = net
    net.model.interfaces[net.web].tags["Name"] = "x\u{1B}\u{202E}\n"
    let text = try net.report([forbidden()]).text(net.context, colour: false)
    #expect(text.contains(#"(x\u{1B}\u{202E}\u{0A})"#), "\(text)")
    #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}"))
  }

  @Test func theSameRunGivesTheSameBytes() throws {
    let first = try net.report([forbidden()])
    let second = try net.report([forbidden()])
    #expect(JSONWriter.write(first.json(net.context)) == JSONWriter.write(second.json(net.context)))
    #expect(first.text(net.context, colour: false) == second.text(net.context, colour: false))
  }
}

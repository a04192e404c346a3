import Configuration
import SourceText
import Testing

@Suite struct SettingsTests {
  private func read(_ text: String, folder: String = "") -> (settings: Settings, codes: [String], notes: [String]) {
    let (settings, diagnostics) = Settings.read(
      Array(text.utf8), file: FileID(index: 0), folder: folder, severities: ["low", "high"], formats: ["sarif", "json"])
    return (settings, diagnostics.map(\.code), diagnostics.flatMap(\.notes))
  }

  @Test func settingsAreRead() {
    let found = read(
      """
      network: infra
      policies: [a.isola, /b.isola]
      fail-on: high
      allow-vacuous: true
      strict: false
      output:
        sarif: out/x.sarif
      exceptions: exceptions.yaml
      """, folder: "../..")
    #expect(found.codes == [])
    #expect(found.settings.network == "../../infra")
    #expect(found.settings.policies == ["../../a.isola", "/b.isola"])
    #expect(found.settings.failOn == "high")
    #expect(found.settings.allowsVacuous == true && found.settings.isStrict == false)
    #expect(found.settings.reports.map(\.format) == ["sarif"] && found.settings.reports.map(\.path) == ["../../out/x.sarif"])
    #expect(found.settings.exceptions == ["../../exceptions.yaml"])
  }

  @Test(arguments: [
    ("fail_on: high", "CF002", "did you mean `fail-on`?"), ("output: {sarf: x}", "CF002", "did you mean `sarif`?"),
    ("fail-on: hihg", "CF003", "did you mean `high`?"),
  ])
  func mistakesNameWhatIsNear(_ text: String, _ code: String, _ note: String) {
    let found = read(text)
    #expect(found.codes == [code] && found.notes == [note])
  }

  @Test(arguments: [
    ("network: [", "CF001"), ("a: 1\na: 2", "CF001"), ("[1]", "CF003"), ("strict: maybe", "CF003"),
    ("network: {}", "CF003"), ("network: ''", "CF003"), ("? [a]\n: b", "CF001"), ("\u{0}", "CF001"),
    ("policies: {a: b}", "CF003"),
  ])
  func othersAreErrors(_ text: String, _ code: String) { #expect(read(text).codes == [code], "\(text)") }

  @Test func anEmptyFileSaysNothing() { #expect(read("").settings == Settings() && read("# x\n").codes == []) }

  @Test func exceptionsNeedAllTheirParts() {
    func codes(_ text: String) -> [String] {
      AcceptedFlows.read(Array(text.utf8), file: FileID(index: 0), days: { $0 == "2030-01-31" ? 1 : nil })
        .diagnostics.map(\.code)
    }
    let whole = "policy: p, from: a, to: b, reason: r, owner: o, ticket: t, expires: 2030-01-31"
    #expect(codes("exceptions: [{\(whole)}]") == [])
    #expect(codes("exceptions: [{\(whole), until: x}]") == ["CF002"])
    #expect(codes("exceptions: [{policy: p, from: a, to: b, reason: r, owner: o, ticket: t}]") == ["CF004"])
    #expect(codes("exceptions: [{\(whole.replacing("2030-01-31", with: "soon"))}]") == ["CF003"])
    #expect(codes("exception: []") == ["CF002"])
  }
}

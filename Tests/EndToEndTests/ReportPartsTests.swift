import Evidence
import Foundation
import TestSupport
import Testing

/// Parts of the auditor's report: zones with approvals, hygiene, frameworks, exceptions with their days, changes.
struct ReportPartsTests {
  private static let day = ["SOURCE_DATE_EPOCH": "1700000000"]  // 2023-11-14

  private static let approvals = """
    approvals:
      - from: web
        to: app
        on: tcp
        ticket: CHG-7
        by: network board
        until: 2023-12-14
      - from: bastion
        to: db
        ticket: CHG-8
        by: network board
        until: 2023-11-13
    """

  private static func report(_ folder: Scratch, _ more: [String]) throws -> (run: Tool.Run, page: String) {
    let page = folder.path("page-\(UUID().uuidString).html")
    let run = try Tool.run(
      Tool.binary,
      ["report", Tool.policies, "--network", Tool.network, "--output", "html=\(page)"] + more, environment: day)
    return (run, (try? String(contentsOfFile: page, encoding: .utf8)) ?? "")
  }

  @Test func zonesAreJoinedToApprovals() throws {
    let folder = try Scratch()
    let file = try folder.file("approvals.yaml", Self.approvals).path
    let (run, page) = try Self.report(folder, ["--approvals", file])
    #expect(run.status == 1, "\(run)")
    #expect(page.contains("Allowed flows between zones") && page.contains("role=\"img\""))
    #expect(page.contains("CHG-7 by network board, web -&gt; app on tcp, 30 days left"), "\(page)")
    #expect(page.contains("✘ not approved"))
    #expect(page.contains("Approvals that have ended and count no more") && page.contains("CHG-8"))
    // Without approvals nothing that is open is approved.
    let without = try Self.report(folder, [])
    #expect(!without.page.contains("✔ approved") && without.page.contains("✘ not approved"))
    for wrong in ["from: nowhere", "until: tomorrow", "by: []", "extra: 1"] {
      let text = Self.approvals.replacing("from: web", with: wrong)
      let file = try folder.file("wrong.yaml", text).path
      #expect(try Self.report(folder, ["--approvals", file]).run.status == 2, "\(wrong)")
    }
  }

  @Test func aViolationHasADay() throws {
    let folder = try Scratch()
    let (run, page) = try Self.report(folder, ["--due", "critical=7", "--due", "high=30"])
    #expect(run.status == 1, "\(run)")
    #expect(page.contains("2023-11-21") && page.contains("no term is set for this severity"))
    for wrong in ["critical", "critical=-1", "worst=7", "critical=soon"] {
      #expect(try Self.report(folder, ["--due", wrong]).run.status == 2, "\(wrong)")
    }
  }

  @Test func everyRequirementOfTheFrameworkIsListed() throws {
    let folder = try Scratch()
    let (run, page) = try Self.report(folder, ["--framework", "pci"])
    #expect(run.status == 1, "\(run)")
    for number in ["1.2.5", "1.3.3", "1.4.4", "1.5.1", "9", "12"] {
      #expect(page.contains("<th scope=\"row\">\(number)</th>"), "\(number)")
    }
    #expect(page.contains("– not assessed") && page.contains("no policy of this run cites it"))
    #expect(page.contains("Cited, but not in this list:") && page.contains("CIS 5.2"))
    #expect(try Self.report(folder, ["--framework", "nist"]).run.status == 2)
  }

  @Test func exceptionsHaveDaysAndAreJudgedAgainFromTheBundle() throws {
    let folder = try Scratch()
    let file = try folder.file(
      "exceptions.yaml",
      """
      exceptions:
        - policy: no ssh from the internet
          from: internet
          to: web
          on: ssh
          reason: migration
          owner: platform team
          ticket: CHG-9
          expires: 2023-11-20
      """
    ).path
    let bundle = folder.path("bundle")
    let (run, page) = try Self.report(
      folder, ["--exceptions", file, "--output", "bundle=\(bundle)"])
    #expect(run.status == 1, "\(run)")
    #expect(page.contains("platform team") && page.contains("6 days left") && page.contains("active"))
    let judged = try Tool.run("recheck", bundle, "--only-evidence")
    #expect(judged.status == 0, "\(judged)")
    #expect(judged.output.contains("Exceptions count as on the day that the bundle names, 2023-11-14"))
    // A day later than its last, the exception counts no more: the bundle's claims are others.
    var files = try BundleFolder.read(bundle)
    var draft = Draft(
      files: files, manifest: try Manifest(files[Manifest.fileName] ?? []), random: .init(seed: 1))
    draft.manifest.created = "2023-11-21T00:00:00Z"
    draft.hash()
    files = draft.files
    files[Manifest.fileName] = draft.manifest.text
    let late = folder.path("late")
    try BundleFolder.write(files, to: late)
    let refused = try Tool.run("recheck", late, "--only-evidence")
    #expect(refused.status == 1 && refused.output.contains("REJECTED  inputs and claims"), "\(refused)")
  }

  @Test func changesSinceAnEarlierBundleAreTold() throws {
    let folder = try Scratch()
    let bundle = folder.path("earlier")
    let first = try Tool.run(
      Tool.binary, ["report", Tool.policies, "--network", Tool.network, "--output", "bundle=\(bundle)"],
      environment: Self.day)
    #expect(first.status == 1)
    let same = try Self.report(folder, ["--previous", bundle])
    #expect(same.page.contains("Every policy has the verdict that it had."), "\(same.run)")
    let text = try String(contentsOfFile: Tool.root.path + "/" + Tool.policies, encoding: .utf8)
    let changed = try folder.file(
      "policies.isola", text.replacing("\"db cannot send to the internet\"", with: "\"db stays inside\"")
    ).path
    let page = folder.path("changed.html")
    let run = try Tool.run(
      "report", changed, "--network", Tool.network, "--output", "html=\(page)", "--previous", bundle)
    #expect(run.status == 1, "\(run)")
    let words = try String(contentsOfFile: page, encoding: .utf8)
    #expect(words.contains("db stays inside</th><td>not there</td>"), "\(words.prefix(20000))")
    #expect(words.contains("db cannot send to the internet</th><td>proved</td><td>not there</td>"))
    #expect(try Self.report(folder, ["--previous", Tool.policies]).run.status == 2)
  }

  @Test func hygieneStandsInTheReport() throws {
    let folder = try Scratch()
    let (_, page) = try Self.report(folder, [])
    #expect(page.contains("Hygiene of rules") && page.contains("None of this changes a verdict"))
  }
}

import Evidence
import Foundation
import TestSupport
import Testing

/// Claims about objects, about failures and about routes: in shards, in bundles, in every report.
@Suite struct ObjectEvidenceTests {
  private static let network = "Tests/Corpus/packs/broken"
  private static let policies = """
    set hosts = instances

    policy "tidy" {
      controls "X-1"
      forbid unused security-groups
      forbid shadowed rules
      forbid blackhole routes
    }
    policy "no way round" {
      forbid detours around nat-gateways
      forbid internet -> hosts on tcp/3389
    }
    policy "survives" {
      require hosts -> 192.0.2.1 on tcp/443 tolerating 1 failure of nat-gateways
    }
    policy "apart" {
      forbid route-leaks internet -> hosts
      forbid route-leaks hosts -> 192.168.77.0/24
    }
    """

  @Test func partsJoinIntoTheSameBytes() throws {
    let folder = try Scratch()
    let policies = try folder.file("objects.isola", Self.policies).path
    let job = folder.path("job")
    let plan = try Tool.run(
      "plan", policies, "--network", Self.network, "--shards", "3", "--output", job)
    #expect(plan.status == 0, "\(plan)")
    for shard in 1...3 {
      let run = try Tool.run("run", job, "--shard", "\(shard)/3")
      #expect(run.status == 0, "\(run)")
    }
    for options in [[], ["--format", "json"]] {
      let whole = try Tool.run(Tool.binary, ["check", policies, "--network", Self.network] + options)
      let merged = try Tool.run(Tool.binary, ["merge", job] + options)
      #expect(whole.status == 1 && merged.output == whole.output && merged.status == whole.status, "\(merged)")
      #expect(merged.errors == whole.errors)
    }
  }

  @Test func standInBundlesAndReports() throws {
    let folder = try Scratch()
    let policies = try folder.file("objects.isola", Self.policies).path
    let (bundle, page, table, oscal) = (
      folder.path("bundle"), folder.path("page.html"), folder.path("table.csv"), folder.path("oscal.json")
    )
    let made = try Tool.run(
      "report", policies, "--network", Self.network, "--output", "bundle=\(bundle)", "--output", "html=\(page)",
      "--output", "csv=\(table)", "--output", "oscal=\(oscal)")
    #expect(made.status == 1, "\(made)")
    for path in [page, table, oscal] {
      let text = try String(contentsOfFile: path, encoding: .utf8)
      for claim in ["forbid unused security-groups", "forbid shadowed rules", "forbid detours around nat-gateways"] {
        #expect(text.contains(claim), "\(path) lacks \(claim)")
      }
      #expect(text.contains("no route leads from"), "\(path)")
    }
    #expect(try String(contentsOfFile: page, encoding: .utf8).contains("With every security group and network ACL open"))
    let manifest = try Manifest(try BundleFolder.read(bundle)[Manifest.fileName] ?? [])
    #expect(manifest.claims.count == 8)
    let objects = manifest.claims.filter { $0.policy == "tidy" }
    #expect(objects.map(\.number) == [1, 2, 3])
    let run = try Tool.run("recheck", bundle)
    #expect(run.status == 0, "\(run)")
    #expect(run.output.contains("REPEATED  tidy, claim 1: forbid unused security-groups is"), "\(run.output)")
    #expect(run.output.contains("REPEATED  survives, claim 1"), "\(run.output)")
    #expect(run.output.contains("REPEATED  apart, claim 1"), "\(run.output)")

    // Another verdict, or other objects, are found out.
    let place = try #require(manifest.claims.firstIndex { $0.policy == "no way round" && $0.text.hasPrefix("forbid detours") })
    var draft = Draft(files: try BundleFolder.read(bundle), manifest: manifest, random: .init(seed: 1))
    draft.manifest.claims[place].verdict = manifest.claims[place].verdict == .proved ? .vacuous : .proved
    draft.manifest.claims[place].objects = []
    draft.manifest.claims[place].because = draft.manifest.claims[place].verdict == .vacuous ? "nothing" : nil
    draft.hash()
    draft.files[Manifest.fileName] = draft.manifest.text
    let forged = folder.path("forged")
    try BundleFolder.write(draft.files, to: forged)
    let judged = try Tool.run("recheck", forged)
    #expect(judged.status == 1 && judged.output.contains("REJECTED"), "\(judged)")
  }

  private static let day = ["SOURCE_DATE_EPOCH": "1700000000"]  // 2023-11-14

  @Test func approvalsOfPolicyFiles() throws {
    let folder = try Scratch()
    let text = """
      set hosts = instances

      approve hosts -> internet on tcp/443 { ticket "CHG-7", by "network board", until 2023-12-14 }
      approve internet -> hosts { ticket "CHG-8", by "network board", until 2023-11-13 }

      policy "p" {
        forbid internet -> hosts on tcp/3389
      }

      """
    let file = try folder.file("approved.isola", text).path
    let network = "Tests/Corpus/packs/kept"
    let check = try Tool.run(Tool.binary, ["check", file, "--network", network], environment: Self.day)
    #expect(check.status == 0, "\(check)")
    #expect((check.output + check.errors).contains("the approval ended on 2023-11-13"), "\(check)")
    #expect(try Tool.run("fmt", "--check", file).status == 0)
    let page = folder.path("page.html")
    let report = try Tool.run(
      Tool.binary, ["report", file, "--network", network, "--output", "html=\(page)"], environment: Self.day)
    #expect(report.status == 0, "\(report)")
    let html = try String(contentsOfFile: page, encoding: .utf8)
    #expect(html.contains("CHG-7 by network board, hosts -&gt; internet on tcp/443, 30 days left"), "\(html)")
    #expect(html.contains("Approvals that have ended and count no more") && html.contains("CHG-8"))
    let listed = try Tool.run(Tool.binary, ["exceptions", file, "--network", network], environment: Self.day)
    #expect(listed.status == 1, "\(listed)")
    #expect(listed.output.contains("ACTIVE  approval") && listed.output.contains("EXPIRED  approval"), "\(listed)")
    let json = try Tool.run(
      Tool.binary, ["exceptions", file, "--network", network, "--format", "json"], environment: Self.day)
    #expect(json.output.contains("\"ticket\": \"CHG-7\"") || json.output.contains("\"ticket\":\"CHG-7\""), "\(json)")
    // A name that is not there is a mistake of the file.
    let wrong = try folder.file("wrong.isola", text.replacing("approve hosts", with: "approve hosst")).path
    let run = try Tool.run("check", wrong, "--network", network)
    #expect(run.status == 2 && run.errors.contains("PT001"), "\(run)")
  }
}

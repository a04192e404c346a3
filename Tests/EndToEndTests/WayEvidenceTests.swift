import Evidence
import Foundation
import TestSupport
import Testing

/// Violated claims about ways have counterexamples of their own: a packet whose way misses the condition.
struct WayEvidenceTests {
  private static let policies = """
    set web = instances where tag.Tier == "web"
    set app = instances where tag.Tier == "app"

    policy "what hosts fetch is not translated" {
      forbid app -> internet through nat-gateways on tcp/443
    }
    policy "inside, tunnels only" {
      require web -> app encrypted by ipsec on tcp
    }
    policy "what hosts fetch is translated" {
      require app -> internet through nat-gateways on tcp/443
    }
    """

  @Test func areReplayedWithoutTheEngine() throws {
    let folder = try Scratch()
    let policies = try folder.file("ways.isola", Self.policies).path
    let bundle = folder.path("bundle")
    let made = try Tool.run(
      "report", policies, "--network", Tool.network, "--output", "bundle=\(bundle)")
    #expect(made.status == 1, "\(made)")
    let run = try Tool.run("recheck", bundle, "--only-evidence")
    #expect(run.status == 0, "\(run)")
    for policy in ["what hosts fetch is not translated", "inside, tunnels only"] {
      #expect(run.output.contains("ACCEPTED  \(policy), claim 1"), "\(run.output)")
    }
    #expect(run.output.contains("and the way that it takes"))
    #expect(run.output.contains("ON TRUST  what hosts fetch is translated, claim 1"), "\(run.output)")

    // The same packets prove nothing against a claim that their ways meet.
    let swapped = folder.path("swapped")
    var files = try BundleFolder.read(bundle)
    var manifest = try Manifest(files[Manifest.fileName] ?? [])
    let path = try #require(manifest.claims[0].counterexample)
    let forged = path.replacing("not-translated", with: "translated")
    files[forged] = Array(
      String(decoding: files[path] ?? [], as: UTF8.self)
        .replacing("is not translated", with: "is translated").utf8)
    manifest.claims[2].verdict = .violated
    manifest.claims[2].counterexample = forged
    var draft = Draft(files: files, manifest: manifest, random: .init(seed: 1))
    draft.hash()
    draft.files[Manifest.fileName] = draft.manifest.text
    try BundleFolder.write(draft.files, to: swapped)
    let judged = try Tool.run("recheck", swapped, "--only-evidence")
    #expect(judged.status == 1 && judged.output.contains("is as the claim demands"), "\(judged)")
  }
}

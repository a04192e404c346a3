import Foundation
import Testing

/// Certificates as users get them: written by `check`, judged by `recheck` and by the checker extracted from Coq.
@Suite(.serialized) struct EvidenceTests {
  private static func evidence() throws -> (folder: Scratch, path: String) {
    let folder = try Scratch()
    let path = folder.path("evidence")
    let run = try Tool.run(
      "check", Tool.policies, "--network", Tool.network, "--quiet", "--certificates", path)
    #expect(run.status == 1, "the example has a violated policy")
    return (folder, path)
  }

  private static func certificates(in path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  @Test func genuineCertificatesAreAccepted() throws {
    let (folder, path) = try Self.evidence()
    defer { _ = folder }
    let run = try Tool.run("recheck", path)
    #expect(run.status == 0, "\(run)")
    #expect(run.output.components(separatedBy: "ACCEPTED").count > 3, "\(run.output)")
    #expect(run.output.contains(": require "), "\(run.output)")
    guard ProcessInfo.processInfo.environment["ISOLA_WITHOUT_VERIFIED"] != "1" else { return }
    let verified = Tool.root.appending(path: "Proofs/.build/isola-verified")
    for name in try Self.certificates(in: path) {
      let judged = try Tool.run(verified, ["check", path + "/" + name])
      #expect(judged.status == 0 && judged.output == "accepted\n", "\(name): \(judged)")
    }
  }

  /// One line of a certificate is left out or one number of it changed; a line in `keeps` is of another kind.
  @Test func damagedCertificatesAreRejected() throws {
    let (folder, path) = try Self.evidence()
    defer { _ = folder }
    var statements = (changed: 0, accepted: 0)
    var invariants = (changed: 0, accepted: 0)
    for name in try Self.certificates(in: path) {
      let file = URL(filePath: path + "/" + name)
      let genuine = try String(contentsOf: file, encoding: .utf8)
      let lines = genuine.components(separatedBy: "\n")
      let candidates = lines.indices.filter { !lines[$0].isEmpty && !lines[$0].hasPrefix("#") }
      for index in stride(from: 0, to: candidates.count, by: max(1, candidates.count / 12)) {
        let position = candidates[index]
        var damaged = lines
        damaged.remove(at: position)
        try damaged.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
        let run = try Tool.run("recheck", path)
        let isRejected = run.status == 1 || run.status == 2
        if lines[position].hasPrefix("invariant") {
          invariants.changed += 1
          if !isRejected { invariants.accepted += 1 }
        } else {
          statements.changed += 1
          if !isRejected { statements.accepted += 1 }
        }
      }
      try genuine.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(statements.changed > 10 && statements.accepted == 0, "\(statements)")
    // A box that others cover may go without harm.
    #expect(invariants.changed > 3 && invariants.accepted * 5 <= invariants.changed, "\(invariants)")
  }

  @Test func certificatesOfAnotherClaimAreRejected() throws {
    let (folder, path) = try Self.evidence()
    let other = try folder.file(
      "other.isola",
      """
      set web = instances where tag.Tier == "web"
      policy "db cannot send to the internet" { forbid web -> internet on any }
      policy "db is not reachable from the internet" { forbid internet -> web on any }
      policy "web does not skip the application tier" { forbid web -> web on any }
      """)
    let run = try Tool.run("recheck", path, "--policy", other.path)
    #expect(run.status == 1)
    #expect(!run.output.contains("ACCEPTED") && run.output.contains("REJECTED"), "\(run.output)")
  }

  @Test func whatCannotBeReadEndsWithTwo() throws {
    let folder = try Scratch()
    #expect(try Tool.run("recheck", folder.path("nothing")).status == 2)
    #expect(try Tool.run("recheck", folder.url.path).errors.contains("no file *.cert"))
    _ = try folder.file("a.cert", "hello\n")
    let run = try Tool.run("recheck", folder.url.path)
    #expect(run.status == 2 && run.errors.contains("a.cert:1:"), "\(run)")
  }
}

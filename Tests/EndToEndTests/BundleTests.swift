import Evidence
import Foundation
import Testing

/// Evidence bundles as auditors get them: written by `report`, judged by `recheck` and by public tools.
@Suite(.serialized) struct BundleTests {
  static let epoch = ["SOURCE_DATE_EPOCH": "1700000000"]

  /// A new P-256 key pair of openssl.
  static func keys(in folder: Scratch, name: String = "key") throws -> (secret: String, open: String) {
    let openssl = URL(filePath: "/usr/bin/openssl")
    let (secret, open) = (folder.path(name + ".pem"), folder.path(name + ".pub"))
    let made = try Tool.run(
      openssl, ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", secret])
    #expect(made.status == 0, "\(made)")
    let shown = try Tool.run(openssl, ["pkey", "-in", secret, "-pubout", "-out", open])
    #expect(shown.status == 0, "\(shown)")
    return (secret, open)
  }

  static func bundle(
    in folder: Scratch, _ name: String = "bundle", more: [String] = []
  ) throws -> String {
    let path = folder.path(name)
    let run = try Tool.run(
      Tool.binary,
      ["report", Tool.policies, "--network", Tool.network, "--output", "bundle=\(path)"] + more,
      environment: epoch)
    #expect(run.status == 1, "the example has violated policies: \(run)")
    return path
  }

  private static let verified = Tool.root.appending(path: "Proofs/.build/isola-verified").path
  private static var isVerifiedLeftOut: Bool {
    ProcessInfo.processInfo.environment["ISOLA_WITHOUT_VERIFIED"] == "1"
  }

  @Test func aGenuineBundleClimbsTheWholeLadder() throws {
    let folder = try Scratch()
    let keys = try Self.keys(in: folder)
    let path = try Self.bundle(in: folder, more: ["--sign", keys.secret])
    let run = try Tool.run("recheck", path, "--key", keys.open, "--verified", Self.verified)
    #expect(run.status == 0, "\(run)")
    for rung in [
      "hashes", "signature", "structure", "inputs and claims", "certificates with Z3", "counterexamples",
      "obligation files", "verdicts without evidence", "obligations with cvc5", "propositional proofs",
    ] {
      #expect(run.output.contains("passed    \(rung): "), "\(rung)\n\(run.output)")
    }
    if !Self.isVerifiedLeftOut { #expect(run.output.contains("passed    isola-verified: ")) }
    #expect(run.output.contains("decided by Z3, cvc5, a checked propositional proof"))
    #expect(run.output.contains("is violated; the simulator replayed the packet"))
    #expect(run.output.contains("Taken on trust for all of it"))
    let least = try Tool.run("recheck", path, "--only-evidence")
    #expect(least.status == 0 && least.output.contains("ON TRUST  app reaches the package mirror"), "\(least)")
  }

  /// Several processes derive the same obligations, whatever their hash seeds.
  @Test func bundlesOfAGeneratedNetworkAreAcceptedEachTime() throws {
    let folder = try Scratch()
    let hub = folder.path("hub")
    #expect(
      try Tool.run("generate", "hub", "--vpcs", "20", "--faults", "2", "--output", hub, "--quiet").status == 0)
    let path = folder.path("bundle")
    let run = try Tool.run(
      "report", hub + "/expectations.isola", "--network", hub + "/network", "--output", "bundle=\(path)")
    #expect(run.status == 1, "\(run)")
    for _ in 0..<4 {
      let judged = try Tool.run("recheck", path, "--only-evidence")
      #expect(judged.status == 0 && judged.output.contains("ACCEPTED"), "\(judged)")
    }
  }

  @Test func publicToolsJudgeTheBundle() throws {
    let folder = try Scratch()
    let keys = try Self.keys(in: folder)
    let other = try Self.keys(in: folder, name: "other")
    let path = try Self.bundle(in: folder, more: ["--sign", keys.secret])
    let script = URL(filePath: path + "/recheck.sh")
    // Without Isola on the path.
    let environment = ["PATH": "/usr/bin:/bin"]
    let good = try Tool.run(script, [keys.open], environment: environment)
    #expect(good.status == 0 && good.output.contains("Verified OK"), "\(good)")
    #expect(good.output.contains("it speaks of this manifest") && good.output.contains(" hold\n"))
    #expect(!good.output.contains(" 0 hold"))
    #expect(try Tool.run(script, [other.open], environment: environment).status == 1)

    let manifest = URL(filePath: path + "/manifest.json")
    let text = try String(contentsOf: manifest, encoding: .utf8)
    try text.replacingOccurrences(of: "\"violated\"", with: "\"proved\"")
      .write(to: manifest, atomically: true, encoding: .utf8)
    let forged = try Tool.run(script, [keys.open], environment: environment)
    #expect(forged.status == 1 && forged.output.contains("another manifest"), "\(forged)")
    try text.write(to: manifest, atomically: true, encoding: .utf8)

    let obligation = try #require(
      try FileManager.default.contentsOfDirectory(atPath: path + "/obligations").min())
    try Data("(set-logic QF_BV)\n(check-sat)\n".utf8)
      .write(to: URL(filePath: path + "/obligations/" + obligation))
    let weak = try Tool.run(script, [keys.open], environment: environment)
    #expect(weak.status == 1 && weak.output.contains("FAILED") && weak.output.contains(": sat"), "\(weak)")
  }

  @Test func keysOfOthersAreToldApart() throws {
    let folder = try Scratch()
    let keys = try Self.keys(in: folder)
    let other = try Self.keys(in: folder, name: "other")
    let path = try Self.bundle(in: folder, more: ["--sign", keys.secret])
    #expect(try Tool.run("recheck", path, "--key", other.open, "--only-evidence").status == 1)
    let unsigned = try Self.bundle(in: folder, "unsigned")
    let run = try Tool.run("recheck", unsigned, "--only-evidence")
    #expect(run.status == 0 && run.output.contains("not done  signature: the bundle is not signed"), "\(run)")
    #expect(try Tool.run("recheck", unsigned, "--key", keys.open).status == 1)
    // The older form of a key, as `openssl ecparam -genkey` writes it.
    let old = folder.path("old.pem")
    _ = try Tool.run(
      URL(filePath: "/usr/bin/openssl"), ["ecparam", "-name", "prime256v1", "-genkey", "-out", old])
    _ = try Self.bundle(in: folder, "old", more: ["--sign", old])
    let rsa = try folder.file("rsa.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
    let refused = try Tool.run(
      "report", Tool.policies, "--network", Tool.network, "--output", "bundle=\(folder.path("x"))",
      "--sign", rsa.path)
    #expect(refused.status == 2 && refused.errors.contains("P-256"), "\(refused)")
  }

  @Test func twoRunsGiveTheSameBytes() throws {
    let folder = try Scratch()
    let keys = try Self.keys(in: folder)
    let one = try BundleFolder.read(Self.bundle(in: folder, "one", more: ["--sign", keys.secret]))
    let two = try BundleFolder.read(Self.bundle(in: folder, "two", more: ["--sign", keys.secret]))
    #expect(one.count > 60 && one.keys == two.keys)
    for (name, bytes) in one where !name.hasPrefix("signatures/envelope") {
      #expect(two[name] == bytes, "\(name)")
    }
    let manifest = try Manifest(one["manifest.json"] ?? [])
    #expect(manifest.created == "2023-11-14T22:13:20Z")
  }

  @Test func redactedBundlesHoldNoInputs() throws {
    let folder = try Scratch()
    let path = try Self.bundle(in: folder, more: ["--redact"])
    let files = try BundleFolder.read(path)
    #expect(!files.keys.contains { $0.hasPrefix("inputs/") })
    let alone = try Tool.run("recheck", path)
    #expect(alone.status == 2 && alone.errors.contains("only the hashes"), "\(alone)")
    let whole = try Tool.run(
      "recheck", path, "--network", Tool.network, "--policy", Tool.policies, "--only-evidence")
    #expect(whole.status == 0, "\(whole)")
    let other = try folder.file(
      "policies.isola",
      try String(contentsOf: Tool.root.appending(path: Tool.policies), encoding: .utf8) + "\n")
    let changed = try Tool.run(
      "recheck", path, "--network", Tool.network, "--policy", other.path, "--only-evidence")
    #expect(changed.status == 1, "\(changed)")
  }

  @Test func whatIsNoBundleIsUnreadable() throws {
    let folder = try Scratch()
    let path = try Self.bundle(in: folder)
    func run() throws -> Tool.Run { try Tool.run("recheck", path, "--only-evidence") }
    let files = FileManager.default

    try files.createSymbolicLink(atPath: path + "/link", withDestinationPath: "/etc/passwd")
    #expect(try run().status == 2)
    #expect(try run().errors.contains("symbolic link"))
    try files.removeItem(atPath: path + "/link")

    try files.createSymbolicLink(atPath: path + "/folder", withDestinationPath: "/etc")
    #expect(try run().status == 2)
    try files.removeItem(atPath: path + "/folder")

    #expect(mkfifo(path + "/pipe", 0o600) == 0)
    #expect(try run().status == 2)
    try files.removeItem(atPath: path + "/pipe")

    try Data().write(to: URL(filePath: path + "/na me"))
    #expect(try run().status == 2)
    try files.removeItem(atPath: path + "/na me")

    let manifest = URL(filePath: path + "/manifest.json")
    let text = try String(contentsOf: manifest, encoding: .utf8)
    for escape in ["../../../../etc/passwd", "/etc/passwd", "inputs/../../x", "-rf", "a\\nb"] {
      try text.replacingOccurrences(of: "\"recheck.sh\"", with: "\"\(escape)\"")
        .write(to: manifest, atomically: true, encoding: .utf8)
      let escaped = try run()
      #expect(escaped.status == 2 && escaped.errors.contains("no name for a file"), "\(escaped)")
    }
    try text.write(to: manifest, atomically: true, encoding: .utf8)
    #expect(try run().status == 0)
    try files.removeItem(at: manifest)
    #expect(try run().status == 2)
  }

  @Test func absurdSizesAreRefused() throws {
    let folder = try Scratch()
    for number in 0..<20 { _ = try folder.file("\(number)", String(repeating: "x", count: 100)) }
    var limits = BundleFolder.Limits()
    #expect(try BundleFolder.read(folder.url.path, limits: limits).count == 20)
    limits.files = 19
    #expect(throws: BundleProblem.self) { try BundleFolder.read(folder.url.path, limits: limits) }
    limits = .init()
    limits.bytes = 1_999
    #expect(throws: BundleProblem.self) { try BundleFolder.read(folder.url.path, limits: limits) }
    limits = .init()
    limits.bytesOfFile = 99
    #expect(throws: BundleProblem.self) { try BundleFolder.read(folder.url.path, limits: limits) }
    // Deep folders end at the depth that names may have.
    var deep = folder.url.path
    for _ in 0..<60 { deep += "/d" }
    try FileManager.default.createDirectory(atPath: deep, withIntermediateDirectories: true)
    _ = try folder.file(String(repeating: "d/", count: 60) + "file", "x")
    #expect(throws: BundleProblem.self) { try BundleFolder.read(folder.url.path) }
  }

  @Test func aBundleIsNotWrittenOverAnything() throws {
    let folder = try Scratch()
    let file = try folder.file("mine", "precious")
    let run = try Tool.run(
      "report", Tool.policies, "--network", Tool.network, "--output", "bundle=\(folder.url.path)")
    #expect(run.status == 2 && run.errors.contains("not empty"), "\(run)")
    #expect(try String(contentsOf: file, encoding: .utf8) == "precious")
  }
}

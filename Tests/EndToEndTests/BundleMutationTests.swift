import Evidence
import Foundation
import PolicyTypes
import Testing
import TestSupport
import Toolkit

/// The auditor's corpus: forged bundles, nearly all of them hashed and signed again. `ISOLA_FORGERIES` says how many
/// (scripts/mutate-bundles).
@Suite(.serialized) struct BundleMutationTests {
  private static let count =
    ProcessInfo.processInfo.environment["ISOLA_FORGERIES"].flatMap { Int($0) } ?? 300

  /// A genuine bundle with what is needed to judge copies of it.
  private struct Subject {
    let path: String
    let mutator: BundleMutator
    let folder: Scratch
    /// The signer's, as an auditor got it.
    private let publicKey: String

    init(policies: String, network: String, folder: Scratch, name: String) throws {
      path = folder.path(name)
      let keys = try BundleTests.keys(in: folder, name: name + "-key")
      let others = try BundleTests.keys(in: folder, name: name + "-other")
      func key(_ path: String) throws -> SigningKey {
        try SigningKey(pem: try String(contentsOfFile: path, encoding: .utf8))
      }
      let run = try Tool.run(
        "report", policies, "--network", network, "--output", "bundle=\(path)", "--sign", keys.secret)
      #expect(run.status <= 3 && run.status != 2, "\(run)")
      mutator = try BundleMutator(
        genuine: BundleFolder.read(path), key: key(keys.secret), otherKey: key(others.secret)
      ) { [path] manifest in
        let (session, policies) = try Self.inputs(manifest, in: path)
        return ForgedProofs(session.network, policies.policies, manifest)
      }
      publicKey = try String(contentsOfFile: keys.open, encoding: .utf8)
      self.folder = folder
    }

    /// The rung that turns it down; nil when none does.
    func judge(_ files: [String: [UInt8]]) throws -> (layer: String?, folder: String) {
      var recheck = BundleRecheck()
      recheck.others = nil
      recheck.key = publicKey
      var place = path
      let genuine = mutator.genuine
      if files.contains(where: { $0.key.hasPrefix("inputs/") && genuine[$0.key] != $0.value })
        || genuine.keys.contains(where: { $0.hasPrefix("inputs/") && files[$0] == nil })
      {
        place = folder.path("inputs-of-a-forgery")
        try? FileManager.default.removeItem(atPath: place)
        try BundleFolder.write(files.filter { BundlePath.isSafe($0.key) && $0.key.hasPrefix("inputs/") }, to: place)
      }
      do {
        let report = try recheck.judge(files, in: place, read: Self.read)
        guard let last = report.rungs.last, case .rejected(let reason) = last.outcome else { return (nil, place) }
        return (Self.layer(last.name, reason), place)
      } catch is EvidenceFlaw {
        return ("manifest", place)
      } catch is BundleProblem {
        return ("manifest", place)
      }
    }

    /// The certificates' rung has layers of its own.
    private static func layer(_ rung: String, _ reason: String) -> String {
      guard rung == "certificates with Z3" else { return rung }
      if reason.contains("classes of VPCs") { return "class map" }
      if reason.contains("states another graph") { return "statement" }
      if reason.contains("list of obligations") { return "list of obligations" }
      return reason.contains(" place ") ? "obligations" : "certificate files"
    }

    static func inputs(_ manifest: Manifest, in folder: String) throws -> (Session, CheckedPolicies) {
      var session = try Session.open(folder + "/" + manifest.network, isStrict: manifest.isStrict)
      let policies = try session.policies(
        at: manifest.policies.map { folder + "/" + $0.path }, read: read)
      return (session, policies)
    }

    static func read(_ path: String) throws(InputProblem) -> [UInt8] {
      guard let data = FileManager.default.contents(atPath: path) else { throw InputProblem(message: path) }
      return Array(data)
    }
  }

  /// What the enumerator refutes among the claims that a bundle calls proved.
  private static func refuted(_ manifest: Manifest, in folder: String) throws -> [String] {
    let (session, policies) = try Subject.inputs(manifest, in: folder)
    let harness = Harness(session.network)
    var wrong: [String] = []
    for (stated, claim) in zip(manifest.claims, policies.policies.flatMap(\.claims))
    where stated.verdict == .proved {
      wrong += harness.contradictions(
        CheckedVerdict(kind: .proved), on: .claim(claim), budget: 150, seed: 1)
    }
    return wrong
  }

  /// What a run has met so far.
  private struct Tally {
    static let layers = [
      "manifest", "hashes", "signature", "structure", "inputs and claims", "class map", "certificate files",
      "statement", "obligations", "list of obligations", "counterexamples", "obligation files",
      "verdicts without evidence",
    ]

    var made = 0
    var signed = 0
    var layers: [String: Int] = [:]
    /// Where each kind of forgery ended.
    var ends: [BundleMutator.Forgery: [String: Int]] = [:]
    var standing: [BundleMutator.Forgery: Int] = [:]

    mutating func count(_ forged: BundleMutator.Forged, _ layer: String?) {
      made += 1
      if forged.isSigned { signed += 1 }
      layers[layer ?? "accepted", default: 0] += 1
      ends[forged.forgery, default: [:]][layer ?? "accepted", default: 0] += 1
      if layer == nil { standing[forged.forgery, default: 0] += 1 }
    }

    /// A kind of forgery that often ends at a layer that few have met; nil when all have met enough.
    func wanted(_ random: inout SplitMix64) -> BundleMutator.Forgery? {
      let poor = Self.layers.filter { layers[$0, default: 0] * 19 < made }
      guard let layer = random.pick(poor) else { return nil }
      func share(_ forgery: BundleMutator.Forgery) -> Int {
        let all = ends[forgery] ?? [:]
        return all[layer, default: 0] * 100 / max(1, all.values.reduce(0, +))
      }
      let good = BundleMutator.Forgery.allCases.filter { share($0) > 40 }
      if let forgery = random.pick(good) { return forgery }
      let best = BundleMutator.Forgery.allCases.max { share($0) < share($1) }
      return best.flatMap { share($0) > 0 ? $0 : nil }
    }
  }

  @Test func noForgeryIsAcceptedForAFalseClaim() throws {
    let folder = try Scratch()
    let hub = folder.path("hub")
    #expect(
      try Tool.run("generate", "hub", "--vpcs", "10", "--faults", "2", "--output", hub, "--quiet").status == 0)
    let subjects = [
      try Subject(policies: Tool.policies, network: Tool.network, folder: folder, name: "example"),
      try Subject(
        policies: hub + "/expectations.isola", network: hub + "/network", folder: folder, name: "hub-bundle"),
    ]
    for subject in subjects {
      #expect(try subject.judge(subject.mutator.genuine).layer == nil)
      let wrong = try Self.refuted(subject.mutator.manifest, in: subject.path)
      #expect(wrong.isEmpty, "\(wrong.first ?? "")")
    }

    let clock = ContinuousClock()
    let started = clock.now
    var tally = Tally()
    var certificates = DamagedCertificates(subjects.map(\.mutator.genuine))
    var refutations = 0
    var seed: UInt64 = 0
    var random = SplitMix64(seed: 1)
    while tally.made < Self.count, seed < 4 * UInt64(Self.count) {
      let forgery =
        (seed % 2 == 1 ? tally.wanted(&random) : nil)
        ?? BundleMutator.order[Int(seed / 2) % BundleMutator.order.count]
      let subject = subjects[random.chance(30) ? 1 : 0]
      defer { seed += 1 }
      guard let forged = try subject.mutator.forged(forgery, seed: seed) else { continue }
      let (layer, place) = try subject.judge(forged.files)
      tally.count(forged, layer)
      certificates.collect(forged)
      guard layer == nil else { continue }
      #expect(forged.mayStand, "\(forgery), seed \(seed), was accepted")
      // What stands is true: the enumerator, which shares nothing with proofs, finds nothing against it.
      guard forgery == .rebindNetwork || forgery == .rebindPolicies else { continue }
      let wrong = try Self.refuted(Manifest(forged.files[Manifest.fileName] ?? []), in: place)
      refutations += 1
      #expect(wrong.isEmpty, "\(forgery), seed \(seed): \(wrong.first ?? "")")
    }
    print(
      "recheck, \(tally.made) forged bundles, \(tally.signed) of them hashed and signed again (\(clock.now - started)):")
    for (layer, count) in tally.layers.sorted(by: { $0.key < $1.key }) { print("  \(count) \(layer)") }
    print("accepted, and harmless:")
    for (forgery, count) in tally.standing.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      print("  \(count) \(forgery)")
    }
    print("the enumerator looked at \(refutations) bundles with other inputs that were accepted")
    #expect(tally.made == Self.count && tally.signed * 100 >= tally.made * 86)
    let quota = Self.count < 1000 ? 3 : Self.count / 21
    for layer in Tally.layers {
      #expect(tally.layers[layer, default: 0] >= quota, "\(layer): \(tally.layers)")
    }
    if !Self.isVerifiedLeftOut { try certificates.judge() }
  }

  private static let isVerifiedLeftOut =
    ProcessInfo.processInfo.environment["ISOLA_WITHOUT_VERIFIED"] == "1"
}

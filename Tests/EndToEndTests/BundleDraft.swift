import Evidence
import TestSupport

/// A bundle that is being forged, with its manifest taken apart.
struct Draft {
  var files: [String: [UInt8]]
  var manifest: Manifest
  var random: SplitMix64
  /// Names that stand in the manifest's list beside what is there.
  private var extra: [Manifest.File] = []

  init(files: [String: [UInt8]], manifest: Manifest, random: SplitMix64) {
    self.files = files
    self.manifest = manifest
    self.random = random
  }

  /// Makes every hash right again.
  mutating func hash() {
    func file(_ path: String) -> Manifest.File? {
      files[path].map { Manifest.File(path: path, contents: $0) }
    }
    manifest.inputs = manifest.inputs.compactMap { file($0.path) }
    manifest.policies = manifest.policies.compactMap { file($0.path) }
    manifest.snapshot = Manifest.hash(of: manifest.inputs)
    manifest.policySet = Manifest.hash(of: manifest.policies)
    let names = files.keys.filter { $0 != Manifest.fileName && !$0.hasPrefix(Manifest.signatures) }
    manifest.files = (names.compactMap(file) + extra).sorted { $0.path < $1.path }
  }

  /// The manifest with the same meaning in other letters.
  mutating func respelled() -> [UInt8] {
    let text = String(decoding: manifest.text, as: UTF8.self)
    let spellings: [String] = [
      text + "\n", text.replacing("\n", with: "\r\n"), text.replacing("\"strict\": false", with: "\"strict\":  false"),
      text.replacing("\"claims\"", with: "\"claims\": [],\n  \"claims\""),
      text.replacing("\"verdict\": \"violated\"", with: "\"verdict\": \"proved\",\n      \"verdict\": \"violated\""),
      text.replacing("isola.evidence/1", with: "isola.evidence/2"), "\u{FEFF}" + text,
      text.replacing("proved", with: "\\u0070roved"), String(text.dropLast(3)),
      text.replacing("\"schema\"", with: "\"note\": 1,\n  \"schema\""),
    ]
    return Array((random.pick(spellings) ?? text).utf8)
  }

  mutating func misname(repeats: Bool) -> Bool {
    let names = files.keys.sorted().filter { $0 != Manifest.fileName }
    guard let name = random.pick(names), let bytes = files[name] else { return false }
    if repeats {
      extra = [Manifest.File(path: name, contents: bytes)]
      return true
    }
    let strange = ["../x", "/etc/hostname", "a/../../b", ".hidden", "-rf", "a b", "a\nb", "a//b", "tab\t", "é", ""]
    let path = random.pick(strange) ?? ".."
    extra = [Manifest.File(path: path, contents: bytes)]
    return true
  }

  mutating func change(
    where isMeant: (Manifest.Claim) -> Bool,
    _ change: (inout Manifest.Claim, inout SplitMix64, inout [String: [UInt8]]) -> Bool
  ) -> Bool {
    guard let index = random.pick(manifest.claims.indices.filter { isMeant(manifest.claims[$0]) }) else {
      return false
    }
    return change(&manifest.claims[index], &random, &files)
  }

  // MARK: Claims

  mutating func forgeClaim(_ forgery: BundleMutator.Forgery) -> Bool {
    switch forgery {
    case .otherVerdict:
      return change(where: { _ in true }) { claim, random, files in
        let verdict = random.pick([Manifest.Verdict.proved, .violated, .unknown, .vacuous]) ?? .proved
        guard verdict != claim.verdict else { return false }
        claim.verdict = verdict
        for path in claim.certificates + [claim.counterexample].compactMap({ $0 }) { files[path] = nil }
        claim.certificates = []
        claim.obligations = []
        claim.counterexample = nil
        claim.because = verdict == .vacuous ? "no destination" : nil
        claim.unknowns = verdict == .unknown ? ["tgw (transitGateway): nobody knows [TGW-1]"] : []
        return true
      }
    case .otherText:
      return change(where: { _ in true }) { claim, random, _ in
        claim.text = random.pick([claim.text + " ", "forbid any -> any on any", "", claim.text.uppercased()]) ?? ""
        return true
      }
    case .widenTraffic:
      return change(where: { !$0.text.hasSuffix("on any") }) { claim, _, _ in
        claim.text = claim.text.components(" ").dropLast().joined(separator: " ") + " any"
        return true
      }
    case .otherName:
      return change(where: { _ in true }) { claim, random, _ in
        if random.chance(50) { claim.number += 1 } else { claim.policy += random.pick([" ", ".", "\u{200B}"]) ?? "" }
        return true
      }
    case .dropClaim:
      let claim = manifest.claims.remove(at: random.int(0...(manifest.claims.count - 1)))
      for path in claim.certificates + [claim.counterexample].compactMap({ $0 }) { files[path] = nil }
      let rest = Set(manifest.claims.flatMap(\.obligations))
      for key in claim.obligations where !rest.contains(key) { files[ObligationText.path(key)] = nil }
      return true
    case .repeatClaim:
      var claim = manifest.claims[random.int(0...(manifest.claims.count - 1))]
      if random.chance(50) { claim.number += 1 }
      claim.certificates = []
      claim.obligations = []
      claim.counterexample = nil
      manifest.claims.insert(claim, at: random.int(0...manifest.claims.count))
      return true
    case .swapClaims:
      let (one, two) = (random.int(0...(manifest.claims.count - 1)), random.int(0...(manifest.claims.count - 1)))
      guard one != two else { return false }
      manifest.claims.swapAt(one, two)
      return true
    case .otherExceptions:
      return change(where: { _ in true }) { claim, random, _ in
        if claim.exceptions.isEmpty || random.chance(50) {
          claim.exceptions.append(.init(text: "office -> web on ssh", reason: "CHG-1"))
        } else {
          claim.exceptions.removeLast()
        }
        return true
      }
    case _: return false
    }
  }

  // MARK: Class maps and obligations

  mutating func forgeClasses(_ forgery: BundleMutator.Forgery) -> Bool {
    change(where: { !$0.certificates.isEmpty }) { claim, random, _ in
      switch (forgery, claim.examined) {
      case (.dropExamined, var list?) where !list.isEmpty:
        list.remove(at: random.int(0...(list.count - 1)))
        claim.examined = list
      case (.dropExamined, _): claim.examined = []
      case (.addExamined, let list): claim.examined = (list ?? []) + ["vpc-\(random.int(1...99))"]
      case (.everyExamined, nil): claim.examined = ["vpc-1"]
      case (_, _):
        guard claim.examined != nil else { return false }
        claim.examined = nil
      }
      return true
    }
  }

  mutating func forgeObligations(_ forgery: BundleMutator.Forgery) -> Bool {
    let keys = Set(manifest.claims.flatMap(\.obligations)).sorted()
    switch forgery {
    case .dropObligation, .dropObligationFile:
      let changed = change(where: { !$0.obligations.isEmpty }) { claim, random, _ in
        claim.obligations.remove(at: random.int(0...(claim.obligations.count - 1)))
        return true
      }
      if forgery == .dropObligationFile {
        let rest = Set(manifest.claims.flatMap(\.obligations))
        for key in keys where !rest.contains(key) { files[ObligationText.path(key)] = nil }
      }
      return changed
    case .addObligation:
      return change(where: { !$0.certificates.isEmpty }) { claim, random, _ in
        guard let key = random.pick(keys.filter { !claim.obligations.contains($0) }) else { return false }
        claim.obligations = (claim.obligations + [key]).sorted()
        return true
      }
    case .swapObligationTexts:
      guard let one = random.pick(keys), let two = random.pick(keys), one != two else { return false }
      let paths = (ObligationText.path(one), ObligationText.path(two))
      (files[paths.0], files[paths.1]) = (files[paths.1], files[paths.0])
      return true
    case .weakenObligation:
      guard let key = random.pick(keys) else { return false }
      let path = ObligationText.path(key)
      let text = String(decoding: files[path] ?? [], as: UTF8.self)
      let weaker = [
        "(set-logic QF_BV)\n(assert false)\n(check-sat)\n", text + "(check-sat)\n",
        text.replacing("(check-sat)", with: "(assert false)\n(check-sat)"),
        text.replacing("bvule", with: "bvult"),
      ]
      files[path] = Array((random.pick(weaker) ?? "").utf8)
      return files[path] != Array(text.utf8)
    case _: return false
    }
  }

  // MARK: Inputs

  mutating func forgeInputs(_ forgery: BundleMutator.Forgery) -> Bool {
    let inputs = (forgery == .editPolicies ? manifest.policies : manifest.inputs).map(\.path)
      .filter { (files[$0]?.count ?? 0) > 40 }
    guard let path = random.pick(inputs), let bytes = files[path] else { return false }
    switch forgery {
    case .dropInput:
      files[path] = nil
      manifest.inputs.removeAll { $0.path == path }
    case .swapInputs:
      guard let other = random.pick(inputs), files[other] != bytes else { return false }
      files[path] = files[other]
      files[other] = bytes
    case _:
      // A digit, so that the text stays JSON or a policy file more often than not.
      let digits = bytes.indices.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[$0]) }
      guard let position = random.pick(digits) else { return false }
      var edited = bytes
      edited[position] = UInt8(ascii: "0") + UInt8(random.int(0...9))
      guard edited != bytes else { return false }
      files[path] = edited
    }
    return true
  }

  /// Every piece of evidence speaks of the inputs as they are now.
  mutating func rebind(from old: Manifest) {
    hash()
    let evidence = manifest.claims.flatMap { $0.certificates + [$0.counterexample].compactMap { $0 } }
    for path in evidence {
      let text = String(decoding: files[path] ?? [], as: UTF8.self)
        .replacing(old.snapshot, with: manifest.snapshot)
        .replacing(old.policySet, with: manifest.policySet)
      files[path] = Array(text.utf8)
    }
  }

  // MARK: Counterexamples and facts

  mutating func forgeCounterexample(_ forgery: BundleMutator.Forgery) -> Bool {
    let paths = manifest.claims.compactMap(\.counterexample)
    guard let path = random.pick(paths) else { return false }
    let text = String(decoding: files[path] ?? [], as: UTF8.self)
    var edited = text
    switch forgery {
    case .swapCounterexamples:
      guard let other = random.pick(paths), other != path else { return false }
      (files[path], files[other]) = (files[other], files[path])
      return true
    case .otherPacket:
      var lines = text.components("\n")
      let fields = ["\"source\"", "\"destination\"", "\"protocol\"", "\"sourcePort\"", "\"destinationPort\""]
      let candidates = lines.indices.filter { line in fields.contains { lines[line].contains($0 + ":") } }
      guard let line = random.pick(candidates) else { return false }
      var letters = Array(lines[line].utf8)
      let digits = letters.indices.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(letters[$0]) }
      guard let position = random.pick(digits) else { return false }
      letters[position] = UInt8(ascii: "0") + UInt8(random.int(0...9))
      lines[line] = String(decoding: letters, as: UTF8.self)
      edited = lines.joined(separator: "\n")
    case .otherChoice:
      let choice = random.pick([
        "\"siteEntry\": \"vpn-1\"", "\"siteEntry\": 7", "\"natPort\": [{\"gateway\": \"nat-1\", \"port\": 1}]",
      ])
      edited = text.replacing("\"siteEntry\": null", with: choice ?? "")
    case .otherSender:
      let sender = random.pick(["\"onprem\"", "\"internet\"", "{\"interface\": \"eni-0\"}"]) ?? ""
      var lines = text.components("\n")
      guard let line = lines.firstIndex(where: { $0.contains("\"emitter\"") }) else { return false }
      lines[line] = "  \"emitter\": \(sender),"
      edited = lines.joined(separator: "\n")
    case _: return false
    }
    files[path] = Array(edited.utf8)
    return edited != text
  }

  mutating func forgeFacts(_ forgery: BundleMutator.Forgery) -> Bool {
    switch forgery {
    case .dropAssumption:
      guard !manifest.assumptions.isEmpty else { return false }
      manifest.assumptions.remove(at: random.int(0...(manifest.assumptions.count - 1)))
    case .dropUnknown:
      if manifest.unknowns.isEmpty {
        manifest.unknowns.append("nothing")
      } else {
        manifest.unknowns.remove(at: random.int(0...(manifest.unknowns.count - 1)))
      }
    case .otherReason:
      return change(where: { $0.verdict == .unknown || $0.verdict == .vacuous }) { claim, random, _ in
        if claim.verdict == .vacuous { claim.because = (claim.because ?? "") + "." } else { claim.unknowns.append("x") }
        return true
      }
    case .otherLayout: manifest.layout = random.pick(["batfish", "envelope", "terraform"]) ?? ""
    case .otherStrictness: manifest.isStrict.toggle()
    case _: return false
    }
    return true
  }
}

import Evidence
import TestSupport

/// Forges bundles, one change for each seed. All but the crude ones are hashed and signed again, so that only what the change
/// means can give it away.
struct BundleMutator {
  enum Forgery: String, CaseIterable {
    /// Not hashed or not signed again.
    case flipBit, dropFile, addFile, swapFiles, editManifest, editEnvelope
    /// Signed by somebody else than the signer who is asked for.
    case otherKey
    /// The manifest's text and its own order.
    case respell, renameFile, repeatFile
    /// Certificates.
    case damageStatement, damageProof, swapCertificates, dropCertificate, otherHeader, damageByte
    /// A false claim called proved, with a certificate that lacks nothing but the truth.
    case forgeProof
    /// Claims.
    case otherVerdict, otherText, widenTraffic, otherName, dropClaim, repeatClaim, swapClaims, otherExceptions
    /// Class maps.
    case dropExamined, addExamined, everyExamined
    /// Lists of obligations, and their texts.
    case dropObligation, dropObligationFile, addObligation, swapObligationTexts, weakenObligation
    /// Inputs, with hashes of all of it as they should be, but evidence that names the old ones.
    case editNetwork, editPolicies, dropInput, swapInputs
    /// The same, and all evidence made to name the new ones.
    case rebindNetwork, rebindPolicies
    /// Counterexamples.
    case otherPacket, otherChoice, otherSender, swapCounterexamples
    /// What was assumed and what is not known.
    case dropAssumption, dropUnknown, otherReason, otherLayout, otherStrictness
  }

  /// How often each comes among a hundred, so that every layer is met.
  private static let weights: [Forgery: Int] = [
    .forgeProof: 8, .otherKey: 6, .respell: 3, .renameFile: 4, .damageStatement: 5,
    .damageProof: 16, .dropCertificate: 4, .otherHeader: 3, .otherVerdict: 5, .dropExamined: 2,
    .addExamined: 2, .everyExamined: 2, .dropObligation: 4, .addObligation: 2, .swapObligationTexts: 3,
    .weakenObligation: 3, .rebindNetwork: 6, .rebindPolicies: 3, .otherPacket: 3, .otherSender: 3,
    .swapCounterexamples: 2, .otherReason: 4,
  ]

  static let order = Forgery.allCases.flatMap { Array(repeating: $0, count: weights[$0] ?? 1) }

  struct Forged {
    var files: [String: [UInt8]]
    var forgery: Forgery
    /// Whether hashes and signature are right again, by the key that the re-check is given.
    var isSigned: Bool
    /// Whether it may stand: what was changed need not matter.
    var mayStand: Bool

    var touchesCertificates: Bool {
      switch forgery {
      case .flipBit, .swapFiles, .damageStatement, .damageProof, .damageByte, .forgeProof: true
      case _: false
      }
    }
  }

  let genuine: [String: [UInt8]]
  let manifest: Manifest
  let key: SigningKey
  let otherKey: SigningKey
  private let certificates: CertificateMutator
  private let certificatePaths: [String]
  private let proofs: ForgedProofs

  init(
    genuine: [String: [UInt8]], key: SigningKey, otherKey: SigningKey,
    proofs: (Manifest) throws -> ForgedProofs
  ) throws {
    self.genuine = genuine
    self.key = key
    self.otherKey = otherKey
    manifest = try Manifest(genuine[Manifest.fileName] ?? [])
    self.proofs = try proofs(manifest)
    let paths = manifest.claims.flatMap(\.certificates)
    certificatePaths = paths
    certificates = CertificateMutator(
      corpus: paths.map { String(decoding: genuine[$0] ?? [], as: UTF8.self).components("\n") })
  }

  /// Nil where this forgery does not apply.
  func forged(_ forgery: Forgery, seed: UInt64) throws -> Forged? {
    var draft = Draft(files: genuine, manifest: manifest, random: SplitMix64(seed: seed &* 0x9e37_79b9))
    draft.files[Envelope.path] = nil
    draft.files[Envelope.keyPath] = nil
    if let crude = try crude(forgery, &draft.random) { return crude }
    guard apply(forgery, to: &draft, seed: seed) else { return nil }
    var files = draft.files
    let text: [UInt8]
    if forgery == .respell {
      text = draft.respelled()
    } else {
      draft.hash()
      files = draft.files
      text = draft.manifest.text
    }
    files[Manifest.fileName] = text
    let signer = forgery == .otherKey ? otherKey : key
    files.merge(try signer.files(for: text)) { $1 }
    guard forgery == .otherKey || files[Manifest.fileName] != genuine[Manifest.fileName] else {
      return nil
    }
    let mayStand: Set<Forgery> = [
      // A box that others cover, a line that says nothing, a fact that decides nothing.
      .damageProof, .damageByte, .rebindNetwork, .rebindPolicies, .otherChoice, .otherPacket, .otherSender,
      .swapCounterexamples,
      // Two of one claim say themselves which part each is about.
      .swapCertificates,
    ]
    return Forged(
      files: files, forgery: forgery, isSigned: forgery != .otherKey, mayStand: mayStand.contains(forgery))
  }

  /// Changes after which nobody hashed or signed again.
  private func crude(_ forgery: Forgery, _ random: inout SplitMix64) throws -> Forged? {
    var files = genuine
    let names = files.keys.sorted()
    guard let name = random.pick(names), let other = random.pick(names) else { return nil }
    switch forgery {
    case .flipBit:
      guard var bytes = files[name], let position = random.pick(bytes.indices) else { return nil }
      bytes[position] ^= 1 << UInt8(random.int(0...7))
      files[name] = bytes
    case .dropFile: files[name] = nil
    case .addFile: files[name + (random.pick([".bak", "x", "0"]) ?? "x")] = files[other]
    case .swapFiles:
      guard files[name] != files[other] else { return nil }
      (files[name], files[other]) = (files[other], files[name])
    case .editManifest:
      var edited = manifest
      edited.created = "2020-01-01T00:00:\(10 + random.int(0...49))Z"
      if random.chance(50) { edited.claims.removeLast() }
      files[Manifest.fileName] = edited.text
    case .editEnvelope:
      guard var bytes = files[Envelope.path], let position = random.pick(bytes.indices) else {
        return nil
      }
      bytes[position] = random.pick(Array("ABCDabcd0123".utf8)) ?? 0
      guard bytes != files[Envelope.path] else { return nil }
      files[Envelope.path] = bytes
    case _: return nil
    }
    return Forged(files: files, forgery: forgery, isSigned: false, mayStand: false)
  }

  // MARK: Signed again

  private func apply(_ forgery: Forgery, to draft: inout Draft, seed: UInt64) -> Bool {
    switch forgery {
    case .flipBit, .dropFile, .addFile, .swapFiles, .editManifest, .editEnvelope: return false
    case .otherKey: return draft.random.chance(50) || draft.forgeClaim(.otherVerdict)
    case .respell: return true
    case .renameFile, .repeatFile: return draft.misname(repeats: forgery == .repeatFile)
    case .damageStatement, .damageProof, .otherHeader, .damageByte:
      return damageCertificate(forgery, &draft, seed)
    case .forgeProof: return forgeProof(&draft)
    case .swapCertificates:
      guard let one = draft.random.pick(certificatePaths), let two = draft.random.pick(certificatePaths),
        one != two
      else { return false }
      (draft.files[one], draft.files[two]) = (draft.files[two], draft.files[one])
      return true
    case .dropCertificate:
      return draft.change(where: { !$0.certificates.isEmpty }) { claim, random, files in
        let dropped = claim.certificates.remove(at: random.int(0...(claim.certificates.count - 1)))
        files[dropped] = nil
        return true
      }
    case .otherVerdict, .otherText, .widenTraffic, .otherName, .dropClaim, .repeatClaim, .swapClaims,
      .otherExceptions:
      return draft.forgeClaim(forgery)
    case .dropExamined, .addExamined, .everyExamined: return draft.forgeClasses(forgery)
    case .dropObligation, .dropObligationFile, .addObligation, .swapObligationTexts, .weakenObligation:
      return draft.forgeObligations(forgery)
    case .editNetwork, .editPolicies, .dropInput, .swapInputs: return draft.forgeInputs(forgery)
    case .rebindNetwork, .rebindPolicies:
      guard draft.forgeInputs(forgery == .rebindNetwork ? .editNetwork : .editPolicies) else {
        return false
      }
      draft.rebind(from: manifest)
      return true
    case .otherPacket, .otherChoice, .otherSender, .swapCounterexamples:
      return draft.forgeCounterexample(forgery)
    case .dropAssumption, .dropUnknown, .otherReason, .otherLayout, .otherStrictness:
      return draft.forgeFacts(forgery)
    }
  }

  private func forgeProof(_ draft: inout Draft) -> Bool {
    let claims = draft.manifest.claims
    guard let position = draft.random.pick(claims.indices.filter { claims[$0].verdict == .violated })
    else { return false }
    let files = proofs.files(for: position, &draft.random)
    guard !files.isEmpty else { return false }
    if let path = claims[position].counterexample { draft.files[path] = nil }
    draft.manifest.claims[position].counterexample = nil
    draft.manifest.claims[position].verdict = .proved
    draft.manifest.claims[position].certificates = files.map(\.path).sorted()
    for file in files { draft.files[file.path] = Array(file.text.utf8) }
    return true
  }

  private static let proofDamages: [CertificateMutator.Damage] = [
    .dropInvariants, .otherSetInInvariant, .dropInvariants, .otherSetInInvariant, .repeatInvariant,
    .otherProof,
  ]
  private static let statementDamages: [CertificateMutator.Damage] = [
    .dropEdge, .dropGuards, .openGuard, .addEdge, .widenStart, .dropBad, .addStart, .badReached, .badHidden,
    .unknownReached, .unknownHidden, .otherClaim, .otherGraph, .changeKind, .widenSet, .narrowSet,
    .changeNumber,
  ]

  private func damageCertificate(_ forgery: Forgery, _ draft: inout Draft, _ seed: UInt64) -> Bool {
    guard !certificatePaths.isEmpty else { return false }
    let index = draft.random.int(0...(certificatePaths.count - 1))
    let damages: [CertificateMutator.Damage] =
      switch forgery {
      case .damageProof: Self.proofDamages
      case .damageStatement: Self.statementDamages
      case .otherHeader: [.changeHeader]
      case _: [.changeByte]
      }
    guard let damage = draft.random.pick(damages),
      let text = certificates.mutant(of: index, damage, seed: seed)
    else { return false }
    draft.files[certificatePaths[index]] = Array(text.utf8)
    return true
  }
}

extension String {
  func components(_ separator: Character) -> [String] {
    split(separator: separator, omittingEmptySubsequences: false).map(String.init)
  }
}

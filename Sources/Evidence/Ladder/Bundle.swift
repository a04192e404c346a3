package import Certificates
import NetworkModel

/// A bundle in memory: its files, and the manifest that names them.
package struct Bundle: Sendable {
  package let files: [String: [UInt8]]
  package let manifest: Manifest

  /// A folder without a readable manifest is no bundle.
  package init(files: [String: [UInt8]]) throws(EvidenceFlaw) {
    guard let bytes = files[Manifest.fileName] else {
      throw EvidenceFlaw("there is no \(Manifest.fileName)")
    }
    self.files = files
    manifest = try Manifest(bytes)
  }

  /// One that is being written.
  init(unread files: [String: [UInt8]], _ manifest: Manifest) {
    self.files = files
    self.manifest = manifest
  }

  // MARK: Rungs that need no inputs

  /// Every file is as the manifest has it, and there are no others.
  package func hashes() -> Rung {
    let name = "hashes"
    var listed: Set<String> = []
    for file in manifest.files {
      listed.insert(file.path)
      guard let contents = files[file.path] else {
        return Rung(name, .rejected("`\(file.path)` is missing"))
      }
      guard contents.count == file.bytes, SHA256Text.of(contents) == file.sha256 else {
        return Rung(name, .rejected("`\(file.path)` is not as the manifest has it"))
      }
    }
    for path in files.keys.sorted()
    where !listed.contains(path) && path != Manifest.fileName && !path.hasPrefix(Manifest.signatures) {
      return Rung(name, .rejected("the manifest does not know `\(path)`"))
    }
    return Rung(name, .passed("\(manifest.files.count) files are as the manifest has them"))
  }

  /// `key`: the public key that the signature must be of, as PEM; without it, the one in the bundle.
  package func signature(key: String?) -> Rung {
    let name = "signature"
    let manifestBytes = files[Manifest.fileName] ?? []
    for path in files.keys where path.hasPrefix(Manifest.signatures) {
      guard path == Envelope.path || path == Envelope.keyPath else {
        return Rung(name, .rejected("`\(path)` is no part of a signature"))
      }
    }
    guard let envelopeBytes = files[Envelope.path] else {
      if files[Envelope.keyPath] != nil {
        return Rung(name, .rejected("there is a key and no signature"))
      }
      return key == nil
        ? Rung(name, .left("the bundle is not signed"))
        : Rung(name, .rejected("the bundle is not signed"))
    }
    guard let own = files[Envelope.keyPath] else {
      return Rung(name, .rejected("there is a signature and no key"))
    }
    do throws(EvidenceFlaw) {
      let envelope = try Envelope(envelopeBytes)
      let inside = try VerifyingKey(pem: String(decoding: own, as: UTF8.self))
      let asked = try key.map { text throws(EvidenceFlaw) in try VerifyingKey(pem: text) }
      if let asked, asked.fingerprint != inside.fingerprint {
        return Rung(name, .rejected("the bundle is signed with another key than the one given"))
      }
      guard (asked ?? inside).signed(envelope, manifest: manifestBytes) else {
        return Rung(name, .rejected("the signature is not of this manifest and key"))
      }
      return Rung(
        name,
        .passed(
          asked == nil
            ? "signed with the key in the bundle (SHA-256 \(inside.fingerprint)); whose it is, only --key can tell"
            : "signed with the key that was given"))
    } catch {
      return Rung(name, .rejected(error.message))
    }
  }

  /// What the manifest's parts say of each other.
  package func structure() -> Rung {
    let name = "structure"
    do throws(EvidenceFlaw) {
      let count = try checkStructure()
      return Rung(name, .passed("\(manifest.claims.count) claims with \(count) pieces of evidence"))
    } catch {
      return Rung(name, .rejected(error.message))
    }
  }

  private func checkStructure() throws(EvidenceFlaw) -> Int {
    let listed = Dictionary(
      manifest.files.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    for file in manifest.inputs + manifest.policies {
      let isHere = listed[file.path] != nil
      guard manifest.isRedacted ? !isHere : listed[file.path] == file else {
        throw EvidenceFlaw("the input `\(file.path)` is not listed as it should be")
      }
    }
    guard manifest.snapshot == Manifest.hash(of: manifest.inputs),
      manifest.policySet == Manifest.hash(of: manifest.policies)
    else { throw EvidenceFlaw("the hash of all inputs is not that of the inputs") }
    var evidence: Set<String> = []
    var obligations: Set<String> = []
    var subjects: Set<String> = []
    for claim in manifest.claims {
      guard subjects.insert("\(claim.number) \(claim.policy)").inserted else {
        throw EvidenceFlaw("a claim of `\(claim.policy)` is there twice")
      }
      try checkEvidence(of: claim)
      for path in claim.certificates + (claim.counterexample.map { [$0] } ?? []) {
        guard evidence.insert(path).inserted else {
          throw EvidenceFlaw("`\(path)` is evidence of two claims")
        }
        guard listed[path] != nil else { throw EvidenceFlaw("`\(path)` is missing") }
      }
      guard claim.obligations == Set(claim.obligations).sorted() else {
        throw EvidenceFlaw("the obligations of `\(claim.policy)` are not in order")
      }
      for key in claim.obligations {
        obligations.insert(key)
        guard listed[ObligationText.path(key)] != nil else {
          throw EvidenceFlaw("the obligation \(key) is missing")
        }
      }
    }
    for file in manifest.files {
      let isKnown =
        evidence.contains(file.path) || Self.isFixed(file.path)
        || file.path.hasPrefix("inputs/")
          && (manifest.inputs + manifest.policies).contains { $0.path == file.path }
        || file.path.hasPrefix(ObligationText.folder)
          && obligations.contains { ObligationText.path($0) == file.path }
      guard isKnown else { throw EvidenceFlaw("nothing speaks of `\(file.path)`") }
    }
    return evidence.count
  }

  private static func isFixed(_ path: String) -> Bool {
    BundleRecipe.paths.contains(path) || path.hasPrefix("reports/")
  }

  private func checkEvidence(of claim: Manifest.Claim) throws(EvidenceFlaw) {
    let isFitting =
      switch claim.verdict {
      case .proved:
        claim.counterexample == nil && claim.unknowns.isEmpty && claim.because == nil
          && (!claim.certificates.isEmpty || claim.obligations.isEmpty && claim.examined == nil)
      case .violated:
        claim.certificates.isEmpty && claim.obligations.isEmpty && claim.because == nil
      case .unknown: claim.counterexample == nil && claim.certificates.isEmpty && claim.obligations.isEmpty
      case .vacuous: claim.counterexample == nil && claim.certificates.isEmpty && claim.obligations.isEmpty
      }
    guard isFitting, claim.verdict == .proved || claim.examined == nil else {
      throw EvidenceFlaw("claim \(claim.number) of `\(claim.policy)` has no evidence that fits its verdict")
    }
  }

  /// The certificates of a claim, each under the header that this bundle demands.
  package func certificates(
    of claim: Manifest.Claim, policy: String
  ) throws(EvidenceFlaw) -> [CertificateKey: CertificateFile] {
    var result: [CertificateKey: CertificateFile] = [:]
    for path in claim.certificates {
      let file: CertificateFile
      do throws(CertificateFile.Flaw) {
        file = try CertificateFile(String(decoding: files[path] ?? [], as: UTF8.self))
      } catch {
        throw EvidenceFlaw("\(path):\(error.line): \(error.message)")
      }
      var expected = [
        "network": manifest.network, "strict": manifest.isStrict ? "yes" : "no",
        "snapshot": manifest.snapshot, "policies": manifest.policySet, "policy": policy,
        "claim": "\(claim.number)",
      ]
      for (index, policies) in manifest.policies.enumerated() {
        expected["policy-file-\(index + 1)"] = policies.path
      }
      for (key, value) in expected where file.header[key] != value {
        throw EvidenceFlaw("\(path) is about another \(key)")
      }
      guard Set(file.header.keys) == Set(expected.keys).union(["family", "part"]),
        let family = file.header["family"], family == "4" || family == "6",
        let part = file.header["part"].flatMap({ Int($0) })
      else { throw EvidenceFlaw("\(path) does not say what it is about") }
      let key = CertificateKey(family: family == "4" ? .v4 : .v6, part: part)
      guard result.updateValue(file, forKey: key) == nil else {
        throw EvidenceFlaw("\(path) is about the same part as another certificate")
      }
    }
    return result
  }
}

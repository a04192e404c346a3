package import Certificates
package import Checker
import Evidence
import NetworkModel
package import PolicyTypes
import SolverZ3
import SourceText

/// One file of an evidence folder.
package struct EvidenceFile: Sendable {
  package let name: String
  /// Nil when the certificate would be too large for format 1.
  package let text: String?

  package init(name: String, text: String?) {
    self.name = name
    self.text = text
  }
}

/// What a re-check found out about one claim.
package struct RecheckedClaim: Sendable {
  package let policy: String
  /// From 1.
  package let claim: Int
  package let text: String
  package let outcome: Recheck.Outcome
}

extension Session {
  /// The certificates of the claims that an invariant proved, in format 1 with a header that says what each is about.
  /// `number` is the policy's among all of the run, from 1: names of policies may differ only in what a file name leaves out.
  /// `bound` are further lines of the header, such as hashes of the inputs.
  package static func evidence(
    _ parts: [ProvedPart], policy: CheckedPolicy, number: Int, claim: Int, network: String, isStrict: Bool,
    policyFiles: [String], bound: [(String, String)] = []
  ) -> [EvidenceFile] {
    parts.map { part in
      let family = part.key.family == .v4 ? "4" : "6"
      let files = policyFiles.enumerated().map { ("policy-file-\($0 + 1)", $1) }
      let assumed = policy.claims.indices.contains(claim - 1)
        ? policy.claims[claim - 1].exceptions.filter(\.isAssumption) : []
      let about =
        [("network", network), ("strict", isStrict ? "yes" : "no")] + bound + files + [
          ("policy", policy.name), ("claim", "\(claim)"), ("family", family),
          ("part", "\(part.key.part)"),
        ]
        + assumed.enumerated().map {
          ("assumption-\($0 + 1)", "no \($1.source.text) -> \($1.destination.text) on \($1.traffic.text): \($1.reason)")
        }
      let header = about.map { "# \($0) \(DisplayText.escape($1))\n" }.joined()
      let text = part.text.map {
        CertificateText.firstLine + "\n" + header
          + $0.dropFirst(CertificateText.firstLine.count + 1)
      }
      return EvidenceFile(
        name: "\(fileName(number, policy.name, claim))-ipv\(family)-part\(part.key.part).cert",
        text: text)
    }
  }

  /// `2-no-ssh-claim1`.
  static func fileName(_ number: Int, _ policy: String, _ claim: Int) -> String {
    "\(number)-\(slug(policy))-claim\(claim)"
  }

  /// A name that is safe in every file system.
  private static func slug(_ name: String) -> String {
    var result = ""
    for character in name.lowercased().unicodeScalars {
      let isPlain = ("a"..."z").contains(character) || ("0"..."9").contains(character)
      if isPlain {
        result.unicodeScalars.append(character)
      } else if !result.isEmpty, result.last != "-" {
        result.append("-")
      }
    }
    return String(result.prefix(60))
  }

  /// Judges certificates again: policies by name, claims by number, each claim with all its parts.
  package func recheck(
    _ files: [CertificateFile], against policies: CheckedPolicies
  ) throws(CheckError) -> [RecheckedClaim] {
    do throws(SolverError) {
      return try judged(files, policies)
    } catch {
      throw .solver(error.description)
    }
  }

  private func judged(
    _ files: [CertificateFile], _ policies: CheckedPolicies
  ) throws(SolverError) -> [RecheckedClaim] {
    struct Subject: Hashable {
      var policy: String
      var claim: Int
    }
    var order: [Subject] = []
    var repeated: Set<Subject> = []
    var groups: [Subject: [CertificateKey: CertificateFile]] = [:]
    for file in files {
      let family: IPFamily = file.header["family"] == "6" ? .v6 : .v4
      let subject = Subject(
        policy: file.header["policy"] ?? "", claim: file.header["claim"].flatMap { Int($0) } ?? 0)
      if groups[subject] == nil { order.append(subject) }
      let key = CertificateKey(
        family: family, part: file.header["part"].flatMap { Int($0) } ?? 0)
      if groups[subject, default: [:]].updateValue(file, forKey: key) != nil {
        repeated.insert(subject)
      }
    }
    var recheck = try Recheck(network)
    var results: [RecheckedClaim] = []
    for subject in order {
      let policy = policies.policies.first { DisplayText.escape($0.name) == subject.policy }
      guard let policy, policy.claims.indices.contains(subject.claim - 1) else {
        results.append(
          RecheckedClaim(
            policy: subject.policy, claim: subject.claim, text: "",
            outcome: .rejected("the policy files have no such claim")))
        continue
      }
      let claim = policy.claims[subject.claim - 1]
      let outcome =
        repeated.contains(subject)
        ? .rejected("two certificates are about the same part of it")
        : try recheck.judge(claim, files: groups[subject] ?? [:])
      results.append(
        RecheckedClaim(
          policy: policy.name, claim: subject.claim,
          text: "\(claim.kind.words) \(claim.source.text) -> \(claim.destination.text) on \(claim.traffic.text)",
          outcome: outcome))
    }
    return results
  }
}

package import Certificates
package import NetworkModel
package import PolicyTypes
import SourceText

extension Ladder {
  /// Enters class map and obligations of every certified claim, as the re-check derives them; gives the distinct obligations
  /// by key. Throws an `EvidenceFlaw` when a certificate or counterexample is not accepted.
  package static func complete(
    _ manifest: inout Manifest, files: [String: [UInt8]], network: NetworkModel,
    policies: [CheckedPolicy]
  ) throws -> [String: CanonicalObligation] {
    var recheck = try Recheck(network)
    let bundle = Bundle(unread: files, manifest)
    var forms: [String: CanonicalObligation] = [:]
    var position = 0
    for policy in policies {
      for claim in policy.claims {
        let stated = manifest.claims[position]
        let subject = "`\(stated.policy)`, claim \(stated.number)"
        defer { position += 1 }
        if let path = stated.counterexample {
          let about = CounterexampleSubject(
            policy: stated.policy, claim: stated.number, snapshot: manifest.snapshot,
            policySet: manifest.policySet)
          let example = try Counterexample(files[path] ?? [], about, network)
          if let objection = CounterexampleJudge(claim, in: network).objection(to: example) {
            throw EvidenceFlaw("\(subject): \(objection)")
          }
        }
        guard !stated.certificates.isEmpty else { continue }
        let name = DisplayText.escape(policy.name)
        let certificates = try bundle.certificates(of: stated, policy: name)
        if case .rejected(let reason) = try recheck.judge(claim, files: certificates) {
          throw EvidenceFlaw("\(subject): \(reason)")
        }
        var keys: [String] = []
        for form in recheck.forms {
          let key = ObligationText.key(form)
          keys.append(key)
          forms[key] = form
        }
        manifest.claims[position].obligations = keys.sorted()
        manifest.claims[position].examined = recheck.examined(claim)
      }
      position += policy.objectClaims.count
    }
    return forms
  }
}

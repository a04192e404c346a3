package import Checker
package import Explanations
package import PolicyTypes

extension Workbench {
  /// The places at which packets of a question are stopped, for pictures.
  package mutating func stops(_ pair: PairQuestion, limit: Int) throws(CheckError) -> [Stop] {
    try checker.stops(
      pair.source, pair.destination, pair.traffic, twoWay: pair.isTwoWay, limit: limit
    ).stops
  }

  /// Certificates of the claims of a policy that an invariant proves, with headers that name the policy file.
  package mutating func certificates(
    _ policy: CheckedPolicy, number: Int, network path: String, isStrict: Bool, policyFile: String
  ) throws(CheckError) -> [EvidenceFile] {
    checker.keepsCertificates = true
    defer { checker.keepsCertificates = false }
    var files: [EvidenceFile] = []
    for (index, claim) in policy.claims.enumerated() {
      guard try checker.check(claim).verdict == .proved else { continue }
      files += Session.evidence(
        checker.proved, policy: policy, number: number, claim: index + 1, network: path, isStrict: isStrict,
        policyFiles: [policyFile])
    }
    return files
  }
}

package import Checker
package import Distribution
import Importers
import NetworkModel
package import PolicyTypes
package import SolverZ3
import SourceText

extension Session {
  /// What a run over several machines is about; the policies were read before.
  package func plan(
    _ policies: CheckedPolicies, version: String, isStrict: Bool, keepsCertificates: Bool, shards: Int,
    day: Int? = nil
  ) -> RunPlan {
    let ids = Array(files.ids.dropFirst(imported.files.count))
    return RunPlan(
      version: version, network: path, networkHash: networkHash, isStrict: isStrict,
      keepsCertificates: keepsCertificates,
      policyFiles: ids.map { file in
        var hash = ContentHash()
        hash.add(files.contents(of: file))
        return .init(path: files.path(of: file), hash: hash.text)
      }, shards: shards, claims: policies.policies.map { ($0.name, $0.claims.count + $0.objectClaims.count) }, day: day)
  }

  /// Of every file of the network, with its path below the network's own.
  package var networkHash: String {
    var hash = ContentHash()
    for file in imported.files.ids {
      let name = imported.files.path(of: file)
      hash.add(name.hasPrefix(path) ? String(name.dropFirst(path.count)) : name)
      hash.add(imported.files.contents(of: file))
    }
    return hash.text
  }

  /// Judges the claims of some units; `judged` is told of each. False when it was cancelled between two of them.
  package func judge(
    _ units: [RunPlan.Unit], of policies: CheckedPolicies, keepsCertificates: Bool,
    started: (Interrupter) -> Void, isCancelled: () -> Bool, observer: CheckObserver = .init(),
    judged: (RunPlan.Unit, UnitOutcome) throws -> Void
  ) throws -> Bool {
    let claims = units.compactMap { policies.claim($0) }
    var checker = try checker(started, claims: claims)
    checker.keepsCertificates = keepsCertificates
    observer.classified()
    for (index, unit) in units.enumerated() {
      if isCancelled() { return false }
      let outcome: UnitOutcome
      if let claim = policies.claim(unit) {
        let result = try checker.check(claim)
        outcome = .claim(result, result.verdict == .proved ? checker.proved : [])
      } else if let claim = policies.objects(unit) {
        outcome = .objects(try checker.check(claim))
      } else {
        continue
      }
      // An interruption makes the solver give up: that is no result.
      if isCancelled() { return false }
      try judged(unit, outcome)
      observer.judged(index + 1, units.count)
    }
    observer.finished(checker.statistics)
    return true
  }
}

/// What a machine found about one unit.
package enum UnitOutcome {
  case claim(ClaimResult, [ProvedPart])
  case objects(ObjectResult)
}

extension CheckedPolicies {
  /// Claims about objects have the numbers behind those about packets.
  package func objects(_ unit: RunPlan.Unit) -> ObjectClaim? {
    guard policies.indices.contains(unit.policy - 1) else { return nil }
    let policy = policies[unit.policy - 1]
    let index = unit.claim - 1 - policy.claims.count
    return policy.objectClaims.indices.contains(index) ? policy.objectClaims[index] : nil
  }

  package func claim(_ unit: RunPlan.Unit) -> Claim? {
    guard policies.indices.contains(unit.policy - 1) else { return nil }
    let claims = policies[unit.policy - 1].claims
    return claims.indices.contains(unit.claim - 1) ? claims[unit.claim - 1] : nil
  }
}

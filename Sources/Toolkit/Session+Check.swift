package import Checker
package import Configuration
import PolicySyntax
package import PolicyTypes
package import SolverZ3
import SourceText

extension Session {
  /// Reads policy files and resolves them against the network; any error in any of them ends the
  /// run.
  ///
  /// `accepted` are flows that files beside the policies except, as of `today` (days since 1970).
  package mutating func policies(
    at paths: [String], accepted: [AcceptedFlow] = [], today: Int = 0, followsImports: Bool = true,
    read: (String) throws(InputProblem) -> [UInt8]
  ) throws(InputFailure) -> CheckedPolicies {
    var (trees, diagnostics) = try modules(at: paths, followsImports: followsImports, read: read)
    guard !diagnostics.contains(where: { $0.severity == .error }) else {
      throw failure(diagnostics)
    }
    let linked = Linker.link(trees)
    diagnostics += linked.diagnostics
    trees = linked.files
    diagnostics += try apply(accepted, today: today, to: &trees)
    declaredApprovals = Self.approvals(in: trees)
    diagnostics += Self.warnings(declaredApprovals, today: today)
    var checked = TypeChecker.check(trees, against: network, reachability: reachability)
    // An entry belongs to every claim of its policy: that one of them has no use for it is nothing to report.
    checked.diagnostics.removeAll { warning in
      warning.code == "PT013" && accepted.contains { $0.range == warning.range }
    }
    // A pack asks for tags that many estates do not have: then it does not apply, and that is said.
    checked.diagnostics.removeAll { warning in
      warning.code == "PT008" && warning.range.map { files.path(of: $0.file).hasPrefix(ModuleLoader.packPrefix) } == true
    }
    checked.diagnostics = diagnostics + checked.diagnostics
    guard !checked.hasErrors else { throw failure(checked.diagnostics) }
    guard !checked.policies.isEmpty || !checked.notAssessed.isEmpty else {
      let list = paths.map { "`\($0)`" }.joined(separator: ", ")
      throw failure("CL003", "no policy in \(list)")
    }
    return checked
  }

  /// Judges every policy in order. `isCancelled` is asked between two policies; `proved` gets the certificates of each
  /// claim that has any, with the claim's number from 1.
  package func check(
    _ policies: CheckedPolicies, started: (Interrupter) -> Void, isCancelled: () -> Bool,
    observer: CheckObserver = .init(), proposals: Proposals? = nil,
    proved: ((CheckedPolicy, Int, [ProvedPart]) -> Void)? = nil
  ) throws(CheckError) -> [PolicyResult]? {
    let total = policies.policies.reduce(0) { $0 + $1.claims.count }
    var checker = try checker(started, claims: policies.policies.flatMap(\.claims))
    checker.keepsCertificates = proved != nil
    checker.proposals = proposals
    observer.classified()
    var done = 0
    var results: [PolicyResult] = []
    let conditions = ConditionFinder(network)
    for policy in policies.policies {
      if isCancelled() { return nil }
      var claims: [ClaimResult] = []
      for (index, claim) in policy.claims.enumerated() {
        checker.proposals?.claim = "\(policy.name) \(index + 1)"
        let hits = checker.proposals?.hits
        var result = try checker.check(claim)
        result.usesProposal = result.verdict == .proved && checker.proposals?.hits != hits
        result.condition = try conditions?.condition(for: result)
        claims.append(result)
        done += 1
        observer.decided(policy, index + 1, result)
        observer.judged(done, total)
        if result.verdict == .proved { proved?(policy, index + 1, checker.proved) }
      }
      let objects = try checker.objects(of: policy)
      for (index, result) in objects.enumerated() { observer.decidedObjects(policy, claims.count + index + 1, result) }
      results.append(PolicyResult(policy: policy, claims: claims, objects: objects))
    }
    observer.finished(checker.statistics)
    if let proposals = checker.proposals { observer.proposed(proposals) }
    return isCancelled() ? nil : results
  }
}

/// What is told while a check runs.
package struct CheckObserver {
  /// The classes of the network are known.
  package var classified: () -> Void = {}
  /// So many claims of so many are judged.
  package var judged: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  /// A claim of a policy, from 1, has its verdict.
  package var decided: (CheckedPolicy, Int, ClaimResult) -> Void = { _, _, _ in }
  /// The same of a claim about objects; its number is behind those about packets.
  package var decidedObjects: (CheckedPolicy, Int, ObjectResult) -> Void = { _, _, _ in }
  package var finished: (CheckerStatistics) -> Void = { _ in }
  /// What proved something, for a later run.
  package var proposed: (Proposals) -> Void = { _ in }

  package init() {}
}

/// A file that cannot be read.
package struct InputProblem: Error {
  package let message: String

  package init(message: String) { self.message = message }
}

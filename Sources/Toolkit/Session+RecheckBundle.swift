import Checker
package import Evidence
import Importers
import NetworkModel
import Outputs
import PolicyTypes
import SolverZ3
import SourceText

/// How a bundle is to be judged.
package struct BundleRecheck {
  /// Inputs of a bundle that has only their hashes.
  package var network: String?
  package var policies: [String] = []
  /// The signer's public key in PEM.
  package var key: String?
  /// Whether verdicts without evidence are asked for again.
  package var repeats = true
  /// Nil: no other program is started.
  package var others: OtherJudges? = OtherJudges()
  package var limits = BundleFolder.Limits()

  package init() {}

  /// What became of it. `rungs` ends with the first that rejects.
  package struct Report: Sendable {
    package var manifest: Manifest
    package var rungs: [Rung] = []
    package var standings: [Standing] = []
    package var isRejected: Bool { rungs.last?.isRejected ?? false }
  }

  /// Judges the bundle in a folder. What cannot be read at all is thrown.
  package func judge(
    _ folder: String, read: (String) throws(InputProblem) -> [UInt8]
  ) throws -> Report {
    try judge(BundleFolder.read(folder, limits: limits), in: folder, read: read)
  }

  /// Judges files that were read from a folder, where the inputs are read once more.
  package func judge(
    _ files: [String: [UInt8]], in folder: String, read: (String) throws(InputProblem) -> [UInt8]
  ) throws -> Report {
    let bundle = try Bundle(files: files)
    var report = Report(manifest: bundle.manifest)
    for rung in [bundle.hashes(), bundle.signature(key: key), bundle.structure()] {
      report.rungs.append(rung)
      if rung.isRejected { return report }
    }
    let inputs: ReadInputs
    let session: Session
    do {
      (session, inputs) = try self.inputs(bundle.manifest, folder, read)
    } catch let failure as InputFailure {
      guard !bundle.manifest.isRedacted else { throw failure }
      report.rungs.append(
        Rung("inputs and claims", .rejected("the inputs cannot be read:\n" + failure.text(colour: false))))
      return report
    }
    var ladder = Ladder(bundle, inputs)
    report.rungs.append(ladder.statements())
    if report.isRejected { return report }
    report.rungs += try ladder.evidence()
    report.standings = ladder.standings
    if report.isRejected { return report }
    report.rungs.append(ladder.obligationTexts())
    if report.isRejected { return report }
    report.rungs.append(try repeated(&ladder, session))
    report.standings = ladder.standings
    if report.isRejected { return report }
    for step in [OtherJudges.second, OtherJudges.propositional] {
      guard let others else { break }
      report.rungs.append(step(others)(ladder.forms))
      if report.isRejected { return report }
    }
    if let others { report.rungs.append(others.extracted(bundle)) }
    return report
  }

  private func inputs(
    _ manifest: Manifest, _ folder: String, _ read: (String) throws(InputProblem) -> [UInt8]
  ) throws -> (Session, ReadInputs) {
    let isElsewhere = network != nil || !policies.isEmpty
    guard !manifest.isRedacted || network != nil && !policies.isEmpty else {
      throw BundleProblem(
        "the bundle holds only the hashes of its inputs: name them with --network and --policy")
    }
    guard !isElsewhere || manifest.isRedacted else {
      throw BundleProblem("the bundle holds its inputs: --network and --policy are for those that do not")
    }
    var session = try Session.open(
      network ?? folder + "/" + manifest.network, isStrict: manifest.isStrict)
    let paths = isElsewhere ? policies : manifest.policies.map { folder + "/" + $0.path }
    // Which file is of exceptions, its name says; the day on which they count is that of the bundle.
    func isOfExceptions(_ path: String) -> Bool { path.hasSuffix(".yaml") || path.hasSuffix(".yml") }
    guard let today = Moment.days(of: String(manifest.created.prefix(10))) else {
      throw BundleProblem("the bundle does not say on which day it was made")
    }
    let accepted = try session.accepted(
      at: paths.filter(isOfExceptions), days: Moment.days, read: read)
    let checked = try session.policies(
      at: paths.filter { !isOfExceptions($0) }, accepted: accepted, today: today,
      followsImports: isElsewhere, read: read)
    let bundled = session.bundledInputs(paths, escapes: isElsewhere)
    let policyFiles = zip(bundled.policyFiles, isElsewhere ? bundled.policyFiles.map(\.path) : manifest.policies.map(\.path))
      .map { Manifest.File(path: $1, contents: $0.contents) }
    let read = ReadInputs(
      network: session.network, policies: checked.policies, layout: session.imported.layout,
      files: bundled.networkFiles.sorted { $0.key < $1.key }.map {
        Manifest.File(path: $0.key, contents: $0.value)
      }, policyFiles: policyFiles)
    return (session, read)
  }

  private func repeated(_ ladder: inout Ladder, _ session: Session) throws -> Rung {
    guard repeats else { return try ladder.repeating { _, _ in nil } }
    var checker = try Checker(session.network, claims: ladder.openClaims)
    let policies = ladder.inputs.policies
    return try ladder.repeating { policy, claim in
      let asked = policies[policy]
      guard claim < asked.claims.count else {
        let result = try checker.check(asked.objectClaims[claim - asked.claims.count])
        return Session.stated(result, asked, number: claim + 1)
      }
      return Session.stated(try checker.check(asked.claims[claim]), asked, number: claim + 1)
    }
  }
}

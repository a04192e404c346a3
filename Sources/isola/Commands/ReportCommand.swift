import ArgumentParser
import Checker
import Evidence
import Glibc
import Outputs
import PolicyTypes
import Reports
import SourceText
import Toolkit

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Writes an auditor's report, and the evidence for it.",
    discussion: """
      EXAMPLE
        isola report policies.isola --network ./network --output html=report.html --output bundle=evidence
        isola report policies.isola --network ./network --output bundle=evidence --sign key.pem
        isola recheck evidence --key public.pem

      A bundle holds inputs, policies, verdicts, certificates, counterexamples, obligations and reports with their hashes, and
      says how to re-check it with Isola or with public tools. A key is made by
      `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem`.
      """)

  @Argument(
    help: ArgumentHelp("Policy files; without any, every *.isola here.", valueName: "policy.isola"))
  var policies: [String] = []

  @Option(
    help: ArgumentHelp(
      "The network: a folder or a file, in any known layout; - is standard input.",
      valueName: "path"))
  var network: String

  @Option(
    help: ArgumentHelp(
      "What to write where: bundle, html, pdf, json, text, csv or oscal; repeatable.", valueName: "format=path"))
  var output: [EvidenceOutput]

  @Option(help: ArgumentHelp("Sign the bundle with this P-256 key (PEM).", valueName: "key.pem"))
  var sign: String?

  @Flag(help: "Leave the inputs out of the bundle; only their hashes go in.")
  var redact = false

  @Flag(help: "Assume nothing about what was not collected.")
  var strict = false

  @Option(help: ArgumentHelp("A title for the cover.", valueName: "text"))
  var title: String?

  @Option(
    help: ArgumentHelp(
      "A file of exceptions with reason, owner, ticket and expiry; repeatable.", valueName: "path"))
  var exceptions: [String] = []

  @Option(
    help: ArgumentHelp(
      "A file of approvals, which are joined to what is open between zones; repeatable.", valueName: "path"))
  var approvals: [String] = []

  @Option(
    help: ArgumentHelp(
      "How many days a violation of a severity may stay, as critical=7; repeatable. Its page names the day.",
      valueName: "severity=days"))
  var due: [RemediationTerm] = []

  @Option(
    help: ArgumentHelp("List every requirement of a framework: pci or cis.", valueName: "name"))
  var framework: String?

  @Option(
    help: ArgumentHelp("Tell what changed since this bundle or report in JSON.", valueName: "path"))
  var previous: String?

  @Option(help: ArgumentHelp("Keep the verdicts in this results store.", valueName: "file"))
  var store: String?

  @Option(
    help: ArgumentHelp("Tell what changed in the results store since this day.", valueName: "YYYY-MM-DD"))
  var since: String?

  func run() throws {
    let key = try signingKey()
    var session = try Failures.reported { try Session.open(network, isStrict: strict) }
    let paths = try CheckCommand.policyPaths(policies)
    // The day of the report decides which exceptions count: a re-check reads it from the bundle.
    let created = Timestamp.created
    let today = Moment.days(of: String(created.prefix(10))) ?? 0
    let accepted = try Failures.reported {
      try session.accepted(at: exceptions, days: Moment.days, read: CheckCommand.read)
    }
    let checked = try Failures.reported {
      try session.policies(at: paths, accepted: accepted, today: today, read: CheckCommand.read)
    }
    let inputs = session.policyFiles + exceptions
    let recorder = try store.map { try RunRecorder($0, "report", session, inputs) }
    var problem: (any Error)?
    var observer = CheckObserver()
    observer.decided = { policy, claim, result in
      do { try recorder?.record(policy, claim, result) } catch { problem = problem ?? error }
    }
    observer.decidedObjects = { policy, claim, result in
      do { try recorder?.record(policy, claim, result) } catch { problem = problem ?? error }
    }
    var certificates = [[Int: [ProvedPart]]](repeating: [:], count: checked.policies.count)
    let results = try Failures.reported {
      try session.check(
        checked, started: Interruption.register, isCancelled: { Interruption.isRequested },
        observer: observer,
        proved: { policy, claim, parts in
          let number = checked.policies.firstIndex { $0.name == policy.name }
          if let number { certificates[number][claim - 1] = parts }
        })
    }
    guard let results, !Interruption.isRequested else { Interruption.leave() }
    if let problem { throw problem }
    try recorder?.end()
    let supplements = try supplements(&session, paths, accepted, results, today: today)
    let report = CheckReport(
      policies: results, notAssessed: checked.notAssessed, warnings: checked.diagnostics,
      networkWarnings: session.inspection.warnings)
    let json = JSONWriter.write(report.json(session.context))
    let dossier = Dossier(
      report: report, context: session.context, inspection: session.inspection,
      cover: cover(inputs, created, session, certificates, results), supplements: supplements)
    let page = dossier.html()
    let oscal = OSCAL(dossier, uuid: StableUUID.of)

    for file in output {
      switch file.format {
      case .html: try save(page, to: file.path)
      case .json: try save(json, to: file.path)
      case .text: try save(report.text(session.context, colour: false), to: file.path)
      case .pdf: try print(page, to: file.path)
      case .csv: try save(VerdictTable(dossier).csv(), to: file.path)
      case .oscal: try save(JSONWriter.write(oscal.results()), to: file.path)
      case .bundle:
        let request = BundleRequest(
          policyFiles: inputs, certificates: certificates,
          reports: [
            "report.json": Array(json.utf8), "report.html": Array(page.utf8),
            "verdicts.csv": Array(VerdictTable(dossier).csv().utf8),
            OSCAL.planName: Array(JSONWriter.write(oscal.plan()).utf8),
            OSCAL.resultsName: Array(JSONWriter.write(oscal.results()).utf8),
          ],
          created: created, version: Isola.number, isStrict: strict, isRedacted: redact)
        var files = try Failures.reported { try session.bundle(results, request) }
        try write(&files, key, to: file.path)
      }
    }
    let counts = [Verdict.proved, .violated, .unknown, .vacuous].map {
      "\(report.count($0)) \($0.rawValue)"
    }
    Console.print(
      "\(results.count) \(results.count == 1 ? "policy" : "policies"): \(counts.joined(separator: ", "))\n"
        + output.map { "\($0.format.rawValue): \(DisplayText.escape($0.path))\n" }.joined())
    if results.contains(where: { $0.verdict == .violated }) { throw ExitStatus.violated }
    if results.contains(where: { $0.verdict != .proved }) { throw ExitStatus.unknown }
  }

  private func cover(
    _ paths: [String], _ created: String, _ session: Session, _ certificates: [[Int: [ProvedPart]]],
    _ results: [PolicyResult]
  ) -> Dossier.Cover {
    let hashes = session.hashes(of: paths)
    var certified: [[Bool]] = []
    for (number, result) in results.enumerated() {
      certified.append(
        result.claims.indices.map { index in
          let parts = certificates[number][index] ?? []
          return !parts.isEmpty && parts.allSatisfy { $0.text != nil }
        })
    }
    return Dossier.Cover(
      title: title ?? "Network isolation report", created: created,
      version: Isola.number, solver: session.solver, snapshot: hashes.snapshot,
      policies: hashes.policies, policyFiles: paths, collected: session.collected,
      certified: certified, styleDigest: ContentDigest.sha256(Dossier.style))
  }

  private func signingKey() throws -> SigningKey? {
    guard let sign else { return nil }
    guard output.contains(where: { $0.format == .bundle }) else {
      throw complaint("--sign signs a bundle: ask for one with --output bundle=FOLDER")
    }
    guard let bytes = Console.contents(of: sign) else {
      throw complaint("cannot read `\(sign)`: \(Console.lastError)")
    }
    do throws(EvidenceFlaw) {
      return try SigningKey(pem: String(decoding: bytes, as: UTF8.self))
    } catch {
      throw complaint("`\(sign)`: \(error.message)")
    }
  }

  private func write(
    _ files: inout [String: [UInt8]], _ key: SigningKey?, to folder: String
  ) throws {
    do {
      if let key {
        files.merge(try key.files(for: files[Manifest.fileName] ?? [])) { $1 }
      }
      try BundleFolder.write(files, to: folder)
    } catch let problem as BundleProblem {
      throw complaint(problem.message)
    } catch let flaw as EvidenceFlaw {
      throw complaint(flaw.message)
    }
  }

  private func save(_ text: String, to path: String) throws {
    guard Console.save(text, to: path) else {
      throw complaint("cannot write `\(path)`: \(Console.lastError)")
    }
  }

  /// A browser prints the page; nothing else of Isola needs one.
  private func print(_ page: String, to path: String) throws {
    do throws(BundleProblem) {
      try PagePrinter.pdf(of: page, to: path)
    } catch {
      throw complaint(error.message)
    }
  }

  func complaint(_ message: String) -> ExitStatus {
    Console.complain("error: \(DisplayText.escape(message))\n")
    return .input
  }
}

/// `critical=7`.
struct RemediationTerm: ExpressibleByArgument {
  let severity: PolicySeverity
  let days: Int

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2, let severity = PolicySeverity(rawValue: parts[0]), let days = Int(parts[1]),
      (0...36_500).contains(days)
    else { return nil }
    self.severity = severity
    self.days = days
  }
}

/// `html=report.html`.
struct EvidenceOutput: ExpressibleByArgument {
  enum Format: String { case bundle, html, pdf, json, text, csv, oscal }

  let format: Format
  let path: String

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2, let format = Format(rawValue: parts[0]) else { return nil }
    self.format = format
    path = parts[1]
  }
}

import ArgumentParser
import Checker
import Configuration
import Glibc
import Outputs
import PolicyTypes
import Reports
import SourceText
import Toolkit

extension PolicySeverity: ExpressibleByArgument {}

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Proves or refutes every policy.",
    discussion: """
      EXAMPLE
        isola check policies.isola --network ./network
        isola check *.isola --network ./network --format json --output text=report.txt --fail-on high
        isola check --network plan.json --output sarif=isola.sarif --output junit=isola.xml --format compact

      Formats: text, json, sarif, junit, github, gitlab, markdown, compact, ocsf, asff. What .isola.yaml says counts where the
      command line says nothing.
      """)

  @Argument(
    help: ArgumentHelp("Policy files; without any, every *.isola here.", valueName: "policy.isola"))
  var policies: [String] = []

  @Option(
    help: ArgumentHelp("A pack of ready policies, such as pci-dss; repeatable.", valueName: "name"))
  var pack: [String] = []

  @OptionGroup var network: NetworkOptions

  @Option(
    help: ArgumentHelp(
      "Also write the report to a file, e.g. json=report.json; repeatable.",
      valueName: "format=path"))
  var output: [ReportFile] = []

  @Option(
    help: ArgumentHelp("The least severity whose violation fails the run.", valueName: "level"))
  var failOn: PolicySeverity?

  @Option(
    help: ArgumentHelp(
      "A file of exceptions with reason, owner, ticket and expiry; repeatable.", valueName: "path"))
  var exceptions: [String] = []

  @Option(
    help: ArgumentHelp(
      "Violations that `isola baseline write` wrote: a policy fails only for others.", valueName: "path"))
  var baseline: String?

  @OptionGroup var day: DayOption

  @Flag(help: "Do not count policies about nothing as unknown.")
  var allowVacuous = false

  @OptionGroup var limits: RunOptions

  @Option(
    help: ArgumentHelp(
      "Write a certificate of every claim that an invariant proves into this folder.",
      valueName: "folder"))
  var certificates: String?

  @Option(
    help: ArgumentHelp(
      "A file of annotations that earlier runs found, read and written again: tried first, and every obligation is solved anew.",
      valueName: "path"))
  var cache: String?

  @Option(
    help: ArgumentHelp(
      "Keep the result of each claim in this folder, and take from it what an earlier run of the same inputs left there.",
      valueName: "folder"))
  var resume: String?

  @Option(help: ArgumentHelp("Print the page of a code and end, as `isola explain` does.", valueName: "code"))
  var explain: String?

  @Option(help: ArgumentHelp("Keep the verdicts in this results store.", valueName: "file"))
  var store: String?

  /// What was found, and on what.
  struct Judged {
    var session: Session
    var policies: CheckedPolicies
    var results: [PolicyResult]
    var evidence: [EvidenceFile]
    /// About exceptions that did nothing.
    var warnings: [Diagnostic] = []
    var statistics = CheckerStatistics()
  }

  func validate() throws {
    if cache != nil, resume != nil { throw ValidationError("--cache and --resume cannot stand together") }
  }

  func run() throws {
    if let explain { return try ExplainCommand.show(explain) }
    try complete(judge)
  }

  /// Everything but the judging: observation, report, certificates, exit code.
  func complete(_ judge: (RunMonitor) throws -> Judged) throws {
    let monitor = RunMonitor(limits, step: "network")
    let judged = try monitor.watching { try judge(monitor) }
    monitor.lap(next: "report")
    let settings = try network.settings()
    let gate = gate(settings)
    let report = report(judged, monitor)
    try publish(report, judged.session, gate, settings)
    try save(judged.evidence)
    let status = status(of: report, gate)
    if status != .success { throw status }
  }

  private func judge(_ monitor: RunMonitor) throws -> Judged {
    let settings = try network.settings()
    var session = try network.open(settings, formats: OutputFormat.allCases)
    monitor.lap(next: "policies")
    let packs = pack.map { "pack:" + $0 }
    let paths = try pack.isEmpty || !policies.isEmpty ? Self.policyPaths(policies, settings) + packs : packs
    let networkPath = try network.path(settings)
    let isStrict = network.strict || settings.isStrict == true
    let today = try day.today()
    let accepted = try Failures.reported {
      try session.accepted(
        at: exceptions.isEmpty ? settings.exceptions : exceptions, baseline: baseline ?? settings.baseline,
        days: Moment.days, read: Self.read)
    }
    let checked = try Failures.reported {
      try session.policies(at: paths, accepted: accepted, today: today, read: Self.read)
    }
    monitor.lap(next: "classes")
    var evidence: [EvidenceFile] = []
    let keep: ((CheckedPolicy, Int, [ProvedPart]) -> Void)? = certificates.map { _ in
      { policy, claim, parts in
        let number = checked.policies.firstIndex { $0.name == policy.name } ?? 0
        evidence += Session.evidence(
          parts, policy: policy, number: number + 1, claim: claim, network: networkPath, isStrict: isStrict,
          policyFiles: paths)
      }
    }
    var statistics = CheckerStatistics()
    var observer = CheckObserver()
    observer.classified = { monitor.lap(next: "claims") }
    observer.judged = { monitor.advance($0, of: $1) }
    observer.finished = { statistics = $0 }
    var proposed = Proposals()
    observer.proposed = { proposed = $0 }
    let inputs = paths + (exceptions.isEmpty ? settings.exceptions : exceptions)
    let recorder = try store.map { try RunRecorder($0, "check", session, inputs) }
    var problem: (any Error)?
    observer.decided = { policy, claim, result in
      do { try recorder?.record(policy, claim, result) } catch { problem = problem ?? error }
    }
    observer.decidedObjects = { policy, claim, result in
      do { try recorder?.record(policy, claim, result) } catch { problem = problem ?? error }
    }
    let results: [PolicyResult]?
    if let resume {
      let joined = try resumed(in: resume, session, checked, today, isStrict, observer)
      evidence = certificates == nil ? [] : joined.evidence
      joined.results.forEach { Self.tell(observer, $0) }
      results = joined.results
    } else {
      results = try Failures.reported {
        try session.check(
          checked, started: Interruption.register, isCancelled: { Interruption.isRequested },
          observer: observer, proposals: cache.map(Self.proposals), proved: keep)
      }
    }
    if let cache { save(proposed, to: cache) }
    guard let results, !Interruption.isRequested else { Interruption.leave() }
    if let problem { throw problem }
    try recorder?.end()
    let states = try Failures.reported { try session.states(of: accepted, results, today: today) }
    return Judged(
      session: session, policies: checked, results: results, evidence: evidence,
      warnings: Session.warnings(states), statistics: statistics)
  }

  private static func tell(_ observer: CheckObserver, _ result: PolicyResult) {
    for (index, claim) in result.claims.enumerated() { observer.decided(result.policy, index + 1, claim) }
    for (index, claim) in result.objects.enumerated() {
      observer.decidedObjects(result.policy, result.claims.count + index + 1, claim)
    }
  }

  /// A cache that is not there, or is no cache, is an empty one.
  private static func proposals(at path: String) -> Proposals {
    Proposals(Console.contents(of: path).flatMap(ProposalFile.read) ?? [:])
  }

  /// A cache that cannot be written is no mistake of the change.
  private func save(_ proposals: Proposals, to path: String) {
    if !Console.save(ProposalFile.text(proposals.proved), to: path) {
      Console.complain("warning: cannot write the cache `\(DisplayText.escape(path))`: \(Console.lastError)\n")
    }
  }

  private func report(_ judged: Judged, _ monitor: RunMonitor) -> CheckReport {
    let counters = judged.session.counters(judged.results, judged.statistics)
      + [.init("peakMemoryBytes", ProcessUsage.peakBytes)]
    return CheckReport(
      policies: judged.results, notAssessed: judged.policies.notAssessed, warnings: judged.policies.diagnostics + judged.warnings,
      networkWarnings: judged.session.inspection.warnings,
      timings: limits.timings ? monitor.laps : [], counters: limits.timings ? counters : [])
  }

  /// What the command line demands, then the settings.
  private func gate(_ settings: Settings) -> Gate {
    Gate(
      failOn: failOn ?? settings.failOn.flatMap(PolicySeverity.init(rawValue:)) ?? .info,
      allowsVacuous: allowVacuous || settings.allowsVacuous == true)
  }

  private func publish(
    _ report: CheckReport, _ session: Session, _ gate: Gate, _ settings: Settings
  ) throws {
    let context = session.context
    let warnings = DiagnosticRenderer(
      files: session.files, colour: Console.shows(colourOn: STDERR_FILENO)
    )
    .render(report.warnings)
    if !network.quiet { Console.complain(warnings) }
    let outputs = OutputSettings(
      gate: gate, paths: Surroundings.paths, time: Surroundings.time, version: Isola.number)
    func text(_ format: OutputFormat, colour: Bool) -> String {
      if let kind = format.kind { return Output.text(kind, report, context, outputs) }
      return format == .json ? JSONWriter.write(report.json(context)) : report.text(context, colour: colour)
    }
    if !network.quiet {
      Console.print(text(network.format, colour: Console.shows(colourOn: STDOUT_FILENO)))
    }
    let named = settings.reports.compactMap { report in
      OutputFormat(rawValue: report.format).map { ReportFile(format: $0, path: report.path) }
    }
    for file in output.isEmpty ? named : output {
      guard Console.save(text(file.format, colour: false), to: file.path) else {
        Console.complain(
          "error: cannot write `\(DisplayText.escape(file.path))`: \(Console.lastError)\n")
        throw ExitStatus.input
      }
    }
  }

  private func save(_ evidence: [EvidenceFile]) throws {
    guard let folder = certificates else { return }
    guard mkdir(folder, 0o777) == 0 || errno == EEXIST else {
      Console.complain(
        "error: cannot make the folder `\(DisplayText.escape(folder))`: \(Console.lastError)\n")
      throw ExitStatus.input
    }
    for file in evidence {
      guard let text = file.text else {
        Console.complain(
          "warning: `\(file.name)` is not written: the certificate is too large for format 1\n")
        continue
      }
      if Console.save(text, to: "\(folder)/\(file.name)") { continue }
      Console.complain(
        "error: cannot write `\(DisplayText.escape(file.name))`: \(Console.lastError)\n")
      throw ExitStatus.input
    }
  }

  /// Violations first, then what is not known (contract: 1 before 3).
  private func status(of report: CheckReport, _ gate: Gate) -> ExitStatus {
    switch report.policies.map(gate.weight).max() ?? .passes {
    case .fails: .violated
    case .undecided: .unknown
    case .tolerated, .passes: .success
    }
  }

  /// Those that were named, else those of the settings, else those of this folder.
  static func policyPaths(_ policies: [String], _ settings: Settings = Settings()) throws -> [String] {
    if !policies.isEmpty { return policies }
    let found = settings.policies.isEmpty ? policyFilesHere() : settings.policies
    guard !found.isEmpty else {
      Console.complain(
        "error: no policy file was named and this folder has none\n"
          + "  note: name one: isola check policies.isola --network PATH\n")
      throw ExitStatus.input
    }
    return found
  }

  static func policyFilesHere() -> [String] {
    guard let folder = opendir(".") else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasSuffix(".isola"), !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  static func read(_ path: String) throws(InputProblem) -> [UInt8] {
    if let objects = GitObjects(path) {
      do {
        return try objects.contents()
      } catch {
        throw InputProblem(message: "cannot read `\(path)` from git")
      }
    }
    guard let contents = Console.contents(of: path) else {
      throw InputProblem(message: "cannot read the policy file `\(path)`: \(Console.lastError)")
    }
    return contents
  }
}

/// `json=report.json`.
struct ReportFile: ExpressibleByArgument {
  let format: OutputFormat
  let path: String

  init(format: OutputFormat, path: String) {
    self.format = format
    self.path = path
  }

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2, let format = OutputFormat(rawValue: parts[0]) else { return nil }
    self.format = format
    path = parts[1]
  }
}

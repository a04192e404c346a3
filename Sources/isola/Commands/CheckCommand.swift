import ArgumentParser
import Checker
import Glibc
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
      """)

  @Argument(
    help: ArgumentHelp("Policy files; without any, every *.isola here.", valueName: "policy.isola"))
  var policies: [String] = []

  @OptionGroup var network: NetworkOptions

  @Option(
    help: ArgumentHelp(
      "Also write the report to a file, e.g. json=report.json; repeatable.",
      valueName: "format=path"))
  var output: [ReportFile] = []

  @Option(
    help: ArgumentHelp("The least severity whose violation fails the run.", valueName: "level"))
  var failOn: PolicySeverity = .info

  @Flag(help: "Do not count policies about nothing as unknown.")
  var allowVacuous = false

  @Flag(help: "Say how long each step took.")
  var timings = false

  @Option(
    help: ArgumentHelp(
      "Write a certificate of every claim that an invariant proves into this folder.",
      valueName: "folder"))
  var certificates: String?

  func run() throws {
    var clock = Stopwatch()
    var session = try network.open()
    clock.lap("network")
    let paths = try Self.policyPaths(policies)
    let checked = try Failures.reported { try session.policies(at: paths, read: Self.read) }
    clock.lap("policies")
    var evidence: [EvidenceFile] = []
    let keep: ((CheckedPolicy, Int, [ProvedPart]) -> Void)? = certificates.map { _ in
      { policy, claim, parts in
        let number = checked.policies.firstIndex { $0.name == policy.name } ?? 0
        evidence += Session.evidence(
          parts, policy: policy, number: number + 1, claim: claim, network: network.network, isStrict: network.strict,
          policyFiles: paths)
      }
    }
    let results = try Failures.reported {
      try session.check(
        checked, started: Interruption.register, isCancelled: { Interruption.isRequested },
        proved: keep)
    }
    guard let results, !Interruption.isRequested else { Interruption.leave() }
    clock.lap("check")
    let report = CheckReport(
      policies: results, warnings: checked.diagnostics,
      networkWarnings: session.inspection.warnings, timings: timings ? clock.laps : [])
    try publish(report, session)
    try save(evidence)
    let status = status(of: report)
    if status != .success { throw status }
  }

  private func publish(_ report: CheckReport, _ session: Session) throws {
    let context = session.context
    let warnings = DiagnosticRenderer(
      files: session.files, colour: Console.shows(colourOn: STDERR_FILENO)
    )
    .render(report.warnings)
    if !network.quiet { Console.complain(warnings) }
    network.show(text: { report.text(context, colour: $0) }, json: { report.json(context) })
    for file in output {
      let text =
        switch file.format {
        case .text, .pretty: report.text(context, colour: false)
        case .json: JSONWriter.write(report.json(context))
        }
      guard Console.save(text, to: file.path) else {
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
  private func status(of report: CheckReport) -> ExitStatus {
    let isViolated = report.policies.contains {
      $0.verdict == .violated && $0.policy.severity >= failOn
    }
    if isViolated { return .violated }
    let isUnknown = report.policies.contains { policy in
      policy.verdict == .unknown || policy.verdict == .vacuous && !allowVacuous
    }
    return isUnknown ? .unknown : .success
  }

  static func policyPaths(_ policies: [String]) throws -> [String] {
    guard policies.isEmpty else { return policies }
    let found = policyFilesHere()
    guard !found.isEmpty else {
      Console.complain(
        "error: no policy file was named and this folder has none\n"
          + "  note: name one: isola check policies.isola --network PATH\n")
      throw ExitStatus.input
    }
    return found
  }

  private static func policyFilesHere() -> [String] {
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

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2, let format = OutputFormat(rawValue: parts[0]) else { return nil }
    self.format = format
    path = parts[1]
  }
}

/// Whole milliseconds between laps.
struct Stopwatch {
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant
  private(set) var laps: [CheckReport.Timing] = []

  init() { last = clock.now }

  mutating func lap(_ step: String) {
    let now = clock.now
    let (seconds, attoseconds) = (now - last).components
    laps.append(
      .init(step: step, milliseconds: Int(seconds * 1000 + attoseconds / 1_000_000_000_000_000)))
    last = now
  }
}

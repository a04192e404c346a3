import ArgumentParser
import FoundationEssentials
import Glibc
import Importers
import TemporaryFolders
import TopologyGenerator

extension Workload.Scale: ExpressibleByArgument {}

@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scripts/bench",
    abstract: "Measures isola check on generated networks, beside baselines of the same run.",
    discussion: """
      EXAMPLE
        scripts/bench --scale medium --output bench.json
        scripts/bench --only hub --scale large --trials 1
      """)

  @Option(help: "small, medium or large networks.")
  var scale: Workload.Scale = .small

  @Option(help: "How many runs to take the median of.")
  var trials = 5

  @Option(help: "Only these workloads; repeatable.")
  var only: [String] = []

  @Option(help: ArgumentHelp("Write all measurements as JSON.", valueName: "path"))
  var output: String?

  @Option(help: ArgumentHelp("Fail when a counter grew since it was recorded there.", valueName: "path"))
  var gate: String?

  @Option(help: ArgumentHelp("Record the counters for the gate.", valueName: "path"))
  var record: String?

  @Option(
    help: ArgumentHelp("Ask these questions at the prompt of a warm hub of 1,000 VPCs and 97,000 interfaces, and measure nothing else.", valueName: "path"))
  var questions: String?

  @Option(help: ArgumentHelp("The program to measure; the one beside this one by default.", valueName: "path"))
  var isola: String?

  func validate() throws {
    guard trials > 0 else { throw ValidationError("expected at least one trial, found \(trials)") }
    let names = Workload.all(scale).map(\.name)
    for name in only where !names.contains(name) {
      throw ValidationError("unknown workload `\(name)`; there are \(names.joined(separator: ", "))")
    }
  }

  func run() throws {
    do {
      try measure()
    } catch let failure as TrialFailure {
      say("failed: \(failure.message)")
      throw ExitCode.failure
    } catch let error as TemporaryFolderError {
      say("failed: \(error)")
      throw ExitCode.failure
    }
  }

  private func measure() throws {
    let folder = try TemporaryFolder("bench")
    defer { withExtendedLifetime(folder) {} }
    if let questions {
      say("questions at the prompt (hub of 1,000 VPCs, 97,000 interfaces)")
      let place = folder.path
      _ = try Generator.generate(try GeneratorOptions(family: .hub, vpcs: 1000, instances: 24), to: "\(place)/hub")
      let trial = try QuestionTrial(
        isola: program, questions: questions, network: "\(place)/hub/network", folder: place)
      return try trial.judge()
    }
    var report = BenchReport(scale: scale.rawValue, trials: trials, workloads: [])
    for workload in Workload.all(scale) where only.isEmpty || only.contains(workload.name) {
      report.workloads.append(try measure(workload, in: folder.path))
    }
    if let output {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      try Files.write(try encoder.encode(report) + Data("\n".utf8), to: output)
    }
    if let record { try Gate(report).write(to: record) }
    guard let gate else { return }
    let (failures, remarks) = try Gate.read(gate).compare(Gate(report))
    for line in failures + remarks { say(line) }
    guard failures.isEmpty else { throw TrialFailure(message: "\(failures.count) counters grew") }
    say("no counter grew")
  }

  private func measure(_ workload: Workload, in folder: String) throws -> WorkloadReport {
    say("\(workload.name) (\(workload.unit))")
    say(Table.heading)
    var sizes: [Measurement] = []
    for size in workload.sizes {
      let place = "\(folder)/\(workload.name)-\(size)"
      defer { Files.remove(place) }
      let generated: GeneratorOptions
      do {
        generated = try workload.options(size)
        _ = try Generator.generate(generated, to: place)
      } catch let error as GeneratorError {
        throw TrialFailure(message: error.message)
      }
      do {
        let measurement = try measure(size, at: place)
        say(Table.line(measurement))
        sizes.append(measurement)
      } catch let failure as TrialFailure {
        throw TrialFailure(message: "\(workload.name) \(size): \(failure.message)")
      }
    }
    let exponents = Self.exponents(sizes)
    say(
      "  growth: "
        + exponents.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        + "\n")
    return WorkloadReport(
      name: workload.name, unit: workload.unit, sizes: sizes, exponents: exponents)
  }

  private func measure(_ size: Int, at folder: String) throws -> Measurement {
    let files = try Files.json(below: "\(folder)/network")
    // The first parse warms the page cache, for the trials too.
    _ = try BareParse.microseconds(files)
    let parses = try (0..<trials).map { _ in try BareParse.microseconds(files) }
    let baseline = RoutingBaseline(Importer.importNetwork(at: "\(folder)/network").network)
    let searches = (0..<trials).map { _ in baseline.search() }
    let runs = try (0..<trials).map { _ in try Trial(isola: program, folder: folder) }
    guard let first = runs.first, let search = searches.first else {
      throw TrialFailure(message: "no trial")
    }
    for run in runs where run.counters != first.counters {
      throw TrialFailure(message: "two trials differ in a counter")
    }
    let processor = Statistic.median(runs.map(\.processorMilliseconds))
    let parse = Statistic.median(parses.map(\.microseconds))
    let routing = Statistic.median(searches.map(\.microseconds))
    return Measurement(
      size: size, bytes: parses.first?.bytes ?? 0,
      steps: first.steps.keys.reduce(into: [:]) { steps, name in
        steps[name] = Statistic.median(runs.map { $0.steps[name, default: 0] })
      },
      processorMilliseconds: processor, wallMilliseconds: Statistic.median(runs.map(\.wallMilliseconds)),
      peakBytes: Statistic.median(runs.map(\.peakBytes)), counters: first.counters,
      parseMicroseconds: parse,
      routing: .init(microseconds: routing, sources: search.sources, pairs: search.pairs),
      ratioToParse: Self.ratio(processor * 1000, parse), ratioToRouting: Self.ratio(processor * 1000, routing))
  }

  private static func ratio(_ value: Int, _ base: Int) -> Double {
    (Double(value) / Double(max(1, base)) * 10).rounded() / 10
  }

  private static func exponents(_ sizes: [Measurement]) -> [String: Double] {
    var result: [String: Double] = [:]
    for step in sizes.first?.steps.keys.sorted() ?? [] {
      result[step] = Statistic.exponent(sizes.map { ($0.size, $0.steps[step, default: 0]) }, least: 3)
    }
    result["processor"] = Statistic.exponent(
      sizes.map { ($0.size, $0.processorMilliseconds) }, least: 3)
    result["memory"] = Statistic.exponent(sizes.map { ($0.size, $0.peakBytes) }, least: 1)
    for counter in ["distinctObligations", "solverCalls", "classes"] {
      result[counter] = Statistic.exponent(
        sizes.map { ($0.size, $0.counters[counter, default: 0]) }, least: 1)
    }
    return result
  }

  private var program: String {
    if let isola { return isola }
    let path = CommandLine.arguments.first ?? ""
    return path.lastIndex(of: "/").map { path.prefix(through: $0) + "isola" } ?? "isola"
  }
}

/// The table on standard output.
enum Table {
  private static let columns = [
    "size", "MiB", "files to model", "policies", "classes", "claims", "all ms", "peak MiB", "x parse", "x routing",
    "classes", "distinct", "solver calls", "largest",
  ]

  static let heading = row(columns)

  static func line(_ measurement: Measurement) -> String {
    let counters = measurement.counters
    func step(_ name: String) -> String { "\(measurement.steps[name, default: 0])" }
    func counter(_ name: String) -> String { "\(counters[name, default: 0])" }
    return row([
      "\(measurement.size)", "\(measurement.bytes >> 20)", step("network"), step("policies"),
      step("classes"), step("claims"), "\(measurement.processorMilliseconds)",
      "\(measurement.peakBytes >> 20)", "\(measurement.ratioToParse)", "\(measurement.ratioToRouting)",
      counter("classes"), counter("distinctObligations"), counter("solverCalls"),
      counter("largestObligation"),
    ])
  }

  private static func row(_ cells: [String]) -> String {
    "  "
      + zip(cells, columns).map { cell, column in
        String(repeating: " ", count: max(0, max(column.count, 6) - cell.count)) + cell
      }.joined(separator: "  ")
  }
}

/// One line on standard output, at once: somebody may watch.
func say(_ line: String) {
  let bytes = Array((line + "\n").utf8)
  _ = write(STDOUT_FILENO, bytes, bytes.count)
}

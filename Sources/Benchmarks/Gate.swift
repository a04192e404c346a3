import FoundationEssentials

/// Counters that may not grow: they do not depend on the machine.
struct Gate: Codable {
  static let watched = ["classes", "distinctObligations", "largestObligation", "obligations", "solverCalls"]

  /// Workload, size, counter.
  var counters: [String: [String: [String: Int]]]

  init(_ report: BenchReport) {
    counters = [:]
    for workload in report.workloads {
      for size in workload.sizes {
        counters[workload.name, default: [:]]["\(size.size)"] = size.counters.filter {
          Self.watched.contains($0.key)
        }
      }
    }
  }

  static func read(_ path: String) throws -> Gate {
    try JSONDecoder().decode(Gate.self, from: Files.read(path))
  }

  func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try Files.write(try encoder.encode(self) + Data("\n".utf8), to: path)
  }

  /// What grew by more than a tenth since `self` was recorded, and what was not recorded, in words. `remarks`: what fell by as
  /// much, so that somebody records it.
  func compare(_ now: Gate) -> (failures: [String], remarks: [String]) {
    var failures: [String] = []
    var remarks: [String] = []
    for (workload, sizes) in now.counters.sorted(by: { $0.key < $1.key }) {
      for (size, values) in sizes.sorted(by: { (Int($0.key) ?? 0) < (Int($1.key) ?? 0) }) {
        for name in Self.watched {
          let place = "\(workload) \(size): \(name)"
          guard let before = counters[workload]?[size]?[name], let value = values[name] else {
            failures.append("\(place) is not recorded")
            continue
          }
          if value * 10 > before * 11 { failures.append("\(place) grew from \(before) to \(value)") }
          if value * 11 < before * 10 { remarks.append("\(place) fell from \(before) to \(value)") }
        }
      }
    }
    return (failures, remarks)
  }
}

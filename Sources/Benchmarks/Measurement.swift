import Glibc

/// One workload at one size: medians of all trials, and the baselines of the same run.
struct Measurement: Codable {
  var size: Int
  var bytes: Int
  /// Medians of processor time by step, in milliseconds.
  var steps: [String: Int]
  var processorMilliseconds: Int
  var wallMilliseconds: Int
  var peakBytes: Int
  var counters: [String: Int]
  var parseMicroseconds: Int
  var routing: Routing
  /// Processor time of the check as a multiple of the bare parse and of the routing baseline.
  var ratioToParse: Double
  var ratioToRouting: Double

  struct Routing: Codable {
    var microseconds: Int
    var sources: Int
    var pairs: Int
  }
}

/// All sizes of a workload, with the growth of each step.
struct WorkloadReport: Codable {
  var name: String
  var unit: String
  var sizes: [Measurement]
  /// Exponents of log-log fits; steps that take no time worth measuring are left out.
  var exponents: [String: Double]
}

struct BenchReport: Codable {
  var schema = "isola.bench/1"
  var scale: String
  var trials: Int
  var workloads: [WorkloadReport]
}

enum Statistic {
  static func median(_ values: [Int]) -> Int {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// The slope of the least-squares line through (log size, log value); nil where a value is too small to mean anything.
  static func exponent(_ points: [(size: Int, value: Int)], least: Int) -> Double? {
    guard points.count > 1, points.allSatisfy({ $0.size > 0 && $0.value >= least }) else {
      return nil
    }
    let logs = points.map { (x: log(Double($0.size)), y: log(Double($0.value))) }
    let count = Double(logs.count)
    let meanX = logs.reduce(0) { $0 + $1.x } / count
    let meanY = logs.reduce(0) { $0 + $1.y } / count
    let spread = logs.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
    guard spread > 0 else { return nil }
    let slope = logs.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) } / spread
    return (slope * 100).rounded() / 100
  }
}

import FoundationEssentials
import Glibc
import TopologyGenerator

/// How fast the prompt answers on a warm network: a fixed list of questions, each timed by the prompt itself.
struct QuestionTrial {
  struct Kind {
    let name: String
    /// Milliseconds, sorted.
    let times: [Double]

    var median: Double { times.isEmpty ? 0 : times[times.count / 2] }
  }

  private static let prefixes = ["reach", "deliver", "who reaches", "what does"]

  let kinds: [Kind]

  /// Asks all questions of the file in one session, after a first one that warms it.
  init(isola: String, questions path: String, network: String, folder: String) throws {
    let questions = String(decoding: try Files.read(path), as: UTF8.self).split(separator: "\n").map(String.init)
    guard let first = questions.first else { throw TrialFailure(message: "`\(path)` holds no question") }
    let script = "\(folder)/questions"
    let text = ([first, ".timer on"] + questions).joined(separator: "\n") + "\n"
    try Files.write(Data(text.utf8), to: script)
    var usage = rusage()
    let times = "\(folder)/times"
    // The prompt writes times to the standard error stream.
    let status = try ChildProcess.run(
      ["/bin/sh", "-c", "exec \"$0\" repl --network \"$1\" -f \"$2\" 2>\"$3\"", isola, network, script, times],
      output: "\(folder)/answers", &usage)
    guard status == 0 else { throw TrialFailure(message: "isola repl ended with exit code \(status)") }
    let measured = String(decoding: try Files.read(times), as: UTF8.self).split(separator: "\n")
      .compactMap { line -> Double? in
        let words = line.split(separator: " ")
        return words.count == 3 && words[0] == "time:" ? Double(words[1]) : nil
      }
    guard measured.count == questions.count else {
      throw TrialFailure(message: "\(questions.count) questions, \(measured.count) times")
    }
    kinds = Self.prefixes.map { prefix in
      let own = zip(questions, measured).filter { $0.0.hasPrefix(prefix + " ") }.map(\.1)
      return Kind(name: prefix, times: own.sorted())
    }
  }

  /// The bars by the median: pairs in 50 ms, who reaches a host in 1 s. What a host reaches has up to every host as its
  /// answer: 10 s.
  func judge() throws {
    for kind in kinds where !kind.times.isEmpty {
      let slowest = kind.times.last ?? 0
      say("  \(kind.name): \(kind.times.count) questions, median \(kind.median) ms, slowest \(slowest) ms")
      let bar: Double =
        switch kind.name {
        case "reach", "deliver": 50
        case "who reaches": 1000
        case _: 10_000
        }
      guard kind.median < bar else {
        throw TrialFailure(message: "`\(kind.name)` takes \(kind.median) ms by the median")
      }
    }
  }
}

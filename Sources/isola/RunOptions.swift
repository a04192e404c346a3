import ArgumentParser

/// Whether a run says how far it is, and to whom.
enum ProgressStyle: String, CaseIterable, ExpressibleByArgument {
  /// One line on standard error where that is a terminal, else nothing.
  case auto
  /// One JSON object a line on standard error.
  case json
  case none
}

/// What a long run may take, and what it tells meanwhile.
struct RunOptions: ParsableArguments {
  @Flag(help: "Say how long each step took, and what there was to do.")
  var timings = false

  @Option(help: "Progress on standard error: auto, json or none.")
  var progress: ProgressStyle = .auto

  @Option(
    help: ArgumentHelp(
      "End with an error when the run needs more memory, e.g. 4GiB or 800MiB.", valueName: "size"))
  var memoryLimit: MemorySize?
}

/// A number of bytes, as people write it: `4GiB`, `4G`, `800MiB`, `1073741824`.
struct MemorySize: ExpressibleByArgument, Hashable {
  let bytes: Int

  init(bytes: Int) { self.bytes = bytes }

  init?(argument: String) {
    let digits = argument.prefix { $0.isASCII && $0.isNumber }
    let unit: Int
    switch argument.dropFirst(digits.count).lowercased() {
    case "", "b": unit = 1
    case "k", "kib": unit = 1 << 10
    case "m", "mib": unit = 1 << 20
    case "g", "gib": unit = 1 << 30
    case "t", "tib": unit = 1 << 40
    case _: return nil
    }
    guard let number = Int(digits), number > 0 else { return nil }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: unit)
    guard !overflow else { return nil }
    self.bytes = bytes
  }

  /// One decimal in the largest unit that leaves a number of at least one.
  var text: String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB"]
    var scale = 1
    var index = 0
    while bytes / scale >= 1024, index < units.count - 1 {
      scale *= 1024
      index += 1
    }
    guard index > 0 else { return "\(bytes) B" }
    return "\(bytes / scale).\(bytes % scale * 10 / scale) \(units[index])"
  }
}

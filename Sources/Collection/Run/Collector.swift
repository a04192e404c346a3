/// Why a collection could not be made at all.
package struct CollectionProblem: Error, Equatable {
  package let message: String
  package let note: String?

  package init(_ message: String, note: String? = nil) {
    self.message = message
    self.note = note
  }
}

/// What is to be collected, and how.
package struct CollectionOptions: Sendable {
  package var output: String
  /// Empty: the credentials of the environment.
  package var profiles: [String] = []
  /// Empty: every enabled Region of each account.
  package var regions: [String] = []
  package var program = "aws"
  package var patience = AWSClient.Patience()
  package var pageSize: Int?
  package var threads = 4
  /// How often the routing and filtering classes are read at most; two readings in a row must agree.
  package var mostPasses = 5

  package init(output: String) { self.output = output }
}

/// Reads live accounts into a folder.
package struct Collector: Sendable {
  let options: CollectionOptions
  let folder: CollectionFolder
  let note: @Sendable (String) -> Void

  /// `note` gets one line for each step of the work.
  package init(_ options: CollectionOptions, note: @escaping @Sendable (String) -> Void) {
    self.options = options
    folder = CollectionFolder(options.output)
    self.note = note
  }

  /// Reads everything, going on where an earlier run of the same command stopped.
  package func collect() throws -> CollectionRecord {
    let started = try begin()
    let targets = try Survey(options: options).targets()
    var record = CollectionRecord(options: options, started: started, targets: targets)
    record.organisation = Survey.organisation(targets)
    try folder.write(record.json, to: CollectionRecord.fileName)
    for target in targets {
      note("reading account \(target.account) in \(target.regions.joined(separator: ", "))")
    }
    var pass = try read(targets, isAgain: false)
    var count = 1
    repeat {
      count += 1
      note("reading what routes and filters again (\(count))")
      pass = try read(targets, isAgain: true)
    } while !pass.changed.isEmpty && count < max(2, options.mostPasses)
    record.passes = count
    try markUnsettled(&pass)
    record.finish(pass)
    try folder.write(record.json, to: CollectionRecord.fileName)
    return record
  }

  private func read(_ targets: [Target], isAgain: Bool) throws -> Pass {
    let pass = try Reader(
      targets: targets, folder: folder, threads: options.threads, isAgain: isAgain
    ).read()
    for name in folder.answers() where pass.jobs[name] == nil { folder.remove(name) }
    return pass
  }

  /// SOUNDNESS: what was still changing is taken out, so that the importer finds it missing and not in a state that it
  /// had together with nothing else. All that is left was the same at the moment between the last two readings.
  private func markUnsettled(_ pass: inout Pass) throws {
    for name in pass.changed.sorted() {
      guard let job = pass.jobs[name] else { continue }
      let failure = CallFailure(
        .lasting, "ChangedWhileRead", "the answers of two readings differ")
      pass.failures[name] = failure
      try folder.write(
        Envelope.file(CallCatalogue.all[job.call], job.request, job.scope, .failed(failure)),
        to: name)
    }
  }

  /// When the first run of this collection began. Refuses a folder that holds something else.
  private func begin() throws -> String {
    guard let old = folder.read(CollectionRecord.fileName) else {
      guard folder.isVacant else {
        throw CollectionProblem(
          "the folder `\(options.output)` is not empty, and no collection was begun in it",
          note: "name a folder that is new or empty")
      }
      return Clock.now
    }
    guard old["schema"]?.string == CollectionRecord.schema else {
      throw CollectionProblem("`\(options.output)/\(CollectionRecord.fileName)` is no record of a collection")
    }
    guard old["state"]?.string == "running" else {
      throw CollectionProblem(
        "the folder `\(options.output)` holds a collection that is finished",
        note: "name another folder; a collection shows one moment and is not brought up to date")
    }
    guard old["arguments"] == CollectionRecord.arguments(options) else {
      throw CollectionProblem(
        "a collection with other profiles or Regions was begun in `\(options.output)`",
        note: "repeat that command to go on with it, or name another folder")
    }
    note("going on with the collection that was begun at \(old["started"]?.string ?? "?")")
    return old["started"]?.string ?? Clock.now
  }
}

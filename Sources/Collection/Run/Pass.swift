/// One call with everything that it takes.
struct Job: Hashable, Sendable {
  /// Position in the catalogue.
  let call: Int
  let request: JSONTree
  let scope: Scope
  /// Position among the targets.
  let target: Int

  var name: String { Envelope.name(CallCatalogue.all[call], request, scope) }
}

/// What one reading of everything found.
struct Pass {
  /// Every file that belongs to the collection, with its call.
  var jobs: [String: Job] = [:]
  var failures: [String: CallFailure] = [:]
  /// Files whose answer is another than in the reading before.
  var changed: Set<String> = []
}

/// Reads everything once: the calls of the catalogue, then those for each object that they name, level by level.
struct Reader: Sendable {
  let targets: [Target]
  let folder: CollectionFolder
  let threads: Int
  /// False for the first reading, in which a file that is there already counts as read.
  let isAgain: Bool

  private struct Done: Sendable {
    var pages: [Page] = []
    var failure: CallFailure?
    var isChanged = false
    var problem: FolderProblem?
  }

  private static let parents = Set(CallCatalogue.all.compactMap { $0.each?.parent })

  func read() throws -> Pass {
    var pass = Pass()
    var level = roots()
    while !level.isEmpty {
      for job in level { pass.jobs[job.name] = job }
      let jobs = level
      let results = Workers.map(jobs, threads: threads) { job in
        let done = self.read(job)
        let isFatal = done.failure.map { $0.kind == .credentials || $0.kind == .noClient } ?? false
        return (done, isLast: isFatal || done.problem != nil)
      }
      var next: [Job] = []
      for (job, done) in zip(jobs, results) {
        guard let done else { continue }
        if let problem = done.problem { throw problem }
        if let failure = done.failure {
          if failure.kind == .credentials || failure.kind == .noClient { throw failure }
          pass.failures[job.name] = failure
        }
        if done.isChanged { pass.changed.insert(job.name) }
        for child in children(of: job, done.pages) where pass.jobs[child.name] == nil {
          pass.jobs[child.name] = child
          next.append(child)
        }
      }
      level = next
    }
    return pass
  }

  private func roots() -> [Job] {
    var jobs: [Job] = []
    for (number, target) in targets.enumerated() {
      for (index, call) in CallCatalogue.all.enumerated() where call.each == nil {
        for scope in target.scopes(for: call) {
          jobs.append(
            Job(
              call: index, request: .object([JSONTree.Member]()), scope: scope, target: number))
        }
      }
    }
    return jobs
  }

  /// SOUNDNESS: a call of a global service for an object of a Region stays in that Region's file, never in another's.
  private func children(of job: Job, _ pages: [Page]) -> [Job] {
    let parent = CallCatalogue.all[job.call]
    var jobs: [Job] = []
    for (index, call) in CallCatalogue.all.enumerated() where call.each?.parent == parent.name {
      for page in pages {
        for request in call.each?.requests(page.response, page.request) ?? [] {
          jobs.append(Job(call: index, request: request, scope: job.scope, target: job.target))
        }
      }
    }
    return jobs
  }

  private func read(_ job: Job) -> Done {
    let call = CallCatalogue.all[job.call]
    let name = job.name
    let file = folder.read(name)
    let known = file.flatMap { Envelope.pages(in: $0) }
    if let known, !(isAgain && call.isReread) { return Done(pages: kept(known, call)) }
    // What failed in this run fails again: its class is unknown either way.
    if isAgain, let failure = file.flatMap({ Envelope.failure(in: $0) }) {
      return Done(failure: failure)
    }
    let outcome: Outcome
    do throws(CallFailure) {
      outcome = .answered(
        try targets[job.target].client.pages(of: call, job.request, region: job.scope.region))
    } catch {
      if error.kind == .credentials || error.kind == .noClient { return Done(failure: error) }
      outcome = .failed(error)
    }
    var done = Done(pages: kept(outcome.pages, call))
    if case .failed(let failure) = outcome { done.failure = failure }
    let written = Envelope.file(call, job.request, job.scope, outcome)
    if isAgain, let file, Agreement.sameAnswer(file, written) { return done }
    done.isChanged = isAgain && call.isReread
    do throws(FolderProblem) { try folder.write(written, to: name) } catch { done.problem = error }
    return done
  }

  /// Answers that nobody asks for objects are not kept in memory.
  private func kept(_ pages: [Page], _ call: CallDescription) -> [Page] {
    Self.parents.contains(call.name) ? pages : []
  }
}

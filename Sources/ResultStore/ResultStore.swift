/// The history of checks in one file.
package struct ResultStore {
  /// What is checked, and by whom.
  package struct Subject: Hashable, Sendable {
    package var command: String
    package var who: String
    package var version: String
    /// SHA-256 of the inputs and of the policy files.
    package var snapshot: String
    package var policies: String

    package init(command: String, who: String, version: String, snapshot: String, policies: String) {
      self.command = command
      self.who = who
      self.version = version
      self.snapshot = snapshot
      self.policies = policies
    }
  }

  package struct Run: Hashable, Sendable {
    package var number: Int
    package var subject: Subject
    /// In seconds since 1970.
    package var started: Int
    /// Nil while it runs, and for ever if it was killed.
    package var ended: Int?
  }

  package struct Verdict: Hashable, Sendable {
    package var policy: String
    /// From 1.
    package var claim: Int
    package var text: String
    package var verdict: String

    package init(policy: String, claim: Int, text: String, verdict: String) {
      self.policy = policy
      self.claim = claim
      self.text = text
      self.verdict = verdict
    }
  }

  private static let application = 0x49_53_4F_4C
  private static let version = 1

  private let database: Database

  /// Opens a store, or makes one.
  package init(_ path: String) throws(StoreProblem) {
    database = try Database(path)
    try prepare(path)
  }

  private func prepare(_ path: String) throws(StoreProblem) {
    // What is on the disk stays there if the process or the machine goes down.
    try database.run("PRAGMA synchronous = FULL")
    try database.run("PRAGMA foreign_keys = ON")
    let mark = try database.run("PRAGMA application_id").first?.first
    if mark == .number(Self.application) {
      guard try database.run("PRAGMA user_version").first?.first == .number(Self.version) else {
        throw StoreProblem("`\(path)` is a store of another version of isola")
      }
      return
    }
    try database.run("PRAGMA journal_mode = WAL")
    try database.transaction { () throws(StoreProblem) in
      // Somebody else may have made it meanwhile.
      let mark = try database.run("PRAGMA application_id").first?.first
      if mark == .number(Self.application) { return }
      let tables = try database.run("SELECT count(*) FROM sqlite_master").first?.first
      guard mark == .number(0), tables == .number(0) else {
        throw StoreProblem("`\(path)` is a database of something else")
      }
      try database.run(
        """
        CREATE TABLE run (number INTEGER PRIMARY KEY AUTOINCREMENT, command TEXT NOT NULL, who TEXT NOT NULL,
          version TEXT NOT NULL, snapshot TEXT NOT NULL, policies TEXT NOT NULL, started INTEGER NOT NULL, ended INTEGER)
        """)
      try database.run(
        """
        CREATE TABLE verdict (run INTEGER NOT NULL REFERENCES run(number), policy TEXT NOT NULL, claim INTEGER NOT NULL,
          text TEXT NOT NULL, verdict TEXT NOT NULL, PRIMARY KEY (run, policy, claim)) WITHOUT ROWID
        """)
      try database.run("PRAGMA user_version = \(Self.version)")
      try database.run("PRAGMA application_id = \(Self.application)")
    }
  }

  // MARK: Writing

  /// The number of a new run.
  package func begin(_ subject: Subject, at seconds: Int) throws(StoreProblem) -> Int {
    try database.transaction { () throws(StoreProblem) in
      try database.run(
        "INSERT INTO run (command, who, version, snapshot, policies, started) VALUES (?, ?, ?, ?, ?, ?)",
        [
          .text(subject.command), .text(subject.who), .text(subject.version), .text(subject.snapshot),
          .text(subject.policies), .number(seconds),
        ])
      return database.lastRow
    }
  }

  /// On the disk when this returns.
  package func record(_ verdict: Verdict, of run: Int) throws(StoreProblem) {
    try database.run(
      "INSERT INTO verdict (run, policy, claim, text, verdict) VALUES (?, ?, ?, ?, ?)",
      [
        .number(run), .text(verdict.policy), .number(verdict.claim), .text(verdict.text),
        .text(verdict.verdict),
      ])
  }

  package func end(_ run: Int, at seconds: Int) throws(StoreProblem) {
    try database.run("UPDATE run SET ended = ? WHERE number = ?", [.number(seconds), .number(run)])
  }

  // MARK: Reading

  /// In the order in which they began.
  package func runs(since seconds: Int = 0) throws(StoreProblem) -> [Run] {
    try read("WHERE started >= ? ORDER BY number", [.number(seconds)])
  }

  /// The last run that began at or before a moment and came to its end.
  package func lastRun(until seconds: Int) throws(StoreProblem) -> Run? {
    try read(
      "WHERE started <= ? AND ended IS NOT NULL ORDER BY started DESC, number DESC LIMIT 1",
      [.number(seconds)]
    ).first
  }

  private func read(_ rest: String, _ values: [Database.Value]) throws(StoreProblem) -> [Run] {
    let rows = try database.run(
      "SELECT number, command, who, version, snapshot, policies, started, ended FROM run \(rest)", values)
    return rows.map { row in
      Run(
        number: row[0].number ?? 0,
        subject: Subject(
          command: row[1].text, who: row[2].text, version: row[3].text, snapshot: row[4].text,
          policies: row[5].text), started: row[6].number ?? 0, ended: row[7].number)
    }
  }

  package func verdicts(of run: Int) throws(StoreProblem) -> [Verdict] {
    try database.run(
      "SELECT policy, claim, text, verdict FROM verdict WHERE run = ? ORDER BY policy, claim", [.number(run)]
    ).map { row in
      Verdict(policy: row[0].text, claim: row[1].number ?? 0, text: row[2].text, verdict: row[3].text)
    }
  }

  /// Whether the file is sound, as SQLite sees it.
  package func isSound() throws(StoreProblem) -> Bool {
    try database.run("PRAGMA integrity_check") == [[.text("ok")]]
  }
}

extension Database.Value {
  var number: Int? { if case .number(let number) = self { number } else { nil } }
  var text: String { if case .text(let text) = self { text } else { "" } }
}

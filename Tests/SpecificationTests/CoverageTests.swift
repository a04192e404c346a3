import Glibc
import Testing

/// `Specs/Network/Coverage.md` says for each rule about forwarding where it is implemented twice and tested, or that it
/// is not modelled and how one is told.
///
/// The columns `simulator`, `compiler`, `mutant` and `tests` are made from the citations in the code; `state` and `note`
/// are written by hand. `ISOLA_RECORD=1 swift test --filter CoverageTests` writes the made columns anew.
@Suite struct CoverageTests {
  private static let path = "Specs/Network/Coverage.md"
  /// The families of rules about forwarding: packets to Direct Connect, and encryption.
  private static let families: Set<String> = [
    "PKT", "FLW", "REA", "APP", "IAM", "ENI", "SG", "NACL", "RT", "IGW", "EIG", "PCX", "VGW", "NAT",
    "BPA", "TGW", "NFW", "PXY", "VPE", "GWE", "GWL", "LAT", "LB", "AGW", "CFV", "GAC", "SHD", "VPN",
    "DX", "ENC",
  ]

  /// `modelled`: both readings and a test cite it. `uncited`: implemented, but a citation is missing; the dash shows
  /// where. `implied`: it follows from what the note names. `definition`: words, or what an answer never depends on.
  /// `unknown`: not modelled; the note names the file that makes it loud.
  private enum State: String, CaseIterable { case modelled, uncited, implied, definition, unknown }

  private struct Row {
    let rule: String
    var state: State
    var made: [String]
    let note: String

    var text: String {
      "| \(rule) | \(state.rawValue) | \(made.joined(separator: " | ")) | \(note) |"
    }
  }

  private struct Readings {
    let simulator: Citations
    let compiler: Citations
    let mutants: Citations
    let tests: Citations

    init() throws {
      let sources = try SourceTree.files(below: "Sources/Simulator", ending: ".swift")
      simulator = Citations(sources.filter { $0.name != "Mutation" })
      mutants = Citations(sources.filter { $0.name == "Mutation" })
      compiler = Citations(
        try ["ForwardingGraph", "SymbolicCompiler", "Checker"].flatMap {
          try SourceTree.files(below: "Sources/" + $0, ending: ".swift")
        })
      tests = Citations(try SourceTree.files(below: "Tests", ending: ".swift"))
    }

    func cells(_ rule: String) -> [String] {
      [
        simulator.cell(rule), compiler.cell(rule), mutants.cell(rule, atMost: 1),
        tests.cell(rule, atMost: 1),
      ]
    }

    func confirm(_ cells: [String], _ rule: String) -> Bool {
      zip([simulator, compiler, mutants, tests], cells).allSatisfy { $0.confirms($1, rule) }
    }

    func state(_ rule: String) -> State {
      simulator.cites(rule) && compiler.cites(rule) && tests.cites(rule) ? .modelled : .uncited
    }
  }

  private func rows() throws -> (head: [Substring], rows: [Row], tail: [Substring]) {
    let lines = try SourceTree.read(Self.path).split(
      separator: "\n", omittingEmptySubsequences: false)
    var rows: [Row] = []
    var head: [Substring] = []
    var tail: [Substring] = []
    for line in lines {
      guard line.firstMatch(of: /^\| [A-Z]+-[0-9]+[a-z]? \|/) != nil else {
        if rows.isEmpty { head.append(line) } else { tail.append(line) }
        continue
      }
      let cells = line.split(separator: "|", omittingEmptySubsequences: false)
        .map { $0.trimmingPrefix(" ").reversed().drop { $0 == " " }.reversed() }
        .map { String($0) }
      try #require(cells.count == 9, "\(line)")
      let state = try #require(State(rawValue: cells[2]), "\(line)")
      rows.append(Row(rule: cells[1], state: state, made: Array(cells[3...6]), note: cells[7]))
    }
    return (head, rows, tail)
  }

  /// The made columns name declarations that cite the rule, and are empty only where none does; `modelled` and `uncited`
  /// follow from that.
  @Test func theTableIsUpToDate() throws {
    let readings = try Readings()
    var (head, rows, tail) = try rows()
    var wrong: [String] = []
    for index in rows.indices {
      let rule = rows[index].rule
      let state = rows[index].state
      let isStale =
        !readings.confirm(rows[index].made, rule)
        || ([.modelled, .uncited].contains(state) && state != readings.state(rule))
      guard isStale else { continue }
      wrong.append(rule)
      rows[index].made = readings.cells(rule)
      if [.modelled, .uncited].contains(state) { rows[index].state = readings.state(rule) }
    }
    if getenv("ISOLA_RECORD") != nil {
      head += rows.map { Substring($0.text) }
      try SourceTree.write((head + tail).joined(separator: "\n"), to: Self.path)
    }
    // A recording run fails too: the new rows want to be read.
    #expect(
      wrong == [], "Coverage.md is out of date: ISOLA_RECORD=1 swift test --filter CoverageTests")
  }

  /// Every rule of Specs/Network about forwarding has one row.
  @Test func everyRuleHasARow() throws {
    let rules = try rows().rows.map(\.rule)
    #expect(Set(rules).count == rules.count)
    let texts = try SourceTree.files(below: "Specs/Network", ending: ".md")
      .filter { !["Changes", "Coverage", "README"].contains($0.name) }
    let stated = texts.flatMap { file in
      file.lines.flatMap { line in
        line.matches(of: /\*\*\[([A-Z]+)-([0-9]+[a-z]?)\]/)
          .filter { Self.families.contains(String($0.output.1)) }
          .map { "\($0.output.1)-\($0.output.2)" }
      }
    }
    #expect(stated.count > 100)
    #expect(Set(stated).subtracting(rules).sorted() == [])
    // What has no text here yet is not modelled.
    for row in try self.rows().rows where !stated.contains(row.rule) {
      #expect(row.state == .unknown, "\(row.rule) has no text in Specs/Network")
    }
  }

  /// A rule that counts as implemented is cited by a reading; one that does not says what else holds.
  @Test func everyRowSaysWhatHolds() throws {
    let readings = try Readings()
    for row in try rows().rows {
      switch row.state {
      case .modelled, .uncited:
        #expect(
          readings.simulator.cites(row.rule) || readings.compiler.cites(row.rule),
          "no reading cites \(row.rule)")
      case .implied, .definition:
        #expect(!row.note.isEmpty, "\(row.rule) needs a note")
      case .unknown:
        let files = row.note.matches(of: /`([A-Za-z]+\/[A-Za-z\/]+\.(?:swift|md))`/)
          .map { String($0.output.1) }
        #expect(!files.isEmpty, "\(row.rule): name the file that makes it loud")
        for file in files {
          #expect(
            SourceTree.exists("Sources/" + file) || SourceTree.exists("Specs/" + file),
            "\(row.rule): there is no \(file)")
        }
      }
    }
  }

  /// The code cites only rules that have a row.
  @Test func noCitationIsInvented() throws {
    let rules = Set(try rows().rows.map(\.rule))
    for folder in ["Simulator", "ForwardingGraph", "SymbolicCompiler", "Importers", "NetworkModel"] {
      let cited = Citations(try SourceTree.files(below: "Sources/" + folder, ending: ".swift"))
      let odd = cited.symbols.keys.filter { rule in
        Self.families.contains(String(rule.prefix { $0 != "-" })) && !rules.contains(rule)
      }
      #expect(odd.sorted() == [], "in \(folder)")
    }
  }
}

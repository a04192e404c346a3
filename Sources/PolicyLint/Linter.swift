package import PolicySyntax
import PolicyTypes
package import SolverZ3
package import SourceText
import TermGraph

/// What was found about some policy files.
package struct LintResult: Sendable {
  /// Sorted by place.
  package var findings: [Diagnostic]
  /// Questions that the solver was asked.
  package var questions: Int
  /// Questions that it left open within its limits: findings may be missing.
  package var undecided: Int
}

/// Judges policies against policies (LINT-1 to LINT-7). The files must have no errors.
package struct Linter: ~Copyable {
  var world: LintWorld
  let packet: LintPacket
  let files: [PolicyFile]
  var traffics: TrafficResolver
  private var solver: SolverContext
  private var pairFacts: [TermID] = []
  var findings: [Diagnostic] = []
  private var questions = 0
  private var undecided = 0

  private init(
    _ files: [PolicyFile], _ configuration: SolverConfiguration
  ) throws(SolverError) {
    self.files = files
    world = LintWorld(files)
    packet = LintPacket(in: &world.graph)
    var declarations: [String: TrafficDeclaration] = [:]
    for declaration in files.flatMap(\.declarations) {
      guard case .traffic(let traffic) = declaration, declarations[traffic.name.text] == nil else {
        continue
      }
      declarations[traffic.name.text] = traffic
    }
    traffics = TrafficResolver(declarations: declarations)
    solver = try SolverContext(configuration: configuration)
  }

  /// `started` gets what stops the solver from another thread.
  package static func lint(
    _ files: [PolicyFile], configuration: SolverConfiguration = .init(),
    started: (Interrupter) -> Void = { _ in }
  ) throws(SolverError) -> LintResult {
    let files = Self.claimed(files)
    var linter = try Linter(files, configuration)
    started(linter.solver.interrupter)
    try linter.judgeSets()
    let regions = linter.regions()
    linter.pairFacts = linter.distinctEnds(regions)
    var live: [ClaimRegion] = []
    for region in regions where try linter.judge(region) { live.append(region) }
    try linter.judgePairs(live)
    let unused = TypeChecker.mistakes(in: files).filter { $0.code == "PT011" }
    let findings = (linter.findings + unused).sorted(by: DiagnosticRenderer.precedes)
    return LintResult(
      findings: findings, questions: linter.questions, undecided: linter.undecided)
  }

  /// What is assumed is no exception that somebody wrote beside a claim.
  private static func claimed(_ files: [PolicyFile]) -> [PolicyFile] {
    var files = PolicyTypes.Linker.link(files).files
    for file in files.indices {
      for index in files[file].declarations.indices {
        guard case .policy(var policy) = files[file].declarations[index] else { continue }
        for part in policy.clauses.indices {
          guard case .claim(var claim) = policy.clauses[part].content else { continue }
          claim.exceptions.removeAll(where: \.isAssumption)
          policy.clauses[part].content = .claim(claim)
        }
        files[file].declarations[index] = .policy(policy)
      }
    }
    return files
  }

  // MARK: Questions

  /// True iff no network holds anything for which `term` is true. A question that the solver leaves open counts as no.
  mutating func isImpossible(_ term: TermID, pair: Bool = true) throws(SolverError) -> Bool {
    if term == TermGraph.false { return true }
    let facts = world.facts + (pair ? pairFacts : [])
    let question = world.graph.and(facts + [term])
    if question == TermGraph.false { return true }
    questions += 1
    switch try solver.check(question, in: world.graph) {
    case .unsatisfiable: return true
    case .satisfiable: return false
    case .unknown:
      undecided += 1
      return false
    }
  }

  mutating func find(
    _ code: String, _ message: String, at range: SourceRange,
    labels: [Diagnostic.Label] = [], notes: [String] = []
  ) {
    findings.append(
      Diagnostic(
        code: code, severity: .warning, message: message, range: range, labels: labels, notes: notes
      ))
  }

  // MARK: One by one

  /// LINT-2: a declared set that has no member in any network, on either side of an arrow.
  private mutating func judgeSets() throws(SolverError) {
    for declaration in files.flatMap(\.declarations) {
      guard case .set(let set) = declaration else { continue }
      var isEmpty = true
      for end in LintWorld.End.allCases where isEmpty {
        let term = world.term(set.value, end)
        isEmpty = try isImpossible(term, pair: false)
      }
      if isEmpty {
        find(
          "PL001", "the set `\(set.name.text)` never has a member, whatever the network",
          at: set.name.range, notes: ["it is `\(Printer.print(set.value))`"])
      }
    }
  }

  private mutating func regions() -> [ClaimRegion] {
    var regions: [ClaimRegion] = []
    for declaration in files.flatMap(\.declarations) {
      guard case .policy(let policy) = declaration else { continue }
      for statement in policy.claims {
        let reading = ClaimRegion.reading(statement)
        guard let traffic = traffics.resolve(statement.flow.traffic, reading) else { continue }
        let whole = term(statement.flow, traffic)
        let exceptions = statement.exceptions.map { exception in
          let traffic = traffics.resolve(exception.flow.traffic, reading) ?? .any
          return term(exception.flow, traffic)
        }
        let left = world.graph.and(whole, world.graph.not(world.graph.or(exceptions)))
        regions.append(
          ClaimRegion(
            policy: policy.name, statement: statement, traffic: traffic, whole: whole,
            exceptions: exceptions, left: left))
      }
    }
    return regions
  }

  private mutating func term(_ flow: Flow, _ traffic: Traffic) -> TermID {
    let source = world.term(flow.source, .source)
    let destination = world.term(flow.destination, .destination)
    let packets = packet.term(traffic, in: &world.graph)
    let family =
      switch flow.addresses?.kind {
      // POL-8: what `using` leaves of the families.
      case nil, .all: TermGraph.true
      case .publicOnly: world.graph.not(world.isIPv6)
      case .ipv6: world.isIPv6
      }
    return world.graph.and([source, destination, packets, family])
  }

  /// Claims are about two distinct ends, not both outside (POL-1); packets are well formed.
  private mutating func distinctEnds(_ regions: [ClaimRegion]) -> [TermID] {
    let (a, b) = (world.person(.source), world.person(.destination))
    var facts = packet.facts(world.isIPv6, in: &world.graph)
    facts.append(world.graph.not(world.graph.and(a.internet, b.internet)))
    facts.append(world.graph.not(world.graph.and(a.site, b.site)))
    if let key = AttributeKey.named("eni-") {
      for id in world.vocabulary.constants[key] ?? [] {
        let both = [world.has(key, id, .source), world.has(key, id, .destination)]
        facts.append(world.graph.not(world.graph.and(both)))
      }
    }
    return facts
  }

  /// LINT-3, LINT-4. False for a claim that says nothing.
  private mutating func judge(_ region: ClaimRegion) throws(SolverError) -> Bool {
    let statement = region.statement
    if try isImpossible(region.whole) {
      find(
        "PL002", "the claim is about nothing, whatever the network", at: statement.range,
        notes: ["no packet goes from its source to its destination"])
      return false
    }
    var before: [TermID] = []
    for (exception, term) in zip(statement.exceptions, region.exceptions) {
      let taken = world.graph.and(region.whole, term)
      let earlier = world.graph.or(before)
      if try isImpossible(taken) {
        find(
          "PL005", "the exception releases nothing of its claim, whatever the network",
          at: exception.range,
          labels: [.init(range: statement.flow.range, message: "the claim")])
      } else if try isImpossible(world.graph.and(taken, world.graph.not(earlier))) {
        find(
          "PL006", "the exception releases nothing that the ones before it do not release",
          at: exception.range)
      }
      before.append(term)
    }
    guard try !isImpossible(region.left) else {
      find(
        "PL002", "the claim is about nothing, whatever the network", at: statement.range,
        notes: ["its exceptions cover all of it"])
      return false
    }
    return true
  }
}

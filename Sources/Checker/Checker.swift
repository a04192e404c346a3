import Certificates
import ForwardingGraph
package import NetworkModel
package import PolicyTypes
package import Quotient
package import Simulator
package import SolverZ3
import SymbolicCompiler
import TermGraph

/// Answers claims and questions about one network: the symbolic side proposes, Z3 decides, the simulator replays.
///
/// One checker owns one solver context and belongs to one thread; results are values.
package struct Checker: ~Copyable {
  package let network: NetworkModel
  private(set) var exploration: ExplorationPlan
  var ends: Ends { Ends(network: network, plan: exploration.addresses) }
  /// The VPCs that the claim at hand is examined over.
  private(set) var scope = VPCScope.everything
  /// Nil where every VPC is examined.
  package let quotient: Quotient?
  /// By whether filters that were not collected count as open (`forbid`) or as unknown (everything else).
  private var simulators: [Bool: Simulator] = [:]
  private let mutation: Mutation?
  let usesGuarantees: Bool
  /// For the addresses of REA-6, asked for by exceptions only.
  private var index: NetworkIndex?
  var solver: SolverContext
  var engine = InvariantEngine()
  /// Tried first, where there are any; nil: nothing is tried or kept.
  package var proposals: Proposals?
  /// Whether certificates of proved claims are kept, in `proved`.
  package var keepsCertificates = false
  /// The certificates of the last claim, if an invariant proved it.
  package internal(set) var proved: [ProvedPart] = []
  /// Statements decided so far: obligations of invariants, and path conditions.
  package internal(set) var obligations = 0

  /// `claims`: what will be checked, where that is known; it saves preparing VPCs that none of them needs. Others may be checked
  /// too. Without `usesQuotient`, every VPC is examined, also where others like it were. For tests: `mutation` is a rule that
  /// the simulator gets wrong, `quotient` one of another network; without `usesGuarantees` every `require` is explored pair by
  /// pair.
  package init(
    _ network: NetworkModel, claims: [Claim] = [], solver: SolverConfiguration = .init(),
    mutation: Mutation? = nil, usesQuotient: Bool = true, quotient given: Quotient? = nil,
    usesGuarantees: Bool = true
  ) throws(CheckError) {
    self.network = network
    self.mutation = mutation
    self.usesGuarantees = usesGuarantees
    // Three VPCs are the fewest of which one can be left out.
    let quotient = given ?? (usesQuotient && network.vpcs.count > 2 ? Quotient(network) : nil)
    self.quotient = quotient
    let scopes = claims.map { quotient?.scope(of: $0) ?? .everything }
    let needed = scopes.dropFirst().reduce(scopes.first ?? .everything) { $0.union($1) }
    exploration = ExplorationPlan(network, within: needed)
    do {
      self.solver = try SolverContext(configuration: solver)
    } catch {
      throw .solver(error.description)
    }
    listen()
  }

  /// Explorations end early after an interrupt; `finished` throws their results away.
  private mutating func listen() {
    let interrupter = solver.interrupter
    exploration.isCancelled = { interrupter.isInterrupted }
  }

  /// SOUNDNESS: after an interrupt explorations are incomplete and solver calls undecided; nothing that was made of them
  /// leaves the checker.
  func finished<Value>(_ value: Value) throws(CheckError) -> Value {
    if solver.interrupter.isInterrupted { throw .interrupted }
    return value
  }

  /// Stops a running solver call from another thread.
  package var interrupter: Interrupter { solver.interrupter }

  package mutating func check(_ policy: CheckedPolicy) throws(CheckError) -> PolicyResult {
    var results: [ClaimResult] = []
    for claim in policy.claims { results.append(try check(claim)) }
    return PolicyResult(policy: policy, claims: results, objects: try objects(of: policy))
  }

  package mutating func check(_ claim: Claim) throws(CheckError) -> ClaimResult {
    if let failures = claim.failures { return try finished(checkTolerating(claim, failures)) }
    if claim.ignoresFilters { return try finished(checkRoutes(claim)) }
    let before = obligations
    proved = []
    let reasons = vacuity(claim)
    if let reason = reasons.first {
      return ClaimResult(
        claim: claim, verdict: .vacuous, emptiness: reason.reason, obligations: 0
      ).doubted
    }
    enter(quotient?.scope(of: claim) ?? .everything)
    defer { scope = .everything }
    let whole = claim
    let claim = claim.limited(to: scope, network)
    var result = try agreed { checker throws(CheckError) in
      switch claim.kind {
      case .forbid, .forbidDirect, .forbidConnections: try checker.checkForbid(claim)
      case .require, .requireOneWay: try checker.checkRequire(claim)
      case .everyPath: try checker.checkWays(claim)
      }
    } otherwise: {
      ClaimResult(claim: claim, verdict: .unknown, unknowns: $0, obligations: 0)
    }
    result.obligations = obligations - before
    result.claim = whole
    return try finished(result.doubted)
  }

  /// The answer, or `otherwise` with all that is unknown everywhere if the readings differ over a network in which two
  /// objects own one address. Of a network that can exist a difference is a defect.
  mutating func agreed<Answer>(
    _ answer: (inout Checker) throws(CheckError) -> Answer, otherwise: ([Unknown]) -> Answer
  ) throws(CheckError) -> Answer {
    do throws(CheckError) {
      return try answer(&self)
    } catch {
      guard case .disagreement = error, network.hasAddressesOfTwo else { throw error }
      var unknowns = UnknownCollector()
      unknowns.insert(globalUnknowns)
      return otherwise(unknowns.sorted)
    }
  }

  /// Plans that do not reach so far are made anew for the whole network.
  private mutating func enter(_ scope: VPCScope) {
    self.scope = scope
    if !scope.isSubset(of: exploration.scope) { examineEverything() }
  }

  /// Before an examination that no claim of `init` announced.
  mutating func examineEverything() {
    guard !exploration.scope.isEverything else { return }
    exploration = ExplorationPlan(network)
    listen()
  }

  private mutating func vacuity(_ claim: Claim) -> [Vacuity] {
    if claim.exceptions.isEmpty { return claim.vacuity(internet: .empty) }
    let index = index ?? NetworkIndex(network)
    self.index = index
    return claim.vacuity(internet: index.internet)
  }

  /// Made when the first packet is replayed.
  mutating func simulator(openFilters: Bool) -> Simulator {
    if let known = simulators[openFilters] { return known }
    let made = Simulator(
      network,
      options: .init(uncollectedFilters: openFilters ? .open : .unknown, mutation: mutation))
    simulators[openFilters] = made
    return made
  }

  // MARK: Solver

  enum Satisfiability {
    case no
    case yes
    /// The solver gave up within its limits.
    case limit(String)
  }

  mutating func satisfiable(_ term: TermID, _ exploration: Exploration) throws(CheckError) -> Satisfiability {
    if solver.interrupter.isInterrupted { throw .interrupted }
    if term == TermGraph.false { return .no }
    obligations += 1
    do {
      switch try solver.check(term, in: exploration.graph) {
      case .unsatisfiable: return .no
      case .satisfiable: return .yes
      case .unknown(let reason):
        if solver.interrupter.isInterrupted { throw CheckError.interrupted }
        return .limit(reason)
      }
    } catch let failure as SolverError {
      throw .solver(failure.description)
    } catch {
      throw .interrupted
    }
  }

  /// Unknowns that concern every answer (IMP-3a c).
  var globalUnknowns: [Unknown] { network.globalUnknowns.map { network[$0] } }
}

/// Collects reasons, each once, in a fixed order.
struct UnknownCollector {
  private var seen: Set<Unknown> = []

  mutating func insert(_ unknown: Unknown) { seen.insert(unknown) }

  mutating func insert(_ unknowns: [Unknown]) { seen.formUnion(unknowns) }

  mutating func insert(limit reason: String) {
    seen.insert(
      Unknown(object: "solver", kind: "solver", reason: "the solver stopped at its limit: \(reason)", rule: "CNV-2"))
  }

  var isEmpty: Bool { seen.isEmpty }

  var sorted: [Unknown] {
    seen.sorted { ($0.object, $0.kind, $0.rule, $0.reason) < ($1.object, $1.kind, $1.rule, $1.reason) }
  }
}

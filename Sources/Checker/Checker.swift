import Certificates
import ForwardingGraph
package import NetworkModel
package import PolicyTypes
package import Simulator
package import SolverZ3
import SymbolicCompiler
import TermGraph

/// Answers claims and questions about one network: the symbolic side proposes, Z3 decides, the simulator replays.
///
/// One checker owns one solver context and belongs to one thread; results are values.
package struct Checker: ~Copyable {
  let exploration: ExplorationPlan
  let ends: Ends
  /// Reads filters that were not collected as open (`forbid`) or as unknown (everything else).
  let openSimulator: Simulator
  let strictSimulator: Simulator
  /// The addresses of REA-6, for vacuity.
  private let internet: AddressSet
  var solver: SolverContext
  var engine = InvariantEngine()
  /// Whether certificates of proved claims are kept, in `proved`.
  package var keepsCertificates = false
  /// The certificates of the last claim, if an invariant proved it.
  package internal(set) var proved: [ProvedPart] = []
  /// Solver calls so far.
  package internal(set) var obligations = 0

  /// `mutation` is for tests of the replay: a rule that the simulator gets wrong.
  package init(
    _ network: NetworkModel, solver: SolverConfiguration = .init(), mutation: Mutation? = nil
  ) throws(CheckError) {
    exploration = ExplorationPlan(network)
    ends = Ends(network: network, plan: exploration.addresses)
    openSimulator = Simulator(network, options: .init(uncollectedFilters: .open, mutation: mutation))
    strictSimulator = Simulator(
      network, options: .init(uncollectedFilters: .unknown, mutation: mutation))
    internet = NetworkIndex(network).internet
    do {
      self.solver = try SolverContext(configuration: solver)
    } catch {
      throw .solver(error.description)
    }
  }

  package var network: NetworkModel { exploration.network }

  /// Stops a running solver call from another thread.
  package var interrupter: Interrupter { solver.interrupter }

  package mutating func check(_ policy: CheckedPolicy) throws(CheckError) -> PolicyResult {
    var results: [ClaimResult] = []
    for claim in policy.claims { results.append(try check(claim)) }
    return PolicyResult(policy: policy, claims: results)
  }

  package mutating func check(_ claim: Claim) throws(CheckError) -> ClaimResult {
    let before = obligations
    proved = []
    var result: ClaimResult
    switch claim.kind {
    case .forbid, .forbidDirect, .forbidConnections: result = try checkForbid(claim)
    case .require, .requireOneWay: result = try checkRequire(claim)
    }
    result.obligations = obligations - before
    return result.doubted
  }

  func vacuity(_ claim: Claim) -> [Vacuity] { claim.vacuity(internet: internet) }

  // MARK: Solver

  enum Satisfiability {
    case no
    case yes
    /// The solver gave up within its limits.
    case limit(String)
  }

  mutating func satisfiable(_ term: TermID, _ exploration: Exploration) throws(CheckError) -> Satisfiability {
    if term == TermGraph.false { return .no }
    obligations += 1
    do {
      switch try solver.check(term, in: exploration.graph) {
      case .unsatisfiable: return .no
      case .satisfiable: return .yes
      case .unknown(let reason): return .limit(reason)
      }
    } catch {
      throw .solver(error.description)
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

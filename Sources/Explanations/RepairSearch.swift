package import Checker
import Differences
import NetworkEdits
package import NetworkModel
package import PolicyTypes
package import SolverZ3
import SymbolicCompiler

/// Finds the cheapest edits after which claims hold (FIX-1 to FIX-5).
///
/// The search goes from the network to the copies that one edit leaves, the cheapest set of edits first. The checker judges each
/// copy: where a claim is violated, its packet says which edits may help; where all hold, the set is minimised and its exact
/// effect is computed over the whole network.
package struct RepairSearch {
  package struct Limits: Hashable, Sendable {
    /// Repairs that are returned.
    package var repairs = 4
    /// Repairs that are compared.
    package var compared = 10
    /// Copies of the network that are examined.
    package var copies = 120
    /// Edits of one repair.
    package var size = 10

    package init() {}
  }

  private let network: NetworkModel
  private let claims: [Claim]
  private let costs: RepairCosts
  private let limits: Limits
  private let started: (Interrupter) -> Void
  private let isCancelled: () -> Bool
  private var judged: [Set<NetworkEdit>: Judgement] = [:]
  /// What the unchanged network delivers.
  private var flows: FlowMemory?

  private enum Judgement {
    case holds
    case violated(Claim, Witness)
    case unknown([Unknown])
    case vacuous
  }

  /// What was done for one violation after the other. A step is done as a whole or not at all: where a rule is narrowed, one is
  /// taken away and others come.
  private struct Node {
    var steps: [[NetworkEdit]]
    var cost: Int

    var edits: [NetworkEdit] { steps.flatMap { $0 } }
  }

  /// `started` gets what stops the work on each copy from another thread; `isCancelled` is asked in between.
  package init(
    _ network: NetworkModel, _ claims: [Claim], costs: RepairCosts = .init(), limits: Limits = .init(),
    started: @escaping (Interrupter) -> Void = { _ in }, isCancelled: @escaping () -> Bool = { false }
  ) {
    self.network = network
    self.claims = claims
    self.costs = costs
    self.limits = limits
    self.started = started
    self.isCancelled = isCancelled
  }

  package mutating func run() throws(CheckError) -> Repairs {
    // Of ways, and of networks in which something failed or is open, no edit is tried.
    let isOther = claims.contains { $0.kind == .everyPath || $0.failures != nil || $0.ignoresFilters }
    if isOther { return Repairs(need: .unsupported) }
    switch try judge([]) {
    case .holds: return Repairs(need: .none)
    case .vacuous: return Repairs(need: .vacuous)
    case .unknown(let unknowns): return Repairs(need: .unknown, unknowns: unknowns)
    case .violated: break
    }
    var result = Repairs(need: .repair)
    var found: [Set<NetworkEdit>] = []
    var hasExact = false
    var seen: Set<Set<NetworkEdit>> = [[]]
    var open = [Node(steps: [], cost: 0)]
    while let node = Self.takeCheapest(&open) {
      if found.contains(where: { $0.isSubset(of: node.edits) }) { continue }
      if Set(node.edits).count > limits.size {
        result.isCut = true
        continue
      }
      guard judged.count < limits.copies else {
        result.isCut = true
        break
      }
      switch try judge(node.edits) {
      case .vacuous: continue
      case .unknown(let unknowns):
        result.unknowns += unknowns.filter { !result.unknowns.contains($0) }
      case .violated(let claim, let witness):
        let next = try candidates(claim, witness, node.edits, &result)
        for edits in next {
          let added = edits.filter { !node.edits.contains($0) }
          let all = node.edits + added
          guard !added.isEmpty, seen.insert(Set(all)).inserted else { continue }
          open.append(Node(steps: node.steps + [added], cost: all.reduce(0) { $0 + costs.cost($1) }))
        }
      case .holds:
        let edits = try minimized(node.steps)
        guard !found.contains(Set(edits)) else { continue }
        found.append(Set(edits))
        let repair = try repair(edits)
        hasExact = hasExact || repair.isExact
        result.repairs.append(repair)
      }
      if hasExact, result.repairs.count >= limits.repairs || result.repairs.count >= limits.compared { break }
      if result.repairs.count >= limits.compared { break }
    }
    // What stood in the way of other sets of edits stands in nobody's way.
    if !result.repairs.isEmpty { (result.obstacles, result.unknowns) = ([], []) }
    let order = result.repairs.indices.sorted { a, b in
      let (first, second) = (result.repairs[a], result.repairs[b])
      return (first.cost, first.isExact ? 0 : 1, a) < (second.cost, second.isExact ? 0 : 1, b)
    }
    result.repairs = order.prefix(limits.repairs).map { result.repairs[$0] }
    return result
  }

  private static func takeCheapest(_ open: inout [Node]) -> Node? {
    let best = open.indices.min { (open[$0].cost, $0) < (open[$1].cost, $1) }
    return best.map { open.remove(at: $0) }
  }

  // MARK: Judging

  private mutating func judge(_ edits: [NetworkEdit]) throws(CheckError) -> Judgement {
    let key = Set(edits)
    if let known = judged[key] { return known }
    if isCancelled() { throw .interrupted }
    var checker = try Checker(network.edited(edits), claims: claims)
    started(checker.interrupter)
    if isCancelled() { throw .interrupted }
    var judgement = Judgement.holds
    for claim in claims {
      let result = try checker.check(claim)
      switch result.verdict {
      case .proved: continue
      case .vacuous:
        if claims.count == 1 { judgement = .vacuous }
      case .unknown: judgement = .unknown(result.unknowns)
      case .violated:
        if let witness = result.witness { judgement = .violated(claim, witness) }
      }
      if case .violated = judgement { break }
    }
    judged[key] = judgement
    return judgement
  }

  /// Without steps that the others do without, one after the other.
  private mutating func minimized(_ steps: [[NetworkEdit]]) throws(CheckError) -> [NetworkEdit] {
    var kept = steps
    for step in steps where kept.count > 1 {
      let without = kept.filter { $0 != step }
      if case .holds = try judge(without.flatMap { $0 }) { kept = without }
    }
    return kept.flatMap { $0 }
  }

  private func candidates(
    _ claim: Claim, _ witness: Witness, _ edits: [NetworkEdit], _ result: inout Repairs
  ) throws(CheckError) -> [[NetworkEdit]] {
    let copy = network.edited(edits)
    let finder = RepairFinder(
      network: copy, claim: claim, witness: witness, knownGroups: network.securityGroups.count)
    var stop: Stop?
    let found: [[NetworkEdit]]
    switch claim.kind {
    case .forbid, .forbidDirect, .forbidConnections, .everyPath: found = finder.closing()
    case .require, .requireOneWay:
      var checker = try Checker(copy, usesQuotient: false)
      started(checker.interrupter)
      let narrow = finder.narrowed
      let (stops, _) = try checker.stops(
        narrow.source, narrow.destination, narrow.traffic, twoWay: claim.kind == .require, limit: 16)
      stop = finder.match(stops)
      found = stop.map { finder.opening($0) } ?? finder.misleading()
    }
    if found.isEmpty {
      let obstacle = Repairs.Obstacle(witness: witness, stop: stop)
      if !result.obstacles.contains(obstacle) { result.obstacles.append(obstacle) }
    }
    return found
  }

  // MARK: Effects

  private mutating func repair(_ edits: [NetworkEdit]) throws(CheckError) -> Repair {
    let after = network.edited(edits)
    let (was, will) = (flows ?? FlowMemory(FlowMap(network)), FlowMap(after))
    flows = was
    let places = ChangedPlaces(edits, from: was.map, to: will)
    guard let difference = FlowDifference.between(was, will, near: places, isCancelled: isCancelled) else {
      throw .interrupted
    }
    do throws(ReplayFailure) {
      let replay = Replay(network, after)
      for pair in difference.opened { _ = try replay.opened(pair) }
      for pair in difference.closed { _ = try replay.closed(pair) }
    } catch {
      throw .disagreement(error.message)
    }
    let effects = sideEffects(difference)
    let cost =
      edits.reduce(0) { $0 + costs.cost($1) }
      + costs[.sideEffect] * min(5, effects.pairs + (difference.undecided.isEmpty ? 0 : 1))
    return Repair(edits: edits, cost: cost, difference: difference, sideEffects: effects)
  }

  private func sideEffects(_ difference: FlowDifference) -> Repair.SideEffects {
    let opening = claims.filter { $0.kind == .require || $0.kind == .requireOneWay }
      .map { AskedFlows($0, in: network) }
    let closing = claims.filter { $0.kind != .require && $0.kind != .requireOneWay }
      .map { AskedFlows($0, in: network) }
    func rest(_ pairs: [PairFlows], _ asked: [AskedFlows]) -> [PairFlows] {
      pairs.compactMap { pair in
        let boxes = asked.reduce(pair.boxes) { $1.rest(of: $0, from: pair.from, to: pair.to) }
        return boxes.isEmpty ? nil : PairFlows(pair.from, pair.to, boxes)
      }
    }
    return Repair.SideEffects(opened: rest(difference.opened, opening), closed: rest(difference.closed, closing))
  }
}

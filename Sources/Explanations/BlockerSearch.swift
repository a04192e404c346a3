package import Checker
package import NetworkModel
package import PolicyTypes
package import SolverZ3
import SymbolicCompiler

/// A question about two sets.
package struct PairQuestion: Hashable, Sendable {
  package var source: EndpointSet
  package var destination: EndpointSet
  package var traffic: Traffic
  package var isTwoWay: Bool

  /// Nil for the questions that answer with classes.
  package init?(_ question: CheckedQuestion) {
    switch question {
    case .reach(let source, let destination, let traffic):
      (self.source, self.destination, self.traffic, isTwoWay) = (source, destination, traffic, true)
    case .deliver(let source, let destination, let traffic):
      (self.source, self.destination, self.traffic, isTwoWay) = (source, destination, traffic, false)
    case .whoReaches, .whatReaches: return nil
    }
  }

  package var question: CheckedQuestion {
    isTwoWay ? .reach(source, destination, traffic) : .deliver(source, destination, traffic)
  }
}

/// A blocker: a change that takes it away, and the stop by which it showed.
package struct RemovableBlocker: Hashable, Sendable {
  package var removal: Removal
  package var stop: Stop
}

/// A minimal set of blockers: with all of them removed the packet arrives; with fewer of them removed nothing does.
package struct BlockerSet: Hashable, Sendable {
  package var blockers: [RemovableBlocker]
  /// What arrives then, confirmed by the simulator on the changed copy.
  package var witness: Witness
}

package struct BlockerSets: Hashable, Sendable {
  /// Smaller ones first.
  package var sets: [BlockerSet]
  /// Stops that nothing undoes (WHY-3), in the network as it is or after some removals.
  package var fixed: [Stop]
  /// More sets may exist: a limit cut the search.
  package var isCut: Bool
  /// What is not known and might let packets through without any change.
  package var unknowns: [Unknown]
}

/// Finds every minimal set of blockers of a question that nothing answers (WHY-1 to WHY-5): breadth first over sets of
/// removals, each extended by what undoes a stop of the network that it leaves.
package struct BlockerSearch {
  package struct Limits: Hashable, Sendable {
    /// Sets that are returned.
    package var sets = 16
    /// Changed copies of the network that are examined.
    package var copies = 400
    /// Blockers in one set.
    package var size = 8
    /// Stops of one copy.
    package var stops = 16

    package init() {}
  }

  private let network: NetworkModel
  private let question: PairQuestion
  private let limits: Limits
  private let started: (Interrupter) -> Void
  private let isCancelled: () -> Bool
  private var known: [Set<Removal>: Examined] = [:]
  private var shown: [Removal: Stop] = [:]
  /// Removals in the order in which they came up; changes are made in this order.
  private var ranks: [Removal: Int] = [:]

  private struct Examined {
    var witness: Witness?
    var stops: [Stop] = []
    var isCut = false
    var unknowns: [Unknown] = []
  }

  /// `started` gets what stops the work on each copy from another thread; `isCancelled` is asked between two copies.
  package init(
    _ network: NetworkModel, _ question: PairQuestion, limits: Limits = .init(),
    started: @escaping (Interrupter) -> Void = { _ in }, isCancelled: @escaping () -> Bool = { false }
  ) {
    self.network = network
    self.question = question
    self.limits = limits
    self.started = started
    self.isCancelled = isCancelled
  }

  package mutating func run() throws(CheckError) -> BlockerSets {
    var result = BlockerSets(sets: [], fixed: [], isCut: false, unknowns: [])
    var found: [Set<Removal>] = []
    var seen: Set<Set<Removal>> = [[]]
    var layer: [[Removal]] = [[]]
    while !layer.isEmpty {
      var next: [[Removal]] = []
      for removals in layer {
        let set = Set(removals)
        if found.contains(where: { $0.isSubset(of: set) }) { continue }
        guard known.count < limits.copies, found.count < limits.sets else {
          result.isCut = true
          return result
        }
        let examined = try examine(set)
        if removals.isEmpty { result.unknowns = examined.unknowns }
        if examined.witness != nil {
          let minimal = try minimized(removals)
          if !found.contains(minimal.set), let witness = known[minimal.set]?.witness {
            found.append(minimal.set)
            result.sets.append(
              BlockerSet(
                blockers: minimal.order.compactMap { removal in
                  shown[removal].map { RemovableBlocker(removal: removal, stop: $0) }
                }, witness: witness))
          }
          continue
        }
        if examined.isCut { result.isCut = true }
        let finder = RemovalFinder(
          network: changed(set), source: question.source, destination: question.destination)
        for stop in examined.stops {
          let undoing = finder.removals(of: stop).filter { !set.contains($0) }
          if undoing.isEmpty, !result.fixed.contains(where: { $0.isLike(stop) }) {
            result.fixed.append(stop)
          }
          for removal in undoing {
            if shown[removal] == nil {
              shown[removal] = stop
              ranks[removal] = ranks.count
            }
            guard removals.count < limits.size else {
              result.isCut = true
              continue
            }
            if seen.insert(set.union([removal])).inserted { next.append(removals + [removal]) }
          }
        }
      }
      layer = next
    }
    return result
  }

  /// Without the removals that something arrives without as well: proper subsets by deletion, one after the other.
  private mutating func minimized(
    _ removals: [Removal]
  ) throws(CheckError) -> (set: Set<Removal>, order: [Removal]) {
    // Small sets by all their subsets, for the removal of a route may close a way.
    if removals.count <= 4 {
      let count = removals.count
      let subsets = (0..<(1 << count)).sorted {
        ($0.nonzeroBitCount, $0) < ($1.nonzeroBitCount, $1)
      }
      for bits in subsets {
        let order = removals.indices.filter { bits & (1 << $0) != 0 }.map { removals[$0] }
        if try examine(Set(order)).witness != nil { return (Set(order), order) }
      }
    }
    var order = removals
    for removal in removals {
      let without = order.filter { $0 != removal }
      if try examine(Set(without)).witness != nil { order = without }
    }
    return (Set(order), order)
  }

  private func changed(_ removals: Set<Removal>) -> NetworkModel {
    var copy = network
    for removal in removals.sorted(by: { ranks[$0, default: 0] < ranks[$1, default: 0] }) {
      removal.apply(to: &copy)
    }
    return copy
  }

  private mutating func examine(_ removals: Set<Removal>) throws(CheckError) -> Examined {
    if let examined = known[removals] { return examined }
    if isCancelled() { throw .interrupted }
    var checker = try Checker(changed(removals), usesQuotient: false)
    started(checker.interrupter)
    if isCancelled() { throw .interrupted }
    let answer = try checker.answer(question.question, explains: false)
    var examined = Examined(witness: answer.witness, unknowns: answer.unknowns)
    if answer.witness == nil {
      (examined.stops, examined.isCut) = try checker.stops(
        question.source, question.destination, question.traffic, twoWay: question.isTwoWay,
        limit: limits.stops)
    }
    known[removals] = examined
    return examined
  }
}

extension Stop {
  /// The same thing stops them, whatever the packet.
  fileprivate func isLike(_ other: Stop) -> Bool {
    code == other.code && leg == other.leg && filter == other.filter
      && hop?.component == other.hop?.component && hop?.rule == other.hop?.rule
  }
}

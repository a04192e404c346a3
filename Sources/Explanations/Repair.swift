package import Checker
package import Differences
package import NetworkEdits
package import NetworkModel

/// Edits after which claims hold, with all that they do.
package struct Repair: Sendable {
  /// In the order in which they are made.
  package var edits: [NetworkEdit]
  /// Of the edits and of the side effects.
  package var cost: Int
  /// Which flows the edits open and close, over the whole network.
  package var difference: FlowDifference
  /// What of it nobody asked for.
  package var sideEffects: SideEffects

  package struct SideEffects: Sendable {
    package var opened: [PairFlows] = []
    package var closed: [PairFlows] = []

    package var isEmpty: Bool { opened.isEmpty && closed.isEmpty }
    package var pairs: Int { opened.count + closed.count }
  }

  /// It opens and closes what was asked for and nothing else, for certain.
  package var isExact: Bool { sideEffects.isEmpty && difference.undecided.isEmpty }
}

/// What came of the search for repairs.
package struct Repairs: Sendable {
  package enum Need: Hashable, Sendable {
    /// Every claim holds as it is.
    case none
    case repair
    /// Nobody knows whether the claims hold; no edit is looked for.
    case unknown
    /// A claim is about nothing.
    case vacuous
    /// A claim of a kind for which no edits are known (claims about ways).
    case unsupported
  }

  package var need: Need
  /// In the order of cost.
  package var repairs: [Repair] = []
  /// Stops that no edit here undoes, and packets that no edit here stops.
  package var obstacles: [Obstacle] = []
  package var unknowns: [Unknown] = []
  /// The search met a limit.
  package var isCut = false

  package struct Obstacle: Hashable, Sendable {
    package var witness: Witness
    /// Where a packet that should arrive is stopped; nil for a packet that should not arrive.
    package var stop: Stop?
  }
}

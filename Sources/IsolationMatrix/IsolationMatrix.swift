package import Checker
package import NetworkModel
package import PolicyTypes

/// The answers between all parts of a network.
package struct IsolationMatrix: Sendable {
  /// Parts that are alike.
  package struct Class: Sendable {
    /// From 1.
    package let number: Int
    /// In order of the network.
    package let members: [String]
  }

  package enum End: Hashable, Sendable {
    case parts(class: Int)
    case outside(Outside)
  }

  /// How two parts relate.
  package enum Relation: String, Hashable, Sendable {
    /// A part with itself.
    case itself
    /// Their own rules or routes mention each other's addresses, in at least one direction.
    case mentioned
    case others
  }

  package enum Answer: String, Hashable, Sendable, CaseIterable {
    /// Proved: nothing that starts in the one reaches the other.
    case isolated
    /// A packet does.
    case open
    case unknown
    /// One of them has no host.
    case empty
  }

  package struct Cell: Sendable {
    package let source: End
    package let destination: End
    package let relation: Relation
    package let answer: Answer
    /// How many ordered pairs of parts it stands for.
    package internal(set) var pairs: Int
    /// One of these pairs.
    package let example: (source: String, destination: String)
    package let witness: Witness?
    package let unknowns: [Unknown]
  }

  package let key: PartitionKey
  package let traffic: Traffic
  package let partitions: Int
  package let classes: [Class]
  package let cells: [Cell]
  /// Claims that were checked.
  package let checks: Int

  package func pairs(_ answer: Answer) -> Int {
    cells.reduce(0) { $1.answer == answer ? $0 + $1.pairs : $0 }
  }
}

/// Why there is no matrix.
package enum MatrixError: Error {
  /// So many checks would be needed.
  case tooLarge(checks: Int)
  case check(CheckError)
}

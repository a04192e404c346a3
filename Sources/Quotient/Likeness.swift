package import NetworkModel

/// What decides the answer to a question between hosts at known places of one VPC and fixed others (Specs/Design/Quotient.md,
/// "Questions").
package struct Likeness: Hashable, Sendable {
  private var number: Int32
  /// For each of the fixed VPCs: whether it is this one, and how the two mention each other.
  private var relations: [Relation]

  private struct Relation: Hashable {
    var isSame: Bool
    var mentions: [Int]
    var mentioned: [Int]
  }

  fileprivate init(_ quotient: Quotient, _ vpc: ID<VPC>, _ others: [ID<VPC>]) {
    number = quotient.classes[Int(vpc.index)]
    relations = others.map { other in
      func numbers(_ from: ID<VPC>, _ to: ID<VPC>) -> [Int] {
        quotient.partners[Int(from.index)].enumerated().filter { $0.element == to }.map(\.offset)
      }
      return Relation(isSame: vpc == other, mentions: numbers(vpc, other), mentioned: numbers(other, vpc))
    }
  }
}

extension Quotient {
  /// Hosts at one place of two VPCs with equal likeness get the same answers to questions about hosts of `others`.
  ///
  /// SOUNDNESS: the theorem with the far end fixed; it does not speak of sites, and the caller asks about no written ranges.
  package func likeness(of vpc: ID<VPC>, to others: [ID<VPC>]) -> Likeness { Likeness(self, vpc, others) }

  /// Where an interface stands among those of its VPC.
  package func place(of interface: ID<Interface>) -> Int32 { shapes.places[Int(interface.index)] }

  /// Whether the theorem speaks of every trace of the network.
  package var speaksOfEverything: Bool { network.vpnGateways.isEmpty && network.privateConnections.isEmpty }
}

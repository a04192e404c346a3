package import NetworkModel
import PolicyTypes
import Simulator

/// Values of what the input leaves open, and the packet that breaks a claim if they are these (IAC-7).
package struct OpenCondition: Hashable, Sendable {
  /// By name of the range. Whatever the other open ranges are, the claim is violated.
  package var values: [Value]
  /// Replayed in the network that has these values.
  package var witness: Witness

  package struct Value: Hashable, Sendable {
    package var range: OpenRange
    package var value: CIDR
  }
}

/// Looks for values of open ranges with which a claim that is not decided is violated.
///
/// That it finds none says nothing: it tries the widest and the narrowest value of each range. What it found it makes
/// smaller: ranges that need no value lose it, so that the condition is enough whatever these are, and others become the
/// packet's outside address. Each condition is a violation that the checker found and the simulator replayed in a network
/// with those values; proofs never rest on it.
package struct ConditionFinder {
  /// More open ranges than this are not tried one by one.
  private static let limit = 8

  private let network: NetworkModel
  private let open: [OpenRange]

  /// Nil where nothing is open.
  package init?(_ network: NetworkModel) {
    open = network.openRanges
    guard !open.isEmpty else { return nil }
    self.network = network
  }

  /// A condition under which a claim without a verdict is violated; nil if none was found.
  package func condition(for result: ClaimResult) throws(CheckError) -> OpenCondition? {
    guard result.verdict == .unknown, result.unknowns.contains(where: { $0.openRange != nil }) else { return nil }
    for values in candidates {
      guard let witness = try witness(result.claim, values) else { continue }
      return try narrowed(OpenCondition(values: [], witness: witness), values, result.claim)
    }
    return nil
  }

  /// Everything open as wide, and as narrow, as it can be, then each alone as wide as it can be.
  private var candidates: [RangeAssignment] {
    func values(_ isWide: (OpenRange) -> Bool) -> RangeAssignment {
      Dictionary(uniqueKeysWithValues: open.map { ($0, isWide($0) ? Self.everything($0.family) : Self.nobody($0.family)) })
    }
    var found = [values { _ in true }, values { _ in false }]
    if open.count > 1, open.count <= Self.limit { found += open.map { one in values { $0 == one } } }
    return found
  }

  private static func everything(_ family: IPFamily) -> CIDR { CIDR(family, base: 0, length: 0) }

  /// The unspecified address, which no packet has.
  private static func nobody(_ family: IPFamily) -> CIDR { CIDR(family, base: 0, length: family.width) }

  private func witness(_ claim: Claim, _ values: RangeAssignment) throws(CheckError) -> Witness? {
    var checker = try Checker(network.assigning(values), claims: [claim])
    let result = try checker.check(claim)
    return result.verdict == .violated ? result.witness : nil
  }

  private func narrowed(
    _ condition: OpenCondition, _ values: RangeAssignment, _ claim: Claim
  ) throws(CheckError) -> OpenCondition {
    var (values, witness) = (values, condition.witness)
    for range in open {
      let isWide = values[range] == Self.everything(range.family)
      let outside = isWide ? foreign(witness).filter { $0.family == range.family } : []
      for value in [nil] + outside.map(Optional.some) {
        var smaller = values
        smaller[range] = value
        guard let found = try self.witness(claim, smaller) else { continue }
        (values, witness) = (smaller, found)
        break
      }
    }
    let listed = open.compactMap { range in values[range].map { OpenCondition.Value(range: range, value: $0) } }
    return OpenCondition(values: listed, witness: witness)
  }

  /// Addresses of the packet that belong to no interface: those of interfaces may stand for later ones (IAC-4).
  private func foreign(_ witness: Witness) -> [CIDR] {
    [witness.packet.source, witness.packet.destination].filter { address in
      !network.interfaces.elements.contains { interface in
        interface.ownedRanges.contains { $0.contains(address) }
          || interface.privateAddresses.contains { $0.publicAddress == address }
      }
    }.map(CIDR.init(host:))
  }
}

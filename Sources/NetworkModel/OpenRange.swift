/// A range of addresses that the input names and does not give: a parameter without a default, an attribute that is known
/// only after deployment (IAC-7). The rule that has it is understood apart from it.
package struct OpenRange: Hashable, Comparable, Sendable {
  /// What the author calls it: equal names are equal values.
  package var name: String
  package var family: IPFamily

  package init(name: String, family: IPFamily) {
    self.name = name
    self.family = family
  }

  package static func < (a: OpenRange, b: OpenRange) -> Bool {
    (a.name, a.family.rawValue) < (b.name, b.family.rawValue)
  }
}

/// Values for open ranges.
package typealias RangeAssignment = [OpenRange: CIDR]

extension NetworkModel {
  /// Every open range, each once, by name.
  package var openRanges: [OpenRange] { Set(unknowns.compactMap(\.openRange)).sorted() }

  /// The network as it is if the open ranges have these values: rules of security groups and entries of network ACLs that
  /// lacked nothing else are known. What else is unknown stays so, and ids keep their meaning.
  package func assigning(_ values: RangeAssignment) -> NetworkModel {
    func value(_ id: UnknownID) -> CIDR? { self[id].openRange.flatMap { values[$0] } }
    var network = self
    for id in network.securityGroups.ids {
      for (index, rule) in network.securityGroups[id].rules.enumerated() {
        guard case .unknown(let unknown) = rule.peer, let range = value(unknown) else { continue }
        network.securityGroups[id].rules[index].peer = .range(range)
      }
    }
    for id in network.networkACLs.ids {
      for (index, entry) in network.networkACLs[id].entries.enumerated() {
        guard let unknown = entry.unknown, let range = value(unknown) else { continue }
        network.networkACLs[id].entries[index].range = range
        network.networkACLs[id].entries[index].unknown = nil
      }
    }
    return network
  }
}

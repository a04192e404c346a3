import ForwardingGraph
package import NetworkModel

/// Pairs that differ alike: every sender with every receiver, the same traffic, each end under its own addresses or under the
/// same ranges.
package struct FlowClass: Hashable, Sendable {
  package var from: [Party]
  package var to: [Party]
  /// Of the first pair; the others have the same but for addresses of their own.
  package var pairs: [PairFlows]
}

package enum FlowClasses {
  /// Ends of a box that are all of a party's own addresses are left out of the comparison.
  private struct Signature: Hashable {
    var family: IPFamily
    var ownSource: Bool
    var ownDestination: Bool
    var lanes: [Intervals]
  }

  /// Groups in a fixed order. `networks`: where the addresses of the parties are looked up, the nearer one first.
  package static func of(_ pairs: [PairFlows], in networks: [NetworkModel]) -> [FlowClass] {
    var bySender: [Party: [[Signature]: [PairFlows]]] = [:]
    var owned: [Party: AddressBook] = [:]
    func book(_ party: Party) -> AddressBook {
      if let known = owned[party] { return known }
      let made = AddressBook(party, networks)
      owned[party] = made
      return made
    }
    for pair in pairs {
      let (from, to) = (book(pair.from), book(pair.to))
      let key = pair.boxes.map { box -> Signature in
        var lanes = box.lanes
        let ownSource = from.isOwn(box[.source], box.family)
        let ownDestination = to.isOwn(box[.destination], box.family)
        if ownSource { lanes[HeaderField.source.rawValue] = .empty }
        if ownDestination { lanes[HeaderField.destination.rawValue] = .empty }
        return Signature(family: box.family, ownSource: ownSource, ownDestination: ownDestination, lanes: lanes)
      }
      bySender[pair.from, default: [:]][key, default: []].append(pair)
    }
    struct Key: Hashable {
      var signature: [Signature]
      var receivers: [Party]
    }
    var order: [Key] = []
    var classes: [Key: FlowClass] = [:]
    for sender in bySender.keys.sorted() {
      let groups = (bySender[sender] ?? [:]).sorted { ($0.value.first?.to ?? .internet) < ($1.value.first?.to ?? .internet) }
      for (signature, members) in groups {
        let key = Key(signature: signature, receivers: members.map(\.to))
        if classes[key] == nil {
          order.append(key)
          classes[key] = FlowClass(from: [], to: members.map(\.to), pairs: [])
        }
        classes[key]?.from.append(sender)
        classes[key]?.pairs += members
      }
    }
    return order.compactMap { classes[$0] }
  }
}

/// The addresses under which a party sends and receives.
private struct AddressBook {
  private var sets: [IPFamily: [Intervals]] = [:]

  init(_ party: Party, _ networks: [NetworkModel]) {
    guard case .interface(let name) = party else { return }
    for network in networks {
      guard let id = network.interfaces.id(named: name) else { continue }
      let interface = network.interfaces[id]
      for family in IPFamily.allCases {
        let own = Intervals(interface.ownedRanges, family: family)
        let shown = interface.privateAddresses.compactMap(\.publicAddress).filter { $0.family == family }
        let mapped = Intervals(union: shown.map { $0.value...$0.value })
        sets[family, default: []] += [own, mapped, own.union(mapped)].filter { !$0.isEmpty }
      }
    }
  }

  func isOwn(_ set: Intervals, _ family: IPFamily) -> Bool { sets[family, default: []].contains(set) }
}

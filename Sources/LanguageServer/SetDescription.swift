import NetworkModel
import PolicyTypes
import SourceText

/// What a set resolves to in a network, in a few lines.
struct SetDescription {
  private static let shown = 12
  let network: NetworkModel

  func text(_ set: EndpointSet) -> String {
    var lines: [String] = []
    if !set.members.isEmpty {
      lines.append(count(set.members.count, "interface") + ":")
      lines += set.members.prefix(Self.shown).map { "  " + member($0.interface, $0.addresses) }
      if set.members.count > Self.shown { lines.append("  and \(set.members.count - Self.shown) more") }
    }
    if let outside = set.outside { lines.append("hosts of the Internet: \(ranges(outside))") }
    if let sites = set.onPremises { lines.append("hosts of sites: \(ranges(sites))") }
    if let written = set.written { lines.append("addresses: \(ranges(written))") }
    if !set.doubtful.isEmpty {
      lines.append(count(set.doubtful.count, "interface") + " of which it is not known:")
      for (id, reasons) in set.doubtful.sorted(by: { $0.key < $1.key }).prefix(Self.shown) {
        let why = reasons.map { "\($0.object): \($0.reason)" }.min() ?? ""
        lines.append("  \(member(id, nil)), because \(DisplayText.escape(why))")
      }
    }
    return lines.isEmpty ? "nothing in this network" : lines.joined(separator: "\n")
  }

  private func member(_ id: ID<Interface>, _ part: AddressSet?) -> String {
    let interface = network.interfaces[id]
    var words = [interface.name]
    if let instance = interface.instance {
      words.append(network.instances[instance].name)
      if let name = network.instances[instance].tags["Name"] { words.append(name) }
    } else if let name = interface.tags["Name"] {
      words.append(name)
    }
    let addresses =
      part.map(ranges)
      ?? (interface.privateAddresses.map(\.address) + interface.ipv6Addresses).prefix(4)
      .map(\.description).joined(separator: ", ")
    return DisplayText.escape(words.joined(separator: " ") + "  " + addresses)
  }

  private func ranges(_ set: AddressSet) -> String {
    if set == .all { return "any" }
    let some = set.ranges.prefix(8).map(\.description).joined(separator: ", ")
    return set.ranges.count > 8 ? "\(some) and \(set.ranges.count - 8) more" : some
  }

  private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}

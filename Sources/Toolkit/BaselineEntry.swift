import Differences
import ForwardingGraph
import NetworkModel
import PolicySyntax
import PolicyTypes

/// Violating flows of one policy, in words of the policy language: what a baseline accepts.
package struct BaselineEntry: Hashable, Sendable {
  package var policy: String
  package var from: [String]
  package var to: [String]
  package var on: [String]

  /// Pairs with the same flows as one entry: first the receivers of a sender, then the senders of the same receivers.
  static func merged(_ entries: [BaselineEntry]) -> [BaselineEntry] {
    func joined<Key: Hashable>(
      _ entries: [BaselineEntry], by key: (BaselineEntry) -> Key, _ join: (inout BaselineEntry, BaselineEntry) -> Void
    ) -> [BaselineEntry] {
      var places: [Key: Int] = [:]
      var result: [BaselineEntry] = []
      for entry in entries {
        if let place = places[key(entry)] {
          join(&result[place], entry)
        } else {
          places[key(entry)] = result.count
          result.append(entry)
        }
      }
      return result
    }
    let byReceivers = joined(entries, by: { [[$0.policy], $0.from, $0.on] }) { $0.to += $1.to }
    var sorted = byReceivers
    for index in sorted.indices { sorted[index].to = Set(sorted[index].to).sorted() }
    return joined(sorted, by: { [[$0.policy], $0.to, $0.on] }) { $0.from += $1.from }
  }
}

/// From boxes of flows to words of the language. Nil where the language cannot say exactly that.
struct BaselineWords {
  private static let mostTerms = 64
  let network: NetworkModel
  let map: FlowMap

  /// All flows of the pair that have the addresses of `box`, as far as the claim speaks of them.
  func entry(_ policy: String, _ claim: Claim, from: Party, to: Party, like box: FlowBox, among all: [FlowBox]) -> BaselineEntry? {
    let alike = all.filter {
      $0.family == box.family && $0[.source] == box[.source] && $0[.destination] == box[.destination]
    }
    guard alike.allSatisfy({ $0[.sourcePort] == Self.ports || !Self.hasPorts($0) }) else { return nil }
    guard let sender = sender(from, box), let receiver = receiver(to, box), let on = traffic(alike, claim.traffic) else {
      return nil
    }
    return BaselineEntry(policy: policy, from: [sender], to: [receiver], on: on)
  }

  // MARK: Ends

  /// SOUNDNESS: the family is part of it, so that the same way for the other one is growth.
  private func sender(_ party: Party, _ box: FlowBox) -> String? {
    switch party {
    case .interface(let name):
      guard let id = network.interfaces.id(named: name) else { return nil }
      let word = Printer.quoted(name)
      // One that may send under any address has no addresses to name.
      return network.interfaces[id].sourceDestinationCheck ? "\(word) and \(Self.whole(box.family))" : word
    case .internet, .onPremises:
      let isWhole = map.sources(of: party, box.family).isSubset(of: box[.source])
      return outside(party, isWhole ? [Self.whole(box.family)] : Self.ranges(box[.source], box.family))
    case .service: return nil
    }
  }

  private func receiver(_ party: Party, _ box: FlowBox) -> String? {
    switch party {
    case .interface(let name): Printer.quoted(name)
    case .internet, .onPremises: outside(party, Self.ranges(box[.destination], box.family))
    case .service: nil
    }
  }

  private func outside(_ party: Party, _ ranges: [String]) -> String? {
    guard !ranges.isEmpty, ranges.count <= Self.mostTerms else { return nil }
    return ranges.count == 1 ? "\(party.text) and \(ranges[0])" : "\(party.text) and (\(ranges.joined(separator: ", ")))"
  }

  private static func whole(_ family: IPFamily) -> String {
    switch family {
    case .v4: "0.0.0.0/0"
    case .v6: "::/0"
    }
  }

  /// A set of addresses as prefixes.
  private static func ranges(_ set: Intervals, _ family: IPFamily) -> [String] {
    var result: [String] = []
    for span in set.spans {
      var low = span.lowerBound
      while true {
        var bits = min(low == 0 ? family.width : low.trailingZeroBitCount, family.width)
        func last(_ bits: Int) -> UInt128 { bits >= 128 ? .max : low + ((UInt128(1) << UInt128(bits)) - 1) }
        while bits > 0, last(bits) > span.upperBound { bits -= 1 }
        result.append(CIDR(family, base: low, length: family.width - bits).description)
        guard last(bits) < span.upperBound, result.count <= mostTerms else { break }
        low = last(bits) + 1
      }
      if result.count > mostTerms { break }
    }
    return result
  }

  // MARK: Traffic

  private static let ports = Intervals(0, 65535)
  private static let octet = Intervals(0, 255)
  /// Protocols that have words of their own.
  private static let special: Set<UInt128> = [1, 6, 17, 58]

  private static func hasPorts(_ box: FlowBox) -> Bool { box[.proto].spans.contains { $0.overlaps(6...6) || $0.overlaps(17...17) } }

  private func traffic(_ boxes: [FlowBox], _ wanted: Traffic) -> [String]? {
    var terms: [String] = []
    for proto in UInt8.min...UInt8.max {
      let number = UInt128(proto)
      let mine = boxes.filter { $0[.proto].contains(number) }
      for box in mine {
        guard let more = Self.terms(proto, box, wanted) else { return nil }
        terms += more
      }
    }
    var seen: Set<String> = []
    terms = terms.filter { seen.insert($0).inserted }
    let icmp = boxes.first?.family == .v6 ? "icmpv6" : "icmp"
    let others = (0...255).filter { !Self.special.contains(UInt128($0)) }.map { "protocol/\($0)" }
    // Nothing is left out: the one word for it.
    if Set(["tcp", "udp", icmp] + others).isSubset(of: seen) { return ["any"] }
    return terms.isEmpty || terms.count > Self.mostTerms ? nil : terms
  }

  /// The part of a box with one protocol that `wanted` has, too.
  private static func terms(_ proto: UInt8, _ box: FlowBox, _ wanted: Traffic) -> [String]? {
    var result: [String] = []
    for entry in wanted.entries where entry.proto == nil || entry.proto == proto {
      switch proto {
      case 6, 17:
        let limits = entry.ports.map { Intervals(UInt128($0.lowerBound), UInt128($0.upperBound)) } ?? ports
        let set = box[.destinationPort].intersection(limits)
        let name = proto == 6 ? "tcp" : "udp"
        result += set == ports
          ? [name]
          : set.spans.map { $0.lowerBound == $0.upperBound ? "\(name)/\($0.lowerBound)" : "\(name)/\($0.lowerBound)-\($0.upperBound)" }
      case 1, 58:
        let types = box[.icmpType].intersection(entry.icmpType.map { Intervals(UInt128($0)) } ?? octet)
        let codes = box[.icmpCode].intersection(entry.icmpCode.map { Intervals(UInt128($0)) } ?? octet)
        guard let words = icmp(proto == 58 ? "icmpv6" : "icmp", types, codes) else { return nil }
        result += words
      case _: result.append("protocol/\(proto)")
      }
    }
    return result
  }

  private static func icmp(_ name: String, _ types: Intervals, _ codes: Intervals) -> [String]? {
    if types.isEmpty || codes.isEmpty { return [] }
    if types == octet, codes == octet { return [name] }
    var result: [String] = []
    for type in UInt128(0)...255 where types.contains(type) {
      if codes == octet {
        result.append("\(name)/\(type)")
      } else {
        for code in UInt128(0)...255 where codes.contains(code) { result.append("\(name)/\(type)/\(code)") }
      }
      if result.count > mostTerms { return nil }
    }
    return result
  }
}

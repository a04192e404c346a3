package import NetworkModel

/// Whether exceptions, taken together, leave any packet to a claim (POL-7).
///
/// A claim is a product of ends, ends and traffic, and so is each exception. What an exception takes leaves at most three
/// smaller products; the claim is covered when none is left that holds a pair of two ends. True is exact knowledge;
/// false may also mean that an exception that limits a whole interface to addresses was not counted, or that there are
/// more than `limit` products.
struct ExceptionCoverage {
  private static let limit = 4096

  /// The hosts of REA-6: what else lies in `outside` of a set means nobody.
  let internet: AddressSet

  func isCovered(_ claim: Claim) -> Bool {
    guard !claim.exceptions.isEmpty else { return false }
    return claim.addresses.families.allSatisfy { isCovered(claim, $0) }
  }

  private func isCovered(_ claim: Claim, _ family: IPFamily) -> Bool {
    func product(_ source: EndpointSet, _ destination: EndpointSet, _ traffic: Traffic) -> Product {
      Product(
        source: EndSpace(source, family, internet), destination: EndSpace(destination, family, internet),
        traffic: TrafficSpace(traffic, family))
    }
    var left = [product(claim.source, claim.destination, claim.traffic)].filter(\.holdsPair)
    for exception in claim.exceptions {
      let taken = product(exception.source, exception.destination, exception.traffic)
      left = left.flatMap { $0.subtracting(taken) }
      guard left.count <= Self.limit else { return false }
    }
    return left.isEmpty
  }
}

extension AddressMode {
  /// The families that a claim in this mode is about (POL-8).
  package var families: [IPFamily] {
    switch self {
    case .standard, .all: [.v4, .v6]
    case .public: [.v4]
    case .ipv6: [.v6]
    }
  }
}

private struct Product {
  var source: EndSpace
  var destination: EndSpace
  var traffic: TrafficSpace

  func subtracting(_ other: Product) -> [Product] {
    let (sources, otherSources) = source.split(by: other.source)
    let (destinations, otherDestinations) = destination.split(by: other.destination)
    return [
      Product(source: otherSources, destination: destination, traffic: traffic),
      Product(source: sources, destination: otherDestinations, traffic: traffic),
      Product(
        source: sources, destination: destinations, traffic: traffic.subtracting(other.traffic)),
    ].filter(\.holdsPair)
  }

  /// Some packet between two distinct ends, not both outside, is in the product (POL-1).
  var holdsPair: Bool {
    guard !source.isEmpty, !destination.isEmpty, !traffic.isEmpty else { return false }
    if !source.sites.isEmpty {
      return !destination.members.isEmpty || !destination.written.isEmpty
        || !destination.outside.isEmpty || !source.members.isEmpty || !source.outside.isEmpty
    }
    guard destination.sites.isEmpty else { return true }
    if !source.outside.isEmpty {
      return !destination.members.isEmpty || !destination.written.isEmpty || !source.members.isEmpty
    }
    guard destination.outside.isEmpty, destination.written.isEmpty else { return true }
    return source.members.count > 1 || destination.members.count > 1
      || source.members.keys.first != destination.members.keys.first
  }
}

/// The ends of one family that a set means: interfaces (nil: whole), hosts outside, written addresses.
private struct EndSpace {
  var members: [ID<Interface>: AddressSet?] = [:]
  var outside = AddressSet.empty
  var sites = AddressSet.empty
  var written = AddressSet.empty

  init(_ set: EndpointSet, _ family: IPFamily, _ internet: AddressSet) {
    func own(_ addresses: AddressSet?) -> AddressSet {
      AddressSet((addresses?.ranges ?? []).filter { $0.family == family })
    }
    for member in set.members {
      guard let addresses = member.addresses else {
        members[member.interface] = .some(nil)
        continue
      }
      let limit = own(addresses)
      if !limit.isEmpty { members[member.interface] = .some(limit) }
    }
    outside = own(set.outside).intersection(internet)
    sites = own(set.onPremises)
    written = own(set.written)
  }

  var isEmpty: Bool { members.isEmpty && outside.isEmpty && sites.isEmpty && written.isEmpty }

  /// The part inside and the part outside of `other`.
  func split(by other: EndSpace) -> (inside: EndSpace, rest: EndSpace) {
    var inside = self
    var rest = self
    inside.outside = outside.intersection(other.outside)
    rest.outside = outside.subtracting(other.outside)
    inside.sites = sites.intersection(other.sites)
    rest.sites = sites.subtracting(other.sites)
    inside.written = written.intersection(other.written)
    rest.written = written.subtracting(other.written)
    for (interface, mine) in members {
      switch (mine, other.members[interface]) {
      case (_, .some(nil)): rest.members[interface] = nil
      case (_, nil), (nil, .some(.some)): inside.members[interface] = nil
      case (let mine?, .some(let theirs?)):
        let (common, left) = (mine.intersection(theirs), mine.subtracting(theirs))
        inside.members[interface] = common.isEmpty ? nil : .some(common)
        rest.members[interface] = left.isEmpty ? nil : .some(left)
      }
    }
    return (inside, rest)
  }
}

/// A class of packets of one family, by protocol: sorted, disjoint ranges of destination ports, or of ICMP type × 256 +
/// code; one value for protocols that have neither.
private struct TrafficSpace {
  private var values: [UInt8: [ClosedRange<Int>]] = [:]

  init(_ traffic: Traffic, _ family: IPFamily) {
    for entry in traffic.entries {
      let protocols = entry.proto.map { $0...$0 } ?? 0...255
      for number in protocols where !Self.isForeign(number, family) {
        values[number, default: []].append(Self.range(entry, number))
      }
    }
    values = values.mapValues(Self.merged)
  }

  /// PKT-2: ICMP belongs to IPv4, ICMPv6 to IPv6.
  private static func isForeign(_ number: UInt8, _ family: IPFamily) -> Bool {
    switch family {
    case .v4: number == IPProtocol.icmp6
    case .v6: number == IPProtocol.icmp
    }
  }

  private static func range(_ entry: Traffic.Entry, _ number: UInt8) -> ClosedRange<Int> {
    if IPProtocol.hasPorts(number) {
      return entry.ports.map { Int($0.lowerBound)...Int($0.upperBound) } ?? 0...65535
    }
    guard IPProtocol.isICMP(number) else { return 0...0 }
    guard let type = entry.icmpType else { return 0...65535 }
    guard let code = entry.icmpCode else { return Int(type) * 256...Int(type) * 256 + 255 }
    return Int(type) * 256 + Int(code)...Int(type) * 256 + Int(code)
  }

  private static func merged(_ ranges: [ClosedRange<Int>]) -> [ClosedRange<Int>] {
    var result: [ClosedRange<Int>] = []
    for next in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = result.last, last.upperBound >= next.lowerBound - 1 {
        result[result.count - 1] = last.lowerBound...max(last.upperBound, next.upperBound)
      } else {
        result.append(next)
      }
    }
    return result
  }

  var isEmpty: Bool { values.isEmpty }

  func subtracting(_ other: TrafficSpace) -> TrafficSpace {
    var result = self
    for (number, ranges) in values {
      guard let theirs = other.values[number] else { continue }
      var left = ranges
      for hole in theirs {
        left = left.flatMap { range -> [ClosedRange<Int>] in
          guard range.overlaps(hole) else { return [range] }
          var parts: [ClosedRange<Int>] = []
          if range.lowerBound < hole.lowerBound {
            parts.append(range.lowerBound...(hole.lowerBound - 1))
          }
          if range.upperBound > hole.upperBound {
            parts.append((hole.upperBound + 1)...range.upperBound)
          }
          return parts
        }
      }
      result.values[number] = left.isEmpty ? nil : left
    }
    return result
  }
}

/// Why a claim says nothing: there is no traffic that it could be about (design: vacuous).
package enum Vacuity: Hashable, Sendable {
  case emptySource(String)
  case emptyDestination(String)
  /// Both ends are the same single interface, and a claim is about distinct members.
  case noDistinctPair(String)
  /// One exception takes everything from the claim.
  case allExcepted

  /// The reason as a report gives it.
  package var reason: String {
    switch self {
    case .emptySource(let text): "no source: `\(text)` is empty in this network"
    case .emptyDestination(let text): "no destination: `\(text)` is empty in this network"
    case .noDistinctPair(let text): "no pair: `\(text)` is one interface on both ends"
    case .allExcepted: "no traffic is left: an exception covers the whole claim"
    }
  }
}

extension Claim {
  /// All reasons that follow from the sets alone; empty for a claim about something (POL-7).
  ///
  /// A destination of addresses that nobody owns is not empty: what is sent there goes somewhere.
  package var vacuity: [Vacuity] {
    var reasons: [Vacuity] = []
    if source.hasNobody { reasons.append(.emptySource(source.text)) }
    if destination.isEmpty { reasons.append(.emptyDestination(destination.text)) }
    // Of a set that is not known, nothing is covered for certain.
    guard source.doubtful.isEmpty, destination.doubtful.isEmpty else { return reasons }
    if reasons.isEmpty, source.outside == nil, destination.outside == nil,
      destination.written == nil, source.members.count == 1,
      source.members.map(\.interface) == destination.members.map(\.interface)
    {
      reasons.append(.noDistinctPair(source.text))
    }
    if reasons.isEmpty, exceptions.contains(where: { $0.covers(self) }) {
      reasons.append(.allExcepted)
    }
    return reasons
  }
}

extension EndpointSet {
  /// True when no interface and no outside host is in the set, for certain.
  package var hasNobody: Bool { members.isEmpty && outside == nil && doubtful.isEmpty }
}

extension Claim.Exception {
  /// Every packet of the claim is one of the exception (POL-7). True only if each end and each entry of the traffic
  /// lies in its counterpart; several exceptions that cover a claim together are not recognised.
  fileprivate func covers(_ claim: Claim) -> Bool {
    claim.source.isWithin(source) && claim.destination.isWithin(destination)
      && claim.traffic.entries.allSatisfy { entry in traffic.entries.contains { $0.covers(entry) } }
  }
}

extension EndpointSet {
  fileprivate func isWithin(_ other: EndpointSet) -> Bool {
    func lies(_ mine: AddressSet?, in theirs: AddressSet?) -> Bool {
      guard let mine else { return true }
      guard let theirs else { return mine.isEmpty }
      return mine.subtracting(theirs).isEmpty
    }
    return lies(outside, in: other.outside) && lies(written, in: other.written)
      && members.allSatisfy { member in
        other.members.contains { theirs in
          guard theirs.interface == member.interface else { return false }
          guard let wide = theirs.addresses else { return true }
          return member.addresses.map { $0.subtracting(wide).isEmpty } ?? false
        }
      }
  }
}

extension Traffic.Entry {
  fileprivate func covers(_ other: Traffic.Entry) -> Bool {
    func lies<T: Equatable>(_ mine: T?, in wide: T?) -> Bool { wide == nil || mine == wide }
    let portsLie =
      ports.map { wide in
        other.ports.map { wide.contains($0.lowerBound) && wide.contains($0.upperBound) } ?? false
      } ?? true
    return portsLie && lies(other.proto, in: proto) && lies(other.icmpType, in: icmpType)
      && lies(other.icmpCode, in: icmpCode)
  }
}

/// Why a claim says nothing: there is no traffic that it could be about (design: vacuous).
package enum Vacuity: Hashable, Sendable {
  case emptySource(String)
  case emptyDestination(String)
  /// Both ends are the same single interface, and a claim is about distinct members.
  case noDistinctPair(String)
  /// The exceptions together take everything from the claim.
  case allExcepted

  /// The reason as a report gives it.
  package var reason: String {
    switch self {
    case .emptySource(let text): "no source: `\(text)` is empty in this network"
    case .emptyDestination(let text): "no destination: `\(text)` is empty in this network"
    case .noDistinctPair(let text): "no pair: `\(text)` is one interface on both ends"
    case .allExcepted: "no traffic is left: the exceptions cover the whole claim"
    }
  }
}

extension Claim {
  /// All reasons that follow from the sets alone; empty for a claim about something (POL-7).
  ///
  /// A destination of addresses that nobody owns is not empty: what is sent there goes somewhere.
  /// `internet` holds the addresses of REA-6 (`NetworkIndex.internet`).
  package func vacuity(internet: @autoclosure () -> AddressSet) -> [Vacuity] {
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
    if reasons.isEmpty, !exceptions.isEmpty,
      ExceptionCoverage(internet: internet()).isCovered(self)
    {
      reasons.append(.allExcepted)
    }
    return reasons
  }
}

extension EndpointSet {
  /// True when no interface and no outside host is in the set, for certain.
  package var hasNobody: Bool { members.isEmpty && outside == nil && doubtful.isEmpty }
}

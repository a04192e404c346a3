/// Why a claim says nothing: there is no traffic that it could be about (design: vacuous).
package enum Vacuity: Hashable, Sendable {
  case emptySource(String)
  case emptyDestination(String)
  /// Both ends are the same single interface, and a claim is about distinct members.
  case noDistinctPair(String)

  /// The reason as a report gives it.
  package var reason: String {
    switch self {
    case .emptySource(let text): "no source: `\(text)` is empty in this network"
    case .emptyDestination(let text): "no destination: `\(text)` is empty in this network"
    case .noDistinctPair(let text): "no pair: `\(text)` is one interface on both ends"
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
    if reasons.isEmpty, source.outside == nil, destination.outside == nil,
      destination.written == nil, source.members.count == 1,
      source.members.map(\.interface) == destination.members.map(\.interface)
    {
      reasons.append(.noDistinctPair(source.text))
    }
    return reasons
  }
}

extension EndpointSet {
  /// True when no interface and no outside host is in the set.
  package var hasNobody: Bool { members.isEmpty && outside == nil }
}

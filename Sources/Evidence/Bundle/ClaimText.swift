import NetworkModel
package import PolicyTypes

/// A claim in one line, as a manifest states it and a re-check derives it again: kind, ends, traffic, addresses and what is
/// excepted, by the names of the policy.
package enum ClaimText {
  package static func of(_ claim: Claim) -> String {
    var text = "\(claim.kind.words) \(claim.source.text) -> \(claim.destination.text) on \(claim.traffic.text)"
    switch claim.addresses {
    case .standard: break
    case .all: text += " using all addresses"
    case .public: text += " using public addresses"
    case .ipv6: text += " using ipv6 addresses"
    }
    if let way = claim.way {
      if way.isOneWay { text += " one-way" }
      switch way.condition {
      case .passes(let places): text += " through \(places.text)"
      case .avoids(let places): text += " never through \(places.text)"
      case .encrypted(let mechanisms):
        text += " encrypted by \(mechanisms.map(\.rawValue).joined(separator: ", "))"
      case .within(let residence): text += " within \(residence.text)"
      case .mirrored(let places): text += " symmetric through \(places.text)"
      case .hops(let count): text += " within \(count) hops"
      }
    }
    if claim.ignoresFilters { text += " with open filters" }
    if let failures = claim.failures { text += " tolerating 1 failure of \(failures.rawValue)" }
    for exception in claim.exceptions {
      text +=
        ", except \(exception.source.text) -> \(exception.destination.text) on \(exception.traffic.text)"
    }
    return text
  }
}

extension Claim.Kind {
  /// As a policy writes it; `every way` for what a way must meet.
  package var words: String {
    switch self {
    case .forbid: "forbid"
    case .forbidDirect: "forbid direct"
    case .forbidConnections: "forbid connections"
    case .require: "require"
    case .requireOneWay: "require one-way"
    case .everyPath: "every way"
    }
  }
}

package import PolicyTypes

/// A claim in one line, as a manifest states it and a re-check derives it again: kind, ends, traffic, addresses and what is
/// excepted, by the names of the policy.
package enum ClaimText {
  package static func of(_ claim: Claim) -> String {
    let verb =
      switch claim.kind {
      case .forbid: "forbid"
      case .forbidDirect: "forbid direct"
      case .forbidConnections: "forbid connections"
      case .require: "require"
      case .requireOneWay: "require one-way"
      }
    var text = "\(verb) \(claim.source.text) -> \(claim.destination.text) on \(claim.traffic.text)"
    switch claim.addresses {
    case .standard: break
    case .all: text += " using all addresses"
    case .public: text += " using public addresses"
    case .ipv6: text += " using ipv6 addresses"
    }
    for exception in claim.exceptions {
      text +=
        ", except \(exception.source.text) -> \(exception.destination.text) on \(exception.traffic.text)"
    }
    return text
  }
}

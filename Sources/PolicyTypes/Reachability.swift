package import NetworkModel

/// Asks the engine which hosts reach a set, or are reached from it (LANG-6a): resolution itself knows nothing of ways.
package struct Reachability {
  package struct Answer: Sendable {
    /// Hosts for which some exchange exists, for certain.
    package var certain: Set<ID<Interface>>
    /// Hosts for which that is not known, with the reasons.
    package var doubtful: [ID<Interface>: Set<Unknown>]

    package init(certain: Set<ID<Interface>>, doubtful: [ID<Interface>: Set<Unknown>]) {
      self.certain = certain
      self.doubtful = doubtful
    }
  }

  package struct Question {
    package var hosts: [ID<Interface>]
    package var other: EndpointSet
    package var traffic: Traffic
    /// The other end starts the exchange.
    package var isReached: Bool
  }

  package let ask: (Question) -> Answer

  package init(_ ask: @escaping (Question) -> Answer) { self.ask = ask }

  /// SOUNDNESS: where nobody can be asked, every host may be in the set.
  static func nobody(_ text: String) -> Reachability {
    Reachability { question in
      let reason = Unknown(object: text, kind: "set", reason: "what reaches what is not asked here", rule: "LANG-6a")
      return Answer(
        certain: [], doubtful: Dictionary(question.hosts.map { ($0, [reason]) }) { first, _ in first })
    }
  }
}

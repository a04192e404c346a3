import NetworkModel

/// Whether an object passes a condition: it does, it does not, or what decides it is not known (LANG-9a).
enum Truth: Hashable, Sendable {
  case yes, no
  case unknown(Set<Unknown>)

  init(_ known: Bool) { self = known ? .yes : .no }

  static prefix func ! (truth: Truth) -> Truth {
    switch truth {
    case .yes: .no
    case .no: .yes
    case .unknown: truth
    }
  }

  /// No as soon as one is no; else unknown as soon as one is unknown.
  static func all(_ truths: some Sequence<Truth>) -> Truth {
    var doubts: Set<Unknown> = []
    for truth in truths {
      switch truth {
      case .yes: continue
      case .no: return .no
      case .unknown(let reasons): doubts.formUnion(reasons)
      }
    }
    return doubts.isEmpty ? .yes : .unknown(doubts)
  }

  /// Yes as soon as one is yes; else unknown as soon as one is unknown.
  static func some(_ truths: some Sequence<Truth>) -> Truth { !all(truths.map { !$0 }) }
}

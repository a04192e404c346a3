/// Where the places of a way must lie (POL-20, LOC-2).
package struct Residence: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    case regions, zones = "availability-zones", accounts, countries, subdivisions
  }

  package var kind: Kind
  package var names: Set<String>
  /// How it reads in reports.
  package var text: String { "\(kind.rawValue) \(names.sorted().joined(separator: ", "))" }

  package init(kind: Kind, names: Set<String>) {
    self.kind = kind
    self.names = names
  }
}

/// What may fail, one at a time (POL-21).
package enum FailureKind: String, Hashable, Sendable {
  case zones = "availability-zones"
  case attachments
  case natGateways = "nat-gateways"
}

/// An availability zone, comparable with another one only where names mean the same (CNV-8): zone ids are global, zone
/// names belong to one account and Region.
package struct Zone: Hashable, Sendable {
  /// `use1-az1` or `us-east-1a`.
  package var name: String
  /// The account and Region whose name it is; nil for a zone id.
  package var scope: ID<Scope>?

  package init(id: String) {
    name = id
    scope = nil
  }

  package init(name: String, of scope: ID<Scope>) {
    self.name = name
    self.scope = scope
  }

  /// Whether the two are the same zone; nil if that cannot be known.
  package func isSame(as other: Zone) -> Bool? {
    scope == other.scope ? name == other.name : nil
  }
}

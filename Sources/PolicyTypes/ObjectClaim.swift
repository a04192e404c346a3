package import NetworkModel
package import SourceText

/// A claim about objects of one network (OBJ-1 and following).
package struct ObjectClaim: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case unusedGroups, unmatchedRules, shadowedRules, lostReferences, blockedReplies, blackholeRoutes, encryptionBlockers
    case equivalentGroups, wideRules, reachableBlackholes, routingLoops
    /// Routes to these addresses.
    case routesTo(CIDR)
    /// More specific routes that lead elsewhere than through these.
    case detours(PlaceSet)
    /// Where default routes lead.
    case defaultRoutes(PlaceSet)
    /// Where routes to these addresses lead.
    case nextHop(CIDR, PlaceSet)
  }

  package var kind: Kind
  /// Whose objects are meant; nil stands for all.
  package var subject: Set<ID<Interface>>?
  /// Interfaces that may be meant too, with the reasons (LANG-9a).
  package var doubts: Set<Unknown>
  /// As it was written.
  package var text: String
  package var range: SourceRange

  package init(
    kind: Kind, subject: Set<ID<Interface>>? = nil, doubts: Set<Unknown> = [], text: String, range: SourceRange
  ) {
    self.kind = kind
    self.subject = subject
    self.doubts = doubts
    self.text = text
    self.range = range
  }
}

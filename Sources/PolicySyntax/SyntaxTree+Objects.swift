package import SourceText

/// A claim about objects and not about packets. Rules: Specs/Language/Meaning.md, OBJ-1 and following.
package struct ObjectStatement: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case unusedGroups = "forbid unused security-groups"
    case unmatchedRules = "forbid unmatched rules"
    case shadowedRules = "forbid shadowed rules"
    case lostReferences = "forbid lost references"
    case blockedReplies = "forbid blocked replies"
    case blackholeRoutes = "forbid blackhole routes"
    case encryptionBlockers = "forbid encryption blockers"
    case equivalentGroups = "forbid equivalent security-groups"
    case wideRules = "forbid wide rules"
    case routesTo = "forbid routes to"
    case detours = "forbid detours around"
    case reachableBlackholes = "forbid reachable blackholes"
    case routingLoops = "forbid routing loops"
    case defaultRoutes = "require default routes"
    case nextHop = "require next hop"

    /// Every word of these forms, for completion.
    package static let words = Set(allCases.flatMap { $0.rawValue.split(separator: " ").dropFirst().map(String.init) }).sorted()
  }

  package var kind: Kind
  /// Of `nextHop` and `routesTo`, the addresses that packets go to.
  package var prefix: AddressValue?
  /// Of routes, where they must lead; of `detours`, what must not be missed.
  package var target: SetExpression?
  /// Whose objects are meant; nil stands for all.
  package var subject: SetExpression?
  package var range: SourceRange
}

import NetworkModel
import PolicySyntax
import SourceText

extension TypeChecker {
  /// Nil after a report.
  mutating func check(_ statement: ObjectStatement) -> ObjectClaim? {
    var subject: Set<ID<Interface>>?
    var doubts: Set<Unknown> = []
    if let written = statement.subject {
      guard let set = sets.resolve(written, as: .source), holdsEndsOnly(set) else { return nil }
      let model = sets.index.model
      subject = Set(set.members.keys).union(set.around.compactMap { model.interfaces.id(named: $0) })
      doubts = set.doubtful.values.reduce(into: []) { $0.formUnion($1) }
    }
    var places: PlaceSet?
    if let target = statement.target {
      guard let found = sets.places(target) else { return nil }
      places = found
    }
    let kind: ObjectClaim.Kind
    switch (statement.kind, places, statement.prefix) {
    case (.unusedGroups, _, _): kind = .unusedGroups
    case (.unmatchedRules, _, _): kind = .unmatchedRules
    case (.shadowedRules, _, _): kind = .shadowedRules
    case (.lostReferences, _, _): kind = .lostReferences
    case (.blockedReplies, _, _): kind = .blockedReplies
    case (.blackholeRoutes, _, _): kind = .blackholeRoutes
    case (.encryptionBlockers, _, _): kind = .encryptionBlockers
    case (.equivalentGroups, _, _): kind = .equivalentGroups
    case (.wideRules, _, _): kind = .wideRules
    case (.reachableBlackholes, _, _): kind = .reachableBlackholes
    case (.routingLoops, _, _): kind = .routingLoops
    case (.routesTo, _, let prefix?): kind = .routesTo(prefix.range)
    case (.detours, let places?, _): kind = .detours(places)
    case (.defaultRoutes, let places?, _): kind = .defaultRoutes(places)
    case (.nextHop, let places?, let prefix?): kind = .nextHop(prefix.range, places)
    case (.defaultRoutes, nil, _), (.nextHop, _, _), (.routesTo, _, nil), (.detours, nil, _): return nil
    }
    return ObjectClaim(
      kind: kind, subject: subject, doubts: doubts, text: Printer.print(statement), range: statement.range)
  }
}

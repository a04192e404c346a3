package import NetworkEdits

/// What a change costs; repairs are listed in the order of the sum (FIX-4).
package struct RepairCosts: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case addRule = "add-rule"
    case removeRule = "remove-rule"
    case newGroup = "new-group"
    case membership
    case addEntry = "add-entry"
    case removeEntry = "remove-entry"
    case addRoute = "add-route"
    case removeRoute = "remove-route"
    case publicAddress = "public-address"
    case start, accept, exclude
    /// For each pair of ends between which something opens or closes that nobody asked for, up to five of them.
    case sideEffect = "side-effect"
  }

  private var values: [Kind: Int] = [
    .addRule: 2, .removeRule: 2, .newGroup: 4, .membership: 2, .addEntry: 4, .removeEntry: 4, .addRoute: 5, .removeRoute: 6,
    .publicAddress: 8, .start: 3, .accept: 3, .exclude: 8, .sideEffect: 10,
  ]

  package init() {}

  package subscript(kind: Kind) -> Int {
    get { values[kind] ?? 0 }
    set { values[kind] = newValue }
  }

  /// At least 1, so that a smaller set of edits is never dearer than a larger one.
  package func cost(_ edit: NetworkEdit) -> Int {
    let cost: Int
    switch edit {
    case .addGroup(let new):
      cost = self[.newGroup] + self[.addRule] * new.rules.count + self[.membership] * new.interfaces.count
    case .addGroupRules(_, let rules): cost = self[.addRule] * rules.count
    case .removeGroupRules(_, let rules): cost = self[.removeRule] * rules.count
    case .attachGroup, .detachGroup: cost = self[.membership]
    case .addEntries(_, let entries): cost = self[.addEntry] * entries.count
    case .removeEntries(_, let entries): cost = self[.removeEntry] * entries.count
    case .addRoute, .addTransitRoute: cost = self[.addRoute]
    case .removeRoute, .removeTransitRoute: cost = self[.removeRoute]
    case .addPublicAddress, .removePublicAddress: cost = self[.publicAddress]
    case .start, .stop: cost = self[.start]
    case .activate, .deactivate: cost = self[.accept]
    case .excludeFromPublicAccessBlock: cost = self[.exclude]
    }
    return max(1, cost)
  }
}

import NetworkModel
import PolicyTypes
import RuleHygiene
import SolverZ3

/// OBJ-2, OBJ-4, OBJ-11: what rules of groups and ACLs say of each other, as `RuleHygiene` finds it (HYG-1, HYG-3, HYG-4, HYG-6).
extension ObjectJudge {
  /// Statements that the solver decided.
  mutating func judgeHygiene() throws(SolverError) -> Int {
    var hygiene = try RuleHygiene(network)
    switch claim.kind {
    case .unusedGroups: judgeUnused(hygiene.unusedGroups, hygiene.openMemberships + hygiene.openNames)
    case .shadowedRules: try judgeShadowed(&hygiene)
    case .equivalentGroups: try judgeEquivalent(&hygiene)
    case .unmatchedRules, .lostReferences, .blockedReplies, .blackholeRoutes, .encryptionBlockers, .wideRules, .routesTo,
      .detours, .reachableBlackholes, .routingLoops, .defaultRoutes, .nextHop:
      break
    }
    if hygiene.isUndecided { unknowns.insert(limit: "rules against rules") }
    return hygiene.questions
  }

  private mutating func judgeUnused(_ unused: [ID<SecurityGroup>], _ open: [Unknown]) {
    for id in network.securityGroups.ids where isMeant(id) {
      seen += 1
      guard unused.contains(id) else { continue }
      let group = network.securityGroups[id]
      // Whoever comes without groups may have this one, and a rule that is not understood may name it.
      guard open.isEmpty else {
        unknowns.insert(open)
        continue
      }
      find(group.name, "securityGroup", "no interface has it, and no other group names it", group.origin)
    }
  }

  private mutating func judgeShadowed(_ hygiene: inout RuleHygiene) throws(SolverError) {
    for id in network.securityGroups.ids where isMeant(id) {
      let group = network.securityGroups[id]
      seen += group.rules.count
      unknowns.insert(hygiene.unclear(id))
      for (rule, by) in try hygiene.coveredRules(of: id).sorted(by: { $0.rule < $1.rule }) {
        let names = by.map { name(group.rules[$0], $0, in: group) }.joined(separator: " and ")
        find(
          name(group.rules[rule], rule, in: group), "securityGroupRule",
          "\(names) \(by.count == 1 ? "admits" : "together admit") all that it admits", group.rules[rule].origin)
      }
    }
    var known: Set<ID<NetworkACL>> = []
    for subnet in subnets {
      switch network.subnets[subnet].networkACL {
      case .acl(let id):
        guard known.insert(id).inserted else { continue }
        try judge(network.networkACLs[id], &hygiene)
      case .assumedOpen: continue
      case .notCollected(let unknown), .missing(let unknown): unknowns.insert(network[unknown])
      }
    }
  }

  private mutating func judge(_ acl: NetworkACL, _ hygiene: inout RuleHygiene) throws(SolverError) {
    seen += acl.entries.count
    for entry in acl.entries { if let unknown = entry.unknown { unknowns.insert(network[unknown]) } }
    for (position, by) in try hygiene.shadowedEntries(of: acl) {
      let entry = acl.entries[position]
      let numbers = by.map { "\(acl.entries[$0].number)" }.joined(separator: " and ")
      find(
        "\(acl.name) \(entry.direction.rawValue) \(entry.number)", "networkAclEntry",
        "\(by.count == 1 ? "entry" : "entries") \(numbers) \(by.count == 1 ? "decides" : "decide") before it", entry.origin)
    }
  }

  private mutating func judgeEquivalent(_ hygiene: inout RuleHygiene) throws(SolverError) {
    let meant = network.securityGroups.ids.filter(isMeant)
    seen += meant.count
    for id in meant { unknowns.insert(hygiene.unclear(id)) }
    for (id, twin) in try hygiene.equivalents(among: meant) {
      let group = network.securityGroups[id]
      find(
        group.name, "securityGroup", "it lets the same packets through as \(network.securityGroups[twin].name)", group.origin)
    }
  }
}

package import NetworkModel
package import SolverZ3
package import SourceText
import TermGraph

/// Judges security groups and network ACLs of a network (HYG-1 to HYG-6): for reports all of them, for claims about objects
/// (OBJ-2, OBJ-3, OBJ-4, OBJ-11) those that a claim is about.
package struct RuleHygiene: ~Copyable {
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// HYG-1: no interface has the group, and no rule names it.
    case unusedGroup
    /// HYG-2: the rule is about a peer that is nobody.
    case idleRule
    /// HYG-3: everything that the rule lets through is let through by others of its group.
    case coveredRule
    /// HYG-4: earlier entries decide every packet that the entry is about.
    case shadowedEntry
    /// HYG-5: everybody is let in on every port of a protocol, or by every protocol.
    case broadRule
  }

  package struct Finding: Hashable, Sendable {
    package var kind: Kind
    package var object: String
    /// `sgr-…` or what stands for it; nil where the finding is about the whole object.
    package var rule: String?
    /// The rules that make it superfluous.
    package var because: [String]
    package var origin: SourceRange?
  }

  let network: NetworkModel
  private var solver: SolverContext
  private var findings: [Finding] = []
  /// Groups that interfaces have.
  private let members: Set<ID<SecurityGroup>>
  /// Why it is not known who has which group: interfaces that come without their groups may have any.
  package let openMemberships: [Unknown]
  /// Why it is not known which groups rules name: one that is not understood, but for a range, may name any.
  package let openNames: [Unknown]
  /// Statements that were put to the solver.
  package private(set) var questions = 0
  /// The solver left some of them open: findings may be missing.
  package private(set) var isUndecided = false

  package init(_ network: NetworkModel) throws(SolverError) {
    self.network = network
    members = Set(network.interfaces.elements.flatMap { $0.groups.compactMap(\.id) })
    openMemberships = Self.openMemberships(network)
    openNames = network.securityGroups.elements.flatMap(\.rules).compactMap { rule in
      guard case .unknown(let unknown) = rule.peer, network[unknown].openRange == nil else { return nil }
      return network[unknown]
    }
    solver = try SolverContext()
  }

  private static func openMemberships(_ network: NetworkModel) -> [Unknown] {
    var reasons = network.globalUnknowns.map { network[$0] }
    for interface in network.interfaces.elements {
      if interface.kind == .ordinary, interface.groups.isEmpty {
        reasons.append(
          Unknown(
            object: interface.name, kind: "networkInterface", reason: "the input names no security group of it",
            rule: "HYG-1"))
      }
      // A group that is named and not described is one group; anything else may be any.
      for case .missing(let unknown) in interface.groups where network[unknown].kind != "securityGroup" {
        reasons.append(network[unknown])
      }
    }
    return reasons
  }

  /// Findings in the order of the network. At most `limit` groups and ACLs are looked at by the solver; nil from `limit` is all.
  package static func findings(
    in network: NetworkModel, limit: Int? = nil
  ) throws(SolverError) -> (findings: [Finding], isCut: Bool) {
    var judge = try RuleHygiene(network)
    judge.judgeUse()
    var left = limit ?? .max
    var isCut = false
    var known: [[SecurityGroupRule]: [Finding]] = [:]
    for group in network.securityGroups.elements where !group.rules.isEmpty {
      guard left > 0 else {
        isCut = true
        break
      }
      // Groups with the same rules need one answer, unless these speak of the group itself.
      let plain = group.rules.map(Self.placeless)
      let isAboutItself = group.rules.contains { judge.isPeer(group, of: $0) }
      let found: [Finding]
      if !isAboutItself, let earlier = known[plain] {
        found = earlier
      } else {
        left -= 1
        found = try judge.judged(group)
        if !isAboutItself { known[plain] = found }
      }
      judge.findings += found.map { judge.moved($0, to: group) }
    }
    for acl in network.networkACLs.elements {
      guard left > 0 else {
        isCut = true
        break
      }
      left -= 1
      try judge.judge(acl)
    }
    return (judge.findings, isCut)
  }

  private static func placeless(_ rule: SecurityGroupRule) -> SecurityGroupRule {
    var rule = rule
    rule.name = nil
    rule.origin = nil
    return rule
  }

  // MARK: Groups

  /// HYG-1, for certain only where `openMemberships` and `openNames` are empty. In the order of the network.
  package var unusedGroups: [ID<SecurityGroup>] {
    var used = members
    for id in network.securityGroups.ids {
      for rule in network.securityGroups[id].rules {
        if case .group(let reference) = rule.peer, let other = reference.id, other != id {
          used.insert(other)
        }
      }
    }
    // Every VPC has its default group; it cannot be removed.
    return network.securityGroups.ids.filter { !used.contains($0) && network.securityGroups[$0].groupName != "default" }
  }

  private mutating func judgeUse() {
    guard openMemberships.isEmpty, openNames.isEmpty else { return }
    for id in unusedGroups {
      let group = network.securityGroups[id]
      findings.append(
        Finding(kind: .unusedGroup, object: group.name, rule: nil, because: [], origin: group.origin))
    }
  }

  /// HYG-3: the rules of a group that others cover, by position, each with its cover. What `unclear` names is left out.
  package mutating func coveredRules(
    of id: ID<SecurityGroup>
  ) throws(SolverError) -> [(rule: Int, by: [Int])] {
    try judged(network.securityGroups[id]).compactMap { finding in
      guard finding.kind == .coveredRule, let rule = finding.rule.flatMap({ Int($0) }) else { return nil }
      return (rule, finding.because.compactMap { Int($0) })
    }
  }

  /// Why it is not known what rules of a group are about.
  package func unclear(_ id: ID<SecurityGroup>) -> [Unknown] {
    network.securityGroups[id].rules.compactMap { rule -> Unknown? in
      switch rule.peer {
      case .range, .stale, .group(.resolved): return nil
      case .unknown(let unknown), .group(.missing(let unknown)), .prefixList(.missing(let unknown)):
        return network[unknown]
      case .prefixList(.resolved(let list)):
        guard case .unknown(let unknown) = network.prefixLists[list].entries else { return nil }
        return network[unknown]
      }
    }
  }

  private func moved(_ finding: Finding, to group: SecurityGroup) -> Finding {
    func name(_ position: String) -> String {
      Int(position).map { Self.name(group.rules[$0], $0) } ?? position
    }
    var finding = finding
    finding.object = group.name
    finding.origin = finding.rule.flatMap { Int($0) }.flatMap { group.rules[$0].origin } ?? group.origin
    finding.rule = finding.rule.map(name)
    finding.because = finding.because.map(name)
    return finding
  }

  private static func name(_ rule: SecurityGroupRule, _ position: Int) -> String {
    rule.name ?? "\(rule.direction.rawValue) rule \(position + 1)"
  }

  /// Rules by their positions.
  private mutating func judged(_ group: SecurityGroup) throws(SolverError) -> [Finding] {
    var result: [Finding] = []
    var superfluous: Set<Int> = []
    // Later rules first, so that of two equal ones the earlier stays.
    for position in group.rules.indices.reversed() {
      let rule = group.rules[position]
      func found(_ kind: Kind, _ because: [Int] = []) {
        result.append(
          Finding(
            kind: kind, object: "", rule: "\(position)", because: because.map { "\($0)" }, origin: nil))
      }
      if isAboutNobody(rule, in: group) {
        superfluous.insert(position)
        found(.idleRule)
        continue
      }
      let others = group.rules.indices.filter {
        $0 != position && !superfluous.contains($0) && group.rules[$0].direction == rule.direction
      }
      if let cover = try cover(of: rule, by: others, in: group) {
        superfluous.insert(position)
        found(.coveredRule, cover)
      } else if isOpenToAll(rule) {
        found(.broadRule)
      }
    }
    return result.reversed()
  }

  private func isPeer(_ group: SecurityGroup, of rule: SecurityGroupRule) -> Bool {
    guard case .group(let reference) = rule.peer, let id = reference.id else { return false }
    return network.securityGroups[id].name == group.name
  }

  /// A group's rule about itself is left out: it has nobody exactly where the whole group has (HYG-1).
  package func isAboutNobody(_ rule: SecurityGroupRule, in group: SecurityGroup) -> Bool {
    switch rule.peer {
    case .stale: return true
    case .range, .unknown: return false
    case .prefixList(let reference):
      guard let id = reference.id, case .known(let ranges) = network.prefixLists[id].entries else {
        return false
      }
      return ranges.isEmpty
    case .group(let reference):
      guard let id = reference.id, openMemberships.isEmpty else { return false }
      return !members.contains(id) && !isPeer(group, of: rule)
    }
  }

  /// The rules that let through whatever `rule` does, as few as deleting one after the other leaves; nil when others do not.
  private mutating func cover(
    of rule: SecurityGroupRule, by others: [Int], in group: SecurityGroup
  ) throws(SolverError) -> [Int]? {
    guard !others.isEmpty, try isCovered(rule, others.map { group.rules[$0] }) else { return nil }
    var cover = others
    for candidate in others {
      let rest = cover.filter { $0 != candidate }
      if !rest.isEmpty, try isCovered(rule, rest.map { group.rules[$0] }) { cover = rest }
    }
    return cover
  }

  private mutating func isCovered(
    _ rule: SecurityGroupRule, _ others: [SecurityGroupRule]
  ) throws(SolverError) -> Bool {
    for family in IPFamily.allCases {
      var terms = RuleTerms(network, family)
      guard let own = terms.term(rule) else { return false }
      let packet = terms.packet()
      let rest = others.compactMap { terms.term($0) }
      let question = terms.graph.and([packet, own, terms.graph.not(terms.graph.or(rest))])
      guard try isImpossible(question, terms.graph) else { return false }
    }
    return true
  }

  /// What the solver leaves open is possible.
  mutating func isImpossible(_ term: TermID, _ graph: TermGraph) throws(SolverError) -> Bool {
    if term == TermGraph.false { return true }
    questions += 1
    switch try solver.check(term, in: graph) {
    case .unsatisfiable: return true
    case .satisfiable: return false
    case .unknown:
      isUndecided = true
      return false
    }
  }

  private func isOpenToAll(_ rule: SecurityGroupRule) -> Bool {
    guard rule.direction == .ingress, case .range(let range) = rule.peer, range.length == 0 else {
      return false
    }
    switch rule.service.proto {
    case .any: return true
    case .number(let proto):
      return IPProtocol.hasPorts(proto) && (rule.service.ports ?? 0...65535) == 0...65535
    }
  }

  // MARK: Network ACLs

  private mutating func judge(_ acl: NetworkACL) throws(SolverError) {
    for (position, before) in try shadowedEntries(of: acl) {
      let entry = acl.entries[position]
      findings.append(
        Finding(
          kind: .shadowedEntry, object: acl.name, rule: Self.name(entry),
          because: before.map { Self.name(acl.entries[$0]) }, origin: entry.origin ?? acl.origin))
    }
  }

  /// HYG-4: entries by position, each with those that decide before it, as few as deleting one after the other leaves.
  package mutating func shadowedEntries(
    of acl: NetworkACL
  ) throws(SolverError) -> [(entry: Int, by: [Int])] {
    var result: [(entry: Int, by: [Int])] = []
    for (position, entry) in acl.entries.enumerated() {
      // One entry that was not understood may decide anything or nothing.
      var before = acl.entries[..<position].indices.filter {
        let earlier = acl.entries[$0]
        return earlier.direction == entry.direction && earlier.range.family == entry.range.family
          && earlier.unknown == nil
      }
      guard !before.isEmpty, entry.unknown == nil, try isDecided(entry, by: before.map { acl.entries[$0] }) else {
        continue
      }
      for candidate in before {
        let rest = before.filter { $0 != candidate }
        if !rest.isEmpty, try isDecided(entry, by: rest.map { acl.entries[$0] }) { before = rest }
      }
      result.append((position, before))
    }
    return result
  }

  private mutating func isDecided(
    _ entry: NetworkACLEntry, by earlier: [NetworkACLEntry]
  ) throws(SolverError) -> Bool {
    var terms = RuleTerms(network, entry.range.family)
    guard let own = terms.term(entry) else { return false }
    let packet = terms.packet()
    let before = earlier.compactMap { terms.term($0) }
    return try isImpossible(terms.graph.and([packet, own, terms.graph.not(terms.graph.or(before))]), terms.graph)
  }

  private static func name(_ entry: NetworkACLEntry) -> String {
    "\(entry.direction.rawValue) rule \(entry.number) \(entry.allows ? "allow" : "deny")"
  }
}

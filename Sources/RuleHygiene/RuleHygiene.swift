package import NetworkModel
package import SolverZ3
package import SourceText
import TermGraph

/// Judges every security group and network ACL of a network (HYG-1 to HYG-5).
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

  private let network: NetworkModel
  private var solver: SolverContext
  private var findings: [Finding] = []
  /// Groups that interfaces have.
  private let members: Set<ID<SecurityGroup>>
  /// An interface comes without its groups: it may have any.
  private let isAnyGroupless: Bool

  private init(_ network: NetworkModel) throws(SolverError) {
    self.network = network
    members = Set(network.interfaces.elements.flatMap { $0.groups.compactMap(\.id) })
    isAnyGroupless = network.interfaces.elements.contains { $0.kind == .ordinary && $0.groups.isEmpty }
    solver = try SolverContext()
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

  private mutating func judgeUse() {
    guard network.globalUnknowns.isEmpty, !isAnyGroupless else { return }
    var used = members
    for id in network.securityGroups.ids {
      for rule in network.securityGroups[id].rules {
        if case .group(let reference) = rule.peer, let other = reference.id, other != id {
          used.insert(other)
        }
      }
    }
    for id in network.securityGroups.ids where !used.contains(id) {
      let group = network.securityGroups[id]
      // Every VPC has its default group; it cannot be removed.
      guard group.groupName != "default" else { continue }
      findings.append(
        Finding(kind: .unusedGroup, object: group.name, rule: nil, because: [], origin: group.origin))
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
  private func isAboutNobody(_ rule: SecurityGroupRule, in group: SecurityGroup) -> Bool {
    switch rule.peer {
    case .stale: return true
    case .range, .unknown: return false
    case .prefixList(let reference):
      guard let id = reference.id, case .known(let ranges) = network.prefixLists[id].entries else {
        return false
      }
      return ranges.isEmpty
    case .group(let reference):
      guard let id = reference.id, network.globalUnknowns.isEmpty else { return false }
      return !members.contains(id) && !isAnyGroupless && !isPeer(group, of: rule)
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
  private mutating func isImpossible(_ term: TermID, _ graph: TermGraph) throws(SolverError) -> Bool {
    if term == TermGraph.false { return true }
    if case .unsatisfiable = try solver.check(term, in: graph) { return true }
    return false
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
    for (position, entry) in acl.entries.enumerated() {
      // One entry that was not understood may decide anything or nothing.
      let before = acl.entries[..<position].filter {
        $0.direction == entry.direction && $0.range.family == entry.range.family && $0.unknown == nil
      }
      guard !before.isEmpty, entry.unknown == nil else { continue }
      var terms = RuleTerms(network, entry.range.family)
      guard let own = terms.term(entry) else { continue }
      let packet = terms.packet()
      let earlier = before.compactMap { terms.term($0) }
      let question = terms.graph.and([packet, own, terms.graph.not(terms.graph.or(earlier))])
      guard try isImpossible(question, terms.graph) else { continue }
      findings.append(
        Finding(
          kind: .shadowedEntry, object: acl.name, rule: Self.name(entry),
          because: before.map(Self.name), origin: entry.origin ?? acl.origin))
    }
  }

  private static func name(_ entry: NetworkACLEntry) -> String {
    "\(entry.direction.rawValue) rule \(entry.number) \(entry.allows ? "allow" : "deny")"
  }
}

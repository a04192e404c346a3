import NetworkModel
import PolicyTypes
import SourceText

/// Judges claims about objects that need no packet (OBJ-2, OBJ-4, OBJ-6 to OBJ-9): finite properties of what is configured.
struct ObjectJudge {
  let network: NetworkModel
  let claim: ObjectClaim
  var findings: [ObjectFinding] = []
  var unknowns = UnknownCollector()
  /// Objects that were looked at; none makes the claim vacuous.
  var seen = 0

  init(_ network: NetworkModel, _ claim: ObjectClaim) {
    self.network = network
    self.claim = claim
    unknowns.insert(Array(claim.doubts))
  }

  mutating func find(_ object: String, _ kind: String, _ reason: String, _ origin: SourceRange?) {
    findings.append(ObjectFinding(object: object, kind: kind, reason: reason, origin: origin))
  }

  func result(obligations: Int = 0) -> ObjectResult {
    let verdict: Verdict =
      !findings.isEmpty ? .violated : !unknowns.isEmpty ? .unknown : seen == 0 ? .vacuous : .proved
    return ObjectResult(
      claim: claim, verdict: verdict, findings: findings, unknowns: verdict == .unknown ? unknowns.sorted : [],
      emptiness: verdict == .vacuous ? "no such object is in this network" : nil, obligations: obligations)
  }

  // MARK: Whose objects

  func isMeant(_ group: ID<SecurityGroup>) -> Bool {
    guard let subject = claim.subject else { return true }
    return subject.contains { network.interfaces[$0].groups.contains(.resolved(group)) }
  }

  /// Subnets with an interface of the subject; all where none is named.
  var subnets: [ID<Subnet>] {
    guard let subject = claim.subject else { return Array(network.subnets.ids) }
    let meant = Set(subject.map { network.interfaces[$0].subnet })
    return network.subnets.ids.filter(meant.contains)
  }

  // MARK: Groups

  /// OBJ-2: no interface has the group, no rule of another one names it, and it is not the one that cannot be deleted.
  mutating func judgeUnused() {
    for interface in network.interfaces.elements {
      for case .missing(let unknown) in interface.groups where network[unknown].kind != "securityGroup" {
        unknowns.insert(network[unknown])
      }
    }
    let worn = Set(network.interfaces.elements.flatMap(\.groups).compactMap(\.id))
    for id in network.securityGroups.ids where isMeant(id) {
      seen += 1
      let group = network.securityGroups[id]
      if worn.contains(id) || group.groupName == "default" { continue }
      let isNamed = network.securityGroups.ids.contains { other in
        other != id && network.securityGroups[other].rules.contains { $0.peer == .group(.resolved(id)) }
      }
      if !isNamed { find(group.name, "securityGroup", "no interface has it, and no other group names it", group.origin) }
    }
  }

  /// OBJ-4: another rule admits all that this one admits; of two equal ones the later is named.
  mutating func judgeShadowed() {
    for id in network.securityGroups.ids where isMeant(id) {
      let rules = network.securityGroups[id].rules
      for (index, rule) in rules.enumerated() {
        seen += 1
        let cover = rules.indices.first { other in
          other != index && rules[other].direction == rule.direction && covers(rules[other], rule)
            && (other < index || !covers(rule, rules[other]))
        }
        guard let cover else { continue }
        find(
          name(rule, index, in: network.securityGroups[id]), "securityGroupRule",
          "\(name(rules[cover], cover, in: network.securityGroups[id])) admits all that it admits", rule.origin)
      }
    }
    var known: Set<ID<NetworkACL>> = []
    for subnet in subnets {
      guard case .acl(let id) = network.subnets[subnet].networkACL, known.insert(id).inserted else { continue }
      let entries = network.networkACLs[id].entries
      for (index, entry) in entries.enumerated() {
        seen += 1
        let cover = entries[..<index].first { earlier in
          earlier.direction == entry.direction && earlier.unknown == nil
            && earlier.range.contains(entry.range) && earlier.service.covers(entry.service)
        }
        guard let cover else { continue }
        find(
          "\(network.networkACLs[id].name) \(entry.direction.rawValue) \(entry.number)", "networkAclEntry",
          "entry \(cover.number) decides before it", entry.origin)
      }
    }
  }

  func name(_ rule: SecurityGroupRule, _ index: Int, in group: SecurityGroup) -> String {
    rule.name ?? "\(group.name) \(rule.direction.rawValue) \(index + 1)"
  }

  private func covers(_ wide: SecurityGroupRule, _ narrow: SecurityGroupRule) -> Bool {
    guard wide.service.covers(narrow.service) else { return false }
    switch (wide.peer, narrow.peer) {
    case (.range(let all), .range(let part)): return all.contains(part)
    case (.range(let all), .prefixList(.resolved(let list))):
      guard case .known(let entries) = network.prefixLists[list].entries else { return false }
      return !entries.isEmpty && entries.allSatisfy(all.contains)
    case (.prefixList(let all), .prefixList(let part)): return all == part
    case (.group(let all), .group(let part)): return all == part
    case (.prefixList(.resolved(let list)), .range(let part)):
      guard case .known(let entries) = network.prefixLists[list].entries else { return false }
      return entries.contains { $0.contains(part) }
    case (.range, _), (.prefixList, _), (.group, _), (.stale, _), (.unknown, _): return false
    }
  }
}

extension ServiceMatch {
  /// Every packet that the other matches, this one matches.
  fileprivate func covers(_ other: ServiceMatch) -> Bool {
    guard case .number(let own) = proto else { return true }
    guard other.proto == .number(own) else { return false }
    switch own {
    case IPProtocol.tcp, IPProtocol.udp:
      guard let ports else { return true }
      guard let theirs = other.ports else { return ports == 0...65535 }
      return ports.lowerBound <= theirs.lowerBound && theirs.upperBound <= ports.upperBound
    case IPProtocol.icmp, IPProtocol.icmp6:
      return (icmpType == nil || icmpType == other.icmpType) && (icmpCode == nil || icmpCode == other.icmpCode)
    case _: return true
    }
  }
}

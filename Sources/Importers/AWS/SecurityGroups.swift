internal import NetworkModel
internal import SourceText

extension ImportState {
  /// First pass: the groups, so that rules and interfaces can refer to them.
  func importSecurityGroups() {
    for element in gathered.of(.securityGroups) {
      let record = Record(element.value, self)
      guard let name = record.id("GroupId"), isFirst(.securityGroups, name, element) else {
        continue
      }
      record.ignore(["Description", "SecurityGroupArn"], type: "SecurityGroups")
      let vpc = record.string("VpcId").map {
        self.vpc(named: $0, for: element, at: record.range.shortened)
      }
      var group = SecurityGroup(
        name: name, groupName: record.string("GroupName") ?? "", vpc: vpc,
        scope: scope(of: element, owner: record.string("OwnerId"), vpc: vpc), tags: record.tags(),
        origin: record.range)
      if group.groupName.isEmpty {
        group.gaps[.name] = unknown(
          name, "securityGroup", "it comes without a `GroupName`", rule: "IMP-3a", at: record.range)
      }
      guard let id = model.securityGroups.insert(group) else { continue }
      describedGroups.append((id, element))
    }
    addUndescribedGroups()
  }

  /// Groups that only the list of rules names.
  private func addUndescribedGroups() {
    for element in gathered.of(.securityGroupRules) {
      guard let name = element.value.peek("GroupId")?.string,
        model.securityGroups.id(named: name) == nil
      else {
        continue
      }
      let range = element.value.range
      warn(
        "IM014", "the security group `\(DisplayText.escape(name))` has rules but no description",
        at: range.shortened)
      let owner = element.value.peek("GroupOwnerId")?.string
      var group = SecurityGroup(
        name: name, vpc: nil, scope: scope(of: element, owner: owner), origin: range)
      let missing = unknown(
        name, "securityGroup", "the group has rules but no description", rule: "IMP-3a", at: range)
      group.gaps = [.tags: missing, .name: missing]
      model.securityGroups.insert(group)
    }
  }

  /// Second pass: the rules. IMP-6: those of describe-security-group-rules are used where that class was collected; the
  /// two answers must say the same.
  func importSecurityGroupRules() {
    var listed: [String: [SecurityGroupRule]] = [:]
    forEach(.securityGroupRules) { record, element in
      guard let name = record.id("SecurityGroupRuleId"), isFirst(.securityGroupRules, name, element)
      else { return }
      record.ignore(
        ["GroupOwnerId", "Description", "SecurityGroupRuleArn", "Tags"], type: "SecurityGroupRules")
      guard let group = record.id("GroupId") else { return }
      listed[group, default: []] += listedRule(record, name: name, of: group, element)
    }
    for (id, element) in describedGroups {
      let record = Record(element.value, self)
      let name = model.securityGroups[id].name
      let flat = flattened(record, of: id, element)
      let saysRules =
        element.value.states("IpPermissions") || element.value.states("IpPermissionsEgress")
      guard gathered.isPresent(.securityGroupRules, in: element.group) else {
        if !saysRules {
          error(
            "IM004", "expected a security group with `IpPermissions`, found one without",
            at: record.range.shortened)
        }
        let unsaid = saysRules ? unsaidRules(of: name, element) : []
        model.securityGroups[id].rules = flat + unsaid
        continue
      }
      var rules = listed.removeValue(forKey: name) ?? []
      let isComplete = !gathered.isTruncated(.securityGroupRules, in: element.group)
      if saysRules, isComplete, Self.meaning(flat) != Self.meaning(rules) {
        error(
          "IM010", "the rules of `\(name)` differ between its description and the list of rules",
          at: record.range.shortened,
          notes: ["collect both answers at the same time, or leave one out"])
      }
      if saysRules, !isComplete { rules = flat }
      if !saysRules, !isComplete { rules += unseenRules(of: name) }
      model.securityGroups[id].rules = rules
    }
    for element in gathered.of(.securityGroups) {
      ledger.add(type: ResourceClass.securityGroups.rawValue, unread: element.value.unconsumed())
    }
    for (name, rules) in listed {
      guard let id = model.securityGroups.id(named: name) else { continue }
      model.securityGroups[id].rules = rules
    }
  }

  /// AWS writes both lists of rules, also when they are empty: a list that is not there was taken out.
  private func unsaidRules(of group: String, _ element: Element) -> [SecurityGroupRule] {
    [("IpPermissions", Direction.ingress), ("IpPermissionsEgress", .egress)].compactMap {
      key, direction in
      guard !element.value.states(key) else { return nil }
      let id = unknown(
        group, "securityGroup", "it comes without the list `\(key)`", rule: "IMP-3a",
        at: element.value.range.shortened)
      return SecurityGroupRule(direction: direction, service: ServiceMatch(.any), peer: .unknown(id))
    }
  }

  private func unseenRules(of group: String) -> [SecurityGroupRule] {
    let id = unknown(
      group, "securityGroup", "its rules were not collected to the end", rule: "IMP-3")
    return [Direction.ingress, .egress].map {
      SecurityGroupRule(direction: $0, service: ServiceMatch(.any), peer: .unknown(id))
    }
  }

  /// Rules as a set of what they say, without names and places.
  private static func meaning(_ rules: [SecurityGroupRule]) -> Set<SecurityGroupRule> {
    Set(
      rules.map { rule in
        var rule = rule
        rule.name = nil
        rule.origin = nil
        return rule
      })
  }

  /// `IpPermissions` and `IpPermissionsEgress`, one rule for each peer.
  private func flattened(_ record: Record, of group: ID<SecurityGroup>, _ element: Element)
    -> [SecurityGroupRule]
  {
    var rules: [SecurityGroupRule] = []
    for (key, direction) in [
      ("IpPermissions", Direction.ingress), ("IpPermissionsEgress", .egress),
    ] {
      for permission in record.records(key) {
        guard let service = securityGroupService(permission) else { continue }
        var peers: [(SecurityGroupPeer, SourceRange)] = []
        for entry in permission.records("IpRanges") {
          entry.ignore(["Description"], type: "SecurityGroups.IpPermissions")
          peers += cidrPeer(entry, "CidrIp", .v4, of: group)
        }
        for entry in permission.records("Ipv6Ranges") {
          entry.ignore(["Description"], type: "SecurityGroups.IpPermissions")
          peers += cidrPeer(entry, "CidrIpv6", .v6, of: group)
        }
        for entry in permission.records("PrefixListIds") {
          entry.ignore(["Description"], type: "SecurityGroups.IpPermissions")
          guard let name = entry.id("PrefixListId") else { continue }
          peers.append((prefixListPeer(name, entry, element), entry.range))
        }
        for entry in permission.records("UserIdGroupPairs") {
          peers.append((groupPeer(entry, of: group, element), entry.range))
        }
        peers += openPeers(permission, of: model.securityGroups[group].name)
        let broken = service.problem ?? permission.unread.first.map { "the key `\($0.path)`" }
        // What is not understood may be the only peer.
        if peers.isEmpty, let unread = permission.unread.first {
          let problem = "the key `\(unread.path)`"
          rules.append(
            rule(
              nil, direction, service.match, .stale(""), problem, of: group, at: permission.range))
        }
        for (peer, range) in peers {
          rules.append(rule(nil, direction, service.match, peer, broken, of: group, at: range))
        }
      }
    }
    return rules
  }

  private func listedRule(_ record: Record, name: String, of groupName: String, _ element: Element)
    -> [SecurityGroupRule]
  {
    guard let service = securityGroupService(record) else { return [] }
    guard let isEgress = record.required("IsEgress", record.bool("IsEgress")) else { return [] }
    let direction: Direction = isEgress ? .egress : .ingress
    let group = model.securityGroups.id(named: groupName)
    var peers: [SecurityGroupPeer] = []
    if let range = record.cidr("CidrIpv4", .v4) { peers.append(.range(range)) }
    if let range = record.cidr("CidrIpv6", .v6) { peers.append(.range(range)) }
    if let list = record.string("PrefixListId") {
      peers.append(prefixListPeer(list, record, element))
    }
    if let info = record.record("ReferencedGroupInfo") {
      peers.append(groupPeer(info, of: group, element))
    }
    guard peers.count == 1, let peer = peers.first else {
      let isMalformed = !record.isMissing("CidrIpv4") || !record.isMissing("CidrIpv6")
      if !isMalformed || peers.count > 1 {
        error(
          "IM004", "expected a rule with exactly one peer, found \(peers.count)", at: record.range)
      }
      return []
    }
    let broken = service.problem ?? record.unread.first.map { "the key `\($0.path)`" }
    return [
      rule(
        name, direction, service.match, peer, broken, of: group, named: groupName, at: record.range)
    ]
  }

  /// A rule of which something is not understood may match anything (IMP-5).
  private func rule(
    _ name: String?, _ direction: Direction, _ service: ServiceMatch, _ peer: SecurityGroupPeer,
    _ broken: String?,
    of group: ID<SecurityGroup>?, named groupName: String = "", at range: SourceRange
  ) -> SecurityGroupRule {
    guard let broken else {
      return SecurityGroupRule(
        name: name, direction: direction, service: service, peer: peer, origin: range)
    }
    let owner = group.map { model.securityGroups[$0].name } ?? groupName
    warn(
      "IM013", "\(DisplayText.escape(broken)) of a rule of `\(owner)` is not understood", at: range)
    let id = unknown(
      owner, "securityGroup", "\(broken) of a rule is not understood", rule: "IMP-5", at: range)
    return SecurityGroupRule(
      name: name, direction: direction, service: ServiceMatch(.any), peer: .unknown(id),
      origin: range)
  }
}

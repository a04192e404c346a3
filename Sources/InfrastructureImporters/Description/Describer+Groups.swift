internal import Importers
internal import NetworkModel
internal import SourceText

extension Describer {
  static let groupTypes = ["aws_security_group", "aws_default_security_group"]

  func enterGroup(_ reader: Reader) {
    let resource = reader.resource
    reader.ignore("description", "revoke_rules_on_delete", "name_prefix")
    let isDefault = resource.type == "aws_default_security_group"
    let name = isDefault ? "default" : written(reader, "name")?.text ?? ""
    reader.ignore("name")
    var owner: Referred = isDefault ? vpcOfDefault(resource) : .nothing
    if isDefault {
      reader.ignore("vpc_id")
    } else if let value = written(reader, "vpc_id") {
      owner = referred(value, Self.vpcTypes)
    } else if resource.attributes["vpc_id"] == nil, origin == .state {
      owner = .name("unknown VPC of \(resource.address)")
    }
    let vpc: String
    switch owner {
    case .name(let name): vpc = name
    case .nothing:
      vpc = vpcs.names.first { byAddress[$0]?.type == "aws_default_vpc" } ?? "default VPC"
    case .unknown: vpc = required(owner, "VPC", of: resource)
    }
    var draft = GroupDraft(
      resource: resource, name: name, vpc: vpc, tags: reader.tags(), range: resource.range,
      region: resource.region)
    draft.ingress = rules(groupList(reader, "ingress"), of: resource)
    draft.egress = egress(reader)
    groups[resource.address] = draft
    noteTags(reader, kind: .securityGroup)
  }

  /// A template's group without egress rules lets everything out; Terraform takes that rule away.
  private func egress(_ reader: Reader) -> [Draft] {
    let list = groupList(reader, "egress")
    guard origin == .template else { return rules(list, of: reader.resource) }
    switch list {
    case .absent: return [Self.allowAll(at: reader.resource.range)]
    case .known(let elements) where elements.isEmpty:
      return [Self.unknownRule("an empty list of egress rules", at: reader.resource.range)]
    case .known, .unknown: return rules(list, of: reader.resource)
    }
  }

  private func groupList(_ reader: Reader, _ key: String) -> OpenList {
    let list = openList(reader, key)
    guard case .known(let elements) = list else { return list }
    return .known(withoutDeparted(elements, key, reader))
  }

  private func rules(_ list: OpenList, of resource: Resource) -> [Draft] {
    switch list {
    case .absent: []
    case .unknown(let reason): [Self.unknownRule(reason, at: resource.range)]
    case .known(let elements):
      elements.flatMap { permissions($0, own: resource.address, at: $0.range) }
    }
  }

  static func allowAll(at range: SourceRange) -> Draft {
    .make(
      at: range, ("IpProtocol", .text("-1")),
      ("IpRanges", .list([.make(("CidrIp", .text("0.0.0.0/0")))])),
      ("Ipv6Ranges", .list([.make(("CidrIpv6", .text("::/0")))])))
  }

  /// A rule that may match anything (IMP-5): a key that nobody knows.
  static func unknownRule(_ reason: String, at range: SourceRange) -> Draft {
    .make(at: range, ("IpProtocol", .text("-1")), (reason, .bool(true)))
  }

  private static let ruleKeys: Set<String> = [
    "protocol", "ip_protocol", "from_port", "to_port", "cidr_blocks", "cidr_ipv4", "cidr_block",
    "ipv6_cidr_blocks", "cidr_ipv6", "prefix_list_ids", "prefix_list_id", "security_groups",
    "source_security_group_id", "referenced_security_group_id", "self", "description",
    "security_group_id", "type", "id", "arn", "security_group_rule_id", "tags", "tags_all",
    "timeouts", "region", "owner_id",
  ]

  /// A rule in the provider's words. A peer that is not known is one of its own (IAC-7); what else of it is not known is a
  /// second rule that may match anything.
  func permissions(
    _ rule: Attribute, own: String, at range: SourceRange,
    isWritten: (String) -> Bool = { _ in true }
  ) -> [Draft] {
    guard case .object(let members) = rule.shape else {
      return [Self.unknownRule(rule.firstUnknown ?? "a rule is no object", at: range)]
    }
    var problem: String?
    func given(_ keys: String...) -> Attribute? {
      for key in keys {
        guard let value = members.first(where: { $0.key == key })?.value, !value.isEmpty else {
          continue
        }
        if case .later = value.shape, !isWritten(key) { continue }
        return value
      }
      return nil
    }
    func scalar(_ value: Attribute?) -> Draft? {
      guard let value else { return nil }
      if let number = value.number { return .at(value.range, .int(number)) }
      if let text = value.text { return .at(value.range, .text(text)) }
      problem = problem ?? value.firstUnknown ?? "a value of a rule is neither text nor number"
      return nil
    }
    let proto = given("protocol", "ip_protocol")
    guard let word = proto?.text else {
      return [Self.unknownRule(proto?.firstUnknown ?? "a rule without a protocol", at: range)]
    }
    let hasPorts = word != "-1" && word.lowercased() != "all"
    let from = hasPorts ? scalar(given("from_port")) : nil
    let to = hasPorts ? scalar(given("to_port")) : nil
    if let problem { return [Self.unknownRule(problem, at: range)] }
    var peers: [(String, [Draft])] = []
    var open: [Draft] = []
    func texts(_ value: Attribute?, _ list: String, _ key: String) {
      guard let value else { return }
      var elements = [value]
      // A list that is not known at all may hold any number of ranges.
      var isOne = key == "CidrIp" ? members.contains { $0.key == "cidr_ipv4" } : members.contains { $0.key == "cidr_ipv6" }
      if case .list(let inner) = value.shape { (elements, isOne) = (inner, true) }
      var drafts: [Draft] = []
      for element in elements where !element.isEmpty {
        if let text = element.text {
          drafts.append(.make(at: element.range, (key, .text(text))))
          namedRanges.insert(text)
        } else if case .list(let inner) = element.shape, inner.allSatisfy({ $0.text != nil }) {
          drafts += inner.compactMap { element in
            element.text.map { .make(at: element.range, (key, .text($0))) }
          }
          for text in inner.compactMap(\.text) { namedRanges.insert(text) }
        } else {
          open.append(openRange(element, key == "CidrIp" ? .v4 : .v6, of: own, isOne: isOne))
        }
      }
      if !drafts.isEmpty { peers.append((list, drafts)) }
    }
    texts(given("cidr_blocks", "cidr_ipv4", "cidr_block"), "IpRanges", "CidrIp")
    texts(given("ipv6_cidr_blocks", "cidr_ipv6"), "Ipv6Ranges", "CidrIpv6")
    let lists = referredList(
      given("prefix_list_ids", "prefix_list_id"), ["aws_ec2_managed_prefix_list"])
    if let reason = lists.unknown { open.append(Self.openPeer(reason)) }
    if !lists.names.isEmpty {
      peers.append(
        ("PrefixListIds", lists.names.map { .make(at: range, ("PrefixListId", .text($0))) }))
    }
    var groups = referredList(
      given("security_groups", "source_security_group_id", "referenced_security_group_id"),
      Self.groupTypes)
    if let reason = groups.unknown { open.append(Self.openPeer(reason)) }
    if let value = given("self") {
      if value.bool == true, !groups.names.contains(own) { groups.names.append(own) }
      if value.bool == nil { open.append(Self.openPeer(value.firstUnknown ?? "`self` is no switch")) }
    }
    if !groups.names.isEmpty {
      peers.append(
        ("UserIdGroupPairs", groups.names.map { .make(at: range, ("GroupId", .text($0))) }))
    }
    for member in members where !Self.ruleKeys.contains(member.key) && !member.value.isEmpty {
      if case .later = member.value.shape, !isWritten(member.key) { continue }
      problem = problem ?? "the attribute `\(member.key)` is not known"
    }
    if let reason = hiddenPeers(members) { open.append(Self.openPeer(reason)) }
    if !open.isEmpty { peers.append((OpenPeers.key, open)) }
    if peers.isEmpty { problem = problem ?? "a rule names no peer that is known" }
    var drafts: [Draft] = []
    if !peers.isEmpty {
      var pairs = [Draft.Pair(key: "IpProtocol", value: .text(word))]
      if let from { pairs.append(.init(key: "FromPort", value: from)) }
      if let to { pairs.append(.init(key: "ToPort", value: to)) }
      pairs += peers.map { Draft.Pair(key: $0.0, value: .list($0.1)) }
      drafts.append(.at(range, .object(pairs)))
    }
    if let problem { drafts.append(Self.unknownRule(problem, at: range)) }
    return drafts
  }

  /// A key that is not there at all, where plans and states always write it, may hide a peer.
  private func hiddenPeers(_ members: [Attribute.Member]) -> String? {
    func has(_ key: String) -> Bool { members.contains { $0.key == key } }
    guard origin != .template, !has("ip_protocol") else { return nil }
    let keys = ["cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "self"]
    if let key = keys.first(where: { !has($0) }) {
      return "the input does not show the `\(key)` of a rule"
    }
    return has("security_groups") || has("source_security_group_id")
      ? nil : "the input does not show the groups that a rule names"
  }

  func enterGroupRule(_ reader: Reader, isEgress: Bool?) {
    let resource = reader.resource
    for member in resource.attributes.members { _ = reader[member.key] }
    let groups = referredList(resource.attributes["security_group_id"], Self.groupTypes)
    guard groups.names.count == 1, groups.unknown == nil, let name = groups.names.first else {
      return unknown(resource, "which security group it belongs to is not known")
    }
    let direction =
      isEgress
      ?? {
        switch resource.attributes["type"]?.text {
        case "egress": true
        case "ingress": false
        case _: nil
        }
      }()
    guard let direction else {
      return unknown(resource, "whether it is a rule for ingress or egress is not known")
    }
    guard self.groups[name] != nil else { return }
    let drafts = permissions(resource.attributes, own: name, at: resource.range) { key in
      reader.isWritten(key) ?? true
    }
    if direction {
      self.groups[name]?.egress += drafts
      if origin == .template { doubtDefaultEgress(name) }
    } else {
      self.groups[name]?.ingress += drafts
    }
  }

  /// A template that lists egress rules as resources of their own: the documents leave open whether the rule that lets
  /// everything out goes.
  private func doubtDefaultEgress(_ name: String) {
    guard let draft = groups[name], let resource = draft.resource,
      resource.attributes["egress"] == nil
    else { return }
    let all = Self.allowAll(at: resource.range)
    guard let place = draft.egress.firstIndex(of: all) else { return }
    groups[name]?.egress[place] = Self.unknownRule(
      "whether the rule that lets everything out remains", at: resource.range)
  }
}

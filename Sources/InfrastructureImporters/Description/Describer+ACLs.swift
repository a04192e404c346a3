internal import Importers
internal import NetworkModel
internal import SourceText

extension Describer {
  static let aclTypes = ["aws_network_acl", "aws_default_network_acl"]

  func enterACL(_ reader: Reader) {
    let resource = reader.resource
    let isDefault = resource.type == "aws_default_network_acl"
    reader.ignore("default_network_acl_id")
    let owner = isDefault ? vpcOfDefault(resource) : referred(reader.shown("vpc_id"), Self.vpcTypes)
    if isDefault { reader.ignore("vpc_id") }
    var draft = ACLDraft(
      resource: resource, vpc: required(owner, "VPC", of: resource), isDefault: isDefault,
      tags: reader.tags(), range: resource.range, region: resource.region)
    for (key, isEgress) in [("ingress", false), ("egress", true)] {
      switch openList(reader, key) {
      case .absent: break
      case .unknown: draft.isKnown = false
      case .known(let elements):
        for element in elements {
          guard isDeparted(element, isEgress, resource) else {
            add(element, isEgress: isEgress, at: element.range, to: &draft)
            continue
          }
          // What the author wrote and the plan takes away at once may be there or not.
          if reader.isWritten(key) == true { draft.isKnown = false }
        }
      }
    }
    // The default ACL also filters the subnets that nothing else does; its list says nothing more.
    if isDefault {
      reader.ignore("subnet_ids")
    } else if let value = written(reader, "subnet_ids") {
      let subnets = referredList(value, Self.subnetTypes)
      if let reason = subnets.unknown {
        unknown(resource, "which subnets it filters is not known: \(reason)", at: value.range)
      }
      let gone = departed(["aws_network_acl_association"], at: "network_acl_id", of: resource)
        .compactMap { name(of: $0, at: "subnet_id") }
      draft.subnets += subnets.names.filter { !gone.contains($0) }.map { ($0, value.range) }
    }
    acls[resource.address] = draft
  }

  func enterACLAssociation(_ reader: Reader) {
    let resource = reader.resource
    let acl = referred(reader.shown("network_acl_id"), Self.aclTypes)
    guard case .name(let subnet) = referred(reader.shown("subnet_id"), Self.subnetTypes) else {
      return unknown(resource, "which subnet it gives a network ACL to is not known")
    }
    guard let vpc = subnets[subnet]?.vpc else { return }
    var name = "network ACL of \(resource.address)"
    if case .name(let known) = acl { name = known }
    if acls[name] == nil {
      acls[name] = ACLDraft(
        vpc: vpc, isKnown: false, range: resource.range, region: resource.region)
    }
    acls[name]?.subnets.append((subnet, resource.range))
  }

  func enterACLRule(_ reader: Reader) {
    let resource = reader.resource
    for member in resource.attributes.members { _ = reader[member.key] }
    guard case .name(let name) = referred(resource.attributes["network_acl_id"], Self.aclTypes)
    else {
      return unknown(resource, "which network ACL it belongs to is not known")
    }
    guard var draft = acls[name] else { return }
    let side = resource.attributes["egress"]
    let isEgress: Bool
    if let bool = side?.bool {
      isEgress = bool
    } else if side.map({ $0.isEmpty }) ?? (origin == .template) {
      isEgress = false
    } else {
      draft.isKnown = false
      acls[name] = draft
      return
    }
    add(
      resource.attributes, isEgress: isEgress, at: resource.range, to: &draft,
      isWritten: { reader.isWritten($0) ?? true })
    acls[name] = draft
  }

  /// An entry that the plan takes away or changes; the list that shows it was read before that (IAC-1a).
  private func isDeparted(_ element: Attribute, _ isEgress: Bool, _ resource: Resource) -> Bool {
    departed(["aws_network_acl_rule"], at: "network_acl_id", of: resource).contains {
      $0.attributes["rule_number"]?.number == element["rule_no"]?.number
        && $0.attributes["egress"]?.bool == isEgress
    }
  }

  private static let entryKeys: Set<String> = [
    "rule_no", "rule_number", "action", "rule_action", "protocol", "from_port", "to_port",
    "cidr_block", "ipv6_cidr_block", "icmp_type", "icmp_code", "egress", "network_acl_id", "id",
    "region", "timeouts",
  ]

  /// One entry in the provider's words. What of it is not known makes it one for all packets, of unknown effect (IMP-5).
  private func add(
    _ entry: Attribute, isEgress: Bool, at range: SourceRange, to draft: inout ACLDraft,
    isWritten: (String) -> Bool = { _ in true }
  ) {
    func given(_ keys: String...) -> Attribute? {
      for key in keys {
        guard let value = entry[key], !value.isEmpty else { continue }
        if case .later = value.shape, !isWritten(key) { continue }
        return value
      }
      return nil
    }
    guard case .object(let members) = entry.shape,
      let number = given("rule_no", "rule_number")?.number
    else {
      draft.isKnown = false
      return
    }
    var problem: String?
    func text(_ value: Attribute?) -> String? {
      if let value, value.text == nil {
        problem = problem ?? value.firstUnknown ?? "a value is no text"
      }
      return value?.text
    }
    func integer(_ value: Attribute?) -> Int? {
      if let value, value.number == nil {
        problem = problem ?? value.firstUnknown ?? "a value is no number"
      }
      return value?.number
    }
    let action = text(given("action", "rule_action"))?.lowercased()
    let proto = text(given("protocol")).map(Self.protocolNumber)
    let from = integer(given("from_port"))
    let to = integer(given("to_port"))
    let type = integer(given("icmp_type"))
    let code = integer(given("icmp_code"))
    let (range4, range6) = (given("cidr_block"), given("ipv6_cidr_block"))
    let ranges = [range4, range6].compactMap { $0 }
    let open = problem == nil && ranges.count == 1 ? ranges.first { $0.text == nil } : nil
    let (ipv4, ipv6) = open == nil ? (text(range4), text(range6)) : (nil, nil)
    for text in [ipv4, ipv6].compactMap({ $0 }) { namedRanges.insert(text) }
    for member in members where !Self.entryKeys.contains(member.key) && !member.value.isEmpty {
      problem = problem ?? "the attribute `\(member.key)` is not known"
    }
    if action == nil { problem = problem ?? "an entry without an action" }
    if proto == nil { problem = problem ?? "an entry without a protocol" }
    if open == nil, (ipv4 == nil) == (ipv6 == nil) { problem = problem ?? "an entry without one range" }
    let common: [(String, Draft)] = [("RuleNumber", .int(number)), ("Egress", .bool(isEgress))]
    func enter(_ entry: Draft) {
      draft.entries.append(.init(number: number, isEgress: isEgress, draft: entry))
    }
    func make(_ pairs: [(String, Draft)]) -> Draft {
      .at(range, .object(pairs.map { Draft.Pair(key: $0.0, value: $0.1) }))
    }
    if let problem {
      for (key, all) in [("CidrBlock", "0.0.0.0/0"), ("Ipv6CidrBlock", "::/0")] {
        enter(
          make(
            common + [
              ("RuleAction", .text("allow")), ("Protocol", .text("-1")), (key, .text(all)),
              (problem, .bool(true)),
            ]))
      }
      return
    }
    var pairs = common
    if let action { pairs.append(("RuleAction", .text(action))) }
    if let proto { pairs.append(("Protocol", .text(proto))) }
    if let ipv4 { pairs.append(("CidrBlock", .text(ipv4))) }
    if let ipv6 { pairs.append(("Ipv6CidrBlock", .text(ipv6))) }
    if let open {
      // The widest range of the family, and why it is not the one that counts.
      let family: IPFamily = range4 == nil ? .v6 : .v4
      pairs.append(family == .v4 ? ("CidrBlock", .text("0.0.0.0/0")) : ("Ipv6CidrBlock", .text("::/0")))
      let owner = draft.resource?.address ?? "the network ACL of \(draft.vpc)"
      pairs.append((OpenPeers.key, openRange(open, family, of: owner, isOne: true)))
    }
    let number6 = ["6", "17"].contains(proto ?? "")
    if number6, let from, let to {
      pairs.append(("PortRange", .make(("From", .int(from)), ("To", .int(to)))))
    }
    let isICMP = ["1", "58"].contains(proto ?? "")
    if isICMP, let type, let code {
      pairs.append(("IcmpTypeCode", .make(("Type", .int(type)), ("Code", .int(code)))))
    }
    let entry = make(pairs)
    // The list of an ACL also shows the entries that are resources of their own.
    let isShown = draft.entries.contains {
      $0.number == number && $0.isEgress == isEgress && $0.draft.plain == entry.plain
    }
    if !isShown { enter(entry) }
  }

  /// The ACL that comes with every VPC lets all traffic pass.
  static func openEntries(at range: SourceRange) -> [ACLDraft.Entry] {
    [false, true].flatMap { isEgress in
      [(100, "CidrBlock", "0.0.0.0/0"), (101, "Ipv6CidrBlock", "::/0")].map { number, key, all in
        .init(
          number: number, isEgress: isEgress,
          draft: .make(
            at: range, ("RuleNumber", .int(number)), ("Egress", .bool(isEgress)),
            ("RuleAction", .text("allow")), ("Protocol", .text("-1")), (key, .text(all))))
      }
    }
  }
}
